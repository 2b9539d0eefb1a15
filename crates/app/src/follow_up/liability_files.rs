//! Payment liability as files for a Swedish spreadsheet.

use std::collections::BTreeSet;

use brygga_domain::calendar::to_local;
use brygga_domain::follow_up::payment::compare::{Beside, Compared, Difference};
use brygga_domain::follow_up::payment::invoice::Basis;
use brygga_domain::follow_up::payment::{Figures, LiabilityReport, Thousandths};
use brygga_domain::follow_up::report::Cell;
use jiff::Timestamp;

use super::files::{file, text};

/// The figures: one row for the whole, each month, each municipality and each of its months.
/// [`super::stays_csv`] says which form; what is hidden is `word("hidden")`, an amount that nobody
/// knows is empty.
#[must_use]
pub fn liability_csv(
    report: &LiabilityReport,
    comment: &str,
    word: &dyn Fn(&str) -> String,
) -> Vec<u8> {
    let figures = report.municipalities.iter().map(|it| &it.figures);
    let figures = figures.chain(report.months.iter().map(|it| &it.figures)).chain([&report.total]);
    let reasons: BTreeSet<&str> = figures.flat_map(|it| it.reasons.keys().copied()).collect();
    let columns = ["group", "code", "name", "month", "state", "cases", "liable", "days"];
    let amounts = ["amount_sek", "to_pay_sek", "disputed", "agreed", "to_be_reconciled"];
    let mut rows =
        vec![columns.iter().chain(&amounts).chain(&reasons).map(|column| word(column)).collect()];
    let mut row = |group: &str, named: (&str, &str), month: &str, running: bool, it: &Figures| {
        let hidden = || word("hidden");
        let cell = |cell: Cell| cell.map_or_else(hidden, |it| it.to_string());
        // Days are always known where they are not hidden; an amount is not.
        let amount = |amount: Option<Thousandths>| match (amount, it.days) {
            (Some(amount), _) => decimal(amount),
            (None, Some(_)) => String::new(),
            (None, None) => hidden(),
        };
        let running = if running { word("running") } else { String::new() };
        let mut row = vec![word(group), text(named.0), text(named.1), month.to_owned(), running];
        row.extend([cell(it.cases), cell(it.liable), it.days.map_or_else(hidden, decimal)]);
        row.extend([amount(it.amount_sek), amount(it.to_pay_sek)]);
        row.extend([it.disputed, it.agreed, it.to_be_reconciled].map(cell));
        row.extend(reasons.iter().map(|it_is| cell(it.reasons.get(it_is).map_or(Some(0), |n| *n))));
        rows.push(row);
    };
    row("total", ("", ""), "", false, &report.total);
    for it in &report.months {
        row("month", ("", ""), &it.month.to_string(), it.running, &it.figures);
    }
    for it in &report.municipalities {
        let unknown = word("unknown_municipality");
        let name = it.name.as_deref().or(it.code.is_none().then_some(unknown.as_str()));
        let named = (it.code.as_deref().unwrap_or(""), name.unwrap_or(""));
        row("municipality", named, "", false, &it.figures);
        for of in &it.months {
            row("municipality_month", named, &of.month.to_string(), of.running, &of.figures);
        }
    }
    file(comment, rows)
}

/// One row a case, with the words of the report's JSON.
#[must_use]
pub fn liability_cases_csv(
    report: &LiabilityReport,
    comment: &str,
    word: &dyn Fn(&str) -> String,
) -> Vec<u8> {
    let columns = [
        "municipality",
        "case_id",
        "notice",
        "notice_sent_at",
        "ward",
        "statutory_start_on",
        "start_on",
        "days",
        "days_municipality_ready",
        "amount_sek",
        "reason",
        "marks",
        "month",
        "model",
        "terms_since",
        "counted_from",
        "status",
        "outages",
    ];
    let mut rows = vec![columns.map(word).to_vec()];
    for municipality in &report.municipalities {
        let code = municipality.code.as_deref().unwrap_or("");
        rows.extend(municipality.cases.iter().map(|case| {
            vec![
                text(code),
                text(&case.case_id),
                case.notice.to_string(),
                local(case.notice_sent_at),
                case.ward.to_string(),
                shown(case.statutory_start_on),
                shown(case.start_on),
                case.days.to_string(),
                case.days_municipality_ready.to_string(),
                shown(case.amount_sek),
                shown(case.reason),
                case.marks.join(" "),
                case.month.to_string(),
                case.model.to_owned(),
                shown(case.terms_since),
                shown(case.counted_from),
                case.status.as_str().to_owned(),
                text(&case.outages.join(" ")),
            ]
        }));
    }
    file(comment, rows)
}

