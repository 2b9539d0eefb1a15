//! The one place that turns failures into answers. A handler fails with a [`PageError`]; it travels
//! in the answer's extensions to the frame, which knows who asks and renders the page.

use std::sync::Arc;

use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use brygga_app::{Actor, AppError, on_day};
use brygga_domain::registry::Role;
use brygga_store::StoreError;

use crate::caller::{Visitor, html};
use crate::care_chain::Typed;
use crate::labels;
use crate::urls;
use crate::views::{
    AssignmentChoice, ErrorKind, ErrorPage, Fact, ForbiddenPage, Hidden, NavPlace, NoAccessPage,
    NotFoundPage, SendAgain,
};

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error("nobody is signed in")]
    NotSignedIn { next: String },
    #[error("the screen is locked")]
    Locked { next: String },
    #[error("no assignment is chosen")]
    NoAssignment { next: String },
    #[error("the form was not made for this session")]
    FormExpired,
    #[error("the address or the form cannot be read")]
    BadRequest,
    #[error("the form is larger than any of ours")]
    TooLarge,
    #[error("there is no such page")]
    NotFound,
    #[error("the page does not take this method")]
    Method,
    #[error("the request took too long")]
    Timeout,
    #[error("a handler panicked")]
    Panic,
    #[error("could not render")]
    Template(#[source] askama::Error),
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// A failure on its way to the frame.
#[derive(Debug, Clone)]
pub(crate) struct Failed(pub(crate) Arc<PageError>);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

impl PageError {
    /// The status when it is not a page that was asked for.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn { .. } => StatusCode::UNAUTHORIZED,
            Self::Locked { .. } => StatusCode::LOCKED,
            Self::NoAssignment { .. } | Self::FormExpired => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panic | Self::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::App(error) => match error {
                AppError::NothingHere => StatusCode::NOT_FOUND,
                AppError::Forbidden { .. } => StatusCode::FORBIDDEN,
                AppError::Refused(_) | AppError::Different(_) => StatusCode::CONFLICT,
                AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
                AppError::Store(StoreError::Full) => StatusCode::INSUFFICIENT_STORAGE,
                AppError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
                AppError::Envelope(_) | AppError::Input { .. } => StatusCode::BAD_REQUEST,
            },
        }
    }

    /// Says nothing about who or what: the answer is the same for everything that is not shown.
    pub(crate) fn is_nothing_here(&self) -> bool {
        matches!(self, Self::App(AppError::NothingHere))
    }

    /// Writes down what the operator has to see.
    pub(crate) fn report(&self) {
        let denied = match self {
            Self::App(AppError::NothingHere) => Some("nothing-here"),
            Self::App(AppError::Forbidden { reason, .. }) => Some(*reason),
            Self::FormExpired => Some("form"),
            _ => None,
        };
        if let Some(reason) = denied {
            metrics::counter!("brygga_denials_total", "reason" => reason).increment(1);
        }
        if matches!(self, Self::App(AppError::Busy)) {
            // Whoever typed has the form back and sends it again: many of them are the fault.
            tracing::warn!("a case kept changing while an act was decided");
        } else if self.status().is_server_error() {
            // As an error, not as a text: the line names every cause below.
            let error: &(dyn std::error::Error + 'static) = self;
            tracing::error!(error, "a page failed");
        } else {
            tracing::debug!(error = %self, "a page was refused");
        }
    }

    /// The page that says it, or where to go first; with what was typed, to be sent again.
    pub(crate) fn page(&self, visitor: &Visitor, typed: &Typed) -> Response {
        let t = visitor.texts;
        let shell = visitor.shell(NavPlace::None);
        let page = match self {
            Self::NotSignedIn { next } => return go_first(urls::SIGN_IN, next),
            Self::Locked { next } => return go_first(urls::LOCKED, next),
            Self::NoAssignment { next } => return go_first(urls::ASSIGNMENT, next),
            Self::App(AppError::NothingHere) => {
                // Nothing of the address stands in it: the same bytes for everybody's nothing.
                let shell = crate::views::Shell { path: urls::HOME.to_owned(), ..shell };
                html(&NoAccessPage { t, shell })
            }
            Self::App(AppError::Forbidden { reason, roles }) => html(&ForbiddenPage {
                reason: reason_words(visitor, reason),
                would_do: would_do(visitor, roles),
                next: urls::HOME.to_owned(),
                back_url: urls::HOME.to_owned(),
                t,
                shell,
            }),
            Self::NotFound | Self::Method => html(&NotFoundPage { t, shell }),
            other => html(&ErrorPage {
                kind: other.kind(),
                draft_kept: false,
                again: self.again(visitor, typed),
                correlation: visitor.correlation.clone(),
                back_url: urls::HOME.to_owned(),
                t,
                shell,
            }),
        };
        let mut response = page.unwrap_or_else(|_| ().into_response());
        *response.status_mut() = self.status();
        response
    }

    /// The same form once more, where the fault is ours and may pass: its token makes it one act
    /// however often it is sent (decision 21). Of a form that is too large only its words: to be
    /// copied, since it cannot be sent as it is.
    fn again(&self, visitor: &Visitor, typed: &Typed) -> Option<SendAgain> {
        let too_large = matches!(self, Self::TooLarge);
        if !(self.status().is_server_error() || too_large) || typed.get("token").is_empty() {
            return None;
        }
        let mut hidden: Vec<Hidden> =
            typed.content().map(|(name, value)| Hidden::new(name, value)).collect();
        for name in ["token", "confirm", "anyway"] {
            hidden.extend(typed.all(name).map(|value| Hidden::new(name, value)));
        }
        if too_large {
            hidden.clear();
        }
        // What a person wrote, to be read or copied; not what a form carries.
        let words = typed.content().filter(|(_, value)| value.trim().contains(' '));
        let words = words
            .map(|(name, value)| Fact::new(labels::word(visitor.texts, "field", name), value))
            .collect();
        Some(SendAgain { action: visitor.path.clone(), hidden, words })
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::FormExpired => ErrorKind::FormExpired,
            Self::TooLarge => ErrorKind::TooLarge,
            Self::BadRequest | Self::App(AppError::Envelope(_) | AppError::Input { .. }) => {
                ErrorKind::BadRequest
            }
            Self::App(AppError::Store(StoreError::Full)) => ErrorKind::Full,
            Self::App(AppError::Busy | AppError::Refused(_) | AppError::Different(_)) => {
                ErrorKind::NotSaved
            }
            Self::App(AppError::Store(StoreError::Unknown)) | Self::Timeout | Self::Panic => {
                ErrorKind::Unknown
            }
            _ => ErrorKind::Unexpected,
        }
    }
}

