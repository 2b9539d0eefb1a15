//! The rows that pages read: one per chain, one per (chain, unit), one per stay. Everything that
//! depends on the time of reading is stored as a time and compared in the query.

use std::pin::Pin;

use async_trait::async_trait;
use brygga_domain::care_chain::{NoticeAnswer, Stage};
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_domain::registry::{Branch, Role};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::StoreError;
use crate::commit::Change;
use crate::facts::{FactMarks, FactPage, FactQuery, FactRow, MonthNumber};
use crate::groups::{GroupBy, GroupCount, Neighbours};
use crate::shadow::{ProjectionTable, ShownRow};
use crate::stays::StayRow;

/// The last rows of a build, asked for when nobody else writes any more.
pub type LastRows<'a> = Pin<Box<dyn Future<Output = Result<Vec<Change>, StoreError>> + Send + 'a>>;

/// A version of the projections' meaning; another one in the database means: rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProjectionVersion(pub u32);

/// What a list shows of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainRow {
    /// The chain.
    pub chain: ChainId,
    /// The person.
    pub person: PersonId,
    /// Family name as written.
    pub family: String,
    /// Given names.
    pub given: String,
    /// Names folded for search: lower case, å ä ö kept apart, `family given`.
    pub name_folded: String,
    /// OID of the identifier's system.
    pub identifier_system: String,
    /// The identifier.
    pub identifier: String,
    /// Birth date, where the identifier has one.
    pub birth_date: Option<Date>,
    /// Protected identity.
    pub protected: bool,
    /// Municipality code.
    pub municipality: Option<String>,
    /// Area.
    pub area: Option<String>,
    /// Responsible ward.
    pub ward: HsaId,
    /// Room and bed.
    pub place: Option<String>,
    /// How far.
    pub stage: Stage,
    /// Since when.
    pub stage_since: Timestamp,
    /// Admission.
    pub admitted_at: Option<Timestamp>,
    /// Beräknad utskrivning.
    pub estimate: Option<Timestamp>,
    /// `sent_at` of the standing ready notice.
    pub ready_at: Option<Timestamp>,
    /// Kommunklar: none = not applicable, otherwise whether.
    pub municipality_ready: Option<bool>,
    /// Öppenvårdsklar: none = not applicable, otherwise whether.
    pub outpatient_ready: Option<bool>,
    /// When the person left.
    pub discharged_at: Option<Timestamp>,
    /// First liable day by the statutory start alone (5:4); shown, never invoiced from here.
    pub liability_from: Option<Date>,
    /// Checklist items done.
    pub prepared: u32,
    /// Checklist items that apply.
    pub prepared_of: u32,
    /// The weekend-risk flag is on from …
    pub weekend_from: Option<Timestamp>,
    /// … until.
    pub weekend_until: Option<Timestamp>,
    /// Anything for a human to settle (M2, M3, M6, M10).
    pub conflict: bool,
    /// The chain's owner (definitions 5).
    pub owner: Option<HsaId>,
    /// On lists until closed.
    pub active: bool,
    /// When a step becomes overdue, its place in the order changes: project again then.
    pub recompute_at: Option<Timestamp>,
    /// The newest fact, whoever reads it; [`PartyRow::changed_at`] is what a unit may be told.
    pub changed_at: Timestamp,
    /// Number of facts.
    pub version: u64,
}

/// Who owns the step that a row shows: the groups of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Kräver åtgärd av oss.
    Ours = 0,
    /// Väntar på sjukhuset.
    Hospital = 1,
    /// Väntar på kommunen.
    Municipality = 2,
    /// Väntar på primärvården.
    PrimaryCare = 3,
    /// Enligt plan: nobody owes anything now.
    Plan = 4,
}

/// The step shown in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownStep {
    /// The step's word; a message key is made from it.
    pub code: String,
    /// A checklist item's word or a number, where the step's words need it.
    pub detail: Option<String>,
    /// Owner.
    pub unit: HsaId,
    /// Role.
    pub role: Option<Role>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// A statutory clock.
    pub statutory: bool,
}

/// A unit's answer to an admission notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub answer: NoticeAnswer,
    /// When it was sent.
    pub at: Timestamp,
}

/// What one unit's list shows of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct PartyRow {
    /// The unit.
    pub unit: HsaId,
    /// Its organisation.
    pub organisation: HsaId,
    /// Its branch.
    pub branch: Branch,
    /// Takes part now.
    pub active: bool,
    /// Reading ends then (definitions 2: not concerned).
    pub reads_until: Option<Timestamp>,
    /// What the unit answered, where its reading ends by that: it is left to it (definitions 2).
    pub answered: Option<Answered>,
    /// Which group.
    pub group: Group,
    /// The step: own, otherwise the chain owner's.
    pub step: Option<ShownStep>,
    /// Messages not seen.
    pub unseen: u32,
    /// A named person of the unit has taken it.
    pub taken_by: Option<String>,
    /// Kommunklar as this unit's row shows it: how many municipalities are ready, of how many that are
    /// concerned (definitions 4). A municipal unit's row counts its own alone.
    pub municipalities: (u32, u32),
    /// Nobody of the unit has acknowledged the admission notice yet.
    pub is_new: bool,
    /// The newest fact of those that the unit reads: the mark of the row, and the version of what
    /// the unit sees.
    pub changed_at: Timestamp,
}

