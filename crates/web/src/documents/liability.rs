//! Payment liability as a document.

use brygga_app::follow_up::{CaseLine, LiabilityReport, MunicipalityCases};
use brygga_documents::{Cell, Document, Kind, Row, Table};
use brygga_i18n::Texts;

use super::{About, column, document, group, row, time};
use crate::labels;

/// Payment liability as a document: the sums of each municipality and, where they are told, its cases.
#[must_use]
pub fn liability(t: Texts, report: &LiabilityReport) -> Document {
    let mut tables = vec![sums(t, report)];
    if !report.suppressed {
        tables.extend(report.municipalities.iter().map(|it| cases(t, it)));
    }
    let hidden = report.suppressed.then_some("stays-hidden-text");
    document(
        t,
        About {
            title: t.text("document-liability").into_owned(),
            lines: vec![t.with(
                "document-liability-by",
                &[("model", report.model), ("definition", report.definition)],
            )],
            as_of: report.as_of,
            revision: report.revision,
            tables,
            notes: hidden.into_iter().chain(["document-liability-amounts"]).collect(),
        },
    )
}

fn name(t: Texts, municipality: &MunicipalityCases) -> Cell {
    group(t, municipality.code.as_deref(), municipality.name.as_deref())
}

fn sums(t: Texts, report: &LiabilityReport) -> Table {
    let rows = report.municipalities.iter().map(|it| {
        let hidden = report.suppressed && it.days.is_none();
        let of = |number: Option<u64>| match number {
            None if hidden => Cell::Hidden,
            number => Cell::number(number.map(|it| it as f64)),
        };
        row(name(t, it), vec![of(it.days), of(it.amount_sek)])
    });
    Table {
        title: t.text("stays-by-municipality").into_owned(),
        columns: vec![
            column(t, "stays-municipality", Kind::Text),
            column(t, "document-days", Kind::Integer),
            column(t, "document-amount", Kind::Amount),
        ],
        rows: rows.collect(),
    }
}

fn cases(t: Texts, municipality: &MunicipalityCases) -> Table {
    let title = match name(t, municipality) {
        Cell::Text(name) => name,
        _ => String::new(),
    };
    Table {
        title: t.fill("document-cases-of", "name", &title),
        columns: vec![
            column(t, "document-case", Kind::Text),
            column(t, "document-notice-sent", Kind::Text),
            column(t, "stays-ward", Kind::Text),
            column(t, "document-start", Kind::Text),
            column(t, "document-days", Kind::Integer),
            column(t, "document-amount", Kind::Amount),
            column(t, "document-reason", Kind::Text),
        ],
        rows: municipality.cases.iter().map(|case| line(t, case)).collect(),
    }
}

fn line(t: Texts, case: &CaseLine) -> Row {
    Row::new(vec![
        Cell::text(&case.case_id),
        Cell::Text(time(case.notice_sent_at)),
        Cell::text(case.ward.as_str()),
        case.start_on.map_or(Cell::Empty, |day| Cell::Text(day.to_string())),
        Cell::Number(case.days as f64),
        Cell::number(case.amount_sek.map(|it| it as f64)),
        case.reason.map_or(Cell::Empty, |it| Cell::Text(labels::word(t, "document-reason", it))),
    ])
}
