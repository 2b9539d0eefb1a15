//! Lead times as a document.

use brygga_documents::{Cell, Column, Document, Kind, Row, Table};
use brygga_domain::follow_up::Responsible;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::lead_times::{
    Figures, GroupFigures, LeadTimes, Measure, Rule, Spread,
};
use brygga_i18n::Texts;

use super::{About, Groups, column, document, group, lines, month};
use crate::labels;
use crate::pages::lead_times::{chart, tables::overridden};
use crate::pages::weekend_stays::figures;

/// Lead times as a document: a table of all measures, and the ways to leaving by month, ward and
/// municipality, and what the ways after the ready notice went to.
#[must_use]
pub fn lead_times(t: Texts, report: &LeadTimes) -> Document {
    let months = report.months.iter();
    let named = |it: &GroupFigures| group(t, it.code.as_deref(), it.name.as_deref());
    let groups = Groups {
        months: months.map(|it| (month(t, it.month, it.running), &it.figures)).collect(),
        wards: report.by_ward.iter().map(|it| (named(it), &it.figures)).collect(),
        municipalities: report.by_municipality.iter().map(|it| (named(it), &it.figures)).collect(),
        total: &report.total,
    };
    let columns = [
        column(t, "times-to-municipality-ready", Kind::Hours),
        column(t, "times-left", Kind::Integer),
        column(t, "times-to-left", Kind::Hours),
        column(t, "times-to-left-p90", Kind::Hours),
    ];
    let mut tables = vec![measures(t, report), means(t, report)];
    tables.extend(groups.tables(t, str::to_owned, &columns, ways));
    tables.push(by_cause(t, report));
    tables.push(by_turn(t, report));
    tables.push(left(t, "times-left-by-weekday", "times-weekday", &report.left_by_weekday, &|n| {
        labels::word(t, "weekday", &(n + 1).to_string())
    }));
    tables.push(left(t, "times-left-by-hour", "times-hour", &report.left_by_hour, &|n| {
        t.fill("pattern-hour-from", "hour", &format!("{n:02}"))
    }));
    let version = t.fill("times-version", "version", &report.definition.version.to_string());
    let mut document = document(
        t,
        About {
            title: t.text("times-title").into_owned(),
            lines: lines(
                t,
                format!("{} ({version})", t.text("times-subtitle")),
                (report.period, &report.selection),
                report.by_ward.iter().map(|it| (it.code.as_deref(), it.name.as_deref())),
                report.by_municipality.iter().map(|it| (it.code.as_deref(), it.name.as_deref())),
            ),
            as_of: report.as_of,
            revision: report.revision.unwrap_or_default(),
            diagram: Some(chart::diagram(t, report)),
            tables,
            notes: vec![
                if report.suppressed { "times-hidden-text" } else { "times-own-text" },
                "document-hours",
                "document-running",
                "times-split-about",
                "times-turn-about",
            ],
        },
    );
    document.notes.extend(overridden(t, report));
    document
}

/// The ways to leaving.
fn ways(of: &Figures) -> Vec<Cell> {
    let ready = of.measures.get(&Measure::ReadyToMunicipalityReady);
    let left = of.measures.get(&Measure::ReadyToLeft);
    vec![
        Cell::number(ready.map(|it| it.median)),
        Cell::number(left.map(|it| f64::from(it.n))),
        Cell::number(left.map(|it| it.median)),
        Cell::number(left.map(|it| it.p90)),
    ]
}

/// The two ways after the ready notice by cause.
fn by_cause(t: Texts, report: &LeadTimes) -> Table {
    let rows = report.split.iter().flat_map(|split| {
        let row = |cause: &Cause| {
            part(t, split.measure, figures::cause(t, *cause), split.by_cause.get(cause))
        };
        Cause::ALL.iter().map(row).collect::<Vec<_>>()
    });
    parts(t, "times-by-cause", "stays-cause", rows.collect())
}

