//! Staffed hours on the pages of a sender: who is not there, and when one calls as well
//! (definitions 10).

use axum::http::StatusCode;

use crate::desk::{ASSESSOR, Site, all_words, words};

#[tokio::test]
async fn sending_to_a_unit_that_is_not_staffed_says_so_and_names_whom_to_call() {
    let (s, p, chain) = Site::with_parties().await;
    let hint = "obemannad till";
    // Friday afternoon: somebody is there.
    let page = s.get(&p.nurse, &format!("{chain}/send-message")).await;
    let of_unit = |html: &str| {
        let text = all_words(html);
        let from = text.find(ASSESSOR).unwrap_or_else(|| panic!("{text}"));
        text[from..].chars().take(160).collect::<String>()
    };
    assert!(!of_unit(&page.html).contains(hint), "{}", of_unit(&page.html));
    // Saturday: nobody, until Monday morning.
    s.site.clock.set("2026-11-21T10:00:00Z".parse().unwrap());
    let p = s.sign_all_in().await;
    for path in ["", "/send-message", "/declare-ready"] {
        let page = s.get(&p.nurse, &format!("{chain}{path}")).await;
        let text = all_words(&page.html);
        assert!(text.contains(hint) && text.contains(", ring "), "{path}: {text}");
    }
    let ready = [("physician", "Mio Mallgren"), ("secrecy", "no")];
    let asked = s.try_act(&p.nurse, &format!("{chain}/declare-ready"), &ready).await;
    assert!(asked.html.contains("name=\"confirm\""), "{}", words(&asked.html));
    assert!(asked.html.contains(hint), "the confirmation says it too: {}", words(&asked.html));
}

#[tokio::test]
async fn less_than_a_day_before_going_home_one_calls_as_well() {
    let (s, p, chain) = Site::with_parties().await;
    let ready = format!("{chain}/declare-ready");
    let too = "Ring också.";
    let at = [
        ("physician", "Mio Mallgren"),
        ("secrecy", "no"),
        ("departure-date", "2026-11-23"),
        ("departure-time", "11:00"),
    ];
    s.act(&p.nurse, &ready, &at).await;
    s.minutes(5);
    let withdraw = format!("{chain}/withdraw-ready");
    let values = [("reason", "Feber")];
    let early = s.try_act(&p.nurse, &withdraw, &values).await;
    assert!(!early.html.contains(too), "three days before: {}", words(&early.html));
    // On Sunday afternoon it is less than a day.
    s.site.clock.set("2026-11-22T13:00:00Z".parse().unwrap());
    let p = s.sign_all_in().await;
    let asked = s.try_act(&p.nurse, &withdraw, &values).await;
    assert!(asked.html.contains(too), "{}", words(&asked.html));
    assert!(asked.html.contains("Notera vem som svarade"));
    let done = s.confirm(&p.nurse, &asked).await;
    let receipt = s.get(&p.nurse, &done.to).await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert!(receipt.html.contains(too), "{}", words(&receipt.html));
    assert!(receipt.html.contains("/tell-by-phone?what=received"), "where the note is made");
}

#[tokio::test]
async fn a_time_that_was_near_before_it_was_changed_is_called_about_too() {
    let (s, p, chain) = Site::with_parties().await;
    let too = "Ring också.";
    let change = format!("{chain}/change-estimate");
    let values = [("estimate-date", "2026-11-27"), ("estimate-time", "11:00")];
    let early = s.act(&p.nurse, &change, &values).await;
    let receipt = s.get(&p.nurse, &early.to).await;
    assert!(!receipt.html.contains(too), "a week before: {}", words(&receipt.html));
    // Thursday afternoon, and going home was planned for Friday morning.
    s.site.clock.set("2026-11-26T13:00:00Z".parse().unwrap());
    let p = s.sign_all_in().await;
    let values = [("estimate-date", "2026-12-04"), ("estimate-time", "11:00")];
    let late = s.act(&p.nurse, &change, &values).await;
    let receipt = s.get(&p.nurse, &late.to).await;
    assert!(receipt.html.contains(too), "{}", words(&receipt.html));
}
