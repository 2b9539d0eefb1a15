//! From the admission to the ready notice: the notice, planning, SIP, questions, what is prepared
//! early.

use brygga_domain::calendar::{is_working_day, local_date, next_working_day};
use brygga_domain::care_chain::{
    ChecklistItem, ConsentValue, EndReason, ItemState, NoticeAnswer, PhoneFact, SipPlace,
};
use brygga_domain::ids::HsaId;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Steps, after, days_after, daytime, item, office};
use crate::case::{Case, ReadyPlan, What, at};
use crate::dice::Dice;
use crate::words;

/// The day on which the ready notice comes: mostly a working day, of some weight on Thursdays and
/// Fridays.
fn ready_day(dice: &mut Dice, admitted: Date) -> Date {
    const DAYS: &[i64] = &[0, 3, 8, 12, 14, 14, 12, 10, 8, 6, 4, 3, 2, 2, 1, 1];
    let days = i64::try_from(dice.weighted(DAYS)).unwrap_or(6);
    let day = days_after(admitted, days.max(1));
    if is_working_day(day) || dice.percent(35) {
        return day;
    }
    // Brought forward to before the weekend or left until after it.
    let before = days_after(day, -1);
    if is_working_day(before) && before > admitted && dice.percent(40) {
        before
    } else {
        next_working_day(day)
    }
}

fn ready_time(dice: &mut Dice, day: Date) -> Timestamp {
    const HOURS: &[i64] = &[6, 20, 22, 16, 10, 12, 8, 4, 2];
    let hour = 8 + i64::try_from(dice.weighted(HOURS)).unwrap_or(2);
    at(day, hour, dice.between(0, 59))
}

