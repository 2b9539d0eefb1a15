//! How an admission goes: who does what when, thrown at admission and again when the ready notice
//! is given. Weekdays, weekends and holidays follow the calendar of the domain.

use brygga_domain::calendar::{is_working_day, iso_week, local_date, next_working_day, to_local};
use brygga_domain::care_chain::{
    ChecklistItem, ConsentValue, Destination, EndReason, ItemState, NoticeAnswer, PhoneFact,
    SipPlace,
};
use brygga_domain::ids::HsaId;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::case::{Case, Cause, ReadyPlan, What, at};
use crate::dice::Dice;
use crate::words;

/// Planned steps of one case.
pub(crate) type Steps = Vec<(Timestamp, What)>;

pub(crate) fn after(time: Timestamp, minutes: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(time)
}

pub(crate) fn days_after(date: Date, days: i64) -> Date {
    date.checked_add(days.days()).unwrap_or(date)
}

/// Some minutes after a time, in office hours: on a working day between 8 and 16.
pub(crate) fn office(dice: &mut Dice, time: Timestamp, minutes: i64) -> Timestamp {
    let later = after(time, minutes);
    let local = to_local(later);
    let date = local.date();
    if is_working_day(date) && (8..16).contains(&local.hour()) {
        return later;
    }
    let next = if is_working_day(date) && local.hour() < 8 { date } else { next_working_day(date) };
    at(next, 8, dice.between(2, 59)).max(later)
}

/// Some minutes after a time, between 7 and 21 on any day.
fn daytime(dice: &mut Dice, time: Timestamp, minutes: i64) -> Timestamp {
    let later = after(time, minutes);
    let local = to_local(later);
    match local.hour() {
        0..7 => at(local.date(), 7, dice.between(0, 59)),
        7..21 => later,
        _ => at(days_after(local.date(), 1), 7, dice.between(0, 59)),
    }
}

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
    let drift = dice.between(-2, 2);
    let guess = at(days_after(local_date(ready), drift), 14, 0);
    case.estimate = guess.max(after(admitted, 24 * 60));
    if case.person.protected {
        steps.push((ready, What::Ready(ReadyPlan::Leads)));
        return steps;
    }
    if dice.basis_points(60) {
        steps.push((after(notice, dice.between(20, 90)), What::Close(EndReason::CreatedInError)));
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
    let answer = dice.percent(94).then(|| (office(dice, asked, minutes), reply));
    steps.push((asked, What::Question { from, to, text, answer }));
}

pub(crate) fn item(by: &HsaId, item: ChecklistItem, state: ItemState) -> What {
    What::Item { by: by.clone(), item, state, note: None }
}

/// What follows from the ready notice that stands: the answers, what is prepared, the way home.
/// `stays`: over the weekend, for a cause.
pub(crate) fn from_ready(
    dice: &mut Dice,
    case: &mut Case,
    ready: Timestamp,
    stays: Option<Cause>,
) -> Steps {
    let mut steps = Steps::new();
    case.cause = stays;
    let home = match stays {
        Some(cause) => after_weekend(dice, ready, cause),
        None => same_week(dice, case, ready),
    };
    if case.person.protected {
        steps.push((home, What::Discharge { left: after(home, -15), to: Destination::Home }));
        steps.push((after(home, 20), What::Inform));
        steps.push((after(home, 3000), What::Close(EndReason::Completed)));
        return steps;
    }
    ward_items(dice, case, ready, home, &mut steps);
    let to = municipal_answers(dice, case, ready, home, stays, &mut steps);
    if dice.percent(94) {
        let clear = {
            let minutes = dice.between(30, 420);
            office(dice, ready, minutes)
        };
        let clear = if clear < after(home, -20) { clear } else { midpoint(ready, home) };
        steps.push((clear, What::OutpatientReady { from: after(clear, 10).min(home) }));
    }
    if stays.is_some() && dice.percent(75) {
        let told = after(ready, dice.between(150, 400)).min(after(home, -30));
        steps.push((told, What::Estimate(home, "Väntar på kommunens insatser")));
    }
    let written = if dice.percent(4) { dice.between(150, 420) } else { dice.between(4, 35) };
    let done = after(home, written);
    steps.push((done, What::Discharge { left: home, to }));
    steps.push((after(done, 2), What::Acknowledge(case.ward.clone())));
    steps.push((after(done, dice.between(5, 60)), What::Information));
    steps.push((after(home, -dice.between(10, 50)).max(after(ready, 5)), What::Inform));
    after_home(dice, case, home, done, &mut steps);
    steps
}

