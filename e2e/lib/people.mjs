// Who the stories are about, how they sign in, and how a case begins.
import { expect } from "@playwright/test";
import { fill, send } from "./forms.mjs";

export const WARD = "Kim Demosson";
export const WARD_UNIT = "Avdelning 37";
export const PRIMARY_CARE = "Sam Fiktivberg";
export const PRIMARY_CARE_UNIT = "Ekens vårdcentral";
export const ASSESSOR = "Alex Skissman";
export const ASSESSOR_UNIT = "Biståndsenheten Björkvik Norr";
export const HOME_NURSE = "Noor Exempelqvist";
export const HOME_NURSE_UNIT = "Hemsjukvården Björkvik";
export const UNIT_LEAD = "Tove Exempelman";
export const PHYSICIAN = "Mio Mallgren";
export const HEAD_OF_UNIT = "Grim Exempelfors";
export const CARE_CONTACT = "Bea Testgren";

// Official test numbers of people younger than those whom the county simulates as patients.
const NUMBERS = [
  "198401012391", "198401022382", "198401032399", "198401042398", "198401052389", "198401062396",
  "198401072395", "198401082394", "198401092393", "198401102390", "198401112399", "198401122398",
  "198401132397", "198401142396", "198401152395", "198401162394", "198401172393", "198401182392",
];
let taken = 0;

/** Signs in as one of the people of the demo, in the unit given if there are several. */
export async function signIn(page, name, unit) {
  await page.goto("/sign-in");
  await page.getByRole("button", { name }).click();
  const question = page.getByRole("heading", { name: "Vilket uppdrag arbetar du i nu?" });
  const list = page.getByRole("heading", { level: 1, name: /^(Ärenden|Ge tidsbegränsat uppdrag)/ });
  await expect(question.or(list)).toBeVisible();
  if (await question.isVisible()) await page.getByRole("button", { name: unit }).click();
  await expect(list).toBeVisible();
}

/**
 * Starts a case from the worklist of a ward and answers the address of its page.
 *
 * Everybody of Björkvik Norr who should know is told: needs assessor, home nurse, primary care.
 */
export async function startCase(page, family, given = "Testa") {
  const number = NUMBERS[taken++ % NUMBERS.length];
  await page.goto("/care-chains");
  await page.getByRole("link", { name: "Starta ärende" }).click();
  await fill(page, {
    Personnummer: number,
    Efternamn: family,
    Förnamn: given,
    Folkbokföringskommun: "Björkvik",
    "Område i kommunen": "Norr",
    "Samtycke till att dela": "Samtycke lämnat",
    Mottagare: [PRIMARY_CARE_UNIT, ASSESSOR_UNIT, HOME_NURSE_UNIT],
    "Läkare som bedömt": "Mio Mallgren",
    "Hinder av sekretess": "Nej",
    "Beräknad utskrivning": await inDays(page, 3, "14:00"),
    Skäl: "Lunginflammation. Behöver stöd hemma.",
  });
  await send(page);
  await page.getByRole("link", { name: "Till ärendet" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(family);
  return new URL(page.url()).pathname;
}

/** A day from today, by the page's clock, with a time of day, as the fields of a form want them. */
export async function inDays(page, days, time) {
  const now = Date.parse(await page.locator("body").getAttribute("data-now"));
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm" });
  return { date: format.format(now + days * 86_400_000), time };
}
