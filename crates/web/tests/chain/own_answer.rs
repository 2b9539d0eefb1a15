//! What a unit that nothing is required of still reads: its own answer, and nothing else of the case
//! (definitions 2), in bytes.

use axum::http::StatusCode;
use brygga_domain::care_chain::acts::Act;
use brygga_domain::registry::Role;

use crate::desk::{ASSESSOR, CENTRE, HOME_CARE, NUMBER, Site, WARD, words};

/// Everything of the first case that its own answer does not say.
const SECRETS: [&str; 10] = [
    "Mallström",
    "Greta",
    NUMBER,
    WARD,
    "Länssjukhuset",
    CENTRE,
    HOME_CARE,
    "höftfraktur",
    "23 nov",
    "Inskriven",
];

/// Another case, of somebody else, on another ward, with another estimate.
async fn other_case(s: &Site) -> String {
    let (ward, _) = s.sign_in(Role::WardNurse, "Medicin 9").await;
    let values = [
        ("identity", "19430102-7472"),
        ("family", "Testlund"),
        ("given", "Bo"),
        ("municipality", "9901"),
        ("area", "Norr"),
        ("judged-by", "Mio Mallgren"),
        ("secrecy", "no"),
        ("estimate-date", "2026-11-27"),
        ("estimate-time", "14:00"),
        ("consent", "not-asked"),
    ];
    let path = "/care-chains/start?municipality=9901&area=Norr";
    let started = s.act(&ward, path, &values).await;
    started.to.split("/receipt").next().unwrap().to_owned()
}

#[tokio::test]
async fn after_its_reading_has_ended_a_unit_reads_its_own_answer_and_nothing_else() {
    let (s, p, first) = Site::with_parties().await;
    let second = other_case(&s).await;
    s.minutes(5);
    let note = "Inga insatser pågår hos oss";
    for chain in [&first, &second] {
        let path = format!("{chain}/answer-notice");
        let values = [("answer", "nothing-required"), ("note", note)];
        s.act(&p.assessor, &path, &values).await;
    }
    let page = s.get(&p.assessor, &first).await;
    assert!(page.html.contains("Mallström"), "within a day the case itself is read");

    s.site.clock.advance(jiff::SignedDuration::from_hours(25));
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    let page = s.get(&assessor, &first).await;
    assert_eq!(page.status, StatusCode::OK, "{}", words(&page.html));
    let says = ["Ert svar", "Kräver inget av oss nu", note, ASSESSOR, "Biståndshandläggare"];
    for said in says {
        assert!(page.html.contains(said), "{said}: {}", words(&page.html));
    }
    for secret in SECRETS {
        assert!(!page.html.contains(secret), "{secret}: {}", words(&page.html));
    }
    // Two cases that have nothing in common but the answer: the same bytes but for the address.
    let other = s.get(&assessor, &second).await;
    let id = |chain: &str| chain.rsplit('/').next().unwrap().to_owned();
    let without = |html: &str, chain: &str| html.replace(&id(chain), "");
    assert_eq!(without(&page.html, &first), without(&other.html, &second));

    // Everything else is what a stranger gets.
    let unknown = "/care-chains/09090909-0909-0909-0909-090909090909";
    let nothing = s.get(&assessor, unknown).await;
    let mut paths: Vec<String> =
        ["print", "access-log", "receipt/00000000000000000000000000000000"]
            .into_iter()
            .map(|end| format!("{first}/{end}"))
            .collect();
    let acts =
        Act::WORDS.iter().filter(|word| !["start-chain", "send-care-request"].contains(word));
    paths.extend(acts.map(|word| format!("{first}/{word}")));
    for path in paths {
        let answer = s.get(&assessor, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", words(&answer.html));
        assert_eq!(answer.html, nothing.html, "{path}");
    }
    for path in ["/care-chains", "/care-chains?filter=closed", "/care-chains?filter=all"] {
        let list = s.get(&assessor, path).await;
        assert!(!list.html.contains("Mallström") && !list.html.contains(&id(&first)), "{path}");
    }
    // A colleague reads it too: it is the unit's answer. Another unit of the municipality does not.
    let (colleague, _) = s.sign_in(Role::MunicipalCoordinator, ASSESSOR).await;
    assert!(s.get(&colleague, &first).await.html.contains(note));
    let (stranger, _) = s.sign_in(Role::NeedsAssessor, "LSS-enheten Björkvik").await;
    let page = s.get(&stranger, &first).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.html.contains(note));
}

