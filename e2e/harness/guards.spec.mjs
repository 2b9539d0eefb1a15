// The guards are tests of every page; these are the tests of the guards. A page of a few lines is
// served from this process, so no server of ours has to exist.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { expect, test as base } from "@playwright/test";
import { expectAccessible } from "../lib/axe.mjs";
import { watch } from "../lib/guards.mjs";
import { everyLook, expectNoSidewaysScroll, setLook, shot } from "../lib/looks.mjs";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src * data:";
const HTMX = new URL("../../crates/web/assets/vendor/htmx-4.0.1.min.js", import.meta.url);

const TYPES = { js: "text/javascript", css: "text/css" };

const page = (body) => `<!doctype html><html lang="sv"><head><title>Prov</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
  <body><main><h1>Prov</h1>${body}</main></body></html>`;

const test = base.extend({
  site: async ({}, use) => {
    const pages = new Map();
    const server = createServer((request, response) => {
      if (request.url === "/hangs") return;
      if (request.url === "/breaks") return request.socket.destroy();
      const body = pages.get(request.url);
      const status = request.url === "/fails" ? 500 : body === undefined ? 404 : 200;
      response.writeHead(status, {
        "content-type": TYPES[request.url.split(".")[1]] ?? "text/html; charset=utf-8",
        "content-security-policy": POLICY,
      });
      response.end(body ?? page("<p>Saknas</p>"));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${server.address().port}`;
    await use({ url, put: (path, body) => pages.set(path, body) });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
  guard: async ({ context }, use) => use(await watch(context)),
});

test("a quiet page passes every guard, at every look", async ({ page: tab, site, guard }) => {
  site.put("/", page("<p>Sidan är tyst.</p>"));
  await tab.goto(site.url);
  await everyLook(tab, async () => {
    await expectNoSidewaysScroll(tab);
    await expectAccessible(tab);
  });
  expect(await shot(tab, "harness")).toContain("harness-320-dark.png");
  guard.check();
});

test("a console error and a thrown error are faults", async ({ page: tab, site, guard }) => {
  site.put("/", page('<script src="/a.js"></script>'));
  site.put("/a.js", "console.error('fel'); setTimeout(() => { throw new Error('kastat'); });");
  await tab.goto(site.url);
  await expect.poll(() => guard.faults.join()).toMatch(/console error: fel.*uncaught: kastat/);
  expect(() => guard.check()).toThrow(/no page may do/);
});

test("a request that leaves the machine is a fault", async ({ page: tab, site, guard }) => {
  site.put("/", page('<img alt="" src="https://example.org/bild.png">'));
  await tab.goto(site.url);
  await expect
    .poll(() => guard.faults.join())
    .toContain("request leaves the machine: https://example.org/bild.png");
});

test("an inline script and an inline style are faults", async ({ page: tab, site, guard }) => {
  site.put("/", page('<p style="color:red">x</p><script>document.title = "ändrad"</script>'));
  await tab.goto(site.url);
  const faults = () => guard.faults.join();
  await expect.poll(faults).toContain("content security policy: script-src-elem refused inline");
  await expect.poll(faults).toContain("content security policy: style-src-attr refused inline");
});

/** A page on which htmx fetches from `address` as soon as it is there. */
function fetching(site, address) {
  site.put("/htmx.js", readFileSync(HTMX, "utf8"));
  const config = '{"includeIndicatorCSS":false}';
  site.put(
    "/",
    page(`<meta name="htmx-config" content='${config}'><script src="/htmx.js"></script>
      <p hx-get="${address}" hx-trigger="load">x</p><a href="/next">Nästa</a>`),
  );
  site.put("/next", page("<p>Här.</p>"));
}

test("a page that is left while it fetches is no fault", async ({ page: tab, site, guard }) => {
  fetching(site, "/hangs");
  for (let time = 0; time < 3; time += 1) {
    const asked = tab.waitForRequest(/hangs/);
    await tab.goto(site.url);
    await asked;
    await tab.getByRole("link").click();
    await expect(tab.getByText("Här.")).toBeVisible();
  }
  await tab.waitForTimeout(300);
  guard.check();
});

for (const [address, complaint] of [
  ["/breaks", /Failed to load resource: net::ERR_/],
  ["/fails", /Failed to load resource: the server responded with a status of 500/],
]) {
  test(`a fetch by htmx that ${address.slice(1)} is a fault`, async ({ page: tab, site, guard }) => {
    fetching(site, address);
    await tab.goto(site.url);
    await expect.poll(() => guard.faults.join()).toMatch(complaint);
  });
}

test("an expected fault passes and no other does", async ({ page: tab, site, guard }) => {
  guard.expect(/404/);
  await tab.goto(`${site.url}/saknas`);
  guard.check();
});

test("a field without a label is a fault", async ({ page: tab, site }) => {
  site.put("/", page('<input type="text">'));
  await tab.goto(site.url);
  await expect(expectAccessible(tab)).rejects.toThrow(/label: .*\n.*<input/);
});

test("pale words are a fault once in rows built alike, and again in a row built otherwise", async ({
  page: tab,
  site,
}) => {
  site.put("/pale.css", ".pale { color: #ccc; background: #fff; }");
  const row = (inside) => `<tr><td class="pale">${inside}</td></tr>`;
  const rows = row("Blek").repeat(9) + row("<b>Blek</b>") + row("<i>Blek</i>");
  site.put("/", page(`<link rel="stylesheet" href="/pale.css"><table>${rows}</table>`));
  await tab.goto(site.url);
  const { message } = await expectAccessible(tab).then(
    () => ({ message: "" }),
    (error) => error,
  );
  const faults = [...message.matchAll(/color-contrast: .*\n\s+(.*)/g)].map(([, html]) => html);
  const td = '<td class="pale">Blek</td>';
  expect(faults).toEqual([td, td, td, "<b>Blek</b>", "<i>Blek</i>"]);
});

test("what has passed passes on another page, and is a fault where it lies in something else", async ({
  page: tab,
  site,
}) => {
  site.put("/night.css", ".night { background: #000; } p { color: #222; }");
  const link = '<link rel="stylesheet" href="/night.css">';
  site.put("/", page(`${link}<main><p>Text</p></main>`));
  site.put("/more", page(`${link}<main><p>Text</p><ul><li>Mer</li></ul></main>`));
  site.put("/night", page(`${link}<main class="night"><p>Text</p></main>`));
  await tab.goto(site.url);
  await expectAccessible(tab);
  await tab.goto(`${site.url}/more`);
  await expectAccessible(tab);
  await expect(tab.locator("p[data-axe-repeated]"), "not asked again").toHaveCount(1);
  await tab.goto(`${site.url}/night`);
  await expect(expectAccessible(tab)).rejects.toThrow(/color-contrast: .*\n.*<p>/);
});

test("colours are judged when they have changed with the theme", async ({ page: tab, site }) => {
  const dark = "@media (prefers-color-scheme: dark) { p { color: #fff; background: #000; } }";
  site.put("/slow.css", `p { color: #000; background: #fff; transition: all 1s linear; } ${dark}`);
  site.put("/", page('<link rel="stylesheet" href="/slow.css"><p>Text</p>'));
  await tab.goto(site.url);
  await setLook(tab, { scheme: "dark" });
  await expectAccessible(tab);
});

test("what comes to lie under the mouse is judged as it looks there", async ({ page: tab, site }) => {
  const link = "position: fixed; left: 0; top: 1000px; width: 200px; height: 200px;";
  site.put(
    "/hover.css",
    `a { ${link} color: #000; background: #fff; } a:hover { color: #fff; background: #000; }
     @media (max-width: 400px) { a { top: 200px; } }
     @media (prefers-reduced-motion: no-preference) { a { transition: background-color 1s; } }`,
  );
  site.put("/", page('<link rel="stylesheet" href="/hover.css"><p>Text</p><a href="/">Länk</a>'));
  await tab.goto(site.url);
  await setLook(tab);
  await tab.mouse.move(100, 300);
  await setLook(tab, { width: 390 });
  await expectAccessible(tab);
});

test("each row is asked for its label", async ({ page: tab, site }) => {
  site.put("/", page(`<ul>${'<li><input type="text"></li>'.repeat(6)}</ul>`));
  await tab.goto(site.url);
  await expect(expectAccessible(tab)).rejects.toThrow(/(label: [^-]*- ){5}label: /s);
});

test("a page wider than its window is a fault", async ({ page: tab, site }) => {
  site.put("/", page('<img alt="" width="2000" height="10" src="data:,">'));
  await tab.goto(site.url);
  await expect(expectNoSidewaysScroll(tab)).rejects.toThrow(/px wide/);
});
