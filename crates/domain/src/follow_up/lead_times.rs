//! Lead times and compliance: how long each part of the way took, and how often what the law and the
//! routines ask for was kept. Every measure has its own definition, in the docstring of
//! [`Measure`] and [`Rule`]; medians and the 90th percentile stand beside the mean.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::facts::ChainFacts;
use super::report::{Month, Period};
use crate::calendar::clocks::sip_call_due;
use crate::calendar::{local_date, to_local};
use crate::care_chain::{ChecklistItem, ItemState};
use crate::words;

words! {
    /// A time between two things, in hours.
    Measure {
        /// From when the 24 h of 2 kap. 3 § began to the first admission notice.
        AdmissionToNotice = "admission_to_notice",
        /// From each admission notice to Kvitterad, per recipient unit.
        NoticeToSeen = "notice_to_seen",
        /// From each admission notice to its answer, per recipient unit.
        NoticeToAnswered = "notice_to_answered",
        /// From each admission notice to Tar hand om, per recipient unit.
        NoticeToTakenOver = "notice_to_taken_over",
        /// From the standing ready notice to kommunklar over every concerned municipality; nothing
        /// where the municipality had said yes before.
        ReadyToMunicipalityReady = "ready_to_municipality_ready",
        /// From kommunklar, or the ready notice if that came later, to leaving.
        MunicipalityReadyToLeft = "municipality_ready_to_left",
        /// From the standing ready notice to leaving.
        ReadyToLeft = "ready_to_left",
        /// How long before the earlier expected time a change of it was told; negative after it.
        ChangeBeforeEstimate = "change_before_estimate",
    }
}

words! {
    /// Something that is kept or not, as a share of those that it applies to.
    Rule {
        /// The first admission notice within 24 h (2 kap. 3 §).
        NoticeInTime = "notice_within_24_h",
        /// A SIP that is needed, not declined: called at the last on the last lawful day (4 kap. 3 §).
        SipCalledInTime = "sip_called_in_time",
        /// A permanent care contact named before the person left (2 kap. 5 §); of all who left.
        CareContactInTime = "care_contact_in_time",
        /// The medication list done when the person left; of all who left.
        MedicationList = "medication_list_at_discharge",
        /// The discharge summary done when the person left; of all who left.
        DischargeSummary = "discharge_summary_at_discharge",
        /// The expected discharge never changed; of all with one.
        DateKept = "date_never_changed",
        /// Left on the day of the ready notice; of all who left with a notice.
        SameDay = "left_the_same_day",
        /// Not admitted again within 30 days; of all who left, 30 days or more ago.
        NotReadmitted = "not_readmitted_within_30_days",
    }
}

/// The spread of a measure. Hours; a percentile is the least value that so many do not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// How many times were measured.
    pub n: u32,
    /// The mean.
    pub mean: f64,
    /// The median.
    pub median: f64,
    /// The 90th percentile.
    pub p90: f64,
}

/// A share, with what it is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct Kept {
    /// It applies to so many.
    pub of: u32,
    /// It was kept by so many.
    pub kept: u32,
}

/// Means of the days from ready to leaving. Each has its own definition, and none stands for another
/// (facts 6; definitions of the statistics).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Default)]
pub struct DaysReady {
    /// SKR, "Medelvårdtid som utskrivningsklar": stays that ended in the period and in which the
    /// person was ready on one day or more. Who left on the day of the notice is not in it.
    pub skr_mean_days: Option<f64>,
    /// Stays in that mean.
    pub skr_stays: u32,
    /// As payment models count: all who left after a notice, those of the same day with 0.
    pub mean_days_with_day_zero: Option<f64>,
    /// Stays in that mean.
    pub stays_with_day_zero: u32,
}

/// The report, over stays by the month of leaving; times of notices by the month of the notice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeadTimes {
    /// The version of the definitions.
    pub version: u32,
    /// As of when.
    pub as_of: Timestamp,
    /// The months.
    pub period: Period,
    /// Spreads; a measure that nothing was measured of is not there.
    pub measures: BTreeMap<Measure, Spread>,
    /// Shares.
    pub rules: BTreeMap<Rule, Kept>,
    /// Days from ready to leaving.
    pub days_ready: DaysReady,
    /// Who left, by weekday: Monday first.
    pub left_by_weekday: [u32; 7],
    /// Who left, by local hour.
    pub left_by_hour: Vec<u32>,
    /// Changes of the expected discharge, per case that left with one.
    pub changes_per_case: Option<f64>,
}

