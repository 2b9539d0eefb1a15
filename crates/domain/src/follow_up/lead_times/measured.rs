//! What chains say for lead times, added up by month, ward and municipality: what a report of any period
//! and choice is the sum of. An application keeps it of chains that are settled, so that no record is
//! read twice; whoever counts from records makes one of them first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Time, Weekday};
use jiff::{SignedDuration, Timestamp};

use super::split::Splitter;
use super::{Kept, Measure, Rule};
use crate::calendar::clocks::sip_call_due;
use crate::calendar::{local_date, to_local};
use crate::care_chain::{ChecklistItem, ItemState};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::Month;
use crate::ids::HsaId;

/// Leaving after this is late in the day (facts 6): home care has less time to receive.
const LATE: Time = Time::constant(15, 0, 0, 0);

/// A person, by the bytes of the id, and when.
pub(super) type PersonAt = ([u8; 16], Timestamp);

/// Month, municipality and ward.
type Key = (Month, Option<String>, HsaId);

/// Chains that were measured.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    groups: BTreeMap<Key, Group>,
    admitted: Vec<PersonAt>,
}

impl Measured {
    /// Measures a chain as of a time.
    pub fn add(&mut self, chain: &ChainFacts, as_of: Timestamp) {
        if chain.is_cancelled() {
            return;
        }
        self.admitted.extend(chain.admitted_at.map(|at| (chain.person.bytes(), at)));
        let mut one = One { chain, as_of, months: BTreeMap::new(), ways: BTreeSet::new() };
        one.notice_due();
        one.notices();
        one.ready();
        one.ways();
        one.leaving();
        let (mut last, mut last_way) = (None, None);
        for (month, mut group) in one.months {
            group.chains.add(last.replace(month), chain.imported);
            if one.ways.contains(&month) {
                group.ways.add(last_way.replace(month), chain.is_overridden());
            }
            let key = (month, chain.municipality.clone(), chain.ward.clone());
            self.groups.entry(key).or_default().add(group);
        }
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = (&Key, &Group)> {
        self.groups.iter()
    }

    /// Who was admitted, cancelled chains left out.
    pub(super) fn admitted(&self) -> &[PersonAt] {
        &self.admitted
    }
}

impl ChainFacts {
    /// From when on the chain is measured alike, whatever time passes: when all that was to be done until
    /// a time is done, or its time is over. Readmissions are looked for each time.
    #[must_use]
    pub fn is_measured_alike_from(&self) -> Timestamp {
        let seen =
            self.notices.iter().filter(|notice| notice.to.iter().any(|to| to.seen_at.is_none()));
        let seen = seen.filter_map(|notice| after(notice.sent_at, 4));
        let sip = self.standing().filter(|_| self.sip.calls.is_empty());
        // Late is who has not called after the last moment.
        let sip = sip.and_then(|notice| {
            sip_call_due(notice.sent_at).due_at.checked_add(SignedDuration::from_millis(1)).ok()
        });
        let all = seen.chain(sip).chain(self.notice_due_at());
        all.max().unwrap_or(Timestamp::MIN)
    }

    /// When the 24 h of 2 kap. 3 § ended.
    pub(in crate::follow_up) fn notice_due_at(&self) -> Option<Timestamp> {
        let from = self.notices.first().map(|first| first.due_from).or(self.admitted_at);
        after(from?, 24)
    }
}

fn after(at: Timestamp, hours: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_hours(hours)).ok()
}

/// Chains that each count once in a period, though they may count in several of its months; and those of
/// them that are marked.
#[derive(Debug, Clone, Default)]
pub(super) struct Once {
    all: (u32, u32),
    /// Those of them that counted in an earlier month, by the last such month.
    before: BTreeMap<Month, (u32, u32)>,
}

impl Once {
    fn add(&mut self, last: Option<Month>, marked: bool) {
        let one = (1, u32::from(marked));
        plus(&mut self.all, one);
        if let Some(last) = last {
            plus(self.before.entry(last).or_default(), one);
        }
    }

    fn add_all(&mut self, other: Self) {
        plus(&mut self.all, other.all);
        for (month, chains) in other.before {
            plus(self.before.entry(month).or_default(), chains);
        }
    }

    /// Those of the month.
    pub(super) const fn all(&self) -> (u32, u32) {
        self.all
    }

    /// Those that no month counts that begins with `from` and lies before this one.
    pub(super) fn first_since(&self, from: Month) -> (u32, u32) {
        let counted = self.before.range(from..).map(|(_, chains)| chains);
        counted.fold(self.all, |rest, chains| (rest.0 - chains.0, rest.1 - chains.1))
    }
}

