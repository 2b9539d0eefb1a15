//! The average model that counties agree on instead of the statute's start (facts 2.3): the mean
//! number of days from the ready notice to leaving, over all patients of a municipality, against a
//! threshold. Every choice is a parameter; a county without an agreement has none of this.
//!
//! An agreement may set another start or another amount (lag 2017:612 5 kap. 4 and 6 §§). What has
//! to hold before anybody pays (5 kap. 3 and 5 §§) is not for it to set: by default whoever lacks it
//! is not in the mean.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

use super::cases::{Case, Ended};
use super::liability::{Blocked, Outpatient, Sip, precondition_missing};
use super::report::Month;
use crate::calendar::{local_date, stockholm};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(
                Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            )]
            #[serde(rename_all = "kebab-case")]
            pub enum $name { $($(#[$vdoc])* $variant,)* }
        )*
    };
}

words! {
    /// Over which time a mean is taken.
    Basis {
        /// A calendar month.
        Month,
        /// A calendar quarter.
        Quarter,
    }
    /// Which days between the notice and leaving are counted.
    Count {
        /// Every day.
        CalendarDays,
        /// Monday to Friday.
        Weekdays,
    }
    /// Whose days are in the mean.
    Population {
        /// Everybody who was ready and left.
        All,
        /// Those whose preconditions by 5 kap. 3 § hold: admission notice, ready notice and, where
        /// a SIP is needed, the call.
        Preconditions,
        /// Those of 5 kap. 3 §, each from the day on which outpatient care was ready (5 kap. 5 §);
        /// where that is not clear, not at all.
        PreconditionsAndOutpatient,
    }
    /// What holds for psychiatric wards.
    Psychiatric {
        /// The same as for others.
        Included,
        /// A threshold of their own, in the same mean.
        OwnThreshold,
        /// They are not in the mean.
        Excluded,
    }
    /// The month that a patient counts in.
    MonthBy {
        /// That of leaving.
        Leaving,
        /// That of the ready notice.
        Notice,
    }
    /// What a day above the threshold costs.
    RateSource {
        /// The confirmed rate of the year (5 kap. 6 §).
        National,
        /// The amount of the agreement.
        Agreed,
    }
    /// What is rounded when the amount is to be paid.
    Rounding {
        /// Nothing: thousandths of a krona.
        None,
        /// The amount, to the nearest whole krona, a half upwards.
        Krona,
        /// The days above the threshold, down to whole days.
        WholeDays,
    }
}

impl Rounding {
    /// What is done, for files.
    #[must_use]
    pub const fn stated(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Krona => "to_pay_sek: each period to the nearest krona, half up",
            Self::WholeDays => "to_pay_sek: days above the threshold down to whole days",
        }
    }
}

/// A notice sent after this local time counts as sent on the day after; `none`: the date decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CutOff(Option<Time>);

impl CutOff {
    /// The date decides.
    pub const NONE: Self = Self(None);

    /// At noon, as 5 kap. 4 § has it.
    #[must_use]
    pub const fn noon() -> Self {
        Self(Some(Time::constant(12, 0, 0, 0)))
    }

    fn day_of(self, sent_at: Timestamp) -> Date {
        let local = sent_at.to_zoned(stockholm().clone()).datetime();
        match self.0 {
            Some(at) if local.time() > at => local.date().tomorrow().unwrap_or(Date::MAX),
            _ => local.date(),
        }
    }
}

impl TryFrom<String> for CutOff {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a time such as 12:00, or none";
        if text == "none" {
            return Ok(Self::NONE);
        }
        let (hour, minute) = text.split_once(':').ok_or(WRONG)?;
        let number = |text: &str| {
            let fits = text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit());
            fits.then(|| text.parse().ok()).flatten().ok_or(WRONG)
        };
        Time::new(number(hour)?, number(minute)?, 0, 0).map(|at| Self(Some(at))).map_err(|_| WRONG)
    }
}

impl From<CutOff> for String {
    fn from(cut_off: CutOff) -> Self {
        let time = |at: Time| format!("{:02}:{:02}", at.hour(), at.minute());
        cut_off.0.map_or_else(|| Self::from("none"), time)
    }
}