/// A row of a worklist.
#[derive(Debug, Clone, PartialEq)]
pub struct WorklistRow {
    /// The chain.
    pub chain: ChainRow,
    /// The unit's part.
    pub party: PartyRow,
    /// Its place in this list.
    pub place: Cursor,
    /// When the reader last opened the chain or acted in it; none if never.
    pub looked_at: Option<Timestamp>,
}

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorklistFilter {
    /// All open.
    All,
    /// Kräver åtgärd av oss.
    Ours,
    /// Försenade.
    Overdue,
    /// Helgrisk.
    WeekendRisk,
    /// Med olästa.
    Unseen,
    /// Ej fördelade: ours and nobody has taken it.
    Untaken,
    /// Mina: the reader has taken something over, or is named.
    Mine,
    /// Avslutade, newest first.
    Closed,
}

/// One page of a unit's list.
#[derive(Debug, Clone)]
pub struct WorklistQuery {
    /// The unit.
    pub unit: HsaId,
    /// Who reads, for "Mina" and for what that person has opened.
    pub user: HsaId,
    /// The reader's name, as a chain may name it.
    pub user_name: String,
    /// What the rows stand together by.
    pub by: GroupBy,
    /// Which rows.
    pub filter: WorklistFilter,
    /// Only this area.
    pub area: Option<String>,
    /// The time of reading, for overdue and weekend risk.
    pub now: Timestamp,
    /// After this row.
    pub after: Option<Cursor>,
    /// Rows at the most.
    pub limit: u32,
}

/// A row's place in the order of its list (keyset paging, decision 28).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// What the rows of a group have in common; empty in the order by step.
    pub key: String,
    /// Group.
    pub group: u8,
    /// Due in milliseconds; `i64::MAX` without one.
    pub due_ms: i64,
    /// Tie-breaker.
    pub chain: ChainId,
}

/// Rows and where to go on.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// After the last row, when there are more.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A page of at most `limit` rows, of one more than that: the one more says that there is a next
    /// page.
    pub fn cut(mut rows: Vec<T>, limit: u32, place: impl Fn(&T) -> Cursor) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(place);
        Self { rows, next }
    }
}

/// An answer that is left to a unit which reads the chain no more.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnAnswerRow {
    /// The chain: for the policies and the access log, never for the screen.
    pub chain: ChainRow,
    /// The unit takes part still.
    pub active: bool,
    /// The answer.
    pub answered: Answered,
    /// Its place among the unit's answers.
    pub place: Cursor,
}

/// A unit's counters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Open chains.
    pub all: u32,
    /// Kräver åtgärd av oss.
    pub ours: u32,
    /// Försenade.
    pub overdue: u32,
    /// Helgrisk.
    pub weekend_risk: u32,
    /// Helgrisk where the next step is ours.
    pub weekend_risk_ours: u32,
    /// Med olästa.
    pub unseen: u32,
    /// Ej fördelade.
    pub untaken: u32,
    /// Mina: of the user who asks.
    pub mine: u32,
    /// Stays without a notice (wards).
    pub stays: u32,
}

/// A hit of a search, scoped to the unit's own chains.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// The chain.
    pub row: ChainRow,
    /// The unit takes part now.
    pub active: bool,
}

