//! What a stranger to the screen stumbles over: words that say what to do, nothing twice, nothing offered
//! that can only be refused.

use axum::http::StatusCode;

use crate::desk::{ASSESSOR, CENTRE, Site, WARD, all_words, filled, forms, words};

const READY: [(&str, &str); 2] = [("physician", "Mio Mallgren"), ("secrecy", "no")];
const YES_LATER: [(&str, &str); 3] =
    [("answer", "yes"), ("from-date", "2026-11-21"), ("from-time", "12:00")];

#[tokio::test]
async fn who_cancels_nothing_is_told_to_choose_and_no_choice_does_nothing() {
    let (s, p, chain) = Site::with_parties().await;
    let path = format!("{chain}/cancel-facts");
    let reason = [("reason", "wrong-person"), ("note", "Förväxlade två personer")];
    let answer = s.try_act(&p.nurse, &path, &reason).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("Uppgifter: Välj minst en uppgift."), "{}", words(&answer.html));
    assert!(answer.html.contains("Förväxlade två personer"), "what was typed stays");
    // Who could read is history, and a part is not cancelled (M13): it is not offered.
    let offered = all_words(&answer.html);
    assert!(!offered.contains("deltar i ärendet"), "{offered}");
    assert!(offered.contains("Patienten samtyckte"), "{offered}");
}

#[tokio::test]
async fn a_receipt_tells_each_thing_once() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(brygga_domain::registry::Role::WardNurse, WARD).await;
    let form = s.get(&ward, "/care-chains/start?municipality=9901&area=Norr").await;
    let values = [
        ("identity", crate::desk::NUMBER),
        ("family", "Mallström"),
        ("given", "Greta"),
        ("judged-by", "Kim Demosson"),
        ("secrecy", "no"),
        ("estimate-date", "2026-11-23"),
        ("estimate-time", "11:00"),
        ("consent", "given"),
    ];
    let sent = s.send(&ward, "/care-chains/start", &filled(&form.html, &values)).await;
    let receipt = all_words(&s.get(&ward, &sent.to).await.html);
    for unit in [WARD, CENTRE] {
        let joins = receipt.matches(&format!("{unit} (")).count();
        assert_eq!(joins, 1, "{unit}: {receipt}");
    }
}

#[tokio::test]
async fn what_must_be_written_is_not_called_voluntary() {
    let (s, p, chain) = Site::with_parties().await;
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &READY).await;
    let path = format!("{chain}/send-discharge-information");
    let answer = s.try_act(&p.nurse, &path, &[("secrecy", "no")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = all_words(&answer.html);
    assert!(said.contains("Sammanfattning: Fyll i fältet."), "{said}");
    assert!(!said.contains("Sammanfattning (frivilligt)"), "{said}");
    // Where secrecy stands in the way nothing needs to be written.
    let hindered = s.try_act(&p.nurse, &path, &[("secrecy", "yes")]).await;
    assert!(hindered.html.contains("name=\"confirm\""), "{}", words(&hindered.html));
}

#[tokio::test]
async fn an_item_that_is_not_applicable_asks_why_in_words() {
    let (s, p, chain) = Site::with_parties().await;
    let path = format!("{chain}/set-checklist-item");
    let item = [("item", "transport"), ("state", "not-applicable")];
    let answer = s.try_act(&p.nurse, &path, &item).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("Skriv varför punkten inte är aktuell."));
    let phone = [
        ("said-by", "Sjuksköterska"),
        ("number", "växeln"),
        ("what", "other"),
        ("note", "Ringer åter"),
    ];
    let answer = s.try_act(&p.nurse, &format!("{chain}/tell-by-phone"), &phone).await;
    assert!(answer.html.contains("Skriv numret med siffror"), "{}", words(&answer.html));
    assert!(answer.html.contains("value=\"växeln\""), "what was typed stays");
}

#[tokio::test]
async fn the_menu_offers_what_the_case_has_room_for() {
    let (s, p, chain) = Site::with_parties().await;
    let offers = async |word: &str| {
        let page = s.get(&p.nurse, &chain).await;
        page.html.contains(&format!("href=\"{chain}/{word}\""))
    };
    assert!(offers("declare-ready").await && !offers("withdraw-ready").await);
    assert!(!offers("record-follow-up").await && offers("change-estimate").await);
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &READY).await;
    assert!(!offers("declare-ready").await && offers("withdraw-ready").await);
    s.act(&p.nurse, &format!("{chain}/withdraw-ready"), &[("reason", "Feber")]).await;
    assert!(offers("declare-ready").await && !offers("withdraw-ready").await);
}

#[tokio::test]
async fn before_anybody_asks_kommunklar_is_to_come_and_not_missing() {
    let (s, p, chain) = Site::with_parties().await;
    let all = [p.nurse.as_str(), &p.contact, &p.assessor];
    let to_come = ["Kommunklar Björkvik kommun , återstår", "vårdcentral , återstår inget svar än"];
    s.all_read(&all, &chain, &to_come).await;
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &READY).await;
    s.all_read(&all, &chain, &["Kommunklar Björkvik kommun , Saknas"]).await;
}