/// The agreement. Thresholds are in thousandths of a day, so that no figure depends on how a
/// decimal fraction is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agreement {
    /// Over which time a mean is taken.
    pub basis: Basis,
    /// The mean that is free of charge, in thousandths of a day.
    pub threshold_thousandths: u32,
    /// Who leaves on the day of the notice is counted, with 0 days.
    pub day_zero_included: bool,
    /// Which days count.
    pub count: Count,
    /// When a notice counts as sent on the day after.
    pub cut_off: CutOff,
    /// Whose days are in the mean.
    pub population: Population,
    /// What holds for psychiatric wards.
    pub psychiatric: Psychiatric,
    /// The threshold of psychiatric wards, where they have one of their own.
    pub psychiatric_threshold_thousandths: u32,
    /// The month that a patient counts in.
    pub month_by: MonthBy,
    /// Fewer patients than this have no valid mean.
    pub minimum_patients: u32,
    /// What a day costs.
    pub rate: RateSource,
    /// Whole kronor a day, where the agreement sets them.
    pub agreed_rate_sek: u32,
    /// What is rounded.
    pub rounding: Rounding,
}

impl Default for Agreement {
    /// Three calendar days a month, day 0 counted, any number of patients: what named counties use.
    fn default() -> Self {
        Self {
            basis: Basis::Month,
            threshold_thousandths: 3_000,
            day_zero_included: true,
            count: Count::CalendarDays,
            cut_off: CutOff::NONE,
            population: Population::PreconditionsAndOutpatient,
            psychiatric: Psychiatric::Included,
            psychiatric_threshold_thousandths: 3_000,
            month_by: MonthBy::Leaving,
            minimum_patients: 1,
            rate: RateSource::National,
            agreed_rate_sek: 0,
            rounding: Rounding::None,
        }
    }
}

impl Agreement {
    /// The months of the mean that a month belongs to: itself, or its quarter.
    #[must_use]
    pub fn months(&self, month: Month) -> (Month, Month) {
        match self.basis {
            Basis::Month => (month, month),
            Basis::Quarter => {
                let first = month.plus(-i32::from((month.month() - 1) % 3));
                (first, first.plus(2))
            }
        }
    }

    /// Kronor a day in a year; none where it is the national rate and nobody has confirmed it.
    pub fn rate_sek(&self, year: i16, confirmed_rate: impl Fn(i16) -> Option<u32>) -> Option<u32> {
        match self.rate {
            RateSource::National => confirmed_rate(year),
            RateSource::Agreed => Some(self.agreed_rate_sek),
        }
    }
}

/// One patient who left in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patient {
    /// The local date from which days count: that of the ready notice, or of what it waits for.
    pub ready_on: Date,
    /// The local date of leaving.
    pub left_on: Date,
    /// From a psychiatric ward.
    pub psychiatric: bool,
}

/// Why somebody who was ready is not in the mean. `code` is the word in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeftOut {
    /// Not left yet.
    StillThere,
    /// The notice was withdrawn or replaced: another one counts, or none.
    Withdrawn,
    /// Died, or moved to other inpatient care: not discharged.
    NotDischarged,
    /// A precondition does not hold.
    Blocked(Blocked),
    /// Left a psychiatric ward, which the agreement leaves out.
    Psychiatric,
    /// Left on the day of the notice, which the agreement does not count.
    DayZero,
}

impl LeftOut {
    /// The word in files and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::StillThere => "still_there",
            Self::Withdrawn => "withdrawn",
            Self::NotDischarged => "not_discharged",
            Self::Blocked(blocked) => blocked.code(),
            Self::Psychiatric => "psychiatric_excluded",
            Self::DayZero => "day_zero_excluded",
        }
    }
}

