//! Kommunklar and öppenvårdsklar (definitions 4), gates, stages, the weekend flag.

use crate::care_chain::acts::*;
use crate::care_chain::events::ReadyAnswer;
use crate::care_chain::gates::{self, Gate};
use crate::care_chain::samples::{november, unit};
use crate::care_chain::steps::StepKind;
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::care_chain::{MunicipalityReady, Readiness};
use crate::envelope::Compartment;
use crate::ids::EventId;
use crate::moment::Moment;
use crate::registry::Role;

fn answer(node: &Node, suffix: &str, answer: ReadyAnswer) -> AnswerMunicipalityReady {
    let chain = node.chain();
    AnswerMunicipalityReady {
        of: chain.standing_ready_id(),
        answer,
        despite: Some("allt är på plats".to_owned()),
        shown: chain.municipality_ready.get(&unit(suffix)).map(|r| r.shown()).unwrap_or_default(),
    }
}

fn yes(node: &mut Node, suffix: &str, day: u8, time: &str) {
    let act = answer(node, suffix, ReadyAnswer::Yes { from: november(day, time) });
    node.act(suffix, act).unwrap();
}

fn notice_answer(node: &mut Node, suffix: &str, answer: NoticeAnswer) {
    let chain = node.chain();
    let of = chain.notices.iter().find(|n| n.value.to.contains(&unit(suffix))).unwrap().id;
    let shown = chain.answers.get(&unit(suffix)).map(|r| r.shown()).unwrap_or_default();
    node.act(suffix, AnswerNotice { of, answer, note: None, shown }).unwrap();
}

fn item(item: ChecklistItem, state: ItemState) -> SetChecklistItem {
    SetChecklistItem {
        item,
        state,
        note: Some("se anteckning".to_owned()),
        unit: None,
        marks: Vec::new(),
        details: None,
        shown: Vec::new(),
    }
}

fn withdraw(node: &mut Node, of: EventId) {
    let shown = node.chain().ready.shown();
    node.act("AVD5", WithdrawReady { of, reason: "feber".to_owned(), shown }).unwrap();
}

#[test]
fn kommunklar_needs_a_yes_from_each_concerned_unit_and_takes_the_latest_start() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    node.at(20, "14:45").act("AVD5", ready(&started(&["VC"]), &["VC", "BIST", "HSV"])).unwrap();
    yes(&mut node, "BIST", 20, "15:00");
    assert_eq!(node.chain().municipality_state(), MunicipalityReady::NotReady);
    node.at(20, "16:00");
    let second = node.now;
    yes(&mut node, "HSV", 23, "08:00");
    let expected =
        MunicipalityReady::Ready { at: second, can_receive_from: november(23, "08:00").instant };
    assert_eq!(node.chain().municipality_state(), expected, "kommunklar on Friday");
    let may = |day, time| node.chain().may_go_home(november(day, time).instant);
    assert!(!may(21, "12:00") && !may(23, "07:59"), "but nobody goes home before Monday");
    assert!(may(23, "08:00"));
}

#[test]
fn a_unit_that_is_not_concerned_is_not_waited_for() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    node.act("AVD5", ready(&node, &["VC", "BIST", "HSV"])).unwrap();
    yes(&mut node, "BIST", 20, "08:00");
    notice_answer(&mut node, "HSV", NoticeAnswer::NothingRequired);
    assert!(matches!(node.chain().municipality_state(), MunicipalityReady::Ready { .. }));
    // It owns a service after all: then it is.
    let mut service = item(ChecklistItem::SafeHomecoming, ItemState::UnderWay);
    service.unit = Some(unit("HSV"));
    node.act("AVD5", service).unwrap();
    assert_eq!(node.chain().municipality_state(), MunicipalityReady::NotReady);
    // Two answers at once leave it concerned.
    let mut node = started(&["VC", "HSV"]);
    let mut twin = node.twin(2);
    notice_answer(&mut node, "HSV", NoticeAnswer::NothingRequired);
    notice_answer(&mut twin, "HSV", NoticeAnswer::TakesOver);
    node.sync(&mut twin);
    assert_eq!(node.chain().concerned_units().len(), 1);
}

