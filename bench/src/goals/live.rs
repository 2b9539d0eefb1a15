//! G11: live updates to ten thousand browsers, against a minimal axum server of the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::acts::{Acts, open_cases};
use super::{Bench, Side, part};
use crate::http::{self, Connection};
use crate::load::middle_and_slow;
use crate::report::{Goal, Wanted};
use crate::server::Server;
use crate::site::{self, now};

const BROWSERS: usize = 10_000;
/// Changes that are told to all of them in one run.
const CHANGES: usize = 3;
/// Connections that are opened at a time.
const AT_ONCE: usize = 200;
/// All have heard within this long, or something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy)]
struct Run {
    /// Bytes a connection.
    memory: f64,
    /// Microseconds a delivery.
    cpu: f64,
    /// Milliseconds.
    p50: f64,
    p99: f64,
}

pub(crate) fn measure(bench: &mut Bench) -> anyhow::Result<Goal> {
    let folder = bench.folder()?;
    let cases = open_cases(bench, site::sqlite_in(folder.path())?, 60)?;
    let place = folder.path().to_str().context("the folder has a plain name")?.to_owned();
    let mut told = 0;
    let rounds = bench.abba(|side| match side {
        Side::Ours => {
            let mut acts = Acts::start(&place, cases.clone(), told)?;
            told += CHANGES;
            let ready = acts.ready(CHANGES)?;
            let listen = http::get("/live", &acts.cookie);
            let run = run(bench, &acts.server, &listen, &ready, 303)?;
            acts.server.end()?;
            Ok(run)
        }
        Side::Pair => {
            let server = Server::start("live", &[])?;
            let change = http::json("/change", "{}");
            let changes = vec![change; CHANGES];
            let run = run(bench, &server, &http::get("/live", ""), &changes, 204)?;
            server.end()?;
            Ok(run)
        }
    })?;
    Ok(Goal {
        key: "G11",
        title: "live updates to 10 000 browsers",
        parts: vec![
            part("memory a connection", Wanted::AtMost(1.3), &rounds, "bytes", |run| run.memory),
            part("server CPU a delivery", Wanted::AtMost(1.5), &rounds, "µs", |run| run.cpu),
            part("p99 from the change to the browser", Wanted::AtMost(1.5), &rounds, "ms", |run| {
                run.p99
            }),
            part("p50 from the change to the browser", Wanted::Nothing, &rounds, "ms", |run| {
                run.p50
            }),
        ],
        notes: vec![
            "Ours tells of a durable act, to sessions that were authorised; the pair repeats a text."
                .to_owned(),
        ],
    })
}

fn run(
    bench: &Bench,
    server: &Server,
    listen: &[u8],
    changes: &[Vec<u8>],
    status: u16,
) -> anyhow::Result<Run> {
    let before = server.memory()?;
    let (heard, mut all_heard) = mpsc::unbounded_channel::<Instant>();
    let mut browsers = bench.runtime.block_on(connect(server.address(), listen, &heard))?;
    let memory = server.memory()?.saturating_sub(before) as f64 / BROWSERS as f64;
    let mut connection = Connection::to(server.address())?;
    let mut times = Vec::with_capacity(changes.len() * BROWSERS);
    let spent = server.cpu()?;
    for change in changes {
        let told = now();
        let answer = connection.ask(change)?;
        ensure!(answer.status == status, "a change answers {}", answer.status);
        let deliveries = async {
            for _ in 0..BROWSERS {
                let at = all_heard.recv().await.context("the browsers have gone")?;
                times.push(at.saturating_duration_since(told));
            }
            anyhow::Ok(())
        };
        bench
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, deliveries).await })
            .context("some browsers heard nothing")??;
    }
    let spent = server.cpu()?.saturating_sub(spent);
    bench.runtime.block_on(browsers.shutdown());
    let (p50, p99) = middle_and_slow(&mut times);
    let cpu = spent.as_secs_f64() * 1e6 / times.len().max(1) as f64;
    Ok(Run { memory, cpu, p50, p99 })
}

/// Opens all of them; each tells when it hears of a change.
async fn connect(
    address: &str,
    listen: &[u8],
    heard: &mpsc::UnboundedSender<Instant>,
) -> anyhow::Result<JoinSet<()>> {
    let mut browsers = JoinSet::new();
    let ready = Arc::new(AtomicUsize::new(0));
    let mut opened = 0;
    while opened < BROWSERS {
        let streams =
            (0..AT_ONCE.min(BROWSERS - opened)).map(|_| TcpStream::connect(address.to_owned()));
        for stream in futures::future::join_all(streams).await {
            let mut stream = stream?;
            stream.set_nodelay(true)?;
            // Closed without TIME_WAIT: three runs of ten thousand would use up the ports of the machine.
            stream.set_zero_linger()?;
            stream.write_all(listen).await?;
            let (heard, ready) = (heard.clone(), Arc::clone(&ready));
            browsers.spawn(async move {
                // Ends with its connection.
                let _ = hear(stream, &heard, &ready).await;
            });
            opened += 1;
        }
        let began = now();
        while ready.load(Ordering::Relaxed) < opened {
            ensure!(began.elapsed() < PATIENCE, "a browser was not let in");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    Ok(browsers)
}

async fn hear(
    mut stream: TcpStream,
    heard: &mpsc::UnboundedSender<Instant>,
    ready: &AtomicUsize,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 1_024];
    let mut head = Vec::new();
    let mut is_open = false;
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let mut bytes = &buffer[..read];
        if !is_open {
            head.extend_from_slice(bytes);
            let Some(end) = find(&head, b"\r\n\r\n") else { continue };
            if !head.starts_with(b"HTTP/1.1 200") {
                return Ok(());
            }
            is_open = true;
            ready.fetch_add(1, Ordering::Relaxed);
            head.drain(..end + 4);
            bytes = &head;
        }
        // An event comes in one piece on loopback; a sign of life is a comment.
        if find(bytes, b"data:").is_some() && heard.send(now()).is_err() {
            return Ok(());
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
