//! Several server processes on one database, one of them killed in the middle.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use brygga_store::{CommitError, EventLog as _, Outcome, StoreError, Writer as _, verify};
use brygga_testkit_postgres::database;

use crate::common::{act, cmd, last_of, open_as};

const CHILD: &str = "processes::child_that_writes_until_it_is_told_to_end";
/// Streams that all three write to.
const STREAMS: u64 = 24;
/// Acts that the two that live must have been answered after the third was killed.
const AFTER: usize = 80;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "only runs as a child of the test below"]
async fn child_that_writes_until_it_is_told_to_end() {
    let Ok(address) = std::env::var("BRYGGA_TEST_DATABASE") else { return };
    let n: u8 = std::env::var("BRYGGA_TEST_PROCESS").expect("set").parse().expect("a number");
    let store = std::sync::Arc::new(open_as(&address, n).await);
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8u64 {
        let store = std::sync::Arc::clone(&store);
        writers.spawn(async move {
            for round in 0u64.. {
                // Neighbouring processes send the same acts, as a form that is sent to two servers.
                let id = (u64::from(n) / 2) * 1_000_000 + writer * 10_000 + round;
                loop {
                    let on = (writer * 5 + round) % STREAMS;
                    match store.commit(act(id, on, last_of(&*store, on).await)).await {
                        Ok(Outcome::Committed(_)) => break println!("stored {id}"),
                        Ok(Outcome::Known(_)) => break println!("known {id}"),
                        Err(CommitError::Stale(_) | CommitError::Store(StoreError::Unknown)) => {}
                        other => return println!("then {id}: {other:?}"),
                    }
                }
            }
        });
    }
    while writers.join_next().await.is_some() {}
}

/// A child and the lines that it has said.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn start(address: &str, n: u8, said: mpsc::Sender<(u8, String)>) -> Process {
    let mut child = Command::new(std::env::current_exe().expect("our own path"))
        .args(["--exact", CHILD, "--ignored", "--nocapture"])
        .env("BRYGGA_TEST_DATABASE", address)
        .env("BRYGGA_TEST_PROCESS", n.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test starts itself");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if said.send((n, line)).is_err() {
                break;
            }
        }
    });
    Process(child)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_processes_of_which_one_is_killed_lose_nothing_and_write_nothing_twice() {
    let Some(database) = database().await else { return };
    let address = database.address();
    // The tables first, so that the race is about acts alone.
    let store = open_as(&address, 9).await;
    let (said, heard) = mpsc::channel();
    // 2 and 3 send the same acts; 1 is killed.
    let mut processes: Vec<Process> = (1..=3).map(|n| start(&address, n, said.clone())).collect();
    drop(said);
    let mut answered = [0usize; 4];
    let mut stored = Vec::new();
    let mut known = BTreeSet::new();
    let mut killed_at = None;
    let limit = std::time::Duration::from_secs(60);
    while killed_at.is_none_or(|at: [usize; 4]| (2..4).any(|n| answered[n] < at[n] + AFTER)) {
        let (n, line) = heard.recv_timeout(limit).expect("the processes go on");
        assert!(!line.contains("then "), "{n}: {line}");
        if let Some((_, id)) = line.rsplit_once("stored ") {
            stored.push(id.parse::<u64>().expect("a number"));
        } else if let Some((_, id)) = line.rsplit_once("known ") {
            known.insert(id.parse::<u64>().expect("a number"));
        } else {
            continue;
        }
        answered[usize::from(n)] += 1;
        if killed_at.is_none() && answered[1..].iter().all(|n| *n > 40) {
            // In the middle of whatever it is doing.
            processes[0].0.kill().expect("killed");
            killed_at = Some(answered);
        }
    }
    processes.clear();
    // What was on its way when they ended.
    for (_, line) in heard.iter() {
        if let Some((_, id)) = line.rsplit_once("stored ") {
            stored.push(id.parse().expect("a number"));
        }
    }
    for id in stored.iter().chain(&known) {
        assert!(store.command(cmd(*id)).await.expect("read").is_some(), "{id} was acknowledged");
    }
    let once: BTreeSet<u64> = stored.iter().copied().collect();
    assert_eq!(once.len(), stored.len(), "no act was stored twice");
    assert!(!known.is_empty(), "the same acts came from two processes");
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!(report.first_fault, None);
    assert!(report.events >= stored.len() as u64);
    // One event per act in the whole log: nothing stands twice, answered or not.
    let mut acts = BTreeSet::new();
    let mut events = 0u64;
    for end in store.last().await.expect("read") {
        let mut at = brygga_store::Position { pos: 0, ..end };
        while at.pos < end.pos {
            for event in store.after(at, 500).await.expect("read") {
                let header = brygga_domain::envelope::Header::from_bytes(&event.header);
                acts.insert(header.expect("good").cmd.bytes());
                events += 1;
                at = event.position;
            }
        }
    }
    assert_eq!((acts.len() as u64, events), (events, report.events));
}
