// Pages that say no, and forms that were not sent, by the rules of WCAG 2.2 AA (decision 34).
import { expect, expectAccessible, test } from "../lib/test.mjs";
import * as people from "../lib/people.mjs";

async function check(page, address) {
  await page.goto(address);
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expectAccessible(page);
}

test.describe("axe finds nothing", () => {
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
});
