//! One sample of every event type, for tests: the sentence, the stored corpus, the fold.

use jiff::Timestamp;

use super::events::*;
use super::values::*;
use crate::envelope::{Assurance, Author, Compartment, to_data};
use crate::follow_up::causes::Cause;
use crate::identification::PersonIdentifier;
use crate::ids::{ChainId, CommandId, EventId, HsaId, PersonId};
use crate::moment::Moment;
use crate::registry::{Branch, Role};

/// A unit by its suffix.
pub fn unit(suffix: &str) -> HsaId {
    HsaId::parse(&format!("TEST-{suffix}")).expect("the suffixes of samples are plain")
}

/// A local time in November 2026, as a person wrote it.
pub fn november(day: u8, time: &str) -> Moment {
    Moment::parse_local(&format!("2026-11-{day:02}"), time).expect("a plain day and time")
}

fn id(n: u8) -> EventId {
    EventId([n; 32])
}

/// A synthetic person with an official test number.
pub fn identity() -> Identity {
    Identity {
        person: PersonId::from_bytes([7; 16]),
        identifier: PersonIdentifier::parse("191212121212", jiff::civil::date(2026, 11, 1))
            .expect("an official test number"),
        given: "Greta".to_owned(),
        family: "Mallström".to_owned(),
    }
}

