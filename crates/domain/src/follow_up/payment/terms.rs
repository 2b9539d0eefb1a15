//! Which terms were in force on a day, or would have been.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::calendar::local_date;
use crate::follow_up::average::Agreement;
use crate::follow_up::liability::Terms;
use crate::registry::{
    CountyData, Fault, LiabilityModel, PaymentRate, Problem, Registry, RegistryFile, Section,
    SettingValue,
};

/// Other terms than those in force, for every day alike: to see on history what they would have
/// given. Never stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WhatIf {
    /// Settings of the county by name, instead of those in force.
    pub settings: BTreeMap<String, SettingValue>,
    /// Rates instead of those of their years.
    pub rates: Vec<PaymentRate>,
}

const YES_NO: &[&str] = &["yes", "no"];
/// Settings that payment liability is counted by, with the words of each; none: a number, or a time.
const SETTINGS: [(&str, &[&str]); 19] = [
    ("liability_model", &["statutory", "average-month", "average-quarter"]),
    ("late_notice_blocks", YES_NO),
    ("sip_call_on_behalf_counts", YES_NO),
    ("late_sip_call_counts_from_its_day", YES_NO),
    ("municipality_ready_exempts", YES_NO),
    ("last_day_counts", YES_NO),
    ("leave_days_count", YES_NO),
    ("average_threshold_thousandths", &[]),
    ("average_day_zero_included", YES_NO),
    ("average_count", &["calendar-days", "weekdays"]),
    ("average_cut_off", &[]),
    ("average_population", &["all", "preconditions", "preconditions-and-outpatient"]),
    ("average_psychiatric", &["included", "own-threshold", "excluded"]),
    ("average_psychiatric_threshold_thousandths", &[]),
    ("average_month_by", &["leaving", "notice"]),
    ("average_minimum_patients", &[]),
    ("average_rate", &["national", "agreed"]),
    ("average_agreed_rate_sek", &[]),
    ("average_rounding", &["none", "krona", "whole-days"]),
];

impl WhatIf {
    /// The settings that payment liability is counted by, with the words of each; none: a number, or a
    /// time.
    #[must_use]
    pub const fn settings() -> &'static [(&'static str, &'static [&'static str])] {
        &SETTINGS
    }

    /// Nothing is other than in force.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.rates.is_empty()
    }

    /// Everything that is wrong with it, as in a registry file.
    #[must_use]
    pub fn check(&self) -> Vec<Fault> {
        let file = RegistryFile {
            payment_rate: self.rates.clone(),
            county: self.settings.clone(),
            ..RegistryFile::default()
        };
        let mut faults = file.check();
        let known = |name: &String| SETTINGS.iter().any(|(known, _)| known == name);
        let county = CountyData::default();
        let foreign = self.settings.keys().filter(|name| !known(name));
        faults.extend(foreign.filter(|name| county.get(name).is_some()).map(|name| Fault {
            section: Section::County,
            index: 0,
            field: name.clone(),
            problem: Problem::NotOfLiability,
        }));
        faults
    }
}

/// The terms of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Since when they are as they are; none: the documented defaults.
    pub since: Option<Date>,
    /// The model.
    pub model: LiabilityModel,
    /// Of a single notice.
    pub terms: Terms,
    /// On a mean; none where the statute is in force.
    pub agreement: Option<Agreement>,
}

/// The terms of every day.
#[derive(Debug)]
pub struct TermsBook<'a> {
    registry: &'a Registry,
    /// Rates are those that are known on this day.
    today: Date,
    what_if: Option<&'a WhatIf>,
    /// By their first day, oldest first; never empty.
    versions: Vec<InForce>,
}

impl<'a> TermsBook<'a> {
    /// Reads the registry as it is known on a day, or as it would be.
    #[must_use]
    pub fn new(registry: &'a Registry, today: Date, what_if: Option<&'a WhatIf>) -> Self {
        let version = |(since, county): (Option<Date>, &CountyData)| {
            let mut county = county.clone();
            for (name, value) in what_if.iter().flat_map(|it| &it.settings) {
                // What does not fit was refused when it was checked.
                county = county.with(name, value).unwrap_or(county);
            }
            InForce {
                since,
                model: county.liability_model,
                terms: county.liability_terms(),
                agreement: county.average_agreement(),
            }
        };
        let versions = registry.county_versions().map(version).collect();
        Self { registry, today, what_if, versions }
    }

    /// The terms at a time.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> &InForce {
        self.on(local_date(at))
    }

    /// The terms on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> &InForce {
        let begun = self.versions.partition_point(|it| it.since.is_none_or(|since| since <= day));
        // The first version has no first day, so that one has always begun.
        &self.versions[begun.saturating_sub(1)]
    }

    /// All terms, by their first day.
    pub(super) fn into_versions(self) -> Vec<InForce> {
        self.versions
    }

    /// The rate of a year, confirmed or not.
    #[must_use]
    pub fn rate(&self, year: i16) -> Option<&'a PaymentRate> {
        let other = self.what_if.and_then(|it| it.rates.iter().find(|rate| rate.year == year));
        other.or_else(|| self.registry.at(self.today).payment_rate(year))
    }

    /// Kronor a day in a year, where somebody has confirmed it; a rate that is only tried out needs
    /// nobody.
    #[must_use]
    pub fn rate_sek(&self, year: i16) -> Option<u32> {
        let tried = self.what_if.is_some_and(|it| it.rates.iter().any(|rate| rate.year == year));
        self.rate(year).filter(|rate| tried || rate.is_confirmed()).map(|rate| rate.amount_sek)
    }

    /// Other terms than those in force.
    #[must_use]
    pub const fn is_what_if(&self) -> bool {
        self.what_if.is_some()
    }
}
