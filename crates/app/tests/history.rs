//! A history of another system through the normal writer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use brygga_app::care_chain::load;
use brygga_app::history::{ChainRow, chain_id, import_chains, read_chains};
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
