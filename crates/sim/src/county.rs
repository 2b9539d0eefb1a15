//! The county as the registry says it is: wards, receiving units, and who works in them.

use std::collections::BTreeMap;

use brygga_app::{Actor, App, on_day};
use brygga_domain::care_chain::acts::PartyUnit;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::{Branch, Role, UnitKind};

use crate::dice::Dice;

/// How many of a thousand admissions go to a ward while it has beds for people of a care chain, how
/// many such beds it has, and its share of weekend stays against others in percent: most on ward
/// 37, then Medicin 9 and 57 (facts 3.5). Others share what is left.
const WARDS: &[(&str, i64, i64, i64)] = &[
    ("Avdelning 37", 205, 22, 250),
    ("Medicin 9", 195, 26, 125),
    ("Avdelning 57", 175, 26, 140),
    ("Kirurg 52", 140, 24, 40),
    ("Ortopedi", 145, 24, 35),
    ("Infektion", 80, 14, 50),
    ("Psykiatri 2", 60, 12, 50),
];

/// The units and staff of the county, by the registry of the last day.
pub(crate) struct County {
    pub(crate) wards: Vec<Ward>,
    pub(crate) emergency: Option<HsaId>,
    pub(crate) municipalities: Vec<Municipality>,
    units: BTreeMap<HsaId, PartyUnit>,
    names: BTreeMap<HsaId, String>,
    phones: BTreeMap<HsaId, String>,
    staff: BTreeMap<HsaId, Vec<Actor>>,
}

/// A ward with its share of admissions.
#[derive(Debug, Clone)]
pub(crate) struct Ward {
    pub(crate) unit: HsaId,
    pub(crate) name: String,
    pub(crate) weight: i64,
    pub(crate) beds: i64,
    pub(crate) stays: i64,
}

/// A municipality with the places that people live in.
#[derive(Debug, Clone)]
pub(crate) struct Municipality {
    pub(crate) code: String,
    pub(crate) town: String,
    pub(crate) inhabitants: i64,
    pub(crate) places: Vec<Place>,
}

/// Who receives for one place.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) area: Option<String>,
    pub(crate) social: HsaId,
    pub(crate) health: HsaId,
    pub(crate) outpatient: HsaId,
}

impl County {
    /// Reads the registry as it is on the day of the app's clock.
    pub(crate) fn of(app: &App) -> Self {
        let registry = app.registry();
        let today = on_day(&registry, app.now());
        let mut staff: BTreeMap<HsaId, Vec<Actor>> = BTreeMap::new();
        for person in today.all_staff() {
            for assignment in today.assignments_of(&person.user) {
                for unit in &assignment.units {
                    let chosen = format!("{}@{unit}", assignment.id);
                    if let Some(actor) = Actor::of(today, &person.user, &chosen) {
                        staff.entry(unit.clone()).or_default().push(actor);
                    }
                }
            }
        }
        let works = |unit: &HsaId| staff.contains_key(unit);
        let wards = today
            .units()
            .filter(|unit| unit.kind == UnitKind::Ward && works(&unit.id))
            .map(|unit| {
                let known = WARDS.iter().find(|ward| ward.0 == unit.name);
                let known = known.map_or((40, 10, 60), |ward| (ward.1, ward.2, ward.3));
                let (weight, beds, stays) = known;
                Ward { unit: unit.id.clone(), name: unit.name.clone(), weight, beds, stays }
            })
            .collect();
        let emergency = today
            .units()
            .find(|unit| unit.kind == UnitKind::EmergencyDepartment && works(&unit.id))
            .map(|unit| unit.id.clone());
        let receiver = |code: &str, area: Option<&str>, branch, kind| {
            let units = today.routing(code, area, branch);
            units.into_iter().find(|u| u.kind == kind && works(&u.id)).map(|u| u.id.clone())
        };
        let municipalities = today
            .municipalities()
            .filter_map(|it| {
                let code = it.municipality_code.clone()?;
                let mut areas: Vec<Option<&str>> =
                    today.areas(&code).into_iter().map(Some).collect();
                if code != "9901" || areas.is_empty() {
                    areas.insert(0, None);
                }
                let places: Vec<Place> = areas
                    .into_iter()
                    .filter_map(|area| {
                        use Branch::{MunicipalHealthCare, Outpatient, SocialServices};
                        use UnitKind::{HomeHealthCare, NeedsAssessment, PrimaryCareCentre};
                        Some(Place {
                            area: area.map(str::to_owned),
                            social: receiver(&code, area, SocialServices, NeedsAssessment)?,
                            health: receiver(&code, area, MunicipalHealthCare, HomeHealthCare)?,
                            outpatient: receiver(&code, area, Outpatient, PrimaryCareCentre)?,
                        })
                    })
                    .collect();
                let town = it.name.trim_end_matches(" kommun").to_owned();
                let inhabitants = i64::from(it.inhabitants.unwrap_or(1_000));
                (!places.is_empty()).then_some(Municipality { code, town, inhabitants, places })
            })
            .collect();
        let party = |unit: &brygga_domain::registry::Unit| PartyUnit {
            unit: unit.id.clone(),
            organisation: unit.organisation.clone(),
            branch: unit.branch,
            supplier: unit.kind.is_supplier(),
        };
        let units = today.units().map(|unit| (unit.id.clone(), party(unit))).collect();
        let names = today.units().map(|unit| (unit.id.clone(), unit.name.clone())).collect();
        let phones =
            today.units().filter_map(|unit| Some((unit.id.clone(), unit.phone.clone()?))).collect();
        Self { wards, emergency, municipalities, units, names, phones, staff }
    }

