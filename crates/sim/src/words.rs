//! What people write to each other, in plain Swedish and without anything about a real person.

/// Why an estimate changes.
pub(crate) const ESTIMATES: &[&str] =
    &["Ny bedömning vid rond", "Väntar på provsvar", "Återhämtar sig snabbare än väntat"];
/// What was said by phone.
pub(crate) const PHONE: &[&str] = &[
    "Samordnaren har tagit emot och återkommer om tid",
    "Planeringen pågår, besked kommer under dagen",
    "Nyckelkvittering klar",
];
/// Questions of the ward to the municipality, with answers.
pub(crate) const TO_MUNICIPALITY: &[(&str, &str)] = &[
    ("Kan ni ta emot före lunch på utskrivningsdagen?", "Ja, från klockan 10."),
    ("Finns det trygghetslarm i bostaden?", "Ja, larmet är installerat."),
    ("Vem kontaktar vi på kvällen vid hemgång?", "Ring hemtjänstens jourtelefon."),
    ("Behöver ni mer underlag från oss?", "Nej, vi har det vi behöver."),
];
/// Questions to the ward, with answers.
pub(crate) const TO_WARD: &[(&str, &str)] = &[
    ("Vilket gånghjälpmedel används på avdelningen?", "Rollator, även inomhus."),
    ("När kan läkemedelslistan väntas?", "Den kommer under dagen."),
    ("Behövs hjälp av två personer vid förflyttning?", "Nej, en person räcker."),
    ("Stämmer beräknad utskrivning fortfarande?", "Ja, den gäller."),
];
/// Questions of the ward to outpatient care, with answers.
pub(crate) const TO_OUTPATIENT: &[(&str, &str)] = &[
    ("Kan provtagning göras hos er veckan efter hemgång?", "Ja, tid är bokad."),
    ("Tar ni över uppföljningen av blodtrycket?", "Ja, vi kallar inom två veckor."),
];
/// Messages that ask for nothing.
pub(crate) const NOTES: &[&str] =
    &["Närstående är informerade om planeringen.", "Vi har fått underlaget, tack."];
/// Why readiness is taken back.
pub(crate) const WITHDRAWN: &[&str] =
    &["Ny bedömning av läkare", "Behandlingen behöver fortsätta", "Försämring under natten"];
/// Reasons for contact.
pub(crate) const REASONS: &[&str] = &[
    "Fall i hemmet, smärta i höften.",
    "Lunginflammation.",
    "Hjärtsvikt med försämring.",
    "Urinvägsinfektion med feber.",
    "Yrsel och nedsatt ork.",
    "Planerad operation av knäled.",
    "Andnöd vid kronisk lungsjukdom.",
    "Förvirring, oklar orsak.",
];
