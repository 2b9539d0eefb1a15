//! Measuring: one pass over the chains; each is measured for all, for its ward, its municipality and
//! each month.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};
use jiff::{SignedDuration, Timestamp};

use super::split::{Overridden, Splitter};
use super::{
    Breaches, DaysReady, Definition, Figures, GroupFigures, Kept, LeadTimes, Measure, MonthFigures,
    Rule, Scope, Spread,
};
use crate::calendar::clocks::sip_call_due;
use crate::calendar::{local_date, to_local};
use crate::care_chain::{ChecklistItem, ItemState};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::{Month, Period};

/// Measures chains. Readmissions are found among the chains given, chosen or not: give those of the
/// month after the period too.
pub fn lead_times<'a>(chains: impl IntoIterator<Item = &'a ChainFacts>, scope: Scope) -> LeadTimes {
    let mut counter = Counter::new(scope);
    for chain in chains {
        counter.add(chain);
    }
    counter.finish()
}

/// Leaving after this is late in the day (facts 6): home care has less time to receive.
const LATE: Time = Time::constant(15, 0, 0, 0);

/// When each person was admitted, by the bytes of the person's id.
type Admitted = BTreeMap<[u8; 16], Vec<Timestamp>>;

/// A measuring that goes on, for those who read chains page by page.
#[derive(Debug, Clone)]
pub struct Counter {
    scope: Scope,
    admitted: Admitted,
    total: Tally,
    split: Splitter,
    overridden: Overridden,
    weekdays: [u32; 7],
    hours: [u32; 24],
    months: Vec<Tally>,
    wards: BTreeMap<String, Tally>,
    municipalities: BTreeMap<String, Tally>,
    others: Tally,
}

impl Counter {
    /// Nothing measured yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        let (period, as_of) = (scope.period, scope.as_of);
        let tally = || Tally::new(period, as_of);
        let months = period.months().filter_map(|month| Period::new(month, month));
        let municipalities = scope.municipalities.iter().cloned();
        Self {
            admitted: BTreeMap::new(),
            total: tally(),
            split: Splitter::default(),
            overridden: Overridden::default(),
            weekdays: [0; 7],
            hours: [0; 24],
            months: months.map(|month| Tally::new(month, as_of)).collect(),
            wards: BTreeMap::new(),
            municipalities: municipalities.map(|code| (code, tally())).collect(),
            others: tally(),
            scope,
        }
    }

    /// Measures a chain, if it is chosen. One that is not chosen may still be somebody's readmission.
    pub fn add(&mut self, chain: &ChainFacts) {
        if chain.is_cancelled() {
            return;
        }
        if let Some(at) = chain.admitted_at {
            self.admitted.entry(chain.person.bytes()).or_default().push(at);
        }
        let selection = &self.scope.selection;
        let other_ward = selection.ward.as_ref().is_some_and(|ward| *ward != chain.ward);
        let other_municipality = selection.municipality.is_some()
            && selection.municipality.as_deref() != chain.municipality.as_deref();
        if other_ward || other_municipality {
            return;
        }
        if let Some(left) = chain.left.as_ref().filter(|left| self.total.has(left.at)) {
            let local = to_local(left.at);
            let weekday = local.weekday().to_monday_zero_offset().unsigned_abs();
            self.weekdays[usize::from(weekday)] += 1;
            self.hours[usize::from(local.hour().unsigned_abs())] += 1;
        }
        let mut ways = chain.ways();
        ways.retain(|(_, counted_at, _)| self.total.has(*counted_at));
        self.overridden.chains += u32::from(!ways.is_empty());
        self.overridden.overridden += u32::from(!ways.is_empty() && chain.is_overridden());
        for (measure, _, window) in ways {
            self.split.add(chain, measure, window);
        }
        let (period, as_of) = (self.scope.period, self.scope.as_of);
        let ward = self.wards.entry(chain.ward.to_string());
        ward.or_insert_with(|| Tally::new(period, as_of)).add(chain);
        let code = chain.municipality.as_deref();
        let municipality = code.and_then(|code| self.municipalities.get_mut(code));
        municipality.unwrap_or(&mut self.others).add(chain);
        for month in &mut self.months {
            month.add(chain);
        }
        self.total.add(chain);
    }

    /// The report, with nothing suppressed and without names.
    #[must_use]
    pub fn finish(self) -> LeadTimes {
        let Scope { period, as_of, selection, .. } = self.scope;
        let admitted = &self.admitted;
        let group = |code: Option<String>, tally: Tally| GroupFigures {
            code,
            name: None,
            figures: tally.finish(admitted).0,
        };
        let months = period.months().zip(self.months).map(|(month, tally)| MonthFigures {
            month,
            running: !month.is_whole(as_of),
            figures: tally.finish(admitted).0,
        });
        let wards = self.wards.into_iter().filter(|(_, tally)| !tally.is_empty());
        let by_ward = wards.map(|(ward, tally)| group(Some(ward), tally)).collect();
        let (total, broken) = self.total.finish(admitted);
        let breaches = broken.into_iter().map(|((rule, month, unit), cases)| Breaches {
            rule,
            unit,
            name: None,
            month,
            cases,
        });
        let municipalities = self.municipalities.into_iter();
        let mut by_municipality: Vec<_> =
            municipalities.map(|(code, tally)| group(Some(code), tally)).collect();
        by_municipality.push(group(None, self.others));
        LeadTimes {
            definition: Definition::LEAD_TIMES,
            as_of,
            revision: None,
            period,
            selection,
            suppressed: false,
            months: months.collect(),
            total,
            split: self.split.finish(),
            causes_overridden: Some(self.overridden),
            left_by_weekday: self.weekdays.map(Some).into(),
            left_by_hour: self.hours.map(Some).into(),
            by_ward,
            by_municipality,
            breaches: breaches.collect(),
        }
    }
}

