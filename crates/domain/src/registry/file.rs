//! A registry file as data, and what can be wrong with it beyond its form (`docs/registry.md`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::county::{CountyData, SettingRefused, SettingValue};
use super::kinds::{Branch, OrganisationKind, UnitKind};
use super::model::{
    Assignment, Organisation, Outage, PaymentRate, RoutingRow, Staff, Unit, WardCode,
};
use crate::ids::HsaId;

/// Characters of a name, title, purpose or id at the most.
const MAX_NAME: usize = 120;

/// A whole registry file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistryFile {
    /// `[[organisation]]`.
    pub organisation: Vec<Organisation>,
    /// `[[unit]]`.
    pub unit: Vec<Unit>,
    /// `[[staff]]`.
    pub staff: Vec<Staff>,
    /// `[[assignment]]`.
    pub assignment: Vec<Assignment>,
    /// `[[routing]]`.
    pub routing: Vec<RoutingRow>,
    /// `[[ward_code]]`.
    pub ward_code: Vec<WardCode>,
    /// `[[payment_rate]]`.
    pub payment_rate: Vec<PaymentRate>,
    /// `[[outage]]`.
    pub outage: Vec<Outage>,
    /// `[county]`: only what differs from the documented defaults needs to stand there.
    pub county: BTreeMap<String, SettingValue>,
}

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// `[[organisation]]`.
    Organisation,
    /// `[[unit]]`.
    Unit,
    /// `[[staff]]`.
    Staff,
    /// `[[assignment]]`.
    Assignment,
    /// `[[routing]]`.
    Routing,
    /// `[[ward_code]]`.
    WardCode,
    /// `[[payment_rate]]`.
    PaymentRate,
    /// `[[outage]]`.
    Outage,
    /// `[county]`.
    County,
}

impl Section {
    /// The key in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Unit => "unit",
            Self::Staff => "staff",
            Self::Assignment => "assignment",
            Self::Routing => "routing",
            Self::WardCode => "ward_code",
            Self::PaymentRate => "payment_rate",
            Self::Outage => "outage",
            Self::County => "county",
        }
    }
}

/// One thing that is wrong: where, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The part of the file.
    pub section: Section,
    /// Which entry of the part, from 0.
    pub index: usize,
    /// Which field, by its key in the file.
    pub field: String,
    /// What is wrong and what to do.
    pub problem: Problem,
}

/// What is wrong with an entry, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// An id or key that must be unique stands twice.
    #[error("{0} stands twice; keep one of them")]
    Duplicate(String),
    /// A unit of an organisation that is not in the file.
    #[error("there is no organisation {0}; add [[organisation]] with that id or correct it")]
    UnknownOrganisation(HsaId),
    /// A reference to a unit that is not in the file.
    #[error("there is no unit {0}; add [[unit]] with that id or correct it")]
    UnknownUnit(HsaId),
    /// An assignment to a person who is not in the file.
    #[error("there is no staff {0}; add [[staff]] with that user or correct it")]
    UnknownStaff(HsaId),
    /// Nothing or far too much where a name is needed.
    #[error("must have 1 to {MAX_NAME} characters")]
    Length,
    /// Not four digits.
    #[error("a municipality code is four digits, such as \"1080\"")]
    MunicipalityCode,
    /// A municipality without its code.
    #[error("a municipality needs municipality_code, four digits")]
    NoMunicipalityCode,
    /// A kind that cannot belong to the branch.
    #[error("a {} cannot have the branch {}; use {}", .0.as_str(), .1.as_str(), branches(*.0))]
    Branch(UnitKind, Branch),
    /// An assignment without a unit.
    #[error("an assignment needs at least one unit")]
    NoUnit,
    /// An assignment in a supplier.
    #[error("{0} is a supplier without sign-in; give the assignment in another unit")]
    Supplier(HsaId),
    /// The last day before the first one.
    #[error("the last day is before the first one, from; correct one of them")]
    Dates,
    /// A field that only Brygga writes.
    #[error("is written by Brygga itself; take the line away")]
    NotInFile,
    /// A routing row whose branch is not the unit's.
    #[error("unit {0} has the branch {branch}; write that branch or name another unit", branch = .1.as_str())]
    OtherBranch(HsaId, Branch),
    /// A ward code for a unit that has no stays.
    #[error("{0} is a {kind}; a ward code means a ward or an emergency-department", kind = .1.as_str())]
    NotAWard(HsaId, UnitKind),
    /// A rate outside every calendar.
    #[error("must be a year from 2013 to 2199")]
    Year,
    /// A day that costs nothing.
    #[error("must be whole kronor a day, more than 0")]
    Amount,
    /// Half a confirmation.
    #[error(
        "a confirmed rate has both confirmed_by and confirmed_on; add the other or leave out both"
    )]
    HalfConfirmed,
    /// An outage that ends before it begins.
    #[error("must lie after from; correct one of them, or leave it out while the outage goes on")]
    Ends,
    /// A unit that answers for itself out of hours.
    #[error("a unit cannot be its own out_of_hours_unit")]
    OwnOutOfHours,
    /// A setting that does not exist.
    #[error("no setting has that name{}", nearest_setting(.0))]
    UnknownSetting(String),
    /// A setting that what-if does not try.
    #[error("payment liability is not counted by it; take the line away")]
    NotOfLiability,
    /// A value that does not fit its setting.
    #[error("the value does not fit; the default is {}", default_of(.0))]
    WrongSetting(String),
}

