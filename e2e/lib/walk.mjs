// Walks the pages of one user by their links and menus, as somebody does who tries everything.
import { kindOf } from "./routes.mjs";

/** How many cases are opened: they differ, but not without end. */
const CASES = 3;
/** More addresses than this is no longer a walk but a trap. */
const MOST = 120;

/**
 * Calls `visit(address)` with `starts` and with every address that a visited page links to, one of
 * each kind, and answers the kinds. `visit` opens the page and throws when it is not as it should be.
 */
export async function walk(page, starts, visit) {
  const seen = new Map();
  const queue = [...starts];
  const isNew = (address) => {
    const kind = kindOf(address);
    const most = kind === "/care-chains/{chain}" ? CASES : 1;
    const before = seen.get(kind) ?? new Set();
    if (before.size >= most || before.has(address)) return false;
    seen.set(kind, before.add(address));
    return true;
  };
  let steps = 0;
  while (queue.length > 0) {
    const address = queue.shift();
    if (!isNew(address)) continue;
    if (++steps > MOST) throw new Error(`more than ${MOST} kinds of pages, the last ${address}`);
    await visit(address);
    queue.push(...(await linksOf(page)));
  }
  return [...seen.keys()];
}

/** The addresses of this site that the open page links to, in its menus too; files are no pages. */
async function linksOf(page) {
  const links = await page.locator("a[href]:not([download])").evaluateAll((all) =>
    all.filter((it) => it.origin === location.origin).map((it) => it.pathname + it.search),
  );
  return [...new Set(links)];
}
