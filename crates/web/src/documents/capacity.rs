//! Capacity as a document.

use brygga_documents::{Cell, Document, Kind, Row, Table};
use brygga_domain::follow_up::capacity::{Capacity, YearFigures};
use brygga_domain::follow_up::report::Selection;
use brygga_i18n::Texts;

use super::{About, chosen, column, document, group};

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
    let name = report.municipalities.first().and_then(|it| it.name.clone());
    let selection = Selection { municipality, ..Selection::default() };
    let version = t.fill("times-version", "version", &report.definition.version.to_string());
    document(
        t,
        About {
            title: t.text("capacity-title").into_owned(),
            lines: vec![
                format!("{} ({version})", t.text("capacity-subtitle")),
                chosen(t, report.period, &selection, None, name.as_deref()),
            ],
            as_of: report.as_of,
            revision: report.revision.unwrap_or_default(),
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

fn row(name: Cell, year: &YearFigures, sum: bool) -> Row {
    let hidden = |number: Option<f64>, is: bool| match number {
        None if is => Cell::Hidden,
        number => Cell::number(number),
    };
    let star = if year.days_covered < 365 { "*" } else { "" };
    let cells = vec![
        name,
        Cell::text(format!("{}{star}", year.year)),
        Cell::number(year.places.map(f64::from)),
        Cell::number(year.change.map(|it| it as f64)),
        Cell::count(year.waited),
        hidden(year.wait_days, year.wait_days.is_none()),
        hidden(year.waiting_a_day, year.wait_days.is_none()),
    ];
    Row { cells, sum }
}
