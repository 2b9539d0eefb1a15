//! Worklists, counters, search: rows of the own unit, never a fold (decision 28).

use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::Stage;
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, PersonId};
use brygga_domain::registry::Branch;
use brygga_policy::{Action, Decision, Phase, Relation, Request};
use brygga_store::{
    ChainRow, Counters, Cursor, GroupBy, GroupCount, Neighbours, Page, SearchHit, StayRow,
    WorklistFilter, WorklistQuery, WorklistRow,
};
use jiff::Timestamp;

use super::ChainView;
use super::perform_act::access_entry;
use super::project::fold_name;
use crate::actor::Actor;
use crate::context::App;
use crate::error::AppError;

/// Rows of a page (decision 28).
pub const PAGE: u32 = 50;
/// Stays without a notice on one page of a ward.
const STAYS: u32 = 100;

/// A unit's list.
#[derive(Debug, Clone)]
pub struct Worklist {
    /// Rows.
    pub page: Page<WorklistRow>,
    /// Counters.
    pub counters: Counters,
    /// For wards: stays without a notice, on the first page of the whole list, each with whether the
    /// person has protected identity, by the feed or in another chain.
    pub stays: Vec<(StayRow, bool)>,
    /// For wards: own cases on the page whose person has died, as the feed says and nobody has
    /// recorded yet.
    pub died: Vec<ChainId>,
    /// How many rows each group has, on whatever page.
    pub groups: Vec<GroupCount>,
    /// When it was read.
    pub read_at: Timestamp,
}

/// Which part of the list.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// What the rows stand together by.
    pub by: GroupBy,
    /// Which rows.
    pub filter: WorklistFilter,
    /// Only this area.
    pub area: Option<String>,
    /// After this row.
    pub after: Option<Cursor>,
}

/// Reads the actor's unit's list. The access log follows within a second (decision 24).
pub async fn worklist(app: &App, actor: &Actor, query: ListQuery) -> Result<Worklist, AppError> {
    require(app, actor, Action::ViewWorklist)?;
    let now = app.now();
    let first = query.after.is_none() && query.filter == WorklistFilter::All;
    let query = of_actor(actor, query, now);
    // The closed are a history: they are never counted.
    let groups = match query.filter {
        WorklistFilter::Closed => Vec::new(),
        _ => app.store.group_counts(query.clone()).await?,
    };
    let mut page = app.store.worklist(query).await?;
    page.rows.retain(|row| may_view(app, actor, &row.chain, row.party.active));
    let counters = app.store.counters(&actor.unit, &actor.user, &actor.name, now).await?;
    // Stays are the ward's own; the policies know roles, the registry knows wards.
    let sees_stays = first
        && actor.branch == Branch::Inpatient
        && require(app, actor, Action::ViewStays).is_ok();
    let stays =
        if sees_stays { app.store.ward_stays(&actor.unit, STAYS).await? } else { Vec::new() };
    let persons: Vec<PersonId> = page
        .rows
        .iter()
        .map(|row| row.chain.person)
        .chain(stays.iter().map(|stay| stay.person))
        .collect();
    let protected: Vec<PersonId> = stays.iter().map(|stay| stay.person).collect();
    let protected = app.store.are_protected(&protected).await?;
    let stays = stays.into_iter().zip(protected);
    let stays = stays.map(|(stay, known)| (known || stay.protected, stay));
    let stays = stays.map(|(protected, stay)| (stay, protected)).collect();
    let own = |row: &&WorklistRow| row.chain.ward == actor.unit && !row.chain.stage.is_over();
    let own: Vec<&ChainRow> = page.rows.iter().filter(own).map(|row| &row.chain).collect();
    let died = deaths(app, actor, own.iter().map(|row| row.person).collect()).await?;
    let is_dead = |row: &&&ChainRow| {
        died.iter().any(|stay| stay.person == row.person && is_about(stay, row.admitted_at))
    };
    let died = own.iter().filter(is_dead).map(|row| row.chain).collect();
    let entry = access_entry(actor, now, "view-worklist".to_owned(), None, persons);
    let store = std::sync::Arc::clone(&app.store);
    tokio::spawn(async move {
        if let Err(error) = store.record_access(vec![entry]).await {
            tracing::error!(%error, "the access log of a list could not be written");
        }
    });
    Ok(Worklist { page, counters, stays, died, groups, read_at: now })
}

/// What the feed says of deaths of these persons in the actor's ward: drafts that somebody confirms,
/// never facts of a case.
async fn deaths(
    app: &App,
    actor: &Actor,
    persons: Vec<PersonId>,
) -> Result<Vec<StayRow>, AppError> {
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    let mut stays = app.store.deceased_stays_of(&persons).await?;
    stays.retain(|stay| stay.ward.as_ref() == Some(&actor.unit));
    Ok(stays)
}

/// The stay did not end before the case began.
fn is_about(stay: &StayRow, admitted_at: Option<Timestamp>) -> bool {
    stay.discharged_at.is_none_or(|left| admitted_at.is_none_or(|admitted| left >= admitted))
}

