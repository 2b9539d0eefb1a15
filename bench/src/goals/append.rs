//! G1: how fast acts are appended inside one process, a hundred at once, against bare rusqlite that
//! writes the same rows.

use std::path::Path;
use std::time::Duration;

use brygga_domain::care_chain::Stage;
use brygga_domain::envelope::{Compartment, StreamId};
use brygga_domain::ids::{ChainId, CommandId, Digest, EventId, HsaId, PersonId};
use brygga_domain::registry::Branch;
use brygga_store::{
    ChainRow, Change, ExpectedHead, Group, NewEvent, Outcome, PartyRow, Prepared, Receipt,
    ShownStep, Writer as _,
};
use jiff::{SignedDuration, Timestamp};
use rustix::time::{ClockId, clock_gettime};

use super::{Bench, Round, Side, absolute, part};
use crate::closed::scattered;
use crate::pairs::rows::{Recorded, durability, kilobytes, open, write};
use crate::report::{Goal, Part, Wanted};
use crate::site::{now, sqlite_in};

/// Acts of one run, one event each.
const ACTS: u64 = 6_000;
const AT_ONCE: u64 = 100;
const EVENTS_PER_CHAIN: u64 = 10;

/// One run of either side.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Events a second.
    rate: f64,
    /// Microseconds an event.
    cpu: f64,
}

impl Run {
    fn of(events: usize, took: Duration, spent: Duration) -> Self {
        let events = events as f64;
        Self { rate: events / took.as_secs_f64(), cpu: spent.as_secs_f64() * 1e6 / events }
    }
}

/// Processor time of all threads of this process so far.
pub(crate) fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

