//! Nothing acknowledged is lost when the process dies (decision 35).

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::harness::{Sender, Server, admission, brygga, export, text};

const KILLS: u32 = 20;
const SENDERS: u32 = 4;
const NUMBERS: [&str; 4] = ["193108028287", "193403188398", "194401059771", "196408233234"];

/// Sends admissions until the connection breaks; gives the visits that were acknowledged.
fn load(address: &str, round: u32, number: u32) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let Ok(mut sender) = Sender::to(address) else { return acknowledged };
    for message in 0.. {
        let visit = format!("V{round}-{number}-{message}");
        let patient = NUMBERS[(number as usize + message as usize) % NUMBERS.len()];
        match sender.send(&admission(&visit, &visit, patient, "AVD37")) {
            Ok(code) if code == "AA" => acknowledged.push(visit),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_by_kill_9_at_any_moment() {
    let data = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for round in 0..KILLS {
        let mut server = Server::start(data.path());
        let senders: Vec<_> = (0..SENDERS)
            .map(|number| {
                let address = server.mllp.clone();
                thread::spawn(move || load(&address, round, number))
            })
            .collect();
        // Anything from the first message to some hundreds in.
        let wait = 3 + u64::from(round * 7919 % 409);
        let (_never, silence) = mpsc::channel::<()>();
        let _ = silence.recv_timeout(Duration::from_millis(wait));
        server.kill();
        for sender in senders {
            acknowledged.extend(sender.join().unwrap());
        }
    }
    assert!(acknowledged.len() > 100, "only {} messages: no load", acknowledged.len());
    let verified = brygga(&["verify"], data.path());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    let stored: BTreeSet<String> = export(data.path(), &["--all"])
        .iter()
        .map(|stay| stay["visit"].as_str().unwrap().to_owned())
        .collect();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    println!("{} acknowledged, {} stored, {KILLS} kills", acknowledged.len(), stored.len());
}
