//! Who asks: from the cookies of a request to a visitor, and on to an actor in an assignment.

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;

use askama::Template;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{ACCEPT, COOKIE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method};
use axum::response::{Html, IntoResponse as _, Response};
use brygga_app::accounts::{SignedIn, session_of, watch_session};
use brygga_app::care_chain::may;
use brygga_app::{Actor, is_session_form, on_day, session_form_token};
use brygga_domain::registry::Role;
use brygga_i18n::{Language, Texts};
use brygga_policy::Action;
use jiff::Timestamp;

use crate::labels;
use crate::page_error::PageError;
use crate::site::WebState;
use crate::urls;
use crate::views::{NavPlace, Shell, Theme, UserBar};

/// What a handler gives.
pub(crate) type PageResult = Result<Response, PageError>;

/// The number that follows a request from header to log line to row and error page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Correlation(pub(crate) String);

/// The screen locks itself after so long; the server locks at the same time (15 minutes).
const LOCK_AFTER_S: u32 = 15 * 60;

/// Anybody: signed in or not.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) state: WebState,
    pub(crate) texts: Texts,
    pub(crate) theme: Theme,
    pub(crate) keys_on: bool,
    pub(crate) now: Timestamp,
    /// Path and query, for switches that lead back and for signing in.
    pub(crate) path: String,
    pub(crate) correlation: String,
    pub(crate) session: Option<SignedIn>,
    /// For the throttle of sign-in.
    pub(crate) address: String,
    needs_us: u32,
}

/// A signed-in user in an assignment, with the screen unlocked.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) visitor: Visitor,
    pub(crate) signed_in: SignedIn,
    /// With the correlation id of this request.
    pub(crate) actor: Actor,
}

impl Deref for Caller {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Visitor {
    /// Reads the cookies. A request of the machine (the live stream) is no sign of life.
    pub(crate) async fn read(
        state: &WebState,
        parts: &Parts,
        life: SignOfLife,
    ) -> Result<Self, PageError> {
        let headers = &parts.headers;
        let session = match cookie(headers, session_cookie(state.options.secure_cookies)) {
            None => None,
            Some(token) if life == SignOfLife::Yes => session_of(&state.app, token).await?,
            Some(token) => watch_session(&state.app, token).await?,
        };
        let language =
            cookie(headers, "language").and_then(Language::from_code).unwrap_or_default();
        let correlation = parts.extensions.get::<Correlation>().cloned().unwrap_or_default();
        let mut visitor = Self {
            texts: Texts::of(language),
            theme: cookie(headers, "theme").map(Theme::from_code).unwrap_or_default(),
            keys_on: cookie(headers, "keys") != Some("off"),
            now: state.app.now(),
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            correlation: correlation.0,
            address: address(state, parts),
            needs_us: 0,
            session,
            state: state.clone(),
        };
        let open = visitor.open_session().and_then(|session| session.actor.clone());
        if let Some(actor) = open.filter(|_| parts.method == Method::GET && is_page(headers)) {
            visitor.needs_us =
                brygga_app::care_chain::ours(&state.app, &actor).await.unwrap_or_default();
        }
        Ok(visitor)
    }

    /// The session, unless its screen is locked.
    pub(crate) fn open_session(&self) -> Option<&SignedIn> {
        self.session.as_ref().filter(|signed_in| !signed_in.session.locked)
    }

    /// Who this is in which assignment, or what has to be done first.
    pub(crate) fn caller(self) -> Result<Caller, PageError> {
        let next = self.path.clone();
        let Some(signed_in) = self.session.clone() else {
            return Err(PageError::NotSignedIn { next });
        };
        if signed_in.session.locked {
            return Err(PageError::Locked { next });
        }
        let Some(mut actor) = signed_in.actor.clone() else {
            return Err(PageError::NoAssignment { next });
        };
        actor.correlation.clone_from(&self.correlation);
        Ok(Caller { visitor: self, signed_in, actor })
    }

