//! The record of a chain that was lived through, and what is counted of it.

use jiff::civil::date;

use super::*;
use crate::care_chain::acts::*;
use crate::care_chain::samples::{november, unit};
use crate::care_chain::testing::*;
use crate::care_chain::{CancelReason, ReadyAnswer};
use crate::follow_up::cases::cases;
use crate::follow_up::causes::Cause;
use crate::follow_up::liability::{Blocked, Terms};
use crate::follow_up::testing::local;
use crate::follow_up::weekend::{Variant, count};
use crate::moment::Moment;

fn facts(node: &Node) -> ChainFacts {
    of(chain_id(), &node.chain()).expect("the chain has an identity and a ward")
}

fn yes(node: &mut Node, suffix: &str) {
    let of = node.chain().standing_ready_id();
    let answer = ReadyAnswer::Yes { from: Moment::from_instant(node.now) };
    let (despite, shown) = (Some("ändå".to_owned()), Vec::new());
    node.act(suffix, AnswerMunicipalityReady { of, answer, despite, shown }).unwrap();
}

fn declare(node: &mut Node, to: &[&str]) {
    let act = ready(node, to);
    node.act("AVD5", act).unwrap();
}

fn withdraw(node: &mut Node) {
    let chain = node.chain();
    let of = chain.standing_ready_id().unwrap();
    let shown = chain.ready.shown();
    node.act("AVD5", WithdrawReady { of, reason: "feber".to_owned(), shown }).unwrap();
}

fn leave(node: &mut Node, destination: Destination) {
    let left_at = Moment::from_instant(node.now);
    let discharge = Discharge {
        left_at,
        destination,
        despite: Some("ändå".to_owned()),
        municipality_contacted: true,
        shown: Vec::new(),
    };
    node.act("AVD5", discharge).unwrap();
}

fn stayed(facts: &ChainFacts) -> [bool; 4] {
    let counted = count(&facts.stay().unwrap(), local("2026-12-31 12:00")).unwrap();
    Variant::ALL.map(|variant| counted.stayed(variant))
}

#[test]
fn a_friday_that_waits_for_monday_is_a_stay_and_not_strictly_when_the_municipality_was_ready() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(20, "15:00"), &["VC", "BIST"]);
    yes(node.at(20, "16:00"), "BIST");
    leave(node.at(23, "10:00"), Destination::Home);
    let facts = facts(&node);
    assert_eq!(stayed(&facts), [true, true, false, true]);
    assert_eq!(facts.month(), (2026, 11));
    assert_eq!(facts.months(), ((2026, 11), Some((2026, 11))));
    let standing = facts.standing().unwrap();
    assert_eq!(standing.municipality_ready_at(), Some(november(20, "16:00").instant));
    assert_eq!((facts.ward.clone(), facts.municipality.as_deref()), (unit("AVD5"), Some("1080")));
}

#[test]
fn a_withdrawn_notice_is_history_and_its_days_stand() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(18, "23:30"), &["VC", "BIST"]);
    yes(node.at(19, "08:00"), "BIST");
    withdraw(node.at(26, "09:00"));
    declare(node.at(30, "09:00"), &["VC", "BIST"]);
    let facts = facts(&node);
    let [first, second] = facts.ready.as_slice() else { panic!("{:?}", facts.ready) };
    assert_eq!(first.ended_at, Some(november(26, "09:00").instant));
    assert_eq!((first.stands, second.stands, second.ended_at), (false, true, None));
    assert_eq!(first.municipality_ready_at(), Some(november(19, "08:00").instant));
    assert_eq!(second.municipality_ready_at(), None, "a yes names its notice");
    assert_eq!(facts.month(), (2026, 11), "that of the notice that stands");
    // The first ran from the 22nd until the 26th, which does not count; the second has just begun.
    let code = |_: &_| Some("1080".to_owned());
    let today = date(2026, 12, 1);
    let found = cases(&facts, code, |_| Terms::default(), today);
    let days: Vec<usize> = found.iter().map(|case| case.account.liable_days().count()).collect();
    assert_eq!(days, [4, 0]);
    assert_eq!(found[0].account.start_on(), Some(date(2026, 11, 22)));
}

#[test]
fn ready_on_wednesday_withdrawn_and_ready_on_monday_did_not_stay() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(25, "10:00"), &["BIST"]);
    withdraw(node.at(26, "10:00"));
    declare(node.at(30, "09:00"), &["BIST"]);
    let mut facts = facts(&node);
    facts.left = Some(LeftFacts { at: local("2026-12-01 10:00"), destination: Destination::Home });
    assert_eq!(stayed(&facts), [false; 4]);
}

