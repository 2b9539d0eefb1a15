//! A store that fails on demand: for what a page says when nothing can be saved. Reading goes on.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use brygga_domain::envelope::{Origin, StreamId};
use brygga_domain::ids::{ChainId, CommandId, Digest, HsaId, PersonId};
use brygga_store::*;
use jiff::Timestamp;
use uuid::Uuid;

/// How writing fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The disk is full.
    Full,
    /// Nobody knows whether it was written.
    Unknown,
    /// The engine says something else.
    Engine,
    /// Somebody else is always faster.
    Busy,
    /// A fault in the program.
    Panic,
}

/// A store around another; fails every write while told to.
pub struct FailingStore {
    inner: Arc<dyn Store>,
    /// How it fails, after so many writes that still succeed, and how often.
    failure: Mutex<Option<(u32, Failure, u32)>>,
}

impl FailingStore {
    /// Around a store; nothing fails yet.
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, failure: Mutex::new(None) }
    }

    /// From now on every write fails so; none: writes succeed again.
    pub fn fail_with(&self, failure: Option<Failure>) {
        let failure = failure.map(|failure| (0, failure, u32::MAX));
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }

    /// So many writes succeed, and every one after them fails so.
    pub fn fail_after(&self, writes: u32, failure: Failure) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((writes, failure, u32::MAX));
    }

    /// So many writes succeed, the next one fails so, and those after it succeed again.
    pub fn fail_once_after(&self, writes: u32, failure: Failure) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some((writes, failure, 1));
    }

    fn fail(&self) -> Result<(), CommitError> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((writes, ..)) = failure.as_mut().filter(|(writes, ..)| *writes > 0) {
            *writes -= 1;
            return Ok(());
        }
        let told = failure.map(|(_, failure, _)| failure);
        *failure = failure.and_then(|(_, how, times)| Some((0, how, times.checked_sub(1)?)));
        if failure.is_some_and(|(.., times)| times == 0) {
            *failure = None;
        }
        Err(match told {
            None => return Ok(()),
            Some(Failure::Full) => StoreError::Full.into(),
            Some(Failure::Unknown) => StoreError::Unknown.into(),
            Some(Failure::Engine) => StoreError::Engine("told to fail".into()).into(),
            Some(Failure::Busy) => CommitError::Stale(StreamId::registry()),
            Some(Failure::Panic) => panic!("told to panic"),
        })
    }
}

fn store_error(error: CommitError) -> StoreError {
    match error {
        CommitError::Store(error) => error,
        other => StoreError::Engine(Box::new(other)),
    }
}

#[async_trait]
impl AccessLog for FailingStore {
    async fn record_access(&self, entries: Vec<AccessEntry>) -> Result<(), StoreError> {
        self.inner.record_access(entries).await
    }
    async fn accesses_of(
        &self,
        chain: ChainId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<AccessPage, StoreError> {
        self.inner.accesses_of(chain, before, limit).await
    }
    async fn forget_looks(
        &self,
        closed_before: Timestamp,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        self.inner.forget_looks(closed_before, before, limit).await
    }
    async fn prove_access_log(&self) -> Result<AccessProof, StoreError> {
        self.inner.prove_access_log().await
    }
    async fn access_batch_up_to(
        &self,
        origin: Origin,
        number: u64,
    ) -> Result<Option<AccessBatch>, StoreError> {
        self.inner.access_batch_up_to(origin, number).await
    }
}

#[async_trait]
impl Accounts for FailingStore {
    async fn credential(&self, user_name: &str) -> Result<Option<Credential>, StoreError> {
        self.inner.credential(user_name).await
    }
    async fn credential_of(&self, user: &HsaId) -> Result<Option<Credential>, StoreError> {
        self.inner.credential_of(user).await
    }
    async fn save_credential(&self, credential: Credential) -> Result<(), StoreError> {
        self.inner.save_credential(credential).await
    }
    async fn session(&self, token: Digest) -> Result<Option<Session>, StoreError> {
        self.inner.session(token).await
    }
    async fn save_session(&self, session: Session) -> Result<(), StoreError> {
        self.inner.save_session(session).await
    }
    async fn end_session(&self, token: Digest) -> Result<(), StoreError> {
        self.inner.end_session(token).await
    }
    async fn end_sessions_of(&self, user: &HsaId) -> Result<(), StoreError> {
        self.inner.end_sessions_of(user).await
    }
    async fn forget_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.inner.forget_expired_sessions(now).await
    }
    async fn record_sign_in(&self, unit: &HsaId, at: Timestamp) -> Result<(), StoreError> {
        self.inner.record_sign_in(unit, at).await
    }
    async fn last_sign_ins(&self, units: &[HsaId]) -> Result<Vec<Option<Timestamp>>, StoreError> {
        self.inner.last_sign_ins(units).await
    }
}

