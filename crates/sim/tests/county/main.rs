//! The simulated county as the log has it.

mod site;

use brygga_store::Position;
use sha2::{Digest as _, Sha256};
use site::{Site, simulated};

async fn digest(site: &Site) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut after = Position::default();
    loop {
        let page = site.app.store.after(after, 1_000).await.expect("the log reads");
        let Some(last) = page.last() else { break };
        after = last.position;
        for event in page {
            hash.update(event.position.pos.to_be_bytes());
            hash.update(event.id.0);
        }
    }
    hash.finalize().to_vec()
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
async fn a_week_of_the_county_keeps_to_the_rules() {
    let site = simulated(3, 1).await;
    let report = &site.report;
    assert!((60..=150).contains(&report.chains), "{} chains", report.chains);
    assert!(report.refusals() * 50 < report.acts, "{:?}", report.refused);
}
