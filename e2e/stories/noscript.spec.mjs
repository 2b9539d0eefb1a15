// Everything works without script.
import { expect, test } from "../lib/test.mjs";
import { act, openAct, fill, send } from "../lib/forms.mjs";
import * as people from "../lib/people.mjs";

test("without script: sign in, list, case, acknowledge, message, an act that is confirmed", async ({
  anotherUser,
}) => {
  const [{ page: ward }, { page: clinic }] = await Promise.all([
    anotherUser({ javaScriptEnabled: false }),
    anotherUser({ javaScriptEnabled: false }),
  ]);
  await people.signIn(ward, people.WARD, people.WARD_UNIT);
  await people.signIn(clinic, people.PRIMARY_CARE, people.PRIMARY_CARE_UNIT);
  // Starting a case is the first act that is confirmed.
  const chain = await people.startCase(ward, "Skriptmark", "Sture");

  await test.step("a message waits ten seconds and can be taken back", async () => {
    await openAct(ward, chain, "Skriv meddelande");
    await fill(ward, { Text: "Vikten är stabil.", Mottagare: [people.PRIMARY_CARE_UNIT] });
    await send(ward);
    await expect(ward.getByRole("heading", { level: 1 })).toContainText(/^Skickas \d\d:\d\d:\d\d/);
    await ward.getByRole("button", { name: "Ångra" }).click();
    await expect(ward.locator("form#act").getByLabel("Text")).toHaveValue("Vikten är stabil.");
    await fill(ward, { Mottagare: [people.PRIMARY_CARE_UNIT] });
    await send(ward);
  });

  await test.step("the receiver reads and acknowledges", async () => {
    await expect(async () => {
      await clinic.goto("/care-chains");
      await clinic.getByRole("link", { name: "Skriptmark" }).click({ timeout: 1_000 });
      await expect(clinic.getByText("Vikten är stabil.").first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await clinic.locator("#messages").getByRole("button", { name: "Kvittera" }).first().click();
    await expect(clinic.getByRole("button", { name: /^Ångra/ })).toBeVisible();
  });

  await test.step("an act with a confirmation", async () => {
    await act(ward, chain, "Meddela utskrivningsklar", { "Behandlande läkare": "Mio Mallgren" });
    await expect(ward.getByRole("heading", { level: 1 })).toContainText(/^Skickat \d\d:\d\d/);
    await clinic.goto(chain);
    await expect(clinic.getByText("Utskrivningsklar").first()).toBeVisible();
  });
});
