// Starts the built binary on a free port in a folder of its own and ends it by its process id.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const builtBinary = () => path.resolve(root, process.env.BRYGGA_BIN ?? "target/ci/brygga");

/** A small county on a Tuesday morning, so that no test meets a weekend, or midnight, by chance. */
const COUNTY = ["--weeks", "2", "--until", "2026-11-17T09:00:00Z"];

/** How long a demo may take to make its county before the tests give up, in milliseconds. */
const START_MS = 180_000;
/** How long the server may drain before it is ended the hard way, in milliseconds. */
const STOP_MS = 5_000;

/**
 * Starts `brygga demo` and answers when `/healthz` does.
 *
 * @param {{ data?: string, listen?: string, args?: string[], database?: string,
 *   env?: Record<string, string>, binary?: string }} [options]
 *   `data`: a folder to use again, as after a crash; without it a new one, which `stop` removes.
 *   `listen`: by default a free port; give the old address so that open pages find the server again.
 *   `args`: what the county is; by default a small one on a Tuesday morning.
 *   `database`: the address of a PostgreSQL database; without it the log is kept in `data`.
 *   `binary`: by default BRYGGA_BIN, else what `cargo xtask test --only build` made.
 * @returns {Promise<Server>}
 */
export async function startServer({
  data,
  listen = "127.0.0.1:0",
  args = COUNTY,
  database,
  env = {},
  binary = builtBinary(),
} = {}) {
  const folder = data ?? (await mkdtemp(path.join(tmpdir(), "brygga-e2e-")));
  // As an operator would give it: an address may hold a password, and arguments are seen by all.
  const where = database === undefined ? {} : { BRYGGA_DATABASE: database };
  const child = spawn(
    binary,
    ["demo", "--data", folder, "--listen", listen, ...args],
    { cwd: root, env: { ...process.env, ...where, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const server = new Server(child, folder, data === undefined);
  try {
    server.url = await server.printedAddress();
    await server.untilHealthy();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A running server. `url` has no slash at the end. */
export class Server {
  url = "";
  /** Everything the server has printed, for the message of a test that fails. */
  output = "";
  #child;
  #ownsFolder;
  #exited;
  #ifRunnerDies;

  constructor(child, folder, ownsFolder) {
    this.#child = child;
    this.#ownsFolder = ownsFolder;
    this.folder = folder;
    this.#ifRunnerDies = () => child.kill("SIGKILL");
    process.once("exit", this.#ifRunnerDies);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        this.output += text;
      });
    }
    this.#exited = new Promise((resolve) => {
      child.once("error", (error) => resolve(`could not start: ${error.message}`));
      child.once("exit", (code, signal) => resolve(`ended with ${signal ?? code}`));
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Waits for the line that says where the server listens. */
  async printedAddress() {
    const address = new Promise((resolve) => {
      const look = () => {
        const found = /^\s*Adress:\s+(http:\/\/\S+?)\/?\s*$/m.exec(this.output);
        if (found) resolve(found[1]);
      };
      this.#child.stdout.on("data", look);
      look();
    });
    return this.#orGiveUp(address, "printed no address");
  }

  /** Waits until `/healthz` answers 200. */
  async untilHealthy() {
    const healthy = async () => {
      for (;;) {
        const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
        if (answer?.ok) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await this.#orGiveUp(healthy(), "did not become healthy");
  }

  /** Ends the server at once, as a power cut would, and keeps its folder. */
  async kill() {
    this.#child.kill("SIGKILL");
    await this.#exited;
    process.removeListener("exit", this.#ifRunnerDies);
  }

  /** Ends the server and removes the folder that was made for it. */
  async stop() {
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    await this.#exited;
    clearTimeout(late);
    process.removeListener("exit", this.#ifRunnerDies);
    if (this.#ownsFolder) await rm(this.folder, { recursive: true, force: true });
  }

  async #orGiveUp(work, complaint) {
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve(`waited ${START_MS / 1000} s`), START_MS);
    });
    const ended = Promise.race([this.#exited, late]).then((why) => {
      throw new Error(`the server ${complaint} (${why}). It said:\n${this.output}`);
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      clearTimeout(timer);
      ended.catch(() => {});
    }
  }
}
