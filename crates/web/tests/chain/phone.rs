//! Told by phone (definitions 9), over HTTP.

use axum::http::StatusCode;
use brygga_domain::registry::Role;

use crate::desk::{ASSESSOR, Parties, Site, words};

async fn told(s: &Site, p: &Parties, chain: &str) {
    s.act(
        &p.nurse,
        &format!("{chain}/declare-ready"),
        &[("physician", "Mio Mallgren"), ("secrecy", "no")],
    )
    .await;
    s.minutes(5);
    let unit = s.site.actor_as(Role::NeedsAssessor, ASSESSOR).unit;
    let values = [
        ("unit", unit.as_str()),
        ("said-by", "handläggare i beredskap"),
        ("number", "0100-00 00 22"),
        ("what", "municipality-ready"),
        ("from-date", "2026-11-21"),
        ("from-time", "10:00"),
        ("note", "Tar emot lördag förmiddag"),
        ("read-back", "yes"),
    ];
    s.act(&p.nurse, &format!("{chain}/tell-by-phone"), &values).await;
    s.minutes(5);
}

#[tokio::test]
async fn what_was_told_by_phone_is_confirmed_in_one_click() {
    let (s, p, chain) = Site::with_parties().await;
    told(&s, &p, &chain).await;
    let unconfirmed = "enligt telefon, ej bekräftat av Biståndsenheten Björkvik Norr";
    let all = [p.nurse.as_str(), &p.contact, &p.assessor, &p.home_care];
    s.all_read(&all, &chain, &[unconfirmed, "Tar emot lördag förmiddag"]).await;
    // Only the unit that spoke has the button.
    s.none_reads(&[&p.nurse, &p.contact, &p.home_care], &chain, &["Stämmer"]).await;
    let page = s.get(&p.assessor, &chain).await;
    let done = s.press(&p.assessor, &page.html, &["confirm-phone", "Stämmer"]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.html));
    assert!(done.to.starts_with(&chain) && !done.to.contains("receipt"), "{}", done.to);
    s.none_reads(&all, &chain, &[unconfirmed]).await;
    s.all_read(&all, &chain, &["kan ta emot från imorgon 10:00"]).await;
}

#[tokio::test]
async fn what_was_told_by_phone_is_corrected_by_the_unit_that_spoke() {
    let (s, p, chain) = Site::with_parties().await;
    told(&s, &p, &chain).await;
    let page = s.get(&p.assessor, &chain).await;
    let link = page.html.split("href=\"").find(|it| it.contains("holds=no")).unwrap();
    let path = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let form = s.get(&p.assessor, &path).await;
    assert!(form.html.contains("Tar emot lördag förmiddag"), "what was noted stands above");
    let empty = s.try_act(&p.assessor, &path, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&empty.html));
    s.act(&p.assessor, &path, &[("correction", "Måndag, inte lördag")]).await;
    let all = [p.nurse.as_str(), &p.contact, &p.home_care];
    s.all_read(&all, &chain, &["Måndag, inte lördag", "inget svar än"]).await;
    s.none_reads(&all, &chain, &["enligt telefon, ej bekräftat"]).await;
}

#[tokio::test]
async fn called_without_an_answer_is_one_click_and_counts_as_a_reminder() {
    let (s, p, chain) = Site::with_parties().await;
    s.act(
        &p.nurse,
        &format!("{chain}/declare-ready"),
        &[("physician", "Mio Mallgren"), ("secrecy", "no")],
    )
    .await;
    s.minutes(5);
    let page = s.get(&p.nurse, &chain).await;
    let says = ["Ringt, ej svar", ASSESSOR];
    let done = s.press(&p.nurse, &page.html, &says).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.html));
    assert!(!done.to.contains("receipt"));
    let all = [p.nurse.as_str(), &p.contact, &p.assessor, &p.home_care];
    s.all_read(&all, &chain, &["Biståndsenheten Björkvik Norr ringdes upp men svarade inte"]).await;
    s.all_read(&[&p.nurse], &chain, &["Påmind 13:57"]).await;
}
