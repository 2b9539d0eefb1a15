// Everything works without script.
import { expect, test } from "../lib/test.mjs";
import { act, openAct, fill, send } from "../lib/forms.mjs";
import * as people from "../lib/people.mjs";

test("without script: from admission to home, with a message taken back and one acknowledged", async ({
  anotherUser,
}) => {
  test.setTimeout(240_000);
  const users = await Promise.all(
    Array.from({ length: 4 }, () => anotherUser({ javaScriptEnabled: false })),
  );
  // A gate answers a form with 422 and asks for a reason.
  for (const { guard } of users) guard.expect(/status of 422/);
  const [ward, clinic, assessor, nurse] = users.map((user) => user.page);
  await people.signIn(assessor, people.ASSESSOR, people.ASSESSOR_UNIT);
  await people.signIn(nurse, people.HOME_NURSE, people.HOME_NURSE_UNIT);
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
    await act(ward, chain, "Meddela utskrivningsklar", {
      "Behandlande läkare": "Mio Mallgren",
      "Hinder av sekretess": "Nej",
    });
    await expect(ward.getByRole("heading", { level: 1 })).toContainText(/^Skickat \d\d:\d\d/);
    await clinic.goto(chain);
    await expect(clinic.getByText("Utskrivningsklar").first()).toBeVisible();
  });

  await test.step("the municipality and primary care can receive", async () => {
    const tomorrow = await people.inDays(ward, 1, "12:00");
    for (const [page, name] of [
      [assessor, "Meddela kommunklar"],
      [nurse, "Meddela kommunklar"],
      [clinic, "Meddela öppenvårdsklar"],
    ]) {
      await act(page, chain, name, { Svar: "Kan ta emot", Från: tomorrow });
    }
  });

  await test.step("home, followed up and closed", async () => {
    await openAct(ward, chain, "Skriv ut");
    await sendDespite(ward);
    await act(ward, chain, "Skicka utskrivningsinformation", {
      Sammanfattning: "Vårdad för lunginflammation.",
      "Uppföljning och vem": "Vårdcentralen ringer inom en vecka.",
      "Hinder av sekretess": "Nej",
    });
    await act(clinic, chain, "Notera uppföljning", { "Allt är som planerat": true });
    await act(clinic, chain, "Avsluta ärendet", { Skäl: "Hemma och uppföljd" });
    await clinic.goto(chain);
    await expect(clinic.getByText("Avslutad").first()).toBeVisible();
  });
});

/** Sends a form that asks why one goes on although something is missing, and whether one has rung. */
async function sendDespite(page) {
  const answers = [
    ["Något är inte klart", { "Varför ni går vidare ändå": "Ordnas på avdelningen före hemgång." }],
    ["Jag har talat med kommunen", { "Jag har talat med kommunen": true }],
  ];
  for (const [complaint, answer] of answers) {
    const refused = await send(page).then(() => undefined, String);
    if (refused === undefined) return;
    expect(refused).toContain(complaint);
    await fill(page, answer);
  }
  await send(page);
}
