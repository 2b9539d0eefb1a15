//! Swedish words for the fixed values that a record names.

use super::words::quoted;
use crate::care_chain::steps::StepKind;
use crate::care_chain::values::{ChecklistItem, ConsentValue, EndReason, SipPlace};
use crate::envelope::Compartment;
use crate::follow_up::causes::Cause;
use crate::registry::{Branch, Role};

pub(super) fn medication_list(comes_along: bool) -> &'static str {
    if comes_along { "Läkemedelslista följer med." } else { "Läkemedelslista följer inte med." }
}

/// What somebody who was ready waited for.
pub(super) const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::ShortTermPlace => "korttidsplats",
        Cause::SafeHomecoming => "trygg hemgång",
        Cause::Aids => "hjälpmedel",
        Cause::SipLate => "SIP, som startades sent",
        Cause::ServicesAfterSip => "insatser, som planerades efter SIP",
        Cause::Medical => "medicinsk orsak, skulle vara kvar",
        Cause::Other => "annat",
    }
}

/// A step by its word, in the words of the screen.
pub(super) fn step(word: &str) -> String {
    use StepKind as K;
    // A taking names one of several steps of a kind by a detail after a colon.
    let (kind, detail) = word.split_once(':').map_or((word, None), |(kind, it)| (kind, Some(it)));
    let Some(kind) = StepKind::parse(kind) else { return quoted(word) };
    let words = match kind {
        K::SettleConflict => "reda ut motstridiga uppgifter",
        K::ConfirmDeceased => "bekräfta att patienten har avlidit",
        K::ConfirmCancellation => "bekräfta makulering",
        K::SendAdmissionNotice => "skicka inskrivningsmeddelande",
        K::AnswerNotice => "svara på inskrivningsmeddelande",
        K::AnswerQuestion => "svara på fråga",
        K::NameCareContact => "utse fast vårdkontakt",
        K::StartPlanning => "starta planering",
        K::SharePlanningBasis => "fyll i planeringsunderlag",
        K::AnswerSipNeed => "svara om SIP behövs",
        K::CallSip => "kalla till SIP",
        K::HoldSip => "håll SIP",
        K::ConfirmEstimate => "bekräfta beräknad utskrivning",
        K::DeclareReady => "meddela utskrivningsklar",
        K::NotifyReady => "underrätta om utskrivningsklar",
        K::AnswerMunicipalityReady => "meddela kommunklar",
        K::AnswerOutpatientReady => "meddela öppenvårdsklar",
        K::PrepareItem => "klart inför hemgång",
        K::ConfirmPhone => "bekräfta det som lämnades per telefon",
        K::AnswerHandover => "svara på överlämning",
        K::Discharge => "skriv ut",
        K::SendDischargeInformation => "skicka utskrivningsinformation",
        K::InformPatient => "informera patienten",
        K::FollowUp => "följ upp",
        K::CloseChain => "avsluta",
        K::Acknowledge => "kvittera",
    };
    // Only a checklist item's word is fit to be read; other details are ids.
    match detail.and_then(ChecklistItem::parse) {
        Some(of) => format!("\u{201d}{words}\u{201d} ({})", item(of)),
        None => format!("\u{201d}{words}\u{201d}"),
    }
}

/// A role as one says who was asked: "en sjuksköterska i kommunen".
pub(super) const fn staff_role(role: Role) -> &'static str {
    match role {
        Role::WardNurse => "en sjuksköterska",
        Role::WardCoordinator => "en avdelningskoordinator",
        Role::Physician => "en läkare",
        Role::CoordinatingNurse => "en samordningssjuksköterska",
        Role::PermanentCareContact => "en fast vårdkontakt",
        Role::HeadOfUnit => "verksamhetschefen",
        Role::NeedsAssessor => "en biståndshandläggare",
        Role::MunicipalCoordinator => "kommunens samordnare",
        Role::MunicipalNurse => "en kommunsjuksköterska",
        Role::Therapist => "en arbetsterapeut eller fysioterapeut",
        Role::HomeTeam => "hemteamet",
        Role::UnitLead => "enhetschefen",
        Role::Administrator => "en administratör",
        Role::Auditor => "en granskare",
    }
}

pub(super) const fn branch(branch: Branch) -> &'static str {
    match branch {
        Branch::Inpatient => "sluten vård",
        Branch::Outpatient => "öppen vård",
        Branch::SocialServices => "socialtjänst",
        Branch::DisabilityServices => "LSS",
        Branch::MunicipalHealthCare => "kommunal hälso- och sjukvård",
        Branch::PrivateProvider => "privat utförare",
    }
}

pub(super) const fn compartment(compartment: Compartment) -> &'static str {
    match compartment {
        Compartment::Coordination => "samordningen",
        Compartment::HealthCare => "hälso- och sjukvården",
        Compartment::SocialServices => "socialtjänsten",
        Compartment::ProtectedIdentity => "skyddade personuppgifter",
        Compartment::Control => "ärendets styrning",
    }
}

pub(super) const fn sip_place(place: SipPlace) -> &'static str {
    match place {
        SipPlace::BeforeGoingHome => "före hemgång",
        SipPlace::AtHomeAfter => "i hemmet efteråt",
        SipPlace::Video => "på video",
    }
}

pub(super) const fn item(item: ChecklistItem) -> &'static str {
    match item {
        ChecklistItem::NursingSummary => "omvårdnadsepikris",
        ChecklistItem::MedicationList => "läkemedelslista",
        ChecklistItem::MedicinesHome => "läkemedel med hem",
        ChecklistItem::DischargeSummary => "epikris",
        ChecklistItem::Aids => "hjälpmedel",
        ChecklistItem::ShortTermPlace => "korttidsplats",
        ChecklistItem::SafeHomecoming => "trygg hemgång",
        ChecklistItem::HomeHelpStart => "start av hemtjänst",
        ChecklistItem::Transport => "sjukresa",
        ChecklistItem::SelfCareAssessment => "egenvårdsbedömning",
        ChecklistItem::NextOfKinInformed => "närstående informerad",
    }
}

pub(super) const fn consent(value: ConsentValue) -> &'static str {
    match value {
        ConsentValue::Given => "Patienten samtyckte.",
        ConsentValue::Refused => "Patienten samtyckte inte.",
        ConsentValue::UnableHarmAssessed => {
            "Patienten kunde inte samtycka. En menprövning är gjord."
        }
        ConsentValue::CompulsoryCare => "Samtycke krävs inte: patienten får tvångsvård.",
        ConsentValue::NotAsked => "Patienten är inte tillfrågad om samtycke.",
        ConsentValue::Withdrawn => "Patienten tog tillbaka sitt samtycke.",
    }
}

pub(super) const fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Completed => "hemgången är uppföljd",
        EndReason::Deceased => "patienten har avlidit",
        EndReason::OtherHospital => "patienten flyttades till annat sjukhus",
        EndReason::OtherRegion => "patienten flyttades till annan region",
        EndReason::NoNeed => "inget behov av insatser efter utskrivningen",
        EndReason::NotResident => "patienten är inte folkbokförd här",
        EndReason::RefusedServices => "patienten tackade nej till insatser",
        EndReason::CreatedInError => "ärendet startades av misstag",
    }
}
