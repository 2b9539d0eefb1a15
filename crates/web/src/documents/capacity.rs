//! Capacity as a document.

use brygga_documents::diagram::{Bar, Diagram, Form};
use brygga_documents::{Cell, Document, Kind, Row, Table};
use brygga_domain::follow_up::capacity::{Capacity, YearFigures};
use brygga_domain::follow_up::report::Selection;
use brygga_i18n::Texts;

use super::{About, column, document, group, language, lines};
use crate::pages::weekend_stays::figures;

/// Short-term places beside the waiting for them as a document: one row for each municipality and year.
#[must_use]
pub fn capacity(t: Texts, report: &Capacity) -> Document {
    let mut rows = Vec::new();
    for of in &report.municipalities {
        // Nobody from outside the county is no row; what is hidden is one.
        if of.code.is_none() && of.years.iter().all(|year| year.waited == Some(0)) {
            continue;
        }
        let name = group(t, of.code.as_deref(), of.name.as_deref());
        rows.extend(of.years.iter().map(|year| row(name.clone(), year, false)));
    }
    if report.municipality.is_none() {
        let all = Cell::text(t.text("stays-everybody"));
        rows.extend(report.total.iter().map(|year| row(all.clone(), year, true)));
    }
    let table = Table {
        title: t.text("capacity-table").into_owned(),
        columns: vec![
            column(t, "stays-municipality", Kind::Text),
            column(t, "capacity-year", Kind::Text),
            column(t, "capacity-places", Kind::Integer),
            column(t, "capacity-change", Kind::Integer),
            column(t, "capacity-waited", Kind::Integer),
            column(t, "capacity-wait-days", Kind::Hours),
            column(t, "capacity-waiting-a-day", Kind::Hours),
        ],
        rows,
    };
    let municipality = report.municipality.clone();
    let names = report.municipalities.iter();
    let names = names.map(|it| (it.code.as_deref(), it.name.as_deref()));
    let selection = Selection { municipality, ..Selection::default() };
    let version = t.fill("times-version", "version", &report.definition.version.to_string());
    document(
        t,
        About {
            title: t.text("capacity-title").into_owned(),
            lines: lines(
                t,
                format!("{} ({version})", t.text("capacity-subtitle")),
                (report.period, &selection),
                [],
                names,
            ),
            as_of: report.as_of,
            revision: report.revision.unwrap_or_default(),
            diagram: Some(diagram(t, report)),
            tables: vec![table],
            notes: vec![
                "capacity-how",
                "capacity-imported",
                "capacity-running",
                if report.suppressed { "stays-hidden-text" } else { "stays-own-text" },
            ],
        },
    )
}

/// Places beside the waiting for them, year by year: of the municipality that was chosen, otherwise of
/// all.
fn diagram(t: Texts, report: &Capacity) -> Diagram {
    let said = |number: Option<f64>| number.map(|it| figures::mean(t, it)).unwrap_or_default();
    let places = |year: &YearFigures| year.places.map(|it| figures::number(it.into()));
    let bar = |year: &YearFigures| {
        let waiting = match year.waiting_a_day {
            None if year.wait_days.is_none() => t.text("stays-hidden").into_owned(),
            waiting => said(waiting),
        };
        Bar {
            name: named(year),
            parts: vec![year.places.map(f64::from), year.waiting_a_day],
            sum: None,
            labels: vec![places(year).unwrap_or_default(), waiting],
            running: false,
        }
    };
    let words = ["capacity-places", "capacity-waiting-a-day"].map(|key| t.text(key));
    let year = |year: &YearFigures| {
        let waiting = year.waiting_a_day.map(|it| figures::mean(t, it));
        let told = [(&words[0], places(year)), (&words[1], waiting)].into_iter();
        let told = told.filter_map(|(word, number)| Some(format!("{word} {}", number?)));
        format!("{}: {}", year.year, told.collect::<Vec<_>>().join(", "))
    };
    let note = if report.suppressed { "stays-hidden-text" } else { "stays-own-text" };
    let notes = ["capacity-running", note];
    Diagram {
        language: language(t),
        title: t.text("capacity-chart").into_owned(),
        description: report.total.iter().map(year).collect::<Vec<_>>().join("; "),
        form: Form::Beside,
        parts: words.map(std::borrow::Cow::into_owned).into(),
        rest: String::new(),
        bars: report.total.iter().map(bar).collect(),
        line: None,
        notes: notes.map(|key| t.text(key).into_owned()).into(),
    }
}

/// "2026", with a star where it is not covered whole.
fn named(year: &YearFigures) -> String {
    let star = if year.days_covered < 365 { "*" } else { "" };
    format!("{}{star}", year.year)
}

fn row(name: Cell, year: &YearFigures, sum: bool) -> Row {
    let hidden = |number: Option<f64>, is: bool| match number {
        None if is => Cell::Hidden,
        number => Cell::number(number),
    };
    let cells = vec![
        name,
        Cell::Text(named(year)),
        Cell::number(year.places.map(f64::from)),
        Cell::number(year.change.map(|it| it as f64)),
        Cell::count(year.waited),
        hidden(year.wait_days, year.wait_days.is_none()),
        hidden(year.waiting_a_day, year.wait_days.is_none()),
    ];
    Row { cells, sum }
}