/// Measures chains. Readmissions are found among the chains given: give those of the month after the
/// period too.
pub fn lead_times<'a>(
    chains: impl IntoIterator<Item = &'a ChainFacts>,
    period: Period,
    as_of: Timestamp,
) -> LeadTimes {
    let mut found = Found::new(period, as_of);
    for chain in chains {
        if !chain.is_cancelled() {
            found.add(chain);
        }
    }
    found.finish()
}

struct Found {
    period: Period,
    as_of: Timestamp,
    times: BTreeMap<Measure, Vec<f64>>,
    rules: BTreeMap<Rule, Kept>,
    skr: (u32, u32),
    day_zero: (u32, u32),
    weekdays: [u32; 7],
    hours: Vec<u32>,
    changes: (u32, u32),
    admitted: BTreeMap<[u8; 16], Vec<Timestamp>>,
    left: Vec<([u8; 16], Timestamp)>,
}

impl Found {
    fn new(period: Period, as_of: Timestamp) -> Self {
        Self {
            period,
            as_of,
            times: BTreeMap::new(),
            rules: BTreeMap::new(),
            skr: (0, 0),
            day_zero: (0, 0),
            weekdays: [0; 7],
            hours: vec![0; 24],
            changes: (0, 0),
            admitted: BTreeMap::new(),
            left: Vec::new(),
        }
    }

    fn has(&self, at: Timestamp) -> bool {
        self.period.position(Month::of(local_date(at))).is_some()
    }

    fn time(&mut self, measure: Measure, from: Timestamp, to: Option<Timestamp>) {
        if let Some(to) = to {
            let hours = to.duration_since(from).as_secs_f64() / 3_600.0;
            self.times.entry(measure).or_default().push(hours);
        }
    }

    fn rule(&mut self, rule: Rule, kept: bool) {
        let entry = self.rules.entry(rule).or_default();
        entry.of += 1;
        entry.kept += u32::from(kept);
    }

    fn add(&mut self, chain: &ChainFacts) {
        if let Some(at) = chain.admitted_at {
            self.admitted.entry(chain.person.bytes()).or_default().push(at);
        }
        self.notices(chain);
        self.ready(chain);
        if let Some(left) = chain.left.as_ref().map(|left| left.at).filter(|at| self.has(*at)) {
            self.leaving(chain, left);
        }
    }

    fn notices(&mut self, chain: &ChainFacts) {
        if let Some(first) = chain.notices.first().filter(|first| self.has(first.sent_at)) {
            self.time(Measure::AdmissionToNotice, first.due_from, Some(first.sent_at));
            let due = first.due_from.checked_add(SignedDuration::from_hours(24));
            self.rule(Rule::NoticeInTime, due.is_ok_and(|due| first.sent_at <= due));
        }
        for notice in &chain.notices {
            if !self.has(notice.sent_at) {
                continue;
            }
            for to in &notice.to {
                self.time(Measure::NoticeToSeen, notice.sent_at, to.seen_at);
                self.time(Measure::NoticeToAnswered, notice.sent_at, to.answered_at);
                self.time(Measure::NoticeToTakenOver, notice.sent_at, to.taken_over_at);
            }
        }
    }

    fn ready(&mut self, chain: &ChainFacts) {
        let Some(notice) = chain.standing().filter(|notice| self.has(notice.sent_at)) else {
            return;
        };
        let answered = notice.municipality_ready_at().filter(|at| *at >= notice.sent_at);
        self.time(Measure::ReadyToMunicipalityReady, notice.sent_at, answered);
        if chain.sip.needed && !chain.sip.declined {
            let due = sip_call_due(notice.sent_at).due_at;
            let called = chain.sip.calls.iter().map(|call| call.at).min();
            // What is not due yet is neither kept nor broken.
            if called.is_some() || self.as_of > due {
                self.rule(Rule::SipCalledInTime, called.is_some_and(|called| called <= due));
            }
        }
    }

