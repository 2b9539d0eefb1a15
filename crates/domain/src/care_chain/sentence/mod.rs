//! The legal record of a fact in plain Swedish (decision 11), made from the fact alone: what an
//! old version, a printout and a court can read.
//!
//! People stand by role or unit, never by name or identity number. The words of messages and of
//! reports stay in the data: the sentence says what kind they are.

mod terms;
mod words;

use super::events::ChainEvent as E;
use super::events::{
    AdmissionNoticeSent, ChainOpened, ChecklistItemSet, DischargeReadyDeclared, Discharged,
    MunicipalityReadyAnswered, OutpatientReadyAnswered, ReadyAnswer, SipNeedAnswered, ToldByPhone,
};
use super::values::{
    CancelReason, Destination, ItemState, LiabilitySide, LiabilityStatus, MessageKind,
    NoticeAnswer, PhoneFact,
};
use crate::ids::HsaId;
use terms::{
    branch, cause, compartment, consent, end_reason, item, medication_list, sip_place, staff_role,
    step,
};
use words::{MAX_SENTENCE, cut, list, one, quoted, remark, when};

/// How a unit is called in the record.
type Names<'a> = &'a dyn Fn(&HsaId) -> String;

/// One Swedish sentence or two, at most 500 characters.
pub fn sentence(event: &E, unit_name: &dyn Fn(&HsaId) -> String) -> String {
    cut(&whole(event, unit_name), MAX_SENTENCE)
}

