//! The fixed words of the registry: branches, kinds of unit, roles.

use crate::words;

words! {
    /// The branch of a party (definitions 1): the borders of secrecy run between them.
    Branch {
        /// Sluten vård.
        Inpatient = "inpatient",
        /// Öppen vård, funded by the region.
        Outpatient = "outpatient",
        /// Socialtjänst, SoL.
        SocialServices = "social-services",
        /// LSS.
        DisabilityServices = "disability-services",
        /// Kommunal hälso- och sjukvård.
        MunicipalHealthCare = "municipal-health-care",
        /// A private provider under contract: own legal entity, own confidentiality.
        PrivateProvider = "private-provider",
    }
}

impl Branch {
    /// Paid and run by a municipality.
    pub const fn is_municipal(self) -> bool {
        matches!(self, Self::SocialServices | Self::DisabilityServices | Self::MunicipalHealthCare)
    }
    /// Reads compartment 1, health care.
    pub const fn is_health_care(self) -> bool {
        matches!(self, Self::Inpatient | Self::Outpatient | Self::MunicipalHealthCare)
    }
    /// Reads compartment 2, social services.
    pub const fn is_social_services(self) -> bool {
        matches!(self, Self::SocialServices | Self::DisabilityServices)
    }
}

words! {
    /// Who runs an organisation.
    OrganisationKind {
        /// A region, or a hospital of one.
        Region = "region",
        /// A municipality.
        Municipality = "municipality",
        /// A private provider under contract: own legal entity.
        Private = "private",
    }
}

words! {
    /// What a unit is (definitions 1).
    UnitKind {
        /// Avdelning.
        Ward = "ward",
        /// Akutmottagning.
        EmergencyDepartment = "emergency-department",
        /// Vårdcentral.
        PrimaryCareCentre = "primary-care-centre",
        /// Psykiatrisk eller specialistmottagning.
        OutpatientClinic = "outpatient-clinic",
        /// Mobil läkare, läkarbil.
        MobilePhysician = "mobile-physician",
        /// Jourläkare.
        DutyPhysician = "duty-physician",
        /// Biståndsenhet, myndighet.
        NeedsAssessment = "needs-assessment",
        /// LSS-handläggning.
        DisabilityAssessment = "disability-assessment",
        /// Hemsjukvård.
        HomeHealthCare = "home-health-care",
        /// Rehabilitering i kommunen.
        MunicipalRehabilitation = "municipal-rehabilitation",
        /// Trygg hemgång.
        SafeHomecoming = "safe-homecoming",
        /// Hemtjänst.
        HomeHelp = "home-help",
        /// Korttidsboende.
        ShortTermCare = "short-term-care",
        /// Hjälpmedelscentral: a supplier, without sign-in.
        AidsCentre = "aids-centre",
        /// Sjukresor: a supplier, without sign-in.
        Transport = "transport",
        /// Administration, privacy, operation.
        Administration = "administration",
    }
}

impl UnitKind {
    /// A supplier has no sign-in and never owns a step (definitions 5).
    pub const fn is_supplier(self) -> bool {
        matches!(self, Self::AidsCentre | Self::Transport)
    }
    /// A stay of the admission feed can be here.
    pub const fn has_stays(self) -> bool {
        matches!(self, Self::Ward | Self::EmergencyDepartment)
    }
    /// The branches that a unit of this kind can belong to (definitions 1); an empty list means any.
    /// A unit in the wrong branch would read the wrong compartment.
    pub const fn branches(self) -> &'static [Branch] {
        use Branch::{
            DisabilityServices, Inpatient, MunicipalHealthCare, Outpatient, PrivateProvider,
            SocialServices,
        };
        match self {
            Self::Ward | Self::EmergencyDepartment => &[Inpatient, PrivateProvider],
            Self::PrimaryCareCentre
            | Self::OutpatientClinic
            | Self::MobilePhysician
            | Self::DutyPhysician => &[Outpatient, PrivateProvider],
            Self::NeedsAssessment => &[SocialServices],
            Self::DisabilityAssessment => &[DisabilityServices],
            Self::HomeHealthCare | Self::MunicipalRehabilitation => {
                &[MunicipalHealthCare, PrivateProvider]
            }
            Self::SafeHomecoming | Self::HomeHelp | Self::ShortTermCare => {
                &[SocialServices, MunicipalHealthCare, PrivateProvider]
            }
            Self::AidsCentre | Self::Transport | Self::Administration => &[],
        }
    }
}

words! {
    /// The role of an assignment.
    Role {
        /// Sjuksköterska på avdelning.
        WardNurse = "ward-nurse",
        /// Avdelningskoordinator.
        WardCoordinator = "ward-coordinator",
        /// Läkare.
        Physician = "physician",
        /// Samordningssjuksköterska.
        CoordinatingNurse = "coordinating-nurse",
        /// Fast vårdkontakt.
        PermanentCareContact = "permanent-care-contact",
        /// Verksamhetschef i öppen vård.
        HeadOfUnit = "head-of-unit",
        /// Biståndshandläggare, LSS-handläggare.
        NeedsAssessor = "needs-assessor",
        /// Kommunens samordnare.
        MunicipalCoordinator = "municipal-coordinator",
        /// Kommunsjuksköterska.
        MunicipalNurse = "municipal-nurse",
        /// Arbetsterapeut, fysioterapeut.
        Therapist = "therapist",
        /// Trygg hemgång-team, hemtjänst, korttidsboende.
        HomeTeam = "home-team",
        /// Enhetschef: gives time-limited assignments in the own unit.
        UnitLead = "unit-lead",
        /// Registry administrator.
        Administrator = "administrator",
        /// Privacy officer, auditor: reads access logs, never the case.
        Auditor = "auditor",
    }
}
