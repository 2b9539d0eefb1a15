//! Payment liability as a document.

use brygga_documents::diagram::{Bar, Diagram, Form};
use brygga_documents::{Cell, Document, Kind, Row, Table};
use brygga_domain::follow_up::payment::invoice::{Basis, Line};
use brygga_domain::follow_up::payment::{
    CaseLine, Figures, LiabilityReport, MonthFigures, MunicipalityCases, Thousandths,
};
use brygga_domain::ids::HsaId;
use brygga_i18n::Texts;

use super::{About, column, document, group, language, lines, month, row, sum, time};
use crate::labels;
use crate::pages::liability::words;
use crate::pages::weekend_stays::figures;

/// Payment liability as a document: the sums of each municipality and month, the reasons why nothing is
/// to be paid, and where they are told the cases.
#[must_use]
pub fn liability(t: Texts, report: &LiabilityReport) -> Document {
    let months = report.months.iter().map(|it| (month(t, it.month, it.running), &it.figures));
    let municipalities = report.municipalities.iter().map(|it| (name(t, it), &it.figures));
    let mut tables = vec![
        sums(t, report, "stays-by-municipality", "stays-municipality", municipalities.collect()),
        sums(t, report, "times-by-month", "times-month", months.collect()),
        reasons(t, report),
    ];
    let told = report.municipalities.iter().filter(|it| !it.cases.is_empty());
    tables.extend(told.map(|it| cases(t, it)));
    let note = if report.suppressed { "stays-hidden-text" } else { "stays-own-text" };
    document(
        t,
        About {
            title: t.text("document-liability").into_owned(),
            lines: about(t, report),
            as_of: report.as_of,
            revision: report.revision,
            diagram: Some(diagram(t, report)),
            tables,
            notes: vec![note, "document-running", "document-liability-amounts"],
        },
    )
}

fn about(t: Texts, report: &LiabilityReport) -> Vec<String> {
    let model = labels::word(t, "liability-model", report.model);
    let by = [("model", model.as_str()), ("definition", report.definition)];
    let municipalities = report.municipalities.iter();
    lines(
        t,
        t.with("document-liability-by", &by),
        (report.period, &report.selection),
        [],
        municipalities.map(|it| (it.code.as_deref(), it.name.as_deref())),
    )
}

fn name(t: Texts, municipality: &MunicipalityCases) -> Cell {
    match (&municipality.code, &municipality.name) {
        (None, None) => Cell::text(t.text("liability-unknown-municipality")),
        (code, name) => group(t, code.as_deref(), name.as_deref()),
    }
}

/// Days to be paid for, month by month, with the mean of the whole months.
pub(crate) fn diagram(t: Texts, report: &LiabilityReport) -> Diagram {
    let days = |it: &MonthFigures| it.figures.days.map(decimal);
    let said = |it: &MonthFigures| it.figures.days.map(|days| words::number(t, days));
    let bar = |it: &MonthFigures| {
        let days = days(it);
        let star = if it.running { "*" } else { "" };
        let hidden = || t.text("stays-hidden").into_owned();
        Bar {
            name: figures::month_short(t, it.month),
            parts: vec![days],
            sum: days,
            labels: vec![said(it).map_or_else(hidden, |days| format!("{days}{star}"))],
            running: it.running,
        }
    };
    let whole: Option<Vec<f64>> = report.months.iter().filter(|it| !it.running).map(days).collect();
    let whole = whole.filter(|it| !it.is_empty());
    let mean = whole.map(|it| it.iter().sum::<f64>() / it.len() as f64).filter(|it| *it > 0.0);
    let told = report.months.iter();
    let told = told
        .filter_map(|it| Some(format!("{}: {}", figures::month_and_year(t, it.month), said(it)?)));
    let note = if report.suppressed { "stays-hidden-text" } else { "stays-own-text" };
    let running = report.months.iter().any(|it| it.running).then_some("document-running");
    Diagram {
        language: language(t),
        title: t.text("liability-chart").into_owned(),
        description: told.collect::<Vec<_>>().join("; "),
        form: Form::Stacked,
        parts: vec![t.text("document-days").into_owned()],
        rest: String::new(),
        bars: report.months.iter().map(bar).collect(),
        line: mean.map(|it| (it, t.fill("stays-mean", "n", &figures::mean(t, it)))),
        notes: running.into_iter().chain([note]).map(|key| t.text(key).into_owned()).collect(),
    }
}

