// What the server answers, read from its own router, so that a new page cannot be forgotten here.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../crates/web");
const read = (file) => readFileSync(path.join(web, file), "utf8");

const ROUTERS = ["src/pages/mod.rs", "src/care_chain/mod.rs"];
const FORMS = "src/care_chain/acts";

/** Answers of GET that are no page that somebody reads, each with what it is. */
const FILE = /\.(csv|json|pdf|svg|xlsx)$/;
const NO_PAGE = {
  "/": "leads to the worklist",
  "/live": "the stream of events",
  "/live/poll": "the same for those without the stream",
  "/care-chains/counts": "a part of the worklist",
  "/healthz": "for the one who watches the machine",
  "/assets/{name}": "files",
};

/** Every page: its route, and for the acts of a chain one for each act's word. */
export function pagesOfServer() {
  const names = Object.fromEntries(
    [...read("src/urls.rs").matchAll(/pub const (\w+): &str = "([^"]+)";/g)].map((it) => it.slice(1)),
  );
  const routes = ROUTERS.flatMap((file) =>
    [...read(file).matchAll(/\.route\(\s*("[^"]+"|urls::\w+)\s*,\s*(\w+)\(/g)]
      .filter(([, , method]) => method === "get")
      .map(([, address]) => {
        const route = address.startsWith('"') ? address.slice(1, -1) : names[address.slice(6)];
        if (!route) throw new Error(`${file}: ${address} is not in urls.rs`);
        return route;
      }),
  );
  if (routes.length < 10) throw new Error(`the router is not understood: ${routes.join(", ")}`);
  return routes
    .filter((route) => !(route in NO_PAGE) && !FILE.test(route))
    .flatMap((route) =>
      route.endsWith("/{act}") ? actWords().map((word) => route.replace("{act}", word)) : [route],
    );
}

/** The words of the acts in a chain that exists. */
export function actWords() {
  const words = readdirSync(path.join(web, FORMS)).flatMap((file) =>
    [...read(`${FORMS}/${file}`).matchAll(/ActForm::new\(\s*"([^"]+)"/g)].map((it) => it[1]),
  );
  if (words.length < 40) throw new Error(`the acts are not understood: ${words.join(", ")}`);
  // These begin a chain and have addresses of their own.
  return words.filter((word) => !["start-chain", "send-care-request"].includes(word));
}

/** The templates that are pages and not the frame of others. */
export function templatesOfServer() {
  const files = readdirSync(path.join(web, "templates")).filter((file) => file.endsWith(".html"));
  const frames = new Set(files.flatMap((file) => /\{% extends "([^"]+)"/.exec(read(`templates/${file}`))?.[1] ?? []));
  return files.filter((file) => !frames.has(file)).map((file) => file.replace(".html", ""));
}

const ID = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/g;

/** The route behind an address: ids are taken out, and so is what is asked for. */
export function routeOf(address) {
  const { pathname } = new URL(address, "http://localhost");
  return pathname
    .replace(/\/receipt\/[^/]+$/, "/receipt/{cmd}")
    .replace(ID, "{chain}")
    .replace("/snapshots/{chain}", "/snapshots/{id}")
    .replace(/\/liability\/cases\/\{chain\}\/\d+$/, "/liability/cases/{chain}/{notice}");
}

/**
 * Addresses of one kind are the same page about other people or times: what is asked for counts by
 * its name alone, and the choices of a list or of a form are one.
 */
export function kindOf(address) {
  const { searchParams } = new URL(address, "http://localhost");
  const route = routeOf(address);
  const asked = route.split("/").length > 3 ? [] : [...new Set(searchParams.keys())].sort();
  return [route, ...asked].join(" ");
}
