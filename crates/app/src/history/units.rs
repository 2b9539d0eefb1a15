//! Which units of the registry a file means, and those that it names and the registry does not know.

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::care_chain::acts::PartyUnit;
use brygga_domain::ids::{HsaId, hex};
use brygga_domain::registry::{
    Branch, Organisation, OrganisationKind, OrganisationSet, RegistryAt, RegistryEvent,
    StaffedHoursSpec, Unit, UnitKind, UnitSet,
};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::chain::Parties;
use super::row::ChainRow;

/// The units of a file, by the words of its rows, and what has to be registered first.
pub(super) struct Units {
    wards: BTreeMap<String, PartyUnit>,
    municipalities: BTreeMap<String, PartyUnit>,
    outpatient: Option<PartyUnit>,
    pub(super) created: Vec<RegistryEvent>,
}

impl Units {
    /// Finds them. What is created counts from a day, at the latest from today.
    pub(super) fn of(registry: RegistryAt<'_>, rows: &[ChainRow], from: Date) -> Self {
        let mut finding = Finding {
            registry,
            from: from.min(registry.date()),
            created: Vec::new(),
            region: None,
        };
        let wards: BTreeSet<&String> = rows.iter().map(|row| &row.ward).collect();
        let codes: BTreeSet<&String> = rows.iter().map(|row| &row.municipality).collect();
        let wards = wards.into_iter().map(|it| (it.clone(), finding.ward(it))).collect();
        let municipalities =
            codes.into_iter().map(|it| (it.clone(), finding.municipality(it))).collect();
        let outpatient = (!rows.is_empty()).then(|| finding.outpatient());
        Self { wards, municipalities, outpatient, created: finding.created }
    }

    /// Who takes part in a row's chain.
    pub(super) fn parties(&self, row: &ChainRow) -> Option<Parties> {
        Some(Parties {
            ward: self.wards.get(&row.ward)?.clone(),
            municipality: self.municipalities.get(&row.municipality)?.clone(),
            outpatient: self.outpatient.clone()?,
        })
    }
}

struct Finding<'a> {
    registry: RegistryAt<'a>,
    from: Date,
    created: Vec<RegistryEvent>,
    region: Option<HsaId>,
}

impl Finding<'_> {
    fn ward(&mut self, word: &str) -> PartyUnit {
        let means = |unit: &&Unit| {
            unit.kind.has_stays()
                && (unit.id.as_str() == word || unit.name == word || unit.short_name == word)
        };
        if let Some(unit) = self.registry.units().find(means) {
            return party(unit);
        }
        let organisation = self.region();
        self.unit("ward", word, (organisation, Branch::Inpatient, UnitKind::Ward))
    }

    fn municipality(&mut self, code: &str) -> PartyUnit {
        let known = self.registry.municipality(code).map(|it| it.id.clone());
        let organisation = known.unwrap_or_else(|| {
            let name = format!("Kommun {code} (importerad)");
            let (kind, code) = (OrganisationKind::Municipality, Some(code.to_owned()));
            self.organisation("municipality", &name, kind, code)
        });
        let assesses = |unit: &&Unit| unit.kind == UnitKind::NeedsAssessment;
        if let Some(unit) = self.registry.units_of_organisation(&organisation).find(assesses) {
            return party(unit);
        }
        let name = format!("Kommun {code}, importerad historik");
        let kind = (organisation, Branch::SocialServices, UnitKind::NeedsAssessment);
        self.unit("assessment", &name, kind)
    }

    /// A file does not say which outpatient unit it was: one stands for all of them.
    fn outpatient(&mut self) -> PartyUnit {
        let organisation = self.region();
        let kind = (organisation, Branch::Outpatient, UnitKind::PrimaryCareCentre);
        self.unit("outpatient", "Öppenvård, importerad historik", kind)
    }

    fn region(&mut self) -> HsaId {
        if let Some(region) = &self.region {
            return region.clone();
        }
        let mut known = self.registry.organisations();
        let region = known.find(|it| it.kind == OrganisationKind::Region).map(|it| it.id.clone());
        let region = region.unwrap_or_else(|| {
            self.organisation("region", "Region (importerad)", OrganisationKind::Region, None)
        });
        self.region.insert(region).clone()
    }

    fn organisation(
        &mut self,
        what: &str,
        name: &str,
        kind: OrganisationKind,
        municipality_code: Option<String>,
    ) -> HsaId {
        let id = made_id(what, name);
        if self.registry.organisation(&id).is_none() {
            let organisation = Organisation {
                id: id.clone(),
                name: name.to_owned(),
                kind,
                municipality_code,
                hospital: kind == OrganisationKind::Region,
                inhabitants: None,
            };
            let set = OrganisationSet { from: self.from, organisation };
            self.created.push(RegistryEvent::OrganisationSet(set));
        }
        id
    }

    fn unit(
        &mut self,
        what: &str,
        name: &str,
        (organisation, branch, kind): (HsaId, Branch, UnitKind),
    ) -> PartyUnit {
        let id = made_id(what, name);
        if let Some(unit) = self.registry.unit(&id) {
            return party(unit);
        }
        let unit = Unit {
            id,
            name: name.to_owned(),
            short_name: name.to_owned(),
            organisation,
            branch,
            kind,
            neutral: false,
            psychiatric: false,
            staffed_hours: StaffedHoursSpec::parse("always").expect("the word is a constant"),
            out_of_hours_unit: None,
            out_of_hours_phone: None,
            phone: None,
            municipality_code: None,
            area: None,
            reserve_oids: Vec::new(),
        };
        let found = party(&unit);
        self.created.push(RegistryEvent::UnitSet(UnitSet { from: self.from, unit }));
        found
    }
}

/// The id of something that was created as imported: the same for the same word.
fn made_id(what: &str, name: &str) -> HsaId {
    let hash = Sha256::new().chain_update(what).chain_update([0]).chain_update(name).finalize();
    HsaId::parse(&format!("IMPORT-{}", hex(&hash[..8]))).expect("letters, digits and a hyphen")
}

fn party(unit: &Unit) -> PartyUnit {
    PartyUnit {
        unit: unit.id.clone(),
        organisation: unit.organisation.clone(),
        branch: unit.branch,
        supplier: false,
    }
}
