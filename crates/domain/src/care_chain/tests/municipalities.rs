//! Several municipalities, units that were added after the ready notice, the SIP's two dates
//! (definitions 4, 6, 7).

use jiff::civil::date;

use crate::care_chain::acts::*;
use crate::care_chain::events::ReadyAnswer;
use crate::care_chain::gates::{self, Gate};
use crate::care_chain::samples::{november, unit};
use crate::care_chain::steps::{Step, StepKind};
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::care_chain::{MunicipalityReady, Readiness};
use crate::ids::HsaId;

fn yes(node: &mut Node, suffix: &str, day: u8, time: &str) {
    let chain = node.chain();
    let act = AnswerMunicipalityReady {
        of: chain.standing_ready_id(),
        answer: ReadyAnswer::Yes { from: november(day, time) },
        despite: Some("allt är på plats".to_owned()),
        shown: chain.municipality_ready.get(&unit(suffix)).map(|r| r.shown()).unwrap_or_default(),
    };
    node.act(suffix, act).unwrap();
}

/// Of BIST's and HSV's municipality, and of the neighbour's.
fn both(node: &Node) -> [MunicipalityReady; 2] {
    ["KOMMUN", "GRANNKOMMUN"].map(|name| node.chain().municipality_ready_of(&unit(name)))
}

fn is_ready(state: &MunicipalityReady) -> bool {
    matches!(state, MunicipalityReady::Ready { .. })
}

fn step(node: &Node, kind: StepKind) -> Option<Step> {
    node.steps().into_iter().find(|step| step.kind == kind)
}

#[test]
fn each_municipality_has_one_value_and_the_gate_needs_all() {
    let mut node = started(&["VC", "BIST", "HSV", "GRANN"]);
    let act = ready(&node, &["VC", "BIST", "HSV", "GRANN"]);
    node.at(20, "08:00").act("AVD5", act).unwrap();
    let units: Vec<(HsaId, Vec<HsaId>)> =
        node.chain().municipalities().into_iter().map(|it| (it.organisation, it.units)).collect();
    let neighbour = (unit("GRANNKOMMUN"), vec![unit("GRANN")]);
    assert_eq!(units, [neighbour, (unit("KOMMUN"), vec![unit("BIST"), unit("HSV")])]);
    node.at(20, "09:00");
    yes(&mut node, "BIST", 20, "12:00");
    let [own, neighbour] = both(&node);
    assert!(!is_ready(&own) && !is_ready(&neighbour), "one of two units is no municipality");
    let second = node.now;
    yes(&mut node, "HSV", 23, "08:00");
    let [own, neighbour] = both(&node);
    let from = november(23, "08:00").instant;
    assert_eq!(own, MunicipalityReady::Ready { at: second, can_receive_from: from });
    assert_eq!(neighbour, MunicipalityReady::NotReady, "a value of its own");
    assert_eq!(node.chain().municipality_state(), MunicipalityReady::NotReady);
    assert!(!node.chain().may_go_home(from));
    let gate = gates::municipality_gate(&node.chain(), from);
    assert_eq!(gate, Some(Gate::MunicipalityNotReady), "the gate needs all");
    yes(&mut node, "GRANN", 24, "08:00");
    let latest = november(24, "08:00").instant;
    assert!(!node.chain().may_go_home(from) && node.chain().may_go_home(latest));
    assert_eq!(
        node.chain().municipality_ready_of(&unit("REGION")),
        MunicipalityReady::NotApplicable
    );
}

#[test]
fn a_municipality_does_not_answer_for_what_another_has_not_done() {
    let mut node = started(&["VC", "BIST", "GRANN"]);
    node.act("AVD5", ready(&node, &["VC", "BIST", "GRANN"])).unwrap();
    let item = SetChecklistItem {
        item: ChecklistItem::HomeHelpStart,
        state: ItemState::Missing,
        note: None,
        unit: None,
        marks: vec![],
        details: None,
        shown: vec![],
    };
    node.act("GRANN", item).unwrap();
    let open = |suffix| gates::before_municipality_ready(&node.chain(), &unit(suffix));
    assert_eq!(open("GRANN"), [Gate::Item(ChecklistItem::HomeHelpStart)]);
    assert!(open("BIST").is_empty());
}

#[test]
fn each_municipality_is_liable_from_its_own_latest_first_notice() {
    let mut node = started(&["VC", "BIST"]);
    let act = ready(&node, &["VC", "BIST"]);
    node.at(20, "09:00").act("AVD5", act).unwrap();
    node.act("AVD5", further(&["GRANN", "VC"])).unwrap();
    let dates = |node: &Node| node.chain().liability_by_municipality();
    let (own, neighbour) = (unit("KOMMUN"), unit("GRANNKOMMUN"));
    let monday = Some(date(2026, 11, 23));
    assert_eq!(dates(&node), [(neighbour.clone(), None), (own.clone(), monday)]);
    assert_eq!(node.chain().liability_from(), monday);
    let of = node.chain().standing_ready_id().unwrap();
    node.at(20, "13:00").act("AVD5", NotifyReady { of, to: vec![unit("GRANN")] }).unwrap();
    let tuesday = Some(date(2026, 11, 24));
    assert_eq!(dates(&node), [(neighbour, tuesday), (own, monday)]);
}

