//! The database dies under load, and the wire is cut at every message of an act.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use brygga_domain::ids::CommandId;
use brygga_store::{CommitError, EventLog as _, Outcome, Receipt, StoreError, Writer as _, verify};
use brygga_store_postgres::PostgresStore;
use brygga_testkit_postgres::{OwnServer, Proxy, database};

use crate::common::{act, cmd, last_of, open, open_as, options};

type Answered = BTreeMap<CommandId, Receipt>;

async fn assert_all_there(store: &PostgresStore, answered: &Answered) {
    for (cmd, receipt) in answered {
        let found = store.command(*cmd).await.expect("read").expect("answered, so it is there");
        assert_eq!(found.receipt.events, receipt.events, "{cmd:?}");
    }
    let report = verify(store, &mut |_, _| {}).await.expect("read");
    assert_eq!(report.first_fault, None);
    assert_eq!(report.events, answered.len() as u64, "nothing twice: one event an act");
}

/// Acts on a chain of its own until told to end; each is sent until it is answered.
async fn write_on(
    store: Arc<PostgresStore>,
    chain: u64,
    answered: Arc<Mutex<Answered>>,
    end: Arc<AtomicBool>,
) {
    let mut last = None;
    for n in 0.. {
        let number = chain * 1_000_000 + n;
        let receipt = loop {
            match store.commit(act(number, chain, last)).await {
                Ok(Outcome::Committed(receipt) | Outcome::Known(receipt)) => break receipt,
                Ok(Outcome::Different(_)) | Err(CommitError::Undone) => panic!("not of this test"),
                Err(CommitError::Stale(_)) => panic!("nobody else writes to the chain"),
                Err(CommitError::Store(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        };
        last = receipt.events.last().map(|event| event.id);
        answered.lock().expect("not poisoned").insert(cmd(number), receipt);
        if end.load(Ordering::Acquire) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_answered_is_lost_when_the_database_is_killed_under_load() {
    const KILLS: usize = 4;
    let Some(mut server) = OwnServer::start().await else { return };
    let store = Arc::new(open_as(&server.address(), 7).await);
    let answered = Arc::new(Mutex::new(Answered::new()));
    let end = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..6)
        .map(|chain| {
            let (store, answered, end) =
                (Arc::clone(&store), Arc::clone(&answered), Arc::clone(&end));
            tokio::spawn(write_on(store, chain, answered, end))
        })
        .collect();
    let count = || answered.lock().expect("not poisoned").len();
    for kill in 0..KILLS {
        // Not at the same moment of the load each time.
        let enough = count() + 60 + kill * 17;
        while count() < enough {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.kill();
        server.restart().await;
    }
    let enough = count() + 60;
    while count() < enough {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    end.store(true, Ordering::Release);
    for writer in writers {
        writer.await.expect("it ends");
    }
    let answered = answered.lock().expect("not poisoned").clone();
    assert_all_there(&store, &answered).await;
    println!("{KILLS} kills of the database, {} acts answered", answered.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_is_written_once_wherever_its_wire_is_cut() {
    let Some(database) = database().await else { return };
    let proxy = Proxy::to(database.port()).await;
    let address = proxy.address(&database.address(), database.port());
    let store = open(options(&address, 7).commit_deadline(Duration::from_secs(3))).await;
    let mut answered = Answered::new();
    let mut points = 0;
    for n in 0..200u64 {
        // Messages of an act, and those of a connection that it opens after a cut.
        let unit = act(n, 3, last_of(&store, 3).await);
        proxy.cut_before_message(u32::try_from(n).expect("small") + 1);
        let first = store.commit(unit.clone()).await;
        let cut = proxy.whole_again();
        let receipt = match first {
            Ok(Outcome::Committed(receipt)) => receipt,
            Err(CommitError::Store(StoreError::Unknown | StoreError::Engine(_))) => {
                match store.commit(unit).await {
                    Ok(Outcome::Committed(receipt) | Outcome::Known(receipt)) => receipt,
                    other => panic!("message {n}: {other:?}"),
                }
            }
            other => panic!("message {n}: {other:?}"),
        };
        answered.insert(cmd(n), receipt);
        if !cut {
            break;
        }
        points += 1;
    }
    let reader = open_as(&database.address(), 8).await;
    assert_all_there(&reader, &answered).await;
    println!("the wire was cut at {points} messages");
    assert!(points >= 3, "{points}");
}