#[test]
fn without_a_concerned_unit_kommunklar_does_not_apply_and_no_gate_asks() {
    let mut node = started(&["VC", "BIST"]);
    notice_answer(&mut node, "BIST", NoticeAnswer::NotResident);
    node.act("AVD5", ready(&node, &["VC"])).unwrap();
    let chain = node.chain();
    assert_eq!(chain.municipality_state(), MunicipalityReady::NotApplicable);
    assert_eq!(gates::municipality_gate(&chain, node.now), None);
    assert!(chain.may_go_home(node.now) && chain.liability_from().is_none());
    assert!(!node.steps().iter().any(|s| s.kind == StepKind::AnswerMunicipalityReady));
}

#[test]
fn a_preliminary_answer_is_made_valid_by_one_answer_to_the_notice() {
    let mut node = started(&["VC", "BIST"]);
    yes(&mut node, "BIST", 23, "08:00");
    let state = |node: &Node| node.chain().municipality_readiness(&unit("BIST"));
    let from = november(23, "08:00").instant;
    assert_eq!(state(&node), Readiness::Preliminary(from));
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    assert_eq!(state(&node), Readiness::Preliminary(from));
    assert!(!node.chain().may_go_home(november(24, "08:00").instant));
    let without = AnswerMunicipalityReady {
        of: None,
        ..answer(&node, "BIST", ReadyAnswer::Yes { from: november(23, "08:00") })
    };
    assert_eq!(node.act("BIST", without), Err(Refused::NotStanding));
    yes(&mut node, "BIST", 23, "08:00");
    assert!(matches!(state(&node), Readiness::Yes { .. }));
}

#[test]
fn a_withdrawn_notice_lets_its_answers_rest() {
    let mut node = started(&["VC", "BIST"]);
    let of = node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap()[0];
    yes(&mut node, "BIST", 20, "08:00");
    withdraw(&mut node, of);
    let chain = node.chain();
    assert_eq!(chain.municipality_readiness(&unit("BIST")), Readiness::Dormant);
    assert_eq!(chain.liability_from(), None);
    assert_eq!(chain.ready_history.len(), 2, "intervals are history");
}

#[test]
fn a_unit_added_late_is_waited_for_too() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    yes(&mut node, "BIST", 20, "08:00");
    assert!(matches!(node.chain().municipality_state(), MunicipalityReady::Ready { .. }));
    node.act("AVD5", further(&["HSV", "VC"])).unwrap();
    assert_eq!(node.chain().municipality_state(), MunicipalityReady::NotReady);
    assert!(node.chain().conflicts().is_empty(), "a further notice is no second estimate");
    yes(&mut node, "HSV", 20, "08:00");
    assert!(matches!(node.chain().municipality_state(), MunicipalityReady::Ready { .. }));
}

#[test]
fn a_unit_that_the_ready_notice_is_sent_to_is_concerned() {
    let mut node = started(&["VC", "BIST"]);
    let hsv = AddParty { party: party("HSV"), history: false, ground: String::new() };
    node.act("AVD5", hsv).unwrap();
    assert_eq!(node.chain().concerned_units().len(), 1, "to take part is not to be addressed");
    node.act("AVD5", ready(&node, &["VC", "BIST", "HSV"])).unwrap();
    yes(&mut node, "BIST", 20, "08:00");
    assert_eq!(node.chain().municipality_state(), MunicipalityReady::NotReady);
    yes(&mut node, "HSV", 20, "08:00");
    assert!(matches!(node.chain().municipality_state(), MunicipalityReady::Ready { .. }));
}

#[test]
fn liability_does_not_start_for_a_unit_that_was_not_notified() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    assert_eq!(node.chain().liability_from(), None);
    notice_answer(&mut node, "HSV", NoticeAnswer::NothingRequired);
    assert!(node.chain().liability_from().is_some(), "only concerned units count");
    let mut late = started(&["VC", "BIST"]);
    late.act("AVD5", ready(&late, &["VC", "BIST"])).unwrap();
    late.act("AVD5", further(&["HSV", "VC"])).unwrap();
    assert_eq!(late.chain().liability_from(), None, "added later, so not notified before");
}

