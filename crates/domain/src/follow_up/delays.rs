//! The delay ledger: for each chain the periods in which a person who was ready waited for
//! something, with the party that it rested on; and from them the causes of a stay.
//!
//! All of it is read from what was recorded. A medical reason is never derived: no fact says it, so
//! it comes from a person's own word only.

use jiff::Timestamp;
use serde::Serialize;

use super::causes::{Cause, Causes};
use super::facts::{ChainFacts, ItemFacts};
use crate::calendar::{local_date, start_of_day};
use crate::care_chain::{ChecklistItem, ItemOwner, ItemState};
use crate::ids::HsaId;
use crate::words;

words! {
    /// The side that something rested on.
    Responsible {
        /// The responsible ward.
        Ward = "ward",
        /// Outpatient care: the permanent care contact calls the SIP (definition 6).
        Outpatient = "outpatient",
        /// The municipality.
        Municipality = "municipality",
    }
}

/// A period of waiting after the standing ready notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delay {
    /// What for.
    pub cause: Cause,
    /// Since when; never before the notice.
    pub from: Timestamp,
    /// Until when; none while it goes on.
    pub to: Option<Timestamp>,
    /// On whose side.
    pub responsible: Responsible,
    /// The unit, where one is known.
    pub unit: Option<HsaId>,
}

/// Services that delay when they are not in place, each with its cause (facts 3.4, 3.5).
const AWAITED: [(ChecklistItem, Cause); 3] = [
    (ChecklistItem::ShortTermPlace, Cause::ShortTermPlace),
    (ChecklistItem::SafeHomecoming, Cause::SafeHomecoming),
    (ChecklistItem::Aids, Cause::Aids),
];

impl ChainFacts {
    /// When the first municipal service was ordered or arranged.
    #[must_use]
    pub fn services_ordered_at(&self) -> Option<Timestamp> {
        let services = self.items.iter().filter(|set| set.item.is_municipal_service());
        let ordered = services.filter(|set| set.state != ItemState::NotApplicable);
        ordered.map(|set| set.at).min()
    }

    /// The periods of waiting between the standing ready notice and the end of the stay, in order of
    /// their begin. Several may run at once.
    #[must_use]
    pub fn delays(&self) -> Vec<Delay> {
        let Some(notice) = self.standing() else { return Vec::new() };
        let stay = Stay { ready: notice.sent_at, end: self.ended_at() };
        let mut delays = Vec::new();
        for (item, cause) in AWAITED {
            self.awaited(item, cause, stay, &mut delays);
        }
        delays.extend(self.late_sip(stay));
        delays.extend(self.services_after_sip(stay));
        delays.sort_by_key(|delay| (delay.from, delay.cause));
        delays
    }

    /// What the person waited for: the derived causes, where a cause that a person named stands in the
    /// place of the derived main one.
    #[must_use]
    pub fn causes(&self) -> Causes {
        let derived = self.derived_causes();
        if !self.is_overridden() {
            return derived;
        }
        let others = derived.iter().filter(|cause| *cause != derived.main());
        others.chain([self.main_cause()]).collect()
    }

    /// The main cause: what a person named, otherwise that of the derived ones.
    #[must_use]
    pub fn main_cause(&self) -> Cause {
        let judged = self.judged.as_ref().map(|judged| judged.cause);
        judged.unwrap_or_else(|| self.derived_causes().main())
    }

    /// A person named another main cause than the derived one.
    #[must_use]
    pub fn is_overridden(&self) -> bool {
        let judged = self.judged.as_ref().map(|judged| judged.cause);
        judged.is_some_and(|cause| cause != self.derived_causes().main())
    }

    /// What the person waited for when the first weekend after the notice came: services that were
    /// not in place at its end, and a SIP or a planning that began late. By `Causes::main` one of
    /// them is the main cause.
    ///
    /// Of an imported chain what the other system said, where it said something: it was written by
    /// those who knew, and what the ledger would need is not in a file.
    #[must_use]
    pub fn derived_causes(&self) -> Causes {
        if let Some(source) = self.source.as_ref().filter(|source| !source.causes.is_empty()) {
            return source.causes.iter().copied().collect();
        }
        let Some(notice) = self.standing() else { return Causes::NONE };
        let day = local_date(notice.sent_at);
        let to_monday = 8 - i32::from(day.weekday().to_monday_one_offset());
        let monday = start_of_day(day.saturating_add(jiff::Span::new().days(to_monday)));
        let over_weekend =
            |delay: &Delay| delay.from < monday && delay.to.is_none_or(|to| to >= monday);
        let awaited = |cause| AWAITED.iter().any(|(_, of)| *of == cause);
        let delays = self.delays().into_iter();
        delays.filter(|it| !awaited(it.cause) || over_weekend(it)).map(|it| it.cause).collect()
    }

