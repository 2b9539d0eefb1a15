//! Kommunklar: one value for each municipality, and what the gate makes of all of them
//! (definitions 4, M5).

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::readiness::Readiness;
use super::state::CareChain;
use crate::ids::HsaId;

/// Kommunklar over the concerned units of one municipality, or over all (definitions 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MunicipalityReady {
    /// No concerned unit: no gate asks.
    NotApplicable,
    /// Each concerned unit has said yes to the standing notice.
    Ready {
        /// The latest `sent_at` among the yeses.
        at: Timestamp,
        /// The latest stated start.
        can_receive_from: Timestamp,
    },
    /// At least one has not.
    NotReady,
}

/// One municipality of a chain with its own value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// The municipality, as the legal entity that its units belong to.
    pub organisation: HsaId,
    /// Its concerned units; at least one.
    pub units: Vec<HsaId>,
    /// Its kommunklar for the standing notice.
    pub ready: MunicipalityReady,
}

impl CareChain {
    /// Every municipality with a concerned unit, in order of id, each with its own kommunklar.
    pub fn municipalities(&self) -> Vec<Municipality> {
        let mut units: BTreeMap<&HsaId, Vec<HsaId>> = BTreeMap::new();
        for party in self.concerned_units() {
            units.entry(&party.organisation).or_default().push(party.unit.clone());
        }
        units
            .into_iter()
            .map(|(organisation, units)| Municipality {
                organisation: organisation.clone(),
                ready: self.ready_of(&units),
                units,
            })
            .collect()
    }

    /// One municipality's kommunklar; not applicable where none of its units is concerned.
    pub fn municipality_ready_of(&self, organisation: &HsaId) -> MunicipalityReady {
        let mut all = self.municipalities().into_iter();
        let own = all.find(|municipality| municipality.organisation == *organisation);
        own.map_or(MunicipalityReady::NotApplicable, |municipality| municipality.ready)
    }

    /// A yes from each unit: when the latest was sent, and the latest stated start.
    fn ready_of(&self, units: &[HsaId]) -> MunicipalityReady {
        let mut latest: Option<(Timestamp, Timestamp)> = None;
        for unit in units {
            let Readiness::Yes { from, sent_at } = self.municipality_readiness(unit) else {
                return MunicipalityReady::NotReady;
            };
            latest = Some(match latest {
                Some((at, start)) => (at.max(sent_at), start.max(from)),
                None => (sent_at, from),
            });
        }
        match latest {
            Some((at, can_receive_from)) => MunicipalityReady::Ready { at, can_receive_from },
            None => MunicipalityReady::NotApplicable,
        }
    }

    /// Kommunklar over all municipalities, as the gate needs it: each of them (definitions 4).
    pub fn municipality_state(&self) -> MunicipalityReady {
        let units: Vec<HsaId> =
            self.concerned_units().into_iter().map(|party| party.unit.clone()).collect();
        self.ready_of(&units)
    }

    /// The municipalities' part of [`CareChain::may_go_home`]: where one cannot receive by then, none
    /// of the others' yeses opens the gate.
    pub fn municipality_permits(&self, departure: Timestamp) -> bool {
        match self.municipality_state() {
            MunicipalityReady::NotApplicable => true,
            MunicipalityReady::Ready { can_receive_from, .. } => can_receive_from <= departure,
            MunicipalityReady::NotReady => {
                self.secrecy_hinders_ready()
                    && !self
                        .concerned_units()
                        .iter()
                        .any(|party| self.municipality_readiness(&party.unit) == Readiness::No)
            }
        }
    }
}
