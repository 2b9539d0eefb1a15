//! Frozen snapshots of reports: the list, one of them for a screen, for paper and as files, and the
//! button that takes one.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::Uri;
use brygga_app::follow_up::{
    AskedCapacity, AskedSnapshot, AskedTimes, InWords, PublicReport, Snapshot, read_snapshot,
    snapshots, take_snapshot,
};
use brygga_app::on_day;
use brygga_documents::Document;
use brygga_domain::follow_up::report::Selection;
use brygga_domain::registry::SnapshotTaken;
use brygga_i18n::Texts;
use serde::Deserialize;
use uuid::Uuid;

use super::capacity;
use super::figures_head::pages;
use super::liability::asked_months;
use super::weekend_stays::address::{Asked, Chosen};
use super::weekend_stays::export::{as_pdf, as_xlsx, file};
use super::weekend_stays::figures;
use crate::caller::{Caller, PageResult, html};
use crate::documents;
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::urls;
use crate::views::{
    FiguresHead, FileLink, Hidden, NavPlace, SnapshotPage, SnapshotRow, SnapshotsPage,
};

pub(crate) async fn list(caller: Caller) -> PageResult {
    let taken = snapshots(&caller.state.app, &caller.actor)?;
    html(&SnapshotsPage {
        t: caller.texts,
        shell: caller.shell(NavPlace::FollowUp),
        rows: taken.iter().map(|taken| row(&caller, taken)).collect(),
        head: FiguresHead {
            pages: pages(caller.texts, urls::SNAPSHOTS, None),
            ..FiguresHead::default()
        },
    })
}

pub(crate) async fn get(caller: Caller, Path(id): Path<String>) -> PageResult {
    let (snapshot, document) = read(&caller, &id).await?;
    let t = caller.texts;
    let row = row(&caller, &snapshot.taken);
    let print_foot = t.with(
        "snapshot-print-foot",
        &[("address", row.url.as_str()), ("digest", snapshot.taken.digest.as_str())],
    );
    html(&SnapshotPage {
        t,
        shell: caller.shell(NavPlace::FollowUp),
        title: document.title.clone(),
        lines: document.lines.clone(),
        taken: t.with("snapshot-taken", &[("time", row.at.as_str()), ("name", row.by.as_str())]),
        digest: t.fill("snapshot-digest", "digest", &snapshot.taken.digest),
        files: files(t, &row.url),
        today_url: page_of(&snapshot.taken),
        document: (&document).into(),
        print_foot,
    })
}

pub(crate) async fn json(caller: Caller, Path(id): Path<String>) -> PageResult {
    let (snapshot, _) = read(&caller, &id).await?;
    let json = serde_json::to_vec_pretty(&snapshot.report).map_err(|_| PageError::Panic)?;
    Ok(file(json, "application/json", &file_name(&snapshot, "json")))
}

pub(crate) async fn pdf(caller: Caller, Path(id): Path<String>) -> PageResult {
    let (snapshot, document) = read(&caller, &id).await?;
    Ok(as_pdf(&document, &file_name(&snapshot, "pdf")))
}

