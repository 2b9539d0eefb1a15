//! A history of another system through the normal writer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use brygga_app::care_chain::load;
use brygga_app::history::{ChainRow, chain_id, contradictions, import_chains, read_chains};
use brygga_domain::care_chain::Stage;
use brygga_domain::follow_up::facts::of;
use brygga_testkit::{Failure, TestSite};
use jiff::civil::date;

const HEADER: &str = "case_id,personal_identity,ward,municipality_code,admitted_at,\
    admission_notice_at,discharge_ready_at,ready_withdrawn_at,municipality_ready_at,sip_required,\
    sip_called_at,primary_care_ready_at,discharged_at,causes";

/// Two notices; kommunklar came while the first one stood, öppenvårdsklar with the second.
const TWICE: &str = "T1,19380712-9022,Avdelning 37,9901,2025-04-01T10:00,2025-04-01T12:00,\
    2025-04-02T10:00|2025-04-08T10:00,2025-04-04T10:00,2025-04-03T10:00,yes,2025-04-02T12:00,\
    2025-04-09T10:00,2025-04-14T10:00,aids";

fn rows(site: &TestSite, words: &[&str]) -> Vec<ChainRow> {
    let file = format!("{HEADER}\n{}\n", words.join("\n"));
    let rows = read_chains(file.as_bytes(), site.app.now()).unwrap();
    rows.into_iter().map(|row| row.chain.unwrap()).collect()
}

#[tokio::test]
async fn answers_hold_for_every_notice_that_stood_when_they_came() {
    let site = TestSite::new().await;
    let rows = rows(&site, &[TWICE]);
    let done = import_chains(&site.app, &rows, date(2025, 4, 1)).await.unwrap();
    assert_eq!((done.written, done.refused.len()), (1, 0));
    let chain = chain_id("T1");
    let loaded = load(&site.app, chain).await.unwrap();
    assert_eq!(loaded.chain().stage(), Stage::Closed);
    assert!(loaded.facts.len() <= 40, "the budget of a chain: {}", loaded.facts.len());
    let facts = of(chain, loaded.chain()).unwrap();
    assert!(facts.imported && !facts.ready_disputed && !facts.uncertain);
    let said = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
    let [first, second] = facts.ready.as_slice() else { panic!("{:?}", facts.ready) };
    assert_eq!(said(first.ended_at).as_deref(), Some("2025-04-04T08:00:00Z"));
    assert_eq!(said(first.municipality_ready_at()).as_deref(), Some("2025-04-03T08:00:00Z"));
    assert_eq!(said(first.outpatient_ready_at()), None);
    assert!(second.stands);
    assert_eq!(said(second.municipality_ready_at()).as_deref(), Some("2025-04-03T08:00:00Z"));
    assert_eq!(said(second.outpatient_ready_at()).as_deref(), Some("2025-04-09T08:00:00Z"));
    assert!(facts.estimates.is_empty(), "the file says none");
}

#[tokio::test]
async fn an_import_that_broke_off_goes_on_and_a_second_one_writes_nothing() {
    let site = TestSite::new().await;
    let other = TWICE.replace("T1,", "T2,");
    let rows = rows(&site, &[TWICE, &other]);
    let from = date(2025, 4, 1);
    import_chains(&site.app, &rows[1..], from).await.unwrap();
    // In the middle of the first chain, after two of its four acts.
    site.failing.fail_after(2, Failure::Full);
    assert!(import_chains(&site.app, &rows, from).await.is_err());
    site.failing.fail_with(None);
    assert!(!load(&site.app, chain_id("T1")).await.unwrap().facts.is_empty());
    let done = import_chains(&site.app, &rows, from).await.unwrap();
    assert_eq!((done.written, done.known, done.created.len()), (1, 1, 0));
    let before = site.store.last().await.unwrap();
    let again = import_chains(&site.app, &rows, from).await.unwrap();
    assert_eq!((again.written, again.known), (0, 2));
    assert_eq!(site.store.last().await.unwrap(), before, "nothing is written twice");
    let counted = async |case| {
        of(chain_id(case), load(&site.app, chain_id(case)).await.unwrap().chain()).unwrap()
    };
    let (broken_off, whole) = (counted("T1").await, counted("T2").await);
    assert_eq!(broken_off.person, whole.person, "one person");
    assert_eq!(broken_off.ready, whole.ready);
    assert_eq!((broken_off.left, broken_off.closed), (whole.left, whole.closed));
}