/// When the person of a case died, as the feed says, for the responsible ward while nobody has recorded
/// it: when the stay ended, or now where it goes on.
pub async fn death_by_feed(
    app: &App,
    actor: &Actor,
    view: &ChainView,
) -> Result<Option<Timestamp>, AppError> {
    let chain = &view.chain;
    if chain.ward_unit() != Some(&actor.unit)
        || chain.stage().is_over()
        || !view.allows("record-deceased")
    {
        return Ok(None);
    }
    let person = chain.shown_identity().map(|it| it.person);
    let found = deaths(app, actor, person.into_iter().collect()).await?;
    let admitted_at = chain.admitted_at.as_ref().map(|at| at.instant);
    let stay = found.iter().find(|stay| is_about(stay, admitted_at));
    Ok(stay.map(|stay| stay.discharged_at.unwrap_or_else(|| app.now())))
}

fn of_actor(actor: &Actor, query: ListQuery, now: Timestamp) -> WorklistQuery {
    WorklistQuery {
        unit: actor.unit.clone(),
        user: actor.user.clone(),
        user_name: actor.name.clone(),
        by: query.by,
        filter: query.filter,
        area: query.area,
        now,
        after: query.after,
        limit: PAGE,
    }
}

/// What stands before and after a place in the actor's unit's list, for going from case to case. No
/// name is read, and nothing is logged before a case is opened.
pub async fn neighbours(
    app: &App,
    actor: &Actor,
    query: ListQuery,
) -> Result<Option<Neighbours>, AppError> {
    require(app, actor, Action::ViewWorklist)?;
    Ok(app.store.neighbours(of_actor(actor, query, app.now())).await?)
}

/// Counters alone, for the choice of assignment.
pub async fn counters(app: &App, actor: &Actor) -> Result<Counters, AppError> {
    Ok(app.store.counters(&actor.unit, &actor.user, &actor.name, app.now()).await?)
}

/// How many open chains wait for the actor's unit, for the head of every page.
pub async fn ours(app: &App, actor: &Actor) -> Result<u32, AppError> {
    Ok(app.store.ours(&actor.unit, app.now()).await?)
}

/// Chains of the own unit that changed since a time: for marks, never to move rows.
pub async fn changed_since(
    app: &App,
    actor: &Actor,
    since: Timestamp,
) -> Result<Vec<ChainId>, AppError> {
    require(app, actor, Action::ViewWorklist)?;
    Ok(app.store.changed_since(&actor.unit, since).await?)
}

/// Finds chains of the own unit by identity number or the beginning of a name. Nothing found looks
/// the same whether the person exists or not (definition 13). Every search is logged.
pub async fn search(app: &App, actor: &Actor, text: &str) -> Result<Vec<SearchHit>, AppError> {
    require(app, actor, Action::SearchPerson)?;
    let now = app.now();
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::input("q", "empty"));
    }
    let hits = if text.chars().any(|c| c.is_ascii_digit()) {
        let identifier = PersonIdentifier::parse(text, local_date(now))
            .map_err(|_| AppError::input("q", "not-an-identity-number"))?;
        app.store
            .find_by_identifier(&actor.unit, identifier.system(), identifier.value(), now)
            .await?
    } else {
        if text.chars().count() < 2 {
            return Err(AppError::input("q", "too-short"));
        }
        app.store.find_by_name(&actor.unit, &fold_name(text), now).await?
    };
    let hits: Vec<SearchHit> =
        hits.into_iter().filter(|hit| may_view(app, actor, &hit.row, hit.active)).collect();
    let persons = hits.iter().map(|hit| hit.row.person).collect();
    let entry = access_entry(actor, now, "search-person".to_owned(), None, persons);
    app.store.record_access(vec![entry]).await?;
    Ok(hits)
}

/// The rows are scoped by unit; the policies have the last word on each, by what the row says of the
/// unit's relation (decision 25). A unit whose part has ended is listed as long as it may read.
pub(crate) fn may_view(app: &App, actor: &Actor, row: &ChainRow, takes_part: bool) -> bool {
    may_do(app, actor, row, takes_part, Action::ViewChain)
}

/// The same for an act.
pub(crate) fn may_do(
    app: &App,
    actor: &Actor,
    row: &ChainRow,
    takes_part: bool,
    action: Action,
) -> bool {
    let relation = if row.ward == actor.unit {
        Relation::ResponsibleWard
    } else if takes_part {
        Relation::of_branch(actor.branch)
    } else {
        Relation::Ended
    };
    let phase = if row.stage.is_over() {
        Phase::Over
    } else if row.stage == Stage::Discharged {
        Phase::Discharged
    } else {
        Phase::Open
    };
    app.policies.allows(&Request {
        role: actor.role,
        relation,
        action,
        phase,
        protected: row.protected,
        care_contact: actor.care_contact,
        lead: actor.lead,
        compartment: None,
        addressed: false,
    })
}

/// Says whether an action that needs no relation to a chain may be offered.
pub fn may(app: &App, actor: &Actor, action: Action) -> bool {
    require(app, actor, action).is_ok()
}

/// An action that needs no relation to a chain.
pub(crate) fn require(app: &App, actor: &Actor, action: Action) -> Result<(), AppError> {
    let request = Request {
        role: actor.role,
        relation: Relation::None,
        action,
        phase: Phase::Open,
        protected: false,
        care_contact: actor.care_contact,
        lead: actor.lead,
        compartment: None,
        addressed: false,
    };
    match app.policies.decide(&request) {
        Decision::Allowed(_) => Ok(()),
        Decision::Denied(reason) => Err(AppError::Forbidden {
            reason: reason.code(),
            roles: app.policies.roles_that_may(action, Relation::None),
        }),
    }
}
