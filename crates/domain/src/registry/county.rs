//! County data: what the law leaves to the county, with documented defaults (definitions 15).

use serde::{Deserialize, Serialize};

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

impl Default for CountyData {
    fn default() -> Self {
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
        }
    }
}
