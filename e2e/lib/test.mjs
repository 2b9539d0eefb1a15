// The `test` that every story uses: a server per worker, and browsers that are watched.
import { test as base } from "@playwright/test";
import { watch } from "./guards.mjs";
import { startDatabase } from "./postgres.mjs";
import { startServer } from "./server.mjs";

export { expect } from "@playwright/test";
export { expectAccessible } from "./axe.mjs";
export { everyLook, expectNoSidewaysScroll, setLook, shot } from "./looks.mjs";

export const test = base.extend({
  /** Where the log is kept: `sqlite` in the data folder, or `postgres`. A project says which. */
  store: ["sqlite", { option: true, scope: "worker" }],

  /** One running demo for all tests of a worker. Each test uses chains that it makes itself. */
  server: [
    async ({ store }, use) => {
      const database = store === "postgres" ? await startDatabase() : undefined;
      const server = await startServer({ database: database?.address });
      await use(server);
      await server.stop();
      await database?.stop();
    },
    { scope: "worker", timeout: 200_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  /** The guard of the test's own `page`; `guard.expect(/pattern/)` lets a fault pass. */
  guard: async ({ context }, use) => {
    const guard = await watch(context);
    await use(guard);
    guard.check();
  },

  page: async ({ page, guard }, use) => {
    // Asked for so that no page goes unwatched.
    void guard;
    await use(page);
  },

  /**
   * Makes a watched browser of its own: `const ward = await anotherUser()`, with `ward.page`,
   * `ward.context` and `ward.guard`. Takes the options of a context, such as
   * `{ javaScriptEnabled: false }`.
   */
  anotherUser: async ({ browser, baseURL }, use) => {
    const users = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        baseURL,
        locale: "sv-SE",
        timezoneId: "Europe/Stockholm",
        ...options,
      });
      const guard = await watch(context);
      const user = { context, guard, page: await context.newPage() };
      users.push(user);
      return user;
    });
    for (const { context } of users) await context.close();
    for (const { guard } of users) guard.check();
  },
});
