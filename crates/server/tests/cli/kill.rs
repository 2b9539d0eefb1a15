//! Nothing acknowledged is lost, and nothing is done twice, when the process dies (decision 35).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;
use std::time::Duration;

use brygga_domain::envelope::{AggregateKind, Body};
use brygga_domain::identification::testnumbers::official_born_in;
use brygga_store::EventLog as _;
use brygga_store_sqlite::SqliteStore;
use brygga_web::urls;
use jiff::{SignedDuration, Timestamp};

use crate::browser::{Answer, Browser, Fields, attribute, filled};
use crate::harness::{
    PASSWORD, Sender, Server, admission, brygga, county_with_kim, export, text, wait,
};

const KILLS: u32 = 20;
const SENDERS: u32 = 2;
const WRITERS: usize = 2;
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

/// A form that was sent, and whose answer nobody saw yet.
struct Unanswered {
    path: String,
    fields: Fields,
    mark: String,
}

/// Somebody at a screen who goes on after every crash, and sends the same form again when it was
/// not answered.
pub(crate) struct Person {
    pub(crate) browser: Browser,
    unanswered: Option<Unanswered>,
    /// The last form that got its receipt.
    answered: Option<Unanswered>,
    /// Where the last receipt is.
    receipt: String,
    /// Marks in the words of every act that was sent at least once.
    sent: BTreeSet<String>,
    /// Marks of acts that got their receipt.
    receipts: BTreeSet<String>,
}

impl Person {
    pub(crate) fn new(server: &str) -> Self {
        let mut browser = Browser::default();
        let answer = browser.sign_in(server, "kim", PASSWORD).unwrap();
        assert_eq!(answer.status, 303, "{}", answer.html);
        Self {
            browser,
            unanswered: None,
            answered: None,
            receipt: String::new(),
            sent: BTreeSet::new(),
            receipts: BTreeSet::new(),
        }
    }

    /// Fills the form in, sends it and confirms it; an error when the server dies meanwhile.
    fn act(
        &mut self,
        server: &str,
        path: &str,
        mark: &str,
        values: &[(&str, &str)],
    ) -> std::io::Result<()> {
        let form = self.browser.get(server, path)?;
        let Some(fields) = filled(&form.html, values) else { panic!("{path}: {}", form.html) };
        let path = path.split('?').next().unwrap_or(path).to_owned();
        self.sent.insert(mark.to_owned());
        self.unanswered = Some(Unanswered { path, fields, mark: mark.to_owned() });
        self.send(server)
    }

    /// After a crash: what has its receipt is sent once more, as by somebody who goes back in the
    /// browser, then what has none.
    fn begin_again(&mut self, server: &str) -> std::io::Result<()> {
        if let Some(form) = &self.answered {
            let again = self.browser.post(server, &form.path, &form.fields)?;
            assert_eq!(again.status, 303, "the same receipt: {}", again.html);
        }
        self.send(server)
    }

    /// Sends the form that has no answer, with the same token as before.
    fn send(&mut self, server: &str) -> std::io::Result<()> {
        while let Some(form) = &self.unanswered {
            let answer: Answer = self.browser.post(server, &form.path, &form.fields)?;
            let confirm = answer.html.contains("name=\"confirm\"");
            if answer.status == 303 {
                self.receipts.insert(form.mark.clone());
                self.answered = self.unanswered.take();
                self.receipt = answer.to;
            } else if let Some(fields) = filled(&answer.html, &[]).filter(|_| confirm) {
                let Unanswered { path, mark, .. } = form;
                let (path, mark) = (path.clone(), mark.clone());
                self.unanswered = Some(Unanswered { path, fields, mark });
            } else {
                panic!("{}: {} {}", form.path, answer.status, answer.html);
            }
        }
        Ok(())
    }
}

/// What the people of the test do to a server until it dies.
fn write_messages(person: &mut Person, server: &str, (chain, to): (&str, &str), name: &str) {
    let mut number = person.sent.len();
    let mut go_on = person.begin_again(server);
    while go_on.is_ok() {
        let mark = format!("[besked {name}-{number}]");
        let path = format!("{chain}/send-message");
        go_on = person.act(server, &path, &mark, &[("text", &mark), ("to", to)]);
        number += 1;
    }
}

fn start_cases(person: &mut Person, server: &str, numbers: &mut impl Iterator<Item = String>) {
    let mut go_on = person.begin_again(server);
    while go_on.is_ok() {
        let number = numbers.next().expect("there are many test numbers");
        go_on = start_case(person, server, &number, &format!("[ärende {number}]"));
    }
}

pub(crate) fn start_case(
    person: &mut Person,
    server: &str,
    number: &str,
    mark: &str,
) -> std::io::Result<()> {
    let page = person.browser.get(server, urls::HOME)?;
    let now: Timestamp =
        attribute(page.html.split("<body").nth(1).unwrap(), "data-now").parse().unwrap();
    let estimate = now + SignedDuration::from_hours(72);
    let date = estimate.to_string()[..10].to_owned();
    let values = [
        ("identity", number),
        ("family", "Mallström"),
        ("given", "Greta"),
        ("municipality", "9901"),
        ("area", "Norr"),
        ("judged-by", "Kim Demosson"),
        ("secrecy", "no"),
        ("estimate-date", &date),
        ("estimate-time", "11:00"),
        ("consent", "given"),
        ("reason", mark),
    ];
    // The suggestion of recipients comes with the municipality.
    person.act(server, "/care-chains/start?municipality=9901&area=Norr", mark, &values)
}

