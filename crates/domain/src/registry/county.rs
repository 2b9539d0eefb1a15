//! County data: what the law leaves to the county, with documented defaults (definitions 15).

use ciborium::Value;
use serde::{Deserialize, Serialize};

use crate::follow_up::average::{
    Agreement, Basis, Count, CutOff, MonthBy, Population, Psychiatric, RateSource, Rounding,
};
use crate::follow_up::liability::Terms;

/// Local due times and switches. Minutes are staffed minutes of the unit that owes the step
/// (definitions 10); none of these is a statutory clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CountyData {
    /// To answer an admission notice. No source fixes it; 8 staffed hours.
    pub answer_notice_minutes: u32,
    /// To answer a question. No source fixes it; 4 staffed hours.
    pub answer_question_minutes: u32,
    /// To acknowledge a message; mailboxes are watched three times a day (facts 1.8).
    pub acknowledge_minutes: u32,
    /// To start planning after the admission notice. The act names no hours (facts 1.2).
    pub start_planning_minutes: u32,
    /// To fill in the planning basis: 48 h in Halland (facts 1.3), as 16 staffed hours.
    pub planning_basis_minutes: u32,
    /// To answer whether a SIP is needed.
    pub sip_need_minutes: u32,
    /// To answer a ready notice with kommunklar or öppenvårdsklar.
    pub ready_answer_minutes: u32,
    /// To confirm what was told by phone.
    pub confirm_phone_minutes: u32,
    /// Follow-up after going home, in hours; 72 h. No source fixes it.
    pub follow_up_hours: u32,
    /// Close after follow-up, in days.
    pub close_after_days: u32,
    /// Reading of a unit that is not concerned ends after these hours (definitions 2).
    pub unconcerned_reading_hours: u32,
    /// Official test numbers and 000 numbers: `mark` or `refuse` (decision 33).
    pub test_identities: TestIdentities,
    /// Payment liability (definition 7): an admission notice that came late blocks it. Otherwise the
    /// days are liable and marked.
    pub late_notice_blocks: YesNo,
    /// A SIP that the head of the unit called on behalf of the permanent care contact counts.
    pub sip_call_on_behalf_counts: YesNo,
    /// A SIP called after the last lawful date gives liability from the day of the call. Otherwise
    /// none on that ready notice.
    pub late_sip_call_counts_from_its_day: YesNo,
    /// Days on which the municipality was ready are not liable. Otherwise they are, and marked.
    pub municipality_ready_exempts: YesNo,
    /// The day on which the person left or died is counted.
    pub last_day_counts: YesNo,
    /// Days of leave of absence are counted (definition 7 leaves it to the county).
    pub leave_days_count: YesNo,
    /// By which model liability is counted (facts 2.3). The average model is an agreement of region
    /// and municipalities (lag 2017:612 4:5), and the settings that follow are its parameters.
    pub liability_model: LiabilityModel,
    /// The mean that is free of charge, in thousandths of a day.
    pub average_threshold_thousandths: u32,
    /// Who leaves on the day of the notice is in the mean, with 0 days.
    pub average_day_zero_included: YesNo,
    /// Which days are counted.
    pub average_count: Count,
    /// A notice sent after this time counts as sent on the day after: `12:00`, or `none`.
    pub average_cut_off: CutOff,
    /// Whose days are in the mean.
    pub average_population: Population,
    /// What holds for wards that the registry marks as psychiatric.
    pub average_psychiatric: Psychiatric,
    /// Their threshold in thousandths of a day, where they have one of their own.
    pub average_psychiatric_threshold_thousandths: u32,
    /// The month that a patient counts in.
    pub average_month_by: MonthBy,
    /// Fewer patients than this have no valid mean.
    pub average_minimum_patients: u32,
    /// What a day above the threshold costs.
    pub average_rate: RateSource,
    /// Whole kronor a day, where the agreement sets them.
    pub average_agreed_rate_sek: u32,
    /// What is rounded when the amount is to be paid.
    pub average_rounding: Rounding,
}

/// The models of payment liability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LiabilityModel {
    /// 5 kap. lag (2017:612), person by person.
    Statutory,
    /// The mean of each calendar month.
    AverageMonth,
    /// The mean of each calendar quarter.
    AverageQuarter,
}

impl LiabilityModel {
    /// The word in files and message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Statutory => "statutory",
            Self::AverageMonth => "average-month",
            Self::AverageQuarter => "average-quarter",
        }
    }
}

/// What to do with test identity numbers (decision 33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestIdentities {
    /// Take them, and mark them wherever they are shown.
    Mark,
    /// Refuse them: a live site.
    Refuse,
}

/// A switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YesNo {
    /// It is so.
    Yes,
    /// It is not.
    No,
}

impl YesNo {
    /// As a truth value.
    #[must_use]
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }
}

