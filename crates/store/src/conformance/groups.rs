//! Groups of a list with their counts, "Mina", neighbours, and what a reader has looked at.

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::care_chain::Stage;
use brygga_domain::ids::ChainId;

use super::fixtures::{Chance, act_with, at, chain, chain_row, committed, party_row, unit};
use super::lists::{counted, list, listed, on_list, random_rows, rows};
use crate::{
    AccessEntry, ChainRow, Change, Group, GroupBy, GroupCount, Neighbours, PartyRow, Store, Taker,
    Who, WorklistFilter, WorklistQuery,
};

pub(super) async fn mina_is_what_the_reader_has_taken_or_is_named_in(store: &impl Store) {
    let user = |n: u64| Who::User(unit(n));
    let taker = |of: u64, who: Who| Taker { unit: unit(of), who };
    let open =
        |n: u64| rows(chain_row(n), vec![party_row(unit(1), Group::Ours, Some(at(10 - n as i64)))]);
    let mut changes: Vec<_> = (1..=6).map(open).collect();
    let takers = |n: u64, takers: Vec<Taker>| Change::Takers { chain: chain(n), takers };
    let ended = PartyRow { reads_until: Some(at(5)), ..party_row(unit(1), Group::Ours, None) };
    changes.extend([
        takers(1, vec![taker(1, user(900))]),
        takers(2, vec![taker(1, user(901))]),
        takers(3, vec![taker(1, Who::Named(" kim DEMOSSON".to_owned())), taker(1, user(900))]),
        takers(4, vec![taker(2, user(900))]),
        rows(chain_row(5), vec![ended]),
        takers(5, vec![taker(1, user(900))]),
    ]);
    store.write_projections(changes).await.expect("written");
    let mine = |now| list(unit(1), WorklistFilter::Mine, now);
    assert_eq!(listed(store, mine(at(0))).await, [chain(3), chain(1), chain(5)], "by time");
    assert_eq!(counted(store, &unit(1), at(0)).await.mine, 3, "named and taken is one");
    assert_eq!(listed(store, mine(at(6))).await, [chain(3), chain(1)], "reading has ended");
    assert_eq!(counted(store, &unit(1), at(6)).await.mine, 2);

    // Given back, taken by somebody else, closed.
    let closed = ChainRow { active: false, stage: Stage::Closed, ..chain_row(5) };
    let changes = vec![
        takers(1, Vec::new()),
        takers(3, vec![taker(1, user(902))]),
        rows(closed, vec![party_row(unit(1), Group::Plan, None)]),
    ];
    committed(store.commit(act_with(1, changes)).await);
    assert!(listed(store, mine(at(0))).await.is_empty());
    assert_eq!(counted(store, &unit(1), at(0)).await.mine, 0);
    let other = WorklistQuery { user: unit(902), user_name: String::new(), ..mine(at(0)) };
    assert_eq!(listed(store, other).await, [chain(3)]);
}

/// Wards, municipalities, rooms and stages at random.
fn random_place(chance: &mut Chance, row: ChainRow) -> ChainRow {
    let one_of = |chance: &mut Chance, words: &[&str]| {
        let at = chance.below(words.len() as u64 + 1) as usize;
        words.get(at).map(|word| (*word).to_owned())
    };
    ChainRow {
        municipality: one_of(chance, &["0380", "0381", "0382"]),
        place: one_of(chance, &["9:1", "12:2", "12:1", "korridor"]),
        ward: unit(chance.below(3)),
        stage: if row.active { GroupBy::STAGES[chance.below(5) as usize] } else { row.stage },
        ..row
    }
}

/// What the documentation of the groupings says.
fn group_key(chain: &ChainRow, party: &PartyRow, by: GroupBy) -> String {
    match by {
        GroupBy::Step => (party.group as u8).to_string(),
        GroupBy::Municipality => chain.municipality.clone().unwrap_or_else(|| "~".to_owned()),
        GroupBy::Stage => GroupBy::STAGES
            .iter()
            .position(|stage| *stage == chain.stage)
            .expect("a stage")
            .to_string(),
        GroupBy::Room => chain.place.as_deref().map_or_else(
            || "~".to_owned(),
            |place| format!("{:>12}", place.split(':').next().unwrap_or_default()),
        ),
        GroupBy::Ward => chain.ward.to_string(),
    }
}

