//! Whose turn it is (definitions 5), SIP (definitions 6).

use crate::calendar::clocks;
use crate::care_chain::acts::*;
use crate::care_chain::events::ReadyAnswer;
use crate::care_chain::samples::{november, unit};
use crate::care_chain::steps::{self, Step, StepKind};
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::ids::HsaId;
use crate::moment::Moment;
use crate::registry::{Branch, Role};

fn step(kind: StepKind, due: Option<(u8, &str)>, blocks: bool) -> Step {
    Step {
        kind,
        detail: None,
        unit: unit("AVD5"),
        branch: Branch::Inpatient,
        role: Role::WardNurse,
        due: due.map(|(day, time)| november(day, time).instant),
        statutory: false,
        blocks,
    }
}

#[test]
fn steps_stand_overdue_first_then_blocking_then_by_due_time_then_by_rank() {
    let now = november(20, "12:00").instant;
    let expected = [
        step(StepKind::CallSip, Some((20, "10:00")), true),
        step(StepKind::Acknowledge, Some((20, "11:00")), false),
        step(StepKind::DeclareReady, Some((20, "12:00")), true),
        step(StepKind::AnswerQuestion, Some((21, "12:00")), true),
        step(StepKind::Discharge, Some((21, "12:00")), true),
        step(StepKind::SettleConflict, None, true),
        step(StepKind::StartPlanning, Some((20, "13:00")), false),
        step(StepKind::ConfirmPhone, None, false),
    ];
    for turned in 0..expected.len() {
        let mut steps = expected.to_vec();
        steps.rotate_left(turned);
        assert_eq!(steps::in_order(steps, now), expected);
    }
}

#[test]
fn an_overdue_step_that_blocks_nothing_does_not_make_an_owner() {
    let mut late = step(StepKind::Acknowledge, Some((19, "10:00")), false);
    late.unit = unit("BIST");
    let now = november(20, "12:00").instant;
    let steps =
        steps::in_order(vec![late, step(StepKind::DeclareReady, Some((24, "11:00")), true)], now);
    assert_eq!(steps::owning_step(&steps).unwrap().kind, StepKind::DeclareReady);
    assert_eq!(steps::next_step_of(&steps, &unit("BIST")).unwrap().kind, StepKind::Acknowledge);
    assert_eq!(steps::next_step_of(&steps, &unit("VC")), None);
}

fn kinds(node: &Node) -> Vec<(StepKind, HsaId)> {
    node.steps().into_iter().map(|step| (step.kind, step.unit)).collect()
}

fn has(node: &Node, kind: StepKind, suffix: &str) -> bool {
    kinds(node).contains(&(kind, unit(suffix)))
}

fn name_contact(node: &mut Node) {
    let shown = node.chain().care_contact.shown();
    let act = NameCareContact { name: "Kim Demosson".to_owned(), phone: None, shown };
    node.act("VC", act).unwrap();
}

#[test]
fn a_stay_without_a_notice_waits_for_the_ward_within_24_hours() {
    let node = started(&[]);
    let [step] = &node.steps()[..] else { panic!("one step") };
    assert_eq!((step.kind, step.statutory), (StepKind::SendAdmissionNotice, true));
    assert_eq!(step.due, Some(november(19, "22:40").instant));
    assert_eq!(node.owner(), Some(unit("AVD5")));
}

#[test]
fn a_notice_gives_each_receiver_its_step_and_the_ward_the_basis() {
    let mut node = started(&["VC", "BIST"]);
    for suffix in ["VC", "BIST"] {
        assert!(has(&node, StepKind::AnswerNotice, suffix));
        assert!(!has(&node, StepKind::Acknowledge, suffix), "a step of its own");
    }
    assert!(has(&node, StepKind::NameCareContact, "VC"));
    assert!(has(&node, StepKind::SharePlanningBasis, "AVD5"));
    let of = node.last_of("admission-notice-sent");
    let answer = |answer| AnswerNotice { of, answer, note: None, shown: Vec::new() };
    node.act("VC", answer(NoticeAnswer::TakesOver)).unwrap();
    node.act("BIST", answer(NoticeAnswer::NothingRequired)).unwrap();
    assert!(has(&node, StepKind::StartPlanning, "VC"));
    assert!(!kinds(&node).iter().any(|(_, owner)| *owner == unit("BIST")), "nothing more of it");
    assert!(!has(&node, StepKind::SharePlanningBasis, "AVD5"), "nobody to share it with");
    node.act("VC", StartPlanning {}).unwrap();
    assert!(!has(&node, StepKind::StartPlanning, "VC"));
}

