use proptest::prelude::*;

use super::*;
use crate::care_chain::samples::{november, one_of_each, unit};
use crate::care_chain::values::ChecklistItem;
use crate::care_chain::{EVENT_TYPES, events};
use crate::envelope::Compartment;
use crate::ids::EventId;

fn name(unit: &HsaId) -> String {
    match &unit.as_str()[5..] {
        "AVD5" => "Avdelning 5".to_owned(),
        "AVD7" => "Avdelning 7".to_owned(),
        "HSV" => "Hemsjukvården".to_owned(),
        "BIST" => "Biståndsenheten".to_owned(),
        "VC" => "Vårdcentralen".to_owned(),
        "TRYGG" => "Trygg hemgång".to_owned(),
        other => other.to_owned(),
    }
}

/// The record of every type. What a sentence says of an old fact may not change, so these change
/// only with a new version of the type.
const RECORD: &[(&str, &str)] = &[
    (
        "chain-opened",
        "Ärendet öppnades. Patienten skrevs in på Avdelning 5 18 november 2026 kl. 22.40.",
    ),
    (
        "party-added",
        "Hemsjukvården (kommunal hälso- och sjukvård) deltar i ärendet. Grund för att lämna ut det \
         som redan skrivits: ”tar över efter hemgång”.",
    ),
    ("party-ended", "Hemsjukvården deltar inte längre och läser inget som skrivs härefter."),
    (
        "room-opened",
        "En läsekrets öppnades inom socialtjänsten: Avdelning 5 och Biståndsenheten. Grund: \
         ”patienten har bett om det”.",
    ),
    (
        "segment-opened",
        "Läsekretsen ändrades, och ett nytt avsnitt av ärendet börjar här. Gällande uppgifter \
         följer med.",
    ),
    (
        "admission-notice-sent",
        "Inskrivningsmeddelande skickades till Biståndsenheten, Hemsjukvården och Vårdcentralen. \
         Behandlande läkare bedömde behovet 19 november 2026 kl. 08.00. Beräknad utskrivning är \
         24 november 2026 kl. 11.00.",
    ),
    (
        "admission-notice-detailed",
        "Uppgifter om hälsa till inskrivningsmeddelandet lämnades till hälso- och sjukvården.",
    ),
    (
        "unit-answered",
        "Hemsjukvården svarade på inskrivningsmeddelandet: vi tar över. Kommentar: ”ring oss på \
         morgonen”.",
    ),
    ("seen", "Hemsjukvården kvitterade 2 meddelanden."),
    ("taken-over", "Hemsjukvården tar hand om steget ”svara på inskrivningsmeddelande”."),
    (
        "released",
        "Hemsjukvården lämnade tillbaka det som enheten hade tagit hand om. Skäl: ”byter pass”.",
    ),
    (
        "handover-offered",
        "Hemsjukvården erbjöd en person på Hemsjukvården att ta över steget ”svara på \
         inskrivningsmeddelande”. Kommentar: ”jag är ledig i morgon”.",
    ),
    ("handover-accepted", "Hemsjukvården tog över steget ”svara på inskrivningsmeddelande”."),
    (
        "handover-ended",
        "Hemsjukvården avslutade en erbjuden överlämning utan att något lämnades över. Skäl: ”har \
         inte tid”.",
    ),
    ("answer-deferred", "Hemsjukvården återkommer med svar 20 november 2026 kl. 13.00."),
    ("forwarded", "Ett meddelande vidareskickades från Biståndsenheten till Trygg hemgång."),
    ("reminded", "Hemsjukvården påmindes om steget ”starta planering”."),
    (
        "estimate-changed",
        "Beräknad utskrivning är 25 november 2026 kl. 13.00. Skäl: ”provsvar dröjer”.",
    ),
    ("care-contact-named", "Fast vårdkontakt utsågs vid Vårdcentralen."),
    ("planning-started", "Hemsjukvården påbörjade planeringen."),
    ("planning-basis-shared", "Avdelning 5 lämnade planeringsunderlag."),
    (
        "planning-basis-detailed",
        "Planeringsunderlagets innehåll lämnades till hälso- och sjukvården.",
    ),
    ("message-sent", "Ett svar skickades till Avdelning 5."),
    ("message-noted", "Ett meddelande inom hälso- och sjukvården skickades till Hemsjukvården."),
    ("question-asked", "En fråga inom hälso- och sjukvården ställdes till Hemsjukvården."),
    ("question-answered", "Hemsjukvården besvarade en fråga."),
    ("care-request-sent", "En vårdbegäran skickades. Läkemedelslista följer med."),
    (
        "nursing-report-sent",
        "En vårdrapport från kommunen skickades. Läkemedelslista följer inte med.",
    ),
    ("report-shared", "Hemsjukvården lämnade en vårdrapport."),
    (
        "discharge-ready-declared",
        "Behandlande läkare bedömde 20 november 2026 kl. 14.45 att patienten är utskrivningsklar. \
         Underrättelse skickades till Biståndsenheten, Hemsjukvården och Vårdcentralen. Planerad \
         hemgång är 23 november 2026 kl. 11.00. Insatser från öppenvården behövs.",
    ),
    (
        "discharge-ready-notified",
        "Underrättelse om att patienten är utskrivningsklar skickades även till LSS.",
    ),
    ("discharge-ready-withdrawn", "Beskedet om utskrivningsklar återtogs. Skäl: ”feber”."),
    (
        "municipality-ready-answered",
        "Hemsjukvården meddelade kommunklar: kan ta emot från 20 november 2026 kl. 15.00. Lämnat \
         trots att något var öppet: ”hjälpmedel kommer på måndag”.",
    ),
    (
        "outpatient-ready-answered",
        "Vårdcentralen meddelade preliminärt: kan inte ta emot, därför att ”ingen läkartid”.",
    ),
    ("sip-need-answered", "Hemsjukvården bedömde att SIP behövs (i hemmet efteråt)."),
    ("sip-requested", "Vårdcentralen ombads kalla till SIP."),
    (
        "sip-called",
        "Kallelse till SIP 23 november 2026 kl. 10.00 (på video) skickades till Avdelning 5 och \
         Hemsjukvården. Verksamhetschefen kallade för den fasta vårdkontaktens räkning.",
    ),
    (
        "sip-held",
        "SIP hölls 23 november 2026 kl. 10.00 med Avdelning 5, Hemsjukvården och Vårdcentralen.",
    ),
    (
        "discharge-information-sent",
        "Utskrivningsinformation skickades till Hemsjukvården och Vårdcentralen.",
    ),
    (
        "discharge-information-detailed",
        "Utskrivningsinformationens innehåll lämnades till hälso- och sjukvården.",
    ),
    (
        "patient-informed",
        "Patienten informerades skriftligt inför utskrivningen. Även informerad: ”dotter”.",
    ),
    (
        "discharged",
        "Patienten skrevs ut till hemmet 23 november 2026 kl. 11.20. Kommunen hade inte \
         meddelat att den kunde ta emot då men är kontaktad. Skäl trots att något var öppet: \
         ”sjukresa ändrad”.",
    ),
    (
        "follow-up-recorded",
        "Vårdcentralen följde upp 26 november 2026 kl. 09.00: allt är som planerat.",
    ),
    ("chain-closed", "Ärendet avslutades: hemgången är uppföljd."),
    ("deceased-recorded", "Patienten avled 22 november 2026 kl. 03.10."),
    ("deceased-confirmed", "Ännu en person bekräftade uppgiften att patienten har avlidit."),
    (
        "told-by-phone",
        "Hemsjukvården lämnade per telefon 20 november 2026 kl. 15.20: kommunklar, kan ta emot \
         från 21 november 2026 kl. 08.00. Antecknat: ”nyckel hos grannen”. Uppgiften lästes \
         tillbaka.",
    ),
    ("phone-confirmed", "Enheten rättade det som lämnades per telefon. Rättelse: ”från måndag”."),
    ("phone-unanswered", "Hemsjukvården ringdes upp men svarade inte."),
    (
        "checklist-item-set",
        "Checklistans punkt sjukresa: pågår hos Avdelning 5 (bokad, meddelad). Kommentar: \
         ”rullstol”.",
    ),
    (
        "checklist-item-detailed",
        "Uppgifter om hälsa lämnades till punkten läkemedel med hem i checklistan.",
    ),
    ("consent-recorded", "Patienten samtyckte. Gäller till 28 februari 2027."),
    (
        "leave-recorded",
        "Patienten hade permission från 21 november 2026 kl. 10.00 och kom åter 22 november 2026 \
         kl. 17.30.",
    ),
    ("ward-moved", "Ansvarig avdelning är Avdelning 7 från 20 november 2026 kl. 16.00."),
    (
        "delay-cause-judged",
        "Avdelning 5 bedömde vad patienten väntade på som utskrivningsklar: korttidsplats. Skäl: \
         ”hjälpmedlen fanns hemma”.",
    ),
    ("protected-identity-marked", "Patienten har skyddade personuppgifter. Direktkontakt krävs."),
    ("identity-changed", "Patientens namn eller identitetsuppgift ändrades."),
    ("facts-cancelled", "2 uppgifter makulerades: fel person. Kommentar: ”fel patient valdes”."),
    ("cancellation-confirmed", "Hemsjukvården bekräftade makuleringen."),
    ("same-as-marked", "Ett annat ärende gäller samma vårdtillfälle."),
    ("not-same-as-marked", "Ett annat ärende gäller inte samma vårdtillfälle."),
    (
        "history-imported",
        "Ärendet är importerad historik ur ett annat system, med de tider som stod där.",
    ),
    (
        "liability-status-set",
        "Kommunen bestred betalningsansvaret. Notering: ”kommunen var klar på fredagen”.",
    ),
];

