//! The same report as files: by the same choices, with the same numbers hidden.

use axum::extract::Query;
use brygga_app::follow_up::{compliance_csv, lead_times, lead_times_csv};
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::lead_times::{Compliance, LeadTimes, Measure, Rule};
use serde::Serialize;

use super::super::weekend_stays::address::{Asked, Chosen, period_code};
use super::super::weekend_stays::export::{as_pdf, as_svg, as_xlsx, file};
use super::super::weekend_stays::figures;
use super::{asked_times, definition};
use crate::caller::{Caller, PageResult};
use crate::documents;
use crate::labels;
use crate::page_error::PageError;

const CSV: &str = "text/csv; charset=utf-8";

/// The two reports of the command line together.
#[derive(Serialize)]
struct Both {
    lead_times: LeadTimes,
    compliance: Compliance,
}

pub(crate) async fn csv(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let csv = lead_times_csv(&report, &comment(&caller, &report), &|it| column(&caller, it));
    Ok(file(csv, CSV, &file_name("ledtider", &chosen, "csv")))
}

pub(crate) async fn compliance(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let comment = comment(&caller, &report);
    let csv = compliance_csv(&report.into(), &comment, &|it| column(&caller, it));
    Ok(file(csv, CSV, &file_name("efterlevnad", &chosen, "csv")))
}

pub(crate) async fn json(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let both = Both { compliance: report.clone().into(), lead_times: report };
    let json = serde_json::to_vec_pretty(&both).map_err(|_| PageError::Panic)?;
    Ok(file(json, "application/json", &file_name("ledtider", &chosen, "json")))
}

pub(crate) async fn xlsx(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let document = documents::times(caller.texts, &report);
    as_xlsx(&document, &file_name("ledtider", &chosen, "xlsx"))
}

pub(crate) async fn pdf(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let document = documents::times(caller.texts, &report);
    Ok(as_pdf(&document, &file_name("ledtider", &chosen, "pdf")))
}

pub(crate) async fn svg(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let document = documents::lead_times(caller.texts, &report);
    as_svg(&document, &file_name("ledtider", &chosen, "svg"))
}

async fn read(caller: &Caller, asked: &Asked) -> Result<(Chosen, LeadTimes), PageError> {
    let chosen = asked.read(caller.now);
    let asked = asked_times(&chosen);
    let read = lead_times(&caller.state.app, &caller.actor, &asked, None).await?;
    Ok((chosen, read.report))
}

fn comment(caller: &Caller, report: &LeadTimes) -> String {
    let period = figures::period(caller.texts, report.period);
    format!("{} · {period}", definition(caller, report))
}

/// The heading of a column, or the word of a group, a measure or a rule.
fn column(caller: &Caller, word: &str) -> String {
    let t = caller.texts;
    if Cause::parse(word).is_some() {
        return labels::word(t, "cause", word);
    }
    if Measure::parse(word).is_some() {
        return labels::word(t, "times-measure", word);
    }
    if Rule::parse(word).is_some() {
        return labels::word(t, "times-rule", word);
    }
    match word {
        "group" | "code" | "name" | "total" | "month" | "ward" | "municipality" | "running"
        | "others" => labels::word(t, "stays-column", word),
        "outpatient" => labels::word(t, "times-turn", word),
        _ => labels::word(t, "times-column", word),
    }
}

/// The choice stands in the name, which is made of codes.
fn file_name(report: &str, chosen: &Chosen, ending: &str) -> String {
    let selection = &chosen.stays.selection;
    let mut name = format!("{report}_{}", period_code(chosen.stays.period));
    let ward = selection.ward.as_ref().map(brygga_domain::ids::HsaId::as_str);
    for part in [ward, selection.municipality.as_deref()].into_iter().flatten() {
        name.push('_');
        name.push_str(part);
    }
    format!("{name}.{ending}")
}