/// [`TWICE`] with other values in columns.
fn with(values: &[(usize, &str)]) -> String {
    let mut fields: Vec<&str> = TWICE.split(',').collect();
    for (column, value) in values {
        fields[*column] = value;
    }
    fields.join(",")
}

const READY: usize = 6;
const WITHDRAWN: usize = 7;
const MUNICIPALITY_READY: usize = 8;
const OUTPATIENT_READY: usize = 11;
const LEFT: usize = 12;
const CAUSES: usize = 13;

#[tokio::test]
async fn later_files_of_an_open_case_complete_it() {
    let site = TestSite::new().await;
    let from = date(2025, 4, 1);
    let whole = TestSite::new().await;
    import_chains(&whole.app, &rows(&whole, &[TWICE]), from).await.unwrap();
    let nothing = [(READY, ""), (WITHDRAWN, ""), (MUNICIPALITY_READY, ""), (OUTPATIENT_READY, "")];
    let files = [
        with(&[&nothing[..], &[(LEFT, ""), (CAUSES, "")]].concat()),
        // Ready, then kommunklar, then withdrawn, ready again and home.
        with(&[&nothing[1..], &[(READY, "2025-04-02T10:00"), (LEFT, ""), (CAUSES, "")]].concat()),
        with(&[
            (READY, "2025-04-02T10:00"),
            (WITHDRAWN, ""),
            (OUTPATIENT_READY, ""),
            (LEFT, ""),
            (CAUSES, ""),
        ]),
        TWICE.to_owned(),
    ];
    for file in &files {
        let done = import_chains(&site.app, &rows(&site, &[file]), from).await.unwrap();
        assert_eq!((done.written, done.known, done.refused), (1, 0, Vec::new()), "{file}");
    }
    let facts = async |site: &TestSite| {
        let loaded = load(&site.app, chain_id("T1")).await.unwrap();
        let facts = of(chain_id("T1"), loaded.chain()).unwrap();
        (facts.notices, facts.sip, facts.ready, facts.left, facts.closed, facts.source)
    };
    assert_eq!(facts(&site).await, facts(&whole).await, "as if it had come at once");
    // All four are known now, whichever comes again.
    for file in &files {
        let done = import_chains(&site.app, &rows(&site, &[file]), from).await.unwrap();
        assert_eq!((done.written, done.known), (0, 1), "{file}");
    }
}

