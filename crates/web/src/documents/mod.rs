//! Reports as documents in words, for the files of the pages and for the command line: the numbers of
//! a report under the headings of its page, with the same ones hidden.

mod capacity;
mod compliance;
mod lead_times;
mod liability;
mod stays;

use brygga_documents::diagram::Diagram;
use brygga_documents::{Cell, Column, Document, Kind, Row, Table, Words};
use brygga_domain::calendar::to_local;
use brygga_domain::follow_up::lead_times::LeadTimes;
use brygga_domain::follow_up::report::{Month, Period, Selection};
use brygga_i18n::{Language, Texts};
use jiff::Timestamp;

use crate::labels;
use crate::pages::weekend_stays::figures;

pub use capacity::capacity;
pub use compliance::compliance;
pub use lead_times::lead_times;
pub(crate) use liability::diagram as liability_diagram;
pub use liability::{invoice, liability};
pub use stays::stays;

/// One document with the tables of both: lead times and compliance are measured together.
#[must_use]
pub fn times(t: Texts, report: &LeadTimes) -> Document {
    let mut both = lead_times(t, report);
    let kept = compliance(t, &report.clone().into());
    both.diagrams.extend(kept.diagrams);
    both.tables.extend(kept.tables);
    both
}

/// What every document says of itself.
struct About<'a> {
    title: String,
    /// Definition and version, and what it counts.
    lines: Vec<String>,
    as_of: Timestamp,
    revision: u64,
    diagram: Option<Diagram>,
    tables: Vec<Table>,
    notes: Vec<&'a str>,
}

fn document(t: Texts, about: About<'_>) -> Document {
    let mut lines = about.lines;
    lines.push(t.with(
        "document-as-of",
        &[("time", time(about.as_of)), ("revision", figures::number(about.revision))],
    ));
    Document {
        language: language(t),
        title: about.title,
        lines,
        diagrams: about.diagram.into_iter().collect(),
        tables: about.tables,
        notes: about.notes.into_iter().map(|key| t.text(key).into_owned()).collect(),
        made_at: about.as_of,
        words: Words {
            hidden: t.text("stays-hidden").into_owned(),
            page: t.text("document-page").into_owned(),
            of: t.text("document-of").into_owned(),
            continued: t.text("document-continued").into_owned(),
        },
    }
}

pub(crate) fn language(t: Texts) -> brygga_documents::Language {
    match t.language() {
        Language::Swedish => brygga_documents::Language::Swedish,
        Language::English => brygga_documents::Language::English,
    }
}

/// A time as it holds when the paper is read later: "2026-11-20 13:42".
fn time(at: Timestamp) -> String {
    to_local(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// "Period: dec 2025 – nov 2026 · Avdelning: …": what was chosen, by the names of the report's rows.
fn chosen(
    t: Texts,
    period: Period,
    selection: &Selection,
    ward: Option<&str>,
    municipality: Option<&str>,
) -> String {
    let code = |code: &str, name: Option<&str>| name.unwrap_or(code).to_owned();
    let parts = [
        ("stays-period", Some(figures::period(t, period))),
        ("stays-ward", selection.ward.as_ref().map(|id| code(id.as_str(), ward))),
        ("stays-municipality", selection.municipality.as_ref().map(|it| code(it, municipality))),
        ("stays-cause", selection.cause.map(|cause| figures::cause(t, cause))),
    ];
    let said = parts.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let said = said.map(|(key, value)| format!("{}: {value}", t.text(key)));
    said.collect::<Vec<_>>().join(" · ")
}

/// A row's code and name.
type Named<'a> = (Option<&'a str>, Option<&'a str>);

/// Definition and choice: what was chosen by the names that the report's rows have.
fn lines<'a>(
    t: Texts,
    definition: String,
    (period, selection): (Period, &Selection),
    wards: impl IntoIterator<Item = Named<'a>>,
    municipalities: impl IntoIterator<Item = Named<'a>>,
) -> Vec<String> {
    let ward = selection.ward.as_ref().map(|id| id.as_str());
    let ward = wards.into_iter().find(|(code, _)| *code == ward).and_then(|it| it.1);
    let code = selection.municipality.as_deref();
    let municipality = municipalities.into_iter().find(|(it, _)| *it == code).and_then(|it| it.1);
    vec![definition, chosen(t, period, selection, ward, municipality)]
}

/// The groups of a report: months, then wards, then municipalities.
struct Groups<'a, T> {
    months: Vec<(Cell, &'a T)>,
    wards: Vec<(Cell, &'a T)>,
    municipalities: Vec<(Cell, &'a T)>,
    total: &'a T,
}

impl<T> Groups<'_, T> {
    /// A table of each, with the same columns behind the name, and the sum of all; `title` sets the
    /// title of a table.
    fn tables(
        &self,
        t: Texts,
        title: impl Fn(&str) -> String,
        columns: &[Column],
        cells: impl Fn(&T) -> Vec<Cell>,
    ) -> [Table; 3] {
        let of = |key: &str, heading: &str, groups: &[(Cell, &T)]| {
            let rows = groups.iter().map(|(name, figures)| row(name.clone(), cells(figures)));
            Table {
                title: title(&t.text(key)),
                columns: [&[column(t, heading, Kind::Text)], columns].concat(),
                rows: rows.chain([sum(t, cells(self.total))]).collect(),
            }
        };
        [
            of("times-by-month", "times-month", &self.months),
            of("stays-by-ward", "stays-ward", &self.wards),
            of("stays-by-municipality", "stays-municipality", &self.municipalities),
        ]
    }
}

/// "November 2026", with a star while it goes on.
fn month(t: Texts, month: Month, running: bool) -> Cell {
    let star = if running { "*" } else { "" };
    let name = figures::month_and_year(t, month);
    Cell::text(format!("{}{star}", labels::capital(&name)))
}

/// The name of a group: its own, otherwise its code; all others together.
fn group(t: Texts, code: Option<&str>, name: Option<&str>) -> Cell {
    match (name, code) {
        (Some(known), _) | (None, Some(known)) => Cell::text(known),
        (None, None) => Cell::Text(t.text("stays-others").into_owned()),
    }
}

fn column(t: Texts, key: &str, kind: Kind) -> Column {
    Column::new(t.text(key), kind)
}

/// A row under its name.
fn row(name: Cell, cells: Vec<Cell>) -> Row {
    let mut all = vec![name];
    all.extend(cells);
    Row::new(all)
}

fn sum(t: Texts, cells: Vec<Cell>) -> Row {
    Row { sum: true, ..row(Cell::text(t.text("stays-everybody")), cells) }
}