pub(crate) fn measure(bench: &mut Bench) -> anyhow::Result<Goal> {
    let first = bench.folder()?;
    let (_, receipts) = ours(bench, first.path())?;
    let recorded = Recorded::read(first.path(), receipts)?;
    let own = sqlite_in(first.path())?;
    let own = bench.runtime.block_on(own.durability())?;
    let kept = format!("ours {own}, the pair {}", durability(&open(first.path())?)?);
    drop(first);
    let rounds = bench.abba(|side| {
        let folder = bench.folder()?;
        match side {
            Side::Ours => Ok(ours(bench, folder.path())?.0),
            Side::Pair => pair(folder.path(), &recorded),
        }
    })?;
    let kilobyte: Vec<f64> = (0..bench.rounds)
        .map(|_| {
            let folder = bench.folder()?;
            drop(sqlite_in(folder.path())?);
            let took = kilobytes(folder.path(), 20_000)?;
            Ok(20_000.0 / took.as_secs_f64())
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Goal {
        key: "G1",
        title: "append inside one process, FULL, a hundred at once",
        parts: parts(&rounds, &kilobyte),
        notes: vec![
            format!("Read back live: {kept}."),
            "An act is one event of 600 bytes with its command, the row of a chain and those of \
             three units; ours hashes, signs, looks up and checks, the pair writes the same bytes."
                .to_owned(),
        ],
    })
}

fn parts(rounds: &[Round<Run>], kilobyte: &[f64]) -> Vec<Part> {
    let bare = crate::report::median(kilobyte);
    let ours: Vec<f64> = rounds.iter().flat_map(|round| round.ours).map(|run| run.rate).collect();
    vec![
        part("events a second", Wanted::AtLeast(0.6), rounds, "/s", |run| run.rate),
        absolute("events a second", Wanted::AtLeast(8_000.0), rounds, "/s", |run| run.rate),
        absolute("CPU an event, µs", Wanted::AtMost(120.0), rounds, "µs", |run| run.cpu),
        part("CPU an event", Wanted::Nothing, rounds, "µs", |run| run.cpu),
        Part {
            what: "events a second to bare rows of 1 KB".to_owned(),
            wanted: Wanted::Nothing,
            rounds: ours.iter().map(|rate| rate / bare).collect(),
            ours: format!("{:.0} /s", crate::report::median(&ours)),
            pair: format!("{bare:.0} /s"),
        },
    ]
}

fn ours(bench: &Bench, folder: &Path) -> anyhow::Result<(Run, Vec<Receipt>)> {
    let store = sqlite_in(folder)?;
    bench.runtime.block_on(async {
        let mut receipts = Vec::with_capacity(ACTS as usize);
        let mut heads: Vec<Option<EventId>> = vec![None; AT_ONCE as usize];
        let (began, before) = (now(), processor_time());
        for round in 0..ACTS / AT_ONCE {
            if round % EVENTS_PER_CHAIN == 0 {
                heads.fill(None);
            }
            let acts = (0..AT_ONCE).map(|lane| {
                let chain = round / EVENTS_PER_CHAIN * AT_ONCE + lane;
                store.commit(act(round * AT_ONCE + lane, chain, heads[lane as usize]))
            });
            let outcomes = futures::future::join_all(acts).await;
            for (head, outcome) in heads.iter_mut().zip(outcomes) {
                let Outcome::Committed(receipt) = outcome? else {
                    anyhow::bail!("an act was not committed")
                };
                *head = receipt.events.first().map(|event| event.id);
                receipts.push(receipt);
            }
        }
        let run = Run::of(receipts.len(), began.elapsed(), processor_time().saturating_sub(before));
        Ok((run, receipts))
    })
}

fn pair(folder: &Path, recorded: &Recorded) -> anyhow::Result<Run> {
    // The same tables and indexes.
    drop(sqlite_in(folder)?);
    let db = open(folder)?;
    let before = processor_time();
    let took = write(&db, recorded)?;
    Ok(Run::of(recorded.events(), took, processor_time().saturating_sub(before)))
}

fn act(n: u64, chain: u64, last: Option<EventId>) -> Prepared {
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_millis(1_785_000_000_000 + n as i64);
    let id = ChainId::from_bytes(scattered("append-chain", chain, 0));
    let stream = StreamId::chain(id, Compartment::Coordination);
    let body = scattered("append-body", n, 0).repeat(38);
    Prepared {
        cmd: CommandId::from_bytes(scattered("append-cmd", n, 0)),
        content: Digest([1; 32]),
        actor: "SE2321000016-1003".to_owned(),
        at,
        expected: vec![ExpectedHead { stream, last }],
        read: None,
        events: vec![NewEvent {
            stream,
            deps: last.into_iter().collect(),
            replaces: Vec::new(),
            part: 0,
            crit: false,
            body,
        }],
        changes: vec![chain_rows(n, chain, id, at)],
        access: Vec::new(),
    }
}

fn chain_rows(n: u64, number: u64, chain: ChainId, at: Timestamp) -> Change {
    let unit = |of: u64| HsaId::parse(&format!("SE2321000016-U{of:04}")).expect("a good HSA-id");
    let row = ChainRow {
        chain,
        person: PersonId::from_bytes(scattered("append-person", number, 0)),
        family: "Mallström".to_owned(),
        given: "Greta".to_owned(),
        name_folded: "mallström greta".to_owned(),
        identifier_system: "1.2.752.129.2.1.3.1".to_owned(),
        identifier: "191212121212".to_owned(),
        birth_date: None,
        protected: false,
        municipality: Some("0380".to_owned()),
        area: None,
        ward: unit(number % 300),
        place: Some("12:2".to_owned()),
        stage: Stage::Admitted,
        stage_since: at,
        admitted_at: Some(at),
        estimate: Some(at),
        ready_at: None,
        municipality_ready: None,
        outpatient_ready: None,
        discharged_at: None,
        liability_from: None,
        prepared: 0,
        prepared_of: 9,
        weekend_from: None,
        weekend_until: None,
        conflict: false,
        owner: Some(unit(number % 300)),
        active: true,
        recompute_at: None,
        changed_at: at,
        version: n,
    };
    let due = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_785_100_000 + number as i64);
    let party = |of: u64, branch: Branch, group: Group, unseen: u32| PartyRow {
        unit: unit(of),
        organisation: unit(9_000),
        branch,
        active: true,
        reads_until: None,
        answered: None,
        group,
        step: Some(ShownStep {
            code: "answer-notice".to_owned(),
            detail: None,
            unit: unit(of),
            role: None,
            due: Some(due),
            statutory: true,
        }),
        unseen,
        taken_by: None,
        municipalities: (0, 0),
        is_new: false,
        changed_at: at,
    };
    let parties = vec![
        party(number % 300, Branch::Inpatient, Group::Ours, (n % 3) as u32),
        party(1_000 + number % 200, Branch::Outpatient, Group::Hospital, 0),
        party(2_000 + number % 60, Branch::SocialServices, Group::Hospital, 1),
    ];
    Change::Chain(Box::new(row), parties)
}
