//! How a list stands in groups, what is around a row, and whose own a case is.

use brygga_domain::care_chain::Stage;
use brygga_domain::ids::HsaId;

use crate::projections::Cursor;

/// What the rows of an open list stand together by. Within a group they keep the order by step and
/// time. Closed chains are not grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupBy {
    /// Who owns the step: [`crate::Group`] by its number.
    #[default]
    Step,
    /// Municipality code; [`GroupBy::NONE`] without one.
    Municipality,
    /// The stage's place in [`GroupBy::STAGES`].
    Stage,
    /// Sal: the part of room and bed before the colon; [`GroupBy::NONE`] without one.
    Room,
    /// The responsible ward.
    Ward,
}

impl GroupBy {
    /// Every way.
    pub const ALL: [Self; 5] =
        [Self::Step, Self::Municipality, Self::Stage, Self::Room, Self::Ward];
    /// The key of rows that have no value: after all others.
    pub const NONE: &'static str = "~";
    /// The stages in the order of their groups.
    pub const STAGES: [Stage; 8] = [
        Stage::Requested,
        Stage::Admitted,
        Stage::Planning,
        Stage::DischargeReady,
        Stage::Discharged,
        Stage::Closed,
        Stage::Deceased,
        Stage::Cancelled,
    ];
}

/// All rows of a group, on whatever page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCount {
    /// What they have in common, as [`GroupBy`] says.
    pub key: String,
    /// How many.
    pub count: u32,
}

/// What stands around a row in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// The row before.
    pub previous: Option<Cursor>,
    /// The row after.
    pub next: Option<Cursor>,
    /// 1 = first.
    pub position: u32,
    /// Rows with this one.
    pub total: u32,
}

/// Somebody of a unit whose own case it is: shown under "Mina" to that person alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taker {
    /// The unit.
    pub unit: HsaId,
    /// Who of it.
    pub who: Who,
}

/// How a person is known in a chain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Has taken a step or a message over ("Tar hand om").
    User(HsaId),
    /// Is named, as permanent care contact.
    Named(String),
}

impl Who {
    /// The key of a row; no HSA-id begins with `=`.
    pub fn key(&self) -> String {
        match self {
            Self::User(user) => user.to_string(),
            Self::Named(name) => format!("={}", name.trim().to_lowercase()),
        }
    }
}
