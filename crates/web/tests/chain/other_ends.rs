//! Death, the wrong person, other ends, protected identity: over HTTP.

use axum::http::StatusCode;
use brygga_domain::care_chain::acts::{WHEN_PROTECTED, WhenProtected};

use crate::desk::{Parties, Site, all_words, filled, forms, words};

fn all(p: &Parties) -> [&str; 4] {
    [&p.nurse, &p.contact, &p.assessor, &p.home_care]
}

/// Each party is told once, reminders stop, nothing is hidden; a second person confirms (M9).
#[tokio::test]
async fn a_death_is_told_once_and_confirmed_by_a_second_person() {
    let (s, p, chain) = Site::with_parties().await;
    let at = |word: &str| format!("{chain}/{word}");
    s.act(&p.nurse, &at("declare-ready"), &[("physician", "Mio Mallgren"), ("secrecy", "no")])
        .await;
    s.minutes(5);
    s.act(&p.nurse, &at("record-deceased"), &[]).await;
    s.all_read(&all(&p), &chain, &["Avliden", "Patienten avled"]).await;
    s.all_read(&all(&p), &chain, &["inte bekräftat av en andra person"]).await;
    for user in all(&p) {
        let page = s.get(user, &chain).await;
        assert!(!forms(&page.html).iter().any(|it| it.contains("/remind\"")), "no reminders");
    }
    // The steps that never were taken are not told as done, and nobody is waited for.
    let never = ["Planering , klart", "Utskriven , klart", "Kommunklar Bistånd"];
    s.none_reads(&all(&p), &chain, &never).await;
    s.all_read(&all(&p), &chain, &["Inskriven , klart", "Avliden , klart"]).await;
    // Nobody goes home: nothing is missing for it, and no day is estimated.
    s.none_reads(&all(&p), &chain, &["Saknas", "Beräknad ut "]).await;
    // Told: a message to acknowledge, once each.
    for user in [&p.contact, &p.assessor, &p.home_care] {
        let page = s.get(user, &chain).await;
        let told = page.html.matches("Patienten avled").count();
        assert!((1..=2).contains(&told), "{told}");
    }
    let again = s.get(&p.nurse, &at("record-deceased")).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "{}", words(&again.html));
    let same = s.try_act(&p.nurse, &at("confirm-deceased"), &[]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&same.html));
    // Offered to the second person alone, and once.
    let confirm = format!("href=\"{}\"", at("confirm-deceased"));
    assert!(!s.get(&p.nurse, &chain).await.html.contains(&confirm));
    assert!(s.get(&p.coordinator, &chain).await.html.contains(&confirm));
    let form = s.get(&p.coordinator, &at("confirm-deceased")).await;
    assert!(all_words(&form.html).contains("att patienten har avlidit"), "{}", words(&form.html));
    s.act(&p.coordinator, &at("confirm-deceased"), &[]).await;
    s.none_reads(&all(&p), &chain, &["inte bekräftat av en andra person"]).await;
    assert!(!s.get(&p.physician, &chain).await.html.contains(&confirm));
    // It stays in the list of each receiver until somebody there has read it, and then leaves.
    for user in [&p.contact, &p.assessor, &p.home_care] {
        let list = s.get(user, "/care-chains?filter=ours").await;
        assert!(list.html.contains("Mallström"), "{}", words(&list.html));
        s.act(user, &at("acknowledge"), &[]).await;
        let list = s.get(user, "/care-chains?filter=ours").await;
        assert!(!list.html.contains("Mallström"), "{}", words(&list.html));
    }
    s.all_read(&[&p.home_care], &chain, &["höftfraktur"]).await;
    s.act(&p.nurse, &at("close-chain"), &[("reason", "deceased")]).await;
    s.all_read(&all(&p), &chain, &["Ärendet avslutades"]).await;
}

