//! Weekend stays (definition 8): who was ready in one week and left in a later one.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use crate::calendar::{Week, is_working_day, iso_week, local_date};

/// What one chain says about its stay, by the times that the law counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// When the person was admitted.
    pub admitted_at: Timestamp,
    /// `sent_at` of the ready notice that stood last, not withdrawn, at the end or as of now.
    pub ready_at: Option<Timestamp>,
    /// When each concerned unit of the municipality had said yes (definition 4).
    pub municipality_ready_at: Option<Timestamp>,
    /// How it ended.
    pub end: End,
}

/// How a stay ended, or that it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Still in inpatient care. A transfer to another inpatient unit, or leave, is not an end.
    Ongoing,
    /// Moved to other inpatient care, where nobody follows the chain any more: not an end either, and
    /// not listed as still there.
    Transferred,
    /// The person left inpatient care alive.
    Left(Timestamp),
    /// The person died before leaving.
    Deceased,
    /// The chain was started by mistake: it counts nowhere.
    Cancelled,
}

/// The ways of counting, each with its own name on the screen; never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variant {
    /// Ready on a Monday to Friday and left in a later ISO week. The definition of the figures.
    V1,
    /// "Någon gång": ready on any weekday of a week, also where the notice came at a weekend, and
    /// left in a later week than that.
    V2,
    /// Strict: V1, and the municipality was ready in a later week too, or never.
    V3,
    /// Holiday: at least two consecutive days off between the notice and leaving.
    V4,
}

impl Variant {
    /// All of them, in the order of the definition.
    pub const ALL: [Self; 4] = [Self::V1, Self::V2, Self::V3, Self::V4];

    /// The word in files and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "V1",
            Self::V2 => "V2",
            Self::V3 => "V3",
            Self::V4 => "V4",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.as_str() == word)
    }
}

impl serde::Serialize for Variant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What a chain counts as. A cancelled chain has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted {
    /// Year and month that it counts in: that of the ready notice, without one that of admission.
    pub month: (i16, i8),
    /// The notice came on a Monday to Friday: it counts in `ready_weekdays`.
    pub ready_on_weekday: bool,
    /// Stayed, by variant; in the order of [`Variant::ALL`].
    stayed: [bool; 4],
    /// Stayed by V1 with the municipality ready no later than in the week of the notice: "varav
    /// kommunklar före helgen".
    pub municipality_ready_before: bool,
    /// Has stayed by V1 and has not left yet: "ännu kvar".
    pub still_there: bool,
    /// Ended by death: in `chains`, never among those who stayed, and shown apart.
    pub deceased: bool,
    /// The municipality was ready no later than in the week in which the person was ready on a
    /// weekday for the first time, whatever variant counts the stay.
    pub municipality_ready_in_time: bool,
    /// Has not left yet, whatever variant counts the stay.
    pub not_left: bool,
    /// Sundays that the person was in hospital after the notice.
    pub weekends: u32,
}

impl Counted {
    /// Says whether the person stayed, by one variant.
    #[must_use]
    pub const fn stayed(&self, variant: Variant) -> bool {
        self.stayed[variant as usize]
    }
}

/// Counts one chain as of a time: where the person has not left, the stay is weighed as if it
/// ended now, so that somebody ready in an earlier week has stayed from Monday 00:00.
///
/// Definition 8. `None` for a cancelled chain.
#[must_use]
pub fn count(stay: &Stay, as_of: Timestamp) -> Option<Counted> {
    if stay.end == End::Cancelled {
        return None;
    }
    let deceased = stay.end == End::Deceased;
    let from = stay.ready_at.map(local_date);
    let day = from.unwrap_or_else(|| local_date(stay.admitted_at));
    let mut counted = Counted {
        month: (day.year(), day.month()),
        ready_on_weekday: from.is_some_and(is_monday_to_friday),
        stayed: [false; 4],
        municipality_ready_before: false,
        still_there: false,
        municipality_ready_in_time: false,
        not_left: stay.end == End::Ongoing,
        deceased,
        weekends: 0,
    };
    let Some(from) = from.filter(|_| !deceased) else { return Some(counted) };
    let until = match stay.end {
        End::Left(at) => local_date(at),
        _ => local_date(as_of),
    };
    let week = iso_week(from);
    let first_week = week_of_first_weekday(from);
    let v1 = counted.ready_on_weekday && iso_week(until) > week;
    // For a notice on a weekday the two weeks are one.
    let ready_in_week =
        stay.municipality_ready_at.is_some_and(|at| iso_week(local_date(at)) <= first_week);
    counted.stayed =
        [v1, iso_week(until) > first_week, v1 && !ready_in_week, has_break_between(from, until)];
    counted.municipality_ready_in_time = ready_in_week;
    counted.municipality_ready_before = v1 && ready_in_week;
    counted.still_there = v1 && stay.end == End::Ongoing;
    counted.weekends = sundays(from, until);
    Some(counted)
}