#[async_trait]
impl Drafts for FailingStore {
    async fn draft(&self, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
        self.inner.draft(key).await
    }
    async fn save_draft(&self, draft: Draft) -> Result<(), StoreError> {
        self.fail().map_err(store_error)?;
        self.inner.save_draft(draft).await
    }
    async fn drop_draft(&self, key: &DraftKey) -> Result<(), StoreError> {
        self.inner.drop_draft(key).await
    }
}

#[async_trait]
impl PendingActs for FailingStore {
    async fn save_pending(&self, act: PendingAct) -> Result<(), StoreError> {
        self.fail().map_err(store_error)?;
        self.inner.save_pending(act).await
    }
    async fn pending(&self, cmd: CommandId) -> Result<Option<PendingAct>, StoreError> {
        self.inner.pending(cmd).await
    }
    async fn undo_pending(&self, cmd: CommandId) -> Result<bool, StoreError> {
        self.inner.undo_pending(cmd).await
    }
    async fn pending_due(&self, now: Timestamp) -> Result<Vec<PendingAct>, StoreError> {
        self.inner.pending_due(now).await
    }
    async fn pending_of(&self, user: &HsaId) -> Result<Vec<PendingAct>, StoreError> {
        self.inner.pending_of(user).await
    }
}

#[async_trait]
impl Writer for FailingStore {
    async fn commit(&self, prepared: Prepared) -> Result<Outcome, CommitError> {
        self.fail()?;
        self.inner.commit(prepared).await
    }
    async fn apply(&self, prepared: Prepared) -> Result<Outcome, CommitError> {
        self.inner.apply(prepared).await
    }
    async fn flush(&self) -> Result<(), StoreError> {
        self.inner.flush().await
    }
    fn barred(&self) -> Option<&'static str> {
        self.inner.barred()
    }
    fn shares_log(&self) -> bool {
        self.inner.shares_log()
    }
    async fn close(&self) {
        self.inner.close().await;
    }
}

#[async_trait]
impl FeedRecords for FailingStore {
    async fn feed_message(&self, key: &str) -> Result<Option<FeedMessage>, StoreError> {
        self.inner.feed_message(key).await
    }
    async fn save_feed_message(&self, message: FeedMessage) -> Result<(), StoreError> {
        self.inner.save_feed_message(message).await
    }
    async fn add_review(&self, item: ReviewItem) -> Result<(), StoreError> {
        self.inner.add_review(item).await
    }
    async fn reviews(&self) -> Result<Vec<ReviewItem>, StoreError> {
        self.inner.reviews().await
    }
    async fn unmapped_wards(&self) -> Result<Vec<UnmappedWard>, StoreError> {
        self.inner.unmapped_wards().await
    }
}

