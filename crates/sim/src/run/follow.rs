//! What a step that was done leads to: going home, staying over the weekend, coming back.

use brygga_domain::calendar::{local_date, to_local};
use brygga_domain::care_chain::{ConsentValue, EndReason};
use brygga_domain::ids::CommandId;
use jiff::Timestamp;
use jiff::civil::Weekday;

use super::{Job, Simulation};
use crate::case::{Cause, ReadyPlan, What, at};
use crate::plan::{self, after, days_after};
use crate::words;

/// Weekend stays of all chains, in ten thousand: 17 % (facts 3.5, definitions 8).
const STAYS_OF_ALL: i64 = 1_700;
/// The same while the first two months of chains begin: as many more as those begun last have not
/// come to their weekend yet.
const STAYS_AT_FIRST: i64 = 1_930;
/// So many chains begin in two months.
const AT_FIRST: i64 = 826;

/// Weekend stays that so many chains should have come to or be planned for.
const fn stays_owed(started: i64) -> i64 {
    if started <= AT_FIRST {
        return started * STAYS_AT_FIRST / 10_000;
    }
    (AT_FIRST * STAYS_AT_FIRST + (started - AT_FIRST) * STAYS_OF_ALL) / 10_000
}

/// Percent of ready notices of a weekday that lead to a stay, before ward and balance.
const fn stays_from(weekday: Weekday) -> i64 {
    match weekday {
        Weekday::Monday => 7,
        Weekday::Tuesday => 11,
        Weekday::Wednesday => 18,
        Weekday::Thursday => 32,
        Weekday::Friday => 48,
        Weekday::Saturday | Weekday::Sunday => 0,
    }
}

impl Simulation<'_> {
    /// What a step that was done leads to.
    pub(super) fn follow(&mut self, number: usize, what: What, cmd: CommandId, now: Timestamp) {
        match what {
            What::Start => {
                self.started += 1;
                self.report.chains += 1;
                *self.lying.entry(self.cases[number].ward.clone()).or_default() += 1;
            }
            What::Ready(ReadyPlan::TakenBack) => {
                let taken = after(now, self.dice.between(90, 1_300));
                let day = days_after(local_date(taken), self.dice.between(1, 3));
                let again = at(day, self.dice.between(9, 14), self.dice.between(0, 59));
                let reason = *self.dice.pick(words::WITHDRAWN);
                self.push(taken, Job::Step(number, What::Withdraw { reason, again }));
            }
            What::Withdraw { again, .. } => {
                if self.dice.percent(30) {
                    let stale = after(now, self.dice.between(3, 25));
                    self.push(stale, Job::Step(number, What::Ready(ReadyPlan::Stale)));
                }
                let leads = What::Ready(ReadyPlan::Leads);
                self.push(again.max(after(now, 300)), Job::Step(number, leads));
            }
            What::WrongPerson => {
                for unit in self.cases[number].receivers() {
                    let confirmed = {
                        let minutes = self.dice.between(20, 400);
                        plan::office(&mut self.dice, now, minutes)
                    };
                    self.push(confirmed, Job::Step(number, What::ConfirmCancellation(unit)));
                }
                let closed = after(now, self.dice.between(2, 9));
                self.push(closed, Job::Step(number, What::Close(EndReason::CreatedInError)));
            }
            What::Ready(ReadyPlan::Leads) => {
                let cause = self.stay(number, now);
                self.kept += i64::from(cause.is_some());
                let case = &mut self.cases[number];
                let steps = plan::from_ready(&mut self.dice, case, now, cause);
                self.push_steps(number, steps);
            }
            What::Question { to, answer: Some((time, text)), .. } => {
                let answer = What::AnswerQuestion { by: to, of: cmd, text };
                self.push(time.max(after(now, 5)), Job::Step(number, answer));
            }
            What::Phone { unit, confirmed: Some(time), .. } => {
                self.push(time, Job::Step(number, What::ConfirmPhone(unit)));
            }
            What::Deceased => {
                self.leave(number);
                let confirmed = after(now, self.dice.between(10, 180));
                self.push(confirmed, Job::Step(number, What::ConfirmDeceased));
                // Each receiver reads of it within the day, by no dice: the case leaves the lists when
                // all have.
                for (unit, minutes) in self.cases[number].receivers().into_iter().zip([45, 90, 600])
                {
                    self.push_at(after(now, minutes), Job::Step(number, What::Acknowledge(unit)));
                }
            }
            What::Discharge { .. } => {
                self.leave(number);
                self.may_come_back(number, now);
            }
            What::Close(EndReason::CreatedInError) => self.leave(number),
            _ => {}
        }
    }

    /// The bed is free for the next.
    fn leave(&mut self, number: usize) {
        let case = &self.cases[number];
        self.beds.remove(&(case.ward.clone(), case.place.clone()));
        *self.lying.entry(case.ward.clone()).or_default() -= 1;
    }

    fn may_come_back(&mut self, number: usize, now: Timestamp) {
        #[expect(clippy::cast_possible_truncation, reason = "a share of one, in ten thousandths")]
        let rate = (self.options.readmission_rate.clamp(0.0, 1.0) * 10_000.0) as i64;
        // Held in balance, so that the share is that of the parameter in every county.
        self.left += 1;
        let owed = self.left * rate - self.back * 10_000;
        let chance = rate * (100 + owed / 100).clamp(10, 400) / 100;
        if !self.dice.basis_points(chance) {
            return;
        }
        self.back += 1;
        let person = self.cases[number].person.clone();
        let day = days_after(local_date(now), self.dice.around(2, 27));
        let again = at(day, self.dice.between(7, 22), self.dice.between(0, 59));
        self.push(again, Job::Admit(Some(person)));
    }

    /// Does this person stay over the weekend, and why? The day of the week and the ward decide,
    /// held in balance with all chains begun so far (definitions 8).
    fn stay(&mut self, number: usize, now: Timestamp) -> Option<Cause> {
        let case = &self.cases[number];
        if case.person.protected || !case.is_municipal() {
            return None;
        }
        let weekday = stays_from(to_local(now).weekday());
        let ward = self.county.ward(&case.ward).map_or(60, |ward| ward.stays);
        let owed = stays_owed(self.started) - self.kept;
        let balance = (100 + owed * 12).clamp(25, 260);
        let chance = weekday * ward * balance / 100;
        if !self.dice.basis_points(chance.min(9_000)) {
            return None;
        }
        let late = i64::from(case.sip_meeting.is_none() && case.consent != ConsentValue::Refused);
        let social = i64::from(case.social.is_some());
        let soon = case.sip_meeting.is_some_and(|meeting| meeting < after(now, 1_440));
        let after_sip = social * i64::from(soon);
        let weights = [30 * social, 24 * social, 18, 16 * late, 110 * after_sip];
        Some(Cause::ALL[self.dice.weighted(&weights)])
    }
}