#[test]
fn a_supplier_is_never_owner_the_ordering_unit_is() {
    let mut node = started(&["VC", "BIST"]);
    let supplier = AddParty { party: party("AIDS"), history: false, ground: String::new() };
    node.act("AVD5", supplier).unwrap();
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let aids = SetChecklistItem {
        item: ChecklistItem::Aids,
        state: ItemState::UnderWay,
        note: None,
        unit: Some(unit("AIDS")),
        marks: Vec::new(),
        details: None,
        shown: Vec::new(),
    };
    node.act("AVD5", aids).unwrap();
    let step = node.steps().into_iter().find(|s| s.detail.as_deref() == Some("aids")).unwrap();
    assert_eq!(step.unit, unit("AVD5"));
    assert!(!kinds(&node).iter().any(|(_, owner)| *owner == unit("AIDS")));
    let to_supplier = SendMessage {
        kind: MessageKind::General,
        compartment: crate::envelope::Compartment::Coordination,
        to: vec![unit("AIDS")],
        text: "När kommer sängen?".to_owned(),
        ground: Some("behövs".to_owned()),
    };
    assert_eq!(node.act("AVD5", to_supplier), Err(Refused::RecipientCannotRead));
    assert_eq!(node.view("AIDS"), crate::care_chain::CareChain::default(), "no sign-in");
}

#[test]
fn the_outpatient_unit_that_was_notified_first_names_the_care_contact_and_follows_up() {
    let mut node = started(&["VC", "PSYK", "BIST"]);
    let unit_of = |node: &Node, kind| {
        let steps = node.steps();
        steps.iter().find(|step| step.kind == kind).map(|step| step.unit.clone())
    };
    assert_eq!(unit_of(&node, StepKind::NameCareContact), Some(unit("VC")));
    let mut other = started(&["PSYK", "VC", "BIST"]);
    assert_eq!(unit_of(&other, StepKind::NameCareContact), Some(unit("PSYK")));
    for (node, first) in [(&mut node, "VC"), (&mut other, "PSYK")] {
        node.at(20, "12:00");
        let home = Discharge {
            left_at: november(20, "11:00"),
            destination: Destination::Home,
            despite: Some("ändå".to_owned()),
            municipality_contacted: true,
            shown: Vec::new(),
        };
        node.act("AVD5", RequestSip {}).unwrap();
        assert_eq!(node.chain().sip_requested.unwrap().value.to, unit(first));
        node.act("AVD5", home).unwrap();
        assert_eq!(unit_of(node, StepKind::FollowUp), Some(unit(first)));
    }
}

#[test]
fn after_going_home_the_care_contact_owns_or_else_the_first_outpatient_unit_or_the_ward() {
    let home = |node: &mut Node| {
        node.at(20, "12:00");
        let act = Discharge {
            left_at: november(20, "11:00"),
            destination: Destination::Home,
            despite: Some("ändå".to_owned()),
            municipality_contacted: true,
            shown: Vec::new(),
        };
        node.act("AVD5", act).unwrap();
        assert_eq!(node.owner(), Some(unit("AVD5")), "the information blocks");
        let sent =
            SendDischargeInformation { to: Vec::new(), secrecy_hinders: true, details: None };
        node.act("AVD5", sent).unwrap();
    };
    let mut named = started(&["PSYK", "VC", "BIST"]);
    name_contact(&mut named);
    home(&mut named);
    assert_eq!(named.owner(), Some(unit("VC")));
    let mut unnamed = started(&["PSYK", "VC", "BIST"]);
    home(&mut unnamed);
    assert_eq!(unnamed.owner(), Some(unit("PSYK")));
    let mut nobody = started(&["BIST"]);
    home(&mut nobody);
    assert_eq!(nobody.owner(), Some(unit("AVD5")));
    let close = CloseChain { reason: EndReason::Completed };
    nobody.act("AVD5", close).unwrap();
    assert_eq!(nobody.owner(), None);
    // The information is due the same day (3:2).
    let mut late = started(&["VC"]);
    late.at(20, "12:00");
    let act = Discharge {
        left_at: november(20, "11:00"),
        destination: Destination::Home,
        despite: Some("ändå".to_owned()),
        municipality_contacted: false,
        shown: Vec::new(),
    };
    late.act("AVD5", act).unwrap();
    let steps = late.steps();
    let step = steps.iter().find(|s| s.kind == StepKind::SendDischargeInformation).unwrap();
    assert_eq!(step.due, Some(clocks::discharge_info_due(november(20, "11:00").instant)));
    assert!(steps.iter().any(|s| s.kind == StepKind::FollowUp && s.unit == unit("VC")));
}

