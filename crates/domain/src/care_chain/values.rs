//! The fixed words of a care chain: states, answers, reasons, checklist items.

use crate::words;

words! {
    /// What a receiving unit answers to an admission notice (definitions 2).
    NoticeAnswer {
        /// Vi tar över.
        TakesOver = "takes-over",
        /// Inte vår invånare (Avvisat: inte folkbokförd här).
        NotResident = "not-resident",
        /// Kräver inget av oss nu. Does not say whether services exist.
        NothingRequired = "nothing-required",
    }
}

words! {
    /// What the person says about sharing (facts 1.8).
    ConsentValue {
        /// Given.
        Given = "given",
        /// Refused.
        Refused = "refused",
        /// Unable to consent; harm assessed (menprövning).
        UnableHarmAssessed = "unable-harm-assessed",
        /// Compulsory care.
        CompulsoryCare = "compulsory-care",
        /// Not asked yet.
        NotAsked = "not-asked",
        /// Withdrawn.
        Withdrawn = "withdrawn",
    }
}

impl ConsentValue {
    /// Part 2 of the admission notice may be sent (definitions 2).
    pub const fn opens_part_two(self) -> bool {
        matches!(self, Self::Given | Self::UnableHarmAssessed | Self::CompulsoryCare)
    }
}

words! {
    /// What a side says of the account of a ready notice (facts 2.4).
    LiabilityStatus {
        /// Öppet: nothing is said any more.
        Open = "open",
        /// Bestrids.
        Disputed = "disputed",
        /// Överens.
        Agreed = "agreed",
    }
}

words! {
    /// Between whom payment liability lies (lag 2017:612 5:1).
    LiabilitySide {
        /// Who is paid.
        Region = "region",
        /// Who pays.
        Municipality = "municipality",
    }
}

words! {
    /// What a message is.
    MessageKind {
        /// Generellt meddelande.
        General = "general",
        /// Fråga: requires an answer and holds the gates.
        Question = "question",
        /// Svar på en fråga.
        Answer = "answer",
    }
}

words! {
    /// Where a SIP meeting is best held (definitions 6).
    SipPlace {
        /// Before going home.
        BeforeGoingHome = "before-going-home",
        /// At home, after.
        AtHomeAfter = "at-home-after",
        /// By video.
        Video = "video",
    }
}

words! {
    /// What must be in place before going home.
    ChecklistItem {
        /// Omvårdnadsepikris.
        NursingSummary = "nursing-summary",
        /// Läkemedelslista.
        MedicationList = "medication-list",
        /// Läkemedel med hem: doses until, prescriptions, discontinued marked.
        MedicinesHome = "medicines-home",
        /// Epikris.
        DischargeSummary = "discharge-summary",
        /// Hjälpmedel.
        Aids = "aids",
        /// Korttidsplats.
        ShortTermPlace = "short-term-place",
        /// Trygg hemgång.
        SafeHomecoming = "safe-homecoming",
        /// Start av hemtjänst.
        HomeHelpStart = "home-help-start",
        /// Sjukresa: booked, told, confirmed by the receiver.
        Transport = "transport",
        /// Egenvårdsbedömning.
        SelfCareAssessment = "self-care-assessment",
        /// Närstående informerad.
        NextOfKinInformed = "next-of-kin-informed",
    }
}

/// Who answers for a checklist item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemOwner {
    /// The responsible ward.
    Ward,
    /// The concerned municipal units, by branch social services.
    Municipality,
}

impl ChecklistItem {
    /// Who answers for the item unless a unit has taken it (issue section 3, facts 3.4).
    pub const fn owner(self) -> ItemOwner {
        match self {
            Self::ShortTermPlace | Self::SafeHomecoming | Self::HomeHelpStart => {
                ItemOwner::Municipality
            }
            _ => ItemOwner::Ward,
        }
    }
    /// A service: a municipal unit that has it under way is a concerned unit (definitions 4).
    pub const fn is_municipal_service(self) -> bool {
        matches!(self.owner(), ItemOwner::Municipality)
    }
}

words! {
    /// The state of a checklist item.
    ItemState {
        /// Klar.
        Done = "done",
        /// Pågår.
        UnderWay = "under-way",
        /// Saknas.
        Missing = "missing",
        /// Ej aktuellt, with a reason.
        NotApplicable = "not-applicable",
    }
}

words! {
    /// Where the person went (definitions 8: a transfer to another inpatient unit is not home).
    Destination {
        /// Own home.
        Home = "home",
        /// Short-term place.
        ShortTermPlace = "short-term-place",
        /// Special housing.
        SpecialHousing = "special-housing",
        /// Another hospital.
        OtherHospital = "other-hospital",
    }
}

words! {
    /// Why a chain ended (facts 1.9).
    EndReason {
        /// Home, followed up.
        Completed = "completed",
        /// Deceased.
        Deceased = "deceased",
        /// Moved to another hospital.
        OtherHospital = "other-hospital",
        /// Moved to another region.
        OtherRegion = "other-region",
        /// No need of anyone after discharge.
        NoNeed = "no-need",
        /// Not resident.
        NotResident = "not-resident",
        /// The person declines services.
        RefusedServices = "refused-services",
        /// Started by mistake: makulerad.
        CreatedInError = "created-in-error",
    }
}

words! {
    /// Why a fact is cancelled (M13).
    CancelReason {
        /// Makulerad, fel person: each receiver confirms.
        WrongPerson = "wrong-person",
        /// Recorded by mistake.
        Mistake = "mistake",
        /// Undone within ten seconds (decision 22).
        Undo = "undo",
    }
}

words! {
    /// What was said by phone (definitions 9).
    PhoneFact {
        /// The municipality can receive.
        MunicipalityReady = "municipality-ready",
        /// Outpatient care is ready.
        OutpatientReady = "outpatient-ready",
        /// A notice was received.
        Received = "received",
        /// Something else, in words.
        Other = "other",
    }
}

words! {
    /// How far the person has come (facts 1.14).
    Stage {
        /// A care request from the municipality; not admitted yet.
        Requested = "requested",
        /// Inskriven.
        Admitted = "admitted",
        /// Planering.
        Planning = "planning",
        /// Utskrivningsklar.
        DischargeReady = "discharge-ready",
        /// Utskriven.
        Discharged = "discharged",
        /// Avslutad.
        Closed = "closed",
        /// Avliden.
        Deceased = "deceased",
        /// Makulerad.
        Cancelled = "cancelled",
    }
}

impl Stage {
    /// Nothing more is expected of anyone.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Deceased | Self::Cancelled)
    }
}

/// The item's word as a constant function, for tables of words.
pub const fn words_of(item: ChecklistItem) -> &'static str {
    item.as_str()
}
