//! One pipeline for every act in a chain: load, authorise, decide, encode, write, project, tell.
//!
//! The acts differ only in their command, their rule and their word in the policies; each of those
//! stands in `domain::care_chain::acts`, so there is one use case here and not forty-five copies.

use std::sync::Arc;

use brygga_domain::care_chain::acts::{Act, Refused, SendCareRequest, StartChain};
use brygga_domain::care_chain::{CareChain, Fact, fold, readable_by};
use brygga_domain::envelope::StreamId;
use brygga_domain::ids::{ChainId, CommandId, EventId, HsaId, PersonId};
use brygga_domain::registry::{Branch, Role};
use brygga_policy::{Action, Decision, Phase, Relation, Request};
use brygga_store::{
    AccessEntry, Change, CommitError, ExpectedHead, Outcome, Prepared, ReadTo, Receipt,
};
use jiff::Timestamp;
use tracing::Instrument as _;
use uuid::Uuid;

use super::encode::{self, encode};
use super::load::{LoadedChain, load};
use super::project;
use crate::actor::Actor;
use crate::context::{App, Changed};
use crate::error::AppError;
use crate::person;

/// How often a decision is taken anew when somebody else was faster (decision 7).
const TRIES: usize = 3;

/// An act with everything that makes it one act.
#[derive(Debug, Clone)]
pub struct PerformAct {
    /// The chain; for a new one an id that the form carried.
    pub chain: ChainId,
    /// What.
    pub act: Act,
    /// The form's idempotency key.
    pub cmd: CommandId,
    /// The visit key of the stay that the chain grows from.
    pub stay: Option<String>,
    /// Rows that belong to the act: its draft, its place in the queue.
    pub also: Vec<Change>,
    /// The chain as the form was just checked against it: it is not loaded again. When the writer finds
    /// that somebody was faster, the act is not decided on what nobody compared the form with:
    /// [`AppError::Busy`], and the chain is forgotten, so that it is loaded when the form is checked anew.
    pub loaded: Option<Arc<LoadedChain>>,
    /// Written through the simulator: applied, not yet durable, not in the access log, and without
    /// rows in lists until [`super::rebuild`].
    pub simulated: bool,
}