#[test]
fn a_new_ward_confirms_the_estimate_itself() {
    let mut node = started(&["VC"]);
    let moved = |node: &Node, suffix| MoveWard {
        ward: party(suffix),
        place: None,
        at: Moment::from_instant(node.now),
        shown: node.chain().ward.shown(),
    };
    assert!(!node.chain().estimate_unconfirmed);
    node.act("AVD5", moved(&node, "AVD7")).unwrap();
    assert!(has(&node, StepKind::ConfirmEstimate, "AVD7"));
    let change = ChangeEstimate {
        estimated_discharge: november(24, "11:00"),
        reason: None,
        shown: node.chain().estimate.shown(),
    };
    node.act("AVD7", change).unwrap();
    assert!(!node.chain().estimate_unconfirmed);
    node.act("AVD7", moved(&node, "AVD5")).unwrap();
    assert!(has(&node, StepKind::ConfirmEstimate, "AVD5"));
}

#[test]
fn a_question_to_a_unit_whose_part_has_ended_holds_nobody() {
    let mut node = started(&["VC", "BIST"]);
    let asked = SendMessage {
        kind: MessageKind::Question,
        compartment: crate::envelope::Compartment::Coordination,
        to: vec![unit("BIST")],
        text: "Finns nyckel?".to_owned(),
        ground: None,
    };
    node.act("AVD5", asked).unwrap();
    assert_eq!(node.owner(), Some(unit("BIST")));
    node.act("AVD5", EndParty { party: party("BIST"), known: Vec::new() }).unwrap();
    assert!(!has(&node, StepKind::AnswerQuestion, "BIST"));
    assert_eq!(node.owner(), Some(unit("VC")), "who names the care contact");
}

fn need(place: Option<SipPlace>) -> AnswerSipNeed {
    let reason = place.is_none().then(|| "insatserna är oförändrade".to_owned());
    AnswerSipNeed { place, reason, shown: Vec::new() }
}

#[test]
fn what_the_ward_asks_for_is_the_care_contacts_to_call() {
    let mut node = started(&["VC", "BIST"]);
    name_contact(&mut node);
    assert!(!has(&node, StepKind::CallSip, "VC"));
    node.act("AVD5", RequestSip {}).unwrap();
    assert!(has(&node, StepKind::CallSip, "VC"), "nobody has answered yes or no");
}