/// Adds two numbers.
pub(super) const fn plus(sum: &mut (u32, u32), other: (u32, u32)) {
    sum.0 += other.0;
    sum.1 += other.1;
}

/// What adds up, whatever is put together.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    /// Hours, by [`Measure`].
    pub(super) times: [Vec<f64>; Measure::ALL.len()],
    /// By [`Rule`].
    pub(super) rules: [Kept; Rule::ALL.len()],
    /// Stays and their days.
    pub(super) skr: (u32, u32),
    pub(super) day_zero: (u32, u32),
    /// Cases with an estimate and its changes.
    pub(super) changes: (u32, u32),
}

impl Sums {
    pub(super) fn add(&mut self, other: &Self) {
        for (own, times) in self.times.iter_mut().zip(&other.times) {
            own.extend_from_slice(times);
        }
        for (own, kept) in self.rules.iter_mut().zip(&other.rules) {
            own.add(*kept);
        }
        plus(&mut self.skr, other.skr);
        plus(&mut self.day_zero, other.day_zero);
        plus(&mut self.changes, other.changes);
    }
}

impl Kept {
    pub(super) const fn add(&mut self, other: Self) {
        self.of += other.of;
        self.kept += other.kept;
    }

    pub(super) fn count(&mut self, kept: bool) {
        self.of += 1;
        self.kept += u32::from(kept);
    }
}

/// Chains of one ward for one municipality, as far as they count in one month.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) sums: Sums,
    /// Marked are those that were imported.
    pub(super) chains: Once,
    /// Those in either of the ways; marked are those whose cause a person changed.
    pub(super) ways: Once,
    pub(super) split: Splitter,
    /// What was not kept, by the unit that answers for it.
    pub(super) broken: BTreeMap<(Rule, HsaId), u32>,
    pub(super) weekdays: [u32; 7],
    pub(super) hours: [u32; 24],
    /// Who left.
    pub(super) left: Vec<PersonAt>,
}

impl Group {
    fn add(&mut self, other: Self) {
        self.sums.add(&other.sums);
        self.chains.add_all(other.chains);
        self.ways.add_all(other.ways);
        self.split.add_all(&other.split);
        for (key, cases) in other.broken {
            *self.broken.entry(key).or_default() += cases;
        }
        self.weekdays.iter_mut().zip(other.weekdays).for_each(|(own, left)| *own += left);
        self.hours.iter_mut().zip(other.hours).for_each(|(own, left)| *own += left);
        self.left.extend(other.left);
    }
}

/// One chain while it is measured.
struct One<'a> {
    chain: &'a ChainFacts,
    as_of: Timestamp,
    months: BTreeMap<Month, Group>,
    /// The months in which one of the two ways counts.
    ways: BTreeSet<Month>,
}

