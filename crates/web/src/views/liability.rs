//! "Betalningsansvar": what municipalities are liable to pay, and why.

use askama::Template;
use brygga_i18n::Texts;

use super::{Chart, FiguresHead, Filter, FilterOption, Kpi, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "liability.html")]
pub struct LiabilityPage {
    pub t: Texts,
    pub shell: Shell,
    pub it: LiabilityView,
}

/// Everything on the page, ready to be shown.
#[derive(Debug, Clone, Default)]
pub struct LiabilityView {
    /// "Betalningsansvar, version 2, enligt lagen · läget idag 13:42 · revision 4 711".
    pub definition: String,
    /// "version 2", beside the figures of each card.
    pub version: String,
    /// What was chosen, for paper.
    pub chosen: String,
    /// Part of the address could not be read.
    pub unclear: bool,
    pub filters: Vec<Filter>,
    pub kpis: Vec<Kpi>,
    /// What whoever reads the amounts has to know first: a year without a confirmed rate.
    pub warnings: Vec<String>,
    pub chart: Chart,
    /// Municipalities, then months, then each municipality's months, then reasons.
    pub tables: Vec<FigureTable>,
    /// Other terms to be tried, with what was written.
    pub tries: Vec<TriedField>,
    /// Something is tried: the form stands open.
    pub trying: bool,
    /// The figures in force beside those that were tried.
    pub tried: Option<FigureTable>,
    /// What whoever reads the tried figures has to know first.
    pub tried_note: Option<String>,
    /// The same address without what is tried.
    pub plain_url: String,
    /// The choices of the page, carried along by the form.
    pub carried: Vec<(String, String)>,
    /// Each mean, step by step.
    pub means: Vec<MeanView>,
    /// Running months and what is hidden.
    pub footnotes: Vec<String>,
    /// How it is counted.
    pub how: Vec<String>,
    /// The own unit's cases; none for who reads none.
    pub cases_url: Option<String>,
    pub head: FiguresHead,
    pub print_foot: String,
}

/// Rows of numbers under a title.
#[derive(Debug, Clone, Default)]
pub struct FigureTable {
    pub title: String,
    /// The first column.
    pub column: String,
    pub columns: Vec<String>,
    pub rows: Vec<FigureRow>,
    pub sum: Option<FigureRow>,
}

/// A term that may be tried: of a few words, or a number.
#[derive(Debug, Clone, Default)]
pub struct TriedField {
    pub name: &'static str,
    pub label: String,
    /// Empty where it is a number or a time.
    pub options: Vec<FilterOption>,
    pub typed: String,
    pub error: Option<String>,
}

/// A row of numbers.
#[derive(Debug, Clone, Default)]
pub struct FigureRow {
    pub label: String,
    /// The same page with this chosen.
    pub url: Option<String>,
    /// The reader's own.
    pub own: bool,
    pub cells: Vec<String>,
}

/// A mean with its steps, each with its number in words.
#[derive(Debug, Clone, Default)]
pub struct MeanView {
    pub title: String,
    pub steps: Vec<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "liability_cases.html")]
pub struct LiabilityCasesPage {
    pub t: Texts,
    pub shell: Shell,
    pub subtitle: String,
    pub back_url: String,
    pub rows: Vec<LiabilityCaseRow>,
}

/// A case of the own unit.
#[derive(Debug, Clone, Default)]
pub struct LiabilityCaseRow {
    pub url: String,
    pub name: String,
    pub notice: String,
    pub municipality: String,
    pub start: String,
    pub days: String,
    pub amount: String,
    pub reason: String,
    pub ward: String,
    pub marks: Vec<String>,
}

#[derive(Debug, Template)]
#[template(path = "liability_case.html")]
pub struct LiabilityCasePage {
    pub t: Texts,
    pub shell: Shell,
    pub back_url: String,
    pub chain_url: String,
    pub it: LiabilityCaseView,
}

/// Why a case is what it is.
#[derive(Debug, Clone, Default)]
pub struct LiabilityCaseView {
    /// The person.
    pub name: String,
    /// "Meddelande 1 av 2, skickat mån 5 jun 10:15".
    pub subtitle: String,
    /// What it comes to, in a sentence.
    pub outcome: String,
    pub facts: Vec<(String, String)>,
    pub marks: Vec<String>,
    /// "Bestrids sedan …".
    pub status: String,
    /// What each side has said, newest first.
    pub positions: Vec<PositionRow>,
    /// The form in which the own side says something; none for who may not.
    pub position_url: Option<String>,
    pub preconditions: Vec<PreconditionRow>,
    pub days: Vec<DayRow>,
    pub rates: Vec<String>,
}

/// What a side has said of the account.
#[derive(Debug, Clone, Default)]
pub struct PositionRow {
    pub at: String,
    pub side: String,
    pub status: String,
    /// Unit and role.
    pub who: String,
    pub note: String,
}

/// A precondition of the act.
#[derive(Debug, Clone, Default)]
pub struct PreconditionRow {
    pub paragraph: String,
    pub label: String,
    /// The mark's class: `ok`, `warn`, `crit`, `neut`.
    pub class: &'static str,
    pub met: String,
    /// The fact behind it, with its time.
    pub fact: String,
}

/// A day of a case.
#[derive(Debug, Clone, Default)]
pub struct DayRow {
    pub day: String,
    pub liable: bool,
    pub is: String,
    pub paragraph: String,
    pub amount: String,
}
