//! The words of the policies: acts, relations, phases. The same words stand in the Cedar files, the
//! tables, the addresses and the message keys.

use brygga_domain::registry::Branch;
use brygga_domain::words;

words! {
    /// What somebody wants to do. Acts on a chain carry the words of `domain::care_chain::acts`.
    Action {
        /// The list of the own unit's cases.
        ViewWorklist = "view-worklist",
        /// A case, or one compartment of it.
        ViewChain = "view-chain",
        /// A case on paper, with everything that the reader reads of it.
        PrintChain = "print-chain",
        /// Who has read and written.
        ViewAccessLog = "view-access-log",
        /// Search among the own unit's cases.
        SearchPerson = "search-person",
        /// Open a new chain and send its admission notice.
        StartChain = "start-chain",
        /// Vårdbegäran: opens a chain before admission.
        SendCareRequest = "send-care-request",
        /// To further units, or a correction.
        SendAdmissionNotice = "send-admission-notice",
        /// Vi tar över, Inte vår invånare, Kräver inget av oss nu.
        AnswerNotice = "answer-notice",
        /// Kvittera.
        Acknowledge = "acknowledge",
        /// Tar hand om.
        TakeOver = "take-over",
        /// Give a taken step back.
        Release = "release",
        /// Offer what one has taken to somebody else.
        OfferHandover = "offer-handover",
        /// Take over what was offered.
        AcceptHandover = "accept-handover",
        /// Decline an offer, or take it back.
        DeclineHandover = "decline-handover",
        /// To another unit of the own organisation.
        ForwardMessage = "forward-message",
        /// A message or a question.
        SendMessage = "send-message",
        /// Answer a question.
        AnswerQuestion = "answer-question",
        /// Återkommer kl …
        DeferAnswer = "defer-answer",
        /// Påminn.
        Remind = "remind",
        /// Ändrad beräknad utskrivning.
        ChangeEstimate = "change-estimate",
        /// Utse fast vårdkontakt.
        NameCareContact = "name-care-contact",
        /// Planering påbörjad.
        StartPlanning = "start-planning",
        /// Planeringsunderlag.
        SharePlanningBasis = "share-planning-basis",
        /// Vårdrapport från kommunen.
        SendNursingReport = "send-nursing-report",
        /// Utskrivningsklar.
        DeclareReady = "declare-ready",
        /// Notify units that were added after the ready notice.
        NotifyReady = "notify-ready",
        /// Återta utskrivningsklar.
        WithdrawReady = "withdraw-ready",
        /// Kommunklar, or why not.
        AnswerMunicipalityReady = "answer-municipality-ready",
        /// Öppenvårdsklar, or why not.
        AnswerOutpatientReady = "answer-outpatient-ready",
        /// A party's view of the need of a SIP.
        AnswerSipNeed = "answer-sip-need",
        /// Be om SIP.
        RequestSip = "request-sip",
        /// Kalla till SIP.
        CallSip = "call-sip",
        /// The meeting was held.
        RecordSipHeld = "record-sip-held",
        /// Utskrivningsinformation.
        SendDischargeInformation = "send-discharge-information",
        /// Information to the patient.
        InformPatient = "inform-patient",
        /// Utskriven.
        Discharge = "discharge",
        /// Uppföljning.
        RecordFollowUp = "record-follow-up",
        /// What somebody who was ready waited for, in place of the derived cause.
        JudgeDelayCause = "judge-delay-cause",
        /// Avsluta.
        CloseChain = "close-chain",
        /// Avliden.
        RecordDeceased = "record-deceased",
        /// A second person confirms.
        ConfirmDeceased = "confirm-deceased",
        /// What another unit said by phone.
        TellByPhone = "tell-by-phone",
        /// Confirm or correct a phone note about the own unit.
        ConfirmPhone = "confirm-phone",
        /// Ringt, ej svar.
        RecordPhoneUnanswered = "record-phone-unanswered",
        /// Tick a checklist item.
        SetChecklistItem = "set-checklist-item",
        /// Samtycke or menprövning.
        RecordConsent = "record-consent",
        /// A new responsible ward.
        MoveWard = "move-ward",
        /// Permission: the person leaves the ward for a time, or is back.
        RecordLeave = "record-leave",
        /// Skyddade personuppgifter.
        MarkProtected = "mark-protected",
        /// Makulera.
        CancelFacts = "cancel-facts",
        /// Confirm a cancellation for wrong person.
        ConfirmCancellation = "confirm-cancellation",
        /// A further unit takes part.
        AddParty = "add-party",
        /// A unit takes part no more.
        EndParty = "end-party",
        /// Another chain is the same admission, or is not.
        MarkSameAs = "mark-same-as",
        /// Say of the account of a ready notice that it is open, disputed or agreed.
        SetLiabilityStatus = "set-liability-status",
        /// Ångra, within ten seconds.
        Undo = "undo",
        /// Stays of the admission feed at the own ward.
        ViewStays = "view-stays",
        /// Figures of follow-up, with small groups hidden where others than the own unit are counted.
        ViewFollowUp = "view-follow-up",
        /// Freeze a report of follow-up under an address; always with small groups hidden.
        TakeSnapshot = "take-snapshot",
        /// Give a time-limited assignment in the own unit.
        GiveAssignment = "give-assignment",
        /// End an assignment that a unit lead has given, before its last day.
        EndAssignment = "end-assignment",
        /// Units, persons, routing, settings.
        AdministerRegistry = "administer-registry",
        /// Tell which unit a ward code of the feed is.
        MapWard = "map-ward",
        /// See the work in the background and try it again.
        OperateJobs = "operate-jobs",
    }
}

