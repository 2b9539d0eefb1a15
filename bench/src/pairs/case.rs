//! A handler that renders the template of the case page from one SELECT.

use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use askama::Template as _;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use brygga_i18n::{Language, Texts};
use brygga_web::views::{ChainPage, Entry, EventEntry, Theme, TimelineDay, Tone};
use rusqlite::Connection;

use crate::sample::Maker;

/// As many events as the page of ours shows.
pub(crate) const EVENTS: usize = 40;

#[derive(Clone)]
struct Site {
    readers: Arc<Vec<Mutex<Connection>>>,
    next: Arc<std::sync::atomic::AtomicUsize>,
}

fn open(folder: &str) -> anyhow::Result<Connection> {
    let db = Connection::open(Path::new(folder).join("case.db"))?;
    let _: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    Ok(db)
}

pub(super) async fn serve(folder: &str) -> anyhow::Result<()> {
    let db = open(folder)?;
    db.execute_batch(
        "CREATE TABLE event (
             pos INTEGER PRIMARY KEY, chain INTEGER NOT NULL, at TEXT NOT NULL,
             time TEXT NOT NULL, lead TEXT NOT NULL, text TEXT NOT NULL, by TEXT NOT NULL
         ) STRICT;
         CREATE INDEX event_chain ON event (chain, pos);",
    )?;
    for number in 0..EVENTS * 20 {
        db.execute(
            "INSERT INTO event (chain, at, time, lead, text, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            rusqlite::params![
                (number % 20) as i64,
                "2026-11-20T12:42:00Z",
                "13:42",
                "Beräknad utskrivning ändrad",
                "Beräknad utskrivning är nu tisdag 24 november 2026 kl. 11:00. Skäl: väntar på \
                 kommunens insatser.",
                "Avdelning 57 · avdelningskoordinator",
            ],
        )?;
    }
    let readers = (0..4).map(|_| open(folder).map(Mutex::new)).collect::<anyhow::Result<_>>()?;
    let site = Site { readers: Arc::new(readers), next: Arc::default() };
    let router = Router::new().route("/case", get(case)).with_state(site);
    crate::listen::listen(router, async |_| Ok("reads only".to_owned())).await
}

async fn case(State(site): State<Site>) -> Response {
    let page = tokio::task::spawn_blocking(move || -> anyhow::Result<String> {
        let turn = site.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let db = site.readers[turn % site.readers.len()].lock();
        let db = db.ok().context("a reader has failed")?;
        let sql = "SELECT at, time, lead, text, by FROM event WHERE chain = ?1 ORDER BY pos DESC";
        let mut statement = db.prepare_cached(sql)?;
        let entries = statement.query_map([(turn % 20) as i64], |row| {
            Ok(Entry::Event(EventEntry {
                at: row.get(0)?,
                time: row.get(1)?,
                lead: row.get(2)?,
                text: row.get(3)?,
                under: row.get(4)?,
                icon: "cal",
                tone: Tone::Brand,
                ..EventEntry::default()
            }))
        })?;
        let entries = entries.collect::<rusqlite::Result<Vec<_>>>()?;
        let maker = Maker { t: Texts::of(Language::Swedish), theme: Theme::Light };
        let mut page: ChainPage = maker.chain_page();
        page.chain.timeline.days = vec![TimelineDay { label: "Idag".to_owned(), entries }];
        Ok(page.render()?)
    });
    match page.await {
        Ok(Ok(page)) => Html(page).into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
