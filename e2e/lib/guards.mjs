// What no page may do, whatever the test is about: log an error, throw, reach outside this machine,
// or break the content security policy.

/** Collects the faults of every page of one browser context. */
export class Guard {
  /** @type {string[]} */
  faults = [];
  #expected = [];

  /** Lets faults that match pass: a test that opens a forbidden page expects its 403. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  note(fault) {
    if (!this.#expected.some((pattern) => pattern.test(fault))) this.faults.push(fault);
  }

  /** Throws when a page did what no page may do. */
  check() {
    if (this.faults.length > 0) {
      throw new Error(`the pages did what no page may do:\n- ${this.faults.join("\n- ")}`);
    }
  }
}

/** Watches every page of `context`, present and future. Call it before the first page opens. */
export async function watch(context) {
  const guard = new Guard();
  context.on("console", (message) => {
    if (message.type() !== "error" || isLeftPage(message.text())) return;
    const where = message.location().url;
    guard.note(`console error: ${message.text()}${where ? ` (${where})` : ""}`);
  });
  context.on("weberror", (error) => guard.note(`uncaught: ${error.error().message}`));
  context.on("request", (request) => {
    if (!staysHere(request.url())) guard.note(`request leaves the machine: ${request.url()}`);
  });
  await context.exposeBinding("__brygga_csp", (_source, report) => {
    guard.note(`content security policy: ${report}`);
  });
  await context.addInitScript(() => {
    window.addEventListener(
      "securitypolicyviolation",
      (event) =>
        window.__brygga_csp(
          `${event.effectiveDirective} refused ${event.blockedURI} at ${event.documentURI}`,
        ),
      true,
    );
  });
  return guard;
}

/**
 * A page that is left while it fetches (counts, the live stream) logs this through htmx. A request
 * that the server fails logs "Failed to load resource" besides, which no page may do
 * (harness/guards.spec.mjs tries both).
 */
function isLeftPage(text) {
  // Chromium adds the element to the words when it is in time, and leaves it out when not.
  return text.startsWith("htmx: htmx:error: Failed to fetch TypeError: Failed to fetch");
}

function staysHere(address) {
  const url = new URL(address);
  if (["data:", "blob:", "about:"].includes(url.protocol)) return true;
  return ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}
