//! The simulated county as the log has it.

mod eight_weeks;
mod interrupted;
mod log;
mod site;

use brygga_domain::ids::HsaId;
use brygga_sim::{LiveCounty, live_step};
use brygga_store::{GroupBy, LogDigest, WorklistFilter, WorklistQuery, WorklistRow, log_digest};
use site::{Site, friday, simulated};

async fn digest(site: &Site) -> LogDigest {
    log_digest(&*site.app.store).await.expect("the log reads")
}

async fn list(site: &Site, unit: &str) -> Vec<WorklistRow> {
    let query = WorklistQuery {
        unit: HsaId::parse(unit).expect("the id is a constant"),
        user: HsaId::parse(unit).expect("the id is a constant"),
        user_name: String::new(),
        by: GroupBy::Step,
        filter: WorklistFilter::All,
        area: None,
        now: friday(),
        after: None,
        limit: 50,
    };
    site.app.store.worklist(query).await.expect("the list reads").rows
}

fn of<'a>(rows: &'a [WorklistRow], family: &str, given: &str) -> &'a WorklistRow {
    rows.iter()
        .find(|row| row.chain.family == family && row.chain.given == given)
        .unwrap_or_else(|| panic!("{family} {given} is not in the list"))
}

#[tokio::test]
async fn the_same_seed_and_end_give_the_same_log_and_another_seed_does_not() {
    let first = simulated(1, 1).await;
    let again = simulated(1, 1).await;
    let other = simulated(2, 1).await;
    assert_eq!(digest(&first).await, digest(&again).await);
    assert_ne!(digest(&first).await, digest(&other).await);
}

#[tokio::test]
async fn the_people_of_the_mock_ups_stand_on_avdelning_37_as_drawn() {
    let site = simulated(3, 1).await;
    let rows = list(&site, "TST9900000001-AVD37").await;
    let step = |row: &WorklistRow| row.party.step.as_ref().map(|step| step.code.clone());
    let provgren = of(&rows, "Provgren", "Sven-Erik");
    assert_eq!(step(provgren).as_deref(), Some("answer-question"));
    assert!(provgren.party.step.as_ref().is_some_and(|s| s.due.is_some_and(|at| at < friday())));
    let mallstrom = of(&rows, "Mallström", "Greta");
    assert_eq!((mallstrom.chain.prepared, mallstrom.chain.prepared_of), (4, 6));
    assert_eq!(mallstrom.party.unseen, 2);
    assert_eq!(mallstrom.chain.municipality_ready, Some(false));
    let testlund = of(&rows, "Testlund", "Amira");
    assert_eq!(testlund.chain.municipality_ready, Some(true));
    assert_eq!(step(testlund).as_deref(), Some("discharge"));
    let demonas = of(&rows, "Demonäs", "Rolf");
    assert_eq!(step(demonas).as_deref(), Some("send-admission-notice"));
    let skissberg = of(&rows, "Skissberg", "Maj-Britt");
    assert_eq!((skissberg.chain.prepared, skissberg.chain.prepared_of), (5, 6));
}

#[tokio::test]
async fn the_county_goes_on_through_the_durable_path() {
    let site = simulated(4, 1).await;
    let before = site.app.store.last().await.expect("the log reads");
    let mut live = LiveCounty::of(&site.app, 4).await.expect("the open chains are found");
    let mut acts = 0;
    for _ in 0..20 {
        let act = live_step(&site.app, &mut live).await.expect("the county goes on");
        acts += usize::from(act.is_some());
    }
    assert!(acts >= 10, "only {acts} of 20 tries were acts");
    assert!(site.app.store.last().await.expect("the log reads") > before);
}