/// Reads a case as a patient of the mean.
///
/// # Errors
/// Why the case is in none.
pub fn patient(case: &Case, psychiatric: bool, agreement: &Agreement) -> Result<Patient, LeftOut> {
    let left_at = match case.ended {
        Ended::Withdrawn => return Err(LeftOut::Withdrawn),
        Ended::NotDischarged => return Err(LeftOut::NotDischarged),
        Ended::Not => return Err(LeftOut::StillThere),
        Ended::Left(at) => at,
    };
    if psychiatric && agreement.psychiatric == Psychiatric::Excluded {
        return Err(LeftOut::Psychiatric);
    }
    let patient = Patient {
        ready_on: counted_from(case, agreement).map_err(LeftOut::Blocked)?,
        left_on: local_date(left_at),
        psychiatric,
    };
    if !agreement.day_zero_included && days_between(patient, agreement.count) == 0 {
        return Err(LeftOut::DayZero);
    }
    Ok(patient)
}

/// The first day that counts as day 0.
fn counted_from(case: &Case, agreement: &Agreement) -> Result<Date, Blocked> {
    let notice = &case.notice;
    let from = agreement.cut_off.day_of(notice.notified_at.unwrap_or(case.sent_at));
    if agreement.population == Population::All {
        return Ok(from);
    }
    if let Some(missing) = precondition_missing(notice, &case.terms) {
        return Err(missing);
    }
    let called = match notice.sip {
        // Late, with the switch of the county: before the call nothing counts.
        Sip::Called { at, .. } if case.terms.late_call_counts_from_its_day => local_date(at),
        _ => from,
    };
    let from = from.max(called);
    match (agreement.population, notice.outpatient) {
        (Population::PreconditionsAndOutpatient, Outpatient::Unclear) => {
            Err(Blocked::OutpatientUnclear)
        }
        (Population::PreconditionsAndOutpatient, Outpatient::Ready(at)) => {
            Ok(from.max(local_date(at)))
        }
        _ => Ok(from),
    }
}

/// The outcome for one municipality and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Patients counted.
    pub patients: u32,
    /// Their days in all.
    pub days: u32,
    /// Days that are free of charge, in thousandths: each patient's threshold.
    pub free_thousandths: u64,
    /// Days above the threshold, in thousandths; 0 when the mean is at or below it, or not valid.
    pub excess_thousandths: u64,
    /// There were too few patients for a mean.
    pub too_few: bool,
}

impl Outcome {
    /// The mean in days; none without patients.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.patients > 0).then(|| f64::from(self.days) / f64::from(self.patients))
    }

    /// The amount in thousandths of a krona at a rate in whole kronor a day: rounding is the
    /// reader's, and stated.
    #[must_use]
    pub const fn amount_thousandths(&self, rate_sek: u32) -> u64 {
        self.excess_thousandths * rate_sek as u64
    }

    /// What is to be paid, in thousandths of a krona, rounded as the agreement says.
    #[must_use]
    pub const fn to_pay_thousandths(&self, rate_sek: u32, rounding: Rounding) -> u64 {
        let amount = self.amount_thousandths(rate_sek);
        match rounding {
            Rounding::None => amount,
            Rounding::Krona => (amount + 500) / 1_000 * 1_000,
            Rounding::WholeDays => self.excess_thousandths / 1_000 * 1_000 * rate_sek as u64,
        }
    }
}

/// Patients of one municipality that left in one period, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Patients {
    count: u32,
    days: u32,
    free_thousandths: u64,
}

impl Patients {
    /// One patient; nobody, where the agreement does not count the day of leaving as one. Who left
    /// before the notice is counted as day 0.
    #[must_use]
    pub fn one(patient: Patient, agreement: &Agreement) -> Self {
        let days = days_between(patient, agreement.count);
        if days == 0 && !agreement.day_zero_included {
            return Self::default();
        }
        Self { count: 1, days, free_thousandths: threshold(patient, agreement).into() }
    }

    /// Adds so many times others.
    pub fn add(&mut self, others: Self, times: u32) {
        self.count += others.count * times;
        self.days += others.days * times;
        self.free_thousandths += others.free_thousandths * u64::from(times);
    }

