//! From the ready notice to the end: the answers, what is prepared, the way home, the weekend
//! before it.

use brygga_domain::calendar::{is_working_day, iso_week, local_date, next_working_day, to_local};
use brygga_domain::care_chain::{
    ChecklistItem, ConsentValue, Destination, EndReason, ItemState, SipPlace,
};
use brygga_domain::ids::HsaId;
use jiff::Timestamp;
use jiff::civil::Weekday;

use super::{Steps, after, days_after, item, midpoint, office};
use crate::case::{Case, Cause, What, at};
use crate::dice::Dice;

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
    if stays.is_some() && dice.percent(95) {
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
        let minutes = dice.between(60, 1_500);
        office(dice, followed, minutes)
    };
    steps.push((closed, What::Close(EndReason::Completed)));
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
        Some(Cause::SipLate) => late_sip(dice, case, &first, ready, yes, steps),
        Some(Cause::PlanningAfterSip) => {
            let held = case.sip_meeting.map_or(ready, |meeting| after(meeting, 60)).max(ready);
            let begun = office(dice, held, 70);
            service(
                ChecklistItem::HomeHelpStart,
                begun.min(after(yes, -60)),
                after(yes, -12),
                steps,
            );
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
