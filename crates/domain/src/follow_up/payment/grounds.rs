//! What the account of a case depends on in the registry.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{InForce, TermsBook};
use crate::calendar::local_date;
use crate::ids::HsaId;
use crate::registry::{Outage, PaymentRate, Registry};

/// What the registry says on a day of terms, rates, outages, municipalities and psychiatric wards: where
/// two say the same, a settled case is the same by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    terms: Vec<InForce>,
    rates: Vec<PaymentRate>,
    outages: Vec<Outage>,
    municipalities: HashMap<HsaId, String>,
    psychiatric: HashSet<HsaId>,
}

impl Grounds {
    /// Those of a time. The terms of every day are known on each.
    #[must_use]
    pub fn of(registry: &Registry, as_of: Timestamp) -> Self {
        let day: Date = local_date(as_of);
        let today = registry.at(day);
        let code = |id: &HsaId| today.organisation(id)?.municipality_code.clone();
        let organisations = today.organisations().map(|it| &it.id);
        let wards = today.all_units().filter(|unit| unit.psychiatric);
        Self {
            terms: TermsBook::new(registry, day, None).into_versions(),
            rates: today.payment_rates().cloned().collect(),
            outages: today.outages().cloned().collect(),
            municipalities: organisations.filter_map(|id| Some((id.clone(), code(id)?))).collect(),
            psychiatric: wards.map(|unit| unit.id.clone()).collect(),
        }
    }
}
