//! The legal record of a registry fact in Swedish (decision 11): made from the event alone, naming
//! people by their HSA-id and role, never by an identity number.

use jiff::civil::Date;

use super::events::RegistryEvent;
use super::kinds::{Branch, OrganisationKind, Role, UnitKind};
use super::model::{Assignment, Organisation, RoutingRow, Unit};
use crate::ids::HsaId;

/// Characters at the most, as the body takes (continuity 3.2).
const MAX_CHARS: usize = 500;
/// Characters of one name or list inside a sentence.
const MAX_PART: usize = 120;

impl RegistryEvent {
    /// What happened, in Swedish, at most 500 characters.
    pub fn sentence(&self) -> String {
        let from = day(self.from());
        let text = match self {
            Self::OrganisationSet(data) => organisation(&data.organisation, &from),
            Self::UnitSet(data) => unit(&data.unit, &from),
            Self::UnitClosed(data) => {
                format!("Enheten {} är stängd från och med {from}.", data.unit)
            }
            Self::StaffSet(data) => {
                let protected =
                    if data.staff.protected { " Namnet är skyddat och visas inte." } else { "" };
                format!(
                    "Medarbetaren {} ({}) är registrerad från och med {from}.{protected}",
                    data.staff.user,
                    short(&data.staff.title),
                )
            }
            Self::AssignmentGiven(data) => assignment(&data.assignment, &from),
            Self::AssignmentEnded(data) => {
                format!("Uppdraget {} gäller inte från och med {from}.", short(&data.assignment))
            }
            Self::RoutingRowSet(data) => {
                format!("{} tar emot för {} från och med {from}.", data.row.unit, place(&data.row))
            }
            Self::RoutingRowEnded(data) => format!(
                "{} tar inte längre emot för {} från och med {from}.",
                data.row.unit,
                place(&data.row),
            ),
            Self::WardMapped(data) => {
                let (code, facility) = (short(&data.ward.code), short(&data.ward.facility));
                match &data.ward.unit {
                    Some(unit) => format!(
                        "Avdelningskoden {code} från {facility} betyder {unit} från och med {from}."
                    ),
                    None => format!(
                        "Avdelningskoden {code} från {facility} har ingen enhet från och med {from}."
                    ),
                }
            }
            Self::SettingSet(data) => format!(
                "Länets inställning {} är {} från och med {from}.",
                short(&data.name),
                short(&data.value.to_string()),
            ),
            Self::PaymentRateSet(data) => {
                let rate = &data.rate;
                let confirmed = match (&rate.confirmed_by, rate.confirmed_on) {
                    (Some(by), Some(on)) => {
                        format!(" Kontrollerat av {} {}.", short(by), day(on))
                    }
                    _ => " Beloppet är inte kontrollerat och används inte.".to_owned(),
                };
                format!(
                    "Beloppet per vårddygn för år {} är {} kronor enligt {} ({}), från och med \
                     {from}.{confirmed}",
                    rate.year,
                    rate.amount_sek,
                    short(&rate.regulation),
                    short(&rate.source),
                )
            }
            Self::PlacesSet(data) => {
                let places = &data.places;
                let source = places.source.as_deref().map(|it| format!(" ({})", short(it)));
                format!(
                    "Kommunen {} har {} korttidsplatser år {}{}, från och med {from}.",
                    short(&places.municipality_code),
                    places.short_term_places,
                    places.year,
                    source.unwrap_or_default(),
                )
            }
            Self::SnapshotTaken(data) => format!(
                "{} tog en ögonblicksbild av rapporten {} ({}) för {}, läget {}, revision {}.",
                data.taken_by,
                short(&data.report),
                short(&data.definition),
                data.unit,
                data.as_of,
                data.revision,
            ),
            Self::SnapshotPage(data) => {
                format!("Sida {} av en ögonblicksbild av en rapport.", data.number + 1)
            }
            Self::OutageSet(data) => {
                let outage = &data.outage;
                let local = |at| crate::calendar::to_local(at).strftime("%Y-%m-%d %H:%M");
                let to = outage
                    .to
                    .map_or_else(|| String::from("och pågår"), |to| format!("till {}", local(to)));
                let withdrawn = if outage.withdrawn { " Det var ett misstag." } else { "" };
                format!(
                    "Driftstoppet {} från {} {to} är registrerat från och med {from}: {}.{withdrawn}",
                    short(&outage.id),
                    local(outage.from),
                    short(&outage.what),
                )
            }
            Self::OriginMarkedSimulated(data) => format!(
                "Ursprunget {}, epok {}, är simulerat: allt det skriver är testdata, från och med \
                 {from}.",
                data.node, data.epoch,
            ),
        };
        cut(&text, MAX_CHARS)
    }
}