/// Everything from admission to the ready notice.
pub(crate) fn from_admission(dice: &mut Dice, case: &mut Case) -> Steps {
    let mut steps = Steps::new();
    let admitted = case.admitted;
    let late = dice.percent(8);
    let notice = if late {
        let minutes = dice.between(26 * 60, 40 * 60);
        daytime(dice, admitted, minutes)
    } else {
        let minutes = dice.around(30, 15 * 60);
        after(admitted, minutes)
    };
    steps.push((notice, What::Start));
    let day = ready_day(dice, local_date(notice));
    let ready = ready_time(dice, day).max(after(notice, 20 * 60));
    case.ready = Some(ready);
    let drift = dice.between(-2, 2);
    let guess = at(days_after(local_date(ready), drift), 14, 0);
    case.estimate = guess.max(after(admitted, 24 * 60));
    if case.person.protected {
        steps.push((ready, What::Ready(ReadyPlan::Leads)));
        return steps;
    }
    if dice.basis_points(130) {
        let wrong = dice.percent(50);
        let what = if wrong { What::WrongPerson } else { What::Close(EndReason::CreatedInError) };
        steps.push((after(notice, dice.between(20, 90)), what));
        return steps;
    }
    if dice.basis_points(300) {
        let minutes = dice.between(600, (ready.duration_since(notice).as_mins()).max(700));
        let died = after(notice, minutes);
        plan_care(dice, case, notice, ready, &mut steps);
        steps.retain(|(time, _)| *time < died);
        steps.push((died, What::Deceased));
        return steps;
    }
    plan_care(dice, case, notice, ready, &mut steps);
    early_items(dice, case, notice, ready, &mut steps);
    if drift != 0 && dice.percent(70) {
        let before = dice.between(600, 2600);
        let change = daytime(dice, after(ready, -before), 0);
        if change > after(notice, 300) && change < ready {
            let noon = at(local_date(ready), 14, 0);
            steps.push((change, What::Estimate(noon, dice.pick::<&'static str>(words::ESTIMATES))));
        }
    }
    if dice.percent(4) {
        steps.push((ready, What::Ready(ReadyPlan::TakenBack)));
    } else {
        steps.push((ready, What::Ready(ReadyPlan::Leads)));
    }
    steps
}

fn plan_care(
    dice: &mut Dice,
    case: &mut Case,
    notice: Timestamp,
    ready: Timestamp,
    steps: &mut Steps,
) {
    let clinic = case.outpatient.clone();
    let planned = {
        let minutes = dice.between(60, 480);
        office(dice, notice, minutes)
    };
    steps.push((planned, What::StartPlanning(clinic.clone())));
    let named = {
        let minutes = dice.between(30, 2200);
        office(dice, planned, minutes)
    };
    let named = if named < ready { named } else { after(planned, 20) };
    steps.push((named, What::NameContact));
    let unable = case.consent == ConsentValue::NotAsked;
    if unable {
        let asked = daytime(dice, notice, 1500);
        steps.push((asked, What::Consent(ConsentValue::Given)));
    }
    let Some(first) = case.municipal().cloned() else { return };
    let starts = plan_municipality(dice, case, notice, ready, steps);
    let basis = {
        let minutes = dice.between(600, 2800);
        daytime(dice, notice, minutes)
    };
    steps.push((basis.min(after(ready, -60)).max(after(notice, 30)), What::Basis));
    plan_sip(dice, case, &first, starts, named, ready, steps);
    plan_questions(dice, case, &first, planned.max(starts), ready, steps);
    if case.aids {
        let ordered = {
            let minutes = dice.between(900, 2400);
            daytime(dice, notice, minutes)
        };
        if ordered < ready {
            steps.push((ordered, item(&case.ward, ChecklistItem::Aids, ItemState::UnderWay)));
        }
    }
    let seen = after(ready, -dice.between(200, 1100));
    if seen > after(starts, 60) && dice.percent(35) {
        steps.push((daytime(dice, seen, 0).min(ready), What::Acknowledge(case.ward.clone())));
    }
    if dice.percent(6) {
        let unit = first.clone();
        let when = after(office(dice, starts, 240), 5);
        if when < ready {
            let confirmed = dice.percent(75).then(|| after(when, dice.between(60, 1200)));
            let note = *dice.pick::<&'static str>(words::PHONE);
            steps.push((when, What::Phone { unit, what: PhoneFact::Other, note, confirmed }));
        }
    }
    if dice.percent(2) {
        steps.push((after(planned, 90), What::PhoneUnanswered(clinic)));
    }
}

fn plan_municipality(
    dice: &mut Dice,
    case: &Case,
    notice: Timestamp,
    ready: Timestamp,
    steps: &mut Steps,
) -> Timestamp {
    let mut starts = {
        let minutes = dice.between(120, 1300);
        office(dice, notice, minutes)
    };
    if starts > ready {
        starts = after(notice, 90);
    }
    if let Some(social) = &case.social {
        if dice.percent(30) {
            let takes = What::Answer(social.clone(), NoticeAnswer::TakesOver);
            steps.push((after(starts, -dice.between(10, 50)).max(after(notice, 15)), takes));
        }
        steps.push((starts, What::StartPlanning(social.clone())));
        if dice.percent(12) {
            let step =
                if dice.percent(50) { "answer-municipality-ready" } else { "answer-sip-need" };
            steps.push((after(starts, 25), What::TakeOver(social.clone(), step)));
        }
    }
    if let Some(health) = &case.health {
        let when = {
            let minutes = dice.between(90, 1400);
            office(dice, notice, minutes)
        };
        let when = if when < ready { when } else { after(notice, 100) };
        if case.social.is_some() && dice.percent(35) {
            let answer = What::Answer(health.clone(), NoticeAnswer::NothingRequired);
            steps.push((when, answer));
        } else {
            steps.push((when, What::StartPlanning(health.clone())));
            if dice.percent(35) {
                steps.push((after(when, dice.between(5, 60)), What::Report));
            }
        }
        starts = starts.max(when);
    }
    starts
}

fn plan_sip(
    dice: &mut Dice,
    case: &mut Case,
    first: &HsaId,
    starts: Timestamp,
    named: Timestamp,
    ready: Timestamp,
    steps: &mut Steps,
) {
    let clinic = case.outpatient.clone();
    let need = {
        let minutes = dice.between(60, 700);
        office(dice, starts.max(named), minutes)
    };
    let Some(place) = case.sip.filter(|_| case.consent != ConsentValue::Refused) else {
        // Who planned first says no; the others rarely have more to say.
        if need < ready {
            steps.push((need, What::SipNeed(first.clone(), None)));
            if dice.percent(60) {
                steps.push((after(need, 45), What::SipNeed(clinic, None)));
            }
        }
        return;
    };
    if need >= after(ready, -300) {
        case.sip = None;
        return;
    }
    steps.push((need, What::SipNeed(first.clone(), Some(place))));
    if dice.percent(30) {
        steps.push((after(need, 30), What::RequestSip));
    }
    let called = {
        let minutes = dice.between(60, 900);
        office(dice, need, minutes)
    };
    if called >= ready {
        return;
    }
    let day = next_working_day(local_date(called));
    let day = if dice.percent(50) { next_working_day(day) } else { day };
    let mut meeting = at(day, *dice.pick(&[9, 10, 11, 13, 14]), *dice.pick(&[0, 30]));
    if place == SipPlace::AtHomeAfter {
        meeting = at(next_working_day(days_after(local_date(ready), 5)), 10, 0);
    }
    let mut place = place;
    if meeting > ready && place == SipPlace::BeforeGoingHome {
        place = SipPlace::Video;
    }
    case.sip_meeting = Some(meeting);
    steps.push((called, What::CallSip { meeting, place }));
    steps.push((after(meeting, 55), What::SipHeld));
}

fn plan_questions(
    dice: &mut Dice,
    case: &Case,
    first: &HsaId,
    from: Timestamp,
    ready: Timestamp,
    steps: &mut Steps,
) {
    if !dice.percent(42) {
        return;
    }
    let room = ready.duration_since(from).as_mins();
    if room < 120 {
        return;
    }
    let asked = {
        let minutes = dice.between(30, room - 30);
        office(dice, from, minutes)
    };
    if asked >= ready {
        return;
    }
    let (from, to, pairs) = match dice.weighted(&[40, 35, 15, 10]) {
        0 => (case.ward.clone(), first.clone(), words::TO_MUNICIPALITY),
        1 => (first.clone(), case.ward.clone(), words::TO_WARD),
        2 => (case.outpatient.clone(), case.ward.clone(), words::TO_WARD),
        _ => (case.ward.clone(), case.outpatient.clone(), words::TO_OUTPATIENT),
    };
    let (text, reply) = *dice.pick(pairs);
    let minutes = if dice.percent(85) { dice.around(30, 900) } else { dice.between(2000, 6000) };
    let answer = dice.percent(88).then(|| (office(dice, asked, minutes), reply));
    steps.push((asked, What::Question { from, to, text, answer }));
}

/// What the ward has in place before the physician says ready.
fn early_items(
    dice: &mut Dice,
    case: &Case,
    notice: Timestamp,
    ready: Timestamp,
    steps: &mut Steps,
) {
    use ChecklistItem::{MedicationList, NextOfKinInformed, NursingSummary, SelfCareAssessment};
    let room = ready.duration_since(notice).as_mins().max(400);
    let shares = [
        (NextOfKinInformed, 30),
        (SelfCareAssessment, 8),
        (NursingSummary, 18),
        (MedicationList, 15),
    ];
    for (what, percent) in shares {
        if dice.percent(percent) {
            let when = daytime(dice, notice, room / 4);
            let later = dice.between(0, room / 2);
            let when = daytime(dice, when, later).min(ready);
            steps.push((when, item(&case.ward, what, ItemState::Done)));
        }
    }
}
