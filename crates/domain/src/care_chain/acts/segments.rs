//! A change of audience opens a new segment (decision 1), in the same act: a unit that reads from now
//! on never meets an earlier sequence number, one whose part has ended never a later one.

use std::collections::BTreeSet;

use super::{By, Decision, NewFact, Refused};
use crate::care_chain::events::{CarriedFact, ChainEvent as E, SegmentOpened};
use crate::care_chain::state::CareChain;
use crate::envelope::Compartment;

/// Adds the segments that the act's party facts ask for. Where somebody joins from now on, all the
/// act's facts of the compartment stand in the new segment; where a part ends, the end is the last
/// of the old one.
pub(super) fn opened(chain: &CareChain, by: &By, facts: Vec<NewFact>) -> Decision {
    let newest = |compartment| chain.segments.get(&compartment).copied().unwrap_or(0);
    let joined: BTreeSet<Compartment> = facts
        .iter()
        .filter(|fact| {
            matches!(&fact.event, E::PartyAdded(data) if data.from_segment > newest(fact.compartment))
        })
        .map(|fact| fact.compartment)
        .collect();
    let left: BTreeSet<Compartment> = facts
        .iter()
        .filter(|fact| matches!(fact.event, E::PartyEnded(_)))
        .map(|fact| fact.compartment)
        .filter(|compartment| !joined.contains(compartment))
        .collect();
    let mut all = Vec::with_capacity(facts.len() + joined.len() + left.len());
    for compartment in &joined {
        all.push(segment(chain, by, *compartment, carried(chain, *compartment)?));
    }
    all.extend(facts.into_iter().map(|fact| {
        let next_segment = joined.contains(&fact.compartment);
        NewFact { next_segment, ..fact }
    }));
    for compartment in &left {
        all.push(segment(chain, by, *compartment, Vec::new()));
    }
    Ok(all)
}

fn segment(
    chain: &CareChain,
    by: &By,
    compartment: Compartment,
    carried: Vec<CarriedFact>,
) -> NewFact {
    let newest = chain.segments.get(&compartment).copied().unwrap_or(0);
    let continues = chain
        .last_facts
        .iter()
        .filter(|(stream, _)| {
            stream.compartment == compartment && stream.room == 0 && stream.segment == newest
        })
        .flat_map(|(_, last)| last.iter().copied())
        .collect();
    let opened = SegmentOpened { continues, carried };
    NewFact { next_segment: true, ..NewFact::new(opened, by).placed(compartment, 0) }
}

/// What stands, for compartment 0 only: content about health or social circumstances is history,
/// and is disclosed with a ground or not at all.
fn carried(chain: &CareChain, compartment: Compartment) -> Result<Vec<CarriedFact>, Refused> {
    if compartment != Compartment::Coordination {
        return Ok(Vec::new());
    }
    chain
        .standing
        .iter()
        .filter_map(|fact| Some((fact, fact.event.as_ref().ok()?)))
        .map(|(fact, event)| {
            Ok(CarriedFact {
                id: fact.id,
                event_type: fact.event_type.clone(),
                ver: fact.ver,
                data: event.data().map_err(|_| Refused::Incomplete)?,
                replaces: fact.replaces.clone(),
                who: fact.who.clone(),
                occurred_at: fact.occurred_at.clone(),
                legal_at: fact.legal_time().as_millisecond(),
            })
        })
        .collect()
}
