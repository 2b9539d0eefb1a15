//! Every act over HTTP: its form, its confirmation, its answer.

use axum::http::StatusCode;
use brygga_domain::care_chain::acts::Act;
use brygga_domain::registry::Role;
use jiff::SignedDuration;

use crate::desk::{NUMBER, Site, attribute, filled, forms, words};

#[tokio::test]
async fn a_person_goes_from_admission_to_home() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let chain = s.start(&ward).await;
    let page = s.get(&ward, &chain).await;
    assert_eq!(page.status, StatusCode::OK, "{}", words(&page.html));
    assert!(page.html.contains("Mallström"));
    assert!(!page.html.contains(">["), "a missing text: {}", words(&page.html));
    let at = |word: &str| format!("{chain}/{word}");
    s.act(&ward, &at("change-estimate"), &[("estimate-date", "2026-11-24")]).await;
    s.act(
        &ward,
        &at("declare-ready"),
        &[
            ("physician", "Kim Demosson"),
            ("secrecy", "no"),
            ("departure-date", ""),
            ("departure-time", ""),
        ],
    )
    .await;
    let page = s.get(&ward, &chain).await;
    assert!(page.html.contains("Utskrivningsklar"));
    s.act(&ward, &at("withdraw-ready"), &[("reason", "Ny bedömning av behandlande läkare")]).await;
}

#[tokio::test]
async fn the_case_tells_once_that_a_unit_takes_part() {
    let (s, p, chain) = Site::with_parties().await;
    let page = s.get(&p.nurse, &chain).await;
    for unit in [crate::desk::CENTRE, crate::desk::HOME_CARE, crate::desk::ASSESSOR] {
        let added = page.html.matches(&format!("<b>Part tillagd</b> {unit} ")).count();
        assert_eq!(added, 1, "{unit}: {}", words(&page.html));
    }
}

#[tokio::test]
async fn an_empty_form_is_never_an_act_and_never_a_panic() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let chain = s.start(&ward).await;
    for word in Act::WORDS {
        let path = match *word {
            "start-chain" => "/care-chains/start".to_owned(),
            "send-care-request" => "/care-chains/request".to_owned(),
            word => format!("{chain}/{word}"),
        };
        let answer = s.post(&ward, &path, &[]).await;
        let told = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::FORBIDDEN];
        assert!(told.contains(&answer.status), "{word}: {} {}", answer.status, words(&answer.html));
        assert!(!answer.html.contains(">["), "{word}: a missing text");
    }
}

#[tokio::test]
async fn what_was_typed_stays_when_something_is_wrong() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let chain = s.start(&ward).await;
    let path = format!("{chain}/change-estimate");
    let form = s.get(&ward, &path).await;
    let typed = [("estimate-time", "25:00"), ("reason", "Väntar på röntgen")];
    let answer = s.post(&ward, &path, &filled(&form.html, &typed)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("Väntar på röntgen") && answer.html.contains("25:00"));
    assert!(answer.html.contains("Klockslaget finns inte"));
}

#[tokio::test]
async fn the_same_form_twice_is_one_act_and_other_content_is_asked_about() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let chain = s.start(&ward).await;
    let path = format!("{chain}/change-estimate");
    let form = s.get(&ward, &path).await;
    let pairs = filled(&form.html, &[("estimate-date", "2026-11-24")]);
    let first = s.send(&ward, &path, &pairs).await;
    let again = s.send(&ward, &path, &pairs).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", words(&first.html));
    assert_eq!((again.status, &again.to), (first.status, &first.to), "{}", words(&again.html));
    let other = filled(&form.html, &[("estimate-date", "2026-11-25")]);
    let answer = s.post(&ward, &path, &other).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", words(&answer.html));
    assert!(answer.html.contains("Samma formulär, olika innehåll"));
    assert!(answer.html.contains("2026-11-25"));
}

