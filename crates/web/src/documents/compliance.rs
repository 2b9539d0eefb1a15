//! Compliance as a document.

use std::collections::BTreeMap;

use brygga_documents::diagram::{Bar, Diagram, Form};
use brygga_documents::{Cell, Column, Document, Kind, Row, Table};
use brygga_domain::follow_up::lead_times::{Compliance, GroupShares, Kept, Rule};
use brygga_i18n::Texts;

use super::{About, Groups, column, document, group, language, lines, month};
use crate::labels;
use crate::pages::weekend_stays::figures;

type Shares = BTreeMap<Rule, Kept>;

/// Compliance as a document: each rule with its definition, its share by month, ward and municipality,
/// and what the system found where that is told.
#[must_use]
pub fn compliance(t: Texts, report: &Compliance) -> Document {
    let months = report.months.iter();
    let named = |it: &GroupShares| group(t, it.code.as_deref(), it.name.as_deref());
    let groups = Groups {
        months: months.map(|it| (month(t, it.month, it.running), &it.rules)).collect(),
        wards: report.by_ward.iter().map(|it| (named(it), &it.rules)).collect(),
        municipalities: report.by_municipality.iter().map(|it| (named(it), &it.rules)).collect(),
        total: &report.total,
    };
    let columns: Vec<Column> =
        Rule::ALL.iter().map(|rule| Column::new(name(t, *rule), Kind::Share)).collect();
    let title = |of: &str| t.fill("document-with-rules", "title", of);
    let mut tables = vec![rules(t, report)];
    tables.extend(groups.tables(t, title, &columns, |of| {
        Rule::ALL.iter().map(|rule| Cell::number(share(of, *rule))).collect()
    }));
    if !report.breaches.is_empty() {
        tables.push(breaches(t, report));
    }
    let version = t.fill("times-version", "version", &report.definition.version.to_string());
    document(
        t,
        About {
            title: t.text("times-rules").into_owned(),
            lines: lines(
                t,
                format!("{} ({version})", t.text("times-subtitle")),
                (report.period, &report.selection),
                report.by_ward.iter().map(|it| (it.code.as_deref(), it.name.as_deref())),
                report.by_municipality.iter().map(|it| (it.code.as_deref(), it.name.as_deref())),
            ),
            as_of: report.as_of,
            revision: report.revision.unwrap_or_default(),
            diagram: Some(diagram(t, report)),
            tables,
            notes: vec![
                if report.suppressed { "times-hidden-text" } else { "times-own-text" },
                "document-running",
            ],
        },
    )
}

fn name(t: Texts, rule: Rule) -> String {
    labels::word(t, "times-rule", rule.as_str())
}

fn share(of: &Shares, rule: Rule) -> Option<f64> {
    of.get(&rule).and_then(|kept| kept.share())
}

/// The share of each rule; a dash where there is none, or it is hidden.
fn diagram(t: Texts, report: &Compliance) -> Diagram {
    let bar = |rule: &Rule| {
        let share = share(&report.total, *rule);
        Bar {
            name: name(t, *rule),
            parts: vec![share],
            labels: vec![share.map_or_else(|| String::from("–"), figures::percent)],
            ..Bar::default()
        }
    };
    let said: Vec<String> = Rule::ALL
        .iter()
        .filter_map(|rule| {
            let share = share(&report.total, *rule)?;
            Some(format!("{}: {}", name(t, *rule), figures::percent(share)))
        })
        .collect();
    let note = if report.suppressed { "times-hidden-text" } else { "times-own-text" };
    Diagram {
        language: language(t),
        title: t.text("times-rules").into_owned(),
        description: said.join("; "),
        form: Form::Shares,
        parts: vec![t.text("times-column-kept").into_owned()],
        rest: String::new(),
        bars: Rule::ALL.iter().map(bar).collect(),
        line: None,
        notes: vec![t.text(note).into_owned()],
    }
}

fn rules(t: Texts, report: &Compliance) -> Table {
    let rows = Rule::ALL.iter().map(|rule| {
        let kept = report.total.get(rule);
        let number = |of: fn(&Kept) -> u32| Cell::number(kept.map(|it| f64::from(of(it))));
        Row::new(vec![
            Cell::Text(name(t, *rule)),
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

fn breaches(t: Texts, report: &Compliance) -> Table {
    let rows = report.breaches.iter().map(|breach| {
        Row::new(vec![
            Cell::Text(name(t, breach.rule)),
            group(t, Some(breach.unit), breach.name),
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
