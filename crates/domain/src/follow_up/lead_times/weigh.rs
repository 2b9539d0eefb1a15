//! What one chain says for lead times, by the months that it counts in.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};
use jiff::{SignedDuration, Timestamp};

use super::split::Taken;
use super::sums::{Lane, Sums};
use super::{Measure, Rule};
use crate::calendar::clocks::sip_call_due;
use crate::calendar::{local_date, to_local};
use crate::care_chain::{ChecklistItem, ItemState};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::Month;
use crate::ids::HsaId;

/// Leaving after this is late in the day (facts 6): home care has less time to receive.
const LATE: Time = Time::constant(15, 0, 0, 0);

/// How long after leaving a new admission is a readmission.
pub(super) const AGAIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a chain says of one month. Times are whole milliseconds, in which facts are told.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) sums: Sums,
    pub(super) times: Vec<(Measure, i64)>,
    pub(super) split: Vec<(Taken, i64)>,
    /// What was not kept, by the unit that answers for it.
    pub(super) broken: Vec<(Rule, &'a HsaId)>,
    /// When the person left.
    pub(super) left: Option<Left>,
    /// One of the two ways counts.
    pub(super) ways: bool,
}

/// When a person left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    pub(super) at: Timestamp,
    /// The local hour of the week, from Monday at midnight.
    pub(super) hour: u8,
}

/// What a chain says as of a time.
pub(super) fn weigh(chain: &ChainFacts, as_of: Timestamp) -> BTreeMap<Month, Said<'_>> {
    let mut one = One { chain, as_of, months: BTreeMap::new() };
    one.notice_due();
    one.notices();
    one.ready();
    one.ways();
    one.leaving();
    for said in one.months.values_mut() {
        said.sums.count(Lane::Chains, chain.imported);
        if said.ways {
            said.sums.count(Lane::Ways, chain.is_overridden());
        }
    }
    one.months
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

/// Facts are told in whole milliseconds.
pub(super) fn milliseconds(from: Timestamp, to: Timestamp) -> i64 {
    to.as_millisecond() - from.as_millisecond()
}

/// One chain while it is measured.
struct One<'a> {
    chain: &'a ChainFacts,
    as_of: Timestamp,
    months: BTreeMap<Month, Said<'a>>,
}

impl<'a> One<'a> {
    /// Where something counts.
    fn at(&mut self, at: Timestamp) -> &mut Said<'a> {
        self.months.entry(Month::of(local_date(at))).or_default()
    }

    fn time(&mut self, measure: Measure, at: Timestamp, from: Timestamp, to: Option<Timestamp>) {
        if let Some(to) = to {
            self.at(at).times.push((measure, milliseconds(from, to)));
        }
    }

    /// `at`: when it was to be counted, of the notice or of leaving.
    fn rule(&mut self, rule: Rule, at: Timestamp, kept: bool) {
        let chain = self.chain;
        let said = self.at(at);
        said.sums.rule(rule, kept);
        if rule.is_duty() && !kept {
            said.broken.push((rule, chain.answers_for(rule, at)));
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
            let split = self.chain.split(measure, window);
            let said = self.at(counted_at);
            said.split.extend(split);
            said.ways = true;
        }
    }

    fn leaving(&mut self) {
        let chain = self.chain;
        let Some(left) = chain.left.as_ref().map(|left| left.at) else { return };
        let local = to_local(left);
        let weekday = local.weekday().to_monday_zero_offset().unsigned_abs();
        let hour = 24 * weekday + local.hour().unsigned_abs();
        self.at(left).left = Some(Left { at: left, hour });
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
        self.at(left).sums.add_to(Lane::Days, days);
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
        self.at(left).sums.add_to(Lane::Changes, many);
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
