//! The token of a form: only what was sealed here opens.

use std::sync::OnceLock;

use brygga_app::{Actor, App, FormToken};
use brygga_domain::ids::ChainId;

use crate::search::site;

const ACT: &str = "send-message";

/// The bytes as a token, and as a change to a good one: neither opens.
pub fn run(bytes: &[u8]) {
    let site = site();
    let (app, ward) = (&*site.app, &site.ward);
    let good = good(app, ward);
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(text == good || FormToken::open(app, text, ACT, &ward.user).is_err(), "{text}");
    }
    let mut changed = good.clone().into_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let at = at % changed.len();
        changed[at] ^= byte;
    }
    if let Ok(text) = std::str::from_utf8(&changed) {
        assert!(text == good || FormToken::open(app, text, ACT, &ward.user).is_err(), "{text}");
    }
}

fn good(app: &App, ward: &Actor) -> String {
    static GOOD: OnceLock<String> = OnceLock::new();
    let seal = || {
        let chain = ChainId::from_bytes([3; 16]);
        FormToken::new(app, ACT, chain, Vec::new(), &ward.user).seal(app)
    };
    let good = GOOD.get_or_init(seal).clone();
    debug_assert!(FormToken::open(app, &good, ACT, &ward.user).is_ok());
    good
}
