//! The same report as a file: by the same address, with the same choices and the same numbers
//! hidden.

use axum::extract::Query;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use brygga_app::follow_up::{stays_csv, weekend_stays};
use brygga_documents::Document;
use brygga_domain::follow_up::report::WeekendStays;

use super::address::{Asked, Chosen};
use super::figures;
use crate::caller::{Caller, PageResult};
use crate::documents;
use crate::labels;
use crate::page_error::PageError;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(crate) async fn csv(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let t = caller.texts;
    let comment =
        format!("{} · {}", super::definition(&caller, &report), figures::period(t, report.period));
    let word = |column: &str| labels::word(t, "stays-column", column);
    let csv = stays_csv(&report, &comment, &word);
    Ok(file(csv, "text/csv; charset=utf-8", &chosen.file_name("csv")))
}

pub(crate) async fn json(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let json = serde_json::to_vec_pretty(&report).map_err(|_| PageError::Panic)?;
    Ok(file(json, "application/json", &chosen.file_name("json")))
}

pub(crate) async fn xlsx(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    as_xlsx(&documents::stays(caller.texts, &report), &chosen.file_name("xlsx"))
}

pub(crate) async fn pdf(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    Ok(as_pdf(&documents::stays(caller.texts, &report), &chosen.file_name("pdf")))
}

pub(crate) async fn svg(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    as_svg(&documents::stays(caller.texts, &report), &chosen.file_name("svg"))
}

pub(in crate::pages) fn as_xlsx(document: &Document, name: &str) -> PageResult {
    let bytes = brygga_documents::xlsx(document).map_err(|error| {
        tracing::error!(%error, "a report is no file for a spreadsheet");
        PageError::Panic
    })?;
    Ok(file(bytes, XLSX, name))
}

pub(in crate::pages) fn as_pdf(document: &Document, name: &str) -> Response {
    file(brygga_documents::pdf(document), "application/pdf", name)
}

/// The diagram of a report.
pub(in crate::pages) fn as_svg(document: &Document, name: &str) -> PageResult {
    let svg = brygga_documents::svg(document).ok_or(PageError::NotFound)?;
    Ok(file(svg.into_bytes(), "image/svg+xml", name))
}

async fn read(caller: &Caller, asked: &Asked) -> Result<(Chosen, WeekendStays), PageError> {
    let mut chosen = asked.read(caller.now);
    chosen.stays.compared = None;
    let read = weekend_stays(&caller.state.app, &caller.actor, &chosen.stays).await?;
    Ok((chosen, read.report))
}

pub(crate) fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    // The name is made of codes: plain letters, digits and signs.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}
