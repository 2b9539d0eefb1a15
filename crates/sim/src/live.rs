//! The county goes on in real time: now and then somebody does the next step of an open chain,
//! through the same use case as a person at the screen, durable and told to all who look.

use brygga_app::care_chain::{PerformAct, load, perform_act};
use brygga_app::{App, AppError, random};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::{CareChain, ConsentValue};
use brygga_domain::envelope::AggregateKind;
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, PersonId};
use brygga_domain::registry::Branch;
use jiff::Timestamp;

use crate::act::meant;
use crate::case::{Case, What};
use crate::county::County;
use crate::dice::Dice;
use crate::duty::{next, steps_of};
use crate::people::{self, People, Person};
use crate::plan::after;

/// How many chains are looked at for one act.
const TRIES: usize = 12;
/// How many test numbers are looked up for one admission.
const NUMBERS_TRIED: usize = 200;

/// What the county remembers between two acts.
pub struct LiveCounty {
    county: County,
    dice: Dice,
    people: People,
    open: Vec<ChainId>,
}

impl LiveCounty {
    /// Finds the open chains of a site.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn of(app: &App, seed: u64) -> Result<Self, AppError> {
        let mut open = Vec::new();
        let mut last = None;
        loop {
            let page = app.store.aggregates(AggregateKind::Chain, last, 500).await?;
            let Some(end) = page.last().copied() else { break };
            for aggregate in page {
                let chain = ChainId::from_bytes(*aggregate.as_bytes());
                if !load(app, chain).await?.chain().stage().is_over() {
                    open.push(chain);
                }
            }
            last = Some(end);
        }
        let (county, dice, people) = (County::of(app), Dice::new(seed, 2), People::new());
        Ok(Self { county, dice, people, open })
    }
}

/// Does one act at the time of the app's clock and gives its word; `None` when nobody of those
/// asked had anything to do just now.
///
/// # Errors
/// When the store fails. What the rules refuse is left for another time.
pub async fn live_step(app: &App, live: &mut LiveCounty) -> Result<Option<&'static str>, AppError> {
    let now = app.now();
    if live.open.is_empty() || live.dice.percent(6) {
        return admit(app, live, now).await;
    }
    for _ in 0..TRIES {
        let id = *live.dice.pick(&live.open);
        let loaded = load(app, id).await?;
        let chain = loaded.chain();
        if chain.stage().is_over() {
            live.open.retain(|open| *open != id);
            if live.open.is_empty() {
                return Ok(None);
            }
            continue;
        }
        let steps = steps_of(app, chain, now);
        if steps.is_empty() {
            continue;
        }
        let step = live.dice.pick(&steps).clone();
        let Some(case) = case_of(&live.county, id, chain) else { continue };
        let Some(what) = next(&step, chain, now) else { continue };
        if let Some(word) = act(app, live, &case, chain, &what, now).await? {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

async fn act(
    app: &App,
    live: &mut LiveCounty,
    case: &Case,
    chain: &CareChain,
    what: &What,
    now: Timestamp,
) -> Result<Option<&'static str>, AppError> {
    let Some((actor, act)) = meant(&live.county, &mut live.dice, case, chain, what, now) else {
        return Ok(None);
    };
    let word = act.word();
    let request = PerformAct::new(case.chain, act, app.new_command());
    match perform_act(app, &actor, request).await {
        Ok(_) => {
            app.store.record_sign_in(&actor.unit, now).await?;
            Ok(Some(word))
        }
        Err(
            AppError::Refused(_)
            | AppError::Forbidden { .. }
            | AppError::NothingHere
            | AppError::Busy,
        ) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A chain as a case of the county.
fn case_of(county: &County, id: ChainId, chain: &CareChain) -> Option<Case> {
    let identity = &chain.identity.heads.first()?.value;
    let notified = || chain.notices.iter().flat_map(|notice| &notice.value.to);
    let of = |branch| {
        notified().find(|unit| county.party(unit).is_some_and(|p| p.branch == branch)).cloned()
    };
    let ward = chain.ward_unit()?.clone();
    let admitted = chain.admitted_at.as_ref()?.instant;
    Some(Case {
        chain: id,
        person: Person {
            id: identity.person,
            identifier: identity.identifier.clone(),
            given: identity.given.clone(),
            family: identity.family.clone(),
            address: chain.address.clone().unwrap_or_default(),
            municipality: chain.municipality.clone().unwrap_or_default(),
            area: chain.area.clone(),
            protected: chain.protected,
        },
        place: chain.ward.heads.first()?.value.1.clone().unwrap_or_default(),
        admitted,
        social: of(Branch::SocialServices),
        health: of(Branch::MunicipalHealthCare),
        outpatient: of(Branch::Outpatient).unwrap_or_else(|| ward.clone()),
        ward,
        consent: ConsentValue::Given,
        estimate: chain.estimate.heads.first().map_or(admitted, |head| head.value.instant),
        sip: None,
        aids: false,
        cause: None,
        silent: false,
        sip_meeting: None,
        ready: None,
        drawn: false,
    })
}

/// A new admission with its notice.
async fn admit(
    app: &App,
    live: &mut LiveCounty,
    now: Timestamp,
) -> Result<Option<&'static str>, AppError> {
    let LiveCounty { county, dice, people, .. } = live;
    let Some((identifier, woman)) = somebody_new(app, dice, people, now).await? else {
        return Ok(None);
    };
    let (given, family) = people::name(dice, woman);
    let municipality = county.some_municipality(dice);
    let place = dice.pick(&municipality.places).clone();
    let case = Case {
        chain: ChainId::from_bytes(random(&*app.entropy)),
        person: Person {
            id: PersonId::from_bytes(random(&*app.entropy)),
            identifier,
            given,
            family,
            address: people::address(dice, &municipality.town),
            municipality: municipality.code.clone(),
            area: place.area,
            protected: false,
        },
        ward: county.some_ward(dice, &std::collections::BTreeMap::new()).unit.clone(),
        place: format!("{}:{}", dice.between(1, 18), dice.between(1, 4)),
        admitted: after(now, -dice.between(20, 300)),
        social: Some(place.social),
        health: dice.percent(40).then_some(place.health),
        outpatient: place.outpatient,
        consent: ConsentValue::Given,
        estimate: after(now, dice.between(4, 9) * 1_440),
        sip: None,
        aids: false,
        cause: None,
        silent: false,
        sip_meeting: None,
        ready: None,
        drawn: false,
    };
    let loaded = load(app, case.chain).await?;
    let done = act(app, live, &case, loaded.chain(), &What::Start, now).await?;
    if done.is_some() {
        live.open.push(case.chain);
    }
    Ok(done)
}

/// A number that nobody here has yet; `None` when those tried are all taken.
async fn somebody_new(
    app: &App,
    dice: &mut Dice,
    people: &mut People,
    now: Timestamp,
) -> Result<Option<(PersonIdentifier, bool)>, AppError> {
    for _ in 0..NUMBERS_TRIED {
        let (number, woman) = people.number(dice, local_date(now));
        if app.store.person_by_identifier(number.system(), number.value()).await?.is_none() {
            return Ok(Some((number, woman)));
        }
    }
    Ok(None)
}
