//! A site and people at their desks, without script: every form as a browser sends it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use brygga_app::Actor;
use brygga_app::accounts::{choose_assignment, demo_sign_in, session_of};
use brygga_domain::registry::Role;
use brygga_testkit::TestSite;
use brygga_web::{WebOptions, router};
use tower::ServiceExt as _;

pub(crate) const NUMBER: &str = "19380712-9022";

pub(crate) struct Site {
    pub(crate) site: TestSite,
    pub(crate) router: Router,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) to: String,
    pub(crate) html: String,
}

impl Site {
    pub(crate) async fn new() -> Self {
        let site = TestSite::new().await;
        let router = router(site.app.clone(), WebOptions::default());
        Self { site, router }
    }

    /// Another server on the same log: it remembers nothing of what this one has read.
    pub(crate) async fn other_server(&self) -> Router {
        let app = brygga_app::App::start(
            self.site.store.clone(),
            self.site.clock.clone(),
            Arc::new(brygga_testkit::SeededEntropy::new(2)),
            Arc::new(brygga_policy::Policies::embedded()),
            brygga_app::Settings { demo: true, secret: [7; 32] },
        );
        router(Arc::new(app.await.unwrap()), WebOptions::default())
    }

    pub(crate) async fn sign_in(&self, role: Role, unit: &str) -> (String, Actor) {
        let actor = self.site.actor_as(role, unit);
        let token = demo_sign_in(&self.site.app, &actor.user).await.unwrap();
        let signed_in = session_of(&self.site.app, &token).await.unwrap().unwrap();
        choose_assignment(&self.site.app, &signed_in, &actor.assignment).await.unwrap();
        (token, actor)
    }

