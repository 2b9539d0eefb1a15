//! The same measuring, as a report of what was kept and what was not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{Breaches, Definition, GroupFigures, Kept, LeadTimes, Rule};
use crate::follow_up::report::{Month, Period, Selection};

/// Shares by rule; a rule that applied to nothing, or that is hidden, is not there.
type Shares = BTreeMap<Rule, Kept>;

/// How often what the law and the routines ask for was kept. Written with serde, it is the JSON of
/// the command line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compliance {
    /// Which definitions.
    pub definition: Definition,
    /// As of when.
    pub as_of: Timestamp,
    /// The revision of the fact table that was read.
    pub revision: Option<u64>,
    /// The months.
    pub period: Period,
    /// What was chosen.
    pub selection: Selection,
    /// Small groups are hidden.
    pub suppressed: bool,
    /// All of them.
    pub total: Shares,
    /// Each month of the period, in order.
    pub months: Vec<MonthShares>,
    /// Each ward, by code.
    pub by_ward: Vec<GroupShares>,
    /// Each municipality of the county, by code; last, without a code, all others.
    pub by_municipality: Vec<GroupShares>,
    /// What was not kept, by rule, unit and month; nothing of it in what leaves the parties.
    pub breaches: Breaches,
}

/// A month's shares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthShares {
    /// The month.
    pub month: Month,
    /// Not whole yet ([`Month::is_whole`]).
    pub running: bool,
    /// Its shares.
    pub rules: Shares,
}

/// The shares of a ward or a municipality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupShares {
    /// The ward's HSA-id or the municipality's code; none for all others together.
    pub code: Option<String>,
    /// Its name, where whoever asked for the report has put it in.
    pub name: Option<String>,
    /// Its shares.
    pub rules: Shares,
}

impl From<LeadTimes> for Compliance {
    fn from(report: LeadTimes) -> Self {
        let group = |row: GroupFigures| GroupShares {
            code: row.code,
            name: row.name,
            rules: row.figures.rules,
        };
        let months = report.months.into_iter().map(|row| MonthShares {
            month: row.month,
            running: row.running,
            rules: row.figures.rules,
        });
        Self {
            definition: Definition { name: "compliance", ..report.definition },
            as_of: report.as_of,
            revision: report.revision,
            period: report.period,
            selection: report.selection,
            suppressed: report.suppressed,
            total: report.total.rules,
            months: months.collect(),
            by_ward: report.by_ward.into_iter().map(group).collect(),
            by_municipality: report.by_municipality.into_iter().map(group).collect(),
            breaches: report.breaches,
        }
    }
}
