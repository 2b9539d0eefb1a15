//! Somebody was faster: a form that was opened before another's act says what happened in between,
//! keeps what was typed, and offers the choice that the rule gives (M2, M3, M4, M6, M10, decision
//! 35).

use axum::http::StatusCode;
use brygga_domain::registry::Role;

use crate::desk::{Site, filled, words};

const ASSESSOR: &str = "Biståndsenheten Björkvik Norr";

/// A case of ward 37 with its nurse and its coordinator.
async fn two_at_the_ward() -> (Site, String, String, String) {
    let s = Site::new().await;
    let (nurse, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let (coordinator, _) = s.sign_in(Role::WardCoordinator, "Avdelning 37").await;
    let chain = s.start(&nurse).await;
    s.minutes(5);
    (s, nurse, coordinator, chain)
}

async fn declare(s: &Site, ward: &str, chain: &str) {
    s.act(
        ward,
        &format!("{chain}/declare-ready"),
        &[("physician", "Lo Provsson"), ("secrecy", "no")],
    )
    .await;
    s.minutes(5);
}

async fn answer_ready(s: &Site, user: &str, chain: &str, answer: &str) {
    let values = [("answer", answer), ("because", "Sängen är inte levererad")];
    s.act(user, &format!("{chain}/answer-municipality-ready"), &values).await;
    s.minutes(5);
}

#[tokio::test]
async fn of_two_estimates_one_is_chosen_on_the_page_of_the_case() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    let path = format!("{chain}/change-estimate");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    s.act(&coordinator, &path, &[("estimate-date", "2026-11-24")]).await;
    s.minutes(1);
    let typed = [("estimate-date", "2026-11-26"), ("reason", "Väntar på provsvar")];
    let stale = s.post(&nurse, &path, &filled(&old.html, &typed)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    for said in ["Läget ändrades", "Avdelning 37", "24 nov", "2026-11-26", "Väntar på provsvar"]
    {
        assert!(stale.html.contains(said), "{said}: {}", words(&stale.html));
    }
    // Without script the words stand in the form again, whichever way is taken.
    let form = s.get(&nurse, &path).await;
    assert!(form.html.contains("Väntar på provsvar") && form.html.contains("2026-11-26"));
    let asked = s.press(&nurse, &stale.html, &["Skicka ändå"]).await;
    s.confirm(&nurse, &asked).await;
    let page = s.get(&coordinator, &chain).await;
    for said in ["Två olika uppgifter", "Var beredd på det tidigaste"] {
        assert!(page.html.contains(said), "{said}: {}", words(&page.html));
    }
    let asked = s.press(&coordinator, &page.html, &["Låt det här gälla", "2026-11-24"]).await;
    s.confirm(&coordinator, &asked).await;
    let page = s.get(&nurse, &chain).await;
    assert!(!page.html.contains("Två olika uppgifter"), "{}", words(&page.html));
    // Who receives reads both values but does not choose for the ward.
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    assert!(!s.get(&assessor, &chain).await.html.contains("Låt det här gälla"));
}

#[tokio::test]
async fn a_stale_form_can_be_written_anew_about_what_stands() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    let path = format!("{chain}/change-estimate");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    s.act(&coordinator, &path, &[("estimate-date", "2026-11-24")]).await;
    let pairs = filled(&old.html, &[("estimate-date", "2026-11-26"), ("reason", "Mina ord")]);
    let stale = s.post(&nurse, &path, &pairs).await;
    let anew = s.press(&nurse, &stale.html, &["Skriv om utifrån det nya läget"]).await;
    assert_eq!(anew.status, StatusCode::OK);
    assert!(anew.html.contains("Mina ord") && anew.html.contains("2026-11-26"));
    let sent = s.send(&nurse, &path, &filled(&anew.html, &[])).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.html));
    assert!(!s.get(&nurse, &chain).await.html.contains("Två olika uppgifter"));
}