fn organisation(organisation: &Organisation, from: &str) -> String {
    let kind = if organisation.hospital { "sjukhus" } else { organisation.kind.swedish() };
    let code = organisation.municipality_code.as_deref();
    let code = code.map(|code| format!(", kommunkod {}", short(code))).unwrap_or_default();
    let (name, id) = (short(&organisation.name), &organisation.id);
    format!("{name} ({id}) är registrerad som {kind}{code}, från och med {from}.")
}

fn unit(unit: &Unit, from: &str) -> String {
    let phone = unit.phone.as_deref();
    let phone = phone.map(|phone| format!(", telefon {}", short(phone))).unwrap_or_default();
    let masked = if unit.is_masked_outside() { " Namnet visas inte för andra." } else { "" };
    format!(
        "Enheten {} ({}) i {} är {} inom {}, bemannad {}{phone}, från och med {from}.{masked}",
        short(&unit.name),
        unit.id,
        unit.organisation,
        unit.kind.swedish(),
        unit.branch.swedish(),
        short(&unit.staffed_hours.to_string()),
    )
}

fn assignment(assignment: &Assignment, from: &str) -> String {
    let units: Vec<&str> = assignment.units.iter().map(HsaId::as_str).collect();
    let until = assignment.to.map(|to| format!(" till och med {}", day(to))).unwrap_or_default();
    let given = assignment.given_by.as_ref();
    let given = given.map(|lead| format!(" Givet av {lead}.")).unwrap_or_default();
    let mut may = String::new();
    if assignment.care_contact {
        may.push_str(" Kan vara fast vårdkontakt.");
    }
    if assignment.lead {
        may.push_str(" Kan ge tidsbegränsade uppdrag.");
    }
    format!(
        "Medarbetaren {} har uppdraget {} som {} på {} från och med {}{until}, registrerat från \
         och med {from}.{may}{given}",
        assignment.user,
        short(&assignment.id),
        assignment.role.swedish(),
        short(&units.join(", ")),
        day(assignment.from),
    )
}

fn place(row: &RoutingRow) -> String {
    let area = row.area.as_deref();
    let area = area.map(|area| format!(", område {}", short(area))).unwrap_or_default();
    format!("{} i kommun {}{area}", row.branch.swedish(), short(&row.municipality_code))
}

fn day(date: Date) -> String {
    date.to_string()
}

fn short(text: &str) -> String {
    cut(text, MAX_PART)
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(max - 1).collect();
    cut.push('…');
    cut
}

impl OrganisationKind {
    const fn swedish(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Municipality => "kommun",
            Self::Private => "privat vårdgivare",
        }
    }
}

impl Branch {
    const fn swedish(self) -> &'static str {
        match self {
            Self::Inpatient => "sluten vård",
            Self::Outpatient => "öppen vård",
            Self::SocialServices => "socialtjänst enligt SoL",
            Self::DisabilityServices => "LSS",
            Self::MunicipalHealthCare => "kommunal hälso- och sjukvård",
            Self::PrivateProvider => "privat utförare enligt avtal",
        }
    }
}

impl UnitKind {
    const fn swedish(self) -> &'static str {
        match self {
            Self::Ward => "avdelning",
            Self::EmergencyDepartment => "akutmottagning",
            Self::PrimaryCareCentre => "vårdcentral",
            Self::OutpatientClinic => "mottagning",
            Self::MobilePhysician => "mobil läkare",
            Self::DutyPhysician => "jourläkare",
            Self::NeedsAssessment => "biståndsenhet",
            Self::DisabilityAssessment => "LSS-handläggning",
            Self::HomeHealthCare => "hemsjukvård",
            Self::MunicipalRehabilitation => "rehabilitering",
            Self::SafeHomecoming => "trygg hemgång",
            Self::HomeHelp => "hemtjänst",
            Self::ShortTermCare => "korttidsboende",
            Self::AidsCentre => "hjälpmedelscentral",
            Self::Transport => "sjukresor",
            Self::Administration => "administration",
        }
    }
}

impl Role {
    const fn swedish(self) -> &'static str {
        match self {
            Self::WardNurse => "sjuksköterska på avdelning",
            Self::WardCoordinator => "avdelningskoordinator",
            Self::Physician => "läkare",
            Self::CoordinatingNurse => "samordningssjuksköterska",
            Self::PermanentCareContact => "fast vårdkontakt",
            Self::HeadOfUnit => "verksamhetschef",
            Self::NeedsAssessor => "biståndshandläggare",
            Self::MunicipalCoordinator => "kommunens samordnare",
            Self::MunicipalNurse => "kommunsjuksköterska",
            Self::Therapist => "arbetsterapeut eller fysioterapeut",
            Self::HomeTeam => "hemteam",
            Self::UnitLead => "enhetschef",
            Self::Administrator => "administratör",
            Self::Auditor => "granskare",
        }
    }
}
