//! The pages that are not one chain. One page, one file.

pub(crate) mod access_log;
pub(crate) mod account;
pub(crate) mod assignments;
pub(crate) mod capacity;
pub(crate) mod drafts;
mod figures_head;
mod files;
pub(crate) mod give_assignment;
mod health;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod lead_times;
pub(crate) mod liability;
pub(crate) mod live;
pub(crate) mod locked;
pub(crate) mod own_answers;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod snapshots;
pub(crate) mod weekend_stays;
pub(crate) mod worklist;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::caller::{Caller, PageResult};
use crate::page_error::redirect;
use crate::site::WebState;
use crate::urls;

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/", get(home))
        .route(urls::HOME, get(worklist::get))
        .route(urls::COUNTS, get(worklist::counts))
        .route(urls::OWN_ANSWERS, get(own_answers::get))
        .route(urls::ACKNOWLEDGE, post(worklist::acknowledge))
        .route(urls::UNDO, post(worklist::undo::post))
        .route("/care-chains/{chain}/access-log", get(access_log::get))
        .route(urls::SIGN_IN, get(sign_in::get).post(sign_in::post))
        .route(urls::DEMO_SIGN_IN, post(sign_in::post_demo))
        .route(urls::SIGN_OUT, post(sign_in::sign_out))
        .route(urls::ASSIGNMENT, get(assignments::get).post(assignments::post))
        .route(urls::GIVE_ASSIGNMENT, get(give_assignment::get).post(give_assignment::post))
        .route(urls::END_ASSIGNMENT, post(give_assignment::end))
        .route(urls::JOBS, get(jobs::get))
        .route(urls::RETRY_JOB, post(jobs::retry))
        .route(urls::WEEKEND_STAYS, get(weekend_stays::get))
        .route(urls::WEEKEND_CASES, get(weekend_stays::cases::get))
        .route(urls::WEEKEND_STAYS_CSV, get(weekend_stays::export::csv))
        .route(urls::WEEKEND_STAYS_JSON, get(weekend_stays::export::json))
        .route(urls::WEEKEND_STAYS_XLSX, get(weekend_stays::export::xlsx))
        .route(urls::WEEKEND_STAYS_PDF, get(weekend_stays::export::pdf))
        .route(urls::WEEKEND_STAYS_SVG, get(weekend_stays::export::svg))
        .route(urls::LEAD_TIMES, get(lead_times::get))
        .route(urls::LEAD_TIMES_CSV, get(lead_times::export::csv))
        .route(urls::LEAD_TIMES_JSON, get(lead_times::export::json))
        .route(urls::LEAD_TIMES_XLSX, get(lead_times::export::xlsx))
        .route(urls::LEAD_TIMES_PDF, get(lead_times::export::pdf))
        .route(urls::LEAD_TIMES_SVG, get(lead_times::export::svg))
        .route(urls::COMPLIANCE_CSV, get(lead_times::export::compliance))
        .route(urls::CAPACITY, get(capacity::get))
        .route(urls::CAPACITY_CSV, get(capacity::csv))
        .route(urls::CAPACITY_JSON, get(capacity::json))
        .route(urls::CAPACITY_XLSX, get(capacity::xlsx))
        .route(urls::CAPACITY_PDF, get(capacity::pdf))
        .route(urls::CAPACITY_SVG, get(capacity::svg))
        .route(urls::SNAPSHOTS, get(snapshots::list).post(snapshots::take))
        .route("/follow-up/snapshots/{id}", get(snapshots::get))
        .route("/follow-up/snapshots/{id}/report.json", get(snapshots::json))
        .route("/follow-up/snapshots/{id}/report.pdf", get(snapshots::pdf))
        .route("/follow-up/snapshots/{id}/report.xlsx", get(snapshots::xlsx))
        .route(urls::LIABILITY, get(liability::get))
        .route(urls::LIABILITY_CSV, get(liability::export::csv))
        .route(urls::LIABILITY_JSON, get(liability::export::json))
        .route(urls::LIABILITY_XLSX, get(liability::export::xlsx))
        .route(urls::LIABILITY_PDF, get(liability::export::pdf))
        .route(urls::LIABILITY_SVG, get(liability::export::svg))
        .route(urls::INVOICE_CSV, get(liability::export::invoice))
        .route(urls::INVOICE_PDF, get(liability::export::invoice_pdf))
        .route(urls::LIABILITY_CASES, get(liability::cases::get))
        .route("/follow-up/liability/cases/{chain}/{notice}", get(liability::case::get))
        .route(urls::LOCK, post(locked::lock))
        .route(urls::LOCKED, get(locked::get))
        .route(urls::UNLOCK, post(locked::unlock))
        .route(urls::SEARCH, get(search::get).post(search::post))
        .route(urls::ACCOUNT, get(account::get))
        .route(urls::LANGUAGE, post(account::set))
        .route(urls::THEME, post(account::set))
        .route(urls::KEYS, post(account::set))
        .route(urls::HELP_KEYS, get(keys::get))
        .route(urls::LIVE, get(live::get))
        .route(urls::LIVE_POLL, get(live::poll))
        .route(urls::ALIVE, post(live::alive))
        .route(urls::DRAFTS, post(drafts::post))
        .route(urls::DISCARD_DRAFT, post(drafts::discard))
        .route("/healthz", get(health::get))
        .route("/assets/{name}", get(files::get))
}

async fn home(_: Caller) -> PageResult {
    Ok(redirect(urls::HOME))
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(crate) next: String,
}

/// A form with nothing but its token and where to go.
#[derive(Debug, Deserialize)]
pub(crate) struct PlainForm {
    #[serde(default)]
    pub(crate) csrf: String,
    #[serde(default)]
    pub(crate) next: String,
}

/// Adds a cookie to an answer. Name and value come from our own code.
pub(crate) fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
