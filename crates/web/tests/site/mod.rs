//! A whole site in memory behind the router, and browsers that talk to it.

use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use brygga_app::care_chain::{PROJECTIONS, PerformAct, perform_act};
use brygga_app::{Actor, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{Notice, PartyUnit, StartChain};
use brygga_domain::care_chain::{AdmissionNoticeDetailed, ConsentRecorded, ConsentValue, Identity};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_domain::moment::Moment;
use brygga_testkit::TestSite;
use brygga_web::{WebOptions, router};
use jiff::SignedDuration;
use tower::ServiceExt as _;

/// An official test number.
pub(crate) const NUMBER: &str = "19380712-9022";

pub(crate) struct Site {
    pub(crate) inner: TestSite,
    router: Router,
}

/// An answer, read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Somebody's browser: keeps cookies, sends the token of its forms.
pub(crate) struct Browser<'a> {
    site: &'a Site,
    pub(crate) cookies: Mutex<Vec<(String, String)>>,
}

impl Site {
    pub(crate) async fn new() -> Self {
        let inner = TestSite::new().await;
        // As every server does when it starts: the lists are of this version.
        inner.store.save_projection_version(PROJECTIONS).await.unwrap();
        let router = router(inner.app.clone(), WebOptions::default());
        Self { inner, router }
    }

    /// Nobody yet.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: Mutex::default() }
    }

    /// Signed in, in an assignment, by the names on the screen.
    pub(crate) async fn as_user(&self, staff: &str, unit: &str) -> Browser<'_> {
        let browser = self.browser();
        browser.enter(&self.inner.actor(staff, unit)).await;
        browser
    }

    /// Greta Mallström comes to the ward; needs assessment, home health care and primary care of
    /// Björkvik Norr are told.
    pub(crate) async fn admit(&self, ward: &Actor) -> ChainId {
        self.admit_as(ward, 3).await
    }

    /// One more of the same, under another number.
    pub(crate) async fn admit_as(&self, ward: &Actor, number: u8) -> ChainId {
        let chain = ChainId::from_bytes([number; 16]);
        let now = self.inner.app.now();
        let at = |hours: i64| Moment::from_instant(now + SignedDuration::from_hours(hours));
        let act = StartChain {
            identity: Identity {
                person: PersonId::from_bytes([1; 16]),
                identifier: PersonIdentifier::parse(NUMBER, local_date(now)).unwrap(),
                given: "Greta".to_owned(),
                family: "Mallström".to_owned(),
            },
            address: None,
            municipality: Some("9901".to_owned()),
            area: Some("Norr".to_owned()),
            place: Some("12:1".to_owned()),
            admitted_at: at(-3),
            protected: false,
            ward: self.party(&ward.unit),
            consent: Some(ConsentRecorded {
                value: ConsentValue::Given,
                scope: vec!["sharing".to_owned()],
                form: "oral".to_owned(),
                valid_to: None,
                note: None,
            }),
            notice: Some(Notice {
                to: self.recipients(),
                judged_by: "Lo Provsson, läkare".to_owned(),
                judged_at: at(-3),
                judged_at_admission: true,
                estimated_discharge: at(72),
                secrecy_hinders: false,
                phone: None,
                details: Some(AdmissionNoticeDetailed {
                    reason: "Fall i hemmet".to_owned(),
                    risks: Vec::new(),
                    infection: None,
                    limits: None,
                    interpreter: None,
                    next_of_kin: None,
                }),
            }),
        };
        let request = PerformAct::new(chain, act, self.inner.app.new_command());
        perform_act(&self.inner.app, ward, request).await.unwrap().chain
    }

    fn recipients(&self) -> Vec<PartyUnit> {
        let registry = self.inner.app.registry();
        let today = on_day(&registry, self.inner.app.now());
        let found = today.recipients_for("9901", Some("Norr"));
        found.into_iter().map(|unit| self.party(&unit.id)).collect()
    }

    pub(crate) fn party(&self, unit: &HsaId) -> PartyUnit {
        let registry = self.inner.app.registry();
        let unit = on_day(&registry, self.inner.app.now()).unit(unit).unwrap();
        PartyUnit {
            unit: unit.id.clone(),
            organisation: unit.organisation.clone(),
            branch: unit.branch,
            supplier: unit.kind.is_supplier(),
        }
    }
}

impl Browser<'_> {
    /// Signs in and chooses the assignment.
    pub(crate) async fn enter(&self, actor: &Actor) {
        let entered = self.post("/demo-sign-in", &[("person", actor.user.as_str())]).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
        let chosen = self.post("/assignments", &[("assignment", &actor.assignment)]).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(ACCEPT, "text/html");
        read(self.send(request, Body::empty()).await).await
    }

    /// Sends a form with the token of the session, if there is one.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf().await;
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let body: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{name}={}", brygga_web::urls::encode(value)))
            .collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        read(self.send(request, Body::from(body.join("&"))).await).await
    }

    /// Sends anything with the cookies, and keeps those of the answer.
    pub(crate) async fn send(&self, request: axum::http::request::Builder, body: Body) -> Response {
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request.header(COOKIE, cookies.join("; ")).body(body).unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        for line in response.headers().get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            let mut kept = self.cookies.lock().unwrap();
            kept.retain(|(name, _)| name != pair.0);
            kept.push((pair.0.to_owned(), pair.1.to_owned()));
        }
        response
    }

    async fn csrf(&self) -> String {
        let page = self.get("/assignments").await;
        let page = if page.status.is_redirection() { self.get("/locked").await } else { page };
        let value = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap_or_default();
        value.split('"').next().unwrap_or_default().to_owned()
    }
}

async fn read(response: Response) -> Answer {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 4 << 20).await.unwrap();
    // A document for paper or a spreadsheet is no text.
    let kind = parts.headers.get("content-type").and_then(|kind| kind.to_str().ok());
    let is_binary =
        kind.is_some_and(|kind| kind == "application/pdf" || kind.ends_with("spreadsheetml.sheet"));
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: if is_binary {
            String::from_utf8_lossy(&body).into_owned()
        } else {
            String::from_utf8(body.to_vec()).unwrap()
        },
    }
}
