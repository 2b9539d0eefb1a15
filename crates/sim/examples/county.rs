//! Simulates the county once and prints what came of it.

#[path = "../tests/county/site.rs"]
mod site;

use brygga_domain::ids::HsaId;
use brygga_store::{GroupBy, WorklistFilter, WorklistQuery};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1);
    let weeks = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(8);
    let site = site::simulated(seed, weeks).await;
    println!("{:#?}", site.report);
    println!("{:.2} s", site.report.seconds());
    let ward = HsaId::parse("TST9900000001-AVD37").expect("the id is a constant");
    let query = WorklistQuery {
        unit: ward.clone(),
        user: ward.clone(),
        user_name: String::new(),
        by: GroupBy::Step,
        filter: WorklistFilter::All,
        area: None,
        now: site::friday(),
        after: None,
        limit: 50,
    };
    let page = site.app.store.worklist(query).await.expect("the list reads");
    for row in page.rows {
        let (chain, party) = (row.chain, row.party);
        let step = party.step.map(|s| (s.code, s.detail, s.unit.to_string(), s.due));
        println!(
            "{:?} {} {}, {} {:?} {}/{} unseen {} risk {} conflict {} {step:?}",
            party.group,
            chain.place.unwrap_or_default(),
            chain.family,
            chain.given,
            chain.stage,
            chain.prepared,
            chain.prepared_of,
            party.unseen,
            chain.weekend_from.is_some(),
            chain.conflict,
        );
    }
    println!("{:?}", site.app.store.counters(&ward, &ward, "", site::friday()).await);
}
