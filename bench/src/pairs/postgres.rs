//! The same on PostgreSQL: one writer with group commit, each table one statement for all rows.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use super::task::{Stored, take};

/// Rows of one transaction at the most.
const BATCH: usize = 256;
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS pair_event (
        pos BIGINT PRIMARY KEY, task TEXT NOT NULL, bytes BYTEA NOT NULL
    );
    CREATE TABLE IF NOT EXISTS pair_task (
        id TEXT PRIMARY KEY, status TEXT NOT NULL, bytes BYTEA NOT NULL
    );
    CREATE INDEX IF NOT EXISTS pair_task_status ON pair_task (status, id);
    SET synchronous_commit = on;";

const EVENTS: &str = "INSERT INTO pair_event (pos, task, bytes)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[])";
const ROWS: &str = "INSERT INTO pair_task (id, status, bytes)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])";

type Job = (Stored, oneshot::Sender<bool>);

pub(super) async fn serve(address: &str) -> anyhow::Result<()> {
    let (db, connection) = tokio_postgres::connect(address, NoTls).await?;
    tokio::spawn(connection);
    db.batch_execute(TABLES).await?;
    let sql = "SELECT current_setting('fsync'), current_setting('synchronous_commit')";
    let row = db.query_one(sql, &[]).await?;
    let (fsync, commit): (String, String) = (row.get(0), row.get(1));
    let row = db.query_one("SELECT coalesce(max(pos), 0) FROM pair_event", &[]).await?;
    let mut pos: i64 = row.get(0);
    let (events, rows) = (db.prepare(EVENTS).await?, db.prepare(ROWS).await?);
    let (jobs, mut queue) = mpsc::channel::<Job>(1_024);
    let writer = tokio::spawn(async move {
        let mut waiting = Vec::new();
        while queue.recv_many(&mut waiting, BATCH).await > 0 {
            let written = write(&db, [&events, &rows], &waiting, &mut pos).await.is_ok();
            for (_, answer) in waiting.drain(..) {
                // Whoever asked may have gone.
                let _ = answer.send(written);
            }
        }
    });
    let router = Router::new().route("/Task", post(create)).with_state(jobs);
    crate::listen::listen(router, async |_| {
        Ok(format!("fsync={fsync} synchronous_commit={commit}"))
    })
    .await?;
    writer.abort();
    Ok(())
}

/// Four statements on their way at once.
async fn write(
    db: &Client,
    [events, rows]: [&Statement; 2],
    jobs: &[Job],
    pos: &mut i64,
) -> Result<(), tokio_postgres::Error> {
    let tasks = || jobs.iter().map(|(task, _)| task);
    let positions: Vec<i64> = (*pos + 1..).take(jobs.len()).collect();
    *pos += jobs.len() as i64;
    let ids: Vec<&str> = tasks().map(|task| task.id.as_str()).collect();
    let statuses: Vec<&str> = tasks().map(|task| task.status.as_str()).collect();
    let bytes: Vec<&[u8]> = tasks().map(|task| task.bytes.as_slice()).collect();
    let of_events: [&(dyn ToSql + Sync); 3] = [&positions, &ids, &bytes];
    let of_rows: [&(dyn ToSql + Sync); 3] = [&ids, &statuses, &bytes];
    let written = futures::try_join!(
        db.batch_execute("BEGIN"),
        db.execute(events, &of_events),
        db.execute(rows, &of_rows),
        db.batch_execute("COMMIT"),
    );
    if written.is_err() {
        db.batch_execute("ROLLBACK").await?;
    }
    written.map(drop)
}

async fn create(State(jobs): State<mpsc::Sender<Job>>, Json(resource): Json<Value>) -> Response {
    let Some(task) = take(resource) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let bytes = task.bytes.clone();
    let (answer, answered) = oneshot::channel();
    if jobs.send((task, answer)).await.is_err() || answered.await != Ok(true) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    (StatusCode::CREATED, [("content-type", "application/fhir+json")], bytes).into_response()
}
