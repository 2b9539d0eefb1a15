//! The clocks of lag (2017:612), one function a rule.
//!
//! A statutory clock counts elapsed or calendar time and never staffed hours. "Sent" is the legal
//! time of sending, never the time of entry.

use jiff::civil::{Date, time};
use jiff::{SignedDuration, Span, Timestamp};

use super::{
    end_of_day, last_day_rule, local_date, next_break, start_of_day, to_local, working_days_before,
};

/// When the treating physician judged that services will be needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedJudged {
    /// When the patient was admitted.
    AtAdmission,
    /// Later, during the stay.
    At(Timestamp),
}

/// A day by which something is due, as counted and as the last-day rule leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDates {
    /// The day as counted; shown as due.
    pub plain: Date,
    /// The last day on which it is still lawful.
    pub last_lawful: Date,
    /// The end of the last lawful day.
    pub due_at: Timestamp,
}

/// Returns when the admission notice is due: 24 elapsed hours from the admission, or from the
/// judgement when the need was seen later. No shift for weekends, no wall clock.
///
/// Lag (2017:612) 2 kap. 3 §; definition 2.
#[must_use]
pub fn admission_notice_due(admitted_at: Timestamp, need_judged: NeedJudged) -> Timestamp {
    let from = match need_judged {
        NeedJudged::AtAdmission => admitted_at,
        NeedJudged::At(judged_at) => judged_at,
    };
    from.checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX)
}

/// Returns when the call to the coordinated individual plan is due: three days after the ready
/// notice was given, with no 12 o'clock rule. The last-day rule moves the last lawful day.
///
/// Lag (2017:612) 4 kap. 3 §, lag (1930:173) 2 §; definition 6.
#[must_use]
pub fn sip_call_due(ready_sent_at: Timestamp) -> DueDates {
    let plain = days_after(local_date(ready_sent_at), 3);
    let last_lawful = last_day_rule(plain);
    DueDates { plain, last_lawful, due_at: end_of_day(last_lawful) }
}

/// Returns when the permanent care contact must be named: before the patient is discharged.
///
/// Lag (2017:612) 2 kap. 5 §.
#[must_use]
pub fn care_contact_due(planned_discharge_at: Timestamp) -> Timestamp {
    planned_discharge_at
}

/// Returns when the discharge information must have been passed on: the end of the local day of
/// the discharge.
///
/// Lag (2017:612) 3 kap. 2 §.
#[must_use]
pub fn discharge_info_due(discharged_at: Timestamp) -> Timestamp {
    end_of_day(local_date(discharged_at))
}

/// Returns the first day for which the municipality can be liable to pay: the third day after a
/// ready notice sent at 12:00:00 local time or earlier, the fourth after a later one. Calendar
/// days, with no shift for weekends; the day of sending is day 0.
///
/// Lag (2017:612) 5 kap. 4 §; definition 7. The other conditions of 5 kap. are not looked at.
#[must_use]
pub fn payment_start(ready_sent_at: Timestamp) -> Date {
    let sent = to_local(ready_sent_at);
    let days = if sent.time() <= time(12, 0, 0, 0) { 3 } else { 4 };
    days_after(sent.date(), days)
}

/// The time in which a chain is flagged as at risk of an unnecessary weekend in hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskWindow {
    /// Start of the day two working days before the last working day.
    pub from: Timestamp,
    /// Start of the first day off; no longer in the window.
    pub until: Timestamp,
}

impl RiskWindow {
    /// Says whether the flag is due at an instant, if something is still missing.
    #[must_use]
    pub fn contains(self, instant: Timestamp) -> bool {
        self.from <= instant && instant < self.until
    }
}

/// Returns when somebody expected or declared ready at `ready_at` is flagged as "helgrisk", if
/// something is still missing at `now`: from two working days before the last working day until the
/// break (weekend or holiday) begins. It is the first break that begins after both: whoever is still
/// there when one has begun was ready before the next one too, and so was whoever is to be ready in it.
///
/// A rule of Brygga, not of the act.
#[must_use]
pub fn weekend_risk_window(ready_at: Timestamp, now: Timestamp) -> RiskWindow {
    let last = next_break(local_date(ready_at.max(now))).last_working_day;
    let first_day_off = days_after(last, 1);
    RiskWindow {
        from: start_of_day(working_days_before(last, 2)),
        until: start_of_day(first_day_off),
    }
}

fn days_after(date: Date, days: i32) -> Date {
    date.saturating_add(Span::new().days(days))
}