/// Reading projections. Nothing here folds a history; each query is bounded by its index.
#[async_trait]
pub trait Projections: Send + Sync {
    /// One page of a unit's list.
    async fn worklist(&self, query: WorklistQuery) -> Result<Page<WorklistRow>, StoreError>;
    /// How many rows each group of a list has in all: `after` and `limit` do not count.
    async fn group_counts(&self, query: WorklistQuery) -> Result<Vec<GroupCount>, StoreError>;
    /// What stands around the place `query.after`, without the row that had it: it may have moved
    /// since. None when no place is given.
    async fn neighbours(&self, query: WorklistQuery) -> Result<Option<Neighbours>, StoreError>;
    /// A unit's counters at a time, for one of its users by id and name.
    async fn counters(
        &self,
        unit: &HsaId,
        user: &HsaId,
        user_name: &str,
        now: Timestamp,
    ) -> Result<Counters, StoreError>;
    /// How many open chains wait for the unit itself: [`Counters::ours`] alone, which every page shows.
    async fn ours(&self, unit: &HsaId, now: Timestamp) -> Result<u32, StoreError>;
    /// One page of the answers that are left to a unit whose reading has ended, the newest first.
    async fn own_answers(
        &self,
        unit: &HsaId,
        now: Timestamp,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<OwnAnswerRow>, StoreError>;
    /// Chains whose rows follow from the registry besides their facts: the open ones, and those
    /// where the reading of a unit ends. In order of id, after one.
    async fn following_registry(
        &self,
        after: Option<ChainId>,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError>;
    /// One chain's row.
    async fn chain_row(&self, chain: ChainId) -> Result<Option<ChainRow>, StoreError>;
    /// Chains that are the same admission as this one (M12), whichever of the two holds the mark: in
    /// order of id, at most `limit`.
    async fn linked_chains(&self, chain: ChainId, limit: u32) -> Result<Vec<ChainId>, StoreError>;
    /// One chain's rows of units.
    async fn party_rows(&self, chain: ChainId) -> Result<Vec<PartyRow>, StoreError>;
    /// Chains of the unit with this identifier, open first, at most 50. `now` leaves out those
    /// that the unit may not read any more.
    async fn find_by_identifier(
        &self,
        unit: &HsaId,
        system: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError>;
    /// Chains of the unit whose folded name begins with the prefix, at most 50. `now` leaves out
    /// those that the unit may not read any more.
    async fn find_by_name(
        &self,
        unit: &HsaId,
        prefix: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError>;
    /// The person with this identifier.
    async fn person_by_identifier(
        &self,
        system: &str,
        value: &str,
    ) -> Result<Option<PersonId>, StoreError>;
    /// Open chains whose `recompute_at` has passed, at most `limit`.
    async fn due_for_projection(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError>;
    /// Open chains of a person.
    async fn open_chains_of(&self, person: PersonId) -> Result<Vec<ChainId>, StoreError>;
    /// Stays on a ward that have no chain, newest admission first, at most `limit`.
    async fn ward_stays(&self, ward: &HsaId, limit: u32) -> Result<Vec<StayRow>, StoreError>;
    /// Which of the persons have protected identity in any chain, in the order asked for.
    async fn are_protected(&self, persons: &[PersonId]) -> Result<Vec<bool>, StoreError>;
    /// One stay.
    async fn stay(&self, visit_key: &str) -> Result<Option<StayRow>, StoreError>;
    /// Stays of these persons in which they have died, as the feed says: each a draft for its ward to
    /// confirm.
    async fn deceased_stays_of(&self, persons: &[PersonId]) -> Result<Vec<StayRow>, StoreError>;
    /// Open stays of a person.
    async fn open_stays_of(&self, person: PersonId) -> Result<Vec<StayRow>, StoreError>;
    /// All stays after a visit key, in order of it.
    async fn stays_after(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<StayRow>, StoreError>;
    /// Chains that the unit takes part in where something that it reads changed after a time: for
    /// live marks.
    async fn changed_since(
        &self,
        unit: &HsaId,
        since: Timestamp,
    ) -> Result<Vec<ChainId>, StoreError>;
    /// One page of the fact table, in the order of [`crate::FactPlace`].
    async fn fact_rows(&self, query: FactQuery) -> Result<FactPage, StoreError>;
    /// What says whether months from one to another are as they were.
    async fn fact_marks(&self, from: MonthNumber, to: MonthNumber)
    -> Result<FactMarks, StoreError>;
    /// One chain's row of the fact table.
    async fn fact_row(&self, chain: ChainId) -> Result<Option<FactRow>, StoreError>;
    /// A SHA-256 over all projection rows in order: equal before and after a rebuild.
    async fn projection_digest(&self) -> Result<brygga_domain::ids::Digest, StoreError>;
    /// What the rows were written by; none before the first time and during a rebuild.
    async fn projection_version(&self) -> Result<Option<ProjectionVersion>, StoreError>;
    /// Says what the rows are written by: the last step of a rebuild.
    async fn save_projection_version(&self, version: ProjectionVersion) -> Result<(), StoreError>;
    /// Empties all projections, before a rebuild.
    async fn clear_projections(&self) -> Result<(), StoreError>;
    /// Writes projection rows outside a unit of work, for a rebuild.
    async fn write_projections(&self, changes: Vec<Change>) -> Result<(), StoreError>;
    /// The state of a build beside that this process may go on with; its meaning is the builder's.
    async fn build_state(&self) -> Result<Option<String>, StoreError>;
    /// Makes empty tables beside those that are read. What an earlier build left is dropped.
    async fn begin_build(&self, state: String) -> Result<(), StoreError>;
    /// Writes rows beside those that are read, and the new state, in one transaction.
    async fn write_build(&self, changes: Vec<Change>, state: String) -> Result<(), StoreError>;
    /// Lets nobody write facts while `last` gives the last rows, at most for two seconds; then the
    /// tables beside are those that are read, written by `version`. After an error everything is as
    /// before.
    async fn switch_build(
        &self,
        version: ProjectionVersion,
        last: LastRows<'_>,
    ) -> Result<(), StoreError>;
    /// Removes a piece of what was read before a switch; true when nothing is left.
    async fn sweep_build(&self) -> Result<bool, StoreError>;
    /// Rows of a table after a key, in order of it.
    async fn projection_rows(
        &self,
        table: ProjectionTable,
        after: Option<Vec<String>>,
        max: u32,
    ) -> Result<Vec<ShownRow>, StoreError>;
}
