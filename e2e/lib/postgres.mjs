// An empty PostgreSQL database for one server, from the cluster that the Rust tests use: made in a
// temporary folder, on a free port, run by an unprivileged user, and gone when nobody needs it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Answers the address of an empty database and how to let it go.
 *
 * @param {string} [program] by default what `cargo xtask e2e` built and names in the environment.
 * @returns {Promise<{ address: string, stop: () => Promise<void> }>}
 */
export async function startDatabase(program = process.env.BRYGGA_TEST_POSTGRES_BIN) {
  if (!program) throw new Error("start the tests with `cargo xtask e2e`, which builds what they need");
  // It ends when its standard input does, so also when this process is killed.
  const child = spawn(program, {
    env: { ...process.env, BRYGGA_TEST_POSTGRES: "required" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`ended with ${signal ?? code}`));
  });
  const line = new Promise((resolve) => {
    createInterface({ input: child.stdout }).once("line", resolve);
  });
  const failed = ended.then((why) => {
    throw new Error(`no PostgreSQL for the tests: ${program} ${why}`);
  });
  failed.catch(() => {});
  const address = await Promise.race([line, failed]);
  return {
    address,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
