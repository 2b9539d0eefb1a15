//! The whole way from admission to home over HTTP, without script: every form as a browser sends it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use brygga_app::Actor;
use brygga_app::accounts::{choose_assignment, demo_sign_in, session_of};
use brygga_domain::care_chain::acts::Act;
use brygga_domain::registry::Role;
use brygga_testkit::TestSite;
use brygga_web::{WebOptions, router};
use jiff::SignedDuration;
use tower::ServiceExt as _;

const NUMBER: &str = "19380712-9022";

struct Site {
    site: TestSite,
    router: Router,
}

struct Answer {
    status: StatusCode,
    to: String,
    html: String,
}

impl Site {
    async fn new() -> Self {
        let site = TestSite::new().await;
        let router = router(site.app.clone(), WebOptions::default());
        Self { site, router }
    }

    async fn sign_in(&self, role: Role, unit: &str) -> (String, Actor) {
        let actor = self.site.actor_as(role, unit);
        let token = demo_sign_in(&self.site.app, &actor.user).await.unwrap();
        let signed_in = session_of(&self.site.app, &token).await.unwrap().unwrap();
        choose_assignment(&self.site.app, &signed_in, &actor.assignment).await.unwrap();
        (token, actor)
    }

    async fn ask(&self, user: &str, request: axum::http::request::Builder, body: String) -> Answer {
        let request = request
            .header("cookie", format!("brygga={user}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let to = response.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status, to: to.unwrap_or_default(), html }
    }

    async fn get(&self, user: &str, path: &str) -> Answer {
        self.ask(user, Request::get(path), String::new()).await
    }

    async fn post(&self, user: &str, path: &str, pairs: &[(String, String)]) -> Answer {
        self.ask(user, Request::post(path), encoded(pairs)).await
    }

    /// Opens a form, fills it in over what it suggests, sends it, and confirms where it asks.
    async fn act(&self, user: &str, path: &str, values: &[(&str, &str)]) -> Answer {
        let form = self.get(user, path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", words(&form.html));
        let action = path.split('?').next().unwrap();
        let answer = self.post(user, action, &filled(&form.html, values)).await;
        let answer = if answer.html.contains("name=\"confirm\"") {
            self.post(user, action, &filled(&answer.html, &[])).await
        } else {
            answer
        };
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", words(&answer.html));
        answer
    }

    async fn start(&self, ward: &str) -> String {
        let values = [
            ("identity", NUMBER),
            ("family", "Mallström"),
            ("given", "Greta"),
            ("municipality", "9901"),
            ("area", "Norr"),
            ("judged-by", "Kim Demosson"),
            ("estimate-date", "2026-11-23"),
            ("estimate-time", "11:00"),
            ("consent", "given"),
            ("reason", "Faller hemma, höftfraktur opererad"),
        ];
        // The suggestion of recipients comes with the municipality.
        let path = "/care-chains/start?municipality=9901&area=Norr";
        let started = self.act(ward, path, &values).await;
        started.to.split("/receipt").next().unwrap().to_owned()
    }
}

fn encoded(pairs: &[(String, String)]) -> String {
    let encode = brygga_web::urls::encode;
    let parts: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
    parts.join("&")
}

fn attribute(tag: &str, name: &str) -> String {
    let found = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
    let value = found.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"")
}

/// What a browser would send of the page's main form, with some values typed over.
fn filled(html: &str, values: &[(&str, &str)]) -> Vec<(String, String)> {
    let main = html.split_once("<main").unwrap().1;
    let form = main.split("<form").find(|form| form.contains("name=\"token\"")).unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut pairs: Vec<(String, String)> = Vec::new();
    for tag in form.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let kind = attribute(tag, "type");
        let box_ = kind == "checkbox" || kind == "radio";
        if !box_ || tag.contains(" checked") {
            pairs.push((attribute(tag, "name"), attribute(tag, "value")));
        }
    }
    for select in form.split("<select").skip(1) {
        let name = attribute(select.split('>').next().unwrap(), "name");
        let options = select.split("</select>").next().unwrap().split("<option").skip(1);
        let chosen = options.map(|tag| tag.split('>').next().unwrap());
        let chosen = chosen.filter(|tag| tag.contains(" selected")).map(|t| attribute(t, "value"));
        pairs.push((name, chosen.last().unwrap_or_default()));
    }
    for (name, value) in values {
        pairs.retain(|(key, _)| key != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs
}

/// The page without tags, for messages of failed tests.
fn words(html: &str) -> String {
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    let text: Vec<&str> =
        main.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect();
    text.join(" ").split_whitespace().take(120).collect::<Vec<_>>().join(" ")
}

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
        &[("physician", "Kim Demosson"), ("departure-date", ""), ("departure-time", "")],
    )
    .await;
    let page = s.get(&ward, &chain).await;
    assert!(page.html.contains("Utskrivningsklar"));
    s.act(&ward, &at("withdraw-ready"), &[("reason", "Ny bedömning av behandlande läkare")]).await;
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
    let first = s.post(&ward, &path, &pairs).await;
    let again = s.post(&ward, &path, &pairs).await;
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
    let anyway = s.post(&ward, &path, &filled(&stale.html, &[])).await;
    assert_eq!(anyway.status, StatusCode::SEE_OTHER, "{}", words(&anyway.html));
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