/// Makulerad, fel person: effects vanish, the text stays, each receiver confirms (M13).
#[tokio::test]
async fn the_wrong_person_is_cancelled_and_each_receiver_confirms() {
    let (s, p, chain) = Site::with_parties().await;
    let form = s.get(&p.nurse, &format!("{chain}/cancel-facts")).await;
    let notice = form
        .html
        .split("<label")
        .find(|it| it.contains("Inskrivningsmeddelande skickades"))
        .unwrap();
    let of = notice.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let values = [("of", of), ("reason", "wrong-person"), ("note", "Förväxlade två personer")];
    s.act(&p.nurse, &format!("{chain}/cancel-facts"), &values).await;
    let told = [p.contact.as_str(), &p.assessor, &p.home_care];
    let says =
        ["makulerades: fel person", "Förväxlade två personer", "Gäller: Inskrivningsmeddelande"];
    s.all_read(&told, &chain, &says).await;
    s.minutes(5);
    for user in told {
        let page = s.get(user, &chain).await;
        let link = page.html.split("href=\"").find(|it| it.contains("confirm-cancellation?of="));
        let link = link.unwrap_or_else(|| panic!("{}", words(&page.html)));
        let path = link.split('"').next().unwrap().to_owned();
        s.act(user, &path, &[]).await;
        let page = s.get(user, &chain).await;
        assert!(!page.html.contains("confirm-cancellation?of="), "{}", words(&page.html));
    }
    let confirmed = ["Ekens vårdcentral bekräftade", "Hemsjukvården Björkvik bekräftade"];
    s.all_read(&[&p.nurse], &chain, &confirmed).await;
}

/// The whole case was of the wrong person: its receivers find it in their lists, and confirm.
#[tokio::test]
async fn a_case_that_is_cancelled_as_a_whole_waits_in_the_lists_of_its_receivers() {
    let (s, p, chain) = Site::with_parties().await;
    let path = format!("{chain}/cancel-facts");
    let form = s.get(&p.nurse, &path).await;
    let all = form.html.replace(" id=\"f-of-", " checked id=\"f-of-");
    let reason = [("reason", "wrong-person"), ("note", "Förväxlade två personer")];
    let asked = s.post(&p.nurse, &path, &filled(&all, &reason)).await;
    s.confirm(&p.nurse, &asked).await;
    s.minutes(5);
    for user in [&p.contact, &p.assessor, &p.home_care] {
        let list = s.get(user, "/care-chains?filter=ours").await;
        for said in ["Mallström", "Makulerad", "Bekräfta makulerade uppgifter"] {
            assert!(list.html.contains(said), "{said}: {}", words(&list.html));
        }
        let page = s.get(user, &chain).await;
        let link = page.html.split("href=\"").find(|it| it.contains("confirm-cancellation?of="));
        let link = link.unwrap_or_else(|| panic!("{}", words(&page.html)));
        s.act(user, link.split('"').next().unwrap(), &[]).await;
        let list = s.get(user, "/care-chains?filter=ours").await;
        assert!(!list.html.contains("Mallström"), "{}", words(&list.html));
    }
    for user in [&p.nurse, &p.contact] {
        let list = s.get(user, "/care-chains").await;
        assert!(!list.html.contains("Mallström"), "all have confirmed: {}", words(&list.html));
    }
    let list = s.get(&p.nurse, "/care-chains?filter=closed").await;
    assert!(list.html.contains("Mallström"), "{}", words(&list.html));
    let page = s.get(&p.nurse, &chain).await;
    assert!(page.html.contains("Makulerad"), "{}", words(&page.html));
}

#[tokio::test]
async fn every_terminal_reason_ends_the_case_where_it_fits() {
    for reason in brygga_domain::care_chain::EndReason::ALL {
        let (s, p, chain) = Site::with_parties().await;
        let path = format!("{chain}/close-chain");
        let fits = !matches!(reason.as_str(), "completed" | "deceased");
        let answer = s.try_act(&p.nurse, &path, &[("reason", reason.as_str())]).await;
        if fits {
            s.confirm(&p.nurse, &answer).await;
            s.all_read(&all(&p), &chain, &["Ärendet avslutades"]).await;
        } else {
            let status = answer.status;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&answer.html));
        }
    }
}

