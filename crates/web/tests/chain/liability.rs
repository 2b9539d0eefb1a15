//! What the parties of a payment say of an account, over HTTP.

use axum::http::StatusCode;

use crate::desk::{Site, words};

#[tokio::test]
async fn each_side_says_its_position_and_a_dispute_without_a_reason_keeps_what_was_chosen() {
    let (s, p, chain) = Site::with_parties().await;
    let ready = [("physician", "Mio Mallgren"), ("secrecy", "no")];
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &ready).await;
    s.minutes(5);
    let id = chain.rsplit('/').next().unwrap();
    let page = format!("/follow-up/liability/cases/{id}/1");
    let account = s.get(&p.assessor, &page).await;
    assert_eq!(account.status, StatusCode::OK, "{}", words(&account.html));
    assert!(words(&account.html).contains("Läge: Öppet"), "{}", words(&account.html));
    let link = account.html.split("href=\"").find(|it| it.contains("set-liability-status"));
    let path = link.unwrap().split('"').next().unwrap().to_owned();

    let empty = s.try_act(&p.assessor, &path, &[("status", "disputed")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&empty.html));
    assert!(words(&empty.html).contains("Skriv vad som bestrids."), "{}", words(&empty.html));
    let chosen = empty.html.split("<input").find(|it| it.contains("value=\"disputed\"")).unwrap();
    assert!(chosen.contains("checked"), "{chosen}");
    let nothing = s.try_act(&p.assessor, &path, &[("note", "Klar på fredagen")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.html.contains("Klar på fredagen"), "the note is kept");

    let note = [("status", "disputed"), ("note", "Kommunen var klar på fredagen")];
    s.act(&p.assessor, &path, &note).await;
    s.minutes(5);
    s.act(&p.nurse, &path, &[("status", "agreed")]).await;
    for user in [&p.nurse, &p.assessor] {
        let account = words(&s.get(user, &page).await.html);
        for says in [
            "Bestrids sedan",
            "Kommunen var klar på fredagen",
            "Biståndsenheten Björkvik Norr",
            "Regionen",
            "Överens",
        ] {
            assert!(account.contains(says), "{says}: {account}");
        }
    }
    // Outpatient care is no party of the payment.
    let other = s.get(&p.contact, &page).await;
    assert!(!other.html.contains("set-liability-status"), "{}", words(&other.html));
    assert_eq!(s.get(&p.contact, &path).await.status, StatusCode::FORBIDDEN);
}
