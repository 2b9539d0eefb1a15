// `npm run shots` takes the pictures of docs/screenshots from a demo of its own, or from the running
// server whose address is the first argument.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { CHROMIUM } from "./lib/chromium.mjs";
import { fill, openAct } from "./lib/forms.mjs";
import { VIEWPORTS } from "./lib/looks.mjs";
import * as people from "./lib/people.mjs";
import { startServer } from "./lib/server.mjs";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../docs/screenshots");
await mkdir(folder, { recursive: true });

const given = process.argv[2];
const server = given ? { url: given, stop: () => {} } : await startServer({ args: ["--until", "2026-11-20T12:42:00Z"] });
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  // The words that the browser itself puts into fields, such as dates.
  env: { ...process.env, LANGUAGE: "sv", LANG: "sv_SE.UTF-8" },
  args: ["--lang=sv-SE", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});

async function user(name, unit) {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: "sv-SE",
    timezoneId: "Europe/Stockholm",
    viewport: VIEWPORTS[1440],
  });
  const page = await context.newPage();
  if (name) await people.signIn(page, name, unit);
  return page;
}

/** What stands in the window; a phone's picture is two screens tall. */
async function shot(page, name, { width = 1440, dark = false } = {}) {
  const tall = width === 1440 ? 1000 : 1500;
  await page.setViewportSize({ width, height: tall });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled" });
  console.log(name);
}

async function looks(page, name) {
  await shot(page, `${name}-390`, { width: 390 });
  await shot(page, `${name}-dark`, { dark: true });
  await shot(page, name);
}

/**
 * A case with much in it: that of the demo's Mallström, Greta, else the one about which most has been
 * said, among the first that wait for us.
 */
async function busyCase(page) {
  const known = page.locator("tr.r .pt a", { hasText: "Mallström, Greta" });
  if ((await known.count()) > 0) return known.first().getAttribute("href");
  const links = await page.locator("tr.r .pt a").evaluateAll((all) => all.map((it) => it.pathname));
  let best = { address: links[0], facts: -1 };
  for (const address of links.slice(0, 12)) {
    await page.goto(address);
    const open = await page.locator("ol.todo li").count();
    const facts = (await page.locator("ol.tl > li").count()) * (open > 1 ? 1 : 0);
    if (facts > best.facts) best = { address, facts };
  }
  return best.address;
}

try {
  const stranger = await user();
  await stranger.goto("/sign-in");
  await shot(stranger, "sign-in");

  const ward = await user(people.WARD, people.WARD_UNIT);
  await ward.goto("/assignments");
  await shot(ward, "assignments");
  await ward.goto("/care-chains");
  await looks(ward, "worklist-ward");

  const chain = (await busyCase(ward)) ?? (await people.startCase(ward, "Mallström", "Greta"));
  await ward.goto(chain);
  await looks(ward, "care-chain");

  const own = await people.startCase(ward, "Övningsby", "Astrid");
  await openAct(ward, own, "Meddela utskrivningsklar");
  await fill(ward, {
    "Behandlande läkare": "Mio Mallgren",
    "Planerad hemgång": await people.inDays(ward, 1, "14:00"),
    "Hinder av sekretess": "Nej",
  });
  await shot(ward, "act-form");
  await ward.locator("form#act button.btn--p[type=submit]").click();
  await ward.locator("#h-confirm").waitFor();
  await shot(ward, "confirm");
  await ward.locator("main form button.btn--p[type=submit]").click();
  await ward.locator("#h-receipt").waitFor();
  await shot(ward, "receipt");

  await ward.goto("/search");
  await ward.getByLabel("Namn eller personnummer").fill("Mal");
  await ward.locator("main").getByRole("button", { name: "Sök" }).click();
  await ward.getByRole("heading", { name: /ärende/ }).first().waitFor();
  await shot(ward, "search");
  await ward.goto("/follow-up/weekend-stays");
  await shot(ward, "weekend-stays");
  await ward.goto("/care-chains/00000000000000000000000000000000");
  await shot(ward, "no-access");

  const assessor = await user(people.ASSESSOR, people.ASSESSOR_UNIT);
  await shot(assessor, "worklist-municipality");
  const clinic = await user(people.PRIMARY_CARE, people.PRIMARY_CARE_UNIT);
  await shot(clinic, "worklist-primary-care");
} finally {
  await browser.close();
  await server.stop();
}
