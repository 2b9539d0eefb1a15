//! Who stayed against who left: the same chains by several properties of the notice, with the size
//! of each group.

use std::collections::BTreeMap;

use serde::Serialize;

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

/// Sizes while they are counted: in the group, and those who stayed.
#[derive(Debug, Clone, Default)]
pub(super) struct Sizes(BTreeMap<(Dimension, String), (u32, u32)>);

impl Sizes {
    pub(super) fn add(&mut self, chain: &ChainFacts, municipality: Option<&str>, stayed: bool) {
        for dimension in Dimension::ALL {
            let key = key(*dimension, chain, municipality);
            let sizes = self.0.entry((*dimension, key)).or_default();
            sizes.0 += 1;
            sizes.1 += u32::from(stayed);
        }
    }

    pub(super) fn finish(self) -> Pattern {
        let mut pattern = Pattern::new();
        for ((dimension, key), (ready, stayed)) in self.0 {
            let mut group = Group {
                key,
                ready_weekdays: Some(ready),
                stayed: Some(stayed),
                left: Some(ready - stayed),
                share_stayed: None,
            };
            group.set_share();
            pattern.entry(dimension).or_default().push(group);
        }
        pattern
    }
}

fn key(dimension: Dimension, chain: &ChainFacts, municipality: Option<&str>) -> String {
    let Some(notice) = chain.standing() else { return String::from("none") };
    let at = to_local(notice.sent_at);
    match dimension {
        Dimension::Weekday => at.weekday().to_monday_one_offset().to_string(),
        Dimension::Hour => format!("{:02}", at.hour()),
        Dimension::Lead => {
            let first = chain.notices.iter().map(|notice| notice.sent_at).min();
            let first = first.filter(|first| *first <= notice.sent_at).map(local_date);
            let days = first.map(|first| (at.date() - first).get_days());
            lead(days).to_owned()
        }
        Dimension::Services => services(chain).to_owned(),
        Dimension::Ward => chain.ward.as_str().to_owned(),
        Dimension::Municipality => municipality.unwrap_or("other").to_owned(),
    }
}

const fn lead(days: Option<i32>) -> &'static str {
    match days {
        None => "none",
        Some(..=0) => "0",
        Some(1) => "1",
        Some(2..=3) => "2-3",
        Some(4..=6) => "4-6",
        Some(7..) => "7_or_more",
    }
}

fn services(chain: &ChainFacts) -> &'static str {
    match (chain.services_ordered_at(), chain.sip.held_at) {
        (None, _) => "none",
        (Some(_), None) => "no_sip",
        (Some(ordered), Some(held)) if ordered > held => "after",
        (Some(_), Some(_)) => "before",
    }
}
