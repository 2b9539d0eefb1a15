//! One measure by itself, as somebody asks beside the report.

use jiff::Timestamp;
use serde::Serialize;

use super::super::report::{Month, Period, Selection};
use super::{Definition, LeadTimes, Measure, Spread};

/// One measure for all that is chosen and for each month: the same numbers as in [`LeadTimes`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OneMeasure {
    /// Which definitions.
    pub definition: Definition,
    /// The measure.
    pub measure: Measure,
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
    /// All of them; none where nothing was measured, or it is hidden.
    pub total: Option<Spread>,
    /// Each month of the period, in order.
    pub months: Vec<MonthSpread>,
}

/// A month's spread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthSpread {
    /// The month.
    pub month: Month,
    /// Not whole yet ([`Month::is_whole`]).
    pub running: bool,
    /// The spread, likewise.
    pub spread: Option<Spread>,
}

impl OneMeasure {
    /// One of the measures of a report.
    #[must_use]
    pub fn of(report: &LeadTimes, measure: Measure) -> Self {
        Self {
            definition: report.definition,
            measure,
            as_of: report.as_of,
            revision: report.revision,
            period: report.period,
            selection: report.selection.clone(),
            suppressed: report.suppressed,
            total: report.total.measures.get(&measure).copied(),
            months: report
                .months
                .iter()
                .map(|it| MonthSpread {
                    month: it.month,
                    running: it.running,
                    spread: it.figures.measures.get(&measure).copied(),
                })
                .collect(),
        }
    }
}
