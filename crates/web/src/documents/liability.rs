//! Payment liability as a document.

use brygga_documents::{Cell, Document, Kind, Row, Table};
use brygga_domain::follow_up::payment::invoice::{Basis, Line};
use brygga_domain::follow_up::payment::{
    CaseLine, LiabilityReport, MunicipalityCases, Thousandths,
};
use brygga_i18n::Texts;

use super::{About, column, document, group, row, time};
use crate::labels;
use crate::pages::weekend_stays::figures;

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
        let hidden = report.suppressed && it.figures.days.is_none();
        let of = |number: Option<Thousandths>| match number {
            None if hidden => Cell::Hidden,
            number => Cell::number(number.map(decimal)),
        };
        row(name(t, it), vec![of(it.figures.days), of(it.figures.to_pay_sek)])
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
        case.reason.map_or(Cell::Empty, |it| Cell::Text(labels::word(t, "liability-reason", it))),
    ])
}

fn decimal(number: Thousandths) -> f64 {
    number.0 as f64 / 1_000.0
}

/// The basis of an invoice as a document: a table for each municipality and month, with what is in the
/// sum and what stands outside.
#[must_use]
pub fn invoice(t: Texts, report: &LiabilityReport, basis: &[Basis]) -> Document {
    document(
        t,
        About {
            title: t.text("liability-invoice-title").into_owned(),
            lines: vec![t.with(
                "document-liability-by",
                &[("model", report.model), ("definition", report.definition)],
            )],
            as_of: report.as_of,
            revision: report.revision,
            tables: basis.iter().map(|it| towards(t, it)).collect(),
            notes: vec!["liability-invoice-about"],
        },
    )
}

fn towards(t: Texts, basis: &Basis) -> Table {
    let name = match group(t, basis.code.as_deref(), basis.name.as_deref()) {
        Cell::Text(name) => name,
        _ => String::new(),
    };
    let mut rows: Vec<Row> = basis.lines.iter().map(|it| invoice_line(t, it)).collect();
    let mut sum = vec![Cell::text(t.text("liability-invoice-sum")), Cell::Empty, Cell::Empty];
    sum.extend([Cell::Empty, Cell::Empty]);
    let all = Thousandths(basis.to_invoice_sek.0 + basis.outside_sek.0);
    sum.extend([Cell::Number(decimal(all)), Cell::Empty]);
    sum.push(Cell::Number(decimal(basis.to_invoice_sek)));
    rows.push(Row::sum(sum));
    let text = |key: &str| column(t, key, Kind::Text);
    let amount = |key: &str| column(t, key, Kind::Amount);
    Table {
        title: format!("{name}, {}", figures::month_and_year(t, basis.month)),
        columns: vec![
            text("liability-invoice-case"),
            text("stays-ward"),
            text("liability-invoice-from"),
            text("liability-invoice-to"),
            column(t, "document-days", Kind::Hours),
            amount("liability-to-pay"),
            text("liability-invoice-state"),
            amount("liability-invoice-invoiced_sek"),
        ],
        rows,
    }
}

fn invoice_line(t: Texts, line: &Line) -> Row {
    let mean = || t.text("liability-invoice-mean").into_owned();
    let day =
        |day: Option<jiff::civil::Date>| day.map_or(Cell::Empty, |day| Cell::Text(day.to_string()));
    let invoiced = line.to_pay_sek.filter(|_| line.state.is_invoiced());
    Row::new(vec![
        Cell::Text(line.case_id.clone().unwrap_or_else(mean)),
        line.ward.as_ref().map_or(Cell::Empty, |ward| Cell::text(ward.as_str())),
        day(line.from),
        day(line.to),
        Cell::Number(decimal(line.days)),
        Cell::number(line.to_pay_sek.map(decimal)),
        Cell::Text(labels::word(t, "liability-invoice", line.state.as_str())),
        Cell::Number(decimal(invoiced.unwrap_or_default())),
    ])
}