    /// Weighs them. Facts 2.3 and 2.4.
    #[must_use]
    pub fn weigh(self, agreement: &Agreement) -> Outcome {
        let too_few = self.count < agreement.minimum_patients;
        let excess = (u64::from(self.days) * 1_000).saturating_sub(self.free_thousandths);
        Outcome {
            patients: self.count,
            days: self.days,
            free_thousandths: self.free_thousandths,
            excess_thousandths: if too_few { 0 } else { excess },
            too_few,
        }
    }
}

const fn threshold(patient: Patient, agreement: &Agreement) -> u32 {
    match agreement.psychiatric {
        Psychiatric::OwnThreshold if patient.psychiatric => {
            agreement.psychiatric_threshold_thousandths
        }
        _ => agreement.threshold_thousandths,
    }
}

/// Days that a patient adds to the sum: a difference of dates, never of hours.
#[must_use]
pub fn days_between(patient: Patient, count: Count) -> u32 {
    let Patient { ready_on, left_on, .. } = patient;
    let days = match count {
        Count::CalendarDays => i64::from((left_on - ready_on).get_days()),
        Count::Weekdays => ready_on
            .series(jiff::Span::new().days(1))
            .skip(1)
            .take_while(|day| *day <= left_on)
            .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
            .count()
            .try_into()
            .unwrap_or(i64::MAX),
    };
    u32::try_from(days.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::Span;
    use jiff::civil::date;

    use super::*;

    fn patients(days: &[i32]) -> Vec<Patient> {
        let ready_on = date(2023, 6, 5);
        days.iter()
            .map(|days| Patient {
                ready_on,
                left_on: ready_on + Span::new().days(*days),
                psychiatric: false,
            })
            .collect()
    }

    fn weigh(all: Vec<Patient>, agreement: &Agreement) -> Outcome {
        let mut patients = Patients::default();
        all.into_iter().for_each(|one| patients.add(Patients::one(one, agreement), 1));
        patients.weigh(agreement)
    }

    const EXAMPLE: [i32; 9] = [0, 0, 1, 2, 3, 3, 4, 8, 9];

    /// The worked example of facts 2.4.
    #[test]
    fn days_above_the_threshold_are_paid_for() {
        let outcome = weigh(patients(&EXAMPLE), &Agreement::default());
        assert_eq!((outcome.patients, outcome.days), (9, 30));
        assert!((outcome.mean().unwrap() - 3.333).abs() < 0.001);
        assert_eq!(outcome.amount_thousandths(10_500), 31_500_000);
    }

    #[test]
    fn one_disputed_patient_decides_the_invoice() {
        let without_the_last = weigh(patients(&EXAMPLE[..8]), &Agreement::default());
        assert_eq!((without_the_last.patients, without_the_last.days), (8, 21));
        assert_eq!(without_the_last.amount_thousandths(10_500), 0);
    }

    #[test]
    fn day_zero_is_a_choice_that_shows() {
        let agreement = Agreement { day_zero_included: false, ..Agreement::default() };
        let outcome = weigh(patients(&EXAMPLE), &agreement);
        assert_eq!(outcome.patients, 7);
        assert!((outcome.mean().unwrap() - 4.286).abs() < 0.001);
        assert_eq!(outcome.excess_thousandths, 9_000);
    }

    #[test]
    fn weekdays_leave_the_weekend_out() {
        let agreement = Agreement { count: Count::Weekdays, ..Agreement::default() };
        // Monday to Monday.
        assert_eq!(weigh(patients(&[7]), &agreement).days, 5);
        // Leaving before the notice is no day.
        assert_eq!(weigh(patients(&[-2]), &agreement).days, 0);
        assert_eq!(weigh(patients(&[-2]), &Agreement::default()).days, 0);
    }

    #[test]
    fn too_few_patients_have_no_valid_mean() {
        let agreement = Agreement { minimum_patients: 10, ..Agreement::default() };
        let outcome = weigh(patients(&EXAMPLE), &agreement);
        assert!(outcome.too_few);
        assert_eq!(outcome.amount_thousandths(10_500), 0);
        assert_eq!(weigh(Vec::new(), &Agreement::default()).mean(), None);
    }
}
