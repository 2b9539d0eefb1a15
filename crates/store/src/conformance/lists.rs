//! Rows, lists and counters.

use std::collections::BTreeMap;

use brygga_domain::care_chain::{NoticeAnswer, Stage};
use brygga_domain::ids::{ChainId, HsaId};
use brygga_domain::registry::Role;
use jiff::Timestamp;
use jiff::civil::date;

use super::fixtures::{
    Chance, act, act_on, act_with, at, chain, chain_row, committed, party_row, stay_row, stream,
    unit,
};
use crate::{
    Answered, ChainRow, Change, CommitError, Counters, Cursor, Group, GroupBy, PartyRow, Prepared,
    ProjectionVersion, ShownStep, Store, Taker, Who, WorklistFilter, WorklistQuery, WorklistRow,
};

const GROUPS: [Group; 5] =
    [Group::Ours, Group::Hospital, Group::Municipality, Group::PrimaryCare, Group::Plan];
const FILTERS: [WorklistFilter; 7] = [
    WorklistFilter::All,
    WorklistFilter::Ours,
    WorklistFilter::Overdue,
    WorklistFilter::WeekendRisk,
    WorklistFilter::Unseen,
    WorklistFilter::Untaken,
    WorklistFilter::Closed,
];

pub(super) fn rows(chain: ChainRow, parties: Vec<PartyRow>) -> Change {
    Change::Chain(Box::new(chain), parties)
}

pub(super) fn list(unit: HsaId, filter: WorklistFilter, now: Timestamp) -> WorklistQuery {
    let (user, user_name, by) = (asker(), NAME.to_owned(), GroupBy::Step);
    let (area, after, limit) = (None, None, 50);
    WorklistQuery { unit, user, user_name, by, filter, area, now, after, limit }
}

/// Who asks.
const NAME: &str = "Kim Demosson";

fn asker() -> HsaId {
    unit(900)
}

pub(super) async fn counted(store: &impl Store, unit: &HsaId, now: Timestamp) -> Counters {
    store.counters(unit, &asker(), NAME, now).await.expect("read")
}

pub(super) async fn listed(store: &impl Store, query: WorklistQuery) -> Vec<ChainId> {
    let page = store.worklist(query).await.expect("read");
    page.rows.into_iter().map(|row| row.chain.chain).collect()
}

pub(super) async fn projections_are_written_with_the_events_or_not_at_all(store: &impl Store) {
    let change = |n| vec![rows(chain_row(n), vec![party_row(unit(1), Group::Ours, None)])];
    let first = Prepared { changes: change(1), ..act_on(1, stream(1), None) };
    committed(store.commit(first).await);
    let stale = Prepared { changes: change(2), ..act_on(2, stream(1), None) };
    assert!(matches!(store.commit(stale).await, Err(CommitError::Stale(_))));
    assert_eq!(store.chain_row(chain(1)).await.expect("read"), Some(chain_row(1)));
    assert_eq!(store.chain_row(chain(2)).await.expect("read"), None);
    assert_eq!(counted(store, &unit(1), at(0)).await.all, 1);

    // A unit that is named twice has one row, the last, and counts once.
    let ours = || party_row(unit(1), Group::Ours, None);
    let twice = rows(chain_row(1), vec![ours(), PartyRow { unseen: 3, ..ours() }]);
    committed(store.commit(act_with(4, vec![twice])).await);
    let counters = counted(store, &unit(1), at(0)).await;
    assert_eq!((counters.all, counters.ours, counters.unseen), (1, 1, 1));

    // A unit that is not named any more loses its row.
    let other = rows(chain_row(1), vec![party_row(unit(2), Group::Plan, None)]);
    committed(store.commit(act_with(3, vec![other])).await);
    assert_eq!(counted(store, &unit(1), at(0)).await, Counters::default());
    let parties = store.party_rows(chain(1)).await.expect("read");
    assert_eq!(parties, [party_row(unit(2), Group::Plan, None)]);
}

