//! The question and its answer.

use brygga_domain::envelope::Compartment;
use brygga_domain::registry::Role;

use crate::words::{Action, Phase, Reason, Relation};

/// May this assignment do this, to this case? It holds no person and no case, so an answer can be
/// kept for everybody who asks the same (decision 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Request {
    /// The role of the active assignment. Who has no active assignment asks nothing.
    pub role: Role,
    /// How the own unit is related to the case; `None` where there is no case.
    pub relation: Relation,
    /// What.
    pub action: Action,
    /// How far the case has come; `Open` where there is no case.
    pub phase: Phase,
    /// The person has protected identity.
    pub protected: bool,
    /// The assignment is marked as permanent care contact (definitions 6).
    pub care_contact: bool,
    /// The assignment is marked as unit lead.
    pub lead: bool,
    /// Which compartment, to read one ([`Action::ViewChain`]); none is the page itself.
    pub compartment: Option<Compartment>,
    /// The own unit stands in the audience of the room that is read, with a ground. The caller
    /// knows it from the chain's rooms.
    pub addressed: bool,
}

impl Request {
    /// A question without anything special about case or assignment.
    pub const fn new(role: Role, relation: Relation, action: Action) -> Self {
        Self {
            role,
            relation,
            action,
            phase: Phase::Open,
            protected: false,
            care_contact: false,
            lead: false,
            compartment: None,
            addressed: false,
        }
    }

    /// The same question about another act: a page asks for all its acts.
    #[must_use]
    pub const fn about(self, action: Action) -> Self {
        Self { action, ..self }
    }

    /// Without what the policies do not look at, so that equal questions are asked once.
    pub(crate) fn plain(self) -> Self {
        let reads = self.action == Action::ViewChain;
        let compartment =
            if reads { Some(self.compartment.unwrap_or(Compartment::Coordination)) } else { None };
        Self { compartment, addressed: reads && self.addressed, ..self }
    }
}

/// The answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    /// Go on, with the proof in hand.
    Allowed(Proof),
    /// No, because.
    Denied(Reason),
}

impl Decision {
    /// For buttons and lists.
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }
    /// For use cases: the proof, or the reason of the refusal.
    pub fn proof(self) -> Result<Proof, Reason> {
        match self {
            Self::Allowed(proof) => Ok(proof),
            Self::Denied(reason) => Err(reason),
        }
    }
}

/// Shows that the policies said yes to this question. Only this crate makes one, so a use case
/// that takes a `&Proof` cannot be called by anybody who did not ask.
#[derive(Debug, PartialEq, Eq)]
pub struct Proof {
    request: Request,
}

impl Proof {
    pub(crate) const fn of(request: Request) -> Self {
        Self { request }
    }
    /// The question that was answered.
    pub const fn request(&self) -> &Request {
        &self.request
    }
    /// The proof is for this act: a use case asserts it.
    pub fn is_for(&self, action: Action) -> bool {
        self.request.action == action
    }
}
