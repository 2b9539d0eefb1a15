// The forms of acts, filled in as a person does: by what stands beside each field.
import { expect } from "@playwright/test";

/** Opens the form of an act from the menu of the chain at `address`. */
export async function openAct(page, address, act) {
  await page.goto(address);
  const acts = page.getByRole("navigation", { name: "Åtgärder" });
  await page.locator("summary", { hasText: "Åtgärder" }).click();
  await acts.getByRole("link", { name: act, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: act })).toBeVisible();
}

/** Does an act from the menu: fills in its form, confirms, and waits for the receipt. */
export async function act(page, address, name, values = {}) {
  await openAct(page, address, name);
  await fill(page, values);
  await send(page);
}

/**
 * Sends the open form, and once more where the page asks for a confirmation.
 * Throws with what the page says when the form was not accepted.
 */
export async function send(page) {
  const submit = () => page.locator("main form button.btn--p[type=submit]").last();
  await submit().click();
  const complaint = page.getByRole("alert").filter({ hasText: "Inte skickat" });
  const question = page.locator("#h-confirm");
  const done = page.locator("#h-receipt").or(page.locator("#h-todo"));
  await expect(complaint.or(question).or(done).first()).toBeVisible();
  if (await complaint.isVisible()) throw new Error(await complaint.innerText());
  if (await question.isVisible()) {
    await submit().click();
    await expect(done.or(complaint).first()).toBeVisible();
    if (await complaint.isVisible()) throw new Error(await complaint.innerText());
  }
}

/**
 * Fills in fields by the name that the form sends. A string is typed, chosen or marked by its
 * label; a list marks exactly those; `{ date, time }` is a time; true and false tick.
 */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await one(page, name, value);
}

async function one(page, name, value) {
  if (value?.date !== undefined) {
    await page.locator(`[name="${name}-date"]`).fill(value.date);
    await page.locator(`[name="${name}-time"]`).fill(value.time);
    return;
  }
  const fields = page.locator(`form#act [name="${name}"]`);
  await expect(fields.first(), `the form has a field ${name}`).toBeVisible();
  const [tag, type] = await fields.first().evaluate((it) => [it.tagName, it.type]);
  if (Array.isArray(value)) {
    for (const box of await fields.all()) {
      const label = await labelOf(box);
      await box.setChecked(value.some((wanted) => label.startsWith(wanted)));
    }
  } else if (typeof value === "boolean") {
    await fields.first().setChecked(value);
  } else if (type === "radio") {
    for (const choice of await fields.all()) {
      if ((await labelOf(choice)).startsWith(value)) {
        await choice.check();
        return;
      }
    }
    throw new Error(`no choice "${value}" for ${name}`);
  } else if (tag === "SELECT") {
    const options = await fields.first().locator("option").allInnerTexts();
    const label = options.find((text) => text.startsWith(value));
    if (!label) throw new Error(`no option "${value}" for ${name} among ${options.join(", ")}`);
    await fields.first().selectOption({ label });
  } else {
    await fields.first().fill(value);
  }
}

const labelOf = (box) => box.evaluate((it) => it.labels[0].innerText.trim());