#[tokio::test]
async fn what_contradicts_the_log_is_refused_with_its_column_and_a_dry_run_says_so_too() {
    let site = TestSite::new().await;
    let from = date(2025, 4, 1);
    import_chains(&site.app, &rows(&site, &[TWICE]), from).await.unwrap();
    let before = site.store.last().await.unwrap();
    for (column, at, value) in [
        ("personal_identity", 1, "191212121212"),
        ("ward", 2, "Medicin 9"),
        ("municipality_code", 3, "9902"),
        ("admitted_at", 4, "2025-04-01T09:00"),
        ("admission_notice_at", 5, "2025-04-01T13:00"),
        ("discharge_ready_at", READY, "2025-04-02T10:00|2025-04-08T11:00"),
        ("ready_withdrawn_at", WITHDRAWN, "2025-04-04T10:30"),
        ("municipality_ready_at", MUNICIPALITY_READY, "2025-04-03T11:00"),
        ("municipality_ready_at", MUNICIPALITY_READY, ""),
        ("sip_required", 9, "no"),
        ("sip_called_at", 10, "2025-04-02T13:00"),
        ("primary_care_ready_at", OUTPATIENT_READY, "2025-04-09T11:00"),
        ("discharged_at", LEFT, "2025-04-15T10:00"),
        ("discharged_at", LEFT, ""),
        ("causes", CAUSES, "sip_late"),
    ] {
        let rows = rows(&site, &[&with(&[(at, value)])]);
        let dry = contradictions(&site.app, &rows).await.unwrap();
        let done = import_chains(&site.app, &rows, from).await.unwrap();
        assert_eq!((done.written, &done.refused), (0, &dry), "{column}");
        let [(0, reason)] = dry.as_slice() else { panic!("{column}: {dry:?}") };
        assert!(reason.starts_with(&format!("{column}: is ")), "{reason}");
    }
    assert_eq!(contradictions(&site.app, &rows(&site, &[TWICE])).await.unwrap(), []);
    // Written in another way it says the same.
    let same = with(&[(4, "2025-04-01T08:00Z")]);
    let done = import_chains(&site.app, &rows(&site, &[&same]), from).await.unwrap();
    assert_eq!((done.written, done.known), (0, 1));
    assert_eq!(site.store.last().await.unwrap(), before, "nothing was written");
}

#[tokio::test]
async fn a_known_row_costs_a_look_and_no_write() {
    let site = TestSite::new().await;
    let (rows, from) = (rows(&site, &[TWICE]), date(2025, 4, 1));
    import_chains(&site.app, &rows, from).await.unwrap();
    site.failing.fail_with(Some(Failure::Panic));
    let done = import_chains(&site.app, &rows, from).await.unwrap();
    assert_eq!((done.written, done.known), (0, 1));
}

#[tokio::test]
async fn a_chain_that_another_writer_changed_is_tried_once_more_and_stops_no_other() {
    let site = TestSite::new().await;
    let (one, from) = (rows(&site, &[TWICE]), date(2025, 4, 1));
    // The first write is that of the units; the chain's second act meets another writer.
    site.failing.fail_once_after(2, Failure::Busy);
    let done = import_chains(&site.app, &one, from).await.unwrap();
    assert_eq!((done.written, done.refused), (1, Vec::new()));
    let others = ["T2,", "T3,"].map(|case| TWICE.replace("T1,", case));
    let rows = rows(&site, &[TWICE, &others[0], &others[1]]);
    site.failing.fail_after(0, Failure::Busy);
    let done = import_chains(&site.app, &rows, from).await.unwrap();
    let reason = "case_id: another writer changed the case at the same time; import the file again";
    let refused: Vec<_> = [1, 2].map(|place| (place, reason.to_owned())).into();
    assert_eq!((done.written, done.known, done.refused), (0, 1, refused));
    site.failing.fail_with(None);
    let done = import_chains(&site.app, &rows, from).await.unwrap();
    assert_eq!((done.written, done.known, done.refused), (2, 1, Vec::new()));
}

#[tokio::test]
async fn the_registered_residence_stands_in_the_log_beside_the_placing_municipality() {
    let site = TestSite::new().await;
    let file = format!("{HEADER},responsible_municipality_code\n{TWICE},9902\n");
    let rows = read_chains(file.as_bytes(), site.app.now()).unwrap();
    let rows: Vec<ChainRow> = rows.into_iter().map(|row| row.chain.unwrap()).collect();
    import_chains(&site.app, &rows, date(2025, 4, 1)).await.unwrap();
    let loaded = load(&site.app, chain_id("T1")).await.unwrap();
    let source = loaded.chain().history.source.clone().unwrap();
    assert_eq!(source.value.residence.as_deref(), Some("9901"));
    assert_eq!(of(chain_id("T1"), loaded.chain()).unwrap().municipality.as_deref(), Some("9902"));
}
