// Every page and every act's form by the rules of WCAG 2.2 AA (decision 34): as its users see it on a
// desktop, and every template at the other widths and themes. The server's own router and its folder
// of templates say what "every" is; a page that nobody visits here fails the last test.
import { fill, openAct } from "../lib/forms.mjs";
import * as people from "../lib/people.mjs";
import { actWords, pagesOfServer, routeOf, templatesOfServer } from "../lib/routes.mjs";
import { expect, expectAccessible, expectNoSidewaysScroll, setLook, test } from "../lib/test.mjs";
import { walk } from "../lib/walk.mjs";

// The tests fill `visited` one after the other; the last one judges it.
test.describe.configure({ mode: "serial" });
test.setTimeout(200_000);

const visited = new Set();
const shown = new Set();
/** A case that all parties know, from before it is ready; the first test starts it. */
let chain;

const ROLES = [
  { who: "a ward", name: people.WARD, unit: people.WARD_UNIT },
  { who: "primary care", name: people.PRIMARY_CARE, unit: people.PRIMARY_CARE_UNIT },
  { who: "a needs assessor", name: people.ASSESSOR, unit: people.ASSESSOR_UNIT },
  { who: "a home nurse", name: people.HOME_NURSE, unit: people.HOME_NURSE_UNIT },
  { who: "a unit lead", name: people.UNIT_LEAD, unit: people.WARD_UNIT, cases: false },
];

/** Those who do what the others may not; only that is looked at. */
const OTHERS = [
  { name: people.PHYSICIAN, unit: people.WARD_UNIT },
  { name: people.HEAD_OF_UNIT, unit: people.PRIMARY_CARE_UNIT },
  { name: people.CARE_CONTACT, unit: people.PRIMARY_CARE_UNIT },
];

async function inspect(page, address) {
  const answer = await page.goto(address);
  if (answer.status() !== 200) throw new Error(`${address} answered ${answer.status()}`);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  visited.add(routeOf(page.url()));
}

/** Opens the forms of the acts that the user may do and that no link has led to. */
async function inspectRemainingActs(page, done) {
  for (const word of actWords()) {
    const address = `${chain}/${word}`;
    if (done.has(routeOf(address))) continue;
    const answer = await page.request.get(address);
    if (answer.status() === 200) await test.step(word, () => inspect(page, address));
  }
}

for (const { who, name, unit, cases = true } of ROLES) {
  test(`axe finds nothing on any page of ${who}`, async ({ anotherUser }) => {
    if (!chain) {
      const { page: ward } = await anotherUser();
      await people.signIn(ward, people.WARD, people.WARD_UNIT);
      chain = await people.startCase(ward, "Axmark", "Asta");
    }
    const { page } = await anotherUser();
    await people.signIn(page, name, unit);
    await setLook(page);
    const kinds = await walk(page, cases ? ["/care-chains", chain] : ["/care-chains"], (address) =>
      test.step(address, () => inspect(page, address)),
    );
    if (cases) await inspectRemainingActs(page, new Set(kinds.map((kind) => kind.split(" ")[0])));
  });
}

test("axe finds nothing on what only others may see", async ({ anotherUser }) => {
  for (const { name, unit } of OTHERS) {
    const { page } = await anotherUser();
    await people.signIn(page, name, unit);
    for (const address of pagesOfServer().map((route) => route.replace("{chain}", chain.split("/").at(-1)))) {
      if (visited.has(routeOf(address)) || address.includes("{")) continue;
      const answer = await page.request.get(address, { maxRedirects: 0 });
      if (answer.status() === 200) await test.step(`${name} ${address}`, () => inspect(page, address));
    }
  }
});

/** The auditor of the demo. */
const AUDITOR = "TST9900000001-PGRAN";

/** How each template is brought to the screen of a ward, with a case of its own. */
const TEMPLATES = {
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
    await fill(page, { "Behandlande läkare": "Mio Mallgren" });
    await submit(page);
    await expect(page.locator("#h-confirm")).toBeVisible();
  },
  receipt: async (page, own) => {
    await newEstimate(page, own, "13:00");
    await expect(page.locator("#h-receipt")).toBeVisible();
  },
  same_form: async (page, own) => {
    const form = `${own}/change-estimate`;
    await page.goto(form);
    const token = await page.locator("form#act input[name=token]").inputValue();
    await newEstimate(page, own, "14:00", token);
    await expect(page.locator("#h-receipt")).toBeVisible();
    await newEstimate(page, own, "15:00", token);
    await expect(page.locator("#h-sent")).toBeVisible();
  },
  stale: async (page, own) => {
    const other = await page.context().newPage();
    await other.goto(`${own}/change-estimate`);
    await newEstimate(page, own, "16:00");
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
const SEEN_BY = { sign_in: undefined, access_log: undefined, give_assignment: people.UNIT_LEAD };

const LOOKS = [
  { width: 1440, scheme: "dark" },
  { width: 390, scheme: "light" },
  { width: 390, scheme: "dark" },
  { width: 320, scheme: "light" },
  { width: 320, scheme: "dark" },
];

const names = Object.keys(TEMPLATES);
const middle = Math.ceil(names.length / 2);
for (const part of [names.slice(0, middle), names.slice(middle)]) {
  test(`axe finds nothing at other widths and themes: ${part.join(", ")}`, async ({
    anotherUser,
  }) => {
    const pages = new Map();
    const pageOf = async (name) => {
      if (!pages.has(name)) {
        const { page, guard } = await anotherUser();
        // Pages that say no are among the templates.
        guard.expect(/status of 4(03|04|09|22)/);
        if (name) await people.signIn(page, name, people.WARD_UNIT);
        pages.set(name, page);
      }
      return pages.get(name);
    };
    const own = await people.startCase(await pageOf(people.WARD), "Breddmark", "Britta");
    for (const name of part) {
      const page = await pageOf(name in SEEN_BY ? SEEN_BY[name] : people.WARD);
      await test.step(name, async () => {
        await setLook(page);
        await TEMPLATES[name](page, own);
        visited.add(routeOf(page.url()));
        shown.add(name);
        for (const look of LOOKS) {
          await test.step(`${look.width} ${look.scheme}`, async () => {
            await setLook(page, look);
            await expectNoSidewaysScroll(page);
            await expectAccessible(page);
          });
        }
        if (name === "locked") pages.delete(people.WARD);
      });
    }
  });
}

test("no page, no act's form and no template is left out", () => {
  const missed = pagesOfServer().filter((route) => !visited.has(route));
  expect(missed, "pages that nobody visited here").toEqual([]);
  expect([...shown].sort(), "templates that were shown").toEqual(templatesOfServer().sort());
});
