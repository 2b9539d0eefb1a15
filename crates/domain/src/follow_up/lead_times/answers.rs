//! Who answers for a rule in a case, and when an admission notice was due at all.

use jiff::Timestamp;

use super::Rule;
use crate::follow_up::facts::ChainFacts;
use crate::ids::HsaId;
use crate::registry::Branch;

impl ChainFacts {
    /// The unit that answers for a rule: the ward that was responsible at the time for what hospitals
    /// do (2 kap. 1–3 §§, 3 kap. 3 §); for the call to a SIP and the naming of the permanent care
    /// contact outpatient care (2 kap. 5 §, 4 kap. 3 §): the unit of the contact that was named until
    /// then, otherwise the first outpatient unit that took part, and the ward where none did.
    pub(super) fn answers_for(&self, rule: Rule, at: Timestamp) -> &HsaId {
        match rule {
            Rule::SipCalledInTime | Rule::CareContactInTime => {
                self.outpatient_at(at).unwrap_or_else(|| self.ward_at(at))
            }
            _ => self.ward_at(at),
        }
    }

    fn outpatient_at(&self, at: Timestamp) -> Option<&HsaId> {
        let named = self.care_contacts.iter().rev().find(|named| named.at <= at);
        named.map(|named| &named.unit).or_else(|| {
            let own = self.parties.iter().filter(|party| {
                party.branch == Branch::Outpatient && !party.supplier && party.from <= at
            });
            own.min_by_key(|party| (party.from, &party.unit)).map(|party| &party.unit)
        })
    }

    /// An admission notice was to be sent (2 kap. 1 §): it was, or the person turned out to need
    /// somebody after discharge: a SIP, a municipal service, or a ready notice that concerned a
    /// municipality or outpatient care. Not with protected identity or a hinder of secrecy, where
    /// nobody is told.
    pub(super) fn needed_notice(&self) -> bool {
        let told = |ready: &crate::follow_up::facts::ReadyFacts| {
            ready.outpatient_needed || !ready.municipalities.is_empty()
        };
        let hindered = self.protected || self.ready.iter().any(|ready| ready.secrecy_hinders);
        let needs = (self.sip.needed && !self.sip.declined)
            || self.services_ordered_at().is_some()
            || self.ready.iter().any(told);
        !self.notices.is_empty() || (needs && !hindered)
    }
}