impl One<'_> {
    /// Where something counts.
    fn at(&mut self, at: Timestamp) -> &mut Group {
        self.months.entry(Month::of(local_date(at))).or_default()
    }

    fn time(&mut self, measure: Measure, at: Timestamp, from: Timestamp, to: Option<Timestamp>) {
        if let Some(to) = to {
            let hours = to.duration_since(from).as_secs_f64() / 3_600.0;
            self.at(at).sums.times[measure as usize].push(hours);
        }
    }

    /// `at`: when it was to be counted, of the notice or of leaving.
    fn rule(&mut self, rule: Rule, at: Timestamp, kept: bool) {
        let chain = self.chain;
        let group = self.at(at);
        group.sums.rules[rule as usize].count(kept);
        if rule.is_duty() && !kept {
            let unit = chain.answers_for(rule, at).clone();
            *group.broken.entry((rule, unit)).or_default() += 1;
        }
    }

    /// Counted where the 24 h ended, once they have.
    fn notice_due(&mut self) {
        let chain = self.chain;
        let due = chain.notice_due_at().filter(|due| *due <= self.as_of);
        // A care request alone is no admission.
        let admitted = chain.admitted_at.is_some() || !chain.notices.is_empty();
        if let Some(due) = due.filter(|_| admitted && chain.needed_notice()) {
            self.rule(Rule::NoticeSent, due, !chain.notices.is_empty());
        }
    }

    fn notices(&mut self) {
        let chain = self.chain;
        if let Some(first) = chain.notices.first() {
            let sent = first.sent_at;
            self.time(Measure::AdmissionToNotice, sent, first.due_from, Some(sent));
            let due = after(first.due_from, 24);
            self.rule(Rule::NoticeInTime, sent, due.is_some_and(|due| sent <= due));
        }
        for notice in &chain.notices {
            let sent = notice.sent_at;
            for to in &notice.to {
                self.time(Measure::NoticeToSeen, sent, sent, to.seen_at);
                if let Some(due) = after(sent, 4)
                    && (to.seen_at.is_some() || due <= self.as_of)
                {
                    let kept = to.seen_at.is_some_and(|seen| seen <= due);
                    self.rule(Rule::SeenInTime, sent, kept);
                }
                self.time(Measure::NoticeToAnswered, sent, sent, to.answered_at);
                self.time(Measure::NoticeToTakenOver, sent, sent, to.taken_over_at);
            }
        }
    }

    fn ready(&mut self) {
        let chain = self.chain;
        let Some(notice) = chain.standing() else { return };
        if chain.sip.needed && !chain.sip.declined {
            let due = sip_call_due(notice.sent_at).due_at;
            let called = chain.sip.calls.iter().map(|call| call.at).min();
            // What is not due yet is neither kept nor broken.
            if called.is_some() || self.as_of > due {
                let kept = called.is_some_and(|called| called <= due);
                self.rule(Rule::SipCalledInTime, notice.sent_at, kept);
            }
        }
    }

    fn ways(&mut self) {
        for (measure, counted_at, window) in self.chain.ways() {
            self.time(measure, counted_at, window.0, Some(window.1));
            let chain = self.chain;
            self.at(counted_at).split.add(chain, measure, window);
            self.ways.insert(Month::of(local_date(counted_at)));
        }
    }

    fn leaving(&mut self) {
        let chain = self.chain;
        let Some(left) = chain.left.as_ref().map(|left| left.at) else { return };
        let local = to_local(left);
        let group = self.at(left);
        group.left.push((chain.person.bytes(), left));
        let weekday = local.weekday().to_monday_zero_offset().unsigned_abs();
        group.weekdays[usize::from(weekday)] += 1;
        group.hours[usize::from(local.hour().unsigned_abs())] += 1;
        self.rule(Rule::LeftLate, left, local.time() > LATE);
        self.rule(Rule::LeftOnFriday, left, local.weekday() == Weekday::Friday);
        // The file of another system says nothing of these, which is not that they were left undone.
        if chain.source.is_none() {
            let named = chain.care_contacts.iter().map(|named| named.at).min();
            self.rule(Rule::CareContactInTime, left, named.is_some_and(|named| named <= left));
            let list = done(chain, ChecklistItem::MedicationList, left);
            self.rule(Rule::MedicationList, left, list);
            let summary = done(chain, ChecklistItem::DischargeSummary, left);
            self.rule(Rule::DischargeSummary, left, summary);
            self.estimates(left);
        }
        let Some(notice) = chain.standing().filter(|notice| notice.sent_at <= left) else { return };
        self.time(Measure::ReadyToLeft, left, notice.sent_at, Some(left));
        let days = (local_date(left) - local_date(notice.sent_at)).get_days();
        let days = u32::try_from(days).unwrap_or(0);
        self.rule(Rule::SameDay, left, days == 0);
        let sums = &mut self.at(left).sums;
        plus(&mut sums.day_zero, (1, days));
        if days > 0 {
            plus(&mut sums.skr, (1, days));
        }
    }

    fn estimates(&mut self, left: Timestamp) {
        let estimates = &self.chain.estimates;
        if estimates.is_empty() {
            return;
        }
        let changes = estimates.windows(2).filter(|two| two[0].estimate != two[1].estimate);
        let changes: Vec<_> = changes.map(|two| (two[1].at, two[0].estimate)).collect();
        self.rule(Rule::DateKept, left, changes.is_empty());
        let many = u32::try_from(changes.len()).unwrap_or(u32::MAX);
        plus(&mut self.at(left).sums.changes, (1, many));
        for (told, expected) in changes {
            self.time(Measure::ChangeBeforeEstimate, left, told, Some(expected));
        }
    }
}

/// The last state of an item until a time is done, or it does not apply.
fn done(chain: &ChainFacts, item: ChecklistItem, until: Timestamp) -> bool {
    let states = chain.items.iter().filter(|set| set.item == item && set.at <= until);
    let last = states.max_by_key(|set| set.at);
    last.is_some_and(|set| matches!(set.state, ItemState::Done | ItemState::NotApplicable))
}