fn branches(kind: UnitKind) -> String {
    let words: Vec<&str> = kind.branches().iter().map(|branch| branch.as_str()).collect();
    words.join(" or ")
}

fn default_of(name: &str) -> String {
    CountyData::default().get(name).map(|value| value.to_string()).unwrap_or_default()
}

fn nearest_setting(name: &str) -> String {
    let names = CountyData::names();
    let nearest = super::nearest(name, names.iter().map(String::as_str));
    nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

impl RegistryFile {
    /// Everything that is wrong with the file, in its order. An empty list: it can be imported.
    pub fn check(&self) -> Vec<Fault> {
        let mut check = Check {
            organisations: self.organisation.iter().map(|it| &it.id).collect(),
            units: self.unit.iter().map(|unit| (&unit.id, unit)).collect(),
            staff: self.staff.iter().map(|staff| &staff.user).collect(),
            faults: Vec::new(),
            at: (Section::Organisation, 0),
        };
        check.organisations(self);
        check.units(self);
        check.staff(self);
        check.assignments(self);
        check.routing(self);
        check.ward_codes(self);
        check.payment_rates(self);
        check.outages(self);
        check.county(self);
        check.faults
    }
}

/// What is wrong with a rate, by its field.
pub fn rate_faults(rate: &PaymentRate) -> Vec<(&'static str, Problem)> {
    let mut faults = Vec::new();
    if !(2013..=2199).contains(&rate.year) {
        faults.push(("year", Problem::Year));
    }
    if rate.amount_sek == 0 {
        faults.push(("amount_sek", Problem::Amount));
    }
    let texts = [("regulation", Some(&rate.regulation)), ("source", Some(&rate.source))];
    for (field, text) in texts.into_iter().chain([("confirmed_by", rate.confirmed_by.as_ref())]) {
        let Some(text) = text else { continue };
        if text.trim().is_empty() || text.chars().count() > MAX_NAME {
            faults.push((field, Problem::Length));
        }
    }
    if rate.confirmed_by.is_some() != rate.confirmed_on.is_some() {
        let missing = if rate.confirmed_by.is_some() { "confirmed_on" } else { "confirmed_by" };
        faults.push((missing, Problem::HalfConfirmed));
    }
    faults
}

struct Check<'a> {
    organisations: HashSet<&'a HsaId>,
    units: HashMap<&'a HsaId, &'a Unit>,
    staff: HashSet<&'a HsaId>,
    faults: Vec<Fault>,
    /// The entry in hand.
    at: (Section, usize),
}

