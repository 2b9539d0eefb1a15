//! What holds for any facts: order, repetition, viewers, bytes (I3, I4, decisions 1 and 3).

use proptest::prelude::*;
use uuid::Uuid;

use crate::calendar::StaffedHours;
use crate::care_chain::acts::*;
use crate::care_chain::events::ReadyAnswer;
use crate::care_chain::samples::{november, one_of_each, unit};
use crate::care_chain::steps::{self, Calendar};
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::care_chain::{CareChain, ChainEvent, EVENT_TYPES, Fact, fold, gates, readable_by, view};
use crate::envelope::{AggregateKind, Compartment, Hlc, Origin, StreamId, Value};
use crate::follow_up::facts;
use crate::ids::{CommandId, EventId};
use crate::moment::Moment;
use crate::registry::CountyData;

const UNITS: [&str; 7] = ["AVD5", "AVD7", "VC", "BIST", "HSV", "LSS", "PSYK"];

/// One thing that some unit tries at one of two nodes; what the rules refuse, does not happen.
#[derive(Debug, Clone)]
struct Try {
    node: usize,
    by: usize,
    to: usize,
    act: u8,
    sync: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0usize..2, 0usize..7, 0usize..7, 0u8..30, prop::bool::weighted(0.3))
        .prop_map(|(node, by, to, act, sync)| Try { node, by, to, act, sync });
    proptest::collection::vec(one, 0..24)
}

fn attempt(node: &mut Node, by: &str, to: &str, act: u8) {
    let chain = node.chain();
    let now = Moment::from_instant(node.now);
    let ready_id = chain.standing_ready_id();
    let compartment = match act % 3 {
        0 => Compartment::Coordination,
        1 => Compartment::HealthCare,
        _ => Compartment::SocialServices,
    };
    let message = |kind| SendMessage {
        kind,
        compartment,
        to: vec![unit(to)],
        text: "ord".to_owned(),
        ground: (act > 20).then(|| "grund".to_owned()),
    };
    let question = chain.open_questions(&unit(by)).first().map(|question| question.cmd);
    let act: Act = match act {
        0..=2 => message(MessageKind::General).into(),
        3..=5 => message(MessageKind::Question).into(),
        6 | 7 => match question {
            Some(of) => AnswerQuestion { of, text: "svar".to_owned() }.into(),
            None => return,
        },
        8 | 9 => {
            let messages = chain.unseen(&unit(by)).iter().map(|message| message.id).collect();
            Acknowledge { messages }.into()
        }
        10 | 11 => AddParty { party: party(to), history: false, ground: String::new() }.into(),
        12 => AddParty { party: party(to), history: true, ground: "behövs".to_owned() }.into(),
        13 => EndParty { party: party(to), known: Vec::new() }.into(),
        14 => MoveWard { ward: party(to), place: None, at: now, shown: chain.ward.shown() }.into(),
        15 | 16 => ready(node, &[to]).into(),
        17 => match ready_id {
            Some(of) => {
                WithdrawReady { of, reason: "feber".to_owned(), shown: chain.ready.shown() }.into()
            }
            None => return,
        },
        18 | 19 => AnswerMunicipalityReady {
            of: ready_id,
            answer: ReadyAnswer::Yes { from: now },
            despite: Some("ändå".to_owned()),
            shown: Vec::new(),
        }
        .into(),
        20 => ChangeEstimate {
            estimated_discharge: november(25, "11:00"),
            reason: None,
            shown: chain.estimate.shown(),
        }
        .into(),
        21 => StartPlanning {}.into(),
        22 => NameCareContact { name: "Kim".to_owned(), phone: None, shown: Vec::new() }.into(),
        23 => {
            AnswerSipNeed { place: Some(SipPlace::Video), reason: None, shown: Vec::new() }.into()
        }
        24 => SetChecklistItem {
            item: ChecklistItem::HomeHelpStart,
            state: ItemState::UnderWay,
            note: None,
            unit: None,
            marks: Vec::new(),
            details: None,
            shown: Vec::new(),
        }
        .into(),
        25 => Discharge {
            left_at: now,
            destination: Destination::Home,
            despite: Some("ändå".to_owned()),
            municipality_contacted: true,
            shown: Vec::new(),
        }
        .into(),
        26 => match node.facts.last() {
            Some(last) => CancelFacts {
                of: vec![last.id],
                written_by: Some(unit(by)),
                reason: CancelReason::Mistake,
                note: "fel".to_owned(),
            }
            .into(),
            None => return,
        },
        27 => TakeOver { what: "start-planning".to_owned(), message: None }.into(),
        28 => further(&[to, "VC"]).into(),
        _ => Release { what: "start-planning".to_owned(), reason: "byte".to_owned() }.into(),
    };
    let _ = node.act(by, act);
}