#[test]
fn one_yes_is_enough_for_a_sip_and_the_care_contact_calls_within_three_days() {
    let mut node = started(&["VC", "BIST"]);
    node.act("VC", StartPlanning {}).unwrap();
    node.act("BIST", StartPlanning {}).unwrap();
    assert!(
        has(&node, StepKind::AnswerSipNeed, "VC") && has(&node, StepKind::AnswerSipNeed, "BIST")
    );
    node.act("VC", need(None)).unwrap();
    assert!(!node.chain().sip_needed());
    node.act("BIST", need(Some(SipPlace::AtHomeAfter))).unwrap();
    assert!(node.chain().sip_needed());
    assert!(!kinds(&node).iter().any(|(kind, _)| *kind == StepKind::CallSip));
    assert!(has(&node, StepKind::NameCareContact, "VC"), "first somebody who can call");
    name_contact(&mut node);
    let act = ready(&node, &["VC", "BIST"]);
    node.at(20, "14:45").act("AVD5", act).unwrap();
    let call = node.steps().into_iter().find(|s| s.kind == StepKind::CallSip).unwrap();
    assert_eq!((call.unit, call.statutory, call.blocks), (unit("VC"), true, false));
    assert_eq!(call.due, Some(clocks::sip_call_due(november(20, "14:45").instant).due_at));
    let called = CallSip {
        meeting_at: november(24, "10:00"),
        place: SipPlace::AtHomeAfter,
        to: vec![unit("BIST")],
        venue: None,
        shown: Vec::new(),
    };
    // At home after: it is left to call and to hold when the person has left.
    let home = Discharge {
        left_at: november(20, "16:00"),
        destination: Destination::Home,
        despite: Some("Klart i kväll".to_owned()),
        municipality_contacted: true,
        shown: Vec::new(),
    };
    node.at(20, "16:30").act("AVD5", home).unwrap();
    let call = node.steps().into_iter().find(|s| s.kind == StepKind::CallSip).unwrap();
    assert_eq!((call.unit, call.blocks), (unit("VC"), false));
    node.act("VC", called).unwrap();
    assert!(has(&node, StepKind::HoldSip, "VC") && !has(&node, StepKind::CallSip, "VC"));
    node.at(24, "12:00");
    let held = RecordSipHeld { held_at: november(24, "10:00"), present: vec![unit("BIST")] };
    node.act("VC", held).unwrap();
    assert!(!kinds(&node).iter().any(|(kind, _)| *kind == StepKind::HoldSip));
}

#[test]
fn a_sip_before_going_home_blocks_and_one_without_consent_is_not_asked_for() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", StartPlanning {}).unwrap();
    node.act("BIST", need(Some(SipPlace::BeforeGoingHome))).unwrap();
    name_contact(&mut node);
    assert!(node.steps().iter().any(|s| s.kind == StepKind::CallSip && s.blocks));
    let refused = RecordConsent {
        consent: consent(ConsentValue::Refused),
        shown: node.chain().consent.shown(),
    };
    node.act("AVD5", refused).unwrap();
    assert!(!node.steps().iter().any(|s| s.kind == StepKind::CallSip));
    // A refusal about something else is none of a SIP.
    let mut other = consent(ConsentValue::Refused);
    other.scope = vec!["sharing".to_owned()];
    let shown = node.chain().consent.shown();
    node.act("AVD5", RecordConsent { consent: other, shown }).unwrap();
    assert!(node.steps().iter().any(|s| s.kind == StepKind::CallSip));
}

#[test]
fn with_protected_identity_the_ward_alone_has_steps_until_it_closes() {
    let mut node = started(&["VC", "BIST"]);
    let asked = SendMessage {
        kind: MessageKind::Question,
        compartment: crate::envelope::Compartment::Coordination,
        to: vec![unit("BIST")],
        text: "Finns nyckel?".to_owned(),
        ground: None,
    };
    node.act("AVD5", asked).unwrap();
    node.act("AVD5", MarkProtected { protected: true }).unwrap();
    let kinds = |node: &Node| node.steps().iter().map(|step| step.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&node), [StepKind::DeclareReady]);
    assert_eq!(node.owner(), Some(unit("AVD5")));
    node.act("AVD5", ready(&node, &[])).unwrap();
    assert_eq!(kinds(&node), [StepKind::Discharge]);
    node.at(20, "12:00");
    let home = Discharge {
        left_at: november(20, "11:00"),
        destination: Destination::Home,
        despite: None,
        municipality_contacted: false,
        shown: Vec::new(),
    };
    node.act("AVD5", home).unwrap();
    assert_eq!(kinds(&node), [StepKind::InformPatient, StepKind::CloseChain]);
    assert_eq!(node.owner(), Some(unit("AVD5")));
}

