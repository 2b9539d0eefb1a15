//! When there is nothing to show: no access, not allowed, not found, an error.

use askama::Template;
use brygga_i18n::Texts;

use super::{AssignmentChoice, Fact, Hidden, Shell};
use crate::filters;

/// The same bytes whether the person exists or not (definition 13): it takes nothing but the frame.
#[derive(Debug, Template)]
#[template(path = "no_access.html")]
pub struct NoAccessPage {
    pub t: Texts,
    pub shell: Shell,
}

/// A party that lacks role, compartment or assignment: the reason, and what would do (decision 23).
#[derive(Debug, Template)]
#[template(path = "forbidden.html")]
pub struct ForbiddenPage {
    pub t: Texts,
    pub shell: Shell,
    /// "Bara läkare på den ansvariga avdelningen kan meddela utskrivningsklar."
    pub reason: String,
    /// The reader's own assignments that would do.
    pub would_do: Vec<AssignmentChoice>,
    /// Where to go after changing assignment.
    pub next: String,
    pub back_url: String,
}

/// Something failed: what did not happen, what is saved, what to do, and last the number.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub t: Texts,
    pub shell: Shell,
    pub kind: ErrorKind,
    /// What the person typed is kept as a draft.
    pub draft_kept: bool,
    /// The form that failed, to be sent once more.
    pub again: Option<SendAgain>,
    pub correlation: String,
    pub back_url: String,
}

impl ErrorPage {
    fn can_send(&self) -> bool {
        self.again.as_ref().is_some_and(|again| !again.hidden.is_empty())
    }
}

/// What was typed, and the way to send it again.
#[derive(Debug, Clone, Default)]
pub struct SendAgain {
    pub action: String,
    /// Empty when it cannot be sent again as it is.
    pub hidden: Vec<Hidden>,
    /// To be read or copied.
    pub words: Vec<Fact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ErrorKind {
    #[default]
    Unexpected,
    /// The store does not answer; nothing was sent.
    NotSaved,
    /// Nobody knows whether it was saved; the same form is one act however often it is sent.
    Unknown,
    /// The disk is full: reading goes on, nothing is saved.
    Full,
    /// The form is too old, or was opened by somebody else.
    FormExpired,
    TooManyRequests,
    /// The form is larger than any of ours can be.
    TooLarge,
    /// The page cannot be read from this address or with these values.
    BadRequest,
}

impl ErrorKind {
    pub(crate) fn title(self, t: &Texts) -> String {
        match self {
            Self::Unexpected => t.text("error-unexpected"),
            Self::NotSaved => t.text("error-not-saved"),
            Self::Unknown => t.text("error-unknown"),
            Self::Full => t.text("error-full"),
            Self::FormExpired => t.text("error-form-expired"),
            Self::TooManyRequests => t.text("error-too-many"),
            Self::TooLarge => t.text("error-too-large"),
            Self::BadRequest => t.text("error-bad-request"),
        }
        .into_owned()
    }

    pub(crate) fn text(self, t: &Texts) -> String {
        match self {
            Self::Unexpected => t.text("error-unexpected-text"),
            Self::NotSaved => t.text("error-not-saved-text"),
            Self::Unknown => t.text("error-unknown-text"),
            Self::Full => t.text("error-full-text"),
            Self::FormExpired => t.text("error-form-expired-text"),
            Self::TooManyRequests => t.text("error-too-many-text"),
            Self::TooLarge => t.text("error-too-large-text"),
            Self::BadRequest => t.text("error-bad-request-text"),
        }
        .into_owned()
    }
}

#[derive(Debug, Template)]
#[template(path = "not_found.html")]
pub struct NotFoundPage {
    pub t: Texts,
    pub shell: Shell,
}
