//! The way home after "utskrivningsklar", over HTTP: each step by its own party, read on the pages of
//! the others.

use axum::http::StatusCode;

use crate::desk::{Parties, Site, all_words, filled, words};

impl Parties {
    fn all(&self) -> [&str; 4] {
        [&self.nurse, &self.contact, &self.assessor, &self.home_care]
    }
}

/// Nothing missing on the checklist that the gates ask for.
async fn check_everything(s: &Site, p: &Parties, chain: &str) {
    let path = format!("{chain}/set-checklist-item");
    for item in brygga_domain::care_chain::ChecklistItem::ALL {
        let values = [("item", item.as_str()), ("state", "done")];
        s.act(&p.nurse, &path, &values).await;
    }
}

#[tokio::test]
async fn a_notice_to_the_wrong_municipality_is_shown_as_rejected_to_the_others() {
    let (s, p, chain) = Site::with_parties().await;
    let answer = [("answer", "not-resident")];
    s.act(&p.home_care, &format!("{chain}/answer-notice"), &answer).await;
    s.all_read(&[&p.nurse, &p.contact], &chain, &["Avvisat: inte folkbokförd här"]).await;
}

#[tokio::test]
async fn from_ready_to_home_every_step_is_read_by_the_others() {
    let (s, p, chain) = Site::with_parties().await;
    let at = |word: &str| format!("{chain}/{word}");
    let all = p.all();
    s.act(&p.assessor, &at("answer-notice"), &[("answer", "takes-over")]).await;
    s.act(&p.home_care, &at("answer-notice"), &[("answer", "takes-over")]).await;
    s.all_read(&all, &chain, &["Vi tar över"]).await;

    // Before the notice an answer is preliminary.
    let yes = [("answer", "yes"), ("from-date", "2026-11-23"), ("from-time", "08:00")];
    let form = at("answer-municipality-ready");
    let page = s.get(&p.home_care, &form).await;
    let asked = s.post(&p.home_care, &form, &filled(&page.html, &yes)).await;
    assert!(words(&asked.html).contains("Preliminärt."), "{}", words(&asked.html));
    s.confirm(&p.home_care, &asked).await;
    s.all_read(&all, &chain, &["preliminärt från mån 23 nov 08:00"]).await;
    s.minutes(10);

    // SIP: one yes is enough; the ward asks, the contact calls.
    let no = [("needed", "no"), ("reason", "Inga insatser härifrån")];
    s.act(&p.nurse, &at("answer-sip-need"), &no).await;
    let need = [("needed", "yes"), ("place", "before-going-home")];
    s.act(&p.assessor, &at("answer-sip-need"), &need).await;
    s.all_read(&all, &chain, &["bedömde att SIP behövs", "Inga insatser härifrån"]).await;
    s.act(&p.nurse, &at("request-sip"), &[]).await;
    s.all_read(&all, &chain, &["ombads kalla till SIP"]).await;
    // No call before a permanent care contact is named (definitions 6).
    let meeting = [("meeting-date", "2026-11-23"), ("meeting-time", "10:00"), ("place", "video")];
    let early = s.try_act(&p.contact, &at("call-sip"), &meeting).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&early.html));
    s.act(&p.head, &at("name-care-contact"), &[("name", "Bea Testgren")]).await;
    s.all_read(&all, &chain, &["Fast vårdkontakt utsågs vid Ekens vårdcentral"]).await;
    let denied = s.get(&p.nurse, &at("call-sip")).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    s.act(&p.contact, &at("call-sip"), &meeting).await;
    s.all_read(&all, &chain, &["Kallelse till SIP", "23 nov 10:00"]).await;
    s.minutes(10);

    // Ready, and the answers of each unit.
    let p = s.sign_all_in().await;
    let all = p.all();
    let departure = [
        ("physician", "Mio Mallgren"),
        ("secrecy", "no"),
        ("departure-date", "2026-11-24"),
        ("departure-time", "11:00"),
    ];
    s.act(&p.physician, &at("declare-ready"), &departure).await;
    s.all_read(&all, &chain, &["att patienten är utskrivningsklar"]).await;
    s.minutes(10);
    let page = s.get(&p.home_care, &chain).await;
    let asked = s.press(&p.home_care, &page.html, &["Gäller fortfarande"]).await;
    let asked = gate(&s, &p.home_care, &at("answer-municipality-ready"), asked).await;
    s.confirm(&p.home_care, &asked).await;
    s.all_read(&all, &chain, &["kan ta emot från mån 23 nov 08:00"]).await;
    let cannot = [("answer", "no"), ("because", "Sängen är inte levererad")];
    s.act(&p.assessor, &at("answer-municipality-ready"), &cannot).await;
    let said = "kan inte ta emot, därför att ”Sängen är inte levererad”";
    s.all_read(&all, &chain, &[said]).await;
    let ready = [("answer", "yes"), ("from-date", "2026-11-24"), ("from-time", "08:00")];
    s.act(&p.contact, &at("answer-outpatient-ready"), &ready).await;
    s.all_read(&all, &chain, &["meddelade öppenvårdsklar"]).await;
    s.minutes(10);

    // Withdrawn: the answers sleep; ready again: one click each.
    let reason = [("reason", "Ny bedömning i eftermiddag")];
    s.act(&p.nurse, &at("withdraw-ready"), &reason).await;
    s.all_read(&all, &chain, &["Ny bedömning i eftermiddag", "vilande: beskedet är återtaget"])
        .await;
    s.minutes(10);
    s.act(&p.nurse, &at("declare-ready"), &departure).await;
    s.minutes(10);
    let p = s.sign_all_in().await;
    for user in [&p.home_care, &p.contact] {
        let page = s.get(user, &chain).await;
        let asked = s.press(user, &page.html, &["Gäller fortfarande"]).await;
        let path = format!("{chain}/answer-municipality-ready");
        let asked = gate(&s, user, &path, asked).await;
        s.confirm(user, &asked).await;
    }

    let all = p.all();

    // A question and the missing items gate the municipality's yes.
    let to = s.site.actor_as(brygga_domain::registry::Role::NeedsAssessor, crate::desk::ASSESSOR);
    let question = [
        ("text", "Är nyckeln hämtad?"),
        ("to", to.unit.as_str()),
        ("needs-answer", "yes"),
        ("compartment", "coordination"),
    ];
    s.act(&p.nurse, &at("send-message"), &question).await;
    s.site.clock.advance(jiff::SignedDuration::from_secs(11));
    brygga_app::care_chain::send_due(&s.site.app).await.unwrap();
    s.all_read(&all, &chain, &["Är nyckeln hämtad?"]).await;
    let gated = s.try_act(&p.assessor, &at("answer-municipality-ready"), &yes).await;
    assert_eq!(gated.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&gated.html));
    for said in ["Inte klart:", "obesvarad fråga"] {
        assert!(
            all_words(&gated.html).to_lowercase().contains(&said.to_lowercase()),
            "{said}: {}",
            words(&gated.html)
        );
    }
    let page = s.get(&p.assessor, &chain).await;
    let answer = page.html.split("href=\"").find(|it| it.contains("answer-question?of=")).unwrap();
    let path = answer.split('"').next().unwrap().to_owned();
    s.act(&p.assessor, &path, &[("text", "Ja, hämtad i morse")]).await;
    s.site.clock.advance(jiff::SignedDuration::from_secs(11));
    brygga_app::care_chain::send_due(&s.site.app).await.unwrap();
    s.all_read(&all, &chain, &["Ja, hämtad i morse", "Besvarad"]).await;
    check_everything(&s, &p, &chain).await;
    s.act(&p.assessor, &at("answer-municipality-ready"), &yes).await;
    let marks = ["Kommunklar Björkvik kommun , Klart"];
    s.all_read(&all, &chain, &marks).await;

    // The SIP is held and the person goes home, noted afterwards with the actual time.
    s.site.clock.advance(jiff::SignedDuration::from_hours(24 * 4));
    let p = s.sign_all_in().await;
    let all = p.all();
    let held = [("held-date", "2026-11-23"), ("held-time", "10:00")];
    s.act(&p.contact, &at("record-sip-held"), &held).await;
    s.all_read(&all, &chain, &["SIP hölls"]).await;
    let left = [("left-date", "2026-11-24"), ("left-time", "11:05")];
    s.act(&p.nurse, &at("discharge"), &left).await;
    s.all_read(&all, &chain, &["Patienten skrevs ut till hemmet", "24 nov", "11:05"]).await;
    s.none_reads(&all, &chain, &["Utskriven utan kommunklar"]).await;

    // The same day's information, the patient's own, follow-up, the end.
    let information = [
        ("summary", "Opererad höft, går med rollator"),
        ("follow-up", "Återbesök om fyra veckor"),
        ("secrecy", "no"),
    ];
    s.act(&p.nurse, &at("send-discharge-information"), &information).await;
    s.all_read(&all, &chain, &["Utskrivningsinformation skickades"]).await;
    s.all_read(&[&p.contact, &p.home_care], &chain, &["går med rollator"]).await;
    s.none_reads(&[&p.assessor], &chain, &["går med rollator"]).await;
    s.act(&p.nurse, &at("inform-patient"), &[("next-of-kin", "dottern")]).await;
    s.all_read(&all, &chain, &["Patienten informerades skriftligt"]).await;
    s.act(&p.contact, &at("record-follow-up"), &[("as-planned", "yes")]).await;
    s.all_read(&all, &chain, &["allt är som planerat"]).await;
    s.act(&p.contact, &at("close-chain"), &[("reason", "completed")]).await;
    s.all_read(&all, &chain, &["Ärendet avslutades"]).await;
    let over = s.get(&p.nurse, &at("change-estimate")).await;
    assert_eq!(over.status, StatusCode::FORBIDDEN, "{}", words(&over.html));

    // Why the person stayed is looked at afterwards, by who reads health care.
    let form = s.get(&p.nurse, &at("judge-delay-cause")).await;
    assert!(words(&form.html).contains("Härledd orsak"), "{}", words(&form.html));
    let denied = s.get(&p.assessor, &at("judge-delay-cause")).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN, "{}", words(&denied.html));
    let judged = [("cause", "medical"), ("reason", "Feber på söndagen")];
    s.act(&p.nurse, &at("judge-delay-cause"), &judged).await;
    let readers = [p.nurse.as_str(), &p.contact, &p.home_care];
    s.all_read(&readers, &chain, &["medicinsk orsak, skulle vara kvar", "Feber på söndagen"]).await;
    s.none_reads(&[&p.assessor], &chain, &["Feber på söndagen"]).await;
    let again = s.get(&p.home_care, &at("judge-delay-cause")).await;
    assert!(words(&again.html).contains("har bedömt: Medicinsk orsak"), "{}", words(&again.html));
}

