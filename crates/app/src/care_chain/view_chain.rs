//! Opens a chain for one viewer: what that viewer may read, and nothing else (decision 3).

use std::sync::Arc;

use brygga_domain::care_chain::acts::{Act, WhenProtected, when_protected};
use brygga_domain::care_chain::steps::{self, Step};
use brygga_domain::care_chain::{CareChain, Fact, OwnAnswer, changed_for, readable_by};
use brygga_domain::ids::{ChainId, HsaId};
use brygga_policy::{Action, Decision, Reader, Relation};
use jiff::Timestamp;

use super::linked_chains::readable_links;
use super::load::{LoadedChain, load, load_for_act};
use super::perform_act::{access_entry, may_still_read, policy_request, relation};
use super::project::ordered_steps;
use crate::actor::Actor;
use crate::context::App;
use crate::error::AppError;

/// A chain as one viewer sees it.
#[derive(Debug, Clone)]
pub struct ChainView {
    /// The chain.
    pub id: ChainId,
    /// What the readable facts mean together.
    pub chain: Arc<CareChain>,
    /// Open steps in order, from compartment 0 alone: the same for every viewer.
    pub steps: Vec<Step>,
    /// The chain's owner.
    pub owner: Option<HsaId>,
    /// The readable facts, newest first.
    pub facts: Vec<Arc<Fact>>,
    /// Words of the acts that the policies allow now.
    pub allowed: Vec<&'static str>,
    /// The viewer may read who has opened the chain.
    pub sees_access_log: bool,
    /// The viewer may put it on paper.
    pub prints: bool,
    /// The viewer's relation.
    pub relation: Relation,
    /// When something changed last of what the unit reads, in milliseconds; the live stream and the
    /// rows of lists tell the same.
    pub version: u64,
    /// Other chains of the same admission (M12), each as this viewer may open it: what a page shows
    /// is the union. Looked up for the page of the case and its paper alone, one step from it.
    pub linked: Vec<Self>,
}

impl ChainView {
    /// The policies allow this act now.
    pub fn allows(&self, word: &str) -> bool {
        self.allowed.contains(&word)
    }
}

/// What a viewer gets of a chain.
#[derive(Debug, Clone)]
pub enum Opened {
    /// The case, as far as the viewer reads it.
    Case(Box<ChainView>),
    /// The viewer's unit reads no more, since nothing is required of it: its own answers are left to
    /// it, and nothing else of the case (definitions 2).
    OwnAnswers(Vec<OwnAnswer>),
}

/// What is to be opened, by the word of the access log.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Case,
    CaseOrOwnAnswers,
    Print,
}

impl Wanted {
    const fn action(self) -> Action {
        match self {
            Self::Case | Self::CaseOrOwnAnswers => Action::ViewChain,
            Self::Print => Action::PrintChain,
        }
    }

    /// It shows the other chains of the admission too.
    const fn is_union(self) -> bool {
        matches!(self, Self::CaseOrOwnAnswers | Self::Print)
    }
}

/// Opens a chain for its page: the case, or what is left to a unit whose reading has ended.
pub async fn open_chain(app: &App, actor: &Actor, id: ChainId) -> Result<Opened, AppError> {
    open(app, actor, id, Wanted::CaseOrOwnAnswers).await
}

/// Opens a chain. The page waits for the access log (decision 24). No access looks the same
/// whether the chain exists or not (definition 13).
pub async fn view_chain(app: &App, actor: &Actor, id: ChainId) -> Result<ChainView, AppError> {
    case(open(app, actor, id, Wanted::Case).await?)
}

/// The same to be put on paper: the access log says that it was printed.
pub async fn print_chain(app: &App, actor: &Actor, id: ChainId) -> Result<ChainView, AppError> {
    case(open(app, actor, id, Wanted::Print).await?)
}

fn case(opened: Opened) -> Result<ChainView, AppError> {
    match opened {
        Opened::Case(view) => Ok(*view),
        Opened::OwnAnswers(_) => Err(AppError::NothingHere),
    }
}

