//! Weekend stays by definition 8, version 1, counted from what the log says.

use std::collections::{BTreeMap, BTreeSet};

use brygga_app::care_chain::load;
use brygga_app::{App, AppError};
use brygga_domain::calendar::{iso_week, local_date};
use brygga_domain::care_chain::{CareChain, Destination, Stage, Standing};
use brygga_domain::envelope::AggregateKind;
use brygga_domain::ids::{ChainId, HsaId};
use jiff::Timestamp;
use jiff::civil::Weekday;

/// Weekend stays and what they are counted among.
#[derive(Debug, Clone, Default)]
pub struct WeekendStays {
    /// All chains that are not cancelled.
    pub chains: usize,
    /// Those whose last standing ready notice came on a Monday to Friday.
    pub ready_weekdays: usize,
    /// Those that stayed.
    pub stayed: BTreeSet<ChainId>,
    /// The same by responsible ward.
    pub by_ward: BTreeMap<HsaId, usize>,
    /// Events of the middle one of the closed chains.
    pub typical: usize,
    /// Events of the ninth of ten closed chains.
    pub ninetieth: usize,
}

/// Did the person stay over a weekend although ready? `as_of` stands for the time of leaving where
/// the person is still there. Death ends the chain without a stay; a transfer is not leaving.
pub fn stayed_over_weekend(chain: &CareChain, as_of: Timestamp) -> bool {
    let Standing::Ready(ready, _) = chain.standing_ready() else { return false };
    let day = local_date(ready.at);
    if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || chain.deceased.is_some() {
        return false;
    }
    let left = chain.discharged.heads.iter();
    let left = left.filter(|head| head.value.destination != Destination::OtherHospital);
    let left = left.map(|head| head.value.left_at.instant).max().unwrap_or(as_of);
    iso_week(local_date(left)) > iso_week(day)
}

/// Counts the weekend stays of all chains of a site, as of a time.
///
/// # Errors
/// When the store cannot be read.
pub async fn weekend_stays(app: &App, as_of: Timestamp) -> Result<WeekendStays, AppError> {
    let mut found = WeekendStays::default();
    let mut lengths = Vec::new();
    let mut last = None;
    loop {
        let page = app.store.aggregates(AggregateKind::Chain, last, 500).await?;
        let Some(end) = page.last().copied() else { break };
        for aggregate in page {
            let id = ChainId::from_bytes(*aggregate.as_bytes());
            let loaded = load(app, id).await?;
            let chain = loaded.chain();
            if chain.stage() == Stage::Cancelled || chain.identity.heads.is_empty() {
                continue;
            }
            found.chains += 1;
            if chain.stage() == Stage::Closed {
                lengths.push(loaded.facts.len());
            }
            if let Standing::Ready(ready, _) = chain.standing_ready() {
                let weekday = local_date(ready.at).weekday();
                let weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
                found.ready_weekdays += usize::from(!weekend);
            }
            if stayed_over_weekend(chain, as_of) {
                found.stayed.insert(id);
                if let Some(ward) = chain.ward_unit() {
                    *found.by_ward.entry(ward.clone()).or_default() += 1;
                }
            }
        }
        last = Some(end);
    }
    lengths.sort_unstable();
    found.typical = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    found.ninetieth = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0);
    Ok(found)
}