#[async_trait]
impl EventLog for FailingStore {
    async fn aggregate(&self, aggregate: Uuid) -> Result<Vec<StoredEvent>, StoreError> {
        self.inner.aggregate(aggregate).await
    }
    async fn after(&self, after: Position, max: u32) -> Result<Vec<StoredEvent>, StoreError> {
        self.inner.after(after, max).await
    }
    async fn last(&self) -> Result<Vec<Position>, StoreError> {
        self.inner.last().await
    }
    async fn command(&self, cmd: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.inner.command(cmd).await
    }
    async fn is_current(&self, aggregate: Uuid, read: Position) -> Result<bool, StoreError> {
        self.inner.is_current(aggregate, read).await
    }
    async fn origins(&self) -> Result<Vec<OriginRecord>, StoreError> {
        self.inner.origins().await
    }
    async fn aggregates(
        &self,
        kind: brygga_domain::envelope::AggregateKind,
        after: Option<Uuid>,
        max: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        self.inner.aggregates(kind, after, max).await
    }
    async fn checkpoints(&self, after: u64, max: u32) -> Result<Vec<Checkpoint>, StoreError> {
        self.inner.checkpoints(after, max).await
    }
    async fn last_checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        self.inner.last_checkpoint().await
    }
    async fn save_checkpoint(&self, checkpoint: Checkpoint) -> Result<bool, StoreError> {
        self.fail().map_err(store_error)?;
        self.inner.save_checkpoint(checkpoint).await
    }
    async fn check_files(&self) -> Result<Vec<String>, StoreError> {
        self.inner.check_files().await
    }
}

