//! What is left to a unit that nothing is required of (definitions 2).

use crate::care_chain::acts::*;
use crate::care_chain::samples::unit;
use crate::care_chain::steps::StepKind;
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::envelope::Compartment;

fn answer(node: &mut Node, suffix: &str, answer: NoticeAnswer, note: Option<&str>) {
    let chain = node.chain();
    let mut notices = chain.notices.iter().filter(|n| n.value.to.contains(&unit(suffix)));
    let of = notices.next_back().unwrap().id;
    let shown = chain.answers.get(&unit(suffix)).map(|r| r.shown()).unwrap_or_default();
    let note = note.map(str::to_owned);
    node.act(suffix, AnswerNotice { of, answer, note, shown }).unwrap();
}

#[test]
fn reading_ends_a_day_after_an_answer_that_asks_for_nothing() {
    for declines in [NoticeAnswer::NothingRequired, NoticeAnswer::NotResident] {
        let mut node = started(&["VC", "BIST", "HSV"]);
        node.at(19, "08:00");
        let answered = node.now;
        answer(&mut node, "HSV", declines, None);
        let ends = node.chain().reading_ends_at(&unit("HSV"), 24).unwrap();
        assert_eq!(ends.duration_since(answered).as_hours(), 24, "{declines:?}");
        assert_eq!(node.chain().reading_ends_at(&unit("BIST"), 24), None, "has not answered");
    }
    let mut node = started(&["VC", "HSV"]);
    answer(&mut node, "HSV", NoticeAnswer::TakesOver, None);
    assert_eq!(node.chain().reading_ends_at(&unit("HSV"), 24), None);
}

#[test]
fn a_unit_that_serves_the_person_reads_on_whatever_it_answered() {
    let mut node = started(&["VC", "HSV"]);
    answer(&mut node, "HSV", NoticeAnswer::NothingRequired, None);
    let service = SetChecklistItem {
        item: ChecklistItem::SafeHomecoming,
        state: ItemState::UnderWay,
        note: None,
        unit: Some(unit("HSV")),
        marks: vec![],
        details: None,
        shown: vec![],
    };
    node.act("AVD5", service).unwrap();
    assert_eq!(node.chain().reading_ends_at(&unit("HSV"), 24), None);
}

#[test]
fn a_notice_after_the_answer_is_read_and_asked_about_anew() {
    let mut node = started(&["VC", "HSV"]);
    answer(&mut node, "HSV", NoticeAnswer::NothingRequired, None);
    let asked = |node: &Node| {
        let steps = node.steps();
        steps.iter().any(|s| s.kind == StepKind::AnswerNotice && s.unit == unit("HSV"))
    };
    assert!(!asked(&node));
    node.at(21, "09:00").act("AVD5", further(&["HSV", "VC"])).unwrap();
    assert_eq!(node.chain().reading_ends_at(&unit("HSV"), 24), None, "what was sent is read");
    assert!(asked(&node));
    assert!(node.chain().has_declined(&unit("HSV")), "until it answers, its answer stands");
    answer(&mut node, "HSV", NoticeAnswer::NothingRequired, None);
    assert!(node.chain().reading_ends_at(&unit("HSV"), 24).is_some() && !asked(&node));
}

#[test]
fn nothing_is_sent_to_a_unit_that_stops_reading() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    let message = SendMessage {
        kind: MessageKind::General,
        compartment: Compartment::Coordination,
        to: vec![unit("HSV")],
        text: "Åker hem i morgon".to_owned(),
        ground: None,
    };
    node.clone().act("AVD5", message.clone()).unwrap();
    answer(&mut node, "HSV", NoticeAnswer::NothingRequired, None);
    assert_eq!(node.act("AVD5", message.clone()), Err(Refused::RecipientCannotRead));
    let act = ready(&node, &["VC", "BIST", "HSV"]);
    assert_eq!(node.clone().act("AVD5", act), Err(Refused::RecipientCannotRead));
    node.clone().act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    // A notice of its own opens its reading again.
    node.at(21, "09:00").act("AVD5", further(&["HSV", "VC"])).unwrap();
    node.act("AVD5", message).unwrap();
}

#[test]
fn a_units_own_answers_are_its_own_and_nobody_elses() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    answer(&mut node, "BIST", NoticeAnswer::TakesOver, Some("ring på morgonen"));
    answer(&mut node, "HSV", NoticeAnswer::TakesOver, None);
    answer(&mut node, "HSV", NoticeAnswer::NothingRequired, Some("inga insatser här"));
    let of = |suffix: &str| node.chain().own_answers(&node.facts, &unit(suffix));
    let said: Vec<_> = of("HSV").into_iter().map(|it| (it.answer, it.note, it.role)).collect();
    let nurse = || "municipal-nurse".to_owned();
    let newest = Some("inga insatser här".to_owned());
    assert_eq!(
        said,
        [
            (NoticeAnswer::NothingRequired, newest, nurse()),
            (NoticeAnswer::TakesOver, None, nurse())
        ],
        "newest first"
    );
    assert_eq!(of("BIST").len(), 1);
    assert!(of("VC").is_empty());
    let cancel = CancelFacts {
        of: vec![node.last_of("unit-answered")],
        written_by: Some(unit("HSV")),
        reason: CancelReason::Mistake,
        note: "fel patient".to_owned(),
    };
    node.act("HSV", cancel).unwrap();
    let cancelled = node.chain().own_answers(&node.facts, &unit("HSV"));
    assert_eq!(cancelled.iter().map(|it| it.cancelled).collect::<Vec<_>>(), [true, false]);
}
