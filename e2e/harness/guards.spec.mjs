// The guards are tests of every page; these are the tests of the guards. A page of a few lines is
// served from this process, so no server of ours has to exist.
import { createServer } from "node:http";
import { expect, test as base } from "@playwright/test";
import { expectAccessible } from "../lib/axe.mjs";
import { watch } from "../lib/guards.mjs";
import { everyLook, expectNoSidewaysScroll, shot } from "../lib/looks.mjs";

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:";

const page = (body) => `<!doctype html><html lang="sv"><head><title>Prov</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
  <body><main><h1>Prov</h1>${body}</main></body></html>`;

const test = base.extend({
  site: async ({}, use) => {
    const pages = new Map();
    const server = createServer((request, response) => {
      const body = pages.get(request.url);
      response.writeHead(body === undefined ? 404 : 200, {
        "content-type": request.url.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8",
        "content-security-policy": POLICY,
      });
      response.end(body ?? page("<p>Saknas</p>"));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${server.address().port}`;
    await use({ url, put: (path, body) => pages.set(path, body) });
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

test("a page wider than its window is a fault", async ({ page: tab, site }) => {
  site.put("/", page('<img alt="" width="2000" height="10" src="data:,">'));
  await tab.goto(site.url);
  await expect(expectNoSidewaysScroll(tab)).rejects.toThrow(/px wide/);
});