#[tokio::test]
async fn a_stale_form_keeps_the_words_and_may_become_two_values() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let chain = s.start(&ward).await;
    let path = format!("{chain}/change-estimate");
    let old = s.get(&ward, &path).await;
    s.act(&ward, &path, &[("estimate-date", "2026-11-24")]).await;
    s.site.clock.advance(SignedDuration::from_mins(1));
    let pairs = filled(&old.html, &[("estimate-date", "2026-11-26"), ("reason", "Mina ord")]);
    let stale = s.post(&ward, &path, &pairs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("Någon annan hann före") && stale.html.contains("Mina ord"));
    let asked = s.press(&ward, &stale.html, &["Skicka ändå"]).await;
    s.confirm(&ward, &asked).await;
    let page = s.get(&ward, &chain).await;
    assert!(page.html.contains("Två olika uppgifter"));
}

#[tokio::test]
async fn a_message_can_be_taken_back_and_its_words_stay() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let chain = s.start(&ward).await;
    let page = s.get(&ward, &chain).await;
    let composer = page.html.split_once("class=\"comp\"").unwrap().1;
    let to = attribute(composer.split("name=\"to\"").nth(1).unwrap(), "value");
    let path = format!("{chain}/send-message");
    let sent = s.act(&ward, &path, &[("text", "Åker hem kl. 11"), ("to", &to)]).await;
    let receipt = s.get(&ward, &sent.to).await;
    assert!(receipt.html.contains("Skickas 13:42:10"), "{}", words(&receipt.html));
    let undo = receipt.html.split("<form").find(|it| it.contains("undo-message")).unwrap();
    let hidden = |name: &str| {
        let tag = undo.split("<input").find(|it| it.contains(&format!("name=\"{name}\"")));
        (name.to_owned(), attribute(tag.unwrap(), "value"))
    };
    let pairs = [hidden("csrf"), hidden("cmd")];
    let back = s.post(&ward, &format!("{chain}/undo-message"), &pairs).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", words(&back.html));
    let form = s.get(&ward, &back.to).await;
    assert!(form.html.contains("Åker hem kl. 11"));
}

#[tokio::test]
async fn health_content_is_in_no_page_of_a_needs_assessor() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let chain = s.start(&ward).await;
    assert!(s.get(&ward, &chain).await.html.contains("höftfraktur"));
    let registry = s.site.app.registry();
    let today = brygga_app::on_day(&registry, s.site.app.now());
    let unit = today.recipients_for("9901", Some("Norr"));
    let assessor = unit
        .iter()
        .find(|unit| unit.kind == brygga_domain::registry::UnitKind::NeedsAssessment)
        .unwrap();
    let (user, _) = s.sign_in(Role::NeedsAssessor, &assessor.name).await;
    let page = s.get(&user, &chain).await;
    assert_eq!(page.status, StatusCode::OK, "{}", words(&page.html));
    assert!(!page.html.contains("höftfraktur"));
    let path = format!("{chain}/answer-notice");
    s.act(&user, &path, &[("answer", "takes-over")]).await;
    s.act(&user, &format!("{chain}/start-planning"), &[]).await;
}

#[tokio::test]
async fn a_ward_that_is_not_neutral_is_the_hospital_to_other_organisations() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardCoordinator, "Infektion").await;
    let chain = s.start(&ward).await;
    assert!(s.get(&ward, &chain).await.html.contains("Infektion"));
    let registry = s.site.app.registry();
    let today = brygga_app::on_day(&registry, s.site.app.now());
    let units = today.recipients_for("9901", Some("Norr"));
    let kind = brygga_domain::registry::UnitKind::NeedsAssessment;
    let assessor = units.iter().find(|unit| unit.kind == kind).unwrap();
    let (user, _) = s.sign_in(Role::NeedsAssessor, &assessor.name).await;
    let page = s.get(&user, &chain).await;
    assert_eq!(page.status, StatusCode::OK, "{}", words(&page.html));
    assert!(!page.html.contains("Infektion"), "{}", words(&page.html));
    assert!(page.html.contains("Länssjukhuset"));
}

