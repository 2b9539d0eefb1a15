//! The recipe of closed chains, small.

use std::collections::BTreeMap;

use brygga_domain::care_chain::Stage;
use brygga_store::{
    GroupBy, LogDigest, Position, Store, WorklistFilter, WorklistQuery, WorklistRow, log_digest,
};
use brygga_store_postgres::PostgresBulk;

use super::*;

const CHAINS: u64 = 45;

async fn closed_of(store: &dyn Store, unit: &HsaId) -> Vec<WorklistRow> {
    let query = WorklistQuery {
        unit: unit.clone(),
        user: unit.clone(),
        user_name: String::new(),
        by: GroupBy::Step,
        filter: WorklistFilter::Closed,
        area: None,
        now: opened_at(),
        after: None,
        limit: 50,
    };
    let page = store.worklist(query).await.expect("the list reads");
    assert!(page.rows.iter().all(|row| row.chain.stage == Stage::Closed));
    page.rows
}

/// Events of each chain of the recipe.
async fn lengths(store: &dyn Store) -> Vec<usize> {
    let mut lengths = BTreeMap::new();
    let mut after = Position { part: 0, pos: 0 };
    for part in store.last().await.expect("the log reads") {
        after.part = part.part;
        after.pos = 0;
        loop {
            let page = store.after(after, 500).await.expect("the log reads");
            let Some(last) = page.last() else { break };
            after = last.position;
            for event in &page {
                *lengths.entry(event.stream.aggregate).or_insert(0) += 1;
            }
        }
    }
    let of = |number| uuid::Uuid::from_bytes(scattered("chain", number, 0));
    (0..CHAINS).map(|number| lengths[&of(number)]).collect()
}

#[tokio::test]
async fn closed_chains_are_real_and_kept_until_the_recipe_changes() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = closed_chains(base.path(), CHAINS, 1).await.expect("they are made");
    let store = SqliteStore::open_reader(&folder).expect("the database opens");
    let lengths = lengths(&store).await;
    assert!(lengths.iter().all(|events| (6..=8).contains(events)), "{lengths:?}");
    let wards = Closed::of(site::registry().await.expect("the registry reads")).wards;
    let mut listed = 0;
    for ward in &wards {
        listed += closed_of(&store, &ward.id).await.len();
    }
    assert_eq!(listed as u64, CHAINS, "each stands on its ward's list of closed cases");
    drop(store);
    // Made once.
    std::fs::write(folder.join("mark"), "kept").expect("a file");
    assert_eq!(closed_chains(base.path(), CHAINS, 1).await.expect("they are there"), folder);
    assert!(folder.join("mark").exists());
    // What an older recipe has made goes.
    let older = base.path().join(format!("closed-{CHAINS}-000000000000-1"));
    std::fs::rename(&folder, &older).expect("a name");
    assert_eq!(closed_chains(base.path(), CHAINS, 1).await.expect("they are made"), folder);
    assert!(!older.exists() && !folder.join("mark").exists());
}

#[tokio::test]
async fn both_engines_hold_the_same_facts() {
    let Some(database) = brygga_testkit_postgres::database().await else { return };
    let (origin, key) = site::origin();
    let recipe: Arc<dyn Recipe> =
        Arc::new(Closed::of(site::registry().await.expect("the registry reads")));
    let options = brygga_store_postgres::OpenOptions::new(
        &database.address(),
        origin,
        key.clone(),
        opened_at(),
    );
    let options = options.expect("a good address").simulated(true);
    let mut writer = PostgresBulk::open(&options).await.expect("the database opens");
    let made = make(&mut writer, &recipe, origin, &key, CHAINS, &mut |_| {}).await;
    let events = made.expect("they are made");
    drop(writer);
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::Directory(folder.path().to_owned());
    let options = OpenOptions::new(place, origin, key.clone(), opened_at()).simulated(true);
    let mut writer = SqliteBulk::open(&options).expect("the database opens");
    make(&mut writer, &recipe, origin, &key, CHAINS, &mut |_| {}).await.expect("they are made");
    drop(writer);
    let sqlite = SqliteStore::open_reader(folder.path()).expect("the database opens");
    let postgres = site::postgres_at(&database.address()).await.expect("the database opens");
    let digest = async |store: &dyn Store| -> LogDigest {
        let report = verify(store, &mut |_, _| {}).await.expect("the log reads");
        assert_eq!((report.faults, report.events), (0, events));
        log_digest(store).await.expect("the log reads")
    };
    assert_eq!(digest(&sqlite).await.ids, digest(&*postgres).await.ids);
    // The digest of rows is each engine's own; what a ward reads is not.
    for ward in &Closed::of(site::registry().await.expect("the registry reads")).wards {
        let rows = closed_of(&sqlite, &ward.id).await;
        assert_eq!(rows, closed_of(&*postgres, &ward.id).await, "and the same rows");
    }
    // A server goes on with what was loaded.
    let app = site::with_registry(postgres).await.expect("a site starts");
    site::open_list(&app, false, 1).await.expect("a case begins");
}
