// What one is writing survives lock, crash and restart, and nobody else sees it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test as base } from "@playwright/test";
import { watch } from "../lib/guards.mjs";
import { openAct } from "../lib/forms.mjs";
import * as people from "../lib/people.mjs";
import { startServer } from "../lib/server.mjs";
import { expect } from "../lib/test.mjs";

const WORDS = "Ringer dottern i kväll om nycklarna.";

base("a draft survives lock, power cut and restart, and is its writer's own", async ({
  browser,
}) => {
  base.setTimeout(120_000);
  const folder = await mkdtemp(path.join(tmpdir(), "brygga-draft-"));
  // The machine's own clock, which goes on over the restart.
  const args = ["--weeks", "1"];
  let server = await startServer({ data: folder, args });
  const listen = new URL(server.url).host;
  const context = await browser.newContext({ baseURL: server.url, locale: "sv-SE" });
  const guard = await watch(context);
  // The server is away for a while, and the page says so in its own words.
  guard.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  try {
    const page = await context.newPage();
    await people.signIn(page, people.WARD, people.WARD_UNIT);
    const chain = await people.startCase(page, "Utkastmark", "Ulla");

    await openAct(page, chain, "Skriv meddelande");
    await page.locator("form#act").getByLabel("Text").fill(WORDS);
    await expect(page.getByText(/^Utkast sparat \d\d:\d\d$/)).toBeVisible();
    const form = page.url();

    await base.step("lock", async () => {
      await page.getByRole("button", { name: "Lås" }).click();
      await expect(page.getByRole("heading", { name: "Skärmen är låst" })).toBeVisible();
      await expect(page.getByText(WORDS)).toHaveCount(0);
      await page.getByRole("button", { name: "Lås upp" }).click();
      await page.goto(form);
      await expect(page.locator("form#act").getByLabel("Text")).toHaveValue(WORDS);
    });

    await base.step("kill -9", async () => {
      await server.kill();
      server = await startServer({ data: folder, listen, args });
      await page.goto(form);
      await expect(page.locator("form#act").getByLabel("Text")).toHaveValue(WORDS);
    });

    await base.step("a colleague in the same unit sees an empty form", async () => {
      const other = await browser.newContext({ baseURL: server.url, locale: "sv-SE" });
      const colleague = await other.newPage();
      await people.signIn(colleague, "Noa Provsson");
      await colleague.goto(form);
      await expect(colleague.locator("form#act").getByLabel("Text")).toHaveValue("");
      await other.close();
    });
    guard.check();
  } finally {
    await context.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