/// Without script: the confirmation's form carries everything back in its body.
#[tokio::test]
async fn change_on_the_confirmation_leads_back_with_everything_typed() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let path = "/care-chains/start?municipality=9901&area=Norr";
    let form = s.get(&ward, path).await;
    let typed = [
        ("identity", NUMBER),
        ("family", "Mallström"),
        ("given", "Greta"),
        ("judged-by", "Kim Demosson"),
        ("secrecy", "no"),
        ("estimate-date", "2026-11-23"),
        ("estimate-time", "11:00"),
        ("consent", "given"),
        ("reason", "Faller <hemma> & \"ofta\""),
    ];
    let asked = s.post(&ward, "/care-chains/start", &filled(&form.html, &typed)).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", words(&asked.html));
    assert!(asked.html.contains("name=\"confirm\""), "{}", words(&asked.html));
    let ask = forms(&asked.html)[0];
    let change = ask.split("<button").find(|it| it.contains("name=\"change\"")).unwrap();
    assert_eq!(attribute(change, "formaction"), "/care-chains/start");
    let mut pairs = filled(&asked.html, &[]);
    pairs.push(("change".to_owned(), attribute(change, "value")));
    let again = s.post(&ward, "/care-chains/start", &pairs).await;
    assert_eq!(again.status, StatusCode::OK, "{}", words(&again.html));
    assert!(!again.html.contains("name=\"confirm\""));
    let sends = filled(&again.html, &[]);
    for (name, value) in typed {
        assert!(sends.contains(&(name.to_owned(), value.to_owned())), "{name}: {sends:?}");
    }
    // And on: the same form, sent with another word.
    let asked =
        s.post(&ward, "/care-chains/start", &filled(&again.html, &[("given", "Gerd")])).await;
    let done = s.confirm(&ward, &asked).await;
    assert!(!done.to.contains("9022"));
    let chain = done.to.split("/receipt").next().unwrap();
    assert!(s.get(&ward, chain).await.html.contains("Gerd"));
}

/// Who starts from an empty form chooses the municipality there, when the recipients stand in it
/// already.
#[tokio::test]
async fn recipients_are_suggested_anew_for_the_municipality_that_was_chosen() {
    let s = Site::new().await;
    let (ward, _) = s.sign_in(Role::WardNurse, "Avdelning 37").await;
    let form = s.get(&ward, "/care-chains/start").await;
    let to = |html: &str| -> Vec<String> {
        let pairs = filled(html, &[]);
        pairs.into_iter().filter(|(name, _)| name == "to").map(|(_, value)| value).collect()
    };
    assert_eq!(to(&form.html), Vec::<String>::new(), "no municipality, nobody suggested");
    let typed = [("municipality", "9901"), ("area", "Norr"), ("family", "Mallström")];
    let mut pairs = filled(&form.html, &typed);
    let button = form.html.split("<button").find(|it| it.contains("value=\"recipients\"")).unwrap();
    pairs.push((attribute(button, "name"), attribute(button, "value")));
    let again = s.post(&ward, "/care-chains/start", &pairs).await;
    assert_eq!(again.status, StatusCode::OK, "{}", words(&again.html));
    let registry = s.site.app.registry();
    let today = brygga_app::on_day(&registry, s.site.app.now());
    let mut routed: Vec<String> =
        today.recipients_for("9901", Some("Norr")).iter().map(|it| it.id.to_string()).collect();
    let mut suggested = to(&again.html);
    routed.sort();
    suggested.sort();
    assert!(!routed.is_empty());
    assert_eq!(suggested, routed);
    assert!(filled(&again.html, &[]).contains(&("family".to_owned(), "Mallström".to_owned())));
    // The Enter key presses the first button of a form: it sends, and does not suggest.
    let first = forms(&again.html)
        .iter()
        .find(|it| it.contains("name=\"family\""))
        .unwrap()
        .split("<button")
        .nth(1)
        .unwrap();
    assert!(!first.split('>').next().unwrap().contains("name="), "{first}");
}
