import AxeBuilder from "@axe-core/playwright";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Throws with one line per element when the page breaks WCAG 2.2 A or AA as far as axe can tell. */
export async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .withTags(TAGS)
    // No page of ours has frames; without this a blank page is opened for each analysis.
    .setLegacyMode()
    .analyze();
  const lines = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}\n    ${node.html}`),
  );
  if (lines.length > 0) {
    throw new Error(`axe found ${lines.length} faults at ${page.url()}:\n- ${lines.join("\n- ")}`);
  }
}