#[tokio::test]
async fn send_anyway_holds_for_what_was_read_and_not_for_what_came_after() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    let path = format!("{chain}/change-estimate");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    s.act(&coordinator, &path, &[("estimate-date", "2026-11-24")]).await;
    let pairs = filled(&old.html, &[("estimate-date", "2026-11-26")]);
    let stale = s.post(&nurse, &path, &pairs).await;
    s.minutes(1);
    s.act(&coordinator, &path, &[("estimate-date", "2026-11-25")]).await;
    let again = s.press(&nurse, &stale.html, &["Skicka ändå"]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", words(&again.html));
    assert!(again.html.contains("25 nov"), "{}", words(&again.html));
}

/// M3: not ready until the ward has said what holds.
#[tokio::test]
async fn ready_and_withdrawn_at_once_is_settled_by_the_ward_with_a_confirmation() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    declare(&s, &nurse, &chain).await;
    let path = format!("{chain}/declare-ready");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    let reason = [("reason", "Feber på förmiddagen")];
    s.act(&coordinator, &format!("{chain}/withdraw-ready"), &reason).await;
    s.minutes(1);
    let stale = s
        .post(
            &nurse,
            &path,
            &filled(&old.html, &[("physician", "Mo Exempelsson"), ("secrecy", "no")]),
        )
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    for said in ["Feber på förmiddagen", "Mo Exempelsson"] {
        assert!(stale.html.contains(said), "{said}: {}", words(&stale.html));
    }
    let asked = s.press(&nurse, &stale.html, &["Skicka ändå"]).await;
    s.confirm(&nurse, &asked).await;
    let page = s.get(&nurse, &chain).await;
    for said in ["Utskrivningsklar och återtagen samtidigt", "är personen inte utskrivningsklar"]
    {
        assert!(page.html.contains(said), "{said}: {}", words(&page.html));
    }
    let page = s.get(&coordinator, &chain).await;
    // The withdrawal holds: one button, confirmed, since it has legal effect.
    let asked = s.press(&coordinator, &page.html, &["Låt det här gälla", "Feber"]).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", words(&asked.html));
    s.confirm(&coordinator, &asked).await;
    let page = s.get(&nurse, &chain).await;
    assert!(!page.html.contains("återtagen samtidigt"), "{}", words(&page.html));
}

/// M3, the other choice: the notice is given again.
#[tokio::test]
async fn of_ready_and_withdrawn_the_notice_can_be_given_again() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    declare(&s, &nurse, &chain).await;
    let path = format!("{chain}/declare-ready");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    let reason = [("reason", "Feber på förmiddagen")];
    s.act(&coordinator, &format!("{chain}/withdraw-ready"), &reason).await;
    let stale = s
        .post(
            &nurse,
            &path,
            &filled(&old.html, &[("physician", "Mo Exempelsson"), ("secrecy", "no")]),
        )
        .await;
    let asked = s.press(&nurse, &stale.html, &["Skicka ändå"]).await;
    s.confirm(&nurse, &asked).await;
    let page = s.get(&nurse, &chain).await;
    let asked = s.press(&nurse, &page.html, &["Låt det här gälla", "Mo Exempelsson"]).await;
    s.confirm(&nurse, &asked).await;
    let page = s.get(&nurse, &chain).await;
    assert!(!page.html.contains("återtagen samtidigt"), "{}", words(&page.html));
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    let page = s.get(&assessor, &format!("{chain}/answer-municipality-ready")).await;
    assert!(!page.html.contains("Preliminärt"), "a notice stands: {}", words(&page.html));
}

/// What is taken back already cannot be taken back again: no button that would be refused.
#[tokio::test]
async fn two_who_withdraw_are_told_that_it_is_done() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    declare(&s, &nurse, &chain).await;
    let path = format!("{chain}/withdraw-ready");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    s.act(&coordinator, &path, &[("reason", "Feber på förmiddagen")]).await;
    let pairs = filled(&old.html, &[("reason", "Också mina ord")]);
    let stale = s.post(&nurse, &path, &pairs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    for said in ["Feber på förmiddagen", "Också mina ord", "Det går inte att skicka längre"] {
        assert!(stale.html.contains(said), "{said}: {}", words(&stale.html));
    }
    assert!(!stale.html.contains("Skicka ändå"));
}