words! {
    /// How the own unit is related to a chain.
    Relation {
        /// Not at all, or there is no chain yet.
        None = "none",
        /// The own unit is the responsible ward.
        ResponsibleWard = "responsible-ward",
        /// The own unit was the responsible ward and still takes part.
        FormerWard = "former-ward",
        /// Another hospital unit that takes part.
        PartyInpatient = "party-inpatient",
        /// Öppen vård.
        PartyOutpatient = "party-outpatient",
        /// Socialtjänst, SoL.
        PartySocialServices = "party-social-services",
        /// LSS.
        PartyDisabilityServices = "party-disability-services",
        /// Kommunal hälso- och sjukvård.
        PartyMunicipalHealthCare = "party-municipal-health-care",
        /// A private provider under contract.
        PartyPrivateProvider = "party-private-provider",
        /// The own unit took part; its part has ended.
        Ended = "ended",
    }
}

impl Relation {
    /// The relation of a unit that takes part, by its branch. Whether an inpatient unit is or was
    /// the responsible ward, and whether a part has ended, the caller knows from the chain.
    pub const fn of_branch(branch: Branch) -> Self {
        match branch {
            Branch::Inpatient => Self::PartyInpatient,
            Branch::Outpatient => Self::PartyOutpatient,
            Branch::SocialServices => Self::PartySocialServices,
            Branch::DisabilityServices => Self::PartyDisabilityServices,
            Branch::MunicipalHealthCare => Self::PartyMunicipalHealthCare,
            Branch::PrivateProvider => Self::PartyPrivateProvider,
        }
    }
}

words! {
    /// How far the case has come, as far as permissions go.
    Phase {
        /// The person is in inpatient care, or is asked for.
        Open = "open",
        /// Utskriven.
        Discharged = "discharged",
        /// Avslutad, avliden or makulerad.
        Over = "over",
    }
}

impl Phase {
    /// The phase of a chain's stage.
    pub const fn of_stage(stage: brygga_domain::care_chain::Stage) -> Self {
        use brygga_domain::care_chain::Stage;
        match stage {
            Stage::Discharged => Self::Discharged,
            stage if stage.is_over() => Self::Over,
            _ => Self::Open,
        }
    }
}

words! {
    /// Why something is refused. The word is the end of a message key.
    Reason {
        /// The own unit has nothing to do with the case: the page of definitions 13, without a
        /// reason (decision 23).
        NoRelation = "no-relation",
        /// Protected identity: only the responsible ward.
        Protected = "protected",
        /// Not at this point of the case.
        Phase = "phase",
        /// Only an assignment as permanent care contact, or the head of the unit.
        CareContactOnly = "care-contact-only",
        /// The compartment is not the own branch's to read.
        Compartment = "compartment",
        /// Another assignment at the own unit would do: [`Policies::roles_that_may`].
        ///
        /// [`Policies::roles_that_may`]: crate::Policies::roles_that_may
        Role = "role",
        /// Another party's act: [`Policies::relations_that_may`].
        ///
        /// [`Policies::relations_that_may`]: crate::Policies::relations_that_may
        Relation = "relation",
    }
}

impl Reason {
    /// The word of the message key.
    pub const fn code(self) -> &'static str {
        self.as_str()
    }
}

#[cfg(test)]
mod tests {
    use brygga_domain::care_chain::{Stage, acts::Act};

    use super::*;

    #[test]
    fn every_act_of_the_domain_is_an_action_under_the_same_word() {
        for word in Act::WORDS {
            assert!(Action::parse(word).is_some(), "{word} has no action");
        }
    }

    #[test]
    fn every_word_reads_back() {
        assert!(Action::ALL.iter().all(|a| Action::parse(a.as_str()) == Some(*a)));
        assert!(Relation::ALL.iter().all(|r| Relation::parse(r.as_str()) == Some(*r)));
        assert_eq!(Action::parse("no-such-act"), None);
    }

    #[test]
    fn every_branch_has_a_relation_of_its_own_and_every_stage_a_phase() {
        for branch in Branch::ALL {
            assert_eq!(
                Relation::of_branch(*branch).as_str(),
                format!("party-{}", branch.as_str()),
                "the words of branch and relation go together"
            );
        }
        for stage in Stage::ALL {
            assert_eq!(Phase::of_stage(*stage) == Phase::Over, stage.is_over());
        }
        assert_eq!(Phase::of_stage(Stage::Discharged), Phase::Discharged);
    }
}