#[test]
fn a_unit_that_was_added_later_is_notified_and_its_clock_starts_then() {
    let mut node = started(&["VC", "BIST"]);
    let act = ready(&node, &["VC", "BIST"]);
    let of = node.at(20, "09:00").act("AVD5", act).unwrap()[0];
    assert_eq!(step(&node, StepKind::NotifyReady), None, "everybody was notified");
    assert_eq!(node.chain().liability_from(), Some(date(2026, 11, 23)));
    node.at(20, "10:00").act("AVD5", further(&["HSV", "VC"])).unwrap();
    assert_eq!(node.chain().notified_at(&unit("HSV")), None);
    assert_eq!(node.chain().liability_from(), None, "a unit was not notified before");
    let owed = step(&node, StepKind::NotifyReady).unwrap();
    assert_eq!((owed.unit, owed.blocks), (unit("AVD5"), true));
    let asked = |node: &Node| {
        let steps = node.steps().into_iter();
        let of_hsv =
            |s: &Step| s.kind == StepKind::AnswerMunicipalityReady && s.unit == unit("HSV");
        steps.filter(of_hsv).map(|step| step.due).next()
    };
    assert_eq!(asked(&node), None, "nobody owes an answer to what it was not told");
    let notify = NotifyReady { of, to: vec![unit("HSV"), unit("BIST")] };
    let told = node.at(20, "13:00").act("AVD5", notify).unwrap()[0];
    let one = november(20, "13:00").instant;
    assert_eq!(node.chain().notified_at(&unit("HSV")), Some(one));
    assert_eq!(node.chain().notified_at(&unit("BIST")), Some(november(20, "09:00").instant));
    let minutes = crate::registry::CountyData::default().ready_answer_minutes;
    let due = one + jiff::SignedDuration::from_mins(i64::from(minutes));
    assert_eq!(asked(&node), Some(Some(due)), "its clock starts at its own notification");
    assert_eq!(step(&node, StepKind::NotifyReady), None);
    // 5:3(2): from the latest first notice, after 12 o'clock.
    assert_eq!(node.chain().liability_from(), Some(date(2026, 11, 24)));
    let chain = node.chain();
    let message = chain.message(told).unwrap();
    assert_eq!(message.to, [unit("HSV")], "who was notified is not notified again");
    yes(&mut node, "HSV", 20, "15:00");
    let chain = node.chain();
    let state = chain.message_state(chain.message(told).unwrap(), &unit("HSV"));
    assert!(state.answered_at.is_some(), "kommunklar answers it");
}

#[test]
fn notifying_is_refused_where_it_says_nothing() {
    let mut node = started(&["VC", "BIST"]);
    let notify = |of, to: &[&str]| NotifyReady { of, to: to.iter().map(|s| unit(s)).collect() };
    let nobody = crate::ids::EventId([0xee; 32]);
    assert_eq!(node.act("AVD5", notify(nobody, &["VC"])), Err(Refused::NotStanding));
    let of = node.act("AVD5", ready(&node, &["VC"])).unwrap()[0];
    assert_eq!(node.act("AVD5", notify(nobody, &["BIST"])), Err(Refused::NotStanding));
    assert_eq!(node.act("AVD5", notify(of, &[])), Err(Refused::NoRecipient));
    assert_eq!(node.act("AVD5", notify(of, &["HSV"])), Err(Refused::RecipientCannotRead));
    assert_eq!(node.act("AVD5", notify(of, &["VC"])), Err(Refused::AlreadyDone));
    node.act("AVD5", notify(of, &["BIST"])).unwrap();
    let shown = node.chain().ready.shown();
    node.act("AVD5", WithdrawReady { of, reason: "feber".to_owned(), shown }).unwrap();
    assert_eq!(node.act("AVD5", notify(of, &["BIST"])), Err(Refused::NotStanding));
    // A new notice is a new clock: who was told of the first is not told of it.
    node.act("AVD5", ready(&node, &["VC"])).unwrap();
    assert_eq!(node.chain().notified_at(&unit("BIST")), None);
    let mut hindered = started(&["VC", "BIST"]);
    let mut act = ready(&hindered, &[]);
    act.secrecy_hinders = true;
    let of = hindered.act("AVD5", act).unwrap()[0];
    assert_eq!(hindered.act("AVD5", notify(of, &["BIST"])), Err(Refused::WrongStage));
    assert_eq!(step(&hindered, StepKind::NotifyReady), None, "a lawful end state");
}

#[test]
fn a_unit_that_reads_from_now_on_knows_who_was_notified_of_what_stands() {
    let mut node = started(&["VC", "BIST"]);
    let of = node.act("AVD5", ready(&node, &["VC"])).unwrap()[0];
    node.act("AVD5", NotifyReady { of, to: vec![unit("BIST")] }).unwrap();
    node.act("AVD5", further(&["HSV", "VC"])).unwrap();
    let theirs = node.view("HSV");
    assert_eq!(theirs.notified_at(&unit("BIST")), node.chain().notified_at(&unit("BIST")));
    assert!(theirs.notified_at(&unit("BIST")).is_some());
}

#[test]
fn a_sip_is_due_on_a_plain_date_and_on_the_last_lawful_one() {
    let mut node = started(&["VC", "BIST"]);
    let needed = AnswerSipNeed { place: Some(SipPlace::Video), reason: None, shown: vec![] };
    node.act("BIST", needed).unwrap();
    assert_eq!(node.chain().sip_call_due(), None, "the days count from the ready notice");
    // Wednesday 18 November: three days are Saturday 21, the last lawful date Monday 23.
    node.at(18, "23:30").act("AVD5", ready(&started(&["VC"]), &["VC", "BIST"])).unwrap();
    let due = node.chain().sip_call_due().unwrap();
    assert_eq!((due.plain, due.last_lawful), (date(2026, 11, 21), date(2026, 11, 23)));
    assert_eq!(node.chain().municipality_readiness(&unit("BIST")), Readiness::Unanswered);
    let consent = consent(ConsentValue::Refused);
    let shown = node.chain().consent.shown();
    node.act("AVD5", RecordConsent { consent, shown }).unwrap();
    assert_eq!(node.chain().sip_call_due(), None, "no SIP against the person's no");
}
