//! How fast acts are stored: events per second and CPU per event, for acts that come one at a
//! time, ten and a hundred at once.
//!
//! `cargo run --release -p brygga-store-sqlite --example append_rate -- [FOLDER] [SECONDS]`
//!
//! Each act is one event with a body of 600 bytes, hashed, signed and remembered by its command;
//! in the second half it also writes the rows of a chain with three units, of which one moves in its
//! list. Ten events per chain.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use brygga_domain::care_chain::Stage;
use brygga_domain::envelope::{Body, Compartment, Origin, SigningKey, StreamId};
use brygga_domain::ids::{ChainId, CommandId, Digest, EventId, HsaId, PersonId};
use brygga_domain::registry::Branch;
use brygga_store::{
    ChainRow, Change, ExpectedHead, Group, NewEvent, Outcome, PartyRow, Prepared, ShownStep,
    Writer as _,
};
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use jiff::{SignedDuration, Timestamp};

const EVENTS_PER_CHAIN: u64 = 10;
/// Clock ticks per second in `/proc`.
const TICKS: f64 = 100.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let seconds = arguments.next().map_or(Ok(5), |text| text.parse())?;
    println!("SQLite {}, {seconds} s each, in {}", SqliteStore::engine_version(), folder.display());
    println!("rows   at once   events/s   CPU µs/event");
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    for rows in [false, true] {
        for at_once in [1, 10, 100] {
            let time = Duration::from_secs(seconds);
            let (rate, cpu) = runtime.block_on(measure(&folder, rows, at_once, time))?;
            let rows = if rows { "yes" } else { "no" };
            println!("{rows:<4} {at_once:>9} {rate:>10.0} {cpu:>14.0}");
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock of the machine")]
async fn measure(
    folder: &Path,
    rows: bool,
    at_once: u64,
    time: Duration,
) -> Result<(f64, f64), Box<dyn Error>> {
    let folder = tempfile::tempdir_in(folder)?;
    let origin = Origin { node: uuid::Uuid::from_u128(1), epoch: 1 };
    let key = SigningKey::from_bytes(&[1; 32]);
    let place = Place::Directory(folder.path().to_owned());
    let store = SqliteStore::open(OpenOptions::new(place, origin, key, Timestamp::UNIX_EPOCH))?;

    let (start, cpu_start) = (Instant::now(), cpu_seconds()?);
    let mut round = 0;
    let mut heads: Vec<Option<EventId>> = vec![None; at_once as usize];
    while start.elapsed() < time {
        if round % EVENTS_PER_CHAIN == 0 {
            heads.fill(None);
        }
        let acts = (0..at_once).map(|lane| {
            let chain = round / EVENTS_PER_CHAIN * at_once + lane;
            let act = act(round * at_once + lane, chain, heads[lane as usize], rows);
            store.commit(act)
        });
        let outcomes = futures::future::join_all(acts).await;
        for (head, outcome) in heads.iter_mut().zip(outcomes) {
            let Outcome::Committed(receipt) = outcome? else { return Err("not committed".into()) };
            *head = Some(receipt.events[0].id);
        }
        round += 1;
    }
    let events = (round * at_once) as f64;
    let cpu = cpu_seconds()? - cpu_start;
    Ok((events / start.elapsed().as_secs_f64(), cpu * 1e6 / events))
}

/// User and system time of this process.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(") ").ok_or("an unknown form of /proc/self/stat")?.1;
    let times: Result<Vec<f64>, _> = fields.split(' ').skip(11).take(2).map(str::parse).collect();
    Ok(times?.iter().sum::<f64>() / TICKS)
}

/// Sixteen bytes that lie anywhere in an index, as random ids do.
fn scattered(kind: u8, n: u64) -> [u8; 16] {
    let mut seed = vec![kind];
    seed.extend(n.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Body::hash(&seed).0[..16]);
    bytes
}

fn act(n: u64, chain: u64, last: Option<EventId>, rows: bool) -> Prepared {
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_millis(1_785_000_000_000 + n as i64);
    let id = ChainId::from_bytes(scattered(1, chain));
    let stream = StreamId::chain(id, Compartment::Coordination);
    let body = scattered(2, n).repeat(38);
    Prepared {
        cmd: CommandId::from_bytes(scattered(3, n)),
        content: Digest([1; 32]),
        actor: "SE2321000016-1003".to_owned(),
        at,
        expected: vec![ExpectedHead { stream, last }],
        events: vec![NewEvent {
            stream,
            deps: last.into_iter().collect(),
            replaces: Vec::new(),
            part: 0,
            crit: false,
            body,
        }],
        changes: if rows { vec![chain_rows(n, chain, id, at)] } else { Vec::new() },
    }
}

fn chain_rows(n: u64, number: u64, chain: ChainId, at: Timestamp) -> Change {
    let unit = |of: u64| HsaId::parse(&format!("SE2321000016-U{of:04}")).expect("a good HSA-id");
    let row = ChainRow {
        chain,
        person: PersonId::from_bytes(scattered(4, number)),
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