/// M4: an answer to a notice that was taken back is dormant; one "gäller fortfarande" makes it
/// valid for the next.
#[tokio::test]
async fn an_answer_to_a_withdrawn_notice_is_dormant_and_said_again_with_one_button() {
    let (s, nurse, _, chain) = two_at_the_ward().await;
    declare(&s, &nurse, &chain).await;
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    let path = format!("{chain}/answer-municipality-ready");
    let old = s.get(&assessor, &path).await;
    s.minutes(1);
    let reason = [("reason", "Ny bedömning av läkare")];
    s.act(&nurse, &format!("{chain}/withdraw-ready"), &reason).await;
    s.minutes(1);
    let values = [("answer", "yes"), ("from-date", "2026-11-23"), ("from-time", "14:00")];
    let stale = s.post(&assessor, &path, &filled(&old.html, &values)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    for said in ["Ny bedömning av läkare", "2026-11-23", "14:00"] {
        assert!(stale.html.contains(said), "{said}: {}", words(&stale.html));
    }
    let asked = s.press(&assessor, &stale.html, &["Skicka ändå"]).await;
    let asked = if asked.html.contains("Trots att") || asked.status != StatusCode::OK {
        let why = [("despite", "Insatserna är beställda")];
        s.post(&assessor, &path, &filled(&asked.html, &why)).await
    } else {
        asked
    };
    s.confirm(&assessor, &asked).await;
    let page = s.get(&assessor, &chain).await;
    let dormant = "Kommunen svarade på ett besked som tagits tillbaka";
    assert!(page.html.contains(dormant), "{}", words(&page.html));
    assert!(!page.html.contains("Gäller fortfarande"), "nothing stands to hold for");
    declare(&s, &nurse, &chain).await;
    let page = s.get(&assessor, &chain).await;
    assert!(page.html.contains(dormant), "{}", words(&page.html));
    let asked = s.press(&assessor, &page.html, &["Gäller fortfarande"]).await;
    let asked = if asked.status == StatusCode::UNPROCESSABLE_ENTITY {
        let why = [("despite", "Insatserna är beställda")];
        s.post(&assessor, &path, &filled(&asked.html, &why)).await
    } else {
        asked
    };
    s.confirm(&assessor, &asked).await;
    let page = s.get(&nurse, &chain).await;
    assert!(!page.html.contains(dormant), "{}", words(&page.html));
    assert!(page.html.contains("kan ta emot från mån 23 nov 14:00"), "{}", words(&page.html));
}

/// M6: the municipality says no while the discharge lies open.
#[tokio::test]
async fn a_discharge_that_the_municipality_overtakes_says_so_before_anything_is_sent() {
    let (s, nurse, _, chain) = two_at_the_ward().await;
    declare(&s, &nurse, &chain).await;
    let (assessor, _) = s.sign_in(Role::NeedsAssessor, ASSESSOR).await;
    let path = format!("{chain}/discharge");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    answer_ready(&s, &assessor, &chain, "no").await;
    let stale = s.post(&nurse, &path, &filled(&old.html, &[("despite", "Allt är ordnat")])).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    assert!(stale.html.contains("Sängen är inte levererad"), "{}", words(&stale.html));
    let asked = s.press(&nurse, &stale.html, &["Skicka ändå"]).await;
    // The gate still asks: sending anyway is no way around it.
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&asked.html));
    let why = [("despite", "Anhörig tar emot"), ("municipality-contacted", "yes")];
    let asked = s.post(&nurse, &path, &filled(&asked.html, &why)).await;
    s.confirm(&nurse, &asked).await;
    for user in [&nurse, &assessor] {
        let page = s.get(user, &chain).await;
        assert!(page.html.contains("Utskriven utan kommunklar"), "{}", words(&page.html));
    }
}