    fn leaving(&mut self, chain: &ChainFacts, left: Timestamp) {
        let local = to_local(left);
        self.weekdays[usize::from(local.weekday().to_monday_zero_offset().unsigned_abs())] += 1;
        self.hours[usize::from(local.hour().unsigned_abs())] += 1;
        self.left.push((chain.person.bytes(), left));
        let named = chain.care_contacts.iter().map(|named| named.at).min();
        self.rule(Rule::CareContactInTime, named.is_some_and(|named| named <= left));
        self.rule(Rule::MedicationList, done(chain, ChecklistItem::MedicationList, left));
        self.rule(Rule::DischargeSummary, done(chain, ChecklistItem::DischargeSummary, left));
        self.estimates(chain);
        let Some(notice) = chain.standing().filter(|notice| notice.sent_at <= left) else { return };
        self.time(Measure::ReadyToLeft, notice.sent_at, Some(left));
        if let Some(ready) = notice.municipality_ready_at().filter(|ready| *ready <= left) {
            self.time(Measure::MunicipalityReadyToLeft, ready.max(notice.sent_at), Some(left));
        }
        let days = (local.date() - local_date(notice.sent_at)).get_days();
        let days = u32::try_from(days).unwrap_or(0);
        self.rule(Rule::SameDay, days == 0);
        self.day_zero = (self.day_zero.0 + 1, self.day_zero.1 + days);
        if days > 0 {
            self.skr = (self.skr.0 + 1, self.skr.1 + days);
        }
    }

    fn estimates(&mut self, chain: &ChainFacts) {
        if chain.estimates.is_empty() {
            return;
        }
        let changes = chain.estimates.windows(2).filter(|two| two[0].estimate != two[1].estimate);
        let changes: Vec<_> = changes.map(|two| (two[1].at, two[0].estimate)).collect();
        self.rule(Rule::DateKept, changes.is_empty());
        self.changes.0 += 1;
        self.changes.1 += u32::try_from(changes.len()).unwrap_or(u32::MAX);
        for (told, expected) in changes {
            self.time(Measure::ChangeBeforeEstimate, told, Some(expected));
        }
    }

    fn readmissions(&mut self) {
        let days = SignedDuration::from_hours(30 * 24);
        for (person, left) in std::mem::take(&mut self.left) {
            let Ok(until) = left.checked_add(days) else { continue };
            let again = self
                .admitted
                .get(&person)
                .is_some_and(|admitted| admitted.iter().any(|at| *at > left && *at <= until));
            if again || self.as_of >= until {
                self.rule(Rule::NotReadmitted, !again);
            }
        }
    }

    fn finish(mut self) -> LeadTimes {
        self.readmissions();
        let mean = |(n, days): (u32, u32)| (n > 0).then(|| f64::from(days) / f64::from(n));
        let spreads = self.times.into_iter();
        LeadTimes {
            version: 1,
            as_of: self.as_of,
            period: self.period,
            measures: spreads.filter_map(|(of, times)| Some((of, spread(times)?))).collect(),
            rules: self.rules,
            days_ready: DaysReady {
                skr_mean_days: mean(self.skr),
                skr_stays: self.skr.0,
                mean_days_with_day_zero: mean(self.day_zero),
                stays_with_day_zero: self.day_zero.0,
            },
            left_by_weekday: self.weekdays,
            left_by_hour: self.hours,
            changes_per_case: mean(self.changes),
        }
    }
}

/// The last state of an item until a time is done, or it does not apply.
fn done(chain: &ChainFacts, item: ChecklistItem, until: Timestamp) -> bool {
    let states = chain.items.iter().filter(|set| set.item == item && set.at <= until);
    let last = states.max_by_key(|set| set.at);
    last.is_some_and(|set| matches!(set.state, ItemState::Done | ItemState::NotApplicable))
}

fn spread(mut times: Vec<f64>) -> Option<Spread> {
    if times.is_empty() {
        return None;
    }
    times.sort_by(f64::total_cmp);
    let n = times.len();
    // Nearest rank: a value that was measured, never one in between.
    let at = |percent: usize| times[(n * percent).div_ceil(100).max(1) - 1];
    let count = u32::try_from(n).unwrap_or(u32::MAX);
    let mean = times.iter().sum::<f64>() / f64::from(count);
    Some(Spread { n: count, mean, median: at(50), p90: at(90) })
}

#[cfg(test)]
mod tests {
    use super::super::facts::{EstimateFacts, ItemFacts, NoticeTo, SipCall, UnitAt};
    use super::super::testing::{chain, local, municipality_ready, unit};
    use super::*;

    fn period() -> Period {
        let month = Month::parse("2026-11").unwrap();
        Period::new(month, month).unwrap()
    }

    fn measured(chains: &[ChainFacts]) -> LeadTimes {
        lead_times(chains, period(), local("2027-01-15 12:00"))
    }