fn is_monday_to_friday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The week in which somebody ready from `date` is ready on a Monday to Friday for the first time.
fn week_of_first_weekday(date: Date) -> Week {
    let first = days_from(date).find(|day| is_monday_to_friday(*day));
    iso_week(first.unwrap_or(date))
}

/// Two days off in a row, both after the day of the notice and before the day of leaving.
fn has_break_between(from: Date, until: Date) -> bool {
    let between = days_from(from).skip(1).take_while(|day| *day < until);
    let mut in_a_row = 0;
    between.into_iter().any(|day| {
        in_a_row = if is_working_day(day) { 0 } else { in_a_row + 1 };
        in_a_row == 2
    })
}

fn sundays(from: Date, until: Date) -> u32 {
    let nights = i64::from((until - from).get_days()).max(0);
    // Monday is 1: the first Sunday on or after `from` is this many days away.
    let first = i64::from(7 - from.weekday().to_monday_one_offset());
    u32::try_from(if nights > first { (nights - first - 1) / 7 + 1 } else { 0 }).unwrap_or(0)
}

fn days_from(date: Date) -> impl Iterator<Item = Date> {
    date.series(jiff::Span::new().days(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::local;
    use super::*;

    fn stay(ready: &str, left: &str) -> Stay {
        Stay {
            admitted_at: local("2026-11-01 08:00"),
            ready_at: Some(local(ready)),
            municipality_ready_at: None,
            end: End::Left(local(left)),
        }
    }

    fn variants(stay: Stay) -> [bool; 4] {
        let counted = count(&stay, local("2027-06-01 12:00")).unwrap();
        Variant::ALL.map(|variant| counted.stayed(variant))
    }

    #[test]
    fn ready_on_friday_and_home_on_monday_stayed_and_not_strictly_when_the_municipality_was_ready()
    {
        let friday = Stay {
            municipality_ready_at: Some(local("2026-11-27 16:00")),
            ..stay("2026-11-27 15:00", "2026-11-30 10:00")
        };
        assert_eq!(variants(friday), [true, true, false, true]);
        let counted = count(&friday, local("2026-12-01 00:00")).unwrap();
        assert!(counted.municipality_ready_before);
        assert_eq!(counted.weekends, 1);
        let monday = Stay { municipality_ready_at: Some(local("2026-11-30 08:00")), ..friday };
        assert_eq!(variants(monday), [true, true, true, true]);
        let never = Stay { municipality_ready_at: None, ..friday };
        assert_eq!(variants(never), [true, true, true, true]);
    }

    #[test]
    fn ready_on_saturday_and_home_on_monday_of_the_week_after_next_stayed_by_v2_only() {
        let saturday = stay("2026-11-28 10:00", "2026-12-07 10:00");
        assert_eq!(variants(saturday), [false, true, false, true]);
        let counted = count(&saturday, local("2026-12-08 00:00")).unwrap();
        assert!(!counted.ready_on_weekday);
        assert_eq!(counted.weekends, 2);
        // Home on the first Monday: not a weekday's readiness that waited for a weekend.
        assert_eq!(
            variants(stay("2026-11-28 10:00", "2026-11-30 10:00")),
            [false, false, false, false]
        );
    }

    /// The chain's last standing notice is Monday's; Wednesday's was withdrawn.
    #[test]
    fn ready_on_monday_and_home_on_tuesday_did_not_stay() {
        assert_eq!(variants(stay("2026-11-30 09:00", "2026-12-01 10:00")), [false; 4]);
    }

    #[test]
    fn a_week_at_the_end_of_a_year_is_compared_by_year_and_number() {
        // Thursday of week 53 of 2026, Monday of week 1 of 2027.
        assert_eq!(
            variants(stay("2026-12-31 10:00", "2027-01-04 10:00")),
            [true, true, true, true]
        );
        // Week 1 of 2025 begins in December 2024; New Year's Eve and Day are days off in a row.
        assert_eq!(
            variants(stay("2024-12-30 10:00", "2025-01-03 10:00")),
            [false, false, false, true]
        );
        // Leap day: Thursday to Friday of one week.
        assert_eq!(variants(stay("2024-02-29 10:00", "2024-03-01 10:00")), [false; 4]);
    }

    #[test]
    fn a_holiday_in_mid_week_is_no_break_and_easter_is() {
        // Good Friday to Easter Monday lie between.
        assert_eq!(
            variants(stay("2026-04-02 10:00", "2026-04-07 10:00")),
            [true, true, true, true]
        );
        // Ascension Day alone, within the week.
        assert_eq!(variants(stay("2026-05-13 10:00", "2026-05-15 10:00")), [false; 4]);
        // Christmas 2024 on Wednesday and Thursday, after the eve on Tuesday: days off in a row
        // within one week.
        assert_eq!(
            variants(stay("2024-12-23 10:00", "2024-12-27 10:00")),
            [false, false, false, true]
        );
    }

    #[test]
    fn who_died_is_counted_and_never_stayed() {
        let dead = Stay { end: End::Deceased, ..stay("2026-11-27 15:00", "2026-11-29 10:00") };
        let counted = count(&dead, local("2026-12-30 00:00")).unwrap();
        assert!(counted.deceased && counted.ready_on_weekday);
        assert_eq!(variants(dead), [false; 4]);
    }

    #[test]
    fn a_cancelled_chain_is_not_counted() {
        let cancelled =
            Stay { end: End::Cancelled, ..stay("2026-11-27 15:00", "2026-11-30 10:00") };
        assert_eq!(count(&cancelled, local("2026-12-30 00:00")), None);
    }

    #[test]
    fn who_has_not_left_has_stayed_from_midnight_on_monday() {
        let there = Stay { end: End::Ongoing, ..stay("2026-11-27 15:00", "2026-11-30 10:00") };
        let at = |time: &str| count(&there, local(time)).unwrap();
        let sunday = at("2026-11-29 23:59");
        assert!(!sunday.stayed(Variant::V1) && !sunday.still_there);
        let monday = at("2026-11-30 00:00");
        assert!(monday.stayed(Variant::V1) && monday.still_there);
    }

    #[test]
    fn the_month_is_that_of_the_notice_and_without_one_that_of_admission() {
        let as_of = local("2026-12-30 00:00");
        // 23:30 UTC on the last of November is December in Stockholm.
        let december = Stay {
            ready_at: Some("2026-11-30T23:30:00Z".parse().unwrap()),
            ..stay("2026-11-27 15:00", "2026-12-04 10:00")
        };
        assert_eq!(count(&december, as_of).unwrap().month, (2026, 12));
        let unready = Stay { ready_at: None, ..december };
        let counted = count(&unready, as_of).unwrap();
        assert_eq!(counted.month, (2026, 11));
        assert!(!counted.ready_on_weekday && !counted.stayed(Variant::V2));
    }

    proptest! {
        /// V3 is a part of V1, whoever stayed by V1 stayed by V2, and V1 splits in two.
        #[test]
        fn the_variants_lie_in_each_other(
            ready in 0_i64..400 * 24, stayed in 0_i64..60 * 24, municipality in 0_i64..70 * 24,
        ) {
            let start = local("2024-11-01 00:00");
            let after = |hours: i64| start + jiff::SignedDuration::from_hours(hours);
            let stay = Stay {
                admitted_at: start,
                ready_at: Some(after(ready)),
                municipality_ready_at: Some(after(ready + municipality)),
                end: End::Left(after(ready + stayed)),
            };
            let counted = count(&stay, start).unwrap();
            let [v1, v2, v3, _] = Variant::ALL.map(|variant| counted.stayed(variant));
            prop_assert!(!v3 || v1);
            prop_assert!(!v1 || v2);
            prop_assert_eq!(v1, v3 || counted.municipality_ready_before);
            prop_assert!(!v1 || counted.weekends >= 1);
        }

        /// Counted day by day.
        #[test]
        fn sundays_are_those_that_the_person_was_there(from in 0_i32..800, nights in 0_i32..60) {
            let first = jiff::civil::date(2024, 1, 1) + jiff::Span::new().days(from);
            let until = first + jiff::Span::new().days(nights);
            let naive = days_from(first)
                .take_while(|day| *day < until)
                .filter(|day| day.weekday() == Weekday::Sunday)
                .count();
            prop_assert_eq!(sundays(first, until) as usize, naive);
        }
    }
}
