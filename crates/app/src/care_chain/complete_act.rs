//! What an act needs to know of the log beyond what its author may read.

use std::collections::BTreeMap;

use brygga_domain::care_chain::known_key;
use brygga_domain::ids::ChainId;

use super::load::load;
use crate::context::App;
use crate::error::AppError;

/// How far each sequence of a chain is known here: what the end of a part records, so that later
/// facts of the unit are late (M11). Only numbers, no content.
pub async fn known_of(app: &App, chain: ChainId) -> Result<Vec<(String, u64)>, AppError> {
    let loaded = load(app, chain).await?;
    let mut known: BTreeMap<String, u64> = BTreeMap::new();
    for fact in &loaded.facts {
        let seq = known.entry(known_key(fact)).or_default();
        *seq = (*seq).max(fact.seq);
    }
    Ok(known.into_iter().collect())
}
