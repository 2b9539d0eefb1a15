//! The cases behind a figure of "Kvar över helgen": those of the own unit, and no others.

use brygga_domain::care_chain::Stage;
use brygga_domain::follow_up::causes::{Cause, Causes};
use brygga_domain::follow_up::facts::ChainFacts;
use brygga_domain::follow_up::weekend::count;
use brygga_domain::ids::PersonId;
use brygga_policy::Action;
use brygga_store::ChainRow;
use jiff::Timestamp;

use super::weekend_stays::{AskedStays, read_facts};
use crate::actor::Actor;
use crate::care_chain::{access_entry, may_do, may_view, require};
use crate::context::App;
use crate::error::AppError;

/// Cases on the page; a unit has fewer in a year.
pub const MOST_CASES: usize = 500;

/// Somebody who stayed.
#[derive(Debug, Clone)]
pub struct WeekendCase {
    /// What lists show of the chain.
    pub row: ChainRow,
    /// The ready notice.
    pub ready_at: Option<Timestamp>,
    /// When the person left; none while they are there.
    pub left_at: Option<Timestamp>,
    /// What they waited for, as the reader may know it.
    pub causes: Causes,
    /// The main cause.
    pub main: Cause,
    /// The derived one, where a person named another.
    pub derived: Option<Cause>,
    /// The reader may name another cause.
    pub may_judge: bool,
    /// Kommunklar before the weekend.
    pub municipality_ready_before: bool,
    /// A history of another system.
    pub imported: bool,
}

/// Reads the cases of the actor's unit among those who stayed. The reading is logged with the
/// persons.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn weekend_cases(
    app: &App,
    actor: &Actor,
    asked: &AskedStays,
) -> Result<Vec<WeekendCase>, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    // A role that figures are for and cases are not, such as the unit lead.
    require(app, actor, Action::ViewWorklist)?;
    let now = app.now();
    let mut stayed = Vec::new();
    read_facts(app, asked.period, &asked.selection, |chain| {
        let takes_part = chain.parties.iter().any(|party| party.unit == actor.unit);
        let chain = known_to(actor, chain);
        if (takes_part || chain.ward == actor.unit) && counts(&chain, asked, now) {
            stayed.push(chain);
        }
    })
    .await?;
    let mut cases = Vec::new();
    for chain in stayed {
        if cases.len() == MOST_CASES {
            break;
        }
        if let Some((row, may_judge)) = readable(app, actor, &chain, now).await? {
            let overridden = chain.is_overridden();
            let stay = chain.stay();
            let counted = stay.and_then(|stay| count(&stay, now));
            cases.push(WeekendCase {
                row,
                ready_at: chain.standing().map(|notice| notice.sent_at),
                left_at: chain.ended_at(),
                causes: chain.causes(),
                main: chain.main_cause(),
                derived: overridden.then(|| chain.derived_causes().main()),
                may_judge,
                imported: chain.imported,
                municipality_ready_before: counted.is_some_and(|it| it.municipality_ready_in_time),
            });
        }
    }
    cases.sort_by_key(|case| std::cmp::Reverse(case.ready_at));
    let persons: Vec<PersonId> = cases.iter().map(|case| case.row.person).collect();
    let entry = access_entry(actor, now, String::from("view-follow-up"), None, persons);
    app.store.record_access(vec![entry]).await?;
    Ok(cases)
}

fn counts(chain: &ChainFacts, asked: &AskedStays, now: Timestamp) -> bool {
    let counted = chain.stay().and_then(|stay| count(&stay, now));
    let stayed = counted.is_some_and(|counted| counted.stayed(asked.variant));
    stayed && asked.selection.cause.is_none_or(|cause| chain.main_cause() == cause)
}

/// What a person or another system said of the causes stands in health care, as a medical reason to
/// stay does (definitions 1): who does not read that knows what is derived from the plan.
fn known_to(actor: &Actor, mut chain: ChainFacts) -> ChainFacts {
    if !actor.branch.is_health_care() {
        chain.judged = None;
        if let Some(source) = &mut chain.source {
            source.causes.clear();
        }
    }
    chain
}

/// The row of lists, where the unit reads the chain still and the policies let the role; and whether
/// they let it name another cause.
pub(super) async fn readable(
    app: &App,
    actor: &Actor,
    chain: &ChainFacts,
    now: Timestamp,
) -> Result<Option<(ChainRow, bool)>, AppError> {
    let Some(row) = app.store.chain_row(chain.chain).await? else { return Ok(None) };
    let parties = app.store.party_rows(chain.chain).await?;
    let own = parties.iter().find(|party| party.unit == actor.unit);
    let reads = own.filter(|party| party.reads_until.is_none_or(|until| until >= now));
    let Some(party) = reads.filter(|party| may_view(app, actor, &row, party.active)) else {
        return Ok(None);
    };
    let may_judge = may_do(app, actor, &row, party.active, Action::JudgeDelayCause);
    Ok((row.stage != Stage::Cancelled).then_some((row, may_judge)))
}
