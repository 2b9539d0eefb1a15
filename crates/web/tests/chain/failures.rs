//! When nothing can be saved: a page with a number that says what to do and gives the words back;
//! reading goes on; sent again, it is one act.

use axum::http::StatusCode;
use brygga_testkit::Failure;

use crate::desk::{Site, all_words, filled, forms, words};

#[tokio::test]
async fn every_failure_to_save_keeps_the_words_and_says_what_to_do() {
    let failures = [
        (Failure::Full, StatusCode::INSUFFICIENT_STORAGE, "Disken är full"),
        (Failure::Busy, StatusCode::SERVICE_UNAVAILABLE, "Det gick inte att spara"),
        (Failure::Engine, StatusCode::INTERNAL_SERVER_ERROR, "Något gick fel hos oss"),
        (Failure::Unknown, StatusCode::INTERNAL_SERVER_ERROR, "Det är oklart om det sparades"),
        (Failure::Panic, StatusCode::INTERNAL_SERVER_ERROR, "Det är oklart om det sparades"),
    ];
    for (failure, status, title) in failures {
        let (s, p, chain) = Site::with_parties().await;
        let path = format!("{chain}/change-estimate");
        let form = s.get(&p.nurse, &path).await;
        let typed = [("estimate-date", "2026-11-26"), ("reason", "Väntar på <provsvar>")];
        let asked = s.post(&p.nurse, &path, &filled(&form.html, &typed)).await;
        s.site.failing.fail_with(Some(failure));
        let failed = s.post(&p.nurse, &path, &filled(&asked.html, &[])).await;
        assert_eq!(failed.status, status, "{failure:?} {}", words(&failed.html));
        assert!(failed.html.contains("Väntar på &#60;provsvar&#62;"), "{}", words(&failed.html));
        let said = all_words(&failed.html);
        assert!(said.contains("Felnummer"), "{said}");
        assert!(said.contains(title) || failure == Failure::Full, "{failure:?}: {said}");
        // Reading goes on.
        assert_eq!(s.get(&p.assessor, &chain).await.status, StatusCode::OK);
        s.site.failing.fail_with(None);
        let again = s.press(&p.nurse, &failed.html, &["Försök igen"]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", words(&again.html));
        let twice = s.press(&p.nurse, &failed.html, &["Försök igen"]).await;
        assert_eq!((again.to, twice.status), (twice.to, StatusCode::SEE_OTHER), "one act");
        let page = s.get(&p.nurse, &chain).await;
        assert!(!page.html.contains("Två olika uppgifter"));
        assert!(page.html.contains("26 nov"), "{}", words(&page.html));
    }
}

#[tokio::test]
async fn a_message_that_cannot_wait_keeps_its_words() {
    let (s, p, chain) = Site::with_parties().await;
    let path = format!("{chain}/send-message");
    let form = s.get(&p.nurse, &path).await;
    let to = s.site.actor_as(brygga_domain::registry::Role::NeedsAssessor, crate::desk::ASSESSOR);
    let typed = [("text", "Åker hem kl. 11"), ("to", to.unit.as_str())];
    s.site.failing.fail_with(Some(Failure::Full));
    let failed = s.post(&p.nurse, &path, &filled(&form.html, &typed)).await;
    assert_eq!(failed.status, StatusCode::INSUFFICIENT_STORAGE);
    assert!(failed.html.contains("Åker hem kl. 11"));
    s.site.failing.fail_with(None);
    let sent = s.press(&p.nurse, &failed.html, &["Försök igen"]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.html));
}

/// A page that only reads has no form to send again.
#[tokio::test]
async fn what_is_not_our_fault_is_not_offered_again() {
    let (s, p, chain) = Site::with_parties().await;
    let denied = s.get(&p.nurse, &format!("{chain}/call-sip")).await;
    assert!(forms(&denied.html).iter().all(|form| !form.contains("Försök igen")));
}
