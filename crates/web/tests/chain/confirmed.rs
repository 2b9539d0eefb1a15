//! What is confirmed before it is done, and the question of secrecy.

use axum::http::StatusCode;

use crate::desk::{ASSESSOR, CENTRE, HOME_CARE, Site, all_words, attribute, filled, words};

/// How many entries the case has.
async fn entries(s: &Site, user: &str, chain: &str) -> usize {
    s.get(user, chain).await.html.matches("<time class=\"t\"").count()
}

/// Decision 22: legal or outward effect.
#[tokio::test]
async fn a_changed_estimate_and_a_named_care_contact_are_confirmed_like_other_statutory_acts() {
    let (s, p, chain) = Site::with_parties().await;
    type Asked<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str, &'a str, [&'a str; 2]);
    let acts: [Asked<'_>; 2] = [
        (
            &p.nurse,
            "change-estimate",
            &[("estimate-date", "2026-11-26"), ("reason", "Väntar på provsvar")],
            "Tors 26 nov 11:00",
            "Alla parter får den nya tiden",
            [CENTRE, HOME_CARE],
        ),
        (
            &p.head,
            "name-care-contact",
            &[("name", "Bea Testgren")],
            "Bea Testgren",
            "Alla parter ser vem som är fast vårdkontakt",
            ["Avdelning 37", HOME_CARE],
        ),
    ];
    for (user, word, values, value, consequence, told) in acts {
        let path = format!("{chain}/{word}");
        let before = entries(&s, user, &chain).await;
        let asked = s.try_act(user, &path, values).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", words(&asked.html));
        let said = all_words(&asked.html);
        let told = told.into_iter().chain([ASSESSOR, value, consequence, "Greta Mallström"]);
        for text in told {
            assert!(said.contains(text), "{word}: {text} in {said}");
        }
        assert!(asked.html.contains("1938"), "the person's number stands on top");
        assert_eq!(entries(&s, user, &chain).await, before, "{word}: nothing is done yet");
        let done = s.confirm(user, &asked).await;
        assert!(done.to.contains("/receipt/"), "{}", done.to);
        assert!(entries(&s, user, &chain).await > before, "{word}: done");
        let receipt = s.get(user, &done.to).await;
        assert!(!receipt.html.contains("undo"), "{word}: cannot be undone");
    }
}

/// Definitions 2: "Hinder av sekretess: nej / ja", on each notice.
#[tokio::test]
async fn secrecy_is_a_question_that_nobody_answers_by_leaving_it() {
    let (s, p, chain) = Site::with_parties().await;
    let forms = [
        ("/care-chains/start".to_owned(), "judged-by"),
        (format!("{chain}/send-admission-notice"), "judged-by"),
        (format!("{chain}/declare-ready"), "physician"),
        (format!("{chain}/send-discharge-information"), "summary"),
    ];
    for (path, field) in &forms {
        let form = s.get(&p.nurse, path).await;
        let choices: Vec<&str> = form
            .html
            .split("<input")
            .skip(1)
            .map(|tag| tag.split('>').next().unwrap())
            .filter(|tag| attribute(tag, "name") == "secrecy")
            .collect();
        let values: Vec<String> = choices.iter().map(|tag| attribute(tag, "value")).collect();
        assert_eq!(values, ["no", "yes"], "{path}");
        for tag in choices {
            assert_eq!(attribute(tag, "type"), "radio", "{path}");
            assert!(!tag.contains(" checked"), "{path}: nothing is suggested");
        }
        let pairs = filled(&form.html, &[(field, "Märkt text")]);
        let answer = s.post(&p.nurse, path, &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let said = all_words(&answer.html);
        assert!(said.contains("Hinder av sekretess: Välj"), "{path}: {said}");
        assert!(answer.html.contains("href=\"#f-secrecy-0\""), "{path}: leads to the question");
        assert!(answer.html.contains("Märkt text"), "{path}: what was typed is kept");
    }
}

#[tokio::test]
async fn where_secrecy_hinders_nobody_is_told_and_the_page_says_so() {
    let (s, p, chain) = Site::with_parties().await;
    let path = format!("{chain}/declare-ready");
    let values = [("physician", "Mio Mallgren"), ("secrecy", "yes")];
    let asked = s.try_act(&p.nurse, &path, &values).await;
    let said = all_words(&asked.html);
    for text in ["Hinder av sekretess Ja", "Ingen enhet underrättas"] {
        assert!(said.contains(text), "{text} in {said}");
    }
    // Nobody is told, and nobody is named as if they were; what the parties see all the same is said.
    assert!(said.contains("ser ändå att patienten är utskrivningsklar"), "{said}");
    for text in ["De här får besked", "börjar löpa", "Mottagare"] {
        assert!(!said.contains(text), "{text} in {said}");
    }
    s.confirm(&p.nurse, &asked).await;
    let page = s.get(&p.nurse, &chain).await;
    assert!(page.html.contains("Utskrivningsklar"), "{}", words(&page.html));
}

#[tokio::test]
async fn a_first_notice_that_secrecy_hinders_makes_no_party() {
    let s = Site::new().await;
    let nurse = s.sign_in(brygga_domain::registry::Role::WardNurse, "Avdelning 37").await.0;
    let values = [
        ("identity", crate::desk::NUMBER),
        ("family", "Mallström"),
        ("given", "Greta"),
        ("municipality", "9901"),
        ("area", "Norr"),
        ("judged-by", "Kim Demosson"),
        ("estimate-date", "2026-11-23"),
        ("estimate-time", "11:00"),
        ("secrecy", "yes"),
    ];
    let path = "/care-chains/start?municipality=9901&area=Norr";
    let started = s.act(&nurse, path, &values).await;
    let chain = started.to.split("/receipt").next().unwrap().to_owned();
    assert_eq!(s.get(&nurse, &chain).await.status, StatusCode::OK);
    let assessor = s.sign_in(brygga_domain::registry::Role::NeedsAssessor, ASSESSOR).await.0;
    assert_eq!(s.get(&assessor, &chain).await.status, StatusCode::NOT_FOUND);
    let list = s.get(&assessor, "/care-chains").await;
    assert!(!list.html.contains("Mallström"));
}