fn whole(event: &E, names: Names<'_>) -> String {
    let unit = |unit: &HsaId| one(unit, names);
    let units = |units: &[HsaId]| list(units, names);
    match event {
        E::ChainOpened(data) => opened(data, names),
        E::PartyAdded(data) => {
            let supplier = if data.supplier { " som leverantör utan inloggning" } else { "" };
            let branch = branch(data.branch);
            let ground =
                remark("Grund för att lämna ut det som redan skrivits", data.ground.as_ref());
            format!("{} ({branch}) deltar i ärendet{supplier}.{ground}", unit(&data.unit))
        }
        E::PartyEnded(data) => {
            format!("{} deltar inte längre och läser inget som skrivs härefter.", unit(&data.unit))
        }
        E::RoomOpened(data) => format!(
            "En läsekrets öppnades inom {}: {}.{}",
            compartment(data.compartment),
            units(&data.audience),
            remark("Grund", data.ground.as_ref()),
        ),
        E::SegmentOpened(_) => "Läsekretsen ändrades, och ett nytt avsnitt av ärendet börjar här. \
             Gällande uppgifter följer med."
            .to_owned(),
        E::AdmissionNoticeSent(data) => admission_notice(data, names),
        E::AdmissionNoticeDetailed(_) => {
            "Uppgifter om hälsa till inskrivningsmeddelandet lämnades till hälso- och sjukvården."
                .to_owned()
        }
        E::UnitAnswered(data) => {
            let answer = match data.answer {
                NoticeAnswer::TakesOver => "vi tar över",
                NoticeAnswer::NotResident => "inte vår invånare",
                NoticeAnswer::NothingRequired => "kräver inget av oss nu",
            };
            let note = remark("Kommentar", data.note.as_ref());
            format!("{} svarade på inskrivningsmeddelandet: {answer}.{note}", unit(&data.unit))
        }
        E::Seen(data) => match data.messages.len() {
            1 => format!("{} kvitterade ett meddelande.", unit(&data.unit)),
            n => format!("{} kvitterade {n} meddelanden.", unit(&data.unit)),
        },
        E::TakenOver(data) if data.message.is_some() => {
            format!("{} tar hand om ett meddelande.", unit(&data.unit))
        }
        E::TakenOver(data) => {
            format!("{} tar hand om steget {}.", unit(&data.unit), step(&data.what))
        }
        E::HandoverOffered(data) => {
            let whom = match (&data.person, data.role) {
                (Some(_), _) => format!("en person på {}", unit(&data.to)),
                (None, Some(role)) => format!("{} på {}", staff_role(role), unit(&data.to)),
                (None, None) => unit(&data.to),
            };
            let what = taken(&data.what, data.message.is_some());
            let note = remark("Kommentar", data.note.as_ref());
            format!("{} erbjöd {whom} att ta över {what}.{note}", unit(&data.from))
        }
        E::HandoverAccepted(data) => {
            let what = taken(&data.what, data.message.is_some());
            format!("{} tog över {what}.", unit(&data.unit))
        }
        E::HandoverEnded(data) => format!(
            "{} avslutade en erbjuden överlämning utan att något lämnades över. Skäl: {}.",
            unit(&data.unit),
            quoted(&data.reason),
        ),
        E::Released(data) => format!(
            "{} lämnade tillbaka det som enheten hade tagit hand om. Skäl: {}.",
            unit(&data.unit),
            quoted(&data.reason),
        ),
        E::AnswerDeferred(data) => {
            format!("{} återkommer med svar {}.", unit(&data.unit), when(&data.until))
        }
        E::Forwarded(data) => format!(
            "Ett meddelande vidareskickades från {} till {}.",
            unit(&data.from),
            unit(&data.to),
        ),
        E::Reminded(data) => {
            format!("{} påmindes om steget {}.", unit(&data.to), step(&data.step))
        }
        E::EstimateChanged(data) => format!(
            "Beräknad utskrivning är {}.{}",
            when(&data.estimated_discharge),
            remark("Skäl", data.reason.as_ref()),
        ),
        E::CareContactNamed(data) => {
            format!("Fast vårdkontakt utsågs vid {}.", unit(&data.unit))
        }
        E::PlanningStarted(data) => format!("{} påbörjade planeringen.", unit(&data.unit)),
        E::PlanningBasisShared(data) => {
            format!("{} lämnade planeringsunderlag.", unit(&data.unit))
        }
        E::PlanningBasisDetailed(_) => {
            "Planeringsunderlagets innehåll lämnades till hälso- och sjukvården.".to_owned()
        }
        E::MessageSent(data) => {
            let kind = match data.kind {
                MessageKind::General => "Ett meddelande",
                MessageKind::Question => "En fråga",
                MessageKind::Answer => "Ett svar",
            };
            format!("{kind} skickades till {}.", units(&data.to))
        }
        E::MessageNoted(data) => format!(
            "Ett meddelande inom {} skickades till {}.",
            compartment(data.compartment),
            units(&data.to),
        ),
        E::QuestionAsked(data) => format!(
            "En fråga inom {} ställdes till {}.",
            compartment(data.compartment),
            units(&data.to),
        ),
        E::QuestionAnswered(data) => format!("{} besvarade en fråga.", unit(&data.unit)),
        E::CareRequestSent(data) => {
            let list = medication_list(data.medication_list);
            format!("En vårdbegäran skickades. {list}")
        }
        E::NursingReportSent(data) => {
            let list = medication_list(data.medication_list);
            format!("En vårdrapport från kommunen skickades. {list}")
        }
        E::ReportShared(data) => {
            let kind = match data.kind.as_str() {
                "care-request" => "en vårdbegäran",
                "nursing-report" => "en vårdrapport",
                _ => "en rapport",
            };
            format!("{} lämnade {kind}.", unit(&data.unit))
        }
        E::DischargeReadyDeclared(data) => ready(data, names),
        E::DischargeReadyNotified(data) => format!(
            "Underrättelse om att patienten är utskrivningsklar skickades även till {}.",
            units(&data.to),
        ),
        E::DischargeReadyWithdrawn(data) => {
            format!("Beskedet om utskrivningsklar återtogs. Skäl: {}.", quoted(&data.reason),)
        }
        E::MunicipalityReadyAnswered(data) => municipality_ready(data, names),
        E::OutpatientReadyAnswered(data) => outpatient_ready(data, names),
        E::SipNeedAnswered(data) => sip_need(data, names),
        E::SipRequested(data) => format!("{} ombads kalla till SIP.", unit(&data.to)),
        E::SipCalled(data) => {
            let behalf = if data.on_behalf {
                " Verksamhetschefen kallade för den fasta vårdkontaktens räkning."
            } else {
                ""
            };
            format!(
                "Kallelse till SIP {} ({}) skickades till {}.{behalf}",
                when(&data.meeting_at),
                sip_place(data.place),
                units(&data.to),
            )
        }
        E::SipHeld(data) if data.present.is_empty() => {
            format!("SIP hölls {}.", when(&data.held_at))
        }
        E::SipHeld(data) => {
            format!("SIP hölls {} med {}.", when(&data.held_at), units(&data.present))
        }
        E::DischargeInformationSent(data) if data.secrecy_hinders => {
            "Utskrivningsinformation skickades inte: hinder av sekretess.".to_owned()
        }
        E::DischargeInformationSent(data) => {
            format!("Utskrivningsinformation skickades till {}.", units(&data.to))
        }
        E::DischargeInformationDetailed(_) => {
            "Utskrivningsinformationens innehåll lämnades till hälso- och sjukvården.".to_owned()
        }
        E::PatientInformed(data) => {
            let how = if data.in_writing { "skriftligt" } else { "muntligt" };
            let kin = remark("Även informerad", data.next_of_kin.as_ref());
            format!("Patienten informerades {how} inför utskrivningen.{kin}")
        }
        E::Discharged(data) => discharged(data),
        E::FollowUpRecorded(data) => {
            let outcome = if data.as_planned {
                "allt är som planerat"
            } else {
                "allt är inte som planerat"
            };
            format!("{} följde upp {}: {outcome}.", unit(&data.unit), when(&data.at))
        }
        E::ChainClosed(data) => format!("Ärendet avslutades: {}.", end_reason(data.reason)),
        E::DeceasedRecorded(data) => format!("Patienten avled {}.", when(&data.at)),
        E::DeceasedConfirmed(_) => {
            "Ännu en person bekräftade uppgiften att patienten har avlidit.".to_owned()
        }
        E::ToldByPhone(data) => told_by_phone(data, names),
        E::PhoneConfirmed(data) if data.holds => {
            "Enheten bekräftade det som lämnades per telefon.".to_owned()
        }
        E::PhoneConfirmed(data) => format!(
            "Enheten rättade det som lämnades per telefon.{}",
            remark("Rättelse", data.correction.as_ref()),
        ),
        E::PhoneUnanswered(data) => format!("{} ringdes upp men svarade inte.", unit(&data.unit)),
        E::ChecklistItemSet(data) => checklist(data, names),
        E::ChecklistItemDetailed(data) => {
            format!("Uppgifter om hälsa lämnades till punkten {} i checklistan.", item(data.item),)
        }
        E::ConsentRecorded(data) => format!(
            "{}{}",
            consent(data.value),
            data.valid_to
                .as_ref()
                .map_or_else(String::new, |to| format!(" Gäller till {}.", when(to))),
        ),
        E::WardMoved(data) => {
            format!("Ansvarig avdelning är {} från {}.", unit(&data.ward), when(&data.at))
        }
        E::LeaveRecorded(data) => match &data.back_at {
            None => format!(
                "Patienten har permission från {} och väntas åter {}.",
                when(&data.from),
                when(&data.expected_back)
            ),
            Some(back) => format!(
                "Patienten hade permission från {} och kom åter {}.",
                when(&data.from),
                when(back)
            ),
        },
        E::ProtectedIdentityMarked(data) if data.protected => {
            "Patienten har skyddade personuppgifter. Direktkontakt krävs.".to_owned()
        }
        E::ProtectedIdentityMarked(_) => {
            "Markeringen om skyddade personuppgifter togs bort.".to_owned()
        }
        E::IdentityChanged(_) => "Patientens namn eller identitetsuppgift ändrades.".to_owned(),
        E::FactsCancelled(data) => {
            let count = match data.of.len() {
                1 => "En uppgift".to_owned(),
                n => format!("{n} uppgifter"),
            };
            let done = match data.reason {
                CancelReason::WrongPerson => "makulerades: fel person",
                CancelReason::Mistake => "makulerades: inlagt av misstag",
                CancelReason::Undo => "ångrades direkt",
            };
            format!("{count} {done}.{}", remark("Kommentar", data.note.as_ref()))
        }
        E::CancellationConfirmed(data) => {
            format!("{} bekräftade makuleringen.", unit(&data.unit))
        }
        E::SameAsMarked(_) => "Ett annat ärende gäller samma vårdtillfälle.".to_owned(),
        E::NotSameAsMarked(_) => "Ett annat ärende gäller inte samma vårdtillfälle.".to_owned(),
        E::DelayCauseJudged(data) => format!(
            "{} bedömde vad patienten väntade på som utskrivningsklar: {}.{}",
            unit(&data.unit),
            cause(data.cause),
            remark("Skäl", Some(&data.reason)),
        ),
        E::HistoryImported(_) => {
            "Ärendet är importerad historik ur ett annat system, med de tider som stod där."
                .to_owned()
        }
        E::LiabilityStatusSet(data) => {
            let side = match data.side {
                LiabilitySide::Region => "Regionen",
                LiabilitySide::Municipality => "Kommunen",
            };
            let said = match data.status {
                LiabilityStatus::Open => "lämnade betalningsansvaret öppet",
                LiabilityStatus::Disputed => "bestred betalningsansvaret",
                LiabilityStatus::Agreed => "godtog betalningsansvaret",
            };
            format!("{side} {said}.{}", remark("Notering", data.note.as_ref()))
        }
    }
}