pub(super) async fn rows_read_back_as_they_were_written(store: &impl Store) {
    let full = ChainRow {
        birth_date: Some(date(1912, 12, 12)),
        protected: true,
        municipality: Some("0380".to_owned()),
        area: Some("Norr".to_owned()),
        place: Some("12:2".to_owned()),
        stage: Stage::DischargeReady,
        admitted_at: Some(at(-1)),
        estimate: Some(at(900)),
        ready_at: Some(at(3)),
        municipality_ready: Some(false),
        outpatient_ready: Some(true),
        discharged_at: Some(at(5)),
        liability_from: Some(date(2026, 7, 30)),
        prepared: 3,
        prepared_of: 11,
        weekend_from: Some(at(6)),
        weekend_until: Some(at(7)),
        conflict: true,
        owner: Some(unit(2)),
        recompute_at: Some(at(8)),
        version: 40,
        ..chain_row(1)
    };
    let party = PartyRow {
        reads_until: Some(at(1_000)),
        answered: Some(answered(7)),
        unseen: 2,
        taken_by: Some("Kim D".to_owned()),
        municipalities: (1, 2),
        is_new: true,
        changed_at: at(12),
        step: Some(ShownStep {
            code: "checklist".to_owned(),
            detail: Some("transport".to_owned()),
            unit: unit(2),
            role: Some(Role::WardNurse),
            due: Some(at(9)),
            statutory: false,
        }),
        ..party_row(unit(1), Group::Municipality, None)
    };
    let bare = PartyRow { step: None, ..party_row(unit(3), Group::Plan, None) };
    let parties = vec![party, bare];
    store.write_projections(vec![rows(full.clone(), parties.clone())]).await.expect("written");
    assert_eq!(store.chain_row(chain(1)).await.expect("read"), Some(full.clone()));
    assert_eq!(store.party_rows(chain(1)).await.expect("read"), parties);
    let page = store.worklist(list(unit(1), WorklistFilter::All, at(0))).await.expect("read");
    let place = Cursor {
        key: String::new(),
        group: Group::Municipality as u8,
        due_ms: at(9).as_millisecond(),
        chain: chain(1),
    };
    let (row, party) = (full.clone(), parties[0].clone());
    assert_eq!(page.rows, [WorklistRow { chain: row, party, place, looked_at: None }]);
    assert_eq!(page.next, None);

    // A change that moves nothing in any list is a change all the same.
    let full = ChainRow { place: None, conflict: false, changed_at: at(20), version: 41, ..full };
    let mut parties = parties;
    parties[0].taken_by = None;
    parties[0].is_new = false;
    parties[1].changed_at = at(20);
    parties[1].step = parties[0].step.clone();
    if let Some(step) = &mut parties[0].step {
        (step.code, step.detail) = ("other".to_owned(), None);
    }
    if let Some(step) = &mut parties[1].step {
        step.due = None;
    }
    store.write_projections(vec![rows(full.clone(), parties.clone())]).await.expect("written");
    assert_eq!(store.chain_row(chain(1)).await.expect("read"), Some(full));
    assert_eq!(store.party_rows(chain(1)).await.expect("read"), parties);
    let changed = store.changed_since(&unit(3), at(19)).await.expect("read");
    assert_eq!(changed, [chain(1)]);
}

pub(super) async fn a_list_has_its_order_and_pages_without_gap_or_repeat(store: &impl Store) {
    let mut chance = Chance(1);
    let mut expected = Vec::new();
    let mut changes = Vec::new();
    for n in 0..53 {
        let group = GROUPS[chance.below(5) as usize];
        let due = (!chance.one_in(3)).then(|| at(chance.below(10) as i64));
        expected.push((group, due.map_or(i64::MAX, Timestamp::as_millisecond), chain(n)));
        changes.push(rows(chain_row(n), vec![party_row(unit(1), group, due)]));
        // Another unit's rows are never among ours.
        changes.push(rows(chain_row(1_000 + n), vec![party_row(unit(2), group, due)]));
    }
    expected.sort();
    store.write_projections(changes).await.expect("written");

    let mut found = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let query = list(unit(1), WorklistFilter::All, at(0));
        let query = WorklistQuery { after, limit: 10, ..query };
        let page = store.worklist(query).await.expect("read");
        assert!(page.rows.len() <= 10);
        found.extend(page.rows.iter().map(|row| row.chain.chain));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected: Vec<_> = expected.into_iter().map(|(_, _, chain)| chain).collect();
    assert_eq!(found, expected);

    let closed = |n: u64, minutes: i64| {
        let row = ChainRow {
            active: false,
            stage: Stage::Closed,
            stage_since: at(minutes),
            ..chain_row(n)
        };
        rows(row, vec![party_row(unit(1), Group::Plan, None)])
    };
    store.write_projections(vec![closed(0, 5), closed(1, 7), closed(2, 6)]).await.expect("written");
    let newest_first = listed(store, list(unit(1), WorklistFilter::Closed, at(0))).await;
    assert_eq!(newest_first, [chain(1), chain(2), chain(0)]);
}