#[test]
fn the_clock_of_a_unit_that_was_notified_later_runs_from_then() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(20, "10:00"), &["VC", "BIST"]);
    node.at(21, "10:00").act("AVD5", further(&["HSV", "VC"])).unwrap();
    let notified = |node: &Node| facts(node).standing().unwrap().municipalities[0].notified_at();
    assert_eq!(notified(&node), None, "one of them was never told");
    let blocked = |node: &Node| {
        let found = cases(
            &facts(node),
            |_| Some("1080".to_owned()),
            |_| Terms::default(),
            date(2026, 11, 28),
        );
        found[0].account.blocked
    };
    assert_eq!(blocked(&node), Some(Blocked::NotNotified));
    let of = node.chain().standing_ready_id().unwrap();
    node.at(22, "13:00").act("AVD5", NotifyReady { of, to: vec![unit("HSV")] }).unwrap();
    assert_eq!(notified(&node), Some(november(22, "13:00").instant));
    assert_eq!(blocked(&node), None);
}

#[test]
fn a_municipality_that_does_not_answer_for_the_person_has_no_case() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(20, "10:00"), &["VC", "BIST"]);
    let other = |_: &_| Some("1081".to_owned());
    let found = cases(&facts(&node), other, |_| Terms::default(), date(2026, 11, 28));
    assert_eq!(found[0].municipality.as_deref(), Some("1080"), "where the person is registered");
    assert_eq!(found[0].account.blocked, Some(Blocked::AdmissionNoticeMissing));
}

#[test]
fn a_transfer_is_not_leaving_and_afterwards_nobody_is_still_there() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(20, "10:00"), &["BIST"]);
    leave(node.at(21, "10:00"), Destination::OtherHospital);
    let there = facts(&node);
    assert_eq!((there.left.clone(), there.ended_at()), (None, None));
    assert_eq!(there.transferred_at, Some(november(21, "10:00").instant));
    let counted =
        |facts: &ChainFacts| count(&facts.stay().unwrap(), local("2026-12-31 12:00")).unwrap();
    assert!(stayed(&there)[0] && counted(&there).still_there);
    node.at(21, "12:00").act("AVD5", CloseChain { reason: EndReason::OtherHospital }).unwrap();
    let closed = facts(&node);
    assert_eq!(closed.ended_at(), Some(november(21, "12:00").instant));
    assert!(stayed(&closed)[0] && !counted(&closed).still_there);
    // Closed for another reason, without a word of leaving: the stay ended then.
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(20, "10:00"), &["BIST"]);
    node.at(20, "12:00").act("AVD5", CloseChain { reason: EndReason::NoNeed }).unwrap();
    assert_eq!(stayed(&facts(&node)), [false; 4]);
}

#[test]
fn the_notice_says_when_each_unit_had_seen_answered_and_taken_it_over() {
    let mut node = started(&["VC", "BIST"]);
    let chain = node.chain();
    let of = chain.notices[0].id;
    node.at(19, "08:00").act("BIST", Acknowledge { messages: vec![of] }).unwrap();
    let answer = AnswerNotice { of, answer: NoticeAnswer::TakesOver, note: None, shown: vec![] };
    node.at(19, "09:00").act("BIST", answer).unwrap();
    node.at(19, "10:00").act("VC", TakeOver { what: of.to_hex(), message: Some(of) }).unwrap();
    let notice = &facts(&node).notices[0];
    assert_eq!(notice.due_from, november(18, "22:40").instant, "judged at admission");
    let to = |suffix| notice.to.iter().find(|to| to.unit == unit(suffix)).unwrap();
    let bist = to("BIST");
    assert_eq!(bist.seen_at, Some(november(19, "08:00").instant));
    assert_eq!(bist.answered_at, Some(november(19, "09:00").instant));
    assert_eq!((bist.answer, bist.taken_over_at), (Some(NoticeAnswer::TakesOver), None));
    let vc = to("VC");
    assert_eq!((vc.seen_at, vc.taken_over_at), (vc.taken_over_at, vc.seen_at));
    assert_eq!(vc.seen_at, Some(november(19, "10:00").instant));
}

#[test]
fn what_is_cancelled_was_never_said() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(20, "10:00"), &["BIST"]);
    let before = facts(&node);
    let change = ChangeEstimate {
        estimated_discharge: november(27, "11:00"),
        reason: None,
        shown: node.chain().estimate.shown(),
    };
    let ids = node.act("AVD5", change).unwrap();
    assert_eq!(facts(&node).estimates.len(), 2);
    let written_by = Some(unit("AVD5"));
    let (reason, note) = (CancelReason::Mistake, "fel".to_owned());
    node.act("AVD5", CancelFacts { of: ids, written_by, reason, note }).unwrap();
    let after = facts(&node);
    assert_eq!(after.estimates, before.estimates);
    assert_eq!(ChainFacts { changed_at: before.changed_at, ..after }, before);
}