    pub(crate) fn ward(&self, unit: &HsaId) -> Option<&Ward> {
        self.wards.iter().find(|ward| ward.unit == *unit)
    }

    pub(crate) fn ward_named(&self, name: &str) -> Option<&Ward> {
        self.wards.iter().find(|ward| ward.name == name)
    }

    pub(crate) fn party(&self, unit: &HsaId) -> Option<PartyUnit> {
        self.units.get(unit).cloned()
    }

    pub(crate) fn name(&self, unit: &HsaId) -> &str {
        self.names.get(unit).map_or("", String::as_str)
    }

    pub(crate) fn phone(&self, unit: &HsaId) -> Option<String> {
        self.phones.get(unit).cloned()
    }

    /// Somebody in a unit with the first of these roles that anybody there has.
    pub(crate) fn somebody(&self, unit: &HsaId, roles: &[Role]) -> Option<&Actor> {
        let staff = self.staff.get(unit)?;
        roles.iter().find_map(|role| staff.iter().find(|actor| actor.role == *role))
    }

    /// Somebody in a unit who may name the care contact or call a SIP.
    pub(crate) fn care_contact(&self, unit: &HsaId) -> Option<&Actor> {
        self.staff.get(unit)?.iter().find(|actor| actor.care_contact)
    }

    /// Somebody with one of the roles who is not this one.
    pub(crate) fn somebody_else(
        &self,
        unit: &HsaId,
        roles: &[Role],
        not: Option<&HsaId>,
    ) -> Option<&Actor> {
        let staff = self.staff.get(unit)?;
        roles.iter().find_map(|role| staff.iter().find(|a| a.role == *role && Some(&a.user) != not))
    }

    /// The name of a physician of the ward.
    pub(crate) fn physician(&self, ward: &HsaId) -> String {
        self.somebody(ward, &[Role::Physician])
            .map_or_else(|| "Jourhavande läkare".to_owned(), |actor| actor.name.clone())
    }

    /// A ward for somebody who falls ill, by its share and by the beds that are free: `lying` says
    /// how many lie where.
    pub(crate) fn some_ward(&self, dice: &mut Dice, lying: &BTreeMap<HsaId, i64>) -> &Ward {
        let free = |ward: &Ward| {
            let lie = lying.get(&ward.unit).copied().unwrap_or(0);
            ward.weight * (ward.beds - lie).clamp(0, 4) + 1
        };
        let weights: Vec<i64> = self.wards.iter().map(free).collect();
        &self.wards[dice.weighted(&weights)]
    }

    pub(crate) fn some_municipality(&self, dice: &mut Dice) -> &Municipality {
        let weights: Vec<i64> = self.municipalities.iter().map(|it| it.inhabitants).collect();
        &self.municipalities[dice.weighted(&weights)]
    }
}
