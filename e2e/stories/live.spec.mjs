// Live: what others do is marked and offered; nothing moves by itself (decision 27).
import { everyLook, expect, expectAccessible, expectNoSidewaysScroll, test } from "../lib/test.mjs";
import { act } from "../lib/forms.mjs";
import * as people from "../lib/people.mjs";

test("another's act marks the row and offers the new list; nothing moves by itself", async ({
  anotherUser,
}) => {
  const [{ page: ward }, { page: assessor }] = await Promise.all([anotherUser(), anotherUser()]);
  await people.signIn(ward, people.WARD, people.WARD_UNIT);
  await people.signIn(assessor, people.ASSESSOR, people.ASSESSOR_UNIT);
  const chain = await people.startCase(ward, "Livemark", "Linnea");

  await ward.goto("/care-chains");
  const row = ward.getByRole("row").filter({ hasText: "Livemark" });
  await expect(row).toBeVisible();
  await expect(ward.locator("#connection")).toHaveText("Ansluten");
  const names = await ward.locator("tr.r .pt a").allInnerTexts();

  await act(assessor, chain, "Svara på inskrivningsmeddelandet", { Svar: "Vi tar över" });

  await expect(row.getByText(/^Ändrad \d\d:\d\d$/)).toBeVisible({ timeout: 15_000 });
  await expect(ward.getByText("1 ärende har ändrats.").first()).toBeVisible();
  expect(await ward.locator("tr.r .pt a").allInnerTexts()).toEqual(names);

  await ward.locator("#fresh").getByRole("link", { name: "Visa" }).click();
  await expect(ward.getByRole("row").filter({ hasText: "Livemark" })).toBeVisible();
  await expect(ward.locator("#fresh")).toBeHidden();
});

test("an open case says that another one of the same admission has changed", async ({ anotherUser }) => {
  const [{ page: ward }, { page: assessor }] = await Promise.all([anotherUser(), anotherUser()]);
  await people.signIn(ward, people.WARD, people.WARD_UNIT);
  await people.signIn(assessor, people.ASSESSOR, people.ASSESSOR_UNIT);
  const chain = await people.startCase(ward, "Länkmark", "Lena");
  const other = await people.startCase(ward, "Länkmark", "Lena");
  await act(ward, chain, "Samma vårdtillfälle som ett annat ärende", {
    "Det andra ärendets nummer": new URL(other, ward.url()).href,
    "Samma vårdtillfälle?": "Ja, samma",
  });

  await ward.goto(chain);
  await expect(ward.locator("#connection")).toHaveText("Ansluten");
  const tag = `ur ärende ${other.split("/").at(-1).slice(0, 8)}`;
  await expect(ward.locator("ol.tl").getByText(tag).first()).toBeVisible();
  await everyLook(ward, async () => {
    await expectAccessible(ward);
    await expectNoSidewaysScroll(ward);
  });
  await act(assessor, other, "Svara på inskrivningsmeddelandet", { Svar: "Vi tar över" });

  await expect(ward.locator("#fresh")).toBeVisible({ timeout: 15_000 });
  await ward.locator("#fresh").getByRole("link", { name: "Visa" }).click();
  const answered = ward.locator("ol.tl li").filter({ hasText: "Svar på inskrivning" });
  await expect(answered.getByText(tag)).toBeVisible();
});

test("an open case says that it has changed and changes when one asks", async ({ anotherUser }) => {
  const [{ page: ward }, { page: assessor }] = await Promise.all([anotherUser(), anotherUser()]);
  await people.signIn(ward, people.WARD, people.WARD_UNIT);
  await people.signIn(assessor, people.ASSESSOR, people.ASSESSOR_UNIT);
  const chain = await people.startCase(ward, "Öppenmark", "Olle");

  await ward.goto(chain);
  await expect(ward.locator("#connection")).toHaveText("Ansluten");
  await act(assessor, chain, "Svara på inskrivningsmeddelandet", { Svar: "Vi tar över" });

  await expect(ward.locator("#fresh")).toBeVisible({ timeout: 15_000 });
  await expect(ward.getByText("Svar på inskrivning", { exact: true })).toHaveCount(0);
  await ward.locator("#fresh").getByRole("link", { name: "Visa" }).click();
  await expect(ward.getByText("Svar på inskrivning", { exact: true })).toBeVisible();
});
