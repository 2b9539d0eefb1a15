//! What may be done with protected identity: it fails closed, the responsible ward alone, "direktkontakt
//! krävs" (definitions 2). The policies let nobody else in; here is what the ward itself may do.

use super::{By, Refused};
use crate::care_chain::state::CareChain;

/// What an act is with protected identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenProtected {
    /// The responsible ward does it: it stays on the ward, or notes a contact that was direct.
    TheWardAlone,
    /// Nobody: it tells another unit something, or is for another unit to do.
    Nobody,
}

/// Every act with its decision, by its word. An act that does not stand here is nobody's.
pub const WHEN_PROTECTED: &[(&str, WhenProtected)] = {
    use WhenProtected::{Nobody, TheWardAlone};
    &[
        // A further opening by the ward that a care request went to; without a notice.
        ("start-chain", TheWardAlone),
        ("send-admission-notice", Nobody),
        ("answer-notice", Nobody),
        ("send-care-request", Nobody),
        ("send-nursing-report", Nobody),
        ("acknowledge", TheWardAlone),
        ("take-over", TheWardAlone),
        ("release", TheWardAlone),
        // Within the ward; the act itself refuses another unit.
        ("offer-handover", TheWardAlone),
        ("accept-handover", TheWardAlone),
        ("decline-handover", TheWardAlone),
        ("forward-message", Nobody),
        ("send-message", Nobody),
        // The answer goes to the unit that asked before the mark was set.
        ("answer-question", Nobody),
        ("defer-answer", Nobody),
        ("remind", Nobody),
        ("change-estimate", TheWardAlone),
        ("name-care-contact", Nobody),
        ("start-planning", Nobody),
        ("share-planning-basis", Nobody),
        ("set-checklist-item", TheWardAlone),
        ("declare-ready", TheWardAlone),
        ("notify-ready", Nobody),
        ("withdraw-ready", TheWardAlone),
        ("answer-municipality-ready", Nobody),
        ("answer-outpatient-ready", Nobody),
        ("answer-sip-need", Nobody),
        ("request-sip", Nobody),
        ("call-sip", Nobody),
        ("record-sip-held", Nobody),
        ("send-discharge-information", Nobody),
        ("inform-patient", TheWardAlone),
        ("discharge", TheWardAlone),
        ("record-follow-up", TheWardAlone),
        ("judge-delay-cause", TheWardAlone),
        ("close-chain", TheWardAlone),
        ("record-deceased", TheWardAlone),
        ("confirm-deceased", TheWardAlone),
        // What another unit said by phone is direct contact, and noted on the ward.
        ("tell-by-phone", TheWardAlone),
        ("confirm-phone", TheWardAlone),
        ("record-phone-unanswered", TheWardAlone),
        ("record-consent", TheWardAlone),
        // The person moves; the new ward alone reads then.
        ("move-ward", TheWardAlone),
        ("record-leave", TheWardAlone),
        ("mark-protected", TheWardAlone),
        ("cancel-facts", TheWardAlone),
        ("confirm-cancellation", TheWardAlone),
        ("add-party", Nobody),
        ("end-party", TheWardAlone),
        ("mark-same-as", TheWardAlone),
        ("set-liability-status", TheWardAlone),
        ("undo", TheWardAlone),
    ]
};

/// The decision for an act by its word; nobody's where there is none.
pub fn when_protected(word: &str) -> WhenProtected {
    let found = WHEN_PROTECTED.iter().find(|(act, _)| *act == word);
    found.map_or(WhenProtected::Nobody, |(_, decision)| *decision)
}

/// Refuses what is not done with protected identity, and whoever is not the ward. With two wards at
/// once (M2) both act, as both read: one of them has to settle it.
pub(super) fn check(word: &str, chain: &CareChain, by: &By) -> Result<(), Refused> {
    if !chain.protected {
        return Ok(());
    }
    let is_ward = chain.ward.heads.iter().any(|head| head.value.0 == by.unit);
    match when_protected(word) {
        WhenProtected::TheWardAlone if is_ward => Ok(()),
        _ => Err(Refused::Protected),
    }
}