    /// From each state that says "under way" or "missing" to the next state of the same item.
    fn awaited(&self, item: ChecklistItem, cause: Cause, stay: Stay, into: &mut Vec<Delay>) {
        let states: Vec<&ItemFacts> = self.items.iter().filter(|set| set.item == item).collect();
        for (n, set) in states.iter().enumerate() {
            if !matches!(set.state, ItemState::UnderWay | ItemState::Missing) {
                continue;
            }
            let next = states.get(n + 1).map(|next| next.at);
            let Some((from, to)) = stay.clip(set.at, next) else { continue };
            let unit = set.unit.clone();
            let goes_on = into
                .last_mut()
                .filter(|last| last.cause == cause && last.to == Some(from) && last.unit == unit);
            match goes_on {
                Some(last) => last.to = to,
                None => into.push(Delay { cause, from, to, responsible: side_of(item), unit }),
            }
        }
    }

    /// A SIP that is needed and was not called when the person was ready; until the call. A meeting
    /// after going home is not waited for, nor is one that is never called.
    fn late_sip(&self, stay: Stay) -> Option<Delay> {
        if !self.sip.needed || self.sip.declined {
            return None;
        }
        let first = self.sip.calls.iter().min_by_key(|call| call.at);
        let waited_for = match (first, stay.end) {
            (Some(call), Some(end)) => call.meeting_at < end,
            (Some(_), None) => true,
            (None, end) => end.is_none(),
        };
        let called = first.map(|call| call.at);
        let (from, to) = stay.clip(stay.ready, called).filter(|_| waited_for)?;
        let unit = first.and_then(|call| call.unit.clone());
        Some(Delay { cause: Cause::SipLate, from, to, responsible: Responsible::Outpatient, unit })
    }

    /// Services that nobody ordered until the SIP was held; from then until the first is in place.
    fn services_after_sip(&self, stay: Stay) -> Option<Delay> {
        let (held, ordered) = (self.sip.held_at?, self.services_ordered_at()?);
        if ordered <= held {
            return None;
        }
        let services = self.items.iter().filter(|set| set.item.is_municipal_service());
        let done = services.filter(|set| set.state == ItemState::Done).map(|set| set.at).min();
        let (from, to) = stay.clip(held, done)?;
        Some(Delay {
            cause: Cause::ServicesAfterSip,
            from,
            to,
            responsible: Responsible::Municipality,
            unit: None,
        })
    }
}

const fn side_of(item: ChecklistItem) -> Responsible {
    match item.owner() {
        ItemOwner::Ward => Responsible::Ward,
        ItemOwner::Municipality => Responsible::Municipality,
    }
}

/// From the notice to the end of the stay.
#[derive(Clone, Copy)]
struct Stay {
    ready: Timestamp,
    end: Option<Timestamp>,
}

