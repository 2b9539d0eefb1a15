//! Lead times as a document.

use brygga_documents::{Cell, Document, Kind, Row, Table};
use brygga_domain::follow_up::lead_times::{Figures, LeadTimes, Measure, Rule};
use brygga_i18n::Texts;

use super::{About, chosen, column, document, group, month, row, sum};
use crate::labels;

/// Lead times as a document: a table of all measures, and the ways to leaving by month, ward and
/// municipality.
#[must_use]
pub fn lead_times(t: Texts, report: &LeadTimes) -> Document {
    let mut tables = vec![measures(t, report), means(t, report)];
    let months = report.months.iter();
    let months = months.map(|it| (month(t, it.month, it.running), &it.figures)).collect();
    tables.push(by(t, report, "times-by-month", "times-month", months));
    for (title, heading, groups) in [
        ("stays-by-ward", "stays-ward", &report.by_ward),
        ("stays-by-municipality", "stays-municipality", &report.by_municipality),
    ] {
        let groups = groups.iter();
        let groups =
            groups.map(|it| (group(t, it.code.as_deref(), it.name.as_deref()), &it.figures));
        tables.push(by(t, report, title, heading, groups.collect()));
    }
    tables.push(left(t, "times-left-by-weekday", "times-weekday", &report.left_by_weekday, &|n| {
        labels::word(t, "weekday", &(n + 1).to_string())
    }));
    tables.push(left(t, "times-left-by-hour", "times-hour", &report.left_by_hour, &|n| {
        t.fill("pattern-hour-from", "hour", &format!("{n:02}"))
    }));
    document(
        t,
        About {
            title: t.text("times-title").into_owned(),
            lines: lines(t, report),
            as_of: report.as_of,
            revision: report.revision.unwrap_or_default(),
            tables,
            notes: vec![
                if report.suppressed { "times-hidden-text" } else { "times-own-text" },
                "document-hours",
                "document-running",
            ],
        },
    )
}

fn lines(t: Texts, report: &LeadTimes) -> Vec<String> {
    let selection = &report.selection;
    let named = |code: Option<&str>,
                 rows: &[brygga_domain::follow_up::lead_times::GroupFigures]| {
        rows.iter().find(|row| row.code.as_deref() == code).and_then(|row| row.name.clone())
    };
    let ward = named(selection.ward.as_ref().map(|id| id.as_str()), &report.by_ward);
    let municipality = named(selection.municipality.as_deref(), &report.by_municipality);
    let version = t.fill("times-version", "version", &report.definition.version.to_string());
    vec![
        format!("{} ({version})", t.text("times-subtitle")),
        chosen(t, report.period, selection, ward.as_deref(), municipality.as_deref()),
    ]
}

fn measures(t: Texts, report: &LeadTimes) -> Table {
    let rows = Measure::ALL.iter().map(|measure| {
        let spread = report.total.measures.get(measure);
        let of = |number: Option<f64>| Cell::number(number);
        Row::new(vec![
            Cell::Text(labels::word(t, "times-measure", measure.as_str())),
            Cell::Text(labels::word(t, "times-from", measure.as_str())),
            of(spread.map(|it| f64::from(it.n))),
            of(spread.map(|it| it.median)),
            of(spread.map(|it| it.p90)),
            of(spread.map(|it| it.mean)),
        ])
    });
    Table {
        title: t.text("times-measures").into_owned(),
        columns: vec![
            column(t, "times-column-measure", Kind::Text),
            column(t, "document-definition", Kind::Text),
            column(t, "times-column-n", Kind::Integer),
            column(t, "times-column-median", Kind::Hours),
            column(t, "times-column-p90", Kind::Hours),
            column(t, "times-column-mean", Kind::Hours),
        ],
        rows: rows.collect(),
    }
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

fn by(
    t: Texts,
    report: &LeadTimes,
    title: &str,
    heading: &str,
    groups: Vec<(Cell, &Figures)>,
) -> Table {
    let cells = |of: &Figures| {
        let share = |rule| Cell::number(of.rules.get(&rule).and_then(|it| it.share()));
        let ready = of.measures.get(&Measure::ReadyToMunicipalityReady);
        let left = of.measures.get(&Measure::ReadyToLeft);
        vec![
            share(Rule::NoticeInTime),
            share(Rule::SipCalledInTime),
            Cell::number(ready.map(|it| it.median)),
            Cell::number(left.map(|it| f64::from(it.n))),
            Cell::number(left.map(|it| it.median)),
            Cell::number(left.map(|it| it.p90)),
        ]
    };
    let rows = groups.into_iter().map(|(name, figures)| row(name, cells(figures)));
    Table {
        title: t.text(title).into_owned(),
        columns: vec![
            column(t, heading, Kind::Text),
            column(t, "times-notice-in-time", Kind::Share),
            column(t, "times-sip-in-time", Kind::Share),
            column(t, "times-to-municipality-ready", Kind::Hours),
            column(t, "times-left", Kind::Integer),
            column(t, "times-to-left", Kind::Hours),
            column(t, "times-to-left-p90", Kind::Hours),
        ],
        rows: rows.chain([sum(t, cells(&report.total))]).collect(),
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
