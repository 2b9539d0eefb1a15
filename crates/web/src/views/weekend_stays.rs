//! "Kvar över helgen": figures of follow-up, as diagram and as tables from the same report.

use askama::Template;
use brygga_i18n::Texts;

use super::{Chart, FiguresHead, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "weekend_stays.html")]
pub struct WeekendStaysPage {
    pub t: Texts,
    pub shell: Shell,
    pub stays: StaysView,
}

/// Everything on the page, ready to be shown.
#[derive(Debug, Clone, Default)]
pub struct StaysView {
    /// "Utskrivningsklara måndag–fredag som skrivs ut först veckan efter eller senare".
    pub subtitle: String,
    /// "Kvar över helgen, version 1 (V1) · läget idag 13:42 · revision 4711".
    pub definition: String,
    /// "version 1 (V1)", beside the figures of each card.
    pub version: String,
    /// What was chosen, for paper: "dec 2025 – nov 2026 · Alla avdelningar".
    pub chosen: String,
    /// Part of the address could not be read.
    pub unclear: bool,
    pub filters: Vec<Filter>,
    pub kpis: Vec<Kpi>,
    pub chart: Chart,
    pub causes: CauseTable,
    /// Wards, then municipalities.
    pub groups: Vec<GroupTable>,
    pub patterns: Vec<PatternTable>,
    /// The running month and what "< 5 *" means.
    pub footnotes: Vec<String>,
    /// "Så räknas siffrorna".
    pub how: Vec<String>,
    /// The cases of the own unit; none for a role that reads no cases.
    pub cases_url: Option<String>,
    pub head: FiguresHead,
    pub print_foot: String,
}

/// A select of the filters.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub name: &'static str,
    pub label: String,
    pub options: Vec<FilterOption>,
}

#[derive(Debug, Clone, Default)]
pub struct FilterOption {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// The same report as a file.
#[derive(Debug, Clone, Default)]
pub struct FileLink {
    pub url: String,
    pub label: String,
    /// The one that most want.
    pub first: bool,
}

/// A key figure.
#[derive(Debug, Clone, Default)]
pub struct Kpi {
    pub label: String,
    pub number: String,
    pub unit: String,
    pub lines: Vec<KpiLine>,
}

#[derive(Debug, Clone, Default)]
pub struct KpiLine {
    /// Down or up, where the line says so.
    pub icon: Option<&'static str>,
    pub text: String,
}

/// Months across, causes down.
#[derive(Debug, Clone, Default)]
pub struct CauseTable {
    pub months: Vec<String>,
    pub rows: Vec<TableRow>,
    /// The row of all causes, of the chains ready on a weekday, and of all chains.
    pub sums: Vec<TableRow>,
}

#[derive(Debug, Clone, Default)]
pub struct TableRow {
    pub label: String,
    pub cells: Vec<String>,
    pub sum: String,
}

/// Wards or municipalities.
#[derive(Debug, Clone, Default)]
pub struct GroupTable {
    pub title: String,
    /// "14 avdelningar".
    pub note: String,
    pub column: String,
    /// "0–30 %, streck = länet 17 %".
    pub scale: String,
    pub rows: Vec<GroupRow>,
    pub sum: Option<GroupRow>,
}

#[derive(Debug, Clone, Default)]
pub struct GroupRow {
    pub label: String,
    /// The page with this ward or municipality chosen.
    pub url: Option<String>,
    pub ready: String,
    pub stayed: String,
    pub share: String,
    pub share_of_chains: String,
    /// Of 100; none where the share is hidden.
    pub bar: Option<String>,
    /// The county's share, of 100.
    pub mark: Option<String>,
    /// The reader's own.
    pub own: bool,
}

/// One property of the notice: who stayed against who left.
#[derive(Debug, Clone, Default)]
pub struct PatternTable {
    pub title: String,
    pub rows: Vec<PatternRow>,
}

#[derive(Debug, Clone, Default)]
pub struct PatternRow {
    pub label: String,
    pub ready: String,
    pub stayed: String,
    pub left: String,
    pub share: String,
}

#[derive(Debug, Template)]
#[template(path = "weekend_cases.html")]
pub struct WeekendCasesPage {
    pub t: Texts,
    pub shell: Shell,
    pub subtitle: String,
    pub back_url: String,
    /// How many of them are a history of another system.
    pub imported: Option<String>,
    pub rows: Vec<WeekendCaseRow>,
}

#[derive(Debug, Clone, Default)]
pub struct WeekendCaseRow {
    pub url: String,
    pub name: String,
    /// "fre 20 nov 15:00".
    pub ready: String,
    /// The same, or "ännu kvar".
    pub left: String,
    /// "Väntar på korttidsplats", and further causes.
    pub causes: String,
    /// The form that names another cause, for who may.
    pub judge_url: Option<String>,
    pub municipality_ready: bool,
    pub ward: String,
    /// A history of another system.
    pub imported: bool,
}