#[test]
fn information_that_secrecy_hinders_is_not_asked_for_again() {
    let mut node = started(&["VC", "BIST"]);
    node.at(20, "12:00");
    let home = Discharge {
        left_at: november(20, "11:00"),
        destination: Destination::Home,
        despite: Some("ändå".to_owned()),
        municipality_contacted: true,
        shown: Vec::new(),
    };
    node.act("AVD5", home).unwrap();
    assert!(has(&node, StepKind::SendDischargeInformation, "AVD5"));
    let hindered =
        SendDischargeInformation { to: Vec::new(), secrecy_hinders: true, details: None };
    node.act("AVD5", hindered).unwrap();
    assert!(!has(&node, StepKind::SendDischargeInformation, "AVD5"), "a lawful end state");
    assert!(node.chain().messages.iter().all(|message| {
        message.event_type != "discharge-information-sent" || message.to.is_empty()
    }));
}

#[test]
fn held_time_says_who_had_the_chain_and_how_long() {
    use crate::calendar::StaffedHours;
    use crate::care_chain::steps::{Calendar, held_time};
    let mut node = started(&["VC", "BIST"]);
    name_contact(&mut node);
    node.at(20, "12:00").act("AVD5", ready(&started(&["VC"]), &["VC", "BIST"])).unwrap();
    for item in [
        ChecklistItem::NursingSummary,
        ChecklistItem::MedicationList,
        ChecklistItem::DischargeSummary,
    ] {
        let set = SetChecklistItem {
            item,
            state: ItemState::Done,
            note: None,
            unit: None,
            marks: Vec::new(),
            details: None,
            shown: Vec::new(),
        };
        node.act("AVD5", set).unwrap();
    }
    node.at(20, "15:00");
    let answer = AnswerMunicipalityReady {
        of: node.chain().standing_ready_id(),
        answer: ReadyAnswer::Yes { from: november(20, "15:00") },
        despite: None,
        shown: Vec::new(),
    };
    node.act("BIST", answer).unwrap();
    node.at(20, "17:00");
    let county = crate::registry::CountyData::default();
    let calendar = Calendar { county: &county, hours: &|_| StaffedHours::Always };
    let held = held_time(&node.facts, &calendar, node.now);
    let hours = |suffix| {
        let of = held.iter().filter(|(holder, _, _)| *holder == unit(suffix));
        of.map(|(_, from, until)| until.duration_since(*from).as_mins()).sum::<i64>()
    };
    assert_eq!(hours("BIST"), 180, "from the ready notice until kommunklar");
    let whole = node.now.duration_since(november(18, "23:00").instant).as_mins();
    assert_eq!(hours("AVD5") + hours("BIST") + hours("VC"), whole);
}

#[test]
fn a_unit_that_nothing_is_required_of_owes_no_acknowledgement() {
    let mut node = started(&["BIST", "HSV", "VC"]);
    let of = node.last_of("admission-notice-sent");
    let declines = NoticeAnswer::NothingRequired;
    node.act("HSV", AnswerNotice { of, answer: declines, note: None, shown: vec![] }).unwrap();
    let told = ChangeEstimate {
        estimated_discharge: november(25, "14:00"),
        reason: None,
        shown: node.chain().estimate.shown(),
    };
    node.act("AVD5", told).unwrap();
    let steps = kinds(&node);
    assert!(steps.contains(&(StepKind::Acknowledge, unit("BIST"))), "{steps:?}");
    assert!(!steps.contains(&(StepKind::Acknowledge, unit("HSV"))), "{steps:?}");
}

#[test]
fn who_has_said_why_it_cannot_receive_is_late_only_when_the_person_is_to_leave() {
    let mut node = started(&["BIST", "VC"]);
    let declared = ready(&node, &["BIST", "VC"]);
    node.act("AVD5", declared).unwrap();
    let due = |node: &Node| {
        let steps = node.steps();
        let step = steps.into_iter().find(|s| s.kind == StepKind::AnswerMunicipalityReady);
        step.unwrap().due.unwrap()
    };
    let leaves = node.chain().estimate.heads[0].value.instant;
    assert!(due(&node) < leaves, "the answer itself is due by county data");
    let answer = AnswerMunicipalityReady {
        of: Some(node.last_of("discharge-ready-declared")),
        answer: ReadyAnswer::No { because: "Ingen plats".to_owned() },
        despite: None,
        shown: vec![],
    };
    node.act("BIST", answer).unwrap();
    assert_eq!(due(&node), leaves);
}