/// Every mark in the bodies of the log, with the number of events of that type that carry it.
fn marks(data: &Path, event_type: &str) -> BTreeMap<String, usize> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open_reader(data).unwrap();
        let mut found = BTreeMap::new();
        for chain in store.aggregates(AggregateKind::Chain, None, 100_000).await.unwrap() {
            for event in store.aggregate(chain).await.unwrap() {
                let body = Body::from_bytes(&event.body.unwrap()).unwrap();
                let data = format!("{:?}", body.data);
                let mark = data.split('[').find_map(|part| {
                    let (mark, _) = part.split_once(']')?;
                    (mark.starts_with("besked ") || mark.starts_with("ärende ")).then_some(mark)
                });
                if let Some(mark) = mark.filter(|_| body.event_type == event_type) {
                    *found.entry(format!("[{mark}]")).or_default() += 1;
                }
            }
        }
        found
    })
}

#[test]
fn nothing_acknowledged_is_lost_or_done_twice_by_kill_9_at_any_moment() {
    let data = tempfile::tempdir().unwrap();
    let mut numbers = (1931..1960)
        .flat_map(official_born_in)
        .map(|number| number.value().to_owned())
        .filter(|number| !NUMBERS.contains(&number.replace('-', "").as_str()));
    let first = Server::start(data.path());
    county_with_kim(data.path());
    let mut people: Vec<Person> = (0..=WRITERS).map(|_| Person::new(&first.http)).collect();
    let number = numbers.next().unwrap();
    start_case(&mut people[0], &first.http, &number, "[ärende ett]").unwrap();
    let chain = people[0].receipt.split("/receipt").next().unwrap().to_owned();
    let page = people[0].browser.get(&first.http, &chain).unwrap().html;
    let composer = page.split_once("class=\"comp\"").unwrap().1;
    let to = attribute(
        composer.split("<input").find(|tag| tag.contains("name=\"to\"")).unwrap(),
        "value",
    );
    drop(first);

    let mut acknowledged = BTreeSet::new();
    let mut sessions = Vec::new();
    for round in 0..KILLS {
        let mut server = Server::start(data.path());
        let (http, mllp) = (server.http.clone(), server.mllp.clone());
        thread::scope(|scope| {
            let (http, mllp, to) = (&http, &mllp, (&*chain, &*to));
            let senders: Vec<_> =
                (0..SENDERS).map(|number| scope.spawn(move || load(mllp, round, number))).collect();
            let (starter, writers) = people.split_first_mut().unwrap();
            for (name, person) in writers.iter_mut().enumerate() {
                scope.spawn(move || write_messages(person, http, to, &name.to_string()));
            }
            let numbers = &mut numbers;
            scope.spawn(move || start_cases(starter, http, numbers));
            let signed_in = scope.spawn(move || {
                let mut browser = Browser::default();
                let answer = browser.sign_in(http, "kim", PASSWORD);
                answer.is_ok_and(|answer| answer.status == 303).then_some(browser)
            });
            // Anything from the first answer to hundreds in.
            wait(Duration::from_millis(3 + u64::from(round * 7919 % 809)));
            server.kill();
            for sender in senders {
                acknowledged.extend(sender.join().unwrap());
            }
            sessions.extend(signed_in.join().unwrap());
        });
    }

    let server = Server::start(data.path());
    for person in &mut people {
        person.send(&server.http).unwrap();
    }
    for browser in &mut sessions {
        let list = browser.get(&server.http, urls::HOME).unwrap();
        assert_eq!(list.status, 200, "a session that was begun is there after the crash");
    }
    let (starter, writers) = people.split_first().unwrap();
    let messages: BTreeSet<_> = writers.iter().flat_map(|it| it.receipts.clone()).collect();
    assert!(acknowledged.len() > 100, "only {} admissions: no load", acknowledged.len());
    assert!(messages.len() > 20, "only {} messages: no load", messages.len());
    assert!(starter.receipts.len() > 5, "only {} cases: no load", starter.receipts.len());
    // A message leaves 10 s after it was written.
    for _ in 0..40 {
        if marks(data.path(), "message-sent").len() >= messages.len() {
            break;
        }
        wait(Duration::from_millis(500));
    }
    drop(server);
    let verified = brygga(&["verify"], data.path());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    let stays = export(data.path(), &["--all"]);
    let stored: BTreeSet<String> =
        stays.iter().map(|stay| stay["visit"].as_str().unwrap().to_owned()).collect();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert_eq!(stays.len(), stored.len(), "a stay twice");
    once(&marks(data.path(), "message-sent"), &messages);
    once(&marks(data.path(), "admission-notice-detailed"), &starter.receipts);
    println!(
        "{KILLS} kills: {} admissions, {} messages, {} cases, {} sign-ins answered",
        acknowledged.len(),
        messages.len(),
        starter.receipts.len(),
        sessions.len()
    );
}

/// Each act with a receipt is in the log once, and no other act twice.
fn once(found: &BTreeMap<String, usize>, receipts: &BTreeSet<String>) {
    let lost: Vec<_> = receipts.iter().filter(|mark| !found.contains_key(*mark)).collect();
    assert!(lost.is_empty(), "answered with a receipt and lost: {lost:?}");
    let twice: Vec<_> = found.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "done twice: {twice:?}");
}