#[test]
fn a_further_notice_with_another_estimate_changes_it() {
    let mut node = started(&["VC", "BIST"]);
    let mut act = further(&["HSV", "VC"]);
    act.notice.estimated_discharge = november(26, "10:00");
    act.shown = node.chain().estimate.shown();
    node.act("AVD5", act).unwrap();
    let chain = node.chain();
    assert_eq!(chain.estimate.settled().unwrap().value, november(26, "10:00"));
    assert_eq!(chain.notices.len(), 2);
    assert!(chain.messages.iter().any(|m| m.event_type == "estimate-changed"));
}

#[test]
fn an_objection_is_a_question_that_only_the_physician_closes() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let because = "orkar inte sitta uppe".to_owned();
    let objection = answer(&node, "BIST", ReadyAnswer::NotMedicallyReady { because });
    node.act("BIST", objection).unwrap();
    assert_eq!(node.chain().municipality_readiness(&unit("BIST")), Readiness::No);
    let step = node.steps().into_iter().find(|s| s.kind == StepKind::AnswerQuestion).unwrap();
    assert_eq!((step.unit, step.role), (unit("AVD5"), Role::Physician));
    assert!(!node.steps().iter().any(|s| s.kind == StepKind::AnswerMunicipalityReady));
    let of = node.chain().questions[0].cmd;
    let close: Act = AnswerQuestion { of, text: "Bedömd i dag, står fast".to_owned() }.into();
    assert_eq!(node.act("AVD5", close.clone()), Err(Refused::PhysicianOnly));
    let physician = By { role: Role::Physician, ..node.by("AVD5") };
    let cmd = node.next_cmd();
    node.act_as(cmd, &physician, &close).unwrap();
    assert!(node.steps().iter().any(|s| s.kind == StepKind::AnswerMunicipalityReady), "again");
}

#[test]
fn secrecy_that_hinders_the_notice_is_a_lawful_end_state() {
    let mut node = started(&["VC", "BIST"]);
    let mut act = ready(&node, &[]);
    act.secrecy_hinders = true;
    node.act("AVD5", act).unwrap();
    let chain = node.chain();
    assert!(!node.steps().iter().any(|s| s.kind == StepKind::AnswerMunicipalityReady));
    assert_eq!(chain.liability_from(), None);
    assert_eq!(gates::municipality_gate(&chain, node.now), None);
    assert!(chain.may_go_home(node.now));
}

#[test]
fn a_notice_that_secrecy_hinders_is_sent_to_nobody() {
    let mut hindered = notice(&["HSV"]);
    hindered.secrecy_hinders = true;
    let mut node = Node::new(1);
    node.act("AVD5", StartChain { notice: Some(hindered), ..start(&[]) }).unwrap();
    let chain = node.chain();
    assert!(chain.party(&unit("HSV")).is_none(), "who is not told takes no part");
    let notices: Vec<_> = chain.notices.iter().map(|it| (it.value.to.len(), &it.value)).collect();
    assert!(matches!(notices.as_slice(), [(0, notice)] if notice.secrecy_hinders));
    assert!(chain.active_parties().all(|party| party.unit == unit("AVD5")));
    let mut act = ready(&node, &[]);
    act.secrecy_hinders = true;
    node.act("AVD5", act).unwrap();
}

#[test]
fn outpatient_care_answers_in_the_same_way_where_it_is_needed() {
    let mut node = started(&["VC", "BIST"]);
    let mut act = ready(&node, &["VC", "BIST"]);
    act.outpatient_needed = true;
    let of = Some(node.act("AVD5", act).unwrap()[0]);
    assert_eq!(node.chain().outpatient_state(), Some(false), "silence is unclear");
    let from = november(20, "08:00");
    let yes = AnswerOutpatientReady { of, answer: ReadyAnswer::Yes { from }, shown: Vec::new() };
    assert_eq!(node.act("BIST", yes.clone()), Err(Refused::NotYourUnit));
    node.act("VC", yes).unwrap();
    assert_eq!(node.chain().outpatient_state(), Some(true));
    let mut unneeded = started(&["VC", "BIST"]);
    unneeded.act("AVD5", ready(&unneeded, &["VC", "BIST"])).unwrap();
    assert_eq!(unneeded.chain().outpatient_state(), None, "not a condition");
}

