//! The average model that counties agree on instead of the statute's start (facts 2.3): the mean
//! number of days from the ready notice to leaving, over all patients of a municipality, against a
//! threshold. Every choice is a parameter; a county without an agreement has none of this.

use jiff::civil::{Date, Weekday};

/// Which days between the notice and leaving are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Every day.
    CalendarDays,
    /// Monday to Friday.
    Weekdays,
}

/// The agreement. Thresholds are in thousandths of a day, so that no figure depends on how a
/// decimal fraction is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// The mean that is free of charge, in thousandths of a day.
    pub threshold_thousandths: u32,
    /// Who leaves on the day of the notice is counted, with 0 days.
    pub day_zero_included: bool,
    /// Which days count.
    pub count: Count,
    /// Fewer patients than this have no valid mean.
    pub minimum_patients: u32,
}

impl Default for Agreement {
    /// Three calendar days, day 0 counted, any number of patients: what named counties use.
    fn default() -> Self {
        Self {
            threshold_thousandths: 3_000,
            day_zero_included: true,
            count: Count::CalendarDays,
            minimum_patients: 1,
        }
    }
}

/// One patient who left in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patient {
    /// The local date of the ready notice.
    pub ready_on: Date,
    /// The local date of leaving.
    pub left_on: Date,
}

/// The outcome for one municipality and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Patients counted.
    pub patients: u32,
    /// Their days in all.
    pub days: u32,
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
}

/// Weighs the patients of one municipality that left in one period.
///
/// Facts 2.3 and 2.4. Who left before the notice is counted as day 0.
pub fn weigh(patients: impl IntoIterator<Item = Patient>, agreement: &Agreement) -> Outcome {
    let (mut count, mut days) = (0_u32, 0_u32);
    for patient in patients {
        let stayed = days_between(patient, agreement.count);
        if stayed > 0 || agreement.day_zero_included {
            count += 1;
            days += stayed;
        }
    }
    let too_few = count < agreement.minimum_patients;
    let free = u64::from(count) * u64::from(agreement.threshold_thousandths);
    let excess = (u64::from(days) * 1_000).saturating_sub(free);
    Outcome { patients: count, days, excess_thousandths: if too_few { 0 } else { excess }, too_few }
}

fn days_between(patient: Patient, count: Count) -> u32 {
    let Patient { ready_on, left_on } = patient;
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
            .map(|days| Patient { ready_on, left_on: ready_on + Span::new().days(*days) })
            .collect()
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