/// What somebody has taken over: a message, or a step by its words.
fn taken(what: &str, is_message: bool) -> String {
    if is_message { "ett meddelande".to_owned() } else { format!("steget {}", step(what)) }
}

fn opened(data: &ChainOpened, names: Names<'_>) -> String {
    let protected = if data.protected { " Patienten har skyddade personuppgifter." } else { "" };
    let ward = one(&data.ward, names);
    match &data.admitted_at {
        Some(at) => {
            format!("Ärendet öppnades. Patienten skrevs in på {ward} {}.{protected}", when(at))
        }
        None => format!("Ärendet öppnades med en vårdbegäran till {ward}.{protected}"),
    }
}

fn admission_notice(data: &AdmissionNoticeSent, names: Names<'_>) -> String {
    let secrecy = if data.secrecy_hinders { " Hinder av sekretess: ja." } else { "" };
    format!(
        "Inskrivningsmeddelande skickades till {}. Behandlande läkare bedömde behovet {}. \
         Beräknad utskrivning är {}.{secrecy}",
        list(&data.to, names),
        when(&data.judged_at),
        when(&data.estimated_discharge),
    )
}

fn ready(data: &DischargeReadyDeclared, names: Names<'_>) -> String {
    let told = if data.secrecy_hinders {
        "Ingen enhet underrättades: hinder av sekretess.".to_owned()
    } else if data.to.is_empty() {
        "Ingen enhet underrättades.".to_owned()
    } else {
        format!("Underrättelse skickades till {}.", list(&data.to, names))
    };
    let departure = data
        .planned_departure
        .as_ref()
        .map_or_else(String::new, |at| format!(" Planerad hemgång är {}.", when(at)));
    let outpatient = if data.outpatient_needed {
        " Insatser från öppenvården behövs."
    } else {
        " Insatser från öppenvården behövs inte."
    };
    format!(
        "Behandlande läkare bedömde {} att patienten är utskrivningsklar. {told}{departure}{outpatient}",
        when(&data.judged_at),
    )
}