/// Everything that decides where a row is listed and counted.
pub(super) fn random_rows(chance: &mut Chance, n: u64) -> (ChainRow, Vec<PartyRow>) {
    let some = |chance: &mut Chance, range: u64| {
        chance.one_in(2).then(|| at(chance.below(range) as i64 - range as i64 / 2))
    };
    let active = !chance.one_in(6);
    let weekend_from = some(chance, 20);
    let row = ChainRow {
        area: chance.one_in(2).then(|| "Norr".to_owned()),
        active,
        stage: if active { Stage::Admitted } else { Stage::Closed },
        stage_since: at(chance.below(10) as i64),
        weekend_from,
        weekend_until: weekend_from.and_then(|_| some(chance, 20)),
        changed_at: at(chance.below(10) as i64),
        ..chain_row(n)
    };
    let mut parties = Vec::new();
    for of in 1..=3 {
        if chance.one_in(4) {
            continue;
        }
        let group = GROUPS[chance.below(5) as usize];
        let due = some(chance, 20);
        parties.push(PartyRow {
            active: !chance.one_in(5),
            reads_until: chance.one_in(4).then(|| at(chance.below(20) as i64 - 10)),
            answered: chance.one_in(3).then(|| answered(chance.below(9) as i64)),
            unseen: chance.below(3) as u32,
            taken_by: chance.one_in(2).then(|| "Kim D".to_owned()),
            municipalities: (0, u32::from(chance.one_in(2))),
            ..party_row(unit(of), group, due)
        });
    }
    (row, parties)
}

/// What the documentation of the rows says, without any index.
pub(super) fn on_list(
    chain: &ChainRow,
    party: &PartyRow,
    filter: WorklistFilter,
    now: Timestamp,
) -> bool {
    let takes_part = party.active || party.reads_until.is_some();
    if !takes_part || party.reads_until.is_some_and(|end| end < now) {
        return false;
    }
    let due = party.step.as_ref().and_then(|step| step.due);
    let ours = party.group == Group::Ours;
    let wanted = match filter {
        WorklistFilter::Closed => return !chain.active,
        WorklistFilter::All => true,
        WorklistFilter::Ours => ours,
        WorklistFilter::Overdue => due.is_some_and(|due| due < now),
        WorklistFilter::WeekendRisk => {
            chain.weekend_from.is_some_and(|from| from <= now)
                && chain.weekend_until.is_none_or(|until| until > now)
        }
        WorklistFilter::Unseen => party.unseen > 0,
        WorklistFilter::Untaken => ours && party.taken_by.is_none(),
        // Not a matter of the rows: tried on its own.
        WorklistFilter::Mine => false,
    };
    chain.active && wanted
}

pub(super) async fn filters_show_what_a_naive_filter_shows(store: &impl Store) {
    let mut chance = Chance(2);
    let all: Vec<_> = (0..120).map(|n| random_rows(&mut chance, n)).collect();
    let changes = all.iter().map(|(chain, parties)| rows(chain.clone(), parties.clone()));
    store.write_projections(changes.collect()).await.expect("written");
    for filter in FILTERS {
        for area in [None, Some("Norr".to_owned())] {
            let mut expected: Vec<ChainId> = all
                .iter()
                .filter(|(chain, _)| area.is_none() || chain.area == area)
                .filter(|(chain, parties)| {
                    let ours = parties.iter().find(|party| party.unit == unit(1));
                    ours.is_some_and(|party| on_list(chain, party, filter, at(0)))
                })
                .map(|(chain, _)| chain.chain)
                .collect();
            let query =
                WorklistQuery { area: area.clone(), limit: 200, ..list(unit(1), filter, at(0)) };
            let mut found = listed(store, query).await;
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{filter:?} in {area:?}");
        }
    }
}

pub(super) async fn a_unit_whose_reading_has_ended_sees_nothing(store: &impl Store) {
    let ended = PartyRow {
        active: false,
        reads_until: Some(at(10)),
        unseen: 1,
        ..party_row(unit(1), Group::Ours, Some(at(0)))
    };
    let row = ChainRow { changed_at: at(9), ..chain_row(1) };
    store.write_projections(vec![rows(row, vec![ended])]).await.expect("written");
    let list = |now| list(unit(1), WorklistFilter::All, now);
    assert_eq!(listed(store, list(at(10))).await, [chain(1)], "until the end, the end included");
    assert_eq!(counted(store, &unit(1), at(10)).await.overdue, 1);
    assert!(listed(store, list(at(11))).await.is_empty());
    assert_eq!(counted(store, &unit(1), at(11)).await, Counters::default());
    let hits = store.find_by_name(&unit(1), "mall", at(11)).await.expect("read");
    assert!(hits.is_empty());
}

