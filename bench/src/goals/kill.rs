//! G12: what is acknowledged survives kill -9 at random under load.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use brygga_domain::ids::CommandId;
use brygga_store::{EventLog as _, verify};

use super::Bench;
use super::acts::{Acts, open_cases};
use crate::closed::scattered;
use crate::http::Connection;
use crate::report::{Goal, Part, Wanted};
use crate::site;

const KILLS: u64 = 20;
const CASES: usize = 240;
const AT_ONCE: usize = 8;

pub(crate) fn measure(bench: &mut Bench) -> anyhow::Result<Goal> {
    let folder = bench.folder()?;
    let cases = open_cases(bench, site::sqlite_in(folder.path())?, CASES)?;
    let place = folder.path().to_str().context("the folder has a plain name")?;
    let (mut acknowledged, mut lost, mut kept) = (0, Vec::new(), String::new());
    for kill in 0..KILLS {
        let mut acts = Acts::start(place, cases.clone(), kill as usize * CASES)?;
        kept = acts.server.order("durability")?;
        let ready = acts.ready(CASES)?;
        let heard = under_load(acts, &ready, kill)?;
        acknowledged += heard.len();
        let gone = bench.runtime.block_on(async {
            // The next server finds the log as the killed one has left it.
            let store = site::sqlite_in(folder.path())?;
            let mut gone = 0;
            for cmd in heard {
                gone += usize::from(store.command(cmd).await?.is_none());
            }
            anyhow::Ok(gone)
        })?;
        lost.push(gone as f64);
    }
    ensure!(acknowledged > KILLS as usize, "only {acknowledged} acts were acknowledged");
    let report = bench.runtime.block_on(async {
        let store = site::sqlite_in(folder.path())?;
        anyhow::Ok(verify(&*store, &mut |_, _| {}).await?)
    })?;
    let whole = Part {
        what: "events that do not hold afterwards".to_owned(),
        wanted: Wanted::AtMost(0.0),
        rounds: vec![report.faults as f64],
        ours: format!("{} events verified", report.events),
        pair: "own test".to_owned(),
    };
    let total: f64 = lost.iter().sum();
    Ok(Goal {
        key: "G12",
        title: "what is acknowledged is durable",
        parts: vec![
            Part {
                what: "acknowledged acts that are gone".to_owned(),
                wanted: Wanted::AtMost(0.0),
                // Each kill counts: a median would hide one.
                rounds: vec![total],
                ours: format!("{total:.0} of {acknowledged} after {KILLS} times kill -9"),
                pair: "own test".to_owned(),
            },
            whole,
        ],
        notes: vec![
            format!("Read back live: {kept}: a commit is acknowledged after fdatasync."),
            "A power cut is not tested.".to_owned(),
        ],
    })
}

/// Sends acts and kills the server meanwhile; gives the acts that were acknowledged.
fn under_load(acts: Acts, ready: &Arc<Vec<Vec<u8>>>, kill: u64) -> anyhow::Result<Vec<CommandId>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let share = ready.len().div_ceil(AT_ONCE);
    let mut threads = Vec::new();
    for at in 0..AT_ONCE {
        let (ready, heard) = (Arc::clone(ready), Arc::clone(&heard));
        let mut connection = Connection::to(acts.server.address())?;
        threads.push(std::thread::spawn(move || {
            for act in ready.iter().skip(at * share).take(share) {
                // The server goes while it is asked: that is no fault here.
                let Ok(answer) = connection.ask(act) else { return };
                let cmd = answer.location.rsplit('/').next().map(CommandId::parse);
                if let (303, Some(Ok(cmd))) = (answer.status, cmd) {
                    heard.lock().unwrap_or_else(PoisonError::into_inner).push(cmd);
                }
            }
        }));
    }
    let wait = u64::from(scattered("kill", kill, u64::from(std::process::id()))[0]);
    site::wait(Duration::from_millis(20 + wait));
    acts.server.kill()?;
    for thread in threads {
        thread.join().map_err(|_| anyhow::anyhow!("a connection stopped"))?;
    }
    let heard = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(heard)
}
