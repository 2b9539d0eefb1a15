//! The asking side: connections that ask one after the other, or at set times whoever waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::http::{Answer, Connection};
use crate::server::Server;
use crate::site::{now, wait};

/// How requests come.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arrival {
    /// Each connection asks again when it has its answer.
    Closed,
    /// So many a second, whether the ones before have been answered or not. How long a request took
    /// is counted from its set time.
    Open(f64),
}

/// One run against one server.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Run {
    pub(crate) count: usize,
    pub(crate) seconds: f64,
    /// Milliseconds.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Processor time of the server's own process, microseconds a request.
    pub(crate) cpu: f64,
    /// Of it the thread that writes.
    pub(crate) writer: f64,
}

impl Run {
    pub(crate) fn rate(self) -> f64 {
        self.count as f64 / self.seconds.max(1e-9)
    }
}

/// Sends each request once over so many connections; every answer must have the status.
pub(crate) fn drive(
    server: &Server,
    requests: &Arc<Vec<Vec<u8>>>,
    connections: usize,
    arrival: Arrival,
    status: u16,
) -> anyhow::Result<Run> {
    let opened: Vec<Connection> = (0..connections)
        .map(|_| Connection::to(server.address()))
        .collect::<anyhow::Result<_>>()?;
    let next = Arc::new(AtomicUsize::new(0));
    let before = (server.cpu()?, server.writer_cpu()?);
    let began = now();
    let threads: Vec<_> = opened
        .into_iter()
        .map(|mut connection| {
            let (requests, next) = (Arc::clone(requests), Arc::clone(&next));
            std::thread::spawn(move || -> anyhow::Result<Vec<Duration>> {
                let mut times = Vec::new();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(request) = requests.get(at) else { return Ok(times) };
                    let mut asked = began.elapsed();
                    if let Arrival::Open(rate) = arrival {
                        let set = Duration::from_secs_f64(at as f64 / rate);
                        wait(set.saturating_sub(asked));
                        asked = set;
                    }
                    expect(&connection.ask(request)?, status)?;
                    times.push(began.elapsed().saturating_sub(asked));
                }
            })
        })
        .collect();
    let mut times = Vec::with_capacity(requests.len());
    for thread in threads {
        times.extend(thread.join().map_err(|_| anyhow::anyhow!("a connection stopped"))??);
    }
    let seconds = began.elapsed().as_secs_f64();
    let spent = server.cpu()?.saturating_sub(before.0);
    let written = server.writer_cpu()?.saturating_sub(before.1);
    ensure!(times.len() == requests.len(), "some requests were not answered");
    let (p50, p99) = middle_and_slow(&mut times);
    let each = |spent: Duration| spent.as_secs_f64() * 1e6 / times.len().max(1) as f64;
    let (cpu, writer) = (each(spent), each(written));
    Ok(Run { count: times.len(), seconds, p50, p99, cpu, writer })
}

fn expect(answer: &Answer, status: u16) -> anyhow::Result<()> {
    if answer.status == status {
        return Ok(());
    }
    let text = answer.text();
    let main = text.split_once("<main").map_or(text.as_str(), |(_, rest)| rest);
    let words: String = main.chars().take(600).collect();
    anyhow::bail!("{} instead of {status}: {words}", answer.status)
}

/// The middle and the ninety-ninth of a hundred, in milliseconds.
pub(crate) fn middle_and_slow(times: &mut [Duration]) -> (f64, f64) {
    times.sort_unstable();
    let at = |of_hundred: usize| {
        let place = (times.len() * of_hundred / 100).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    (at(50), at(99))
}

/// Asks for pages over some connections, for something that is no measurement.
pub(crate) fn fetch(server: &Server, requests: &[Vec<u8>]) -> anyhow::Result<Vec<Answer>> {
    let threads = 4.min(requests.len().max(1));
    let share = requests.len().div_ceil(threads).max(1);
    let mut running = Vec::new();
    for part in requests.chunks(share) {
        let (part, address) = (part.to_vec(), server.address().to_owned());
        running.push(std::thread::spawn(move || -> anyhow::Result<Vec<Answer>> {
            let mut connection = Connection::to(&address)?;
            part.iter().map(|request| connection.ask(request)).collect()
        }));
    }
    let mut answers = Vec::with_capacity(requests.len());
    for one in running {
        answers.extend(one.join().ok().context("a connection stopped")??);
    }
    Ok(answers)
}