/// A reason where a gate asks for one.
async fn gate(s: &Site, user: &str, path: &str, asked: crate::desk::Answer) -> crate::desk::Answer {
    if asked.status != StatusCode::UNPROCESSABLE_ENTITY {
        return asked;
    }
    assert!(asked.html.contains("name=\"despite\""), "{}", words(&asked.html));
    let why = [("despite", "Resten är beställt till måndag")];
    s.post(user, path, &filled(&asked.html, &why)).await
}

/// Discharge without kommunklar: reason, contact, and a confirmation that says it.
#[tokio::test]
async fn discharge_without_kommunklar_has_a_confirmation_of_its_own() {
    let (s, p, chain) = Site::with_parties().await;
    let at = |word: &str| format!("{chain}/{word}");
    s.act(&p.nurse, &at("declare-ready"), &[("physician", "Mio Mallgren"), ("secrecy", "no")])
        .await;
    s.minutes(5);
    let gated = s.try_act(&p.nurse, &at("discharge"), &[]).await;
    assert_eq!(gated.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&gated.html));
    let why = [("despite", "Anhörig tar emot hemma")];
    let gated = s.post(&p.nurse, &at("discharge"), &filled(&gated.html, &why)).await;
    assert_eq!(gated.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&gated.html));
    assert!(gated.html.contains("name=\"municipality-contacted\""), "{}", words(&gated.html));
    assert!(gated.html.contains("Anhörig tar emot hemma"), "what was typed stays");
    let contacted = [("municipality-contacted", "yes")];
    let asked = s.post(&p.nurse, &at("discharge"), &filled(&gated.html, &contacted)).await;
    let warned = "Kommunen har inte meddelat att den kan ta emot då";
    assert!(asked.html.contains(warned), "{}", words(&asked.html));
    s.confirm(&p.nurse, &asked).await;
    let says = ["Utskriven utan kommunklar", "Anhörig tar emot hemma"];
    s.all_read(&p.all(), &chain, &says).await;
}