#[test]
fn every_type_has_a_sentence_in_plain_swedish() {
    let samples = one_of_each();
    assert_eq!(samples.len(), EVENT_TYPES.len(), "one sample of every type");
    assert_eq!(RECORD.len(), EVENT_TYPES.len());
    for (event, row) in samples.iter().zip(EVENT_TYPES) {
        assert_eq!(event.event_type().name, row.name);
        let expected = RECORD.iter().find(|(name, _)| *name == row.name).unwrap().1;
        assert_eq!(sentence(event, &name), expected, "{}", row.name);
    }
}

#[test]
fn no_sentence_says_a_name_or_an_identity_number() {
    for event in one_of_each() {
        let text = sentence(&event, &name);
        for secret in ["1212", "Mallström", "Greta", "Demosson", "Testlund", "Höftfraktur", "0455"]
        {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn the_other_answers_have_their_own_words() {
    let answered = |answer| events::MunicipalityReadyAnswered {
        of: None,
        unit: unit("HSV"),
        answer,
        despite: None,
    };
    let because = || "feber".to_owned();
    let yes = ReadyAnswer::Yes { from: november(23, "08:00") };
    for (answer, text) in [
        (
            yes,
            "Hemsjukvården meddelade preliminärt kommunklar: kan ta emot från 23 november 2026 kl. \
             08.00.",
        ),
        (
            ReadyAnswer::NotMedicallyReady { because: because() },
            "Hemsjukvården invände att patienten inte är medicinskt klar: ”feber”.",
        ),
    ] {
        assert_eq!(sentence(&answered(answer).into(), &name), text);
    }
    let secret = events::DischargeInformationSent { to: Vec::new(), secrecy_hinders: true };
    assert_eq!(
        sentence(&secret.into(), &name),
        "Utskrivningsinformation skickades inte: hinder av sekretess."
    );
}

proptest! {
    #[test]
    fn no_free_text_makes_a_sentence_longer_than_500_characters(
        text in "\\PC{0,900}",
        unit_name in "\\PC{0,400}",
        count in 0usize..40,
    ) {
        let long = |_: &HsaId| unit_name.clone();
        let units = vec![unit("HSV"); count];
        let free = [
            ChecklistItemSet {
                item: ChecklistItem::Aids,
                state: ItemState::NotApplicable,
                note: Some(text.clone()),
                unit: Some(unit("HSV")),
                marks: vec![text.clone(); 20],
            }
            .into(),
            events::RoomOpened {
                compartment: Compartment::HealthCare,
                room: 1,
                audience: units.clone(),
                ground: Some(text.clone()),
            }
            .into(),
            events::FactsCancelled {
                of: vec![EventId([1; 32]); count],
                reason: CancelReason::Mistake,
                note: Some(text.clone()),
            }
            .into(),
            DischargeReadyDeclared {
                physician: text,
                judged_at: november(20, "12:00"),
                planned_departure: Some(november(21, "12:00")),
                to: units,
                secrecy_hinders: false,
                outpatient_needed: true,
            }
            .into(),
        ];
        for event in free {
            prop_assert!(sentence(&event, &long).chars().count() <= 500);
        }
    }
}