fn after_home(dice: &mut Dice, case: &Case, home: Timestamp, done: Timestamp, steps: &mut Steps) {
    let told = office(dice, after(done, 70), 20);
    steps.push((told, What::Acknowledge(case.outpatient.clone())));
    if let Some(social) = &case.social {
        let seen = {
            let minutes = dice.between(30, 300);
            office(dice, after(done, 60), minutes)
        };
        steps.push((seen, What::Acknowledge(social.clone())));
    }
    let followed = {
        let minutes = dice.between(3200, 4900);
        office(dice, home, minutes)
    };
    steps.push((followed, What::FollowUp));
    let closed = {
        let minutes = dice.between(6000, 10_500);
        office(dice, followed, minutes)
    };
    steps.push((closed, What::Close(EndReason::Completed)));
}

pub(crate) fn midpoint(a: Timestamp, b: Timestamp) -> Timestamp {
    after(a, b.duration_since(a).as_mins() / 2)
}

/// A going home in the ISO week of the ready notice.
fn same_week(dice: &mut Dice, case: &Case, ready: Timestamp) -> Timestamp {
    let day = local_date(ready);
    let days = match dice.weighted(&[38, 42, 14, 6]) {
        0 if to_local(ready).hour() < 14 => 0,
        3 => 3,
        2 => 2,
        _ => 1,
    };
    let mut home = days_after(day, days);
    while iso_week(home) != iso_week(day) {
        home = days_after(home, -1);
    }
    // The municipality rarely receives on a Sunday.
    if home.weekday() == Weekday::Sunday && home > day && case.is_municipal() {
        home = days_after(home, -1);
    }
    let hour = if home == day {
        14.max(i64::from(to_local(ready).hour()) + 3)
    } else {
        dice.around(9, 16)
    };
    at(home, hour.min(20), dice.between(0, 59)).max(after(ready, 100))
}

