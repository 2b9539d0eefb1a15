//! Tar hand om a step, hand it over, accept, decline: on the page of the case (definitions 3).

use axum::http::StatusCode;
use brygga_domain::registry::Role;

use crate::desk::{Answer, Site, WARD, words};

const STEP: &str = "Fyll i planeringsunderlag";

/// The address of the first link on the page that contains this.
fn link(page: &Answer, contains: &str) -> String {
    let found = page
        .html
        .split("href=\"")
        .find(|it| it.split('"').next().is_some_and(|address| address.contains(contains)));
    let found = found.unwrap_or_else(|| panic!("no link {contains}: {}", words(&page.html)));
    found.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

fn name_of(s: &Site, role: Role) -> String {
    s.site.actor_as(role, WARD).shown_name.unwrap()
}

#[tokio::test]
async fn a_step_is_taken_handed_over_and_accepted_on_the_page_of_the_case() {
    let (s, p, chain) = Site::with_parties().await;
    let page = s.get(&p.nurse, &chain).await;
    let taken = s.press(&p.nurse, &page.html, &["/take-over\"", STEP]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", words(&taken.html));
    let nurse = format!("{} tar hand om det", name_of(&s, Role::WardNurse));
    let everybody = [p.nurse.as_str(), &p.coordinator, &p.contact, &p.assessor];
    s.all_read(&everybody, &chain, &[&nurse]).await;
    s.minutes(1);

    let page = s.get(&p.nurse, &chain).await;
    let offer = link(&page, "offer-handover?what=share-planning-basis");
    let ward = s.site.actor_as(Role::WardNurse, WARD).unit;
    let asked = [("to", ward.as_str()), ("role", "ward-coordinator"), ("note", "Jag slutar kl 16")];
    s.act(&p.nurse, &offer, &asked).await;
    s.all_read(&everybody, &chain, &[&nurse, "inte besvarad än"]).await;
    // The one who offers it cannot accept it; who is asked sees why and accepts in one click.
    let own = s.get(&p.nurse, &chain).await;
    assert!(!own.html.contains("/accept-handover\""), "{}", words(&own.html));
    let page = s.get(&p.coordinator, &chain).await;
    assert!(page.html.contains("Jag slutar kl 16"));
    let accepted = s.press(&p.coordinator, &page.html, &["/accept-handover\""]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", words(&accepted.html));
    let coordinator = format!("{} tar hand om det", name_of(&s, Role::WardCoordinator));
    s.all_read(&everybody, &chain, &[&coordinator]).await;
    s.none_reads(&everybody, &chain, &[&nurse, "inte besvarad än"]).await;

    // Done: nobody has it any more.
    let basis = [
        ("mobility", "Går själv"),
        ("personal-care", "Hjälp"),
        ("nutrition", "God"),
        ("cognition", "Klar"),
        ("health-care", "Inget"),
        ("home", "Hiss"),
    ];
    s.act(&p.nurse, &format!("{chain}/share-planning-basis"), &basis).await;
    s.none_reads(&everybody, &chain, &[&coordinator]).await;
}

#[tokio::test]
async fn an_offer_is_declined_or_taken_back_and_the_first_keeps_the_step() {
    let (s, p, chain) = Site::with_parties().await;
    let page = s.get(&p.nurse, &chain).await;
    s.press(&p.nurse, &page.html, &["/take-over\"", STEP]).await;
    s.minutes(1);
    let nurse = format!("{} tar hand om det", name_of(&s, Role::WardNurse));
    let ward = s.site.actor_as(Role::WardNurse, WARD).unit;
    let offer = format!("{chain}/offer-handover?what=share-planning-basis");
    let everybody = [p.nurse.as_str(), &p.coordinator];
    for (by, says) in [(&p.coordinator, "Avböj"), (&p.nurse, "Ta tillbaka erbjudandet")] {
        s.act(&p.nurse, &offer, &[("to", ward.as_str())]).await;
        let page = s.get(by, &chain).await;
        assert!(page.html.contains(says), "{says}: {}", words(&page.html));
        let decline = link(&page, "decline-handover?of=");
        s.act(by, &decline, &[("reason", "Hinner inte")]).await;
        s.all_read(&everybody, &chain, &[&nurse]).await;
        s.none_reads(&everybody, &chain, &["inte besvarad än"]).await;
        s.minutes(1);
    }
    // A person is asked by name within the own unit alone.
    let person = s.site.actor_as(Role::WardCoordinator, WARD).user;
    let elsewhere = [("to", ""), ("person", person.as_str())];
    let refused = s.try_act(&p.nurse, &offer, &elsewhere).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&refused.html));
    let form = s.get(&p.assessor, &format!("{chain}/offer-handover?what=answer-notice")).await;
    assert!(!form.html.contains(person.as_str()), "names of other units are not told");
}