#[test]
fn a_record_reads_back_from_its_bytes() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(20, "10:00"), &["VC", "BIST"]);
    yes(&mut node, "BIST");
    leave(node.at(23, "10:00"), Destination::ShortTermPlace);
    let facts = facts(&node);
    let mut bytes = Vec::new();
    ciborium::into_writer(&facts, &mut bytes).unwrap();
    let back: ChainFacts = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert_eq!(back, facts);
    let json = serde_json::to_string(&facts).unwrap();
    assert!(!json.contains("Mallström") && !json.contains("1212"), "no name, no number: {json}");
}

#[test]
fn what_a_side_says_of_an_account_stands_with_its_notice() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(19, "10:00"), &["BIST"]);
    let first = node.chain().standing_ready_id().unwrap();
    withdraw(node.at(19, "11:00"));
    declare(node.at(19, "12:00"), &["BIST"]);
    let says = |status| SetLiabilityStatus { of: first, status, note: Some("så".to_owned()) };
    node.at(19, "13:00").act("BIST", says(LiabilityStatus::Disputed)).unwrap();
    let facts = facts(&node);
    assert_eq!(
        facts.ready[0].position(),
        (LiabilityStatus::Disputed, Some(november(19, "13:00").instant))
    );
    assert_eq!(facts.ready[1].position(), (LiabilityStatus::Open, None));
}

#[test]
fn a_cause_that_was_named_of_a_withdrawn_notice_says_nothing_of_the_next_wait() {
    let mut node = started(&["VC", "BIST"]);
    declare(node.at(19, "15:00"), &["VC", "BIST"]);
    let judge = |node: &mut Node, cause| {
        let shown = node.chain().delay_cause.shown();
        node.act("AVD5", JudgeDelayCause { cause, reason: "feber".to_owned(), shown }).unwrap();
    };
    judge(node.at(19, "16:00"), Cause::Medical);
    let judged = |node: &Node| facts(node).judged.map(|it| it.cause);
    assert_eq!(judged(&node), Some(Cause::Medical));
    withdraw(node.at(19, "17:00"));
    declare(node.at(20, "15:00"), &["VC", "BIST"]);
    assert_eq!((judged(&node), facts(&node).main_cause()), (None, Cause::Other));
    judge(node.at(20, "16:00"), Cause::Aids);
    leave(node.at(24, "10:00"), Destination::Home);
    assert_eq!(judged(&node), Some(Cause::Aids));
}

#[test]
fn a_leave_is_no_leaving_and_the_county_decides_on_its_days() {
    let mut node = started(&["VC", "BIST"]);
    let record = |node: &mut Node, from: &str, back: Option<&str>| {
        let day = |text: &str| {
            let (day, time) = text.split_once(' ').unwrap();
            november(day.parse().unwrap(), time)
        };
        let open = node.chain().leaves.heads.iter().find(|it| it.value.back_at.is_none()).cloned();
        let (from, expected_back) = (day(from), november(29, "18:00"));
        let shown = open.map(|head| head.id).into_iter().collect();
        node.act("AVD5", RecordLeave { from, expected_back, back_at: back.map(day), shown })
    };
    declare(node.at(19, "10:00"), &["VC", "BIST"]);
    record(node.at(23, "15:00"), "23 14:00", None).unwrap();
    let away = facts(&node);
    assert!(away.left.is_none() && away.leaves[0].back_at.is_none());
    record(node.at(25, "12:00"), "23 14:00", Some("25 11:00")).unwrap();
    // Another one on one day, and one that would lie in the first.
    record(node.at(26, "16:00"), "26 09:00", Some("26 15:00")).unwrap();
    let within = record(node.at(26, "17:00"), "24 09:00", Some("24 12:00"));
    assert_eq!(within, Err(Refused::ImpossibleTime("leave-from")));
    leave(node.at(27, "10:00"), Destination::Home);
    let facts = facts(&node);
    assert_eq!(facts.leaves.len(), 2);
    let days = |leave_counts| {
        let terms = Terms { leave_counts, ..Terms::default() };
        let code = |_: &crate::ids::HsaId| Some(String::from("1080"));
        cases(&facts, code, |_| terms, date(2026, 12, 31)).remove(0)
    };
    // Monday and Tuesday; on Wednesday the person came back, and a leave within a day is no day.
    let leave = vec![(date(2026, 11, 23), date(2026, 11, 24))];
    assert_eq!(days(true).notice.leave, leave);
    let is = |counts: bool| {
        let account = crate::follow_up::liability::account(
            &crate::follow_up::liability::Notice {
                outpatient: crate::follow_up::liability::Outpatient::NotNeeded,
                sip: crate::follow_up::liability::Sip::NotRequired,
                ..days(counts).notice
            },
            &Terms { leave_counts: counts, ..Terms::default() },
            date(2026, 12, 31),
        );
        account.liable_days().count()
    };
    assert_eq!((is(true), is(false)), (5, 3), "from the 22nd to the 26th");
}
