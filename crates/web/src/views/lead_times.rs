//! "Ledtider": how long each part of the way took and how often what is asked for was kept.

use askama::Template;
use brygga_i18n::Texts;

use super::{Chart, FiguresHead, Filter, Kpi, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "lead_times.html")]
pub struct LeadTimesPage {
    pub t: Texts,
    pub shell: Shell,
    pub times: TimesView,
}

/// Everything on the page, ready to be shown.
#[derive(Debug, Clone, Default)]
pub struct TimesView {
    /// "Ledtider, version 1 · läget idag 13:42 · revision 4 711".
    pub definition: String,
    /// "version 1", beside the figures of each card.
    pub version: String,
    /// What was chosen, for paper.
    pub chosen: String,
    /// Part of the address could not be read.
    pub unclear: bool,
    pub filters: Vec<Filter>,
    pub kpis: Vec<Kpi>,
    /// From the ready notice to leaving, by month.
    pub chart: Chart,
    /// The same months as a table.
    pub months: TimesTable,
    pub measures: Vec<MeasureRow>,
    /// The ways after the ready notice by cause, then by the side that had the turn.
    pub splits: Vec<SplitTable>,
    pub rules: Vec<RuleRow>,
    /// Means of the days from ready to leaving, each with its own definition.
    pub days: Vec<MeasureRow>,
    /// Wards, then municipalities.
    pub groups: Vec<TimesTable>,
    /// Who left by weekday, then by hour.
    pub left: Vec<LeftTable>,
    /// None where they are not told.
    pub breaches: Option<Vec<BreachRow>>,
    /// The running month and what a dash means.
    pub footnotes: Vec<String>,
    pub head: FiguresHead,
    pub print_foot: String,
}

/// A measure with its definition and its spread, in words.
#[derive(Debug, Clone, Default)]
pub struct MeasureRow {
    pub label: String,
    pub about: String,
    pub n: String,
    pub mean: String,
    pub median: String,
    pub p90: String,
}

/// What the two ways after the ready notice went to.
#[derive(Debug, Clone, Default)]
pub struct SplitTable {
    pub title: String,
    pub column: String,
    /// How it is counted.
    pub about: String,
    pub rows: Vec<SplitRow>,
}

#[derive(Debug, Clone, Default)]
pub struct SplitRow {
    pub label: String,
    /// To kommunklar, then from it to leaving.
    pub cells: Vec<SplitCell>,
}

#[derive(Debug, Clone, Default)]
pub struct SplitCell {
    pub n: String,
    pub median: String,
    pub p90: String,
}

/// A rule with its definition and its share.
#[derive(Debug, Clone, Default)]
pub struct RuleRow {
    pub label: String,
    pub about: String,
    pub of: String,
    pub kept: String,
    pub not_kept: String,
    pub share: String,
    /// Of 100; none where there is no share.
    pub bar: Option<String>,
}

/// The same figures by month, ward or municipality.
#[derive(Debug, Clone, Default)]
pub struct TimesTable {
    pub title: String,
    pub column: String,
    pub rows: Vec<TimesRow>,
    pub sum: TimesRow,
}

#[derive(Debug, Clone, Default)]
pub struct TimesRow {
    pub label: String,
    /// The page with this ward or municipality chosen.
    pub url: Option<String>,
    /// The reader's own.
    pub own: bool,
    pub notice_in_time: String,
    pub sip_in_time: String,
    pub municipality_ready: String,
    pub left: String,
    pub left_median: String,
    pub left_p90: String,
}

/// Discharges by weekday or by hour.
#[derive(Debug, Clone, Default)]
pub struct LeftTable {
    pub title: String,
    pub column: String,
    pub rows: Vec<LeftRow>,
}

#[derive(Debug, Clone, Default)]
pub struct LeftRow {
    pub label: String,
    pub number: String,
    /// Of 100; none where the number is hidden.
    pub bar: Option<String>,
}

/// What was not kept: a rule, the unit that answers for it and a month.
#[derive(Debug, Clone, Default)]
pub struct BreachRow {
    pub rule: String,
    pub unit: String,
    pub month: String,
    pub cases: String,
}
