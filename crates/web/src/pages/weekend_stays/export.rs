//! The same report as a file: by the same address, with the same choices and the same numbers
//! hidden.

use axum::extract::Query;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use brygga_app::follow_up::{stays_csv, weekend_stays};
use brygga_domain::follow_up::report::WeekendStays;

use super::address::{Asked, Chosen};
use super::figures;
use crate::caller::{Caller, PageResult};
use crate::labels;
use crate::page_error::PageError;

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
