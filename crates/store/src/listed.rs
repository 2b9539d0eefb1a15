//! Where the row of a unit stands in its lists, and what it adds to its counters: decided once, kept in
//! columns and indexes by each engine.

use jiff::Timestamp;

use crate::projections::{ChainRow, Group, PartyRow};

/// The numbers of the column `list`.
const ON_NO_LIST: u8 = 0;
const OPEN: u8 = 1;
const CLOSED: u8 = 2;
/// The group of closed rows in the order of their own list.
const CLOSED_GROUP: u8 = 5;

/// What the indexes of a table hold of a row, apart from the time of its change. Times are milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// 0 = on no list, 1 = open, 2 = closed.
    pub list: u8,
    /// [`Group`] by its number, or 5 when closed.
    pub order_group: u8,
    /// When the step is due, or the greatest number; minus the end when closed.
    pub order_ms: i64,
    /// Reading ends then.
    pub reads_until: Option<i64>,
    /// When the unit answered, where its reading ends by that.
    pub answered_at: Option<i64>,
    /// Messages not seen.
    pub unseen: u32,
    /// Ours and nobody has taken it.
    pub untaken: bool,
    /// The chain's.
    pub area: Option<String>,
    /// The chain's.
    pub weekend_from: Option<i64>,
    /// A flag without an end stays on.
    pub weekend_until: Option<i64>,
    /// The chain's.
    pub name_folded: String,
}

impl Listed {
    /// Of a unit's row in a chain.
    pub fn of(chain: &ChainRow, party: &PartyRow) -> Self {
        let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
        // A unit whose part has ended stands on the lists as long as it may still read.
        let listed = party.active || party.reads_until.is_some();
        let list = match (listed, chain.active) {
            (false, _) => ON_NO_LIST,
            (true, true) => OPEN,
            (true, false) => CLOSED,
        };
        let due = party.step.as_ref().and_then(|step| step.due);
        let (order_group, order_ms) = if list == CLOSED {
            // Newest first.
            (CLOSED_GROUP, -chain.stage_since.as_millisecond())
        } else {
            (party.group as u8, ms(due).unwrap_or(i64::MAX))
        };
        let weekend_from = ms(chain.weekend_from);
        Self {
            list,
            order_group,
            order_ms,
            reads_until: ms(party.reads_until),
            answered_at: ms(party.answered.map(|answered| answered.at)),
            unseen: party.unseen,
            untaken: party.group == Group::Ours && party.taken_by.is_none(),
            area: chain.area.clone(),
            weekend_from,
            weekend_until: weekend_from.map(|_| ms(chain.weekend_until).unwrap_or(i64::MAX)),
            name_folded: chain.name_folded.clone(),
        }
    }

    /// What it adds to the counters.
    pub fn count(&self) -> UnitCount {
        UnitCount::of(self.list, self.order_group, self.unseen, self.untaken)
    }
}

/// What rows add to the counters of their unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnitCount {
    /// Open chains.
    pub open: i64,
    /// Kräver åtgärd av oss.
    pub ours: i64,
    /// Med olästa.
    pub unseen: i64,
    /// Ej fördelade.
    pub untaken: i64,
}

impl UnitCount {
    /// Of one row, by what is stored of it; see [`Listed`].
    pub fn of(list: u8, order_group: u8, unseen: u32, untaken: bool) -> Self {
        if list != OPEN {
            return Self::default();
        }
        Self {
            open: 1,
            ours: i64::from(order_group == Group::Ours as u8),
            unseen: i64::from(unseen > 0),
            untaken: i64::from(untaken),
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            open: self.open + other.open,
            ours: self.ours + other.ours,
            unseen: self.unseen + other.unseen,
            untaken: self.untaken + other.untaken,
        }
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            open: self.open - other.open,
            ours: self.ours - other.ours,
            unseen: self.unseen - other.unseen,
            untaken: self.untaken - other.untaken,
        }
    }
}