/// An answer by which a unit's reading ends.
fn answered(minutes: i64) -> Answered {
    Answered { answer: NoticeAnswer::NothingRequired, at: at(minutes) }
}

pub(super) async fn answers_are_left_to_a_unit_when_its_reading_has_ended(store: &impl Store) {
    let row = |n: u64, of: u64, reads_until: Option<Timestamp>, minutes: Option<i64>| {
        let answered = minutes.map(answered);
        let party = PartyRow { reads_until, answered, ..party_row(unit(of), Group::Plan, None) };
        rows(ChainRow { active: n != 3, ..chain_row(n) }, vec![party])
    };
    let changes = vec![
        row(1, 1, Some(at(10)), Some(1)),
        row(2, 1, Some(at(20)), Some(2)),
        row(3, 1, Some(at(10)), Some(3)),
        row(4, 1, Some(at(10)), Some(3)),
        row(5, 2, Some(at(10)), Some(3)),
        row(6, 1, None, None),
    ];
    store.write_projections(changes).await.expect("written");
    let page = async |now, after, limit| {
        let page = store.own_answers(&unit(1), now, after, limit).await.expect("read");
        let chains: Vec<_> = page.rows.iter().map(|row| row.chain.chain).collect();
        (chains, page.next, page.rows)
    };
    assert!(page(at(10), None, 50).await.0.is_empty(), "until the end, the end included");
    let (newest_first, next, found) = page(at(11), None, 50).await;
    assert_eq!((newest_first, next), (vec![chain(4), chain(3), chain(1)], None));
    assert_eq!((found[0].answered, found[0].active), (answered(3), true));
    assert_eq!(found[0].chain, chain_row(4));
    assert_eq!(page(at(21), None, 50).await.0.len(), 4);
    let (first, next, _) = page(at(11), None, 2).await;
    assert_eq!(first, [chain(4), chain(3)]);
    assert_eq!(page(at(11), next, 2).await.0, [chain(1)]);

    // Another answer in its place, and one that is gone.
    let changes = vec![row(1, 1, Some(at(10)), Some(9)), row(3, 1, None, None)];
    store.write_projections(changes).await.expect("written");
    assert_eq!(page(at(11), None, 50).await.0, [chain(1), chain(4)]);
}

pub(super) async fn chains_that_follow_the_registry_are_open_or_end_somebodys_reading(
    store: &impl Store,
) {
    let row = |n: u64, active: bool, reads_until: Option<Timestamp>| {
        let parties =
            [1, 2].map(|of| PartyRow { reads_until, ..party_row(unit(of), Group::Plan, None) });
        rows(ChainRow { active, ..chain_row(n) }, parties.to_vec())
    };
    let changes = vec![
        row(1, true, None),
        row(2, false, None),
        row(3, false, Some(at(1))),
        row(4, true, Some(at(1))),
    ];
    store.write_projections(changes).await.expect("written");
    let page = async |after, limit| store.following_registry(after, limit).await.expect("read");
    assert_eq!(page(None, 50).await, [chain(1), chain(3), chain(4)]);
    assert_eq!(page(None, 2).await, [chain(1), chain(3)]);
    assert_eq!(page(Some(chain(3)), 2).await, [chain(4)]);
}

pub(super) async fn counters_equal_a_naive_count_after_random_changes(store: &impl Store) {
    let mut chance = Chance(3);
    let mut all = BTreeMap::new();
    for n in 0..40 {
        let mut changes = Vec::new();
        for _ in 0..8 {
            let which = chance.below(30);
            let (chain, parties) = random_rows(&mut chance, which);
            all.insert(chain.chain, (chain.clone(), parties.clone()));
            changes.push(rows(chain, parties));
        }
        committed(store.commit(act_with(n, changes)).await);
    }
    let stays: Vec<_> = (0..5).map(|n| Change::Stay(Box::new(stay_row(n)))).collect();
    committed(store.commit(Prepared { changes: stays, ..act(100) }).await);
    for of in 1..=3 {
        for now in [at(-20), at(0), at(3), at(20)] {
            let count = |filter: WorklistFilter, only_ours: bool| {
                all.values()
                    .flat_map(|(chain, parties)| parties.iter().map(move |party| (chain, party)))
                    .filter(|(_, party)| party.unit == unit(of))
                    .filter(|(_, party)| !only_ours || party.group == Group::Ours)
                    .filter(|(chain, party)| on_list(chain, party, filter, now))
                    .count() as u32
            };
            let naive = Counters {
                all: count(WorklistFilter::All, false),
                ours: count(WorklistFilter::Ours, false),
                overdue: count(WorklistFilter::Overdue, false),
                weekend_risk: count(WorklistFilter::WeekendRisk, false),
                weekend_risk_ours: count(WorklistFilter::WeekendRisk, true),
                unseen: count(WorklistFilter::Unseen, false),
                untaken: count(WorklistFilter::Untaken, false),
                mine: 0,
                stays: if of == 1 { 5 } else { 0 },
            };
            let kept = counted(store, &unit(of), now).await;
            assert_eq!(kept, naive, "unit {of} at {now}");
            assert_eq!(store.ours(&unit(of), now).await.expect("read"), naive.ours);
        }
    }
}

