// A stand-in for the binary shows that a server is started, found and ended, and nothing is left.
import { access, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test as base } from "@playwright/test";
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