fn municipality_ready(data: &MunicipalityReadyAnswered, names: Names<'_>) -> String {
    let despite = remark("Lämnat trots att något var öppet", data.despite.as_ref());
    let unit = one(&data.unit, names);
    format!("{}{despite}", ready_answer("kommunklar", &unit, data.of.is_none(), &data.answer))
}

fn outpatient_ready(data: &OutpatientReadyAnswered, names: Names<'_>) -> String {
    ready_answer("öppenvårdsklar", &one(&data.unit, names), data.of.is_none(), &data.answer)
}

fn ready_answer(word: &str, unit: &str, preliminary: bool, answer: &ReadyAnswer) -> String {
    let preliminary = if preliminary { " preliminärt" } else { "" };
    match answer {
        ReadyAnswer::Yes { from } => {
            format!("{unit} meddelade{preliminary} {word}: kan ta emot från {}.", when(from))
        }
        ReadyAnswer::No { because } => {
            format!(
                "{unit} meddelade{preliminary}: kan inte ta emot, därför att {}.",
                quoted(because)
            )
        }
        ReadyAnswer::NotMedicallyReady { because } => {
            format!("{unit} invände att patienten inte är medicinskt klar: {}.", quoted(because),)
        }
    }
}

fn sip_need(data: &SipNeedAnswered, names: Names<'_>) -> String {
    let unit = one(&data.unit, names);
    match data.place {
        Some(place) => format!("{unit} bedömde att SIP behövs ({}).", sip_place(place)),
        None => {
            let reason = remark("Skäl", data.reason.as_ref());
            format!("{unit} bedömde att SIP inte behövs.{reason}")
        }
    }
}

