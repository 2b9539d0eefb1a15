//! Simulates the county once and prints what came of it: the report, and how each kind of list
//! stands at the end.

#[path = "../tests/county/site.rs"]
mod site;

use brygga_domain::ids::HsaId;
use brygga_store::{GroupBy, WorklistFilter, WorklistQuery};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1);
    let weeks = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(8);
    let rows = arguments.next();
    let site = site::simulated(seed, weeks).await;
    println!("{:#?}", site.report);
    println!("{:.2} s", site.report.seconds());
    for unit in [
        "TST9900000001-AVD37",
        "TST9900000001-MED9",
        "TST9900000001-VCEKEN",
        "TST9900009901-BISTN",
        "TST9900009901-HSV",
        "TST9900009904-BIST",
    ] {
        let id = HsaId::parse(unit).expect("the id is a constant");
        let counters = site.app.store.counters(&id, &id, "", site::friday()).await;
        println!("{unit}: {counters:?}");
    }
    let Some(unit) = rows else { return };
    let query = WorklistQuery {
        unit: HsaId::parse(&unit).expect("the id of a unit"),
        user: HsaId::parse(&unit).expect("the id of a unit"),
        user_name: String::new(),
        by: GroupBy::Step,
        filter: WorklistFilter::All,
        area: None,
        now: site::friday(),
        after: None,
        limit: 100,
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
}