fn go_first(to: &str, next: &str) -> Response {
    let next = urls::local(next);
    let address = if next == urls::HOME {
        to.to_owned()
    } else {
        format!("{to}?next={}", urls::encode(next))
    };
    redirect(&address)
}

/// 303: read the other address with GET.
pub(crate) fn redirect(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static(urls::HOME));
    response.headers_mut().insert(LOCATION, location);
    response
}

fn reason_words(visitor: &Visitor, reason: &str) -> String {
    let key = match reason {
        "protected" => "forbidden-protected",
        "protected-act" => "forbidden-protected-act",
        "phase" => "forbidden-phase",
        "care-contact-only" => "forbidden-care-contact-only",
        "compartment" => "forbidden-compartment",
        "relation" => "forbidden-relation",
        "parties-only" => "forbidden-parties-only",
        _ => "forbidden-role",
    };
    visitor.texts.text(key).into_owned()
}

/// The reader's own other assignments in a role that may.
fn would_do(visitor: &Visitor, roles: &[Role]) -> Vec<AssignmentChoice> {
    let Some(signed_in) = visitor.open_session() else { return Vec::new() };
    let registry = visitor.state.app.registry();
    let today = on_day(&registry, visitor.now);
    let user = &signed_in.session.user;
    let chosen = signed_in.session.assignment.as_deref().unwrap_or_default();
    crate::pages::assignments::choices(visitor, user)
        .into_iter()
        .filter(|choice| choice.id != chosen)
        .filter(|choice| {
            Actor::of(today, user, &choice.id).is_some_and(|actor| roles.contains(&actor.role))
        })
        .collect()
}