impl Check<'_> {
    fn fault(&mut self, field: &str, problem: Problem) {
        let (section, index) = self.at;
        self.faults.push(Fault { section, index, field: field.to_owned(), problem });
    }

    fn name(&mut self, field: &str, text: &str) {
        if text.trim().is_empty() || text.chars().count() > MAX_NAME {
            self.fault(field, Problem::Length);
        }
    }

    fn code(&mut self, code: Option<&str>) {
        let is_code = |code: &str| code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit());
        if code.is_some_and(|code| !is_code(code)) {
            self.fault("municipality_code", Problem::MunicipalityCode);
        }
    }

    fn once<K: Hash + Eq>(&mut self, seen: &mut HashSet<K>, key: K, field: &str, shown: &str) {
        if !seen.insert(key) {
            self.fault(field, Problem::Duplicate(shown.to_owned()));
        }
    }

    fn organisations(&mut self, file: &RegistryFile) {
        let (mut ids, mut codes) = (HashSet::new(), HashSet::new());
        for (index, it) in file.organisation.iter().enumerate() {
            self.at = (Section::Organisation, index);
            self.once(&mut ids, &it.id, "id", it.id.as_str());
            self.name("name", &it.name);
            self.code(it.municipality_code.as_deref());
            if it.kind == OrganisationKind::Municipality {
                match it.municipality_code.as_deref() {
                    Some(code) => self.once(&mut codes, code, "municipality_code", code),
                    None => self.fault("kind", Problem::NoMunicipalityCode),
                }
            }
        }
    }

    fn units(&mut self, file: &RegistryFile) {
        let mut ids = HashSet::new();
        for (index, unit) in file.unit.iter().enumerate() {
            self.at = (Section::Unit, index);
            self.once(&mut ids, &unit.id, "id", unit.id.as_str());
            self.name("name", &unit.name);
            self.name("short_name", &unit.short_name);
            self.code(unit.municipality_code.as_deref());
            if !self.organisations.contains(&unit.organisation) {
                let organisation = unit.organisation.clone();
                self.fault("organisation", Problem::UnknownOrganisation(organisation));
            }
            let branches = unit.kind.branches();
            if !branches.is_empty() && !branches.contains(&unit.branch) {
                self.fault("branch", Problem::Branch(unit.kind, unit.branch));
            }
            if let Some(other) = &unit.out_of_hours_unit {
                if other == &unit.id {
                    self.fault("out_of_hours_unit", Problem::OwnOutOfHours);
                } else if !self.units.contains_key(other) {
                    self.fault("out_of_hours_unit", Problem::UnknownUnit(other.clone()));
                }
            }
        }
    }

    fn staff(&mut self, file: &RegistryFile) {
        let mut users = HashSet::new();
        for (index, staff) in file.staff.iter().enumerate() {
            self.at = (Section::Staff, index);
            self.once(&mut users, &staff.user, "user", staff.user.as_str());
            self.name("name", &staff.name);
            self.name("title", &staff.title);
        }
    }

    fn assignments(&mut self, file: &RegistryFile) {
        let mut ids = HashSet::new();
        for (index, it) in file.assignment.iter().enumerate() {
            self.at = (Section::Assignment, index);
            self.once(&mut ids, it.id.as_str(), "id", &it.id);
            self.name("id", &it.id);
            self.name("purpose", &it.purpose);
            if !self.staff.contains(&it.user) {
                self.fault("user", Problem::UnknownStaff(it.user.clone()));
            }
            if it.units.is_empty() {
                self.fault("units", Problem::NoUnit);
            }
            for unit in &it.units {
                match self.units.get(unit) {
                    None => self.fault("units", Problem::UnknownUnit(unit.clone())),
                    Some(known) if known.kind.is_supplier() => {
                        self.fault("units", Problem::Supplier(unit.clone()));
                    }
                    Some(_) => {}
                }
            }
            if it.to.is_some_and(|to| to < it.from) {
                self.fault("to", Problem::Dates);
            }
            if it.given_by.is_some() {
                self.fault("given_by", Problem::NotInFile);
            }
        }
    }

    fn routing(&mut self, file: &RegistryFile) {
        let mut rows = HashSet::new();
        for (index, row) in file.routing.iter().enumerate() {
            self.at = (Section::Routing, index);
            self.once(&mut rows, row, "unit", "this row");
            self.code(Some(&row.municipality_code));
            match self.units.get(&row.unit) {
                None => self.fault("unit", Problem::UnknownUnit(row.unit.clone())),
                Some(unit) if unit.branch != row.branch => {
                    let branch = unit.branch;
                    self.fault("branch", Problem::OtherBranch(row.unit.clone(), branch));
                }
                Some(_) => {}
            }
        }
    }

    fn ward_codes(&mut self, file: &RegistryFile) {
        let mut codes = HashSet::new();
        for (index, ward) in file.ward_code.iter().enumerate() {
            self.at = (Section::WardCode, index);
            self.name("facility", &ward.facility);
            self.name("code", &ward.code);
            let shown = format!("code {} of {}", ward.code, ward.facility);
            self.once(&mut codes, (&ward.facility, &ward.code), "code", &shown);
            let Some(unit) = &ward.unit else { continue };
            match self.units.get(unit) {
                None => self.fault("unit", Problem::UnknownUnit(unit.clone())),
                Some(known) if !known.kind.has_stays() => {
                    let kind = known.kind;
                    self.fault("unit", Problem::NotAWard(unit.clone(), kind));
                }
                Some(_) => {}
            }
        }
    }

    fn payment_rates(&mut self, file: &RegistryFile) {
        let mut years = HashSet::new();
        for (index, rate) in file.payment_rate.iter().enumerate() {
            self.at = (Section::PaymentRate, index);
            self.once(&mut years, rate.year, "year", &rate.year.to_string());
            for (field, problem) in rate_faults(rate) {
                self.fault(field, problem);
            }
        }
    }

    fn outages(&mut self, file: &RegistryFile) {
        let mut ids = HashSet::new();
        for (index, outage) in file.outage.iter().enumerate() {
            self.at = (Section::Outage, index);
            self.once(&mut ids, outage.id.as_str(), "id", &outage.id);
            self.name("id", &outage.id);
            self.name("what", &outage.what);
            if outage.to.is_some_and(|to| to <= outage.from) {
                self.fault("to", Problem::Ends);
            }
        }
    }

    fn county(&mut self, file: &RegistryFile) {
        self.at = (Section::County, 0);
        let defaults = CountyData::default();
        for (name, value) in &file.county {
            match defaults.with(name, value) {
                Ok(_) => {}
                Err(SettingRefused::UnknownName) => {
                    self.fault(name, Problem::UnknownSetting(name.clone()));
                }
                Err(SettingRefused::WrongValue) => {
                    self.fault(name, Problem::WrongSetting(name.clone()));
                }
            }
        }
    }
}