fn sums(
    t: Texts,
    report: &LiabilityReport,
    title: &str,
    heading: &str,
    groups: Vec<(Cell, &Figures)>,
) -> Table {
    let cells = |of: &Figures| {
        let hidden = report.suppressed && of.days.is_none();
        let number = |number: Option<Thousandths>| match number {
            None if hidden => Cell::Hidden,
            number => Cell::number(number.map(decimal)),
        };
        vec![
            Cell::count(of.cases),
            Cell::count(of.liable),
            number(of.days),
            number(of.to_pay_sek),
            Cell::count(of.disputed),
            Cell::count(of.agreed),
            Cell::count(of.to_be_reconciled),
        ]
    };
    let rows = groups.into_iter().map(|(name, figures)| row(name, cells(figures)));
    Table {
        title: t.text(title).into_owned(),
        columns: vec![
            column(t, heading, Kind::Text),
            column(t, "liability-cases", Kind::Integer),
            column(t, "liability-liable", Kind::Integer),
            column(t, "document-days", Kind::Amount),
            column(t, "document-amount", Kind::Amount),
            column(t, "liability-status-disputed", Kind::Integer),
            column(t, "liability-status-agreed", Kind::Integer),
            column(t, "liability-to-be-reconciled", Kind::Integer),
        ],
        rows: rows.chain([sum(t, cells(&report.total))]).collect(),
    }
}

fn reasons(t: Texts, report: &LiabilityReport) -> Table {
    let total = &report.total;
    let mut rows =
        vec![row(Cell::text(t.text("liability-liable")), vec![Cell::count(total.liable)])];
    rows.extend(total.reasons.iter().map(|(reason, number)| {
        row(Cell::Text(labels::word(t, "liability-reason", reason)), vec![Cell::count(*number)])
    }));
    rows.push(sum(t, vec![Cell::count(total.cases)]));
    Table {
        title: t.text("liability-reasons").into_owned(),
        columns: vec![
            column(t, "liability-reason", Kind::Text),
            column(t, "liability-cases", Kind::Integer),
        ],
        rows,
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
/// sum and what stands outside. `ward` gives the name of a ward.
#[must_use]
pub fn invoice(
    t: Texts,
    report: &LiabilityReport,
    basis: &[Basis],
    ward: &dyn Fn(&HsaId) -> Option<String>,
) -> Document {
    document(
        t,
        About {
            title: t.text("liability-invoice-title").into_owned(),
            lines: about(t, report),
            as_of: report.as_of,
            revision: report.revision,
            diagram: None,
            tables: basis.iter().map(|it| towards(t, it, ward)).collect(),
            notes: vec!["liability-invoice-about"],
        },
    )
}

fn towards(t: Texts, basis: &Basis, ward: &dyn Fn(&HsaId) -> Option<String>) -> Table {
    let name = match group(t, basis.code.as_deref(), basis.name.as_deref()) {
        Cell::Text(name) => name,
        _ => String::new(),
    };
    let mut rows: Vec<Row> = basis.lines.iter().map(|it| invoice_line(t, it, ward)).collect();
    let mut sum = vec![Cell::text(t.text("liability-invoice-sum")), Cell::Empty, Cell::Empty];
    let days: Thousandths = basis.lines.iter().map(|line| line.days).sum();
    sum.extend([Cell::Empty, Cell::Number(decimal(days))]);
    // One amount that nobody knows, and there is no sum of all.
    let all: Option<Thousandths> = basis.lines.iter().map(|line| line.to_pay_sek).sum();
    sum.extend([Cell::number(all.map(decimal)), Cell::Empty]);
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
            column(t, "document-days", Kind::Amount),
            amount("liability-to-pay"),
            text("liability-invoice-state"),
            amount("liability-invoice-invoiced_sek"),
        ],
        rows,
    }
}

fn invoice_line(t: Texts, line: &Line, ward: &dyn Fn(&HsaId) -> Option<String>) -> Row {
    let mean = || t.text("liability-invoice-mean").into_owned();
    let day =
        |day: Option<jiff::civil::Date>| day.map_or(Cell::Empty, |day| Cell::Text(day.to_string()));
    let invoiced = line.to_pay_sek.filter(|_| line.state.is_invoiced());
    Row::new(vec![
        Cell::Text(line.case_id.clone().unwrap_or_else(mean)),
        line.ward
            .as_ref()
            .map_or(Cell::Empty, |id| Cell::Text(ward(id).unwrap_or_else(|| id.to_string()))),
        day(line.from),
        day(line.to),
        Cell::Number(decimal(line.days)),
        Cell::number(line.to_pay_sek.map(decimal)),
        Cell::Text(labels::word(t, "liability-invoice", line.state.as_str())),
        Cell::Number(decimal(invoiced.unwrap_or_default())),
    ])
}
