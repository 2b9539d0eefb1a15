//! Figures for whoever watches the server: `/metrics` in the form of Prometheus, at an address of its
//! own (`--metrics`). No figure and no label tells of a person; every label has a short list of values.
//!
//! What is counted is counted where it happens; this file names all of it, so that it can be read in
//! one place. What each figure should be stands in docs/operations.md.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context as _, anyhow};
use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use brygga_app::Clock as _;
use ipnet::IpNet;
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::clock_watch::latest;
use crate::http::Ready;
use crate::machine::{SystemClock, seconds_between};

/// From a tenth of a millisecond to the longest that anything may take.
const SECONDS: [f64; 14] =
    [1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
const UNITS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

#[derive(Clone)]
struct Figures {
    handle: PrometheusHandle,
    ready: Ready,
    folder: PathBuf,
    /// Nobody outside it and this machine is answered.
    proxy: Option<IpNet>,
}

/// What is served at the address of the figures. From the first call on they are kept.
pub(crate) fn router(ready: Ready, folder: &Path, proxy: Option<IpNet>) -> anyhow::Result<Router> {
    let figures = Figures { handle: handle()?, ready, folder: folder.to_owned(), proxy };
    Ok(Router::new().route("/metrics", get(render)).with_state(figures))
}

fn handle() -> anyhow::Result<PrometheusHandle> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .and_then(|it| it.set_buckets_for_metric(Matcher::Suffix("_units".to_owned()), &UNITS))
        .context("the figures cannot be kept")?
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| anyhow!("figures are kept already"))?;
    describe();
    gauge!("brygga_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
    Ok(HANDLE.get_or_init(|| handle).clone())
}

fn describe() {
    describe_gauge!("brygga_build_info", "always 1; the version is a label");
    describe_gauge!("brygga_ready", "1 when /readyz says so");
    describe_gauge!("brygga_disk_free_bytes", "free on the disk of the data folder");
    describe_gauge!("brygga_disk_size_bytes", "size of the disk of the data folder");
    describe_gauge!("brygga_log_events", "events in the log");
    describe_gauge!(
        "brygga_clock_behind_seconds",
        "the log knows so much later times than the clock"
    );
    describe_counter!("brygga_clock_jumps_total", "jumps of the clock by more than 5 min");
    describe_counter!("brygga_acts_total", "acts of people, by kind and outcome");
    describe_counter!("brygga_denials_total", "refused for lack of rights, by reason");
    describe_counter!("brygga_sign_ins_total", "tries to sign in or unlock, by outcome");
    describe_counter!("brygga_feed_messages_total", "messages of the feed, by answer");
    describe_gauge!("brygga_live_streams", "open pages that hear of changes");
    describe_gauge!("brygga_connections", "open connections, by listener");
    describe_counter!("brygga_connections_refused_total", "found no place, by listener");
    describe_gauge!("brygga_writer_waiting", "writes that wait for the writer");
    describe_gauge!(
        "brygga_overdue_rows",
        "rows of lists that time has changed, not made anew yet"
    );
    describe_histogram!("brygga_commit_units", "writes in one transaction");
    describe_histogram!("brygga_commit_seconds", "from the end of a transaction to durable");
    describe_histogram!("brygga_request_seconds", "from request to answer, by status");
    describe_gauge!("brygga_jobs", "work in the background, by where it stands");
    describe_counter!("brygga_jobs_total", "attempts at work in the background, by outcome");
    describe_counter!(
        "brygga_rounds_total",
        "rounds of work in the background, by kind and outcome"
    );
}

async fn render(
    State(figures): State<Figures>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
) -> Response {
    let ip = peer.ip().to_canonical();
    if figures.proxy.is_some_and(|network| !ip.is_loopback() && !network.contains(&ip)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let ready = figures.ready.against().await.is_none();
    gauge!("brygga_ready").set(if ready { 1.0 } else { 0.0 });
    if let Ok(disk) = rustix::fs::statvfs(&figures.folder) {
        gauge!("brygga_disk_free_bytes").set(disk.f_bavail as f64 * disk.f_frsize as f64);
        gauge!("brygga_disk_size_bytes").set(disk.f_blocks as f64 * disk.f_frsize as f64);
    }
    let store = &figures.ready.app().store;
    if let Ok(ends) = store.last().await {
        gauge!("brygga_log_events").set(ends.iter().map(|end| end.pos).sum::<u64>() as f64);
    }
    if let Ok(latest) = latest(&**store).await {
        let behind = latest.map_or(0.0, |it| seconds_between(SystemClock.now(), it).max(0.0));
        gauge!("brygga_clock_behind_seconds").set(behind);
    }
    if let Ok(jobs) = store.job_counts().await {
        let counts = [
            ("waiting", jobs.waiting),
            ("failed", jobs.failed),
            ("running", jobs.running),
            ("dead", jobs.dead),
        ];
        for (state, count) in counts {
            gauge!("brygga_jobs", "state" => state).set(count as f64);
        }
    }
    figures.handle.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], figures.handle.render())
        .into_response()
}
