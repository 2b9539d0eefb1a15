// Says why a run failed once more, shortly and last: of a long log the end is what one is shown.

/** Lines of an error that say what is wrong; the rest is where, which the list above has. */
const LINES = 6;

// Playwright colours its messages for a terminal.
const COLOUR = /\u001b\[\d+m/g;

/** The titles of the step that failed and of those that it lies in. */
function failedSteps(steps) {
  const failed = steps.find((step) => step.error && step.category === "test.step");
  return failed ? [failed.title, ...failedSteps(failed.steps)] : [];
}

export default class Why {
  #failed = [];

  printsToStdio() {
    return false;
  }

  onTestEnd(test, result) {
    if (result.status === "passed" || result.status === "skipped") return;
    const said = result.errors.map((error) => this.#lines(error)).join("\n");
    const where = [test.title.slice(0, 80), ...failedSteps(result.steps)].join(" > ");
    this.#failed.push(`${test.parent.title}: ${where}\n${said || result.status}`);
  }

  onError(error) {
    this.#failed.push(this.#lines(error));
  }

  onEnd() {
    if (this.#failed.length > 0) console.log(`\nwhy it failed:\n${this.#failed.join("\n")}`);
  }

  #lines(error) {
    const text = (error.message ?? error.value ?? "").replace(COLOUR, "");
    return text.split("\n").slice(0, LINES).map((line) => `  ${line.slice(0, 300)}`).join("\n");
  }
}