impl PerformAct {
    /// An act in an existing chain.
    pub fn new(chain: ChainId, act: impl Into<Act>, cmd: CommandId) -> Self {
        let (stay, also, loaded) = (None, Vec::new(), None);
        Self { chain, act: act.into(), cmd, stay, also, loaded, simulated: false }
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Performed {
    /// The chain.
    pub chain: ChainId,
    /// What was written.
    pub receipt: Receipt,
    /// The same form had been sent before.
    pub known: bool,
    /// Units that it was sent to.
    pub recipients: Vec<HsaId>,
}

/// Performs an act. The same command again gives the first receipt.
pub async fn perform_act(
    app: &App,
    actor: &Actor,
    request: PerformAct,
) -> Result<Performed, AppError> {
    let (mut tries, mut request) = (0, request);
    let checked = request.loaded.is_some();
    let done = loop {
        tries += 1;
        let span = tracing::info_span!("act", act = request.act.word(), tries);
        let loaded = request.loaded.take();
        match attempt(app, actor, &request, loaded).instrument(span).await {
            Err(AppError::Busy) if checked => return Err(AppError::Busy),
            Err(AppError::Busy) if tries < TRIES => app.forget(request.chain),
            other => break other,
        }
    };
    if !request.simulated {
        let (act, outcome) = (request.act.word(), outcome(&done));
        metrics::counter!("brygga_acts_total", "act" => act, "outcome" => outcome).increment(1);
    }
    done
}

/// A word for whoever watches the figures.
const fn outcome(done: &Result<Performed, AppError>) -> &'static str {
    match done {
        Ok(Performed { known: false, .. }) => "written",
        Ok(Performed { known: true, .. }) => "known",
        Err(AppError::Refused(_) | AppError::Input { .. } | AppError::Envelope(_)) => "refused",
        Err(AppError::Forbidden { .. } | AppError::NothingHere) => "denied",
        Err(AppError::Different(_)) => "different",
        Err(AppError::Busy) => "busy",
        Err(AppError::Store(_)) => "failed",
    }
}

async fn attempt(
    app: &App,
    actor: &Actor,
    request: &PerformAct,
    loaded: Option<Arc<LoadedChain>>,
) -> Result<Performed, AppError> {
    let now = app.now();
    let loaded = match loaded {
        Some(loaded) => loaded,
        None => load(app, request.chain).await?,
    };
    authorise(app, actor, request, loaded.chain()).await?;
    let word = request.act.word();
    let content = encode::content(word, &request.act, &request.chain.bytes())?;
    // Only what was written already can be known before it is decided again; the writer looks again
    // in any case.
    if loaded.facts.iter().any(|fact| fact.cmd == request.cmd)
        && let Some(known) = app.store.command(request.cmd).await?
    {
        return answer_known(request.chain, known.content == content, known.receipt);
    }
    let by = actor.by(now);
    let facts = request.act.decide(loaded.chain(), &by)?;
    let author = actor.author();
    let mut encoded = encode(app, request.chain, &loaded, facts, request.cmd, &author, now)?;
    // Nobody looks at a list while the county is simulated: its rows are projected once, at the end.
    let log: Vec<&Fact> = loaded.facts.iter().map(Arc::as_ref).chain(&encoded.facts).collect();
    let after = (!request.simulated).then(|| fold(log.iter().copied()));
    let told = after.as_ref().map(|after| told(loaded.chain(), after, &encoded.facts));
    let told = told.unwrap_or_default();
    let recipients = if request.simulated { Vec::new() } else { recipients(&encoded.facts) };
    let registry = app.registry();
    let mut changes: Vec<Change> = after
        .as_ref()
        .map(|after| project::changes(request.chain, &log, after, &registry, now))
        .unwrap_or_default();
    let mut expected = expected(&loaded, &encoded.facts);
    let begins = match &request.act {
        Act::StartChain(StartChain { identity, .. }) => Some(identity),
        Act::SendCareRequest(SendCareRequest { identity, .. }) => Some(identity),
        _ => None,
    };
    if let Some(identity) = begins {
        let known = person::identified(app, identity.person, &identity.identifier).await?;
        if let Some((event, stream)) = known {
            let part = u8::try_from(encoded.events.len()).unwrap_or(u8::MAX);
            encoded.events.push(person::encode(app, &author, event, stream, part, now)?);
            expected.push(ExpectedHead { stream, last: None });
            changes.push(person::identified_row(identity.person, &identity.identifier));
        }
    }
    if let Some(visit) = &request.stay {
        let part = u8::try_from(encoded.events.len()).unwrap_or(u8::MAX);
        let linked = crate::feed::linked_event(app, visit, request.chain, &author, part, now)?;
        encoded.events.push(linked);
        changes.push(Change::StayLinked { visit: visit.clone(), chain: request.chain });
    }
    changes.extend(request.also.iter().cloned());
    let access = after.as_ref().map(|after| access_of(actor, request, after, now));
    let prepared = Prepared {
        cmd: request.cmd,
        content,
        actor: actor.user.to_string(),
        at: now,
        expected,
        read: Some(ReadTo {
            aggregate: Uuid::from_bytes(request.chain.bytes()),
            pos: loaded.position().pos,
        }),
        events: encoded.events,
        changes,
        access: access.into_iter().collect(),
    };
    let outcome = if request.simulated {
        app.store.apply(prepared).await
    } else {
        app.commit(prepared).await
    };
    match outcome {
        Ok(Outcome::Committed(receipt)) => {
            let written = Written { facts: encoded.facts, told, recipients };
            finish(app, request, &loaded, written, receipt, now)
        }
        Ok(Outcome::Known(receipt)) => answer_known(request.chain, true, receipt),
        Ok(Outcome::Different(receipt)) => answer_known(request.chain, false, receipt),
        Err(CommitError::Stale(_)) => {
            app.forget(request.chain);
            Err(AppError::Busy)
        }
        Err(CommitError::Undone) => Err(AppError::Refused(Refused::AlreadyDone)),
        Err(CommitError::Store(error)) => {
            app.forget(request.chain);
            Err(error.into())
        }
    }
}

fn answer_known(chain: ChainId, same: bool, receipt: Receipt) -> Result<Performed, AppError> {
    if same {
        Ok(Performed { chain, receipt, known: true, recipients: Vec::new() })
    } else {
        Err(AppError::Different(Box::new(receipt)))
    }
}

/// What an act came to.
struct Written {
    /// The facts of the chain, the first of the receipt's events.
    facts: Vec<Fact>,
    /// Units that read something of it.
    told: Vec<HsaId>,
    /// Units that it was sent to.
    recipients: Vec<HsaId>,
}

fn finish(
    app: &App,
    request: &PerformAct,
    loaded: &LoadedChain,
    written: Written,
    receipt: Receipt,
    now: Timestamp,
) -> Result<Performed, AppError> {
    let Written { facts, told, recipients } = written;
    let chain = request.chain;
    app.remember(chain, Arc::new(loaded.with_written(facts, &receipt.events)?));
    if !request.simulated {
        app.tell(Changed { chain: Some(chain), units: told, at: now });
    }
    Ok(Performed { chain, receipt, known: false, recipients })
}

/// The act's row of the access log, written with it.
fn access_of(
    actor: &Actor,
    request: &PerformAct,
    after: &CareChain,
    now: Timestamp,
) -> AccessEntry {
    let person = after.shown_identity().map(|identity| identity.person);
    let what = request.act.word().to_owned();
    access_entry(actor, now, what, Some(request.chain), person.into_iter().collect())
}

/// Units that read something of what was written, or read there until now: nobody else hears of it.
fn told(before: &CareChain, after: &CareChain, facts: &[Fact]) -> Vec<HsaId> {
    let reads = |chain, unit: &HsaId| {
        let reads = readable_by(chain, unit);
        facts.iter().any(|fact| fact.says_something() && reads(fact.stream))
    };
    let units = after.parties.iter().map(|party| &party.unit);
    units.filter(|unit| reads(before, unit) || reads(after, unit)).cloned().collect()
}

/// One row of the access log.
pub(crate) fn access_entry(
    actor: &Actor,
    at: Timestamp,
    what: String,
    chain: Option<ChainId>,
    persons: Vec<PersonId>,
) -> AccessEntry {
    AccessEntry {
        at,
        user: Some(actor.user.clone()),
        assignment: Some(actor.assignment.clone()),
        unit: Some(actor.unit.clone()),
        what,
        purpose: actor.purpose.clone(),
        chain,
        persons,
        correlation: actor.correlation.clone(),
    }
}

/// Every stream that was read, and every stream that is written for the first time.
fn expected(loaded: &LoadedChain, facts: &[Fact]) -> Vec<ExpectedHead> {
    let mut expected: Vec<ExpectedHead> = loaded
        .last
        .iter()
        .map(|(stream, last)| ExpectedHead { stream: *stream, last: Some(*last) })
        .collect();
    let mut new: Vec<StreamId> = facts
        .iter()
        .map(|fact| fact.stream)
        .filter(|stream| !loaded.last.contains_key(stream))
        .collect();
    new.sort_unstable();
    new.dedup();
    expected.extend(new.into_iter().map(|stream| ExpectedHead { stream, last: None }));
    expected
}

fn recipients(facts: &[Fact]) -> Vec<HsaId> {
    let chain = fold(facts);
    let mut to: Vec<HsaId> =
        chain.messages.iter().flat_map(|message| message.to.iter().cloned()).collect();
    to.sort();
    to.dedup();
    to
}

/// The actor's relation to a chain.
pub(crate) fn relation(chain: &CareChain, actor: &Actor) -> Relation {
    // A chain whose opening is cancelled is still the business of the ward that opened it.
    let opened = chain.cancelled_opening.as_ref().is_some_and(|was| was.ward == actor.unit);
    if opened || chain.ward.heads.iter().any(|head| head.value.0 == actor.unit) {
        return Relation::ResponsibleWard;
    }
    match chain.party(&actor.unit) {
        None => Relation::None,
        Some(party) if party.ended => Relation::Ended,
        Some(party) => Relation::of_branch(party.branch),
    }
}

pub(crate) fn phase(chain: &CareChain) -> Phase {
    match chain.stage() {
        stage if stage.is_over() => Phase::Over,
        brygga_domain::care_chain::Stage::Discharged => Phase::Discharged,
        _ => Phase::Open,
    }
}

/// The question to the policies for one action of this actor in this chain.
pub(crate) fn policy_request(chain: &CareChain, actor: &Actor, action: Action) -> Request {
    Request {
        role: actor.role,
        relation: relation(chain, actor),
        action,
        phase: phase(chain),
        protected: chain.protected,
        care_contact: actor.care_contact,
        lead: actor.lead,
        compartment: None,
        addressed: false,
    }
}

async fn authorise(
    app: &App,
    actor: &Actor,
    request: &PerformAct,
    chain: &CareChain,
) -> Result<(), AppError> {
    let action = Action::parse(request.act.word()).ok_or(AppError::NothingHere)?;
    let question = policy_request(chain, actor, action);
    let now = app.now();
    begins_in_own_unit(&request.act, chain, actor)?;
    let denied = match app.policies.decide(&question) {
        Decision::Allowed(_) if may_still_read(app, chain, actor, now) => return Ok(()),
        Decision::Allowed(_) => None,
        Decision::Denied(reason) => Some(reason),
    };
    let what = format!("denied:{}", request.act.word());
    let person = chain.shown_identity().map(|identity| identity.person);
    let persons = person.into_iter().collect();
    let entry = access_entry(actor, now, what, Some(request.chain), persons);
    app.store.record_access(vec![entry]).await?;
    match denied {
        Some(reason) if question.relation != Relation::None || chain.shown_identity().is_none() => {
            Err(AppError::Forbidden {
                reason: reason.code(),
                roles: app.policies.roles_that_may(action, question.relation),
            })
        }
        _ => Err(AppError::NothingHere),
    }
}

/// Acts that begin a chain need no relation to it, so what they may touch is checked here: the own
/// unit, a ward for an admission, and no chain of others.
pub(crate) fn begins_in_own_unit(
    act: &Act,
    chain: &CareChain,
    actor: &Actor,
) -> Result<(), AppError> {
    let own = match act {
        Act::StartChain(start) if actor.branch == Branch::Inpatient => &start.ward.unit,
        Act::StartChain(_) => {
            return Err(AppError::Forbidden { reason: "role", roles: vec![Role::WardNurse] });
        }
        Act::SendCareRequest(request) => &request.own.unit,
        _ => return Ok(()),
    };
    let others =
        chain.shown_identity().is_some() && relation(chain, actor) != Relation::ResponsibleWard;
    if *own != actor.unit || others { Err(AppError::NothingHere) } else { Ok(()) }
}

/// Reading ends within 24 h of "kräver inget" and "inte vår invånare" (definitions 2), and is the
/// ward's alone with protected identity.
pub(crate) fn may_still_read(app: &App, chain: &CareChain, actor: &Actor, now: Timestamp) -> bool {
    let until = project::unit_reads_until(chain, &actor.unit, &app.registry(), now);
    until.is_none_or(|until| now <= until)
}

/// The ids of the facts that an act wrote, for undo and cancellation.
pub fn facts_of(receipt: &Receipt) -> Vec<EventId> {
    receipt.events.iter().map(|event| event.id).collect()
}
