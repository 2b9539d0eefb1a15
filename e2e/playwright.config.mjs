// Three projects: `harness` proves on a page of its own that the guards fire; `stories` drives the
// built server; `postgres` tells those stories again that write most, with the log on PostgreSQL. Debian's Chromium is used as it is: no browser is downloaded.
import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./lib/chromium.mjs";

const asRoot = typeof process.getuid === "function" && process.getuid() === 0;

export default defineConfig({
  // Each worker has a server and a browser of its own. While one waits for a page the other works.
  workers: Number(process.env.BRYGGA_E2E_WORKERS ?? 2),
  // Twice what the slowest test takes alone on two cores: the suite often shares them with a build,
  // and a test that waits longer than that hangs.
  timeout: 120_000,
  // Within this an answer comes also while another process compiles; without, in a tenth of it.
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI === "true",
  // A test that passes at the second try is a fault that we have not understood.
  retries: 0,
  reporter: [["list"], ["./lib/why.mjs"]],
  // Playwright empties this folder at the start, so it is not `results` itself.
  outputDir: "results/traces",
  use: {
    browserName: "chromium",
    locale: "sv-SE",
    timezoneId: "Europe/Stockholm",
    // A trace is taken of every test and costs a fifth of its time; of CI nobody fetches it.
    trace: process.env.CI === "true" ? "off" : "retain-on-failure",
    launchOptions: {
      executablePath: CHROMIUM,
      // Chromium refuses its sandbox to uid 0 and only to uid 0.
      chromiumSandbox: !asRoot,
      args: [
        ...(asRoot ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // No name but this machine's resolves: a page that asks for more fails on the spot.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
      ],
    },
  },
  projects: [
    { name: "harness", testDir: "harness" },
    { name: "stories", testDir: "stories" },
    {
      name: "postgres",
      testDir: "stories",
      testMatch: ["story.spec.mjs", "live.spec.mjs"],
      use: { store: "postgres" },
    },
  ],
});
