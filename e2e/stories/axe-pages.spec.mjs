// Every page and every act's form by the rules of WCAG 2.2 AA (decision 34), as its users see it on a
// desktop. The server's own router says what "every" is; a page that nobody visits here fails the last
// test. Other widths and themes are in axe-looks.spec.mjs, so that two workers share the work.
import * as people from "../lib/people.mjs";
import { actWords, pagesOfServer, routeOf } from "../lib/routes.mjs";
import { expect, expectAccessible, expectNoSidewaysScroll, setLook, test } from "../lib/test.mjs";
import { readers, TEMPLATES } from "../lib/templates.mjs";
import { walk } from "../lib/walk.mjs";

// The tests fill `visited` one after the other; the last one judges it.
test.describe.configure({ mode: "serial" });
test.setTimeout(200_000);

const visited = new Set();
/** A case that all parties know, from before it is ready; the first test starts it. */
let chain;

const ROLES = [
  { who: "a ward", name: people.WARD, unit: people.WARD_UNIT },
  { who: "primary care", name: people.PRIMARY_CARE, unit: people.PRIMARY_CARE_UNIT },
  { who: "a needs assessor", name: people.ASSESSOR, unit: people.ASSESSOR_UNIT },
  { who: "a home nurse", name: people.HOME_NURSE, unit: people.HOME_NURSE_UNIT },
  { who: "a unit lead", name: people.UNIT_LEAD, unit: people.WARD_UNIT, cases: false },
];

/** Those who do what the others may not; only that is looked at. */
const OTHERS = [
  { name: people.PHYSICIAN, unit: people.WARD_UNIT },
  { name: people.HEAD_OF_UNIT, unit: people.PRIMARY_CARE_UNIT },
  { name: people.CARE_CONTACT, unit: people.PRIMARY_CARE_UNIT },
  // A care request is theirs alone.
  { name: people.HOME_NURSE, unit: people.HOME_NURSE_UNIT },
];

async function inspect(page, address) {
  const answer = await page.goto(address);
  if (answer.status() !== 200) throw new Error(`${address} answered ${answer.status()}`);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  visited.add(routeOf(page.url()));
}

/** Opens the forms of the acts that the user may do and that no link has led to. */
async function inspectRemainingActs(page, done) {
  for (const word of actWords()) {
    const address = `${chain}/${word}`;
    if (done.has(routeOf(address))) continue;
    const answer = await page.request.get(address);
    if (answer.status() === 200) await test.step(word, () => inspect(page, address));
  }
}

for (const { who, name, unit, cases = true } of ROLES) {
  test(`axe finds nothing on any page of ${who}`, async ({ anotherUser }) => {
    if (!chain) {
      const { page: ward } = await anotherUser();
      await people.signIn(ward, people.WARD, people.WARD_UNIT);
      chain = await people.startCase(ward, "Axmark", "Asta");
    }
    const { page } = await anotherUser();
    await people.signIn(page, name, unit);
    await setLook(page);
    const kinds = await walk(page, cases ? ["/care-chains", chain] : ["/care-chains"], (address) =>
      test.step(address, () => inspect(page, address)),
    );
    if (cases) await inspectRemainingActs(page, new Set(kinds.map((kind) => kind.split(" ")[0])));
  });
}

test("axe finds nothing on what only others may see", async ({ anotherUser }) => {
  for (const { name, unit } of OTHERS) {
    const { page } = await anotherUser();
    await people.signIn(page, name, unit);
    for (const address of pagesOfServer().map((route) => route.replace("{chain}", chain.split("/").at(-1)))) {
      if (visited.has(routeOf(address)) || address.includes("{")) continue;
      const answer = await page.request.get(address, { maxRedirects: 0 });
      if (answer.status() === 200) await test.step(`${name} ${address}`, () => inspect(page, address));
    }
  }
});

/** Pages that no link leads to: one comes to them by doing something. */
const BY_DOING = ["sign_in", "receipt", "snapshots", "snapshot", "access_log", "jobs", "locked"];

test("axe finds nothing on pages that no link leads to", async ({ anotherUser }) => {
  const readerOf = readers(anotherUser);
  const own = await people.startCase(await readerOf("worklist"), "Dolmark", "Disa");
  for (const name of BY_DOING) {
    const page = await readerOf(name);
    await test.step(name, async () => {
      await setLook(page);
      await TEMPLATES[name](page, own);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      visited.add(routeOf(page.url()));
    });
  }
});

test("no page and no act's form is left out", () => {
  const missed = pagesOfServer().filter((route) => !visited.has(route));
  expect(missed, "pages that nobody visited here").toEqual([]);
});