/// A ward nurse of the given unit.
pub fn author(unit: HsaId) -> Author {
    Author {
        user: Some(HsaId::parse("TEST-U1").expect("plain")),
        role: "ward-nurse".to_owned(),
        unit: Some(unit),
        assurance: Assurance::Local,
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// One event of every type, in the order of the table. The values never change: the stored corpus
/// holds the same ones (decision 15).
pub fn one_of_each() -> Vec<ChainEvent> {
    let mut all = beginning();
    all.extend(messages());
    all.extend(planning());
    all.extend(going_home());
    all.extend(beside());
    all.sort_by_key(|event| EVENT_TYPES.iter().position(|t| t.name == event.event_type().name));
    all
}

fn beginning() -> Vec<ChainEvent> {
    let (ward, home) = (unit("AVD5"), unit("HSV"));
    let carried = CarriedFact {
        id: id(3),
        event_type: "estimate-changed".to_owned(),
        ver: 1,
        data: to_data(&EstimateChanged {
            estimated_discharge: november(24, "11:00"),
            reason: None,
        })
        .expect("plain data"),
        replaces: vec![id(2)],
        who: author(ward.clone()),
        occurred_at: november(20, "09:00"),
        legal_at: Timestamp::UNIX_EPOCH.as_millisecond() + 1_795_161_600_000,
    };
    vec![
        ChainOpened {
            identity: identity(),
            address: some("Provgatan 1, 371 00 Provstad"),
            municipality: some("1080"),
            area: some("Centrum"),
            ward: ward.clone(),
            place: some("12:3"),
            admitted_at: Some(november(18, "22:40")),
            protected: false,
        }
        .into(),
        PartyAdded {
            organisation: unit("KOMMUN"),
            branch: Branch::MunicipalHealthCare,
            unit: home.clone(),
            supplier: false,
            from_segment: 1,
            ground: some("tar över efter hemgång"),
        }
        .into(),
        PartyEnded { unit: home.clone(), to_segment: 2, known: vec![("00ff:0102".to_owned(), 17)] }
            .into(),
        RoomOpened {
            compartment: Compartment::SocialServices,
            room: 1,
            audience: vec![ward.clone(), unit("BIST")],
            ground: some("patienten har bett om det"),
        }
        .into(),
        SegmentOpened { continues: vec![id(1), id(2)], carried: vec![carried] }.into(),
        AdmissionNoticeSent {
            to: vec![unit("BIST"), home.clone(), unit("VC")],
            judged_by: "Läkare Testlund".to_owned(),
            judged_at: november(19, "08:00"),
            judged_at_admission: false,
            estimated_discharge: november(24, "11:00"),
            secrecy_hinders: false,
            phone: some("0455-00 00 00"),
        }
        .into(),
        AdmissionNoticeDetailed {
            reason: "Höftfraktur".to_owned(),
            risks: vec!["fall".to_owned(), "nutrition".to_owned()],
            infection: some("nej"),
            limits: some("inga, vill hem"),
            interpreter: some("nej"),
            next_of_kin: some("dotter"),
        }
        .into(),
        UnitAnswered {
            of: id(4),
            unit: home,
            answer: NoticeAnswer::TakesOver,
            note: some("ring oss på morgonen"),
        }
        .into(),
        CareRequestSent {
            reason: "Fallit hemma".to_owned(),
            health: "Påverkad".to_owned(),
            ability: "Går med rollator".to_owned(),
            medication_list: true,
        }
        .into(),
        NursingReportSent {
            health: "Stabil före inläggningen".to_owned(),
            ability: "Går med rollator".to_owned(),
            home: "Lägenhet med hiss".to_owned(),
            medication_list: false,
        }
        .into(),
        ReportShared { kind: "nursing-report".to_owned(), unit: unit("HSV") }.into(),
    ]
}

fn messages() -> Vec<ChainEvent> {
    let (ward, home) = (unit("AVD5"), unit("HSV"));
    let question = CommandId::from_bytes([9; 16]);
    vec![
        Seen { unit: home.clone(), messages: vec![id(4), id(5)] }.into(),
        TakenOver {
            unit: home.clone(),
            what: "answer-notice".to_owned(),
            message: None,
            by: some("Kim Demosson"),
        }
        .into(),
        Released {
            unit: home.clone(),
            what: "answer-notice".to_owned(),
            reason: "byter pass".to_owned(),
            owner: None,
        }
        .into(),
        HandoverOffered {
            taking: id(12),
            owner: home.clone(),
            what: "answer-notice".to_owned(),
            message: None,
            from: home.clone(),
            to: home.clone(),
            role: Some(Role::MunicipalNurse),
            person: Some(unit("U2")),
            note: some("jag är ledig i morgon"),
        }
        .into(),
        HandoverAccepted {
            of: id(13),
            owner: home.clone(),
            what: "answer-notice".to_owned(),
            message: None,
            unit: home.clone(),
            by: some("Alex Provdahl"),
        }
        .into(),
        HandoverEnded { of: id(13), unit: home.clone(), reason: "har inte tid".to_owned() }.into(),
        AnswerDeferred { of: question, unit: home.clone(), until: november(20, "13:00") }.into(),
        Forwarded { message: id(4), from: unit("BIST"), to: unit("TRYGG") }.into(),
        Reminded { step: "start-planning".to_owned(), to: home.clone() }.into(),
        MessageSent {
            kind: MessageKind::Answer,
            to: vec![ward.clone()],
            text: "Ja, sängen är på plats.".to_owned(),
            of: Some(question),
        }
        .into(),
        MessageNoted { to: vec![home.clone()], compartment: Compartment::HealthCare }.into(),
        QuestionAsked { to: vec![home.clone()], compartment: Compartment::HealthCare }.into(),
        QuestionAnswered { of: question, unit: home }.into(),
    ]
}

fn planning() -> Vec<ChainEvent> {
    let (ward, home, centre) = (unit("AVD5"), unit("HSV"), unit("VC"));
    vec![
        EstimateChanged {
            estimated_discharge: november(25, "13:00"),
            reason: some("provsvar dröjer"),
        }
        .into(),
        CareContactNamed {
            unit: centre.clone(),
            name: "Kim Demosson".to_owned(),
            phone: some("0455-00 00 01"),
        }
        .into(),
        PlanningStarted { unit: home.clone() }.into(),
        PlanningBasisShared { unit: ward.clone() }.into(),
        PlanningBasisDetailed {
            mobility: "Går med rollator".to_owned(),
            personal_care: "Hjälp vid dusch".to_owned(),
            nutrition: "Äter själv".to_owned(),
            cognition: "Klar".to_owned(),
            health_care: "Såromläggning".to_owned(),
            home: "Lägenhet med hiss".to_owned(),
        }
        .into(),
        SipNeedAnswered { unit: home.clone(), place: Some(SipPlace::AtHomeAfter), reason: None }
            .into(),
        SipRequested { to: centre.clone() }.into(),
        SipCalled {
            meeting_at: november(23, "10:00"),
            place: SipPlace::Video,
            to: vec![ward.clone(), home.clone()],
            venue: some("länk kommer"),
            on_behalf: true,
        }
        .into(),
        SipHeld { held_at: november(23, "10:00"), present: vec![ward, home, centre] }.into(),
        ChecklistItemSet {
            item: ChecklistItem::Transport,
            state: ItemState::UnderWay,
            note: some("rullstol"),
            unit: Some(unit("AVD5")),
            marks: vec!["booked".to_owned(), "told".to_owned()],
        }
        .into(),
        ChecklistItemDetailed {
            item: ChecklistItem::MedicinesHome,
            doses_until: Some(november(27, "08:00")),
            prescriptions: true,
            discontinued_marked: true,
            text: some("Morfin i tre dagar"),
        }
        .into(),
        ConsentRecorded {
            value: ConsentValue::Given,
            scope: vec!["sip".to_owned(), "sharing".to_owned()],
            form: "oral".to_owned(),
            valid_to: Some(Moment::day(jiff::civil::date(2027, 2, 28))),
            note: some("i närvaro av dotter"),
        }
        .into(),
    ]
}

fn going_home() -> Vec<ChainEvent> {
    let (home, centre) = (unit("HSV"), unit("VC"));
    vec![
        DischargeReadyDeclared {
            physician: "Läkare Testlund".to_owned(),
            judged_at: november(20, "14:45"),
            planned_departure: Some(november(23, "11:00")),
            to: vec![unit("BIST"), home.clone(), centre.clone()],
            secrecy_hinders: false,
            outpatient_needed: true,
        }
        .into(),
        DischargeReadyNotified { of: id(6), to: vec![unit("LSS")] }.into(),
        DischargeReadyWithdrawn { of: id(6), reason: "feber".to_owned() }.into(),
        MunicipalityReadyAnswered {
            of: Some(id(6)),
            unit: home,
            answer: ReadyAnswer::Yes { from: november(20, "15:00") },
            despite: some("hjälpmedel kommer på måndag"),
        }
        .into(),
        OutpatientReadyAnswered {
            of: None,
            unit: centre.clone(),
            answer: ReadyAnswer::No { because: "ingen läkartid".to_owned() },
        }
        .into(),
        DischargeInformationSent { to: vec![unit("HSV"), centre.clone()], secrecy_hinders: false }
            .into(),
        DischargeInformationDetailed {
            summary: "Opererad höft".to_owned(),
            follow_up: "Vårdcentralen tar stygn".to_owned(),
            risks: some("blödning"),
        }
        .into(),
        PatientInformed { in_writing: true, next_of_kin: some("dotter") }.into(),
        Discharged {
            left_at: november(23, "11:20"),
            destination: Destination::Home,
            despite: some("sjukresa ändrad"),
            municipality_contacted: true,
        }
        .into(),
        FollowUpRecorded { unit: centre, at: november(26, "09:00"), as_planned: true }.into(),
        ChainClosed { reason: EndReason::Completed }.into(),
        DeceasedRecorded { at: november(22, "03:10") }.into(),
        DeceasedConfirmed { of: id(8) }.into(),
    ]
}

fn beside() -> Vec<ChainEvent> {
    let home = unit("HSV");
    vec![
        ToldByPhone {
            unit: home.clone(),
            said_by: "sjuksköterska i tjänst".to_owned(),
            at: november(20, "15:20"),
            number: "0455-00 00 02".to_owned(),
            read_back: true,
            what: PhoneFact::MunicipalityReady,
            of: Some(id(6)),
            from: Some(november(21, "08:00")),
            note: "nyckel hos grannen".to_owned(),
        }
        .into(),
        PhoneConfirmed { of: id(10), holds: false, correction: some("från måndag") }.into(),
        PhoneUnanswered { unit: home.clone() }.into(),
        WardMoved { ward: unit("AVD7"), place: some("4:1"), at: november(20, "16:00") }.into(),
        LeaveRecorded {
            from: november(21, "10:00"),
            expected_back: november(22, "18:00"),
            back_at: Some(november(22, "17:30")),
        }
        .into(),
        ProtectedIdentityMarked { protected: true }.into(),
        IdentityChanged { identity: identity(), municipality: some("1081") }.into(),
        FactsCancelled {
            of: vec![id(4), id(5)],
            reason: CancelReason::WrongPerson,
            note: some("fel patient valdes"),
        }
        .into(),
        CancellationConfirmed { of: id(11), unit: home }.into(),
        SameAsMarked { chain: ChainId::from_bytes([5; 16]) }.into(),
        NotSameAsMarked { chain: ChainId::from_bytes([5; 16]) }.into(),
        HistoryImported {
            case: "K-17".to_owned(),
            causes: vec![Cause::Aids, Cause::Medical],
            residence: None,
        }
        .into(),
        DelayCauseJudged {
            unit: unit("AVD5"),
            cause: Cause::ShortTermPlace,
            reason: "hjälpmedlen fanns hemma".to_owned(),
        }
        .into(),
        LiabilityStatusSet {
            of: id(9),
            side: LiabilitySide::Municipality,
            status: LiabilityStatus::Disputed,
            note: some("kommunen var klar på fredagen"),
        }
        .into(),
    ]
}