#[tokio::test]
async fn a_list_leads_to_the_own_answers_and_names_nobody() {
    let (s, p, first) = Site::with_parties().await;
    let second = other_case(&s).await;
    s.minutes(5);
    let link = "/care-chains/own-answers";
    for (chain, answer) in [(&first, "nothing-required"), (&second, "not-resident")] {
        let path = format!("{chain}/answer-notice");
        s.act(&p.assessor, &path, &[("answer", answer), ("note", "Inga insatser")]).await;
        s.minutes(5);
    }
    assert!(s.get(&p.assessor, "/care-chains").await.html.contains(link));
    assert!(!s.get(&p.nurse, "/care-chains").await.html.contains(link), "a ward answers nothing");
    let id = |chain: &str| chain.rsplit('/').next().unwrap().to_owned();
    let list = s.get(&p.assessor, link).await;
    assert!(list.html.contains("Inga svar"), "the cases are read still: {}", words(&list.html));

    s.site.clock.advance(jiff::SignedDuration::from_hours(25));
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    let list = s.get(&assessor, link).await;
    let places = [&second, &first].map(|chain| list.html.find(&id(chain)));
    assert!(places[0].is_some() && places[0] < places[1], "newest first: {}", words(&list.html));
    for said in ["Kräver inget av oss nu", "Inte vår invånare", "igår"] {
        assert!(list.html.contains(said), "{said}: {}", words(&list.html));
    }
    for secret in SECRETS {
        assert!(!list.html.contains(secret), "{secret}: {}", words(&list.html));
    }
    let page = s.get(&assessor, &first).await;
    assert!(page.html.contains("Inga insatser") && page.html.contains(link));
    // Another unit of the municipality finds nothing.
    let (other, _) = s.sign_in(Role::NeedsAssessor, "LSS-enheten Björkvik").await;
    let list = s.get(&other, link).await;
    assert!(list.html.contains("Inga svar") && !list.html.contains(&id(&first)));
}

#[tokio::test]
async fn with_protected_identity_not_even_the_own_answer_is_left() {
    let (s, p, chain) = Site::with_parties().await;
    let values = [("answer", "not-resident"), ("note", "Bor i Hamnsund")];
    s.act(&p.assessor, &format!("{chain}/answer-notice"), &values).await;
    s.act(&p.nurse, &format!("{chain}/mark-protected"), &[("mark", "protected")]).await;
    s.site.clock.advance(jiff::SignedDuration::from_hours(25));
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    let page = s.get(&assessor, &chain).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", words(&page.html));
    assert!(!page.html.contains("Hamnsund"));
    let list = s.get(&assessor, "/care-chains/own-answers").await;
    assert!(list.html.contains("Inga svar"), "{}", words(&list.html));
}

#[tokio::test]
async fn reading_the_own_answer_stands_in_the_access_log_as_that() {
    let (s, p, chain) = Site::with_parties().await;
    s.act(&p.assessor, &format!("{chain}/answer-notice"), &[("answer", "nothing-required")]).await;
    s.site.clock.advance(jiff::SignedDuration::from_hours(25));
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    s.get(&assessor, &chain).await;
    let (auditor, _) = s.sign_in(Role::Auditor, "Systemförvaltning Brygga").await;
    let log = s.get(&auditor, &format!("{chain}/access-log")).await;
    assert_eq!(log.status, StatusCode::OK, "{}", words(&log.html));
    assert!(log.html.contains("Läste sitt eget svar"), "{}", words(&log.html));
}