/// M10: what was sent holds; what is typed now is not lost and becomes a correction.
#[tokio::test]
async fn the_same_form_with_other_content_is_sent_as_a_correction() {
    let (s, nurse, _, chain) = two_at_the_ward().await;
    let path = format!("{chain}/change-estimate");
    let form = s.get(&nurse, &path).await;
    s.send(&nurse, &path, &filled(&form.html, &[("estimate-date", "2026-11-24")])).await;
    let other = filled(&form.html, &[("estimate-date", "2026-11-25"), ("reason", "Rättat")]);
    let both = s.post(&nurse, &path, &other).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    for said in ["Samma formulär, olika innehåll", "24 nov", "2026-11-25", "Rättat"] {
        assert!(both.html.contains(said), "{said}: {}", words(&both.html));
    }
    let sent = s.send(&nurse, &path, &filled(&both.html, &[])).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.html));
    let page = s.get(&nurse, &chain).await;
    assert!(!page.html.contains("Två olika uppgifter"), "{}", words(&page.html));
    assert!(page.html.contains("25 nov"), "{}", words(&page.html));
}

/// M10 while a message waits to leave: the second text is not thrown away in silence.
#[tokio::test]
async fn a_waiting_message_sent_again_with_other_words_shows_both() {
    let (s, nurse, _, chain) = two_at_the_ward().await;
    let path = format!("{chain}/send-message");
    let form = s.get(&nurse, &path).await;
    let to = s.site.actor_as(Role::NeedsAssessor, ASSESSOR).unit.to_string();
    let first = filled(&form.html, &[("text", "Åker hem kl. 11"), ("to", &to)]);
    assert_eq!(s.post(&nurse, &path, &first).await.status, StatusCode::SEE_OTHER);
    assert_eq!(s.post(&nurse, &path, &first).await.status, StatusCode::SEE_OTHER);
    let other = filled(&form.html, &[("text", "Åker hem kl. 13"), ("to", &to)]);
    let both = s.post(&nurse, &path, &other).await;
    assert_eq!(both.status, StatusCode::CONFLICT, "{}", words(&both.html));
    assert!(both.html.contains("kl. 11") && both.html.contains("kl. 13"));
}

/// A question that a colleague has answered meanwhile.
#[tokio::test]
async fn a_refusal_tells_what_happened_while_the_form_lay_open() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    let path = format!("{chain}/inform-patient");
    let old = s.get(&nurse, &path).await;
    s.minutes(1);
    s.act(&coordinator, &path, &[("next-of-kin", "dotter")]).await;
    let late = filled(&old.html, &[("next-of-kin", "son och sonhustru")]);
    let stale = s.post(&nurse, &path, &late).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    assert!(stale.html.contains("son och sonhustru"), "{}", words(&stale.html));
    assert!(stale.html.contains("Läget ändrades"), "{}", words(&stale.html));
}

/// The form of the checklist lets one choose the item; that it has been set before is no conflict.
#[tokio::test]
async fn an_item_that_is_chosen_in_the_form_replaces_what_the_form_showed() {
    let (s, nurse, coordinator, chain) = two_at_the_ward().await;
    let path = format!("{chain}/set-checklist-item");
    s.act(&nurse, &path, &[("item", "medication-list"), ("state", "under-way")]).await;
    s.minutes(1);
    let open = s.get(&coordinator, &path).await;
    s.act(&nurse, &path, &[("item", "medication-list"), ("state", "done")]).await;
    assert!(!s.get(&nurse, &chain).await.html.contains("Två olika uppgifter"));
    s.minutes(1);
    let late = filled(&open.html, &[("item", "medication-list"), ("state", "missing")]);
    let stale = s.post(&coordinator, &path, &late).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    let other = filled(&open.html, &[("item", "discharge-summary"), ("state", "done")]);
    let sent = s.post(&coordinator, &path, &other).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.html));
}
