// WCAG 2.2 A and AA as far as axe can tell, in a time that does not grow with the rows of a list or
// with the pages of one form.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** These ask of each element where and over what it is painted: nine tenths of the time. */
const PAINTED = ["color-contrast", "target-size"];
/** So many siblings of one build are looked at: even and odd rows may differ in colour. */
const ALIKE = 3;

/** The builds of pages, with their width and theme, in which this worker has found no fault. */
const passed = new Set();
/** The same of the parts of those pages, each with the build of all that it lies in. */
const passedParts = new Set();

/**
 * Throws with one line per element when the page breaks WCAG 2.2 A or AA as far as axe can tell. A page
 * that is built exactly as one that has passed, in the same window and theme, is not asked again; nor
 * is a part of it asked how it is painted, when it is built and lies exactly as one that has passed.
 */
export async function expectAccessible(page) {
  await page.evaluate(settled);
  const asked = { alike: ALIKE, passed: [...passedParts] };
  const { build, parts } = await page.evaluate(markRepeated, asked);
  if (passed.has(build)) return;
  await page.evaluate(AXE);
  const faults = await page.evaluate(analyse, { tags: TAGS, painted: PAINTED });
  const lines = faults.map(({ id, help, html }) => `${id}: ${help}\n    ${html}`);
  if (lines.length > 0) {
    throw new Error(`axe found ${lines.length} faults at ${page.url()}:\n- ${lines.join("\n- ")}`);
  }
  passed.add(build);
  for (const part of parts) passedParts.add(part);
}

/** Runs in the page: waits until colours that change with the theme have changed. */
async function settled() {
  const ending = document
    .getAnimations()
    .filter((it) => it.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map((it) => it.finished));
}

/**
 * Runs in the page. Marks siblings that are built alike (elements with all their attributes, but for
 * values that name or link) from the fourth on, and what has passed; answers the build of the page
 * without them, and those of its parts.
 */
function markRepeated({ alike, passed }) {
  const NAMES = /^(id|for|href|value|title|datetime|content|alt|action|name|data-.*|hx-.*)$/;
  const REFERS = /^aria-(label|labelledby|describedby|controls|owns)$/;
  const known = new Set(passed);
  const parts = [];

  /** Short for a long text: two halves of 32 bits. */
  const digest = (text) => {
    let [a, b] = [0x9dc5811c, 0x01000193];
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      a = Math.imul(a ^ unit, 0x85ebca6b);
      b = Math.imul(b ^ unit, 0xc2b2ae35);
      a ^= b >>> 15;
    }
    return (a >>> 0).toString(36) + (b >>> 0).toString(36);
  };
  const ownOf = (element) =>
    [...element.attributes]
      .filter((it) => it.name !== "data-axe-repeated")
      .map(({ name, value }) =>
        NAMES.test(name) || REFERS.test(name) ? `${name}${value.trim() ? "" : "=''"}` : `${name}=${value}`,
      )
      .sort()
      .join(" ");
  /** The build of an element that lies in elements of the builds `around`. */
  const buildOf = (element, around) => {
    const own = `${element.localName} ${ownOf(element)}`;
    const within = digest(`${around}>${own}`);
    const seen = new Map();
    const inside = [...element.childNodes].map((it) => {
      if (it.nodeType === Node.TEXT_NODE) return it.data.trim() ? "'" : "";
      if (it.nodeType !== Node.ELEMENT_NODE) return "";
      const build = buildOf(it, within);
      const count = (seen.get(build) ?? 0) + 1;
      seen.set(build, count);
      const part = digest(`${within}>${build}`);
      if (element !== document.documentElement) {
        parts.push(part);
        it.toggleAttribute("data-axe-repeated", count > alike || known.has(part));
      }
      return count > alike ? "" : build;
    });
    return digest(`${own}(${inside.join("")})`);
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const styles = [...document.styleSheets].map((it) => it.href && new URL(it.href).pathname);
  const look = [innerWidth, dark, ...styles].join(" ");
  return { build: `${look} ${buildOf(document.documentElement, look)}`, parts };
}

/** Runs in the page: every element by every rule, but by those in `painted` no marked one. */
async function analyse({ tags, painted }) {
  const REPEATED = "[data-axe-repeated]";
  const off = Object.fromEntries(painted.map((rule) => [rule, { enabled: false }]));
  const resultTypes = ["violations"];
  const whole = await window.axe.run(document, {
    resultTypes,
    runOnly: { type: "tag", values: tags },
    rules: off,
  });
  const distinct = document.querySelector(REPEATED) ? { exclude: [REPEATED] } : document;
  const looks = await window.axe.run(distinct, {
    resultTypes,
    runOnly: { type: "rule", values: painted },
  });
  return [...whole.violations, ...looks.violations].flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => ({ id, help, html })),
  );
}
