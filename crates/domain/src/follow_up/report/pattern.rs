//! Who stayed against who left: the same chains by several properties of the notice, with the size
//! of each group.

use std::collections::BTreeMap;

use serde::Serialize;

use super::count::Outcome;
use super::{Cell, share};
use crate::calendar::{local_date, to_local};
use crate::follow_up::facts::ChainFacts;
use crate::words;

words! {
    /// What the groups differ in.
    Dimension {
        /// Weekday of the ready notice: `1` is Monday.
        Weekday = "weekday",
        /// Hour of the ready notice, local time: `00` to `23`.
        Hour = "hour",
        /// Days from the first admission notice to the ready notice, by local date: how long the
        /// receivers had known. `none` without a notice before.
        Lead = "lead_days",
        /// Municipal services: ordered `before` the SIP was held, `after` it, `no_sip`, or `none`.
        Services = "services",
        /// The responsible ward.
        Ward = "ward",
        /// The responsible municipality; `other` outside the county or unknown.
        Municipality = "municipality",
    }
}

/// One group: everybody in it was ready on a weekday.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its value in the dimension.
    pub key: String,
    /// The size of the group.
    pub ready_weekdays: Cell,
    /// Those who stayed.
    pub stayed: Cell,
    /// Those who left in time, or died.
    pub left: Cell,
    /// `stayed` of the group.
    pub share_stayed: Option<f64>,
}

impl Group {
    /// Works out the share from what is shown.
    pub(crate) fn set_share(&mut self) {
        self.share_stayed = share(self.stayed, self.ready_weekdays);
    }
}

/// All dimensions. The groups of each add up to all who were ready on a weekday. Who stayed without
/// being ready on a weekday (V2, V4) is not among them.
pub type Pattern = BTreeMap<Dimension, Vec<Group>>;

/// The groups that a notice on a weekday lies in, as one number: its weekday, hour, lead and
/// services. Zero where there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Notice(u16);

/// The keys of [`Dimension::Lead`] and [`Dimension::Services`].
const LEADS: [&str; 6] = ["0", "1", "2-3", "4-6", "7_or_more", "none"];
const SERVICES: [&str; 4] = ["after", "before", "no_sip", "none"];

impl Notice {
    const NUMBERS: usize = 8 * 32 * 8 * 4;

    pub(super) fn of(chain: &ChainFacts, outcome: &Outcome) -> Self {
        let Some(notice) = chain.standing().filter(|_| outcome.ready_on_weekday) else {
            return Self(0);
        };
        let at = to_local(notice.sent_at);
        let first = chain.notices.iter().map(|notice| notice.sent_at).min();
        let first = first.filter(|first| *first <= notice.sent_at).map(local_date);
        let lead = lead(first.map(|first| (at.date() - first).get_days()));
        let weekday = at.weekday().to_monday_one_offset().unsigned_abs();
        let hour = u16::from(at.hour().unsigned_abs());
        Self(((u16::from(weekday) * 32 + hour) * 8 + lead) * 4 + services(chain))
    }

    /// Its group in each of [`OF_NOTICE`]; none where there was no notice.
    fn groups(number: usize) -> Option<[usize; 4]> {
        let (rest, services) = (number / 4, number % 4);
        let (rest, lead) = (rest / 8, rest % 8);
        let (weekday, hour) = (rest / 32, rest % 32);
        (weekday > 0).then_some([weekday, hour, lead, services])
    }
}

/// What a notice tells.
const OF_NOTICE: [Dimension; 4] =
    [Dimension::Weekday, Dimension::Hour, Dimension::Lead, Dimension::Services];

/// The key of a notice's group. The keys of a dimension are in the order of its groups.
fn key(dimension: Dimension, group: usize) -> String {
    match dimension {
        Dimension::Hour => format!("{group:02}"),
        Dimension::Lead => LEADS.get(group).copied().unwrap_or("none").to_owned(),
        Dimension::Services => SERVICES.get(group).copied().unwrap_or("none").to_owned(),
        Dimension::Weekday | Dimension::Ward | Dimension::Municipality => group.to_string(),
    }
}

/// Index in [`LEADS`].
const fn lead(days: Option<i32>) -> u16 {
    match days {
        Some(..=0) => 0,
        Some(1) => 1,
        Some(2..=3) => 2,
        Some(4..=6) => 3,
        Some(7..) => 4,
        None => 5,
    }
}

/// Index in [`SERVICES`].
fn services(chain: &ChainFacts) -> u16 {
    match (chain.services_ordered_at(), chain.sip.held_at) {
        (Some(ordered), Some(held)) if ordered > held => 0,
        (Some(_), Some(_)) => 1,
        (Some(_), None) => 2,
        (None, _) => 3,
    }
}

/// In a group, and those who stayed.
pub(super) type Size = (u32, u32);

/// How many notices there were of each number: who left, who stayed.
#[derive(Debug, Clone)]
pub(super) struct Sizes(Vec<[u32; 2]>);

impl Default for Sizes {
    fn default() -> Self {
        Self(vec![[0; 2]; Notice::NUMBERS])
    }
}

impl Sizes {
    pub(super) fn add(&mut self, notice: Notice, stayed: bool, chains: u32) {
        self.0[usize::from(notice.0) % Notice::NUMBERS][usize::from(stayed)] += chains;
    }
}

/// All dimensions of what was counted.
pub(super) fn pattern(
    notices: &Sizes,
    wards: Vec<(String, Size)>,
    municipalities: Vec<(String, Size)>,
) -> Pattern {
    let mut of_notice = [[Size::default(); 32]; OF_NOTICE.len()];
    for (number, [left, stayed]) in notices.0.iter().enumerate().filter(|it| *it.1 != [0; 2]) {
        for (sizes, group) in of_notice.iter_mut().zip(Notice::groups(number).into_iter().flatten())
        {
            let size = &mut sizes[group];
            *size = (size.0 + left + stayed, size.1 + stayed);
        }
    }
    let of_notice = OF_NOTICE.into_iter().zip(of_notice).map(|(dimension, sizes)| {
        let sized = sizes.into_iter().enumerate().map(|(at, size)| (key(dimension, at), size));
        (dimension, groups(sized))
    });
    let by_code = |mut sizes: Vec<(String, Size)>| {
        sizes.sort_unstable();
        groups(sizes.into_iter())
    };
    let places =
        [(Dimension::Ward, by_code(wards)), (Dimension::Municipality, by_code(municipalities))];
    of_notice.chain(places).filter(|(_, groups)| !groups.is_empty()).collect()
}

/// Those in which there is somebody.
fn groups(sizes: impl Iterator<Item = (String, Size)>) -> Vec<Group> {
    let groups = sizes.filter(|(_, (ready, _))| *ready > 0).map(|(key, (ready, stayed))| {
        let mut group = Group {
            key,
            ready_weekdays: Some(ready),
            stayed: Some(stayed),
            left: Some(ready - stayed),
            share_stayed: None,
        };
        group.set_share();
        group
    });
    groups.collect()
}