#[test]
fn gates_hold_for_unanswered_questions_and_missing_items_and_open_for_a_reason() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let asked = SendMessage {
        kind: MessageKind::Question,
        compartment: Compartment::Coordination,
        to: vec![unit("BIST")],
        text: "Finns nyckel?".to_owned(),
        ground: None,
    };
    node.act("AVD5", asked).unwrap();
    let cmd = node.chain().questions[0].cmd;
    node.act("BIST", item(ChecklistItem::HomeHelpStart, ItemState::Missing)).unwrap();
    let open = vec![Gate::Question(cmd), Gate::Item(ChecklistItem::HomeHelpStart)];
    let from = node.chain().admitted_at.unwrap();
    let act = AnswerMunicipalityReady {
        despite: Some("  ".to_owned()),
        ..answer(&node, "BIST", ReadyAnswer::Yes { from })
    };
    assert_eq!(node.act("BIST", act.clone()), Err(Refused::GateOpen(open)));
    let no = ReadyAnswer::No { because: "ingen personal".to_owned() };
    let refusal = AnswerMunicipalityReady { despite: None, answer: no, ..act.clone() };
    assert!(node.clone().act("BIST", refusal).is_ok(), "a no passes no gate");
    let reason = AnswerMunicipalityReady { despite: Some("löses på plats".to_owned()), ..act };
    node.act("BIST", reason).unwrap();

    node.at(20, "12:00");
    let mut home = Discharge {
        left_at: november(20, "11:00"),
        destination: Destination::Home,
        despite: None,
        municipality_contacted: false,
        shown: Vec::new(),
    };
    let always = [
        ChecklistItem::NursingSummary,
        ChecklistItem::MedicationList,
        ChecklistItem::DischargeSummary,
    ];
    let open = always.into_iter().chain([ChecklistItem::HomeHelpStart]).map(Gate::Item).collect();
    assert_eq!(node.act("AVD5", home.clone()), Err(Refused::GateOpen(open)));
    for of in always {
        node.act("AVD5", item(of, ItemState::Done)).unwrap();
    }
    node.act(
        "BIST",
        SetChecklistItem {
            shown: node.chain().checklist[&ChecklistItem::HomeHelpStart].shown(),
            ..item(ChecklistItem::HomeHelpStart, ItemState::NotApplicable)
        },
    )
    .unwrap();
    assert_eq!(node.chain().prepared(), (3, 3), "what does not apply is not counted");
    home.left_at = Moment::from_instant(node.now);
    node.act("AVD5", home).unwrap();
    assert!(!node.chain().discharged_without_municipality());
}

#[test]
fn discharge_without_kommunklar_has_a_confirmation_of_its_own() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    node.at(20, "12:00");
    let home = Discharge {
        left_at: november(20, "11:00"),
        destination: Destination::Home,
        despite: Some("familjen hämtar".to_owned()),
        municipality_contacted: false,
        shown: Vec::new(),
    };
    assert_eq!(node.act("AVD5", home.clone()), Err(Refused::MunicipalityNotContacted));
    let elsewhere = Discharge { destination: Destination::OtherHospital, ..home.clone() };
    assert!(node.clone().act("AVD5", elsewhere).is_ok(), "another hospital asks nobody");
    node.act("AVD5", Discharge { municipality_contacted: true, ..home }).unwrap();
    assert!(node.chain().discharged_without_municipality());
}

