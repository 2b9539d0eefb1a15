// A stand-in for the binary shows that a server is started, found and ended, and nothing is left.
import { access, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test as base } from "@playwright/test";
import { startDatabase } from "../lib/postgres.mjs";
import { startServer } from "../lib/server.mjs";

const LISTENS = `
const [verb, , folder, , listen] = process.argv.slice(2);
require("node:fs").writeFileSync(folder + "/started", verb + " " + listen);
const server = require("node:http").createServer((_, response) => response.end("ok"));
server.listen(0, "127.0.0.1", () => {
  console.log("Simulerar ...");
  console.log("Adress: http://127.0.0.1:" + server.address().port);
});
`;

const test = base.extend({
  standIn: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), "brygga-standin-"));
    await use(async (source) => {
      const binary = path.join(folder, "brygga.cjs");
      await writeFile(binary, `#!/usr/bin/env node\n${source}`);
      await chmod(binary, 0o755);
      return binary;
    });
    await rm(folder, { recursive: true });
  },
});

const exists = (file) => access(file).then(() => true, () => false);

test("a server is found by the address it prints, and stop leaves nothing", async ({ standIn }) => {
  const server = await startServer({ binary: await standIn(LISTENS) });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${server.url}/healthz`)).ok).toBe(true);
  await server.stop();
  expect(() => process.kill(server.pid, 0)).toThrow(/ESRCH/);
  expect(await exists(server.folder)).toBe(false);
});

test("a killed server keeps its folder for the next start", async ({ standIn }) => {
  const binary = await standIn(LISTENS);
  const first = await startServer({ binary });
  await first.kill();
  const second = await startServer({ binary, data: first.folder });
  await second.stop();
  expect(await exists(path.join(first.folder, "started"))).toBe(true);
  await rm(first.folder, { recursive: true });
});

test("a server that ends at the start says why", async ({ standIn }) => {
  const binary = await standIn('console.error("porten är upptagen"); process.exit(3);');
  await expect(startServer({ binary })).rejects.toThrow(/ended with 3[\s\S]*porten är upptagen/);
});

const GIVES_A_DATABASE = `
console.log("postgres://brygga@127.0.0.1:5/" + process.env.BRYGGA_TEST_POSTGRES);
process.stdin.resume().on("end", () => process.exit(0));
`;

test("a database is named by the program that keeps it, until it is let go", async ({ standIn }) => {
  const database = await startDatabase(await standIn(GIVES_A_DATABASE));
  expect(database.address).toBe("postgres://brygga@127.0.0.1:5/required");
  await database.stop();
});

test("without PostgreSQL the tests that need it fail and say why", async ({ standIn }) => {
  const none = startDatabase(await standIn("process.exit(1);"));
  await expect(none).rejects.toThrow(/no PostgreSQL for the tests.*ended with 1/);
});