/// A history at two nodes that now and then hear each other, and do in the end.
fn played(tries: &[Try]) -> Node {
    let mut first = started(&["VC", "BIST"]);
    let second = first.twin(2);
    let mut nodes = [first.clone(), second];
    for one in tries {
        let node = &mut nodes[one.node];
        attempt(node, UNITS[one.by], UNITS[one.to], one.act);
        if one.sync {
            let [a, b] = &mut nodes;
            a.sync(b);
        }
    }
    let [a, b] = &mut nodes;
    a.sync(b);
    first.facts.clone_from(&a.facts);
    first.now = a.now;
    first
}

/// What everybody must agree on, whoever looks (decision 3).
fn agreed(chain: &CareChain, node: &Node) -> impl PartialEq + std::fmt::Debug + use<> {
    let steps = steps_of(chain, node.now);
    (
        steps::owner(chain, &steps),
        chain.stage(),
        chain.municipality_state(),
        chain.may_go_home(node.now),
        UNITS.map(|suffix| gates::before_municipality_ready(chain, &unit(suffix))),
        UNITS.map(|suffix| gates::before_discharge(chain, &unit(suffix))),
        chain.weekend_risk(&steps, node.now),
        steps,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_order_repetition_or_batching_gives_the_same_state(
        tries in tries(),
        order in any::<u64>(),
    ) {
        let node = played(&tries);
        let expected = fold(&node.facts);
        let mut shuffled: Vec<&Fact> = node.facts.iter().chain(node.facts.iter().rev()).collect();
        // A shuffle of its own, from the seed alone.
        let mut state = order | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(fold(shuffled), expected);
    }

    /// The rows that are written with an act are projected before its facts have their ids.
    #[test]
    fn what_follow_up_counts_does_not_depend_on_the_ids_of_the_newest_act(
        tries in tries(),
        salt in any::<u8>(),
    ) {
        let (before, after) = counted_with_other_ids(&tries, salt);
        prop_assert_eq!(after, before);
    }

    #[test]
    fn a_party_that_reads_all_of_compartment_0_sees_the_same_owner_gates_and_steps(
        tries in tries(),
    ) {
        let node = played(&tries);
        let full = node.chain();
        let expected = agreed(&full, &node);
        for party in full.active_parties() {
            if party.reads_history(Compartment::Coordination) {
                let seen = view(&node.facts, readable_by(&full, &party.unit));
                let seen = agreed(&seen, &node);
                prop_assert!(seen == expected, "{}: {:?}\n{:?}", party.unit, seen, expected);
            }
        }
    }

    #[test]
    fn a_party_added_from_now_never_sees_an_earlier_sequence_number(
        tries in tries(),
        joins in 1usize..7,
    ) {
        let mut node = played(&tries);
        let newcomer = "GRANN";
        let before: Vec<EventId> = node.facts.iter().map(|fact| fact.id).collect();
        let add = AddParty { party: party(newcomer), history: false, ground: String::new() };
        prop_assume!(node.act(UNITS[joins % 3], add).is_ok());
        attempt(&mut node, "AVD5", newcomer, 0);
        let full = node.chain();
        let readable = readable_by(&full, &unit(newcomer));
        let read = node.facts.iter().filter(|fact| readable(fact.stream));
        let read: Vec<_> =
            read.filter(|fact| fact.stream.compartment != Compartment::Control).collect();
        prop_assert!(read.iter().all(|fact| !before.contains(&fact.id)));
        prop_assert!(read.iter().any(|fact| fact.event_type == "party-added"));
        // And what it sees is of use: who, where, until when.
        let theirs = view(&node.facts, &readable);
        prop_assert_eq!(theirs.identity.shown().is_empty(), full.identity.shown().is_empty());
        prop_assert_eq!(theirs.ward_unit(), full.ward_unit());
        prop_assert_eq!(theirs.standing_ready_id(), full.standing_ready_id());
        // That a notice to somebody else was acknowledged is history.
        let stage = |chain: &CareChain| match chain.stage() {
            Stage::Admitted => Stage::Planning,
            stage => stage,
        };
        prop_assert_eq!(stage(&theirs), stage(&full));
        prop_assert_eq!(theirs.active_parties().count(), full.active_parties().count());
    }

    #[test]
    fn an_ended_party_never_sees_a_later_fact(tries in tries()) {
        let mut node = played(&tries);
        let end = EndParty { party: party("BIST"), known: Vec::new() };
        prop_assume!(node.act("AVD5", end).is_ok());
        let then: Vec<EventId> = node.facts.iter().map(|fact| fact.id).collect();
        for act in (0..30).step_by(3) {
            attempt(&mut node, "AVD5", "VC", act);
            attempt(&mut node, "VC", "AVD5", act);
        }
        let full = node.chain();
        prop_assume!(full.party(&unit("BIST")).is_some_and(|party| party.ended));
        let readable = readable_by(&full, &unit("BIST"));
        for fact in node.facts.iter().filter(|fact| readable(fact.stream)) {
            prop_assert!(then.contains(&fact.id), "{}", fact.event_type);
        }
    }

    #[test]
    fn held_time_is_a_partition_and_somebody_always_holds(tries in tries(), over in 0u8..3) {
        let mut node = played(&tries);
        match over {
            1 => drop(node.act("AVD5", CloseChain { reason: EndReason::NoNeed })),
            2 => drop(node.act("AVD5", RecordDeceased { at: november(18, "23:00") })),
            _ => {}
        }
        let chain = node.chain();
        let county = CountyData::default();
        let calendar = Calendar { county: &county, hours: &|_| StaffedHours::Always };
        let held = steps::held_time(&node.facts, &calendar, node.now);
        let stands = |fact: &&Fact| {
            fact.event_type == "admission-notice-sent" && !chain.cancelled.contains_key(&fact.id)
        };
        let began = node.facts.iter().filter(stands).map(Fact::legal_time).min();
        prop_assume!(began.is_some());
        let over = [chain.closed.as_ref().map(|h| h.at), chain.deceased.as_ref().map(|h| h.at)];
        let until = over.into_iter().flatten().min().unwrap_or(node.now);
        prop_assert_eq!(held.first().map(|(_, from, _)| *from), began);
        prop_assert_eq!(held.last().map(|(_, _, until)| *until), Some(until));
        for pair in held.windows(2) {
            prop_assert_eq!(pair[0].2, pair[1].1, "without gap or overlap");
            prop_assert_ne!(&pair[0].0, &pair[1].0);
        }
        for (_, from, until) in &held {
            prop_assert!(from < until);
        }
    }

    #[test]
    fn there_is_exactly_one_owner_until_the_end_and_then_nobody(tries in tries()) {
        let mut node = played(&tries);
        let owner = node.owner();
        let chain = node.chain();
        prop_assert_eq!(owner.is_some(), !chain.stage().is_over());
        if let Some(owner) = owner {
            let party = chain.party(&owner);
            prop_assert!(party.is_some_and(|party| !party.supplier && !party.ended), "{}", owner);
        }
        node.act("AVD5", CloseChain { reason: EndReason::NoNeed }).unwrap();
        prop_assert_eq!(node.owner(), None);
    }
}

/// Any value that CBOR can hold, a few levels deep.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::Float),
        "[a-z0-9-]{0,24}".prop_map(Value::from),
        "TEST-[A-Z0-9]{1,4}".prop_map(Value::from),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
        Just(Value::Bytes(vec![1; 32])),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec(("[a-z-]{1,12}", inner), 0..6).prop_map(|entries| {
                Value::Map(entries.into_iter().map(|(k, v)| (Value::from(k), v)).collect())
            }),
        ]
    })
}

