//! Gates: what must be closed, or answered for with a reason, before kommunklar and discharge
//! (issue section 3, product 7).

use super::state::CareChain;
use super::values::{ChecklistItem, ItemOwner, words_of};
use crate::ids::{CommandId, HsaId};

/// Something open that a person must give a reason for passing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// A question to the party is unanswered.
    Question(CommandId),
    /// A checklist item is missing.
    Item(ChecklistItem),
    /// A concerned municipality has not said that it can receive by then.
    MunicipalityNotReady,
}

impl Gate {
    /// The word of the message key.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Question(_) => "question",
            Self::Item(item) => words_of(*item),
            Self::MunicipalityNotReady => "municipality-not-ready",
        }
    }
}

/// Open gates for a municipal unit that says kommunklar: its party's unanswered questions and its
/// municipality's missing items. What another municipality has not done is not its to answer for.
pub fn before_municipality_ready(chain: &CareChain, unit: &HsaId) -> Vec<Gate> {
    let organisation = chain.party(unit).map(|party| &party.organisation);
    let of_another = |item: &ChecklistItem| {
        let heads = chain.checklist.get(item).into_iter().flat_map(|register| &register.heads);
        let mut holders = heads
            .filter_map(|head| chain.party(head.value.unit.as_ref()?))
            .filter(|party| party.branch.is_municipal())
            .peekable();
        holders.peek().is_some()
            && holders.all(|party| organisation.is_some_and(|own| party.organisation != *own))
    };
    let items = chain
        .missing_items()
        .into_iter()
        .filter(|item| item.owner() == ItemOwner::Municipality && !of_another(item));
    questions_to(chain, unit).chain(items.map(Gate::Item)).collect()
}

/// Open gates for the ward that discharges: its party's unanswered questions and every missing item.
pub fn before_discharge(chain: &CareChain, ward: &HsaId) -> Vec<Gate> {
    questions_to(chain, ward).chain(chain.missing_items().into_iter().map(Gate::Item)).collect()
}

/// Discharge without kommunklar has a confirmation of its own (issue section 3). While facts are
/// missing or not understood nobody knows that the municipality is ready (M14, M16).
pub fn municipality_gate(chain: &CareChain, departure: jiff::Timestamp) -> Option<Gate> {
    let open = chain.is_incomplete() || !chain.municipality_permits(departure);
    open.then_some(Gate::MunicipalityNotReady)
}

/// Unanswered questions to the unit's party: any unit of the same organisation and branch (definition 1),
/// so that a question to the ward where the patient lay before is not forgotten. Not those to a unit that
/// has declined, since nothing is required of it, nor to one that cannot sign in to answer.
fn questions_to(chain: &CareChain, unit: &HsaId) -> impl Iterator<Item = Gate> {
    let own = chain.party(unit);
    let of_party = move |asked: &HsaId| {
        asked == unit
            || chain.party(asked).zip(own).is_some_and(|(asked, own)| {
                (&asked.organisation, asked.branch) == (&own.organisation, own.branch)
                    && !asked.supplier
                    && !chain.stops_reading(&asked.unit)
            })
    };
    chain
        .questions
        .iter()
        .filter(move |it| it.units.iter().any(|(unit, state)| state.is_open() && of_party(unit)))
        .map(|question| Gate::Question(question.cmd))
}
