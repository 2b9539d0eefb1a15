//! Whom to call (definitions 10): "Ring också" near going home, and units that nobody is at.

use brygga_domain::registry::Role;
use jiff::SignedDuration;

use crate::desk::{ASSESSOR, CENTRE, HOME_CARE, Parties, Site, all_words, filled, words};

const CALL: &str = "Ring också.";
/// Tomorrow, Saturday, less than a day from Friday 13:52.
const NEAR: [(&str, &str); 2] = [("estimate-date", "2026-11-21"), ("estimate-time", "10:00")];
const FAR: [(&str, &str); 2] = [("estimate-date", "2026-11-25"), ("estimate-time", "10:00")];

/// A case whose person is to go home at a time.
async fn going_home(estimate: &[(&str, &str)]) -> (Site, Parties, String) {
    let (s, p, chain) = Site::with_parties().await;
    s.act(&p.nurse, &format!("{chain}/change-estimate"), estimate).await;
    s.minutes(1);
    (s, p, chain)
}

/// Whether the confirmation and the receipt of an act ask for a call; they say the same.
async fn asks(s: &Site, user: &str, path: &str, values: &[(&str, &str)]) -> Option<String> {
    let asked = s.try_act(user, path, values).await;
    let before = all_words(&asked.html);
    let done = s.confirm(user, &asked).await;
    let receipt = s.get(user, &done.to).await.html;
    let after = all_words(&receipt);
    assert_eq!(before.contains(CALL), after.contains(CALL), "{before}\n{after}");
    if !before.contains(CALL) {
        return None;
    }
    for text in [&before, &after] {
        for said in [ASSESSOR, CENTRE, HOME_CARE, "0100-00 00 15", "Notera vem som svarade"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
    Some(receipt)
}

fn ready(departure: (&'static str, &'static str)) -> [(&'static str, &'static str); 4] {
    let (date, time) = departure;
    [
        ("physician", "Mio Mallgren"),
        ("secrecy", "no"),
        ("departure-date", date),
        ("departure-time", time),
    ]
}

#[tokio::test]
async fn a_withdrawn_readiness_near_going_home_asks_for_a_call_and_for_who_answered() {
    let (s, p, chain) = going_home(&FAR).await;
    let home = ready(("2026-11-21", "10:00"));
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &home).await;
    s.minutes(1);
    let reason = [("reason", "Ny bedömning i eftermiddag")];
    let receipt = asks(&s, &p.nurse, &format!("{chain}/withdraw-ready"), &reason).await;
    let receipt = receipt.expect("the departure was tomorrow, whatever the estimate says");

    // A note of who answered, one link away and begun.
    let path = receipt.split("href=\"").find(|it| it.contains("tell-by-phone")).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let form = s.get(&p.nurse, &path).await;
    let begun = filled(&form.html, &[]);
    assert!(begun.contains(&("what".to_owned(), "received".to_owned())), "{begun:?}");
    let unit = s.site.actor_as(Role::NeedsAssessor, ASSESSOR).unit.to_string();
    let note = [
        ("unit", unit.as_str()),
        ("said-by", "Alva i beredskapen"),
        ("number", "0100-00 00 22"),
        ("note", "Tar bort morgondagens insatser"),
    ];
    s.act(&p.nurse, &path, &note).await;
    s.all_read(&[&p.nurse, &p.assessor], &chain, &["Alva i beredskapen"]).await;
    // Of another unit's staff the others see the unit (definitions 12).
    let others = [p.contact.as_str(), p.home_care.as_str()];
    s.none_reads(&others, &chain, &["Alva i beredskapen"]).await;
    s.all_read(&others, &chain, &["lämnade per telefon"]).await;
}

/// What secrecy keeps from the others is not told them by phone.
#[tokio::test]
async fn a_ready_notice_that_secrecy_hinders_asks_nobody_to_call() {
    let (s, p, chain) = going_home(&FAR).await;
    let path = format!("{chain}/declare-ready");
    let mut home = ready(("2026-11-21", "10:00"));
    let open = s.try_act(&p.nurse, &path, &home).await;
    assert!(open.html.contains(CALL), "{}", words(&open.html));
    home[1] = ("secrecy", "yes");
    assert!(asks(&s, &p.nurse, &path, &home).await.is_none());
}

#[tokio::test]
async fn a_withdrawn_readiness_asks_for_no_call_until_it_is_less_than_a_day() {
    let (s, p, chain) = going_home(&FAR).await;
    let home = ready(("2026-11-23", "11:00"));
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &home).await;
    s.minutes(1);
    let (path, reason) = (format!("{chain}/withdraw-ready"), [("reason", "Feber")]);
    let early = s.try_act(&p.nurse, &path, &reason).await;
    assert!(!early.html.contains(CALL), "three days before: {}", words(&early.html));
    // Sunday afternoon.
    s.site.clock.set("2026-11-22T13:00:00Z".parse().unwrap());
    let p = s.sign_all_in().await;
    let late = s.try_act(&p.nurse, &path, &reason).await;
    assert!(late.html.contains(CALL), "{}", words(&late.html));
}