async fn open(app: &App, actor: &Actor, id: ChainId, wanted: Wanted) -> Result<Opened, AppError> {
    let now = app.now();
    let loaded = load(app, id).await?;
    let full = loaded.chain();
    let request = policy_request(full, actor, wanted.action());
    let decision = app.policies.decide(&request);
    let permitted = matches!(decision, Decision::Allowed(_));
    let ended = permitted && !may_still_read(app, full, actor, now);
    // The same role at the same unit that read the case reads its answer: no permission of its own.
    let answers = (ended && wanted == Wanted::CaseOrOwnAnswers)
        .then(|| full.own_answers(loaded.facts.iter().map(Arc::as_ref), &actor.unit))
        .filter(|answers| !answers.is_empty());
    let denied = match decision {
        Decision::Allowed(_) if !ended || answers.is_some() => None,
        // A party that lacks the role is told so (decision 23); protected identity and everybody
        // without a relation get the same answer as for a chain that does not exist.
        Decision::Denied(reason) if request.relation != Relation::None && !full.protected => {
            Some(AppError::Forbidden {
                reason: reason.code(),
                roles: app.policies.roles_that_may(wanted.action(), request.relation),
            })
        }
        _ => Some(AppError::NothingHere),
    };
    let allowed = denied.is_none();
    let word = wanted.action().as_str();
    let what = match (allowed, &answers) {
        (true, Some(_)) => "view-own-answer".to_owned(),
        (true, None) => word.to_owned(),
        (false, _) => format!("denied:{word}"),
    };
    let opened = |what, id, chain: &CareChain| {
        let person = chain.shown_identity().map(|identity| identity.person);
        access_entry(actor, now, what, Some(id), person.into_iter().collect())
    };
    let mut entries = vec![opened(what, id, full)];
    let linked = if allowed && answers.is_none() && wanted.is_union() {
        readable_links(app, actor, id, wanted.action(), now).await?
    } else {
        Vec::new()
    };
    // Who reads a case through another one has read it.
    entries.extend(linked.iter().map(|(id, it)| opened(word.to_owned(), *id, it.chain())));
    app.store.record_access(entries).await?;
    if let Some(error) = denied {
        return Err(error);
    }
    if let Some(answers) = answers {
        return Ok(Opened::OwnAnswers(answers));
    }
    let mut view = seen(app, actor, id, &loaded, now);
    view.linked = linked.iter().map(|(id, it)| seen(app, actor, *id, it, now)).collect();
    Ok(Opened::Case(Box::new(view)))
}

/// The chain for an act in it, where the act itself stands in the access log and no page is shown,
/// with what the act is decided on. None where this viewer sees nothing. The database is not asked
/// whether somebody wrote since: [`PerformAct::loaded`] says what becomes of that.
///
/// [`PerformAct::loaded`]: super::PerformAct::loaded
pub async fn view_for_act(
    app: &App,
    actor: &Actor,
    id: ChainId,
) -> Result<Option<(ChainView, Arc<LoadedChain>)>, AppError> {
    let now = app.now();
    let loaded = load_for_act(app, id).await?;
    let full = loaded.chain();
    let allowed = app.policies.allows(&policy_request(full, actor, Action::ViewChain))
        && may_still_read(app, full, actor, now);
    Ok(allowed.then(|| (seen(app, actor, id, &loaded, now), Arc::clone(&loaded))))
}

/// What this viewer may read, and what it means.
fn seen(app: &App, actor: &Actor, id: ChainId, loaded: &LoadedChain, now: Timestamp) -> ChainView {
    let full = loaded.chain();
    let may_read = readable(app, full, actor);
    let chain = loaded.view(&may_read);
    let mut facts: Vec<Arc<Fact>> =
        loaded.facts.iter().filter(|fact| may_read(fact.stream)).cloned().collect();
    facts.sort_by_key(|fact| std::cmp::Reverse((fact.legal_time(), fact.hlc, fact.part, fact.id)));
    let registry = app.registry();
    let steps = ordered_steps(full, &registry, now);
    ChainView {
        id,
        owner: steps::owner(full, &steps),
        steps,
        facts,
        allowed: allowed_acts(app, full, actor),
        sees_access_log: app.policies.allows(&policy_request(full, actor, Action::ViewAccessLog)),
        prints: app.policies.allows(&policy_request(full, actor, Action::PrintChain)),
        relation: relation(full, actor),
        version: version_of(changed_for(full, &actor.unit)),
        linked: Vec::new(),
        chain,
    }
}

fn version_of(changed: Option<Timestamp>) -> u64 {
    changed.map_or(0, |at| at.as_millisecond().cast_unsigned())
}

/// What one unit may know of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newest {
    /// When it was written.
    pub at: Timestamp,
    /// As [`ChainView::version`].
    pub version: u64,
}

/// The newest of what the actor's unit reads in a chain, from its row; none when the unit has none.
pub async fn newest_read(
    app: &App,
    unit: &HsaId,
    chain: ChainId,
) -> Result<Option<Newest>, AppError> {
    let rows = app.store.party_rows(chain).await?;
    let row = rows.into_iter().find(|row| row.unit == *unit);
    Ok(row.map(|row| Newest { at: row.changed_at, version: version_of(Some(row.changed_at)) }))
}

/// A stream is read when the unit's part covers it and the role reads its compartment, or when the
/// unit is addressed in its room.
fn readable<'a>(
    app: &'a App,
    full: &'a CareChain,
    actor: &'a Actor,
) -> impl Fn(brygga_domain::envelope::StreamId) -> bool + 'a {
    let by_unit = readable_by(full, &actor.unit);
    let reader =
        Reader { role: actor.role, relation: relation(full, actor), protected: full.protected };
    move |stream| {
        by_unit(stream) && app.policies.may_read(reader, stream.compartment, stream.room != 0)
    }
}

/// All acts of the page, decided at once (decision 25). With protected identity only what the ward may
/// do alone (definitions 2).
fn allowed_acts(app: &App, chain: &CareChain, actor: &Actor) -> Vec<&'static str> {
    let question = policy_request(chain, actor, Action::ViewChain);
    let allows = |action| app.policies.allows(&question.about(action));
    Act::WORDS
        .iter()
        .copied()
        .filter(|word| !chain.protected || when_protected(word) == WhenProtected::TheWardAlone)
        .filter(|word| Action::parse(word).is_some_and(allows))
        .collect()
}
