//! Searching, and the stays of the feed.

use brygga_domain::ids::ChainId;

use super::fixtures::{
    act_with, at, chain, chain_row, committed, party_row, person, stay_row, unit,
};
use crate::{
    ChainRow, Change, Group, PartyRow, SearchHit, StayRow, StayState, Store, UnmappedWard,
};

const SYSTEM: &str = "1.2.752.129.2.1.3.1";

fn chains(hits: Vec<SearchHit>) -> Vec<ChainId> {
    hits.into_iter().map(|hit| hit.row.chain).collect()
}

fn saved(row: ChainRow, party: PartyRow) -> Change {
    Change::Chain(Box::new(row), vec![party])
}

pub(super) async fn a_search_finds_the_units_own_chains_only(store: &impl Store) {
    let named = |n: u64, name: &str| ChainRow { name_folded: name.to_owned(), ..chain_row(n) };
    let ours = || party_row(unit(1), Group::Ours, None);
    let closed = ChainRow { active: false, ..named(3, "öhman greta") };
    store
        .write_projections(vec![
            saved(named(1, "ohlsson greta"), ours()),
            saved(named(2, "öhlin greta"), ours()),
            saved(ChainRow { identifier: "1".to_owned(), ..closed }, ours()),
            saved(
                ChainRow { identifier: "1".to_owned(), ..named(4, "öhman kim") },
                party_row(unit(2), Group::Ours, None),
            ),
            saved(ChainRow { identifier: "1".to_owned(), ..named(5, "öhman amira") }, ours()),
            saved(named(6, "öhman gone"), PartyRow { active: false, ..ours() }),
        ])
        .await
        .expect("written");
    let by_name = async |prefix: &str| {
        chains(store.find_by_name(&unit(1), prefix, at(0)).await.expect("read"))
    };
    assert_eq!(by_name("öhman").await, [chain(5), chain(3)]);
    assert_eq!(by_name("öh").await, [chain(2), chain(5), chain(3)], "å, ä and ö are kept apart");
    assert_eq!(by_name("oh").await, [chain(1)]);
    assert!(by_name("man").await.is_empty(), "the beginning only");
    assert!(by_name("öh%").await.is_empty(), "no patterns");

    let hits = store.find_by_identifier(&unit(1), SYSTEM, "1", at(0)).await.expect("read");
    assert_eq!(chains(hits), [chain(5), chain(3)], "open first");
    let hits = store.find_by_identifier(&unit(1), "1.2.3", "1", at(0)).await.expect("read");
    assert!(hits.is_empty(), "the system is part of the identifier");

    let many = (100..160).map(|n| saved(named(n, "lind kim"), ours())).collect();
    store.write_projections(many).await.expect("written");
    assert_eq!(by_name("lind").await.len(), 50);
}

pub(super) async fn a_merged_identifier_finds_the_person_and_their_chains(store: &impl Store) {
    let identified = |n: u64, value: &str| Change::PersonIdentified {
        person: person(n),
        system: SYSTEM.to_owned(),
        value: value.to_owned(),
    };
    let row = ChainRow { identifier: "new".to_owned(), ..chain_row(1) };
    let changes = vec![
        identified(1, "new"),
        identified(2, "reserve"),
        saved(row, party_row(unit(1), Group::Ours, None)),
        saved(
            ChainRow { person: person(1), active: false, ..chain_row(2) },
            party_row(unit(1), Group::Plan, None),
        ),
    ];
    committed(store.commit(act_with(1, changes)).await);
    let find = async |value: &str| store.person_by_identifier(SYSTEM, value).await.expect("read");
    assert_eq!(find("reserve").await, Some(person(2)));
    committed(store.commit(act_with(2, vec![identified(1, "reserve")])).await);
    assert_eq!(find("reserve").await, Some(person(1)), "a merge moves it");
    assert_eq!(find("nobody").await, None);
    assert_eq!(store.open_chains_of(person(1)).await.expect("read"), [chain(1)]);
    let hits = store.find_by_identifier(&unit(1), SYSTEM, "reserve", at(0)).await.expect("read");
    assert_eq!(chains(hits), [chain(1), chain(2)]);
}

pub(super) async fn stays_wait_on_their_ward_until_a_chain_grows_from_them(store: &impl Store) {
    let here = |n: u64| stay_row(n);
    let planned = StayRow { state: StayState::Planned, admitted_at: None, ..stay_row(4) };
    let unmapped = StayRow { ward: None, ward_code: Some("NY".to_owned()), ..stay_row(5) };
    let gone = StayRow {
        state: StayState::Discharged,
        discharged_at: Some(at(50)),
        person: person(1),
        address: Some("Testvägen 1".to_owned()),
        deceased: true,
        protected: true,
        chain: Some(chain(8)),
        ..stay_row(6)
    };
    let leave = StayRow { state: StayState::OnLeave, ward: Some(unit(2)), ..stay_row(7) };
    let all = [here(1), here(2), here(3), planned, unmapped, gone, leave];
    let changes = all.iter().map(|row| Change::Stay(Box::new(row.clone()))).collect();
    committed(store.commit(act_with(1, changes)).await);

    let ward = async |n: u64, limit: u32| store.ward_stays(&unit(n), limit).await.expect("read");
    assert_eq!(ward(1, 10).await, [here(3), here(2), here(1)], "newest admission first");
    assert_eq!(ward(1, 1).await, [here(3)]);
    assert_eq!(ward(2, 10).await, [all[6].clone()]);
    assert_eq!(store.counters(&unit(1), &unit(900), "", at(0)).await.expect("read").stays, 3);
    for row in &all {
        assert_eq!(store.stay(&row.visit_key).await.expect("read").as_ref(), Some(row));
    }
    assert_eq!(store.stay("SENDER|none").await.expect("read"), None);
    assert_eq!(store.open_stays_of(person(1)).await.expect("read"), [here(1)]);
    let unmapped = store.unmapped_wards().await.expect("read");
    assert_eq!(unmapped, [UnmappedWard { code: "NY".to_owned(), stays: 1 }]);

    let died = store.deceased_stays_of(&[person(7), person(1), person(2)]).await.expect("read");
    assert_eq!(died, [all[5].clone()], "a draft for its ward");
    assert_eq!(store.deceased_stays_of(&[]).await.expect("read"), []);

    let first = store.stays_after(None, 4).await.expect("read");
    let after = first.last().map(|row| row.visit_key.clone());
    let second = store.stays_after(after.as_deref(), 4).await.expect("read");
    assert_eq!([first, second].concat(), all);

    let link = Change::StayLinked { visit: here(3).visit_key, chain: chain(9) };
    committed(store.commit(act_with(2, vec![link])).await);
    assert_eq!(ward(1, 10).await, [here(2), here(1)]);
    assert_eq!(store.counters(&unit(1), &unit(900), "", at(0)).await.expect("read").stays, 2);
    let linked = store.stay(&here(3).visit_key).await.expect("read").expect("still there");
    assert_eq!(linked.chain, Some(chain(9)));
}