/// The same by the side that had the turn.
fn by_turn(t: Texts, report: &LeadTimes) -> Table {
    let rows = report.split.iter().flat_map(|split| {
        let row = |side: &Responsible| {
            let name = labels::word(t, "times-turn", side.as_str());
            part(t, split.measure, name, split.by_turn.get(side))
        };
        Responsible::ALL.iter().map(row).collect::<Vec<_>>()
    });
    parts(t, "times-by-turn", "times-side", rows.collect())
}

fn part(t: Texts, measure: Measure, name: String, spread: Option<&Spread>) -> Row {
    let mut cells = vec![Cell::Text(labels::word(t, "times-measure", measure.as_str()))];
    cells.push(Cell::Text(name));
    cells.extend(spread_cells(spread));
    Row::new(cells)
}

fn parts(t: Texts, title: &str, heading: &str, rows: Vec<Row>) -> Table {
    let mut columns = vec![column(t, "times-column-measure", Kind::Text)];
    columns.push(column(t, heading, Kind::Text));
    columns.extend(spread_columns(t));
    Table { title: t.text(title).into_owned(), columns, rows }
}

fn spread_columns(t: Texts) -> [Column; 4] {
    [
        column(t, "times-column-n", Kind::Integer),
        column(t, "times-column-median", Kind::Hours),
        column(t, "times-column-p90", Kind::Hours),
        column(t, "times-column-mean", Kind::Hours),
    ]
}

fn spread_cells(spread: Option<&Spread>) -> [Cell; 4] {
    [
        Cell::number(spread.map(|it| f64::from(it.n))),
        Cell::number(spread.map(|it| it.median)),
        Cell::number(spread.map(|it| it.p90)),
        Cell::number(spread.map(|it| it.mean)),
    ]
}

fn measures(t: Texts, report: &LeadTimes) -> Table {
    let rows = Measure::ALL.iter().map(|measure| {
        let mut cells = vec![
            Cell::Text(labels::word(t, "times-measure", measure.as_str())),
            Cell::Text(labels::word(t, "times-from", measure.as_str())),
        ];
        cells.extend(spread_cells(report.total.measures.get(measure)));
        Row::new(cells)
    });
    let mut columns = vec![
        column(t, "times-column-measure", Kind::Text),
        column(t, "document-definition", Kind::Text),
    ];
    columns.extend(spread_columns(t));
    Table { title: t.text("times-measures").into_owned(), columns, rows: rows.collect() }
}

/// Means that are named alike and are not the same.
fn means(t: Texts, report: &LeadTimes) -> Table {
    let days = &report.total.days_ready;
    let row = |word: &str, stays: Option<u32>, mean: Option<f64>| {
        Row::new(vec![
            Cell::Text(labels::word(t, "times-mean", word)),
            Cell::Text(labels::word(t, "times-mean-is", word)),
            Cell::number(stays.map(f64::from)),
            Cell::number(mean),
        ])
    };
    let with_date = report.total.rules.get(&Rule::DateKept).map(|it| it.of);
    Table {
        title: t.text("times-means").into_owned(),
        columns: vec![
            column(t, "times-column-measure", Kind::Text),
            column(t, "document-definition", Kind::Text),
            column(t, "times-stays", Kind::Integer),
            column(t, "times-column-mean", Kind::Hours),
        ],
        rows: vec![
            row("skr", days.skr_stays, days.skr_mean_days),
            row("day_zero", days.stays_with_day_zero, days.mean_days_with_day_zero),
            row("changes", with_date, report.total.changes_per_case),
        ],
    }
}

fn left(
    t: Texts,
    title: &str,
    heading: &str,
    cells: &[Option<u32>],
    label: &dyn Fn(usize) -> String,
) -> Table {
    let rows = cells.iter().enumerate();
    let rows = rows.map(|(n, cell)| Row::new(vec![Cell::Text(label(n)), Cell::count(*cell)]));
    Table {
        title: t.text(title).into_owned(),
        columns: vec![column(t, heading, Kind::Text), column(t, "times-left", Kind::Integer)],
        rows: rows.collect(),
    }
}
