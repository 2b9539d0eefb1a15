// How each template of the server is brought to the screen.
import { expect } from "@playwright/test";
import { fill, openAct } from "./forms.mjs";
import * as people from "./people.mjs";

/** The auditor and the administrator of the demo. */
const AUDITOR = "TST9900000001-PGRAN";
const ADMINISTRATOR = "TST9900000001-PADMI";

/** How each template is brought to the screen of a ward, with a case of its own. */
export const TEMPLATES = {
  sign_in: (page) => page.goto("/sign-in"),
  locked: async (page) => {
    await page.goto("/care-chains");
    await page.getByRole("button", { name: "Lås" }).click();
    await expect(page.getByRole("heading", { name: "Skärmen är låst" })).toBeVisible();
  },
  worklist: (page) => page.goto("/care-chains"),
  chain: async (page) => {
    await page.goto("/care-chains");
    await page.locator("tr.r .pt a").first().click();
    await expect(page.locator("#h-todo")).toBeVisible();
  },
  chain_print: (page, own) => page.goto(`${own}/print`),
  act_form: async (page) => {
    await page.goto("/care-chains/start");
    await submit(page);
    await expect(page.getByRole("alert")).toBeVisible();
  },
  confirm: async (page, own) => {
    await openAct(page, own, "Meddela utskrivningsklar");
    await fill(page, { "Behandlande läkare": "Mio Mallgren", "Hinder av sekretess": "Nej" });
    await submit(page);
    await expect(page.locator("#h-confirm")).toBeVisible();
  },
  receipt: async (page, own) => {
    await newEstimate(page, own, "13:00");
    await confirmed(page);
    await expect(page.locator("#h-receipt")).toBeVisible();
  },
  same_form: async (page, own) => {
    const form = `${own}/change-estimate`;
    await page.goto(form);
    const token = await page.locator("form#act input[name=token]").inputValue();
    await newEstimate(page, own, "14:00", token);
    await confirmed(page);
    await expect(page.locator("#h-receipt")).toBeVisible();
    await newEstimate(page, own, "15:00", token);
    await expect(page.locator("#h-sent")).toBeVisible();
  },
  stale: async (page, own) => {
    const other = await page.context().newPage();
    await other.goto(`${own}/change-estimate`);
    await newEstimate(page, own, "16:00");
    await confirmed(page);
    await expect(page.locator("#h-receipt")).toBeVisible();
    const token = await other.locator("form#act input[name=token]").inputValue();
    await other.close();
    await newEstimate(page, own, "17:00", token);
    await expect(page.locator("#h-typed")).toBeVisible();
  },
  account: (page) => page.goto("/account"),
  choose_assignment: (page) => page.goto("/assignments"),
  give_assignment: (page) => page.goto("/assignments/give"),
  keys: (page) => page.goto("/help/keys"),
  search: async (page) => {
    await page.goto("/search");
    await page.getByLabel("Namn eller personnummer").fill("Mal");
    await page.locator("main").getByRole("button", { name: "Sök" }).click();
    await expect(page.getByRole("heading", { name: /ärende/ }).first()).toBeVisible();
  },
  access_log: async (page, own) => {
    // Only an auditor opens it, and the page of the demo's people offers none.
    await page.request.post("/demo-sign-in", { form: { person: AUDITOR, next: "" } });
    await page.goto(`${own}/access-log`);
    await expect(page.getByRole("table")).toBeVisible();
  },
  own_answers: async (page) => {
    await page.goto("/care-chains");
    await page.getByRole("link", { name: "Visa svar i ärenden som vi inte läser längre" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Svar i ärenden" })).toBeVisible();
  },
  weekend_stays: (page) => page.goto("/follow-up/weekend-stays"),
  capacity: (page) => page.goto("/follow-up/capacity"),
  snapshots: (page) => page.goto("/follow-up/snapshots"),
  snapshot: async (page) => {
    await page.goto("/follow-up/capacity");
    await page.getByText("Spara som", { exact: true }).click();
    await page.getByRole("button", { name: "Spara ögonblicksbild" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Korttidsplatser" })).toBeVisible();
  },
  lead_times: (page) => page.goto("/follow-up/lead-times"),
  liability: (page) => page.goto("/follow-up/liability"),
  liability_cases: (page) => page.goto("/follow-up/liability/cases"),
  liability_case: async (page) => {
    await page.goto("/follow-up/liability/cases");
    await page.locator("main tbody th a").first().click();
    await expect(page.locator("#h-pre")).toBeVisible();
  },
  weekend_cases: (page) => page.goto("/follow-up/weekend-stays/cases"),
  jobs: async (page) => {
    // Only an administrator opens it, and the page of the demo's people offers none.
    await page.request.post("/demo-sign-in", { form: { person: ADMINISTRATOR, next: "" } });
    await page.goto("/jobs");
    await expect(page.getByRole("heading", { name: "Arbete i bakgrunden" })).toBeVisible();
  },
  forbidden: (page) => page.goto("/care-chains/request"),
  no_access: (page) => page.goto("/care-chains/00000000-0000-0000-0000-000000000000"),
  not_found: (page) => page.goto("/no-such-page"),
  error: async (page) => {
    await page.goto("/account");
    const tokens = page.locator("main input[name=csrf]");
    await tokens.evaluateAll((all) => all.forEach((it) => (it.value = "not mine")));
    await page.locator("main form button").first().click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  },
};

const submit = (page) => page.locator("form#act button.btn--p").last().click();

/** Says yes on the page of confirmation. */
async function confirmed(page) {
  await expect(page.locator("#h-confirm")).toBeVisible();
  await page.locator("main form button.btn--p[type=submit]").last().click();
}

/** Changes the estimated discharge to a time of the fourth day, perhaps with an earlier form's token. */
async function newEstimate(page, own, time, token) {
  await page.goto(`${own}/change-estimate`);
  await fill(page, {
    "Beräknad utskrivning": await people.inDays(page, 4, time),
    Skäl: "Väntar på besked.",
  });
  if (token) {
    const field = page.locator("form#act input[name=token]");
    await field.evaluate((it, value) => (it.value = value), token);
  }
  await submit(page);
}

/** Who sees the template, where it is not the coordinator of a ward. */
export const SEEN_BY = {
  sign_in: undefined,
  access_log: undefined,
  jobs: undefined,
  give_assignment: people.UNIT_LEAD,
  own_answers: people.ASSESSOR,
};

/** Pages of the templates that say no answer with one of these. */
const SAYS_NO = /status of 4(03|04|09|22)/;

/**
 * Answers a function that gives the page of the one who sees a template, signed in the first time.
 *
 * @param {() => Promise<{ page: object, guard: object }>} anotherUser the fixture.
 */
export function readers(anotherUser) {
  const pages = new Map();
  return async (template) => {
    const name = template in SEEN_BY ? SEEN_BY[template] : people.WARD;
    if (!pages.has(name)) {
      const { page, guard } = await anotherUser();
      guard.expect(SAYS_NO);
      if (name) await people.signIn(page, name, name === people.ASSESSOR ? people.ASSESSOR_UNIT : people.WARD_UNIT);
      pages.set(name, page);
    }
    const page = pages.get(name);
    // A locked screen shows nothing else.
    if (template === "locked") pages.delete(name);
    return page;
  };
}