impl CountyData {
    /// The terms of a single notice (definition 7), whichever model is in force.
    #[must_use]
    pub fn liability_terms(&self) -> Terms {
        Terms {
            late_notice_blocks: self.late_notice_blocks.is_yes(),
            call_on_behalf_counts: self.sip_call_on_behalf_counts.is_yes(),
            late_call_counts_from_its_day: self.late_sip_call_counts_from_its_day.is_yes(),
            municipality_ready_exempts: self.municipality_ready_exempts.is_yes(),
            last_day_counts: self.last_day_counts.is_yes(),
            leave_counts: self.leave_days_count.is_yes(),
        }
    }

    /// The agreement on a mean; none where the statute is in force.
    #[must_use]
    pub fn average_agreement(&self) -> Option<Agreement> {
        let basis = match self.liability_model {
            LiabilityModel::Statutory => return None,
            LiabilityModel::AverageMonth => Basis::Month,
            LiabilityModel::AverageQuarter => Basis::Quarter,
        };
        Some(Agreement {
            basis,
            threshold_thousandths: self.average_threshold_thousandths,
            day_zero_included: self.average_day_zero_included.is_yes(),
            count: self.average_count,
            cut_off: self.average_cut_off,
            population: self.average_population,
            psychiatric: self.average_psychiatric,
            psychiatric_threshold_thousandths: self.average_psychiatric_threshold_thousandths,
            month_by: self.average_month_by,
            minimum_patients: self.average_minimum_patients,
            rate: self.average_rate,
            agreed_rate_sek: self.average_agreed_rate_sek,
            rounding: self.average_rounding,
        })
    }
}

impl Default for CountyData {
    fn default() -> Self {
        let average = Agreement::default();
        Self {
            answer_notice_minutes: 8 * 60,
            answer_question_minutes: 4 * 60,
            acknowledge_minutes: 4 * 60,
            start_planning_minutes: 16 * 60,
            planning_basis_minutes: 16 * 60,
            sip_need_minutes: 16 * 60,
            ready_answer_minutes: 8 * 60,
            confirm_phone_minutes: 4 * 60,
            follow_up_hours: 72,
            close_after_days: 14,
            unconcerned_reading_hours: 24,
            test_identities: TestIdentities::Mark,
            late_notice_blocks: YesNo::No,
            sip_call_on_behalf_counts: YesNo::Yes,
            late_sip_call_counts_from_its_day: YesNo::No,
            municipality_ready_exempts: YesNo::No,
            last_day_counts: YesNo::No,
            leave_days_count: YesNo::Yes,
            liability_model: LiabilityModel::Statutory,
            average_threshold_thousandths: average.threshold_thousandths,
            average_day_zero_included: YesNo::Yes,
            average_count: average.count,
            average_cut_off: average.cut_off,
            average_population: average.population,
            average_psychiatric: average.psychiatric,
            average_psychiatric_threshold_thousandths: average.psychiatric_threshold_thousandths,
            average_month_by: average.month_by,
            average_minimum_patients: average.minimum_patients,
            average_rate: average.rate,
            average_agreed_rate_sek: average.agreed_rate_sek,
            average_rounding: average.rounding,
        }
    }
}

/// The value of one setting as it stands in a file or an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// Minutes, hours or days, as the name says.
    Number(u32),
    /// One of the words of the setting.
    Word(String),
}

impl std::fmt::Display for SettingValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => word.fmt(f),
        }
    }
}

/// Why a setting cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingRefused {
    /// There is no such name in [`CountyData`].
    #[error("no setting has that name")]
    UnknownName,
    /// The name is known, the value does not fit it.
    #[error("the value does not fit the setting")]
    WrongValue,
}

impl CountyData {
    /// The names of all settings.
    pub fn names() -> Vec<String> {
        let entries = Self::default().entries();
        entries.into_iter().filter_map(|(key, _)| key.into_text().ok()).collect()
    }

    /// The same data with one setting changed.
    ///
    /// # Errors
    /// When the name is unknown or the value does not fit.
    pub fn with(&self, name: &str, value: &SettingValue) -> Result<Self, SettingRefused> {
        let mut entries = self.entries();
        let slot = entries.iter_mut().find(|(key, _)| key.as_text() == Some(name));
        let (_, slot) = slot.ok_or(SettingRefused::UnknownName)?;
        *slot = match value {
            SettingValue::Number(number) => Value::from(*number),
            SettingValue::Word(word) => Value::from(word.as_str()),
        };
        Value::Map(entries).deserialized().map_err(|_| SettingRefused::WrongValue)
    }

    /// The value of one setting; `None` when no setting has that name.
    pub fn get(&self, name: &str) -> Option<SettingValue> {
        let mut entries = self.entries().into_iter();
        let (_, value) = entries.find(|(key, _)| key.as_text() == Some(name))?;
        value.deserialized().ok()
    }

    fn entries(&self) -> Vec<(Value, Value)> {
        let value = Value::serialized(self).expect("plain numbers and words serialise");
        value.into_map().expect("a struct with named fields is a map")
    }
}