impl Stay {
    /// The part of a period that lies in the stay; none when that is empty.
    fn clip(
        self,
        from: Timestamp,
        to: Option<Timestamp>,
    ) -> Option<(Timestamp, Option<Timestamp>)> {
        let from = from.max(self.ready);
        let to = match (to, self.end) {
            (Some(to), Some(end)) => Some(to.min(end)),
            (to, end) => to.or(end),
        };
        to.is_none_or(|to| from < to).then_some((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{chain, local};
    use super::*;
    use crate::care_chain::Destination;
    use crate::follow_up::facts::{JudgedFacts, LeftFacts, SipCall, SourceFacts};

    fn item(item: ChecklistItem, at: &str, state: ItemState) -> ItemFacts {
        ItemFacts { item, at: local(at), state, unit: None }
    }

    /// Ready on Thursday 19 November 2026, home on Tuesday.
    fn stayed() -> ChainFacts {
        chain(1, "2026-11-19 10:00", Some("2026-11-24 11:00"))
    }

    fn call(at: &str, meeting: &str) -> SipCall {
        SipCall { at: local(at), unit: None, on_behalf: false, meeting_at: local(meeting) }
    }

    #[test]
    fn a_place_that_is_missing_over_the_weekend_is_waited_for_until_it_is_there() {
        let mut waits = stayed();
        waits.items = vec![
            item(ChecklistItem::ShortTermPlace, "2026-11-17 10:00", ItemState::UnderWay),
            item(ChecklistItem::ShortTermPlace, "2026-11-18 10:00", ItemState::Missing),
            item(ChecklistItem::ShortTermPlace, "2026-11-23 15:00", ItemState::Done),
        ];
        let delays = waits.delays();
        assert_eq!(delays.len(), 1);
        assert_eq!(delays[0].from, local("2026-11-19 10:00"));
        assert_eq!(delays[0].to, Some(local("2026-11-23 15:00")));
        assert_eq!(delays[0].responsible, Responsible::Municipality);
        assert_eq!(waits.causes().iter().collect::<Vec<_>>(), [Cause::ShortTermPlace]);
        // In place on Friday: not what the person stayed for.
        waits.items[2].at = local("2026-11-20 15:00");
        assert!(waits.causes().is_empty() && waits.delays().len() == 1);
    }

    #[test]
    fn a_sip_called_after_the_notice_was_late_unless_the_meeting_is_after_going_home() {
        let mut late = stayed();
        late.sip.needed = true;
        late.sip.calls = vec![call("2026-11-20 09:00", "2026-11-23 13:00")];
        assert_eq!(late.causes().main(), Cause::SipLate);
        assert_eq!(late.delays()[0].to, Some(local("2026-11-20 09:00")));
        assert_eq!(late.delays()[0].responsible, Responsible::Outpatient);
        let at_home = ChainFacts {
            sip: crate::follow_up::facts::SipFacts {
                calls: vec![call("2026-11-20 09:00", "2026-11-30 13:00")],
                ..late.sip.clone()
            },
            ..late.clone()
        };
        assert!(at_home.causes().is_empty());
        late.sip.calls = vec![call("2026-11-18 09:00", "2026-11-19 13:00")];
        assert!(late.causes().is_empty());
        late.sip.calls = Vec::new();
        assert!(late.causes().is_empty(), "who left without a SIP did not wait for it");
        late.left = None;
        assert_eq!(late.causes().main(), Cause::SipLate);
        late.sip.declined = true;
        assert!(late.causes().is_empty());
    }

    #[test]
    fn services_that_nobody_ordered_before_the_sip_are_a_cause_and_several_hold_at_once() {
        let mut both = stayed();
        both.sip.needed = true;
        both.sip.calls = vec![call("2026-11-19 14:00", "2026-11-20 13:00")];
        both.sip.held_at = Some(local("2026-11-20 14:00"));
        both.items = vec![
            item(ChecklistItem::HomeHelpStart, "2026-11-20 15:00", ItemState::UnderWay),
            item(ChecklistItem::HomeHelpStart, "2026-11-23 15:00", ItemState::Done),
        ];
        let causes: Vec<_> = both.causes().iter().collect();
        assert_eq!(causes, [Cause::SipLate, Cause::ServicesAfterSip]);
        assert_eq!(both.causes().main(), Cause::SipLate);
        both.items[0].at = local("2026-11-18 15:00");
        assert_eq!(both.causes().iter().collect::<Vec<_>>(), [Cause::SipLate]);
    }

    #[test]
    fn the_causes_of_an_imported_chain_are_those_that_the_other_system_said() {
        let mut imported = stayed();
        imported.items = vec![item(ChecklistItem::Aids, "2026-11-17 10:00", ItemState::Missing)];
        let said = |causes: &[Cause]| {
            Some(SourceFacts { case: String::from("K-1"), causes: causes.to_vec() })
        };
        imported.source = said(&[Cause::Medical, Cause::SipLate]);
        let causes: Vec<_> = imported.causes().iter().collect();
        assert_eq!(causes, [Cause::SipLate, Cause::Medical]);
        imported.source = said(&[]);
        assert_eq!(imported.causes().iter().collect::<Vec<_>>(), [Cause::Aids]);
    }

    #[test]
    fn what_a_person_named_stands_in_the_place_of_the_derived_main_cause() {
        let mut waits = stayed();
        waits.items = vec![
            item(ChecklistItem::ShortTermPlace, "2026-11-18 10:00", ItemState::Missing),
            item(ChecklistItem::Aids, "2026-11-18 10:00", ItemState::Missing),
        ];
        let judged = |cause| {
            let (unit, at) = (crate::follow_up::testing::unit("W37"), local("2026-11-25 10:00"));
            Some(JudgedFacts { unit, cause, at })
        };
        for (cause, causes) in [
            (Cause::Medical, [Cause::Aids, Cause::Medical].as_slice()),
            (Cause::Other, &[Cause::Aids, Cause::Other]),
            // One of the others is the main one now, though the rule names it later.
            (Cause::Aids, &[Cause::Aids]),
        ] {
            waits.judged = judged(cause);
            assert_eq!((waits.main_cause(), waits.is_overridden()), (cause, true));
            assert_eq!(waits.causes().iter().collect::<Vec<_>>(), causes);
            assert_eq!(waits.derived_causes().main(), Cause::ShortTermPlace);
        }
        // The derived one again: the change is taken back.
        waits.judged = judged(Cause::ShortTermPlace);
        assert!(!waits.is_overridden() && waits.causes() == waits.derived_causes());
    }

    #[test]
    fn nothing_is_waited_for_before_the_notice_or_after_leaving() {
        let mut early = stayed();
        early.items = vec![item(ChecklistItem::Aids, "2026-11-17 10:00", ItemState::Missing)];
        let delays = early.delays();
        assert_eq!((delays[0].from, delays[0].to), (local("2026-11-19 10:00"), early.ended_at()));
        assert_eq!(delays[0].responsible, Responsible::Ward);
        early.left =
            Some(LeftFacts { at: local("2026-11-19 09:00"), destination: Destination::Home });
        assert!(early.delays().is_empty());
        early.ready.clear();
        assert!(early.delays().is_empty() && early.causes().is_empty());
    }
}