    /// The frame of a page.
    pub(crate) fn shell(&self, nav: NavPlace) -> Shell {
        Shell {
            theme: self.theme,
            test_data: self.state.app.demo,
            csrf: self.csrf(),
            path: self.path.clone(),
            now: self.now.to_string(),
            user: self.user_bar(),
            nav,
            keys_on: self.keys_on,
            ..Shell::default()
        }
    }

    /// The token of forms that are no acts; empty before signing in.
    pub(crate) fn csrf(&self) -> String {
        self.session
            .as_ref()
            .map_or_else(String::new, |it| session_form_token(&self.state.app, &it.session))
    }

    /// The form was made for this session.
    pub(crate) fn check_form(&self, csrf: &str) -> Result<(), PageError> {
        match &self.session {
            Some(it) if is_session_form(&self.state.app, &it.session, csrf) => Ok(()),
            Some(_) => Err(PageError::FormExpired),
            None => Err(PageError::NotSignedIn { next: urls::HOME.to_owned() }),
        }
    }

    fn user_bar(&self) -> Option<UserBar> {
        let signed_in = self.open_session()?;
        let actor = signed_in.actor.as_ref()?;
        let registry = self.state.app.registry();
        let today = on_day(&registry, self.now);
        let place = today.organisation(&actor.organisation).map_or("", |it| it.name.as_str());
        Some(UserBar {
            name: signed_in.name.clone(),
            unit: today.unit(&actor.unit).map_or_else(String::new, |unit| unit.name.clone()),
            place_and_role: format!("{place} · {}", labels::role(self.texts, actor.role)),
            needs_us: self.needs_us,
            lock_after_s: LOCK_AFTER_S,
            follows_up: may(&self.state.app, actor, Action::ViewFollowUp)
                .then(|| urls::WEEKEND_STAYS.to_owned()),
            leads_unit: actor.lead.then(|| urls::GIVE_ASSIGNMENT.to_owned()),
            operates: (actor.role == Role::Administrator).then(|| urls::JOBS.to_owned()),
        })
    }
}

/// Whether a request shows that somebody sits there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignOfLife {
    Yes,
    No,
}

impl FromRequestParts<WebState> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, PageError> {
        Self::read(state, parts, SignOfLife::Yes).await
    }
}

impl FromRequestParts<WebState> for Caller {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, PageError> {
        Visitor::read(state, parts, SignOfLife::Yes).await?.caller()
    }
}

/// A caller whose request is the machine's own (live stream, counts): it does not keep the screen
/// from locking.
pub(crate) struct Watcher(pub(crate) Caller);

impl FromRequestParts<WebState> for Watcher {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, PageError> {
        Ok(Self(Visitor::read(state, parts, SignOfLife::No).await?.caller()?))
    }
}

/// A page as an answer.
pub(crate) fn html(page: &impl Template) -> PageResult {
    Ok(Html(page.render().map_err(PageError::Template)?).into_response())
}

/// The name of the session's cookie.
pub(crate) fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-brygga" } else { "brygga" }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The answer is for a person's eyes, not for the script.
pub(crate) fn is_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("hx-request").is_some() || text("sec-fetch-mode").is_some_and(|it| it != "navigate") {
        return false;
    }
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    accept.contains("text/html") || accept.contains("*/*")
}

fn address(state: &WebState, parts: &Parts) -> String {
    let peer = peer(&parts.extensions);
    let proxy = state.options.proxy.filter(|network| peer.is_some_and(|ip| network.contains(&ip)));
    // A proxy may add a line of its own after those that the caller wrote.
    let mut lines = parts.headers.get_all("x-forwarded-for").into_iter();
    let forwarded = lines.next_back().and_then(|value| value.to_str().ok());
    match forwarded.filter(|_| proxy.is_some()).and_then(|it| it.rsplit(',').next()) {
        Some(last) => last.trim().to_owned(),
        None => peer.map_or_else(String::new, |ip| ip.to_string()),
    }
}

/// Who is at the other end of the connection. A socket that listens to both families spells an IPv4
/// address as an IPv6 one (`::ffff:10.1.0.2`); networks are compared without that.
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())
}
