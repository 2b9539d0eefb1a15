//! A minimal axum handler with group commit on SQLite.

use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use rusqlite::{Connection, params};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::task::{Stored, bundle, take};

/// Rows of one transaction at the most.
const BATCH: usize = 256;
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS event (
        pos INTEGER PRIMARY KEY, task TEXT NOT NULL, bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS task (
        id TEXT PRIMARY KEY, status TEXT NOT NULL, bytes BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS task_status ON task (status, id);";

type Job = (Stored, oneshot::Sender<bool>);

#[derive(Clone)]
struct Site {
    jobs: mpsc::Sender<Job>,
    readers: Arc<Vec<Mutex<Connection>>>,
    next: Arc<std::sync::atomic::AtomicUsize>,
}

fn open(folder: &str) -> anyhow::Result<Connection> {
    let db = Connection::open(Path::new(folder).join("pair.db"))?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    let _: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "cache_size", -64 * 1024)?;
    db.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    Ok(db)
}

pub(super) async fn serve(folder: &str) -> anyhow::Result<()> {
    let mut db = open(folder)?;
    db.execute_batch(TABLES)?;
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let level: i64 = db.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    let (jobs, mut queue) = mpsc::channel::<Job>(1_024);
    let writer = std::thread::spawn(move || {
        let mut waiting = Vec::new();
        while queue.blocking_recv_many(&mut waiting, BATCH) > 0 {
            let written = write(&mut db, &waiting).is_ok();
            for (_, answer) in waiting.drain(..) {
                // Whoever asked may have gone.
                let _ = answer.send(written);
            }
        }
    });
    let readers = (0..4).map(|_| open(folder).map(Mutex::new)).collect::<anyhow::Result<_>>()?;
    let site = Site { jobs, readers: Arc::new(readers), next: Arc::default() };
    let router = Router::new().route("/Task", post(create).get(search)).with_state(site);
    crate::listen::listen(router, async |_| Ok(format!("journal_mode={mode} synchronous={level}")))
        .await?;
    drop(writer);
    Ok(())
}

fn write(db: &mut Connection, jobs: &[Job]) -> rusqlite::Result<()> {
    let transaction = db.transaction()?;
    for (task, _) in jobs {
        transaction
            .prepare_cached("INSERT INTO event (task, bytes) VALUES (?1, ?2)")?
            .execute(params![task.id, task.bytes])?;
        transaction
            .prepare_cached("INSERT INTO task (id, status, bytes) VALUES (?1, ?2, ?3)")?
            .execute(params![task.id, task.status, task.bytes])?;
    }
    transaction.commit()
}

async fn create(State(site): State<Site>, Json(resource): Json<Value>) -> Response {
    let Some(task) = take(resource) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let bytes = task.bytes.clone();
    let (answer, answered) = oneshot::channel();
    if site.jobs.send((task, answer)).await.is_err() || answered.await != Ok(true) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    (StatusCode::CREATED, [("content-type", "application/fhir+json")], bytes).into_response()
}

#[derive(Deserialize)]
struct Asked {
    status: String,
    #[serde(rename = "_count")]
    count: u32,
}

async fn search(State(site): State<Site>, Query(asked): Query<Asked>) -> Response {
    let found = tokio::task::spawn_blocking(move || -> anyhow::Result<Value> {
        let turn = site.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let reader = &site.readers[turn % site.readers.len()];
        let db = reader.lock().ok().context("a reader has failed")?;
        let sql = "SELECT bytes FROM task WHERE status = ?1 ORDER BY id LIMIT ?2";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map(params![asked.status, asked.count], |row| row.get(0))?;
        let rows: Vec<Vec<u8>> = rows.collect::<rusqlite::Result<_>>()?;
        bundle(&rows).context("a row is no resource")
    });
    match found.await {
        Ok(Ok(found)) => Json(found).into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
