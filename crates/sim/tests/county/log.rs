//! The log as it is written: each chain's facts in order, and what the tests ask of them. Nothing
//! here knows the county's plans, and nothing asks the fold.

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::calendar::{iso_week, local_date};
use brygga_domain::care_chain::{
    AdmissionNoticeSent, CancelReason, ChainEvent, ChainOpened, ChecklistItem, Destination,
    EndReason, Fact, FactsCancelled, ItemState, MessageKind,
};
use brygga_domain::envelope::AggregateKind;
use brygga_domain::ids::EventId;
use brygga_sim::Cause;
use brygga_store::Position;
use jiff::Timestamp;
use jiff::civil::Weekday;

use crate::site::Site;

/// One chain's facts by position.
pub(crate) struct History(pub(crate) Vec<Fact>);

/// Every chain of the log.
pub(crate) async fn histories(site: &Site) -> Vec<History> {
    let mut found: BTreeMap<_, Vec<Fact>> = BTreeMap::new();
    let mut after = Position::default();
    loop {
        let page = site.app.store.after(after, 1_000).await.expect("the log reads");
        let Some(last) = page.last() else { break };
        after = last.position;
        for event in page.iter().filter(|event| event.stream.kind == AggregateKind::Chain) {
            let body = event.body.as_ref().expect("no body is erased");
            let fact = Fact::decode(event.id, &event.header, body).expect("the event reads");
            found.entry(event.stream.aggregate).or_default().push(fact);
        }
    }
    found.into_values().map(History).collect()
}

impl History {
    pub(crate) fn events(&self) -> impl Iterator<Item = (&Fact, &ChainEvent)> {
        self.0.iter().map(|fact| (fact, fact.event.as_ref().expect("every type is known")))
    }

    pub(crate) fn has(&self, is: fn(&ChainEvent) -> bool) -> bool {
        self.events().any(|(_, event)| is(event))
    }

    /// The admission; a care request opens the chain before.
    pub(crate) fn opened(&self) -> Option<&ChainOpened> {
        let opened = self.events().filter_map(|(_, event)| match event {
            ChainEvent::ChainOpened(opened) => Some(opened),
            _ => None,
        });
        opened.filter(|opened| opened.admitted_at.is_some()).last()
    }

    pub(crate) fn admitted(&self) -> Option<Timestamp> {
        Some(self.opened()?.admitted_at.as_ref()?.instant)
    }

    pub(crate) fn notice(&self) -> Option<(&Fact, &AdmissionNoticeSent)> {
        self.events().find_map(|(fact, event)| match event {
            ChainEvent::AdmissionNoticeSent(notice) => Some((fact, notice)),
            _ => None,
        })
    }

    pub(crate) fn ended(&self) -> Option<EndReason> {
        self.events().find_map(|(_, event)| match event {
            ChainEvent::ChainClosed(closed) => Some(closed.reason),
            _ => None,
        })
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.ended() == Some(EndReason::CreatedInError)
    }

    pub(crate) fn cancels(&self, reason: CancelReason) -> Option<(&Fact, &FactsCancelled)> {
        self.events().find_map(|(fact, event)| match event {
            ChainEvent::FactsCancelled(cancelled) if cancelled.reason == reason => {
                Some((fact, cancelled))
            }
            _ => None,
        })
    }