#[tokio::test]
async fn a_changed_time_asks_when_the_old_or_the_new_is_near() {
    let near_to_far = going_home(&NEAR).await;
    let far_to_near = going_home(&FAR).await;
    let far_to_far = going_home(&FAR).await;
    let later = [("estimate-date", "2026-11-26"), ("estimate-time", "10:00")];
    for ((s, p, chain), values, expected) in
        [(near_to_far, FAR, true), (far_to_near, NEAR, true), (far_to_far, later, false)]
    {
        let path = format!("{chain}/change-estimate");
        let asked = asks(&s, &p.nurse, &path, &values).await;
        assert_eq!(asked.is_some(), expected, "{values:?}");
    }
}

#[tokio::test]
async fn a_ready_notice_asks_only_when_it_moves_the_time() {
    for (departure, expected) in [
        (("2026-11-21", "10:00"), false),
        (("2026-11-21", "08:00"), true),
        (("2026-11-24", "10:00"), true),
    ] {
        let (s, p, chain) = going_home(&NEAR).await;
        let path = format!("{chain}/declare-ready");
        let asked = asks(&s, &p.nurse, &path, &ready(departure)).await;
        assert_eq!(asked.is_some(), expected, "{departure:?}");
    }
}

#[tokio::test]
async fn a_death_near_going_home_asks_and_its_call_is_noted_in_the_case_that_is_over() {
    let died = [("at-date", "2026-11-20"), ("at-time", "13:45")];
    let (s, p, chain) = going_home(&FAR).await;
    assert!(asks(&s, &p.nurse, &format!("{chain}/record-deceased"), &died).await.is_none());

    let (s, p, chain) = going_home(&NEAR).await;
    let receipt = asks(&s, &p.nurse, &format!("{chain}/record-deceased"), &died).await;
    let receipt = receipt.expect("going home was tomorrow");
    let path = receipt.split("href=\"").find(|it| it.contains("tell-by-phone")).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let unit = s.site.actor_as(Role::MunicipalNurse, HOME_CARE).unit.to_string();
    let note = [
        ("unit", unit.as_str()),
        ("said-by", "Noor Exempelqvist"),
        ("number", "0100-00 00 23"),
        ("note", "Ställer in hembesöket"),
    ];
    s.act(&p.nurse, &path, &note).await;
    s.all_read(&[&p.nurse, &p.home_care], &chain, &["Noor Exempelqvist"]).await;
}

#[tokio::test]
async fn sending_to_a_unit_that_nobody_is_at_says_so_and_names_whom_to_call() {
    let (s, p, chain) = Site::with_parties().await;
    let hint = "obemannad till mån 23 nov 08:00, ring Jourläkare 0100-00 00 25";
    let message = format!("{chain}/send-message");
    let said = all_words(&s.get(&p.nurse, &message).await.html);
    assert!(!said.contains("obemannad"), "Friday afternoon: {said}");

    // Friday evening.
    s.site.clock.advance(SignedDuration::from_hours(6));
    let p = s.sign_all_in().await;
    for path in [chain.clone(), message.clone(), format!("{chain}/declare-ready")] {
        let said = all_words(&s.get(&p.nurse, &path).await.html);
        assert!(said.contains(hint), "{path}: {said}");
    }
    let centre = s.site.actor_as(Role::HeadOfUnit, CENTRE).unit.to_string();
    let typed = [("text", "Åker hem i morgon kl. 11"), ("to", centre.as_str())];
    let sent = s.act(&p.nurse, &message, &typed).await;
    let said = all_words(&s.get(&p.nurse, &sent.to).await.html);
    assert!(said.contains(hint), "the receipt of a message: {said}");

    let path = format!("{chain}/declare-ready");
    let asked = s.try_act(&p.nurse, &path, &ready(("2026-11-24", "10:00"))).await;
    let said = all_words(&asked.html);
    assert!(said.contains("De här får besked") && said.contains(hint), "{said}");
    let done = s.confirm(&p.nurse, &asked).await;
    let receipt = s.get(&p.nurse, &done.to).await;
    assert!(all_words(&receipt.html).contains(hint), "{}", words(&receipt.html));
}
