// Every template by the rules of WCAG 2.2 AA at the other widths and themes (decision 34). The server's
// own folder of templates says what "every" is; one that is not shown here fails the last test.
import * as people from "../lib/people.mjs";
import { templatesOfServer } from "../lib/routes.mjs";
import { readers, TEMPLATES } from "../lib/templates.mjs";
import { expect, expectAccessible, expectNoSidewaysScroll, setLook, test } from "../lib/test.mjs";

test.setTimeout(200_000);

const LOOKS = [
  { width: 1440, scheme: "dark" },
  { width: 390, scheme: "light" },
  { width: 390, scheme: "dark" },
  { width: 320, scheme: "light" },
  { width: 320, scheme: "dark" },
];

const names = Object.keys(TEMPLATES);
const middle = Math.ceil(names.length / 2);
for (const part of [names.slice(0, middle), names.slice(middle)]) {
  test(`axe finds nothing at other widths and themes: ${part.join(", ")}`, async ({
    anotherUser,
  }) => {
    const readerOf = readers(anotherUser);
    const own = await people.startCase(await readerOf("worklist"), "Breddmark", "Britta");
    for (const name of part) {
      const page = await readerOf(name);
      await test.step(name, async () => {
        await setLook(page);
        await TEMPLATES[name](page, own);
        for (const look of LOOKS) {
          await test.step(`${look.width} ${look.scheme}`, async () => {
            await setLook(page, look);
            await expectNoSidewaysScroll(page);
            await expectAccessible(page);
          });
        }
      });
    }
  });
}

test("no template is left out", () => {
  expect([...names].sort(), "templates that are shown").toEqual(templatesOfServer().sort());
});