pub(crate) async fn xlsx(caller: Caller, Path(id): Path<String>) -> PageResult {
    let (snapshot, document) = read(&caller, &id).await?;
    as_xlsx(&document, &file_name(&snapshot, "xlsx"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct TakeForm {
    #[serde(default)]
    csrf: String,
    /// The report's word.
    #[serde(default)]
    report: String,
    /// The choices of the page, as they stand in its address.
    #[serde(default)]
    query: String,
}

pub(crate) async fn take(caller: Caller, Form(form): Form<TakeForm>) -> PageResult {
    caller.check_form(&form.csrf)?;
    let uri = Uri::try_from(format!("/?{}", form.query)).map_err(|_| PageError::NotFound)?;
    let Query(asked) = Query::<Asked>::try_from_uri(&uri).map_err(|_| PageError::NotFound)?;
    let mut chosen = asked.read(caller.now);
    // What could not be read was never shown by a page, and is not frozen as something else.
    if chosen.unclear {
        return Err(PageError::NotFound);
    }
    chosen.stays.compared = None;
    let page = page(&form.report).ok_or(PageError::NotFound)?;
    let asked = match page {
        urls::WEEKEND_STAYS => AskedSnapshot::WeekendStays(chosen.stays.clone()),
        urls::LEAD_TIMES => AskedSnapshot::LeadTimes(AskedTimes {
            period: chosen.stays.period,
            selection: Selection { cause: None, ..chosen.stays.selection.clone() },
        }),
        urls::LIABILITY => AskedSnapshot::Liability(asked_months(&chosen)),
        _ => {
            chosen.stays.period = capacity::period(&caller, &asked, &chosen);
            AskedSnapshot::Capacity(AskedCapacity {
                period: chosen.stays.period,
                municipality: chosen.stays.selection.municipality.clone(),
            })
        }
    };
    let query = query_of(&chosen);
    let t = caller.texts;
    let words = |report: &PublicReport| in_words(t, report);
    let id = take_snapshot(&caller.state.app, &caller.actor, &asked, &query, words).await?;
    Ok(redirect(&urls::snapshot(id)))
}

/// The page of a report by its word.
fn page(report: &str) -> Option<&'static str> {
    match report {
        "weekend-stays" => Some(urls::WEEKEND_STAYS),
        "lead-times" => Some(urls::LEAD_TIMES),
        "capacity" => Some(urls::CAPACITY),
        "liability" => Some(urls::LIABILITY),
        _ => None,
    }
}

/// The hidden fields of the button that takes a snapshot of a page.
pub(in crate::pages) fn button(caller: &Caller, report: &str, chosen: &Chosen) -> Vec<Hidden> {
    vec![
        Hidden::new("csrf", caller.csrf()),
        Hidden::new("report", report),
        Hidden::new("query", query_of(chosen).as_str()),
    ]
}

fn query_of(chosen: &Chosen) -> String {
    let url = chosen.whole_url("");
    url.strip_prefix('?').unwrap_or_default().to_owned()
}

fn in_words(t: Texts, report: &PublicReport) -> InWords {
    let document = match report {
        PublicReport::WeekendStays(report) => documents::stays(t, report),
        PublicReport::LeadTimes(report) => documents::times(t, report),
        PublicReport::Capacity(report) => documents::capacity(t, report),
        PublicReport::Liability(report) => documents::liability(t, report),
    };
    // A document is plain texts and numbers: it has a form in JSON.
    let json = serde_json::to_value(&document).unwrap_or_default();
    InWords { title: document.title, document: json }
}

async fn read(caller: &Caller, id: &str) -> Result<(Snapshot, Document), PageError> {
    let id = Uuid::parse_str(id).map_err(|_| PageError::NotFound)?;
    let snapshot = read_snapshot(&caller.state.app, &caller.actor, id).await?;
    let document = serde_json::from_value(snapshot.document.clone()).map_err(|error| {
        tracing::error!(%error, %id, "a snapshot is of a form that this version does not read");
        PageError::Panic
    })?;
    Ok((snapshot, document))
}

fn row(caller: &Caller, taken: &SnapshotTaken) -> SnapshotRow {
    let t = caller.texts;
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let name = today.staff(&taken.taken_by).and_then(|staff| staff.shown_name());
    let unit = labels::unit_name(today, &taken.unit, &caller.actor.organisation);
    SnapshotRow {
        url: urls::snapshot(taken.id),
        title: taken.title.clone(),
        at: labels::when(t, taken.taken_at, caller.now),
        by: name.map_or_else(|| unit.clone(), |name| format!("{name}, {unit}")),
        definition: taken.definition.clone(),
        revision: figures::number(taken.revision),
    }
}

fn page_of(taken: &SnapshotTaken) -> String {
    let page = page(&taken.report).unwrap_or(urls::WEEKEND_STAYS);
    if taken.query.is_empty() { page.to_owned() } else { format!("{page}?{}", taken.query) }
}

fn files(t: Texts, url: &str) -> Vec<FileLink> {
    let file = |ending: &str, key: &str, first| FileLink {
        url: format!("{url}/report.{ending}"),
        label: t.text(key).into_owned(),
        first,
    };
    vec![
        file("json", "stays-file-json", false),
        file("xlsx", "stays-file-xlsx", false),
        file("pdf", "stays-file-pdf", true),
    ]
}

fn file_name(snapshot: &Snapshot, ending: &str) -> String {
    format!("{}_{}.{ending}", snapshot.taken.report, snapshot.taken.id)
}
