//! G2 and G6: a durable act over HTTP against a minimal handler with group commit, both on SQLite.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use brygga_domain::ids::ChainId;
use brygga_store::Store;

use super::{Bench, Round, Side, absolute, part};
use crate::form;
use crate::http::{self, Answer};
use crate::load::{Arrival, Run, drive, fetch};
use crate::pairs::task::task;
use crate::report::{Goal, Part, Wanted};
use crate::server::Server;
use crate::site::{self, ACTS_WARD, Opener};

/// Open cases that the acts are spread over, so that a case stays as long as a case is.
const CASES: usize = 1_200;
/// Acts of one run; each is in a case of its own.
const ACTS: usize = 400;
/// Resources of one run of the pair.
const TASKS: usize = 2_000;

/// Our server with open cases, and forms for acts in them.
pub(crate) struct Acts {
    pub(crate) server: Server,
    pub(crate) cookie: String,
    cases: Vec<ChainId>,
    next: usize,
}

/// Makes a registry and open cases in a new store.
pub(crate) fn open_cases(
    bench: &Bench,
    store: Arc<dyn Store>,
    cases: usize,
) -> anyhow::Result<Vec<ChainId>> {
    bench.runtime.block_on(async {
        let app = site::with_registry(Arc::clone(&store)).await?;
        let mut opener = Opener::of(&app, true);
        let mut opened = Vec::with_capacity(cases);
        for _ in 0..cases {
            opened.push(opener.open(ACTS_WARD, 0).await?);
        }
        opener.finish().await?;
        store.close().await;
        Ok(opened)
    })
}

impl Acts {
    /// `from`: how many acts were done in these cases before, so that each says something new.
    pub(crate) fn start(place: &str, cases: Vec<ChainId>, from: usize) -> anyhow::Result<Self> {
        let mut server = Server::start("ours", &[place])?;
        let cookie = server.order(&format!("sign-in {ACTS_WARD}"))?;
        Ok(Self { server, cookie, cases, next: from })
    }

    /// Acts that are ready to be sent, each with a form that was fetched now.
    pub(crate) fn ready(&mut self, count: usize) -> anyhow::Result<Arc<Vec<Vec<u8>>>> {
        ensure!(count <= self.cases.len(), "there are {} cases", self.cases.len());
        let chosen: Vec<(usize, String)> = (self.next..self.next + count)
            .map(|at| {
                (at, format!("/care-chains/{}/change-estimate", self.cases[at % self.cases.len()]))
            })
            .collect();
        self.next += count;
        let asked: Vec<Vec<u8>> =
            chosen.iter().map(|(_, path)| http::get(path, &self.cookie)).collect();
        let answers: Vec<Answer> = fetch(&self.server, &asked)?;
        let acts = chosen.iter().zip(&answers).map(|((at, path), answer)| {
            let page = answer.text();
            let body = form::changed_estimate(&page, *at);
            let body = body.with_context(|| format!("{path} shows no form: {}", answer.status))?;
            Ok(http::form(path, &self.cookie, &body))
        });
        Ok(Arc::new(acts.collect::<anyhow::Result<_>>()?))
    }

    pub(crate) fn run(
        &mut self,
        count: usize,
        connections: usize,
        arrival: Arrival,
    ) -> anyhow::Result<Run> {
        let acts = self.ready(count)?;
        drive(&self.server, &acts, connections, arrival, 303)
    }
}

/// The requests of the pair.
pub(crate) fn tasks(count: usize) -> Arc<Vec<Vec<u8>>> {
    Arc::new((0..count).map(|number| http::json("/Task", &task(number))).collect())
}

/// One measured series: ours and the pair by turns.
pub(crate) fn series(
    bench: &Bench,
    ours: &mut Acts,
    pair: &Server,
    connections: usize,
    [acts, resources]: [usize; 2],
    arrival: Arrival,
) -> anyhow::Result<Vec<Round<Run>>> {
    let tasks = tasks(resources);
    bench.abba(|side| match side {
        Side::Ours => ours.run(acts, connections, arrival),
        Side::Pair => drive(pair, &tasks, connections, arrival, 201),
    })
}

pub(crate) fn measure(bench: &mut Bench) -> anyhow::Result<Vec<Goal>> {
    let (folder, other) = (bench.folder()?, bench.folder()?);
    let cases = open_cases(bench, site::sqlite_in(folder.path())?, CASES)?;
    let place = folder.path().to_str().context("the folder has a plain name")?;
    let mut ours = Acts::start(place, cases, 0)?;
    let place = other.path().to_str().context("the folder has a plain name")?;
    let mut pair = Server::start("sqlite", &[place])?;
    let kept = format!(
        "Read back live: ours {}, the pair {}.",
        ours.server.order("durability")?,
        pair.order("durability")?
    );

    let mut parts = Vec::new();
    let mut rate = f64::INFINITY;
    for connections in [16, 64] {
        let sizes = [ACTS, TASKS];
        let rounds = series(bench, &mut ours, &pair, connections, sizes, Arrival::Closed)?;
        parts.extend(acts_parts(connections, &rounds, true));
        for run in rounds.iter().flat_map(|round| round.ours) {
            rate = rate.min(run.rate());
        }
    }
    let g2 = Goal {
        key: "G2",
        title: "a durable act over HTTP, SQLite",
        parts,
        notes: vec![
            kept.clone(),
            "An act is a changed estimate: session, policies, rules, signature, access log and rows \
             of lists; the pair stores a Task of 1 KB in two tables."
                .to_owned(),
        ],
    };

    let one = series(bench, &mut ours, &pair, 1, [120, 240], Arrival::Closed)?;
    // So many a second that neither side is full.
    let rate = (rate * 0.5).max(5.0);
    let many = series(bench, &mut ours, &pair, 16, [ACTS, ACTS], Arrival::Open(rate))?;
    let g6 = Goal {
        key: "G6",
        title: "how long a durable act takes, SQLite",
        parts: vec![
            part("c=1: p50", Wanted::AtMost(2.0), &one, "ms", |run| run.p50),
            part("c=16: p99, open arrival", Wanted::AtMost(2.0), &many, "ms", |run| run.p99),
            part("c=16: p50, open arrival", Wanted::Nothing, &many, "ms", |run| run.p50),
        ],
        notes: vec![kept, format!("Open arrival at {rate:.0} a second on both sides.")],
    };
    ours.server.end()?;
    pair.end()?;
    Ok(vec![g2, g6])
}

/// Requests a second, and with `cpu` the processor time of each.
pub(crate) fn acts_parts(connections: usize, rounds: &[Round<Run>], cpu: bool) -> Vec<Part> {
    let rate = format!("c={connections}: requests a second");
    let mut parts = vec![part(&rate, Wanted::AtLeast(0.6), rounds, "/s", Run::rate)];
    let wanted = if cpu { Wanted::AtMost(3.0) } else { Wanted::Nothing };
    let each = format!("c={connections}: server CPU a request");
    parts.push(part(&each, wanted, rounds, "µs", |run| run.cpu));
    if cpu {
        let writer = format!("c={connections}: of it the thread that writes");
        parts.push(absolute(&writer, Wanted::Nothing, rounds, "µs", |run| run.writer));
    }
    parts
}