    /// Ready notices and withdrawals that no later one of them replaces.
    fn ready_heads<'a>(&self, facts: &[(&'a Fact, &'a ChainEvent)]) -> Vec<(&'a Fact, bool)> {
        let own = facts.iter().filter_map(|(fact, event)| match event {
            ChainEvent::DischargeReadyDeclared(_) => Some((*fact, true)),
            ChainEvent::DischargeReadyWithdrawn(_) => Some((*fact, false)),
            _ => None,
        });
        let own: Vec<(&Fact, bool)> = own.collect();
        let replaced: BTreeSet<EventId> =
            own.iter().flat_map(|(fact, _)| fact.replaces.iter().copied()).collect();
        own.into_iter().filter(|(fact, _)| !replaced.contains(&fact.id)).collect()
    }

    /// When the ready notice was sent that stands at the end.
    pub(crate) fn ready_at(&self) -> Option<Timestamp> {
        let facts: Vec<_> = self.events().collect();
        match self.ready_heads(&facts).as_slice() {
            [(fact, true)] => Some(fact.legal_time()),
            _ => None,
        }
    }

    /// At some time several of them stood side by side.
    pub(crate) fn was_disputed(&self) -> bool {
        let facts: Vec<_> = self.events().collect();
        (1..=facts.len()).any(|until| self.ready_heads(&facts[..until]).len() > 1)
    }

    /// When the person left inpatient care.
    pub(crate) fn left(&self) -> Option<Timestamp> {
        let left = self.events().filter_map(|(_, event)| match event {
            ChainEvent::Discharged(left) if left.destination != Destination::OtherHospital => {
                Some(left.left_at.instant)
            }
            _ => None,
        });
        left.max()
    }

    pub(crate) fn died(&self) -> bool {
        self.has(|event| matches!(event, ChainEvent::DeceasedRecorded(_)))
    }

    /// Definition 8, version 1.
    pub(crate) fn stayed(&self, as_of: Timestamp) -> bool {
        let Some(ready) = self.ready_at().map(local_date) else { return false };
        let weekend = matches!(ready.weekday(), Weekday::Saturday | Weekday::Sunday);
        let until = local_date(self.left().unwrap_or(as_of));
        !weekend && !self.died() && iso_week(until) > iso_week(ready)
    }

    /// The events show this cause, perhaps beside another (facts 3.5).
    pub(crate) fn shows(&self, cause: Cause) -> bool {
        let Some(ready) = self.ready_at() else { return false };
        let week = iso_week(local_date(ready));
        let first = |is: fn(&ChainEvent) -> bool| {
            self.events().find(|(_, event)| is(event)).map(|(fact, _)| fact.legal_time())
        };
        let waited = |wanted: ChecklistItem| {
            let set = |state| {
                self.events().filter_map(move |(fact, event)| match event {
                    ChainEvent::ChecklistItemSet(set)
                        if set.item == wanted && set.state == state =>
                    {
                        Some(iso_week(local_date(fact.legal_time())))
                    }
                    _ => None,
                })
            };
            set(ItemState::UnderWay).any(|begun| begun <= week)
                && set(ItemState::Done).all(|done| done > week)
        };
        match cause {
            Cause::ShortTermPlace => waited(ChecklistItem::ShortTermPlace),
            Cause::SafeHomecoming => waited(ChecklistItem::SafeHomecoming),
            Cause::Aids => waited(ChecklistItem::Aids),
            Cause::SipLate => first(|event| matches!(event, ChainEvent::SipCalled(_)))
                .is_some_and(|called| called > ready),
            Cause::PlanningAfterSip => {
                let held = first(|event| matches!(event, ChainEvent::SipHeld(_)));
                let begun = first(|event| {
                    matches!(event, ChainEvent::ChecklistItemSet(set)
                        if set.item == ChecklistItem::HomeHelpStart)
                });
                held.is_some_and(|held| begun.is_some_and(|begun| begun > held))
            }
        }
    }

    /// A question to somebody that nobody has answered, of those asked before a time.
    pub(crate) fn leaves_a_question(&self, before: Timestamp) -> bool {
        let answered: BTreeSet<_> = self
            .events()
            .filter_map(|(_, event)| match event {
                ChainEvent::MessageSent(message) => message.of,
                _ => None,
            })
            .collect();
        self.events().any(|(fact, event)| {
            matches!(event, ChainEvent::MessageSent(m) if m.kind == MessageKind::Question)
                && fact.legal_time() < before
                && !answered.contains(&fact.cmd)
        })
    }
}