/// Good data with one part of it, at any depth, exchanged for anything.
fn damaged(sample: &ChainEvent, at: usize, with: Value) -> Value {
    fn visit(value: &mut Value, left: &mut usize, with: &Value) {
        if *left == 0 {
            *value = with.clone();
        }
        *left = left.wrapping_sub(1);
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| visit(item, left, with)),
            Value::Map(entries) => entries.iter_mut().for_each(|(_, v)| visit(v, left, with)),
            _ => {}
        }
    }
    let mut value = sample.data().unwrap();
    let mut left = at;
    visit(&mut value, &mut left, &with);
    value
}

prop_compose! {
    fn any_fact()(
        kind in 0..EVENT_TYPES.len(),
        damage in prop::option::of((0usize..12, any_value())),
        whole in prop::option::weighted(0.2, any_value()),
        ids in proptest::collection::vec(0u8..12, 3),
        place in (0u8..5, 0u16..3, prop_oneof![0u32..3, Just(u32::MAX)]),
        seq in prop_oneof![0u64..4, Just(u64::MAX)],
        replaces in proptest::collection::vec(0u8..12, 0..3),
        times in (any::<i32>(), any::<i32>()),
        units in (0usize..7, any::<bool>()),
        ver in 0u16..3,
        part in 0u8..3,
    ) -> Fact {
        let sample = &one_of_each()[kind];
        let mut data = match damage {
            Some((at, with)) => damaged(sample, at, with),
            None => sample.data().unwrap(),
        };
        if let Some(whole) = whole {
            data = whole;
        }
        let name = sample.event_type().name;
        let stream = StreamId {
            aggregate: Uuid::nil(),
            kind: AggregateKind::Chain,
            compartment: Compartment::ALL[usize::from(place.0)],
            room: place.1,
            segment: place.2,
        };
        let event = match ChainEvent::read(name, ver, &data) {
            Some(Ok(event)) => Ok(event),
            _ => Err(data),
        };
        let written = jiff::Timestamp::from_second(i64::from(times.0) * 100).unwrap();
        let moment = Moment::from_instant(jiff::Timestamp::from_second(times.1.into()).unwrap());
        Fact {
            id: EventId([ids[0]; 32]),
            stream,
            origin: Origin { node: Uuid::from_bytes([ids[1] % 3; 16]), epoch: 1 },
            seq,
            hlc: Hlc::default(),
            cmd: CommandId::from_bytes([ids[2]; 16]),
            part,
            crit: units.1,
            replaces: replaces.into_iter().map(|n| EventId([n; 32])).collect(),
            event_type: name.to_owned(),
            ver,
            who: crate::care_chain::samples::author(unit(UNITS[units.0])),
            occurred_at: moment,
            written_at: written,
            sent_at: units.1.then_some(written),
            text: String::new(),
            event,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_facts_make_the_fold_panic(facts in proptest::collection::vec(any_fact(), 0..40)) {
        let chain = fold(&facts);
        let now = november(20, "12:00").instant;
        let steps = steps_of(&chain, now);
        let _ = (steps::owner(&chain, &steps), chain.liability_from());
        let _ = chain.weekend_risk(&steps, now);
        let _ = (chain.may_go_home(now), chain.discharged_without_municipality());
        for suffix in UNITS {
            let readable = readable_by(&chain, &unit(suffix));
            let theirs = view(&facts, readable);
            let _ = (theirs.stage(), theirs.unseen(&unit(suffix)).len());
            let add = AddParty { party: party(suffix), history: false, ground: String::new() };
            let _ = Act::from(add).decide(&chain, &by("AVD5", now));
        }
        let county = CountyData::default();
        let calendar = Calendar { county: &county, hours: &|_| StaffedHours::Always };
        let _ = steps::held_time(&facts, &calendar, now);
    }

    #[test]
    fn a_state_is_the_same_for_any_order_of_any_facts(
        facts in proptest::collection::vec(any_fact(), 0..24),
    ) {
        let mut unique: Vec<Fact> = Vec::new();
        for fact in facts {
            if !unique.iter().any(|known| known.id == fact.id) {
                unique.push(fact);
            }
        }
        prop_assert_eq!(fold(unique.iter().rev()), fold(&unique));
    }
}

/// What follow-up counts, and the same when the newest act has other ids.
fn counted_with_other_ids(
    tries: &[Try],
    salt: u8,
) -> (Option<facts::ChainFacts>, Option<facts::ChainFacts>) {
    let node = played(tries);
    let before = facts::of(chain_id(), &fold(&node.facts));
    let mut changed = node.facts;
    let newest = changed.last().map(|fact| fact.cmd);
    for fact in changed.iter_mut().filter(|fact| Some(fact.cmd) == newest) {
        fact.id.0[0] ^= salt;
        fact.id.0[31] ^= 0x55;
        fact.seq = 0;
    }
    (before, facts::of(chain_id(), &fold(&changed)))
}

/// Two nodes declare the person ready at the very same time, one of them without telling anybody.
#[test]
fn ready_notices_of_one_time_are_counted_in_one_order() {
    let tries = [
        Try { node: 1, by: 1, to: 3, act: 15, sync: false },
        Try { node: 0, by: 5, to: 0, act: 15, sync: false },
    ];
    for salt in 0..=u8::MAX {
        let (before, after) = counted_with_other_ids(&tries, salt);
        assert_eq!(before.as_ref().map(|it| it.ready.len()), Some(2));
        assert_eq!(after, before, "salt {salt}");
    }
}
