// What a reader's eye would stumble over, and no rule of accessibility finds.
import { expect, test } from "../lib/test.mjs";
import { act } from "../lib/forms.mjs";
import { setLook } from "../lib/looks.mjs";
import * as people from "../lib/people.mjs";

test("a row has two lines on a desktop, and test data is marked on a phone too", async ({ page }) => {
  await people.signIn(page, people.WARD, people.WARD_UNIT);
  await setLook(page);
  const heights = await page.locator("tr.r .pt").evaluateAll((all) => all.map((it) => it.offsetHeight));
  expect(heights.length).toBeGreaterThan(10);
  expect(Math.max(...heights), "name, and number with its mark and age").toBeLessThan(48);
  for (const width of [390, 320]) {
    await setLook(page, { width });
    await expect(page.locator(".bar .env")).toBeVisible();
  }
});

test("what is to be done has room for its words at every width", async ({ page }) => {
  await people.signIn(page, people.WARD, people.WARD_UNIT);
  const chain = await people.startCase(page, "Bredmark", "Bodil");
  for (const width of [1440, 1100, 390, 320]) {
    if (width === 1100) await page.setViewportSize({ width, height: 900 });
    else await setLook(page, { width });
    await page.goto(chain);
    const cut = await page
      .locator(".todo .btn")
      .evaluateAll((all) => all.filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.innerText));
    expect(cut, `buttons that are cut at ${width} px`).toEqual([]);
    // "Tar hand om" begins where the line begins, also when it is the only thing in it.
    const indents = await page.locator(".todo .more").evaluateAll((all) =>
      all
        .filter((it) => it.offsetTop > it.previousElementSibling.offsetTop + it.previousElementSibling.offsetHeight - 4)
        .map((it) => it.getBoundingClientRect().left - it.parentElement.getBoundingClientRect().left),
    );
    expect(indents.filter((it) => Math.abs(it) > 1)).toEqual([]);
    await expect(page.locator(".pbar").getByText("Beräknad ut")).toBeVisible();
  }
});

test("the ways of saving a report open by keyboard and lie inside the window", async ({ page }) => {
  await people.signIn(page, people.WARD, people.WARD_UNIT);
  for (const width of [1440, 390, 320]) {
    await setLook(page, { width });
    await page.goto("/follow-up/weekend-stays");
    await page.locator(".pagehead__act summary").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("link", { name: "JSON" })).toBeInViewport();
    const { left, right } = await page.locator(".pagehead__act .menu__box").evaluate((it) => {
      const { left, right } = it.getBoundingClientRect();
      return { left, right };
    });
    expect(left, `left of the window at ${width} px`).toBeGreaterThanOrEqual(0);
    expect(right, `right of the window at ${width} px`).toBeLessThanOrEqual(width);
  }
});

test("when a person died stands whole on a phone", async ({ page }) => {
  await people.signIn(page, people.WARD, people.WARD_UNIT);
  const chain = await people.startCase(page, "Slutmark", "Sture");
  await act(page, chain, "Notera avliden", { När: await people.inDays(page, 0, "06:30") });
  await setLook(page, { width: 320 });
  await page.goto(chain);
  const last = page.locator(".steps li:last-child small");
  await expect(last).toContainText("06:30");
  const cut = await last.evaluate(
    (it) => getComputedStyle(it).overflowX !== "visible" && it.scrollWidth > it.clientWidth,
  );
  expect(cut, "the time of death is cut").toBe(false);
});

test("on paper nothing stays folded", async ({ page }) => {
  await people.signIn(page, people.WARD, people.WARD_UNIT);
  await page.goto("/follow-up/weekend-stays");
  const how = page.locator("details.how p").first();
  await expect(how).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(how).toBeVisible();
});