fn discharged(data: &Discharged) -> String {
    let to = match data.destination {
        Destination::Home => "till hemmet",
        Destination::ShortTermPlace => "till korttidsplats",
        Destination::SpecialHousing => "till särskilt boende",
        Destination::OtherHospital => "till annat sjukhus",
    };
    let contacted = if data.municipality_contacted {
        " Kommunen hade inte meddelat att den kunde ta emot då men är kontaktad."
    } else {
        ""
    };
    let despite = remark("Skäl trots att något var öppet", data.despite.as_ref());
    format!("Patienten skrevs ut {to} {}.{contacted}{despite}", when(&data.left_at))
}

fn told_by_phone(data: &ToldByPhone, names: Names<'_>) -> String {
    let what = match data.what {
        PhoneFact::MunicipalityReady => "kommunklar",
        PhoneFact::OutpatientReady => "öppenvårdsklar",
        PhoneFact::Received => "att beskedet är mottaget",
        PhoneFact::Other => "en uppgift",
    };
    let from = data
        .from
        .as_ref()
        .map_or_else(String::new, |from| format!(", kan ta emot från {}", when(from)));
    let read_back = if data.read_back { "Uppgiften lästes tillbaka." } else { "" };
    format!(
        "{} lämnade per telefon {}: {what}{from}. Antecknat: {}. {read_back}",
        one(&data.unit, names),
        when(&data.at),
        quoted(&data.note),
    )
    .trim_end()
    .to_owned()
}

fn checklist(data: &ChecklistItemSet, names: Names<'_>) -> String {
    let state = match data.state {
        ItemState::Done => "klar",
        ItemState::UnderWay => "pågår",
        ItemState::Missing => "saknas",
        ItemState::NotApplicable => "ej aktuellt",
    };
    let has = data.unit.as_ref().map_or_else(String::new, |u| format!(" hos {}", one(u, names)));
    let marks: Vec<_> = data
        .marks
        .iter()
        .filter_map(|mark| match mark.as_str() {
            "booked" => Some("bokad"),
            "told" => Some("meddelad"),
            "confirmed" => Some("bekräftad av mottagaren"),
            _ => None,
        })
        .collect();
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    let note = remark("Kommentar", data.note.as_ref());
    format!("Checklistans punkt {}: {state}{has}{marks}.{note}", item(data.item))
}

#[cfg(test)]
mod tests;