#[async_trait]
impl Projections for FailingStore {
    async fn worklist(&self, query: WorklistQuery) -> Result<Page<WorklistRow>, StoreError> {
        self.inner.worklist(query).await
    }
    async fn group_counts(&self, query: WorklistQuery) -> Result<Vec<GroupCount>, StoreError> {
        self.inner.group_counts(query).await
    }
    async fn neighbours(&self, query: WorklistQuery) -> Result<Option<Neighbours>, StoreError> {
        self.inner.neighbours(query).await
    }
    async fn counters(
        &self,
        unit: &HsaId,
        user: &HsaId,
        user_name: &str,
        now: Timestamp,
    ) -> Result<Counters, StoreError> {
        self.inner.counters(unit, user, user_name, now).await
    }
    async fn ours(&self, unit: &HsaId, now: Timestamp) -> Result<u32, StoreError> {
        self.inner.ours(unit, now).await
    }
    async fn own_answers(
        &self,
        unit: &HsaId,
        now: Timestamp,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<OwnAnswerRow>, StoreError> {
        self.inner.own_answers(unit, now, after, limit).await
    }
    async fn following_registry(
        &self,
        after: Option<ChainId>,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError> {
        self.inner.following_registry(after, limit).await
    }
    async fn linked_chains(&self, chain: ChainId, limit: u32) -> Result<Vec<ChainId>, StoreError> {
        self.inner.linked_chains(chain, limit).await
    }
    async fn chain_row(&self, chain: ChainId) -> Result<Option<ChainRow>, StoreError> {
        self.inner.chain_row(chain).await
    }
    async fn party_rows(&self, chain: ChainId) -> Result<Vec<PartyRow>, StoreError> {
        self.inner.party_rows(chain).await
    }
    async fn find_by_identifier(
        &self,
        unit: &HsaId,
        system: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError> {
        self.inner.find_by_identifier(unit, system, value, now).await
    }
    async fn find_by_name(
        &self,
        unit: &HsaId,
        prefix: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError> {
        self.inner.find_by_name(unit, prefix, now).await
    }
    async fn person_by_identifier(
        &self,
        system: &str,
        value: &str,
    ) -> Result<Option<PersonId>, StoreError> {
        self.inner.person_by_identifier(system, value).await
    }
    async fn due_for_projection(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError> {
        self.inner.due_for_projection(now, limit).await
    }
    async fn open_chains_of(&self, person: PersonId) -> Result<Vec<ChainId>, StoreError> {
        self.inner.open_chains_of(person).await
    }
    async fn ward_stays(&self, ward: &HsaId, limit: u32) -> Result<Vec<StayRow>, StoreError> {
        self.inner.ward_stays(ward, limit).await
    }
    async fn are_protected(&self, persons: &[PersonId]) -> Result<Vec<bool>, StoreError> {
        self.inner.are_protected(persons).await
    }
    async fn stay(&self, visit_key: &str) -> Result<Option<StayRow>, StoreError> {
        self.inner.stay(visit_key).await
    }
    async fn deceased_stays_of(&self, persons: &[PersonId]) -> Result<Vec<StayRow>, StoreError> {
        self.inner.deceased_stays_of(persons).await
    }
    async fn open_stays_of(&self, person: PersonId) -> Result<Vec<StayRow>, StoreError> {
        self.inner.open_stays_of(person).await
    }
    async fn stays_after(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<StayRow>, StoreError> {
        self.inner.stays_after(after, limit).await
    }
    async fn changed_since(
        &self,
        unit: &HsaId,
        since: Timestamp,
    ) -> Result<Vec<ChainId>, StoreError> {
        self.inner.changed_since(unit, since).await
    }
    async fn fact_rows(&self, query: FactQuery) -> Result<FactPage, StoreError> {
        self.inner.fact_rows(query).await
    }
    async fn fact_marks(
        &self,
        from: MonthNumber,
        to: MonthNumber,
    ) -> Result<FactMarks, StoreError> {
        self.inner.fact_marks(from, to).await
    }
    async fn fact_row(&self, chain: ChainId) -> Result<Option<FactRow>, StoreError> {
        self.inner.fact_row(chain).await
    }
    async fn projection_digest(&self) -> Result<brygga_domain::ids::Digest, StoreError> {
        self.inner.projection_digest().await
    }
    async fn projection_version(&self) -> Result<Option<ProjectionVersion>, StoreError> {
        self.inner.projection_version().await
    }
    async fn save_projection_version(&self, version: ProjectionVersion) -> Result<(), StoreError> {
        self.inner.save_projection_version(version).await
    }
    async fn build_state(&self) -> Result<Option<String>, StoreError> {
        self.inner.build_state().await
    }
    async fn begin_build(&self, state: String) -> Result<(), StoreError> {
        self.inner.begin_build(state).await
    }
    async fn write_build(&self, changes: Vec<Change>, state: String) -> Result<(), StoreError> {
        self.fail().map_err(store_error)?;
        self.inner.write_build(changes, state).await
    }
    async fn switch_build(
        &self,
        version: ProjectionVersion,
        last: LastRows<'_>,
    ) -> Result<(), StoreError> {
        self.inner.switch_build(version, last).await
    }
    async fn sweep_build(&self) -> Result<bool, StoreError> {
        self.inner.sweep_build().await
    }
    async fn projection_rows(
        &self,
        table: ProjectionTable,
        after: Option<Vec<String>>,
        max: u32,
    ) -> Result<Vec<ShownRow>, StoreError> {
        self.inner.projection_rows(table, after, max).await
    }
    async fn clear_projections(&self) -> Result<(), StoreError> {
        self.inner.clear_projections().await
    }
    async fn write_projections(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.inner.write_projections(changes).await
    }
}

#[async_trait]
impl Jobs for FailingStore {
    async fn add_job(&self, job: Job) -> Result<bool, StoreError> {
        self.inner.add_job(job).await
    }
    async fn take_job(&self, now: Timestamp, until: Timestamp) -> Result<Option<Job>, StoreError> {
        self.inner.take_job(now, until).await
    }
    async fn end_job(&self, taken: &Job, end: JobEnd, now: Timestamp) -> Result<(), StoreError> {
        self.inner.end_job(taken, end, now).await
    }
    async fn retry_job(&self, key: &JobKey, now: Timestamp) -> Result<bool, StoreError> {
        self.inner.retry_job(key, now).await
    }
    async fn last_job(&self, kind: &str) -> Result<Option<String>, StoreError> {
        self.inner.last_job(kind).await
    }
    async fn job(&self, key: &JobKey) -> Result<Option<Job>, StoreError> {
        self.inner.job(key).await
    }
    async fn jobs(&self, max: u32) -> Result<Vec<Job>, StoreError> {
        self.inner.jobs(max).await
    }
    async fn job_counts(&self) -> Result<JobCounts, StoreError> {
        self.inner.job_counts().await
    }
}
