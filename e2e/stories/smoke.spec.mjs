import { everyLook, expect, expectAccessible, expectNoSidewaysScroll, shot, test } from "../lib/test.mjs";

test("the server says that it can serve", async ({ request }) => {
  expect((await request.get("/healthz")).status()).toBe(200);
});

test("the sign-in page stands every look", async ({ page }) => {
  const answer = await page.goto("/sign-in");
  expect(answer.status()).toBe(200);
  await expect(page.locator("html")).toHaveAttribute("lang", "sv");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await everyLook(page, async () => {
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await shot(page, "sign-in");
  });
});

test("the sign-in page works without script", async ({ anotherUser }) => {
  const { page } = await anotherUser({ javaScriptEnabled: false });
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
