// The whole care chain, as three organisations take one person from admission to home.
import { expect, test } from "../lib/test.mjs";
import { act, openAct, fill, send, step } from "../lib/forms.mjs";
import * as people from "../lib/people.mjs";

const WAITS_MS = 20_000;

test("ward, primary care and municipality take a person from admission to home", async ({
  anotherUser,
}) => {
  test.setTimeout(360_000);
  const users = await Promise.all(Array.from({ length: 5 }, () => anotherUser()));
  // A gate answers a form with 422 and asks for a reason.
  for (const { guard } of users) guard.expect(/status of 422/);
  const [ward, clinic, assessor, nurse, contact] = users.map((user) => user.page);
  await people.signIn(ward, people.WARD, people.WARD_UNIT);
  await people.signIn(clinic, people.PRIMARY_CARE, people.PRIMARY_CARE_UNIT);
  await people.signIn(assessor, people.ASSESSOR, people.ASSESSOR_UNIT);
  await people.signIn(nurse, people.HOME_NURSE, people.HOME_NURSE_UNIT);

  await people.signIn(contact, "Bea Testgren");

  const chain = await people.startCase(ward, "Storymark", "Signe");
  const tomorrow = async (time) => people.inDays(ward, 1, time);
  await expect(ward.getByText("Samtycke lämnat").first()).toBeVisible();

  await test.step("every receiver finds the case, acknowledges and answers", async () => {
    for (const page of [clinic, assessor, nurse]) {
      await page.goto("/care-chains");
      await page.getByRole("link", { name: "Storymark" }).click();
      await page.locator("#messages").getByRole("button", { name: "Kvittera" }).first().click();
      await expect(page.getByRole("region", { name: "Nyss gjort" })).toBeVisible();
      await step(page, chain, "Svara på inskrivningsmeddelandet", { Svar: "Vi tar över" });
    }
    // Part 2 stands in the compartment of health care.
    await nurse.goto(chain);
    await expect(nurse.getByText("Lunginflammation")).not.toHaveCount(0);
    await assessor.goto(chain);
    await expect(assessor.getByText("Lunginflammation")).toHaveCount(0);
  });

  await test.step("primary care names the care contact and plans", async () => {
    await act(clinic, chain, "Utse fast vårdkontakt", { Namn: "Bea Testgren" });
    await ward.goto(chain);
    await expect(ward.getByText("Bea Testgren").first()).toBeVisible();
    await act(clinic, chain, "Starta planering");
    await act(ward, chain, "Fyll i planeringsunderlag", {
      Förflyttning: "Går med rollator.",
      "Personlig vård": "Behöver hjälp vid dusch.",
      Nutrition: "Äter själv.",
      Kognition: "Orienterad.",
      "Hälso- och sjukvård efter": "Kontroll av vikt.",
      "Hem och hjälpmedel": "Bor ensam, hiss.",
    });
  });

  await test.step("a SIP is needed, called and held", async () => {
    for (const page of [ward, clinic, assessor, nurse]) {
      await act(page, chain, "Svara om SIP behövs", {
        "Behövs SIP?": "SIP behövs",
        Plats: "Före hemgång",
      });
    }
    await act(contact, chain, "Kalla till SIP", {
      "Mötet är": await tomorrow("10:00"),
      Plats: "Före hemgång",
      "Lokal eller länk": "Samtalsrum 2",
    });
    await act(contact, chain, "SIP är hållen");
  });

  await test.step("the municipality asks and the ward answers after ten seconds", async () => {
    await act(assessor, chain, "Skriv meddelande", {
      Text: "Behövs dubbelbemanning första dygnet?",
      Mottagare: [people.WARD_UNIT],
      "Kräver svar": true,
    });
    await expect(assessor.getByText("Ångra").first()).toBeVisible();
    const question = ward.getByText("Behövs dubbelbemanning");
    await expect(async () => {
      await ward.goto(chain);
      await expect(question.first()).toBeVisible({ timeout: 500 });
      await expect(ward.locator("ol.todo").getByText("Svara på en fråga").first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: WAITS_MS });
  });

  await test.step("ready, and a question to the ward holds its gate", async () => {
    await act(ward, chain, "Meddela utskrivningsklar", {
      "Behandlande läkare": "Mio Mallgren",
      "Planerad hemgång": await tomorrow("14:00"),
      "Hinder av sekretess": "Nej",
    }).catch(async (refused) => {
      expect(String(refused)).toContain("Något är inte klart");
      await fill(ward, { "Varför ni går vidare ändå": "Svar på frågan kommer i dag." });
      await send(ward);
    });
    await openAct(ward, chain, "Skriv ut");
    await expect(send(ward)).rejects.toThrow("Något är inte klart");
    await openAct(assessor, chain, "Meddela kommunklar");
    await fill(assessor, { Svar: "Kan ta emot", Från: await tomorrow("12:00") });
    await withReason(assessor);
  });

  await test.step("the ward answers the question", async () => {
    await step(ward, chain, "Svara på frågan", { Text: "Ja, första dygnet." });
    await expect(async () => {
      await assessor.goto(chain);
      await expect(assessor.getByText("Ja, första dygnet.").first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: WAITS_MS });
  });

  await test.step("the home nurse and primary care answer too", async () => {
    await openAct(nurse, chain, "Meddela kommunklar");
    await fill(nurse, { Svar: "Kan ta emot", Från: await tomorrow("12:00") });
    await withReason(nurse);
    await act(clinic, chain, "Meddela öppenvårdsklar", {
      Svar: "Kan ta emot",
      Från: await tomorrow("12:00"),
    });
    await ward.goto(chain);
    await expect(ward.getByText("Kommunklar").first()).toBeVisible();
  });

  await test.step("the checklist", async () => {
    for (const item of ["Omvårdnadsepikris", "Läkemedelslista", "Epikris", "Sjukresa"]) {
      await act(ward, chain, "Ändra checklistan", { Punkt: item, Läge: "Klart" });
    }
  });

  await test.step("home, with information to everybody", async () => {
    await openAct(ward, chain, "Skriv ut");
    await withReason(ward);
    await act(ward, chain, "Skicka utskrivningsinformation", {
      "Hinder av sekretess": "Nej",
      Sammanfattning: "Vårdad för lunginflammation.",
      "Uppföljning och vem": "Vårdcentralen ringer inom en vecka.",
    });
    await act(ward, chain, "Patienten har fått information", { "Skriftlig information": true });
    await nurse.goto(chain);
    await expect(nurse.getByText("Utskriven").first()).toBeVisible();
  });

  await test.step("follow-up, and the case is closed", async () => {
    await act(clinic, chain, "Notera uppföljning", { "Allt är som planerat": true });
    await act(clinic, chain, "Avsluta ärendet", { Skäl: "Hemma och uppföljd" });
    await assessor.goto(chain);
    await expect(assessor.getByText("Avslutad").first()).toBeVisible();
    await assessor.goto("/care-chains");
    await expect(assessor.getByRole("link", { name: "Storymark" })).toHaveCount(0);
  });
});

/** Sends a form that may ask for a reason, for a call to the municipality, or both. */
async function withReason(page) {
  for (const more of [
    { "Varför ni går vidare ändå": "Ordnas på avdelningen före hemgång." },
    { "Jag har talat med kommunen": true },
  ]) {
    try {
      await send(page);
      return;
    } catch (refused) {
      for (const [label, value] of Object.entries(more)) {
        if ((await page.getByLabel(label).count()) > 0) await fill(page, { [label]: value });
        else if (!String(refused).includes("Inte skickat")) throw refused;
      }
    }
  }
  await send(page);
}
