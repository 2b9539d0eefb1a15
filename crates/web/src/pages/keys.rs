//! The list of keys.

use crate::caller::{Caller, PageResult, html};
use crate::urls;
use crate::views::{KeysPage, NavPlace};

pub(crate) async fn get(caller: Caller) -> PageResult {
    let mut shell = caller.shell(NavPlace::None);
    shell.path = urls::HELP_KEYS.to_owned();
    html(&KeysPage { t: caller.texts, shell })
}
