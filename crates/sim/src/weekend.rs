//! Weekend stays by definition 8, version 1, as follow-up counts them, and what the log says that
//! they waited for. All of it is read from events, none of it from what the county had planned.

use std::collections::{BTreeMap, BTreeSet};

use brygga_app::care_chain::{LoadedChain, load};
use brygga_app::{App, AppError};
use brygga_domain::calendar::{iso_week, local_date};
use brygga_domain::care_chain::{ChainEvent, ChecklistItem, Fact, ItemState, Stage, Standing};
use brygga_domain::envelope::AggregateKind;
use brygga_domain::follow_up::facts;
use brygga_domain::follow_up::weekend::{Variant, count};
use brygga_domain::ids::{ChainId, HsaId};
use jiff::Timestamp;

use crate::case::Cause;

/// Weekend stays and what they are counted among.
#[derive(Debug, Clone, Default)]
pub struct WeekendStays {
    /// All chains that are not cancelled.
    pub chains: usize,
    /// Those whose last standing ready notice came on a Monday to Friday.
    pub ready_weekdays: usize,
    /// Those that stayed.
    pub stayed: BTreeSet<ChainId>,
    /// The same by the ward that was responsible when the notice was sent.
    pub by_ward: BTreeMap<HsaId, usize>,
    /// The same by cause; none where the events show none.
    pub by_cause: BTreeMap<Option<Cause>, usize>,
    /// Events of the middle one of the closed chains.
    pub typical: usize,
    /// Events of the ninth of ten closed chains.
    pub ninetieth: usize,
}

/// What somebody who stayed waited for when the weekend came, by the events of the chain; the
/// first that holds, in the order of facts 3.5.
pub fn waited_for(loaded: &LoadedChain) -> Option<Cause> {
    let chain = loaded.chain();
    let Standing::Ready(ready, _) = chain.standing_ready() else { return None };
    let week = iso_week(local_date(ready.at));
    let events = || loaded.facts.iter().filter_map(|f| Some((&**f, f.event.as_ref().ok()?)));
    let set = |item: ChecklistItem| {
        events().filter_map(move |(fact, event)| match event {
            ChainEvent::ChecklistItemSet(set) if set.item == item => Some((fact, set.state)),
            _ => None,
        })
    };
    // Asked for, and not in place in the week of the notice.
    let open = |item: ChecklistItem| {
        let in_week = |fact: &Fact| iso_week(local_date(fact.legal_time())) <= week;
        let last = set(item).rfind(|(fact, _)| in_week(fact));
        last.is_some_and(|(_, state)| matches!(state, ItemState::UnderWay | ItemState::Missing))
    };
    let of = |pick: fn(&ChainEvent) -> bool| {
        events().filter(move |(_, event)| pick(event)).map(|(fact, _)| fact.legal_time())
    };
    let called = of(|event| matches!(event, ChainEvent::SipCalled(_))).min();
    let held = of(|event| matches!(event, ChainEvent::SipHeld(_))).min();
    let services = set(ChecklistItem::HomeHelpStart).map(|(fact, _)| fact.legal_time()).min();
    if open(ChecklistItem::ShortTermPlace) {
        Some(Cause::ShortTermPlace)
    } else if open(ChecklistItem::SafeHomecoming) {
        Some(Cause::SafeHomecoming)
    } else if open(ChecklistItem::Aids) {
        Some(Cause::Aids)
    } else if called.is_some_and(|called| called > ready.at) {
        Some(Cause::SipLate)
    } else if held.is_some_and(|held| services.is_some_and(|begun| begun > held)) {
        Some(Cause::PlanningAfterSip)
    } else {
        None
    }
}

/// Counts the weekend stays of all chains of a site, as of a time.
///
/// # Errors
/// When the store cannot be read.
pub async fn weekend_stays(app: &App, as_of: Timestamp) -> Result<WeekendStays, AppError> {
    let mut found = WeekendStays::default();
    let mut lengths = Vec::new();
    let mut last = None;
    loop {
        let page = app.store.aggregates(AggregateKind::Chain, last, 500).await?;
        let Some(end) = page.last().copied() else { break };
        for aggregate in page {
            let id = ChainId::from_bytes(*aggregate.as_bytes());
            let loaded = load(app, id).await?;
            let Some(facts) = facts::of(id, loaded.chain()) else { continue };
            let Some(counted) = facts.stay().and_then(|stay| count(&stay, as_of)) else {
                continue;
            };
            found.chains += 1;
            if loaded.chain().stage() == Stage::Closed {
                lengths.push(loaded.facts.len());
            }
            found.ready_weekdays += usize::from(counted.ready_on_weekday);
            if counted.stayed(Variant::V1) {
                found.stayed.insert(id);
                *found.by_cause.entry(waited_for(&loaded)).or_default() += 1;
                *found.by_ward.entry(facts.ward).or_default() += 1;
            }
        }
        last = Some(end);
    }
    lengths.sort_unstable();
    found.typical = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    found.ninetieth = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0);
    Ok(found)
}