    pub(crate) async fn ask(
        &self,
        user: &str,
        request: axum::http::request::Builder,
        body: String,
    ) -> Answer {
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

    pub(crate) async fn get(&self, user: &str, path: &str) -> Answer {
        self.ask(user, Request::get(path), String::new()).await
    }

    pub(crate) async fn post(&self, user: &str, path: &str, pairs: &[(String, String)]) -> Answer {
        self.ask(user, Request::post(path), encoded(pairs)).await
    }

    /// Opens a form, fills it in over what it suggests, sends it, and confirms where it asks.
    pub(crate) async fn act(&self, user: &str, path: &str, values: &[(&str, &str)]) -> Answer {
        let form = self.get(user, path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", words(&form.html));
        let action = path.split('?').next().unwrap();
        let answer = self.send(user, action, &filled(&form.html, values)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", words(&answer.html));
        answer
    }

    /// Sends a form, and confirms where it asks.
    pub(crate) async fn send(&self, user: &str, path: &str, pairs: &[(String, String)]) -> Answer {
        let answer = self.post(user, path, pairs).await;
        if !answer.html.contains("name=\"confirm\"") {
            return answer;
        }
        self.press(user, &answer.html, &["name=\"confirm\""]).await
    }

    /// Presses the button of the first form that says all this, as it stands on the page.
    pub(crate) async fn press(&self, user: &str, html: &str, says: &[&str]) -> Answer {
        let all = forms(html);
        let form = all.into_iter().find(|form| says.iter().all(|it| form.contains(it)));
        let form = form.unwrap_or_else(|| panic!("no button {says:?}: {}", words(html)));
        self.post(user, &attribute(form, "action"), &fields(form, &[])).await
    }

    /// Confirms what the page asks.
    pub(crate) async fn confirm(&self, user: &str, asked: &Answer) -> Answer {
        assert!(asked.html.contains("name=\"confirm\""), "{}", words(&asked.html));
        let done = self.press(user, &asked.html, &["name=\"confirm\""]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.html));
        done
    }

    /// Everybody's page of the case says this.
    pub(crate) async fn all_read(&self, users: &[&str], chain: &str, says: &[&str]) {
        for user in users {
            let page = self.get(user, chain).await;
            assert_eq!(page.status, StatusCode::OK, "{}", words(&page.html));
            let text = all_words(&page.html);
            for said in says {
                assert!(text.contains(said), "{said}: {text}");
            }
        }
    }

    /// Nobody's page of the case says this.
    pub(crate) async fn none_reads(&self, users: &[&str], chain: &str, says: &[&str]) {
        for user in users {
            let page = self.get(user, chain).await;
            let text = all_words(&page.html);
            for said in says {
                assert!(!text.contains(said), "{said}: {text}");
            }
        }
    }

    pub(crate) fn minutes(&self, minutes: i64) {
        self.site.clock.advance(jiff::SignedDuration::from_mins(minutes));
    }

    pub(crate) async fn start(&self, ward: &str) -> String {
        self.start_as(ward, [NUMBER, "Mallström", "Greta"], "Norr").await
    }

    /// A case of a person by number, family name and given name, told to those of an area.
    pub(crate) async fn start_as(&self, ward: &str, person: [&str; 3], area: &str) -> String {
        let [number, family, given] = person;
        let values = [
            ("identity", number),
            ("family", family),
            ("given", given),
            ("municipality", "9901"),
            ("area", area),
            ("judged-by", "Kim Demosson"),
            ("secrecy", "no"),
            ("estimate-date", "2026-11-23"),
            ("estimate-time", "11:00"),
            ("consent", "given"),
            ("reason", "Faller hemma, höftfraktur opererad"),
        ];
        // The suggestion of recipients comes with the municipality.
        let path = format!("/care-chains/start?municipality=9901&area={area}");
        let started = self.act(ward, &path, &values).await;
        started.to.split("/receipt").next().unwrap().to_owned()
    }
}

pub(crate) fn encoded(pairs: &[(String, String)]) -> String {
    let encode = brygga_web::urls::encode;
    let parts: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
    parts.join("&")
}

pub(crate) fn attribute(tag: &str, name: &str) -> String {
    let found = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
    unescaped(found.and_then(|rest| rest.split('"').next()).unwrap_or_default())
}

pub(crate) fn unescaped(text: &str) -> String {
    let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#39;", "'");
    text.replace("&#34;", "\"").replace("&amp;", "&").replace("&#38;", "&")
}

/// What a browser would send of the page's main form, with some values typed over.
pub(crate) fn filled(html: &str, values: &[(&str, &str)]) -> Vec<(String, String)> {
    let forms = forms(html);
    let form = forms.into_iter().find(|form| form.contains("name=\"token\"")).unwrap();
    fields(form, values)
}

/// The forms of the page's main part.
pub(crate) fn forms(html: &str) -> Vec<&str> {
    let main = html.split_once("<main").unwrap().1;
    main.split("<form").skip(1).map(|form| form.split("</form>").next().unwrap()).collect()
}

pub(crate) fn fields(form: &str, values: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for tag in form.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let kind = attribute(tag, "type");
        let box_ = kind == "checkbox" || kind == "radio";
        if !box_ || tag.contains(" checked") {
            pairs.push((attribute(tag, "name"), attribute(tag, "value")));
        }
    }
    for area in form.split("<textarea").skip(1) {
        let (tag, rest) = area.split_once('>').unwrap();
        let text = rest.split("</textarea>").next().unwrap();
        pairs.push((attribute(tag, "name"), unescaped(text)));
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

/// The main part without tags.
pub(crate) fn all_words(html: &str) -> String {
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    let text: Vec<&str> =
        main.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of the page without tags, for messages of failed tests.
pub(crate) fn words(html: &str) -> String {
    all_words(html).chars().take(900).collect()
}

/// Everybody of one case: the ward, primary care, both sides of the municipality.
pub(crate) struct Parties {
    pub(crate) nurse: String,
    pub(crate) coordinator: String,
    pub(crate) physician: String,
    /// The permanent care contact at Ekens vårdcentral.
    pub(crate) contact: String,
    /// The head of Ekens vårdcentral.
    pub(crate) head: String,
    pub(crate) assessor: String,
    pub(crate) home_care: String,
}

pub(crate) const WARD: &str = "Avdelning 37";
pub(crate) const CENTRE: &str = "Ekens vårdcentral";
pub(crate) const ASSESSOR: &str = "Biståndsenheten Björkvik Norr";
pub(crate) const HOME_CARE: &str = "Hemsjukvården Björkvik";

impl Site {
    /// A case that everybody has been told of.
    pub(crate) async fn with_parties() -> (Self, Parties, String) {
        let s = Self::new().await;
        let nurse = s.sign_in(Role::WardNurse, WARD).await.0;
        let chain = s.start(&nurse).await;
        s.minutes(10);
        let parties = s.sign_all_in().await;
        (s, parties, chain)
    }

    /// Everybody with a new session: one that lies idle is locked.
    pub(crate) async fn sign_all_in(&self) -> Parties {
        let s = self;
        Parties {
            nurse: s.sign_in(Role::WardNurse, WARD).await.0,
            coordinator: s.sign_in(Role::WardCoordinator, WARD).await.0,
            physician: s.sign_in(Role::Physician, WARD).await.0,
            contact: s.sign_in(Role::PermanentCareContact, CENTRE).await.0,
            head: s.sign_in(Role::HeadOfUnit, CENTRE).await.0,
            assessor: s.sign_in(Role::NeedsAssessor, ASSESSOR).await.0,
            home_care: s.sign_in(Role::MunicipalNurse, HOME_CARE).await.0,
        }
    }

    /// Opens a form and sends it without confirming; gives the answer as it is.
    pub(crate) async fn try_act(&self, user: &str, path: &str, values: &[(&str, &str)]) -> Answer {
        let form = self.get(user, path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", words(&form.html));
        self.post(user, path.split('?').next().unwrap(), &filled(&form.html, values)).await
    }
}