#[tokio::test]
async fn a_step_says_since_when_and_the_next_when_it_is_expected() {
    let (s, p, chain) = Site::with_parties().await;
    let ward = [p.nurse.as_str()];
    s.all_read(&ward, &chain, &["beräknad mån 23 nov 11:00", "10 min sedan"]).await;
    // Who has seen the notice has begun: the step has its time.
    s.act(&p.assessor, &format!("{chain}/acknowledge"), &[]).await;
    s.all_read(&ward, &chain, &["Planering , pågår Idag 13:52"]).await;
    let today = [("estimate-date", "2026-11-20"), ("estimate-time", "16:00")];
    s.act(&p.nurse, &format!("{chain}/change-estimate"), &today).await;
    s.all_read(&ward, &chain, &["saknas för hemgång idag"]).await;
}

#[tokio::test]
async fn a_discharge_before_the_municipality_can_receive_says_so_until_the_case_ends() {
    let (s, p, chain) = Site::with_parties().await;
    let at = |word: &str| format!("{chain}/{word}");
    for user in [&p.assessor, &p.home_care] {
        s.act(user, &at("answer-notice"), &[("answer", "takes-over")]).await;
    }
    s.act(&p.nurse, &at("declare-ready"), &READY).await;
    for user in [&p.assessor, &p.home_care] {
        s.act(user, &at("answer-municipality-ready"), &YES_LATER).await;
    }
    s.minutes(1);
    let mut asked = s.try_act(&p.nurse, &at("discharge"), &[]).await;
    for more in [("despite", "Anhörig hämtar"), ("municipality-contacted", "yes")] {
        asked = s.post(&p.nurse, &at("discharge"), &filled(&asked.html, &[more])).await;
    }
    s.confirm(&p.nurse, &asked).await;
    let all = [p.nurse.as_str(), &p.assessor, &p.contact];
    let early = "Utskriven innan kommunen kan ta emot";
    let said = "Kommunen hade inte meddelat att den kunde ta emot då men är kontaktad.";
    s.all_read(&all, &chain, &[early, said, "Kommunklar Björkvik kommun , Klart"]).await;
    s.none_reads(&all, &chain, &["Utskriven utan kommunklar"]).await;
    s.act(&p.contact, &at("record-follow-up"), &[]).await;
    s.act(&p.contact, &at("close-chain"), &[("reason", "completed")]).await;
    s.all_read(&all, &chain, &["Avslutad , klart", said]).await;
    s.none_reads(&all, &chain, &[early, "Ring kommunen"]).await;
}

#[tokio::test]
async fn a_question_that_is_answered_requires_no_answer_any_more() {
    let (s, p, chain) = Site::with_parties().await;
    let to = s.site.actor_as(brygga_domain::registry::Role::WardNurse, WARD).unit;
    let question = [("text", "Behövs två?"), ("to", to.as_str()), ("needs-answer", "yes")];
    s.act(&p.assessor, &format!("{chain}/send-message"), &question).await;
    s.minutes(1);
    brygga_app::care_chain::send_due(&s.site.app).await.unwrap();
    let tag = "Kräver svar</span>";
    let page = s.get(&p.nurse, &chain).await;
    assert!(page.html.contains(tag), "{}", words(&page.html));
    let link = page.html.split("href=\"").find(|it| it.contains("/answer-question?of=")).unwrap();
    let path = link.split('"').next().unwrap().to_owned();
    s.act(&p.nurse, &path, &[("text", "Ja, första dygnet.")]).await;
    s.minutes(1);
    brygga_app::care_chain::send_due(&s.site.app).await.unwrap();
    let page = s.get(&p.nurse, &chain).await;
    assert!(page.html.contains("Besvarad av") && !page.html.contains(tag), "{}", words(&page.html));
}

#[tokio::test]
async fn a_unit_has_its_own_icon_and_the_bar_says_where_the_person_is() {
    let (s, p, chain) = Site::with_parties().await;
    let icon = |html: &str, unit: &str| {
        let parties = html.split("id=\"h-parties\"").nth(1).unwrap();
        let party =
            parties.split("<li>").find(|it| it.contains(&format!("<b>{unit} (vi)"))).unwrap();
        party.split("</svg>").next().unwrap().to_owned()
    };
    let ward = icon(&s.get(&p.nurse, &chain).await.html, WARD);
    let centre = icon(&s.get(&p.contact, &chain).await.html, CENTRE);
    let assessor = icon(&s.get(&p.assessor, &chain).await.html, ASSESSOR);
    assert!(ward != centre && centre != assessor && assessor != ward, "{ward}{centre}{assessor}");
    let page = s.get(&p.nurse, &chain).await.html;
    let bar = page.split("class=\"pbar\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(bar.contains("Finns på") && bar.contains("class=\"far\"><dt>Kommun"), "{bar}");
}

#[tokio::test]
async fn a_button_says_what_it_does() {
    let (s, p, chain) = Site::with_parties().await;
    let button = async |word: &str| {
        let page = s.get(&p.nurse, &format!("{chain}/{word}")).await;
        let form = forms(&page.html).into_iter().find(|it| it.contains("btn--p")).unwrap();
        let label = form.split("btn--p").nth(1).unwrap().split_once('>').unwrap().1;
        label.split('<').next().unwrap().to_owned()
    };
    assert_eq!(button("send-message").await, "Skicka");
    assert_eq!(button("record-leave").await, "Spara");
    assert_eq!(button("change-estimate").await, "Ändra beräknad utskrivning");
}