pub(super) async fn changed_rows_and_rows_due_are_found(store: &impl Store) {
    let row = |n: u64| ChainRow {
        changed_at: at(100),
        recompute_at: (n != 2).then(|| at(10 - n as i64)),
        active: n != 5,
        ..chain_row(n)
    };
    let changes = (1..=5).map(|n| {
        let unit = unit(if n == 4 { 2 } else { 1 });
        let changed_at = at(n as i64);
        rows(row(n), vec![PartyRow { changed_at, ..party_row(unit, Group::Ours, None) }])
    });
    store.write_projections(changes.collect()).await.expect("written");
    let changed = store.changed_since(&unit(1), at(1)).await.expect("read");
    assert_eq!(changed, [chain(2), chain(3), chain(5)], "what the unit reads, ours only");
    let due = store.due_for_projection(at(7), 10).await.expect("read");
    assert_eq!(due, [chain(4), chain(3)], "open ones whose time has come");
    assert_eq!(store.due_for_projection(at(9), 1).await.expect("read"), [chain(4)]);
}

pub(super) async fn the_digest_is_equal_after_a_rebuild(store: &impl Store) {
    let mut chance = Chance(4);
    let random: Vec<_> = (0..60).map(|n| random_rows(&mut chance, n % 20)).collect();
    let mut last = BTreeMap::new();
    for (n, (chain, parties)) in random.into_iter().enumerate() {
        last.insert(chain.chain, (chain.clone(), parties.clone()));
        let acts = act_with(n as u64, vec![rows(chain, parties)]);
        committed(store.commit(acts).await);
    }
    let stay = Change::Stay(Box::new(stay_row(1)));
    let known = Change::PersonIdentified {
        person: super::fixtures::person(1),
        system: "s".to_owned(),
        value: "v".to_owned(),
    };
    let who = Who::User(unit(900));
    let taken = Change::Takers { chain: chain(1), takers: vec![Taker { unit: unit(1), who }] };
    let linked = Change::Links { chain: chain(1), others: vec![chain(2)] };
    let others = vec![stay.clone(), known.clone(), taken.clone(), linked.clone()];
    committed(store.commit(act_with(100, others)).await);
    store.save_projection_version(ProjectionVersion(1)).await.expect("saved");
    let before = store.projection_digest().await.expect("read");

    store.clear_projections().await.expect("cleared");
    assert_eq!(store.projection_version().await.expect("read"), None);
    assert_eq!(store.chain_row(chain(1)).await.expect("read"), None);
    assert_eq!(counted(store, &unit(1), at(0)).await, Counters::default());
    let empty = store.projection_digest().await.expect("read");
    assert_ne!(empty, before);

    let mut changes: Vec<_> =
        last.into_values().map(|(chain, parties)| rows(chain, parties)).collect();
    changes.extend([known, stay, taken, linked]);
    store.write_projections(changes).await.expect("written");
    store.save_projection_version(ProjectionVersion(2)).await.expect("saved");
    assert_eq!(store.projection_version().await.expect("read"), Some(ProjectionVersion(2)));
    assert_eq!(store.projection_digest().await.expect("read"), before);

    let moved = rows(ChainRow { version: 99, ..chain_row(3) }, Vec::new());
    store.write_projections(vec![moved]).await.expect("written");
    assert_ne!(store.projection_digest().await.expect("read"), before, "a change is seen");
    let moved = store.projection_digest().await.expect("read");
    let linked = Change::Links { chain: chain(1), others: vec![chain(3)] };
    store.write_projections(vec![linked]).await.expect("written");
    assert_ne!(store.projection_digest().await.expect("read"), moved, "and of a link");
}