pub(super) async fn groups_count_all_their_rows_on_whatever_page(store: &impl Store) {
    let mut chance = Chance(5);
    let all: Vec<_> = (0..130)
        .map(|n| {
            let (row, parties) = random_rows(&mut chance, n);
            (random_place(&mut chance, row), parties)
        })
        .collect();
    let changes = all.iter().map(|(chain, parties)| rows(chain.clone(), parties.clone()));
    store.write_projections(changes.collect()).await.expect("written");
    for by in GroupBy::ALL {
        for filter in [WorklistFilter::All, WorklistFilter::Ours, WorklistFilter::Unseen] {
            let mut naive: BTreeMap<String, u32> = BTreeMap::new();
            for (chain, parties) in &all {
                let ours = parties.iter().find(|party| party.unit == unit(1));
                let Some(ours) = ours.filter(|it| on_list(chain, it, filter, at(0))) else {
                    continue;
                };
                *naive.entry(group_key(chain, ours, by)).or_default() += 1;
            }
            let query = WorklistQuery { by, limit: 7, ..list(unit(1), filter, at(0)) };
            let counts = store.group_counts(query.clone()).await.expect("read");
            let expected: Vec<_> =
                naive.iter().map(|(key, n)| GroupCount { key: key.clone(), count: *n }).collect();
            assert_eq!(counts, expected, "{by:?} {filter:?}");

            // Page by page: each group in one stretch, in the order of the counts, all rows once.
            let mut found: Vec<(String, ChainId)> = Vec::new();
            let mut after = None;
            loop {
                let page = store.worklist(WorklistQuery { after, ..query.clone() }).await;
                let page = page.expect("read");
                found.extend(
                    page.rows
                        .iter()
                        .map(|row| (group_key(&row.chain, &row.party, by), row.chain.chain)),
                );
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let mut stretches: Vec<GroupCount> = Vec::new();
            for (key, _) in &found {
                match stretches.last_mut().filter(|last| last.key == *key) {
                    Some(last) => last.count += 1,
                    None => stretches.push(GroupCount { key: key.clone(), count: 1 }),
                }
            }
            assert_eq!(stretches, expected, "{by:?} {filter:?}");
            let chains: BTreeSet<_> = found.iter().map(|it| it.1).collect();
            assert_eq!(chains.len(), found.len(), "no row twice");
        }
    }
}

pub(super) async fn neighbours_stand_around_a_place_even_when_its_row_has_moved(
    store: &impl Store,
) {
    let row =
        |n: u64, due: i64| rows(chain_row(n), vec![party_row(unit(1), Group::Ours, Some(at(due)))]);
    store.write_projections((1..=4).map(|n| row(n, n as i64)).collect()).await.expect("written");
    for by in GroupBy::ALL {
        let query = WorklistQuery { by, ..list(unit(1), WorklistFilter::Ours, at(0)) };
        let places: Vec<_> = store.worklist(query.clone()).await.expect("read").rows;
        let around = async |n: usize| {
            let after = Some(places[n].place.clone());
            let found = store.neighbours(WorklistQuery { after, ..query.clone() }).await;
            found.expect("read").expect("a place is given")
        };
        let place = |n: usize| Some(places[n].place.clone());
        let first = Neighbours { previous: None, next: place(1), position: 1, total: 4 };
        assert_eq!(around(0).await, first);
        let third = Neighbours { previous: place(1), next: place(3), position: 3, total: 4 };
        assert_eq!(around(2).await, third);
        let last = Neighbours { previous: place(2), next: None, position: 4, total: 4 };
        assert_eq!(around(3).await, last);
    }
    let query = list(unit(1), WorklistFilter::Ours, at(0));
    assert_eq!(store.neighbours(query.clone()).await.expect("read"), None, "no place");
    let places = store.worklist(query.clone()).await.expect("read").rows;
    // The second moves to the end while somebody reads it: the next is still the third.
    store.write_projections(vec![row(2, 9)]).await.expect("written");
    let after = Some(places[1].place.clone());
    let found = store.neighbours(WorklistQuery { after, ..query }).await.expect("read");
    let found = found.expect("a place is given");
    assert_eq!(found.next, Some(places[2].place.clone()));
    assert_eq!((found.position, found.total), (2, 4), "itself counts once");
}

pub(super) async fn looks_at_closed_cases_and_old_looks_are_forgotten(store: &impl Store) {
    let closed = ChainRow { active: false, stage: Stage::Closed, ..chain_row(2) };
    let ours = || vec![party_row(unit(1), Group::Ours, None)];
    let changes = vec![rows(chain_row(1), ours()), rows(closed, ours())];
    store.write_projections(changes).await.expect("written");
    // Of the third there is no row: a rebuild is under way.
    let looks = [(900, 1, 10), (900, 2, 10), (900, 3, 10), (901, 1, 30), (901, 2, 30), (902, 1, 1)];
    let look = |(user, n, minutes): (u64, u64, i64)| AccessEntry {
        at: at(minutes),
        user: Some(unit(user)),
        assignment: None,
        unit: Some(unit(1)),
        what: "view-chain".to_owned(),
        purpose: String::new(),
        chain: Some(chain(n)),
        persons: Vec::new(),
        correlation: String::new(),
    };
    store.record_access(looks.into_iter().map(look).collect()).await.expect("written");
    let forget = async |limit| store.forget_looks(at(20), at(5), limit).await.expect("forgotten");
    assert_eq!(forget(1).await + forget(100).await, 2, "902's old one, and 900's at the closed");
    assert_eq!(forget(100).await, 0);
    let looked = async |user: u64, filter| {
        let query = WorklistQuery { user: unit(user), ..list(unit(1), filter, at(0)) };
        let page = store.worklist(query).await.expect("read");
        page.rows.into_iter().map(|row| row.looked_at).collect::<Vec<_>>()
    };
    use WorklistFilter::{All, Closed};
    assert_eq!(looked(900, All).await, [Some(at(10))], "an open case is remembered");
    assert_eq!(looked(900, Closed).await, [None]);
    assert_eq!(looked(901, Closed).await, [Some(at(30))], "looked at lately");
    assert_eq!(looked(902, All).await, [None]);
    assert_eq!(store.forget_looks(at(20), at(11), 100).await.expect("forgotten"), 2);
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!((proof.rows, proof.fault), (6, None), "the log keeps everything");
}

pub(super) async fn a_row_knows_when_its_reader_last_looked(store: &impl Store) {
    let change = rows(chain_row(1), vec![party_row(unit(1), Group::Ours, None)]);
    store.write_projections(vec![change]).await.expect("written");
    let looked = async || {
        let page = store.worklist(list(unit(1), WorklistFilter::All, at(0))).await.expect("read");
        page.rows[0].looked_at
    };
    let entry = |user: u64, what: &str, minutes| AccessEntry {
        at: at(minutes),
        user: Some(unit(user)),
        assignment: None,
        unit: Some(unit(1)),
        what: what.to_owned(),
        purpose: String::new(),
        chain: Some(chain(1)),
        persons: Vec::new(),
        correlation: String::new(),
    };
    assert_eq!(looked().await, None);
    let others = vec![entry(901, "view-chain", 3), entry(900, "denied:view-chain", 4)];
    store.record_access(others).await.expect("written");
    assert_eq!(looked().await, None, "somebody else, and nothing seen");
    store.record_access(vec![entry(900, "view-chain", 5)]).await.expect("written");
    assert_eq!(looked().await, Some(at(5)));
    store.record_access(vec![entry(900, "acknowledge", 7)]).await.expect("written");
    assert_eq!(looked().await, Some(at(7)));
    store.clear_projections().await.expect("cleared");
    let change = rows(chain_row(1), vec![party_row(unit(1), Group::Ours, None)]);
    store.write_projections(vec![change]).await.expect("written");
    assert_eq!(looked().await, Some(at(7)), "no rebuild forgets it");
}
