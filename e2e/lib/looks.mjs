// The looks that every page must stand: three widths, light and dark.
import path from "node:path";
import { fileURLToPath } from "node:url";

const shots = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../results/shots");

/** A desktop screen, a phone, and 1280 px at 400 % zoom (WCAG 1.4.10). */
export const VIEWPORTS = {
  1440: { width: 1440, height: 900 },
  390: { width: 390, height: 844 },
  320: { width: 320, height: 640 },
};

export const SCHEMES = ["light", "dark"];

/**
 * Shows the open page at one width in one scheme, where it stands still: a colour that is on its way to
 * another one is neither, and the mouse may come to lie on something that it was not on before.
 */
export async function setLook(page, { width = 1440, scheme = "light" } = {}) {
  await page.setViewportSize(VIEWPORTS[width]);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await page.evaluate(shownAt, VIEWPORTS[width].width);
}

/** Runs in the page: waits until the window has its new width and has been painted at it. */
async function shownAt(width) {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (window.innerWidth !== width) await frame();
  await frame();
}

/** Calls `check(look)` for each of the six looks, the page already set. */
export async function everyLook(page, check) {
  for (const width of Object.keys(VIEWPORTS).map(Number).reverse()) {
    for (const scheme of SCHEMES) {
      await setLook(page, { width, scheme });
      await check({ width, scheme });
    }
  }
}

/** Throws when the page must be scrolled sideways to be read. */
export async function expectNoSidewaysScroll(page) {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  if (content > window) {
    throw new Error(`${page.url()} is ${content} px wide in a window of ${window} px`);
  }
}

/** Saves the whole page as `e2e/results/shots/NAME-WIDTH-SCHEME.png` and answers the path. */
export async function shot(page, name) {
  const { width } = page.viewportSize();
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const file = path.join(shots, `${name}-${width}-${dark ? "dark" : "light"}.png`);
  await page.screenshot({ path: file, fullPage: true, animations: "disabled" });
  return file;
}
