// The forms of acts, filled in as a person does: by the words that stand at each field.
import { expect } from "@playwright/test";

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Opens the form of an act from the menu of the chain at `address`. */
export async function openAct(page, address, act) {
  await page.goto(address);
  await page.locator("summary", { hasText: "Åtgärder" }).click();
  const acts = page.getByRole("navigation", { name: "Åtgärder" });
  await acts.getByRole("link", { name: act, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: act })).toBeVisible();
}

/** Does an act from the menu: fills in its form, confirms where that is asked, until it is done. */
export async function act(page, address, name, values = {}) {
  await openAct(page, address, name);
  await fill(page, values);
  await send(page);
}

/** Does the step that stands under "Kvar att göra" with the words given. */
export async function step(page, address, name, values = {}) {
  await page.goto(address);
  await page.locator("ol.todo").getByRole("link", { name }).first().click();
  await fill(page, values);
  await send(page);
}

/** Sends the open form, confirms where that is asked, and throws with what the page complains of. */
export async function send(page) {
  await submit(page);
  const question = page.locator("#h-confirm");
  if (await question.isVisible()) {
    await expect(page.getByRole("heading", { name: "De här får besked" }).or(question).first()).toBeVisible();
    await submit(page);
  }
}

const done = (page) => page.locator("#h-receipt").or(page.locator("#h-todo"));

async function submit(page) {
  const before = page.url();
  await page.locator("main form button.btn--p[type=submit]").last().click();
  const complaint = page.getByRole("alert");
  const asked = page.locator("#h-confirm");
  await page.waitForLoadState();
  await expect(
    complaint.or(asked).or(done(page)).first(),
    `an answer to the form at ${before}`,
  ).toBeVisible();
  if (await complaint.isVisible()) throw new Error(await complaint.innerText());
}

/**
 * Fills in fields by their labels. A string is typed, or chosen where there are choices; a list
 * marks exactly those; `{ date, time }` is a time; true and false tick.
 */
export async function fill(page, values) {
  for (const [label, value] of Object.entries(values)) {
    await one(page.locator("form#act"), label, value);
  }
}

async function one(form, label, value) {
  const named = new RegExp(`^${escape(label)}`);
  if (typeof value === "boolean") {
    await form.getByRole("checkbox", { name: named }).setChecked(value);
    return;
  }
  const group = form.getByRole("group", { name: named });
  if (value.date !== undefined) {
    await group.getByLabel("Datum").fill(value.date);
    await group.getByLabel("Klockslag").fill(value.time);
  } else if (Array.isArray(value)) {
    // A long list is folded by organisation.
    const folded = group.locator("details:not([open]) > summary");
    while ((await folded.count()) > 0) await folded.first().click();
    // Asked of all at once, and only those are touched that are not as they should be: a long list
    // has a hundred boxes.
    const boxes = group.getByRole("checkbox");
    const wrong = await boxes.evaluateAll(
      (all, wanted) =>
        all.flatMap((box, at) => {
          const words = box.labels[0].innerText.trim();
          return box.checked === wanted.some((start) => words.startsWith(start)) ? [] : [at];
        }),
      value,
    );
    for (const at of wrong) {
      const box = boxes.nth(at);
      await box.setChecked(!(await box.isChecked()));
    }
  } else if ((await group.count()) > 0) {
    await group.getByRole("radio", { name: new RegExp(`^${escape(value)}`) }).first().check();
  } else {
    const field = form.getByLabel(named).first();
    if ((await field.evaluate((it) => it.tagName)) === "SELECT") {
      const options = await field.locator("option").allInnerTexts();
      const found = options.find((text) => text.startsWith(value));
      if (!found) throw new Error(`${label}: no "${value}" among ${options.join(", ")}`);
      await field.selectOption({ label: found });
    } else {
      await field.fill(value);
    }
  }
}