    #[test]
    fn a_way_home_measured_by_hand() {
        let mut one = chain(1, "2026-11-19 10:00", Some("2026-11-24 11:00"));
        municipality_ready(&mut one, local("2026-11-20 10:00"));
        one.notices[0].due_from = local("2026-11-16 08:00");
        one.notices[0].sent_at = local("2026-11-16 10:00");
        one.notices[0].to = vec![NoticeTo {
            unit: unit("BISTAND"),
            seen_at: Some(local("2026-11-16 10:30")),
            answered_at: Some(local("2026-11-16 14:00")),
            answer: None,
            taken_over_at: None,
        }];
        let report = measured(&[one]);
        let of = |measure| report.measures[&measure].median;
        assert_eq!(of(Measure::AdmissionToNotice), 2.0);
        assert_eq!(of(Measure::NoticeToSeen), 0.5);
        assert_eq!(of(Measure::NoticeToAnswered), 4.0);
        assert!(!report.measures.contains_key(&Measure::NoticeToTakenOver));
        assert_eq!(of(Measure::ReadyToMunicipalityReady), 24.0);
        assert_eq!(of(Measure::MunicipalityReadyToLeft), 97.0);
        assert_eq!(of(Measure::ReadyToLeft), 121.0);
        assert_eq!(report.rules[&Rule::NoticeInTime], Kept { of: 1, kept: 1 });
        assert_eq!(report.left_by_weekday, [0, 1, 0, 0, 0, 0, 0]);
        assert_eq!(report.left_by_hour[11], 1);
        assert_eq!(report.days_ready.skr_mean_days, Some(5.0));
    }

    #[test]
    fn the_mean_of_skr_leaves_out_who_left_the_same_day_and_that_of_payment_does_not() {
        let report = measured(&[
            chain(1, "2026-11-19 10:00", Some("2026-11-19 15:00")),
            chain(2, "2026-11-19 10:00", Some("2026-11-23 15:00")),
        ]);
        let days = report.days_ready;
        assert_eq!((days.skr_mean_days, days.skr_stays), (Some(4.0), 1));
        assert_eq!((days.mean_days_with_day_zero, days.stays_with_day_zero), (Some(2.0), 2));
        assert_eq!(report.rules[&Rule::SameDay], Kept { of: 2, kept: 1 });
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let spread = spread((1..=10).map(f64::from).collect()).unwrap();
        assert_eq!((spread.n, spread.mean, spread.median, spread.p90), (10, 5.5, 5.0, 9.0));
        assert_eq!(super::spread(vec![3.0]).unwrap().p90, 3.0);
        assert_eq!(super::spread(Vec::new()), None);
    }

    #[test]
    fn what_the_law_asks_for_is_kept_or_not() {
        let mut late = chain(1, "2026-11-19 10:00", Some("2026-11-26 11:00"));
        late.sip.needed = true;
        late.sip.calls = vec![SipCall {
            at: local("2026-11-24 09:00"),
            unit: None,
            on_behalf: false,
            meeting_at: local("2026-11-25 09:00"),
        }];
        late.care_contacts = vec![UnitAt { unit: unit("VC"), at: local("2026-11-20 09:00") }];
        late.items = vec![ItemFacts {
            item: ChecklistItem::MedicationList,
            at: local("2026-11-26 12:00"),
            state: ItemState::Done,
            unit: None,
        }];
        late.estimates = ["2026-11-20 10:00", "2026-11-23 10:00"]
            .map(|to| EstimateFacts { at: local("2026-11-18 10:00"), estimate: local(to) })
            .into();
        let report = measured(&[late.clone()]);
        // Thursday and three days is Sunday: Monday is the last lawful day.
        assert_eq!(report.rules[&Rule::SipCalledInTime], Kept { of: 1, kept: 0 });
        assert_eq!(report.rules[&Rule::CareContactInTime], Kept { of: 1, kept: 1 });
        assert_eq!(report.rules[&Rule::MedicationList], Kept { of: 1, kept: 0 });
        assert_eq!(report.rules[&Rule::DateKept], Kept { of: 1, kept: 0 });
        assert_eq!(report.changes_per_case, Some(1.0));
        assert_eq!(report.measures[&Measure::ChangeBeforeEstimate].mean, 48.0);
        late.sip.calls[0].at = local("2026-11-23 09:00");
        assert_eq!(measured(&[late]).rules[&Rule::SipCalledInTime], Kept { of: 1, kept: 1 });
    }

    #[test]
    fn a_readmission_is_the_same_person_within_thirty_days() {
        let first = chain(1, "2026-11-02 10:00", Some("2026-11-03 11:00"));
        let mut again = chain(2, "2026-11-20 10:00", Some("2026-11-21 11:00"));
        again.person = first.person;
        let other = chain(3, "2026-11-20 10:00", Some("2026-11-21 11:00"));
        let report = measured(&[first, again, other]);
        assert_eq!(report.rules[&Rule::NotReadmitted], Kept { of: 3, kept: 2 });
    }
}
