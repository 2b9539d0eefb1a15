//! The ways between the pages of figures.

use brygga_i18n::Texts;

use super::snapshots;
use super::weekend_stays::address::Chosen;
use crate::caller::Caller;
use crate::urls;
use crate::views::{FiguresHead, FiguresPage, FileLink};

/// Address and name of each, in the order in which they stand.
const PAGES: [(&str, &str); 5] = [
    (urls::WEEKEND_STAYS, "stays-title"),
    (urls::LEAD_TIMES, "times-title"),
    (urls::LIABILITY, "liability-title"),
    (urls::CAPACITY, "capacity-title"),
    (urls::SNAPSHOTS, "snapshots-title"),
];

/// The head of a report's page: `report` is its name in a snapshot, `here` its address.
pub(super) fn head(
    caller: &Caller,
    (report, here): (&str, &str),
    chosen: &Chosen,
    files: Vec<FileLink>,
) -> FiguresHead {
    FiguresHead {
        pages: pages(caller.texts, here, Some(chosen)),
        files,
        snapshot: snapshots::button(caller, report, chosen),
    }
}

/// All pages, with what is chosen where another page asks for the same.
pub(super) fn pages(t: Texts, here: &str, chosen: Option<&Chosen>) -> Vec<FiguresPage> {
    let one = |(address, title): (&'static str, &str)| FiguresPage {
        // Short-term places are counted over years, snapshots have their own choices in them.
        url: match chosen {
            Some(chosen) if ![urls::CAPACITY, urls::SNAPSHOTS].contains(&address) => {
                chosen.url(address)
            }
            _ => address.to_owned(),
        },
        label: t.text(title).into_owned(),
        current: address == here,
    };
    PAGES.map(one).into()
}