/// The basis of an invoice: one row a line, with the sums of each municipality and month.
#[must_use]
pub fn invoice_csv(basis: &[Basis], comment: &str, word: &dyn Fn(&str) -> String) -> Vec<u8> {
    let columns = [
        "code",
        "name",
        "month",
        "line",
        "case_id",
        "notice",
        "notice_sent_at",
        "ward",
        "from",
        "to",
        "days",
        "to_pay_sek",
        "state",
        "invoiced_sek",
    ];
    let mut rows = vec![columns.map(word).to_vec()];
    for it in basis {
        let of = [text(it.code.as_deref().unwrap_or("")), text(it.name.as_deref().unwrap_or(""))];
        let of = || of.iter().cloned().chain([it.month.to_string()]);
        rows.extend(it.lines.iter().map(|line| {
            let invoiced = line.to_pay_sek.filter(|_| line.state.is_invoiced());
            let kind = if line.case_id.is_some() { "case" } else { "mean" };
            of().chain([
                word(kind),
                text(line.case_id.as_deref().unwrap_or("")),
                shown((line.notice > 0).then_some(line.notice)),
                shown(line.notice_sent_at.map(local)),
                shown(line.ward.as_ref()),
                shown(line.from),
                shown(line.to),
                decimal(line.days),
                line.to_pay_sek.map(decimal).unwrap_or_default(),
                word(line.state.as_str()),
                decimal(invoiced.unwrap_or_default()),
            ])
            .collect()
        }));
        let mut sum: Vec<String> = of().chain([word("sum")]).collect();
        sum.resize(11, String::new());
        // One amount that nobody knows, and there is no sum of all.
        let all: Option<Thousandths> = it.lines.iter().map(|line| line.to_pay_sek).sum();
        let all = all.map(decimal).unwrap_or_default();
        sum.extend([all, String::new(), decimal(it.to_invoice_sek)]);
        rows.push(sum);
    }
    file(comment, rows)
}

/// What-if: each municipality by the terms in force, by those that were tried, and the difference.
#[must_use]
pub fn compared_csv(compared: &Compared, comment: &str, word: &dyn Fn(&str) -> String) -> Vec<u8> {
    let columns = [
        "group",
        "code",
        "name",
        "days",
        "to_pay_sek",
        "tried_days",
        "tried_to_pay_sek",
        "difference_days",
        "difference_to_pay_sek",
    ];
    let mut rows = vec![columns.map(word).to_vec()];
    let number = |number: Option<Thousandths>| number.map(decimal).unwrap_or_default();
    let signed = |it: Option<Difference>| {
        let sign = it.filter(|it| it.0 < 0).map_or("", |_| "-");
        it.map(|it| format!("{sign}{}", decimal(it.size()))).unwrap_or_default()
    };
    let mut row = |group: &str, it: &Beside| {
        rows.push(vec![
            word(group),
            text(it.code.as_deref().unwrap_or("")),
            text(it.name.as_deref().unwrap_or("")),
            number(it.in_force.days),
            number(it.in_force.to_pay_sek),
            number(it.tried.days),
            number(it.tried.to_pay_sek),
            signed(it.days),
            signed(it.to_pay_sek),
        ]);
    };
    row("total", &compared.total);
    compared.municipalities.iter().for_each(|it| row("municipality", it));
    file(comment, rows)
}

fn decimal(number: Thousandths) -> String {
    number.to_string().replace('.', ",")
}

/// By the clock of whoever reads it, and of the law (5 kap. 4 §), with its offset:
/// `2026-10-28T09:23:58+01:00`.
fn local(at: Timestamp) -> String {
    to_local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
