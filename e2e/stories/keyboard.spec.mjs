// The keyboard alone.
import { expect, test } from "../lib/test.mjs";
import * as people from "../lib/people.mjs";

/** Presses a key once the page's script has run: a heading shows while the page is still read. */
async function press(page, key) {
  await page.waitForLoadState();
  await page.keyboard.press(key);
}

test.describe("by keyboard", () => {
  test("J and K choose a row, Enter opens it, E acknowledges, M goes to its messages", async ({
    anotherUser,
  }) => {
    const [{ page: ward }, { page }] = await Promise.all([anotherUser(), anotherUser()]);
    await people.signIn(ward, people.WARD, people.WARD_UNIT);
    await people.signIn(page, people.PRIMARY_CARE, people.PRIMARY_CARE_UNIT);
    await people.startCase(ward, "Tangentmark", "Tea");
    await people.startCase(ward, "Radmark", "Rune");
    await page.goto("/care-chains");

    const rows = page.locator("tr.r");
    await press(page, "j");
    await expect(rows.nth(0)).toHaveClass(/r--sel/);
    await press(page, "j");
    await expect(rows.nth(1)).toHaveClass(/r--sel/);
    await expect(rows.nth(1).locator(".pt a")).toBeFocused();
    await press(page, "k");
    await expect(rows.nth(0)).toHaveClass(/r--sel/);

    const name = await rows.nth(0).locator(".pt a").innerText();
    await press(page, "Enter");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name.split(/[ ,]/)[0]);

    await test.step("in the case: M writes, E acknowledges", async () => {
      await press(page, "m");
      await expect(page.getByLabel("Nytt meddelande")).toBeFocused();
      await page.keyboard.type("j");
      await expect(page.getByLabel("Nytt meddelande")).toHaveValue("j");
    });

    await page.goto("/care-chains");
    const row = rows.filter({ hasText: "Radmark" });
    await row.locator(".pt a").focus();
    await expect(row).toHaveClass(/r--sel/);
    await press(page, "m");
    await expect(page).toHaveURL(/#messages$/);
    await page.goto("/care-chains");
    await row.locator(".pt a").focus();
    await press(page, "e");
    await expect(row.getByText("Inga nya")).toBeVisible();
  });

  test("/ searches, ? helps, Ctrl+L locks, the first Tab skips to the content", async ({
    anotherUser,
  }) => {
    const { page } = await anotherUser();
    await people.signIn(page, people.WARD, people.WARD_UNIT);

    await press(page, "/");
    await expect(page.getByRole("searchbox", { name: "Sök person eller ärende" })).toBeFocused();
    await page.keyboard.type("?");
    await expect(page.getByRole("searchbox")).toHaveValue("?");

    await page.goto("/care-chains");
    await press(page, "Tab");
    await expect(page.getByRole("link", { name: "Hoppa till innehållet" })).toBeFocused();
    await press(page, "Enter");
    await expect(page.locator("#main")).toBeFocused();

    await press(page, "?");
    await expect(page.getByRole("heading", { level: 1, name: "Kortkommandon" })).toBeVisible();

    await press(page, "Control+l");
    await expect(page.getByRole("heading", { name: "Skärmen är låst" })).toBeVisible();
  });

  test("a form that was not sent takes the focus to what is wrong", async ({ anotherUser }) => {
    const { page, guard } = await anotherUser();
    guard.expect(/422/);
    await people.signIn(page, people.WARD, people.WARD_UNIT);
    await page.goto("/care-chains/start");
    await page.getByLabel("Efternamn").press("Control+Enter");
    const summary = page.getByRole("alert");
    await expect(summary).toBeFocused();
    await expect(summary).toContainText("Inte skickat");
    await summary.getByRole("link").first().press("Enter");
    await expect(page.getByLabel("Personnummer")).toBeFocused();
  });
});