#[test]
fn stages_follow_the_facts() {
    let mut node = started(&["VC"]);
    let stage = |node: &Node| node.chain().stage();
    assert_eq!(stage(&node), Stage::Admitted);
    let notice = node.last_of("admission-notice-sent");
    node.act("VC", Acknowledge { messages: vec![notice] }).unwrap();
    assert_eq!(stage(&node), Stage::Planning);
    let of = node.act("AVD5", ready(&node, &["VC"])).unwrap()[0];
    assert_eq!(stage(&node), Stage::DischargeReady);
    withdraw(&mut node, of);
    assert_eq!(stage(&node), Stage::Planning);
    let close = |reason| CloseChain { reason };
    assert_eq!(node.act("AVD5", close(EndReason::Completed)), Err(Refused::WrongStage));
    let mut error = node.clone();
    error.act("AVD5", close(EndReason::CreatedInError)).unwrap();
    assert_eq!(stage(&error), Stage::Cancelled);
    node.at(20, "12:00");
    let home = Discharge {
        left_at: november(20, "11:00"),
        destination: Destination::Home,
        despite: Some("ändå".to_owned()),
        municipality_contacted: false,
        shown: Vec::new(),
    };
    node.act("AVD5", home).unwrap();
    assert_eq!(stage(&node), Stage::Discharged);
    node.act("VC", close(EndReason::Completed)).unwrap();
    assert_eq!(stage(&node), Stage::Closed);
}

#[test]
fn weekend_risk_is_flagged_before_the_break_while_something_is_missing() {
    let mut node = started(&["VC", "BIST"]);
    // Declared ready on Friday 20 November: from Wednesday until Saturday begins.
    node.at(20, "10:00").act("AVD5", ready(&started(&["VC"]), &["VC", "BIST"])).unwrap();
    let chain = node.chain();
    let window = chain.weekend_risk(&node.steps(), node.now).unwrap();
    let midnight = |day| Moment::day(jiff::civil::date(2026, 11, day)).instant;
    assert_eq!(window, (midnight(18), midnight(21)));
    // Still there on Monday: before the next weekend the flag comes again.
    node.at(23, "08:00");
    let next = chain.weekend_risk(&node.steps(), node.now).unwrap();
    assert_eq!(next, (midnight(25), midnight(28)));
    node.at(20, "10:00");
    for of in [
        ChecklistItem::NursingSummary,
        ChecklistItem::MedicationList,
        ChecklistItem::DischargeSummary,
    ] {
        node.act("AVD5", item(of, ItemState::Done)).unwrap();
    }
    assert!(
        node.chain().weekend_risk(&node.steps(), node.now).is_some(),
        "the municipality is missing"
    );
    yes(&mut node, "BIST", 20, "10:00");
    node.act(
        "VC",
        NameCareContact { name: "Kim Demosson".to_owned(), phone: None, shown: Vec::new() },
    )
    .unwrap();
    assert_eq!(node.chain().weekend_risk(&node.steps(), node.now), None);
    assert_eq!(node.owner(), Some(unit("AVD5")), "only to discharge");
}

#[test]
fn liability_starts_three_or_four_days_after_the_notice() {
    let day = |time| {
        let mut node = started(&["VC", "BIST"]);
        let act = ready(&node, &["VC", "BIST"]);
        node.at(20, time).act("AVD5", act).unwrap();
        node.chain().liability_from().unwrap().day()
    };
    assert_eq!((day("12:00"), day("12:01")), (23, 24));
}

#[test]
fn who_has_left_before_the_start_is_nobodys_to_pay_for() {
    let left = |day, time| {
        let mut node = started(&["VC", "BIST"]);
        let act = ready(&node, &["VC", "BIST"]);
        node.at(20, "11:00").act("AVD5", act).unwrap();
        let home = Discharge {
            left_at: november(day, time),
            destination: Destination::Home,
            despite: Some("ändå".to_owned()),
            municipality_contacted: true,
            shown: Vec::new(),
        };
        node.at(25, "12:00").act("AVD5", home).unwrap();
        node.chain().liability_from().is_some()
    };
    // From Monday 23; the day of discharge is not counted (definitions 7).
    assert_eq!((left(21, "10:00"), left(23, "15:00"), left(24, "08:00")), (false, false, true));
}
