// Every page, and every act's form, by the rules of WCAG 2.2 AA (decision 34).
import { expect, expectAccessible, expectNoSidewaysScroll, setLook, test } from "../lib/test.mjs";
import * as people from "../lib/people.mjs";

const PAGES = [
  "/care-chains",
  "/care-chains?filter=ours",
  "/care-chains?print=yes",
  "/assignments",
  "/search",
  "/account",
  "/help/keys",
  "/care-chains/start",
];

/** Addresses of a case: the page, and every act of its menu and of the steps that are ours. */
async function formsOf(page, chain) {
  await page.goto(chain);
  const links = await page
    .locator(".menu nav a, ol.todo a.btn")
    .evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  return [...new Set(links)].filter((link) => link.startsWith("/"));
}

async function check(page, address) {
  await page.goto(address);
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expectAccessible(page);
}

test.describe("axe finds nothing", () => {
  test.setTimeout(150_000);

  test("on any page of a ward, of primary care and of a municipality", async ({ anotherUser }) => {
    const { page: ward } = await anotherUser();
    await people.signIn(ward, people.WARD, people.WARD_UNIT);
    const chain = await people.startCase(ward, "Axmark", "Asta");
    for (const address of [...PAGES, chain, ...(await formsOf(ward, chain))]) {
      await test.step(`ward ${address.replace(chain, "/chain")}`, () => check(ward, address));
    }
    const others = [
      [people.PRIMARY_CARE, people.PRIMARY_CARE_UNIT],
      [people.ASSESSOR, people.ASSESSOR_UNIT],
      [people.HOME_NURSE, people.HOME_NURSE_UNIT],
    ];
    for (const [name, unit] of others) {
      const { page } = await anotherUser();
      await people.signIn(page, name, unit);
      const forms = name === people.HOME_NURSE ? ["/care-chains/request"] : [];
      for (const address of ["/care-chains", chain, ...(await formsOf(page, chain)), ...forms]) {
        await test.step(`${unit} ${address.replace(chain, "/chain")}`, () => check(page, address));
      }
    }
  });

  test("on the pages that say no", async ({ anotherUser }) => {
    const { page, guard } = await anotherUser();
    guard.expect(/40[34]/);
    await people.signIn(page, people.WARD, people.WARD_UNIT);
    for (const address of [
      "/no-such-page",
      "/care-chains/00000000000000000000000000000000",
      "/care-chains/request",
    ]) {
      await test.step(address, () => check(page, address));
    }
  });

  test("on the locked screen and on a form that was not sent", async ({ anotherUser }) => {
    const { page, guard } = await anotherUser();
    guard.expect(/422/);
    await people.signIn(page, people.WARD, people.WARD_UNIT);
    await page.goto("/care-chains/start");
    await page.locator("form#act").getByRole("button").last().click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Lås" }).click();
    await expect(page.getByRole("heading", { name: "Skärmen är låst" })).toBeVisible();
    await expectAccessible(page);
  });

  test("on any template in the other widths and themes", async ({ anotherUser }) => {
    const { page, guard } = await anotherUser();
    guard.expect(/40[34]/);
    await people.signIn(page, people.WARD, people.WARD_UNIT);
    const chain = await people.startCase(page, "Breddmark", "Britta");
    const addresses = [
      "/care-chains",
      chain,
      `${chain}/declare-ready`,
      "/care-chains/start",
      "/assignments",
      "/search",
      "/account",
      "/help/keys",
      "/no-such-page",
    ];
    for (const address of addresses) {
      for (const look of [
        { width: 1440, scheme: "dark" },
        { width: 390, scheme: "light" },
        { width: 320, scheme: "dark" },
        { width: 320, scheme: "light" },
      ]) {
        await test.step(`${address.replace(chain, "/chain")} ${look.width} ${look.scheme}`, async () => {
          await setLook(page, look);
          await page.goto(address);
          await expectNoSidewaysScroll(page);
          await expectAccessible(page);
        });
      }
    }
  });
});
