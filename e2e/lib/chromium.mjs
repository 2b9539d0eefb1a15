// The Chromium that is driven: the one that BRYGGA_CHROMIUM names, otherwise the lighter one of Debian's
// two that is here. `xtask/src/machine.rs` says the same and names it to the tests.
import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

export const CHROMIUM = process.env.BRYGGA_CHROMIUM || PLACES.find((it) => existsSync(it));