/// What was not kept, by rule, month and the unit that answers for it.
type Broken = BTreeMap<(Rule, Month, String), u32>;

/// The figures of a group while they are measured.
#[derive(Debug, Clone)]
struct Tally {
    period: Period,
    as_of: Timestamp,
    /// Something was measured of the chain that is added now.
    measured: bool,
    chains: u32,
    imported: u32,
    times: BTreeMap<Measure, Vec<f64>>,
    rules: BTreeMap<Rule, Kept>,
    broken: Broken,
    skr: (u32, u32),
    day_zero: (u32, u32),
    changes: (u32, u32),
    left: Vec<([u8; 16], Timestamp)>,
}

impl Tally {
    fn new(period: Period, as_of: Timestamp) -> Self {
        Self {
            period,
            as_of,
            measured: false,
            chains: 0,
            imported: 0,
            times: BTreeMap::new(),
            rules: BTreeMap::new(),
            broken: BTreeMap::new(),
            skr: (0, 0),
            day_zero: (0, 0),
            changes: (0, 0),
            left: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.times.is_empty() && self.rules.is_empty() && self.left.is_empty()
    }

    fn has(&self, at: Timestamp) -> bool {
        self.period.position(Month::of(local_date(at))).is_some()
    }

    fn time(&mut self, measure: Measure, from: Timestamp, to: Option<Timestamp>) {
        if let Some(to) = to {
            self.measured = true;
            let hours = to.duration_since(from).as_secs_f64() / 3_600.0;
            self.times.entry(measure).or_default().push(hours);
        }
    }

    /// `at`: when it was to be counted, of the notice or of leaving.
    fn rule(&mut self, chain: &ChainFacts, rule: Rule, at: Timestamp, kept: bool) {
        self.measured = true;
        self.count(rule, kept);
        if rule.is_duty() && !kept {
            let unit = chain.answers_for(rule, at).to_string();
            *self.broken.entry((rule, Month::of(local_date(at)), unit)).or_default() += 1;
        }
    }

    fn count(&mut self, rule: Rule, kept: bool) {
        let entry = self.rules.entry(rule).or_default();
        entry.of += 1;
        entry.kept += u32::from(kept);
    }

    fn add(&mut self, chain: &ChainFacts) {
        self.measured = false;
        self.notice_due(chain);
        self.notices(chain);
        self.ready(chain);
        for (measure, counted_at, (from, to)) in chain.ways() {
            if self.has(counted_at) {
                self.time(measure, from, Some(to));
            }
        }
        if let Some(left) = chain.left.as_ref().map(|left| left.at).filter(|at| self.has(*at)) {
            self.measured = true;
            self.leaving(chain, left);
        }
        self.chains += u32::from(self.measured);
        self.imported += u32::from(self.measured && chain.imported);
    }

    /// Counted where the 24 h ended, once they have.
    fn notice_due(&mut self, chain: &ChainFacts) {
        let from = chain.notices.first().map(|first| first.due_from).or(chain.admitted_at);
        let due = from.and_then(|from| from.checked_add(SignedDuration::from_hours(24)).ok());
        let due = due.filter(|due| self.has(*due) && *due <= self.as_of);
        // A care request alone is no admission.
        let admitted = chain.admitted_at.is_some() || !chain.notices.is_empty();
        if let Some(due) = due.filter(|_| admitted && chain.needed_notice()) {
            self.rule(chain, Rule::NoticeSent, due, !chain.notices.is_empty());
        }
    }

    fn notices(&mut self, chain: &ChainFacts) {
        if let Some(first) = chain.notices.first().filter(|first| self.has(first.sent_at)) {
            self.time(Measure::AdmissionToNotice, first.due_from, Some(first.sent_at));
            let due = first.due_from.checked_add(SignedDuration::from_hours(24));
            let kept = due.is_ok_and(|due| first.sent_at <= due);
            self.rule(chain, Rule::NoticeInTime, first.sent_at, kept);
        }
        for notice in &chain.notices {
            if !self.has(notice.sent_at) {
                continue;
            }
            for to in &notice.to {
                self.time(Measure::NoticeToSeen, notice.sent_at, to.seen_at);
                let due = notice.sent_at.checked_add(SignedDuration::from_hours(4));
                if let Ok(due) = due
                    && (to.seen_at.is_some() || due <= self.as_of)
                {
                    let kept = to.seen_at.is_some_and(|seen| seen <= due);
                    self.rule(chain, Rule::SeenInTime, notice.sent_at, kept);
                }
                self.time(Measure::NoticeToAnswered, notice.sent_at, to.answered_at);
                self.time(Measure::NoticeToTakenOver, notice.sent_at, to.taken_over_at);
            }
        }
    }

    fn ready(&mut self, chain: &ChainFacts) {
        let Some(notice) = chain.standing().filter(|notice| self.has(notice.sent_at)) else {
            return;
        };
        if chain.sip.needed && !chain.sip.declined {
            let due = sip_call_due(notice.sent_at).due_at;
            let called = chain.sip.calls.iter().map(|call| call.at).min();
            // What is not due yet is neither kept nor broken.
            if called.is_some() || self.as_of > due {
                let kept = called.is_some_and(|called| called <= due);
                self.rule(chain, Rule::SipCalledInTime, notice.sent_at, kept);
            }
        }
    }

    fn leaving(&mut self, chain: &ChainFacts, left: Timestamp) {
        self.left.push((chain.person.bytes(), left));
        let local = to_local(left);
        self.rule(chain, Rule::LeftLate, left, local.time() > LATE);
        let friday = local.weekday() == Weekday::Friday;
        self.rule(chain, Rule::LeftOnFriday, left, friday);
        // The file of another system says nothing of these, which is not that they were left undone.
        if chain.source.is_none() {
            let named = chain.care_contacts.iter().map(|named| named.at).min();
            let named = named.is_some_and(|named| named <= left);
            self.rule(chain, Rule::CareContactInTime, left, named);
            let list = done(chain, ChecklistItem::MedicationList, left);
            self.rule(chain, Rule::MedicationList, left, list);
            let summary = done(chain, ChecklistItem::DischargeSummary, left);
            self.rule(chain, Rule::DischargeSummary, left, summary);
            self.estimates(chain, left);
        }
        let Some(notice) = chain.standing().filter(|notice| notice.sent_at <= left) else { return };
        self.time(Measure::ReadyToLeft, notice.sent_at, Some(left));
        let days = (local_date(left) - local_date(notice.sent_at)).get_days();
        let days = u32::try_from(days).unwrap_or(0);
        self.rule(chain, Rule::SameDay, left, days == 0);
        self.day_zero = (self.day_zero.0 + 1, self.day_zero.1 + days);
        if days > 0 {
            self.skr = (self.skr.0 + 1, self.skr.1 + days);
        }
    }

    fn estimates(&mut self, chain: &ChainFacts, left: Timestamp) {
        if chain.estimates.is_empty() {
            return;
        }
        let changes = chain.estimates.windows(2).filter(|two| two[0].estimate != two[1].estimate);
        let changes: Vec<_> = changes.map(|two| (two[1].at, two[0].estimate)).collect();
        self.rule(chain, Rule::DateKept, left, changes.is_empty());
        self.changes.0 += 1;
        self.changes.1 += u32::try_from(changes.len()).unwrap_or(u32::MAX);
        for (told, expected) in changes {
            self.time(Measure::ChangeBeforeEstimate, told, Some(expected));
        }
    }

    fn readmissions(&mut self, admitted: &Admitted) {
        let days = SignedDuration::from_hours(30 * 24);
        for (person, left) in std::mem::take(&mut self.left) {
            let Ok(until) = left.checked_add(days) else { continue };
            let again = admitted
                .get(&person)
                .is_some_and(|times| times.iter().any(|at| *at > left && *at <= until));
            if again || self.as_of >= until {
                self.count(Rule::NotReadmitted, !again);
            }
        }
    }

    fn finish(mut self, admitted: &Admitted) -> (Figures, Broken) {
        self.readmissions(admitted);
        let mean = |(n, days): (u32, u32)| (n > 0).then(|| f64::from(days) / f64::from(n));
        let spreads = self.times.into_iter();
        let figures = Figures {
            chains: Some(self.chains),
            imported: Some(self.imported),
            measures: spreads.filter_map(|(of, times)| Some((of, spread(times)?))).collect(),
            rules: self.rules,
            days_ready: DaysReady {
                skr_mean_days: mean(self.skr),
                skr_stays: Some(self.skr.0),
                mean_days_with_day_zero: mean(self.day_zero),
                stays_with_day_zero: Some(self.day_zero.0),
            },
            changes_per_case: mean(self.changes),
        };
        (figures, self.broken)
    }
}

/// The last state of an item until a time is done, or it does not apply.
fn done(chain: &ChainFacts, item: ChecklistItem, until: Timestamp) -> bool {
    let states = chain.items.iter().filter(|set| set.item == item && set.at <= until);
    let last = states.max_by_key(|set| set.at);
    last.is_some_and(|set| matches!(set.state, ItemState::Done | ItemState::NotApplicable))
}

pub(super) fn spread(mut times: Vec<f64>) -> Option<Spread> {
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
