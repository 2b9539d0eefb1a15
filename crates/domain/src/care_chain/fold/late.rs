//! What came after the end (M7, M11).

use std::collections::BTreeMap;

use super::Live;
use crate::care_chain::events::{ChainEvent as E, PartyEnded};
use crate::care_chain::fact::Fact;
use crate::care_chain::state::CareChain;
use crate::envelope::Compartment;
use crate::ids::{CommandId, EventId, hex};

/// Acknowledgements and messages after closing (M7), facts by units whose part had ended (M11).
///
/// "After closing" goes by the time that the law counts: the closing act does not say what it
/// knew. It is for showing only; no rule, gate or step reads it, so a wrong clock misleads a list
/// and nothing else.
pub(super) fn fold_late(facts: &BTreeMap<EventId, &Fact>, live: &Live<'_>, chain: &mut CareChain) {
    if let Some(closed) = &chain.closed {
        for (fact, event, _) in &live.acts {
            let after = fact.legal_time() > closed.at && fact.id != closed.id;
            match event {
                E::Seen(_) if after => {
                    chain.irregular.late_acknowledgements.insert(fact.id);
                }
                E::MessageSent(_) | E::MessageNoted(_) | E::QuestionAsked(_) if after => {
                    chain.irregular.after_closing.insert(fact.id);
                }
                _ => {}
            }
        }
    }
    let ends: Vec<(CommandId, Compartment, &PartyEnded)> = live
        .acts
        .iter()
        .filter_map(|(fact, event, _)| match event {
            E::PartyEnded(data)
                if chain
                    .party(&data.unit)
                    .is_some_and(|party| party.ends.iter().any(|(_, id)| *id == fact.id)) =>
            {
                Some((fact.cmd, fact.stream.compartment, data))
            }
            _ => None,
        })
        .collect();
    for fact in facts.values() {
        let late = ends.iter().any(|(cmd, compartment, end)| {
            fact.who.unit.as_ref() == Some(&end.unit)
                && fact.stream.compartment == *compartment
                // A unit may end its own part.
                && fact.cmd != *cmd
                && is_late(fact, end, chain)
        });
        if late {
            chain.irregular.late_party.insert(fact.id);
        }
    }
}

/// Written in a segment that the unit does not take part in, or further than the ending act knew
/// the unit's stream. An end that lists nothing knew nothing of sequences: then the segment alone
/// decides.
fn is_late(fact: &Fact, end: &PartyEnded, chain: &CareChain) -> bool {
    if fact.stream.segment > end.to_segment {
        return !chain.party(&end.unit).is_some_and(|party| party.covers(fact.stream));
    }
    let key = known_key(fact);
    let known = || end.known.iter().any(|(origin, seq)| *origin == key && fact.seq <= *seq);
    fact.seq > 0 && !end.known.is_empty() && !known()
}

/// How a `party-ended` names an (origin, stream): both in hexadecimal.
pub fn known_key(fact: &Fact) -> String {
    format!("{}:{}", hex(&fact.origin.to_bytes()), hex(&fact.stream.to_bytes()))
}
