//! Compliance as a document.

use std::collections::BTreeMap;

use brygga_documents::{Cell, Document, Kind, Row, Table};
use brygga_domain::follow_up::lead_times::{Compliance, GroupShares, Kept, Rule};
use brygga_i18n::Texts;

use super::{About, chosen, column, document, group, month, row, sum};
use crate::labels;

type Shares = BTreeMap<Rule, Kept>;

/// Compliance as a document: each rule with its definition, its share by month, ward and municipality,
/// and what the system found where that is told.
#[must_use]
pub fn compliance(t: Texts, report: &Compliance) -> Document {
    let mut tables = vec![rules(t, report)];
    let months = report.months.iter();
    let months = months.map(|it| (month(t, it.month, it.running), &it.rules)).collect();
    tables.push(by(t, report, "times-by-month", "times-month", months));
    for (title, heading, groups) in [
        ("stays-by-ward", "stays-ward", &report.by_ward),
        ("stays-by-municipality", "stays-municipality", &report.by_municipality),
    ] {
        let groups = groups.iter();
        let groups = groups.map(|it| (group(t, it.code.as_deref(), it.name.as_deref()), &it.rules));
        tables.push(by(t, report, title, heading, groups.collect()));
    }
    if !report.breaches.is_empty() {
        tables.push(breaches(t, report));
    }
    document(
        t,
        About {
            title: t.text("times-rules").into_owned(),
            lines: lines(t, report),
            as_of: report.as_of,
            revision: report.revision.unwrap_or_default(),
            tables,
            notes: vec![
                if report.suppressed { "times-hidden-text" } else { "times-own-text" },
                "document-running",
            ],
        },
    )
}

fn lines(t: Texts, report: &Compliance) -> Vec<String> {
    let selection = &report.selection;
    let named = |code: Option<&str>, rows: &[GroupShares]| {
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

fn rules(t: Texts, report: &Compliance) -> Table {
    let rows = Rule::ALL.iter().map(|rule| {
        let kept = report.total.get(rule);
        let number = |of: fn(&Kept) -> u32| Cell::number(kept.map(|it| f64::from(of(it))));
        Row::new(vec![
            Cell::Text(labels::word(t, "times-rule", rule.as_str())),
            Cell::Text(labels::word(t, "times-kept-when", rule.as_str())),
            number(|it| it.of),
            number(|it| it.kept),
            number(|it| it.of - it.kept),
            Cell::number(kept.and_then(|it| it.share())),
        ])
    });
    Table {
        title: t.text("times-rules").into_owned(),
        columns: vec![
            column(t, "times-column-rule", Kind::Text),
            column(t, "document-definition", Kind::Text),
            column(t, "times-column-of", Kind::Integer),
            column(t, "times-column-kept", Kind::Integer),
            column(t, "times-column-not_kept", Kind::Integer),
            column(t, "stays-share", Kind::Share),
        ],
        rows: rows.collect(),
    }
}

fn by(
    t: Texts,
    report: &Compliance,
    title: &str,
    heading: &str,
    groups: Vec<(Cell, &Shares)>,
) -> Table {
    let cells = |of: &Shares| {
        let share = |rule| Cell::number(of.get(rule).and_then(|it| it.share()));
        Rule::ALL.iter().map(share).collect::<Vec<_>>()
    };
    let mut columns = vec![column(t, heading, Kind::Text)];
    columns.extend(Rule::ALL.iter().map(|rule| {
        let heading = labels::word(t, "times-rule", rule.as_str());
        brygga_documents::Column::new(heading, Kind::Share)
    }));
    let rows = groups.into_iter().map(|(name, rules)| row(name, cells(rules)));
    Table {
        title: t.text(title).into_owned(),
        columns,
        rows: rows.chain([sum(t, cells(&report.total))]).collect(),
    }
}

fn breaches(t: Texts, report: &Compliance) -> Table {
    let rows = report.breaches.iter().map(|breach| {
        Row::new(vec![
            Cell::Text(labels::word(t, "times-rule", breach.rule.as_str())),
            group(t, Some(&breach.unit), breach.name.as_deref()),
            month(t, breach.month, false),
            Cell::count(Some(breach.cases)),
        ])
    });
    Table {
        title: t.text("times-breaches").into_owned(),
        columns: vec![
            column(t, "times-column-rule", Kind::Text),
            column(t, "times-breach-unit", Kind::Text),
            column(t, "times-month", Kind::Text),
            column(t, "times-cases", Kind::Integer),
        ],
        rows: rows.collect(),
    }
}