/// A going home after the weekend; on what day the cause decides.
fn after_weekend(dice: &mut Dice, ready: Timestamp, cause: Cause) -> Timestamp {
    let mut monday = days_after(local_date(ready), 1);
    while monday.weekday() != Weekday::Monday {
        monday = days_after(monday, 1);
    }
    let weights: &[i64] = match cause {
        Cause::SafeHomecoming | Cause::Aids => &[60, 30, 10],
        Cause::ShortTermPlace => &[30, 30, 20, 12, 8],
        Cause::SipLate | Cause::PlanningAfterSip => &[10, 35, 30, 15, 10],
    };
    let days = i64::try_from(dice.weighted(weights)).unwrap_or(0);
    let mut day = days_after(monday, days);
    if !is_working_day(day) {
        day = next_working_day(day);
    }
    at(day, dice.around(10, 16), dice.between(0, 59))
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

fn ward_items(dice: &mut Dice, case: &Case, ready: Timestamp, home: Timestamp, steps: &mut Steps) {
    use ChecklistItem::{
        DischargeSummary, MedicationList, MedicinesHome, NursingSummary, SelfCareAssessment,
        Transport,
    };
    let room = home.duration_since(ready).as_mins().max(40);
    for what in [NursingSummary, MedicationList, DischargeSummary] {
        let late = dice.percent(4);
        let when = if late {
            after(home, dice.between(120, 900))
        } else {
            after(ready, dice.between(10, room - 25))
        };
        steps.push((when, item(&case.ward, what, ItemState::Done)));
    }
    if dice.percent(25) {
        let when = after(ready, dice.between(10, room - 25));
        steps.push((when, item(&case.ward, MedicinesHome, ItemState::Done)));
    }
    if dice.percent(30) {
        let when = after(ready, dice.between(5, 40));
        steps.push((when, item(&case.ward, Transport, ItemState::Done)));
    }
    if dice.percent(5) {
        let by = case.ward.clone();
        let note = Some("Klarar sina läkemedel själv");
        let what =
            What::Item { by, item: SelfCareAssessment, state: ItemState::NotApplicable, note };
        steps.push((after(ready, dice.between(5, room - 25)), what));
    }
    if case.aids && case.cause != Some(Cause::Aids) {
        let when = after(ready, dice.between(5, room - 25));
        steps.push((when, item(&case.ward, ChecklistItem::Aids, ItemState::Done)));
    }
}

fn municipal_answers(
    dice: &mut Dice,
    case: &mut Case,
    ready: Timestamp,
    home: Timestamp,
    stays: Option<Cause>,
    steps: &mut Steps,
) -> Destination {
    let Some(first) = case.municipal().cloned() else { return Destination::Home };
    let ward = case.ward.clone();
    let yes = match stays {
        Some(_) => {
            let before = dice.between(120, 1500);
            office(dice, after(home, -before), 0).min(after(home, -45))
        }
        None => {
            let asked = {
                let minutes = dice.between(30, 400);
                office(dice, ready, minutes)
            };
            if asked < after(home, -30) { asked } else { midpoint(ready, home) }
        }
    };
    let mut to = Destination::Home;
    let service = |what, begun: Timestamp, done: Timestamp, steps: &mut Steps| {
        steps.push((begun, item(&first, what, ItemState::UnderWay)));
        steps.push((done, item(&first, what, ItemState::Done)));
    };
    let social = case.social.is_some();
    match stays {
        Some(Cause::ShortTermPlace) if social => {
            service(ChecklistItem::ShortTermPlace, after(ready, 40), after(yes, -12), steps);
            to = Destination::ShortTermPlace;
        }
        Some(Cause::SafeHomecoming) if social => {
            service(ChecklistItem::SafeHomecoming, after(ready, 50), after(yes, -10), steps);
        }
        Some(Cause::Aids) => {
            steps.push((after(ready, 30), item(&ward, ChecklistItem::Aids, ItemState::UnderWay)));
            steps.push((after(yes, -20), item(&ward, ChecklistItem::Aids, ItemState::Done)));
        }
        Some(Cause::SipLate | Cause::PlanningAfterSip) => {
            late_sip(dice, case, &first, ready, yes, steps)
        }
        _ if social && dice.percent(45) => {
            steps.push((
                after(yes, -15),
                item(&first, ChecklistItem::HomeHelpStart, ItemState::Done),
            ));
        }
        _ => {}
    }
    let units: Vec<HsaId> = case.social.iter().chain(&case.health).cloned().collect();
    for (place, unit) in units.into_iter().enumerate() {
        let later = i64::try_from(place).unwrap_or(0) * dice.between(2, 25);
        if let Some(cause) = stays {
            if place == 0 && dice.percent(40) && cause == Cause::SafeHomecoming {
                // Ready before the weekend, but for after it (definitions 4).
                let said = office(dice, ready, 60).min(after(home, -60));
                let from = after(home, -30);
                steps
                    .push((after(ready, 70).max(said), What::MunicipalityReady { by: unit, from }));
                continue;
            }
            if place == 0 && dice.percent(45) {
                let because = cause.because();
                let said = after(ready, dice.between(45, 200));
                steps.push((said, What::MunicipalityNot { by: unit.clone(), because }));
            }
        }
        let when = after(yes, later).min(after(home, -10));
        let from = after(when, 5).max(after(home, -60)).min(home);
        steps.push((when, What::MunicipalityReady { by: unit, from }));
    }
    to
}

/// The SIP that comes late: called after the ready notice, held after the weekend.
fn late_sip(
    dice: &mut Dice,
    case: &mut Case,
    first: &HsaId,
    ready: Timestamp,
    yes: Timestamp,
    steps: &mut Steps,
) {
    if case.sip_meeting.is_some() || case.consent == ConsentValue::Refused {
        return;
    }
    let meeting = after(yes, -dice.between(70, 200));
    let place = SipPlace::BeforeGoingHome;
    let need = after(ready, dice.between(20, 90));
    steps.push((need, What::SipNeed(first.clone(), Some(place))));
    let called = {
        let minutes = dice.between(60, 300);
        office(dice, need, minutes)
    };
    if called < after(meeting, -30) {
        steps.push((called, What::CallSip { meeting, place }));
        steps.push((after(meeting, 40), What::SipHeld));
        case.sip_meeting = Some(meeting);
    }
}
