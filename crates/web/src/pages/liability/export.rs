//! The same report as a file: by the same address, with the same choices and the same numbers
//! hidden.

use axum::extract::Query;
use brygga_app::follow_up::{invoice_basis, invoice_csv, liability, liability_csv};
use brygga_app::on_day;
use brygga_domain::follow_up::payment::LiabilityReport;
use brygga_domain::follow_up::payment::invoice::Basis;
use brygga_domain::ids::HsaId;

use super::super::weekend_stays::address::{Asked, Chosen, period_code};
use super::super::weekend_stays::export::{as_pdf, as_svg, as_xlsx, file};
use super::super::weekend_stays::figures;
use crate::caller::{Caller, PageResult};
use crate::documents;
use crate::labels;
use crate::page_error::PageError;

pub(crate) async fn csv(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let period = figures::period(caller.texts, report.period);
    let comment = format!("{} · {period}", super::definition(&caller, &report));
    let csv = liability_csv(&report, &comment, &|word| column(&caller, word));
    Ok(file(csv, "text/csv; charset=utf-8", &file_name("betalningsansvar", &chosen, "csv")))
}

pub(crate) async fn json(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let json = serde_json::to_vec_pretty(&report).map_err(|_| PageError::Panic)?;
    Ok(file(json, "application/json", &file_name("betalningsansvar", &chosen, "json")))
}

pub(crate) async fn xlsx(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let document = documents::liability(caller.texts, &report);
    as_xlsx(&document, &file_name("betalningsansvar", &chosen, "xlsx"))
}

pub(crate) async fn pdf(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let document = documents::liability(caller.texts, &report);
    Ok(as_pdf(&document, &file_name("betalningsansvar", &chosen, "pdf")))
}

pub(crate) async fn svg(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let document = documents::liability(caller.texts, &report);
    as_svg(&document, &file_name("betalningsansvar", &chosen, "svg"))
}

/// The basis of an invoice, for the parties of the payment.
pub(crate) async fn invoice(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report, basis) = read_basis(&caller, &asked).await?;
    let t = caller.texts;
    let period = figures::period(t, report.period);
    let comment = format!(
        "{}: {} · {period} · {}",
        t.text("liability-invoice-title"),
        super::definition(&caller, &report),
        t.text("liability-invoice-about"),
    );
    let csv = invoice_csv(&basis, &comment, &|word| invoice_word(&caller, word));
    Ok(file(csv, "text/csv; charset=utf-8", &file_name("fakturaunderlag", &chosen, "csv")))
}

/// The same on paper.
pub(crate) async fn invoice_pdf(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report, basis) = read_basis(&caller, &asked).await?;
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let ward = |id: &HsaId| today.unit(id).map(|unit| unit.name.clone());
    let pdf = brygga_documents::pdf(&documents::invoice(caller.texts, &report, &basis, &ward));
    Ok(file(pdf, "application/pdf", &file_name("fakturaunderlag", &chosen, "pdf")))
}

async fn read_basis(
    caller: &Caller,
    asked: &Asked,
) -> Result<(Chosen, LiabilityReport, Vec<Basis>), PageError> {
    let chosen = asked.read(caller.now);
    let asked = super::asked_months(&chosen);
    let (report, basis) = invoice_basis(&caller.state.app, &caller.actor, &asked).await?;
    Ok((chosen, report, basis))
}

fn invoice_word(caller: &Caller, word: &str) -> String {
    let t = caller.texts;
    match word {
        "code" | "name" | "month" | "ward" => labels::word(t, "stays-column", word),
        "days" | "to_pay_sek" => labels::word(t, "liability-column", word),
        _ => labels::word(t, "liability-invoice", word),
    }
}

async fn read(caller: &Caller, asked: &Asked) -> Result<(Chosen, LiabilityReport), PageError> {
    let chosen = asked.read(caller.now);
    let asked = super::asked_months(&chosen);
    let mut report = liability(&caller.state.app, &caller.actor, &asked, None).await?;
    // Cases are listed on the page of the own unit, where the reading is logged with the persons.
    report.municipalities.iter_mut().for_each(|it| it.cases.clear());
    Ok((chosen, report))
}

/// The heading of a column, or the word of a group.
pub(super) fn column(caller: &Caller, word: &str) -> String {
    let t = caller.texts;
    match word {
        "group" | "code" | "name" | "total" | "month" | "ward" | "municipality" | "running"
        | "hidden" => labels::word(t, "stays-column", word),
        "state"
        | "cases"
        | "liable"
        | "days"
        | "amount_sek"
        | "to_pay_sek"
        | "to_be_reconciled"
        | "disputed"
        | "agreed"
        | "unknown_municipality"
        | "municipality_month" => labels::word(t, "liability-column", word),
        _ => labels::word(t, "liability-reason", word),
    }
}

/// The choice stands in the name, which is made of codes.
pub(super) fn file_name(report: &str, chosen: &Chosen, ending: &str) -> String {
    let selection = &chosen.stays.selection;
    let mut name = format!("{report}_{}", period_code(chosen.stays.period));
    let ward = selection.ward.as_ref().map(brygga_domain::ids::HsaId::as_str);
    for part in [ward, selection.municipality.as_deref()].into_iter().flatten() {
        name.push('_');
        name.push_str(part);
    }
    format!("{name}.{ending}")
}