/// Fails closed: no address, masked, the ward only (definitions 2).
#[tokio::test]
async fn a_person_marked_as_protected_is_the_wards_alone() {
    let (s, p, chain) = Site::with_parties().await;
    let others = [p.contact.as_str(), &p.assessor, &p.home_care];
    // A form that lies open while the mark is set.
    let open = s.get(&p.nurse, &format!("{chain}/send-message")).await;
    let values = [("mark", "protected")];
    let asked = s.try_act(&p.nurse, &format!("{chain}/mark-protected"), &values).await;
    assert!(
        !all_words(&asked.html).contains("får besked"),
        "nobody is told: {}",
        words(&asked.html)
    );
    s.confirm(&p.nurse, &asked).await;
    s.all_read(&[&p.nurse], &chain, &["Direktkontakt krävs", "bara avdelningen läser"]).await;
    let unknown = s.get(others[0], "/care-chains/09090909-0909-0909-0909-090909090909").await;
    for user in others {
        for path in
            [chain.clone(), format!("{chain}/change-estimate"), format!("{chain}/access-log")]
        {
            let page = s.get(user, &path).await;
            assert!(!page.html.contains("Mallström"), "{path}: {}", words(&page.html));
            assert!(!page.html.contains("höftfraktur"), "{path}");
        }
        let page = s.get(user, &chain).await;
        assert_eq!(page.status, unknown.status, "{}", words(&page.html));
    }
    // Nobody else reads it, so there is nobody to write to.
    let page = s.get(&p.nurse, &chain).await;
    assert!(!page.html.contains("class=\"comp\""), "{}", words(&page.html));
    let to = s.site.actor_as(brygga_domain::registry::Role::NeedsAssessor, crate::desk::ASSESSOR);
    let message = [("text", "Ring oss"), ("to", to.unit.as_str())];
    let path = format!("{chain}/send-message");
    let refused = s.post(&p.nurse, &path, &filled(&open.html, &message)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&refused.html));
    assert!(refused.html.contains("Ring oss"), "what was typed stays");
    // What tells another unit something is not offered, and says what to do instead.
    for (word, decision) in WHEN_PROTECTED {
        if ["start-chain", "send-care-request"].contains(word) {
            continue;
        }
        let form = s.get(&p.nurse, &format!("{chain}/{word}")).await;
        if *decision == WhenProtected::Nobody {
            assert_eq!(form.status, StatusCode::FORBIDDEN, "{word}");
            assert!(form.html.contains("ta direkt kontakt per telefon"), "{}", words(&form.html));
        } else {
            assert_eq!(form.status, StatusCode::OK, "{word}");
        }
    }
    // Ready all the same: nobody is told, and no page says that somebody will be.
    let ready = format!("{chain}/declare-ready");
    let asked = [("physician", "Mio Mallgren"), ("secrecy", "no")];
    let form = s.get(&p.nurse, &ready).await;
    assert!(!form.html.contains("name=\"to\""), "{}", words(&form.html));
    let question = s.try_act(&p.nurse, &ready, &asked).await;
    assert!(question.html.contains("name=\"confirm\""), "{}", words(&question.html));
    for unit in [crate::desk::ASSESSOR, crate::desk::HOME_CARE] {
        assert!(!words(&question.html).contains(unit), "{}", words(&question.html));
    }
    s.confirm(&p.nurse, &question).await;
    s.all_read(&[&p.nurse], &chain, &["Ingen enhet underrättades"]).await;
    let open = s.act(&p.nurse, &format!("{chain}/mark-protected"), &[("mark", "open")]).await;
    assert_eq!(open.status, StatusCode::SEE_OTHER);
}
