//! A care request by the municipality, and what comes of it.

use axum::http::StatusCode;
use brygga_domain::registry::Role;

use crate::desk::{ASSESSOR, HOME_CARE, NUMBER, Site, all_words, words};

const FORM: &str = "/care-chains/request";

async fn asked(s: &Site) -> (String, String) {
    let home_care = s.sign_in(Role::MunicipalNurse, HOME_CARE).await.0;
    let emergency = s.site.actor_as(Role::WardNurse, "Akutmottagning").unit;
    let values = [
        ("identity", NUMBER),
        ("family", "Mallström"),
        ("given", "Greta"),
        ("municipality", "9901"),
        ("area", "Norr"),
        ("to", emergency.as_str()),
        ("reason", "Andnöd sedan i natt"),
        ("health", "KOL"),
        ("ability", "Går med rollator"),
    ];
    let done = s.act(&home_care, FORM, &values).await;
    (home_care, done.to.split("/receipt").next().unwrap().to_owned())
}

/// Definitions 2: an admission may begin with a care request. The same case goes on.
#[tokio::test]
async fn the_unit_that_was_asked_admits_the_person_in_the_same_case() {
    let s = Site::new().await;
    let (home_care, chain) = asked(&s).await;
    let ward = s.sign_in(Role::WardNurse, "Akutmottagning").await.0;
    let admit = format!("{chain}/start-chain");
    for (user, offered) in [(&ward, 2), (&home_care, 0)] {
        let page = s.get(user, &chain).await;
        let said = all_words(&page.html);
        assert!(said.contains("patienten är inte inskriven än"), "{said}");
        assert!(!said.contains("saknas för hemgång"), "nobody is on the way home: {said}");
        let links = page.html.matches(&format!("href=\"{admit}\"")).count();
        assert_eq!(links, offered, "{}", words(&page.html));
    }
    let page = s.get(&ward, &chain).await.html;
    for word in ["send-admission-notice", "discharge", "record-leave"] {
        assert!(!page.contains(&format!("{chain}/{word}\"")), "{word} could only be refused");
    }
    let page = s.get(&home_care, &chain).await.html;
    assert!(!page.contains(&format!("{chain}/answer-notice\"")), "there is no notice to answer");
    // The sender may not, and a ward that was not asked finds nothing there.
    let other = s.sign_in(Role::WardNurse, "Avdelning 37").await.0;
    for (user, refused) in [(&home_care, StatusCode::FORBIDDEN), (&other, StatusCode::NOT_FOUND)] {
        assert_eq!(s.get(user, &admit).await.status, refused);
        assert_eq!(s.post(user, &admit, &[]).await.status, refused);
    }
    // Who it is, and where they live, need not be written again; nor is anybody asked to guess.
    s.minutes(5);
    let values = [
        ("judged-by", "Mio Mallgren"),
        ("secrecy", "no"),
        ("estimate-date", "2026-11-23"),
        ("estimate-time", "11:00"),
    ];
    let done = s.act(&ward, &admit, &values).await;
    assert!(done.to.starts_with(&chain), "the same case: {}", done.to);
    let assessor = s.sign_in(Role::NeedsAssessor, ASSESSOR).await.0;
    for user in [&ward, &home_care, &assessor] {
        let page = s.get(user, &chain).await;
        assert_eq!(page.status, StatusCode::OK, "{}", words(&page.html));
        let said = all_words(&page.html);
        assert!(said.contains("Inskrivningsmeddelande skickades till"), "{said}");
        assert!(!said.contains("inte inskriven än"), "{said}");
    }
    assert!(s.get(&home_care, &chain).await.html.contains("Mallström"));
    assert_eq!(
        s.get(&ward, &admit).await.status,
        StatusCode::NOT_FOUND,
        "nobody is admitted twice"
    );
}

/// Outside the hospital wards that are not neutral have one name: the function phone tells them apart.
#[tokio::test]
async fn two_wards_are_never_the_same_words_to_whoever_chooses() {
    let s = Site::new().await;
    let home_care = s.sign_in(Role::MunicipalNurse, HOME_CARE).await.0;
    let page = s.get(&home_care, FORM).await.html;
    let select = page.split("name=\"to\"").nth(1).unwrap().split("</select>").next().unwrap();
    let labels = select.split("<option").skip(2);
    let labels: Vec<&str> =
        labels.map(|it| it.split('>').nth(1).unwrap().split('<').next().unwrap()).collect();
    let distinct: std::collections::BTreeSet<&str> = labels.iter().copied().collect();
    assert_eq!(distinct.len(), labels.len(), "{labels:?}");
    assert!(!select.contains("Psykiatri"), "{select}");
}
