//! Writes chains of another system through the normal writer.
//!
//! Each act has a key of its own made from the row (decision 21), and the last one of a row says that
//! the log has all of it: the same row again is one look at that key. An import that broke off goes on,
//! and another row of the same case adds what is new in it. Many chains are written at a time, which
//! the writer commits together; those of one person go one after the other, so that a person is
//! identified once.

use std::collections::BTreeMap;
use std::sync::Arc;

use brygga_domain::care_chain::acts::NewFact;
use brygga_domain::care_chain::{Fact, IMPORT_ROLE, fold};
use brygga_domain::envelope::{Assurance, Author, StreamId};
use brygga_domain::ids::{ChainId, CommandId, PersonId, hex};
use brygga_domain::registry::{RegistryAt, RegistryEvent, TestIdentities};
use brygga_store::{ExpectedHead, Outcome, Prepared, StoredEvent};
use futures::StreamExt as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chain::{Import, chain_id, hash};
use super::recorded::Recorded;
use super::row::ChainRow;
use super::units::Units;
use crate::care_chain::{LoadedChain, content, encode_sent, load, project};
use crate::context::{App, on_day};
use crate::error::AppError;
use crate::person;
use crate::registry::append_registry;

/// Persons whose chains are written at a time: the writer commits what waits together.
const AT_A_TIME: usize = 64;

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedChains {
    /// Chains that were written, or finished.
    pub written: u64,
    /// Chains that stood there already, just so.
    pub known: u64,
    /// Rows that were not written, by their place, with the reason.
    pub refused: Vec<(usize, String)>,
    /// Organisations and units that were created as imported, by id and name.
    pub created: Vec<String>,
}

/// The organisations and units that an import of these rows would create.
#[must_use]
pub fn would_create(registry: RegistryAt<'_>, rows: &[ChainRow]) -> Vec<String> {
    Units::of(registry, rows, registry.date()).created.iter().filter_map(named).collect()
}

/// Why this site does not take a row, as the setting `test_identities` says (decision 33).
#[must_use]
pub fn refusal(registry: RegistryAt<'_>, row: &ChainRow) -> Option<&'static str> {
    let refuses = registry.county_data().test_identities == TestIdentities::Refuse;
    (refuses && row.identifier.is_test_number())
        .then_some("personal_identity: a test number, which this site refuses")
}

/// The rows that an import would refuse for what the log says of their cases, with the reason.
/// Nothing is written.
///
/// # Errors
/// When the store fails.
pub async fn contradictions(
    app: &App,
    rows: &[ChainRow],
) -> Result<Vec<(usize, String)>, AppError> {
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    let units = Units::of(today, rows, today.date());
    let mut found = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let Some(parties) = units.parties(row) else { continue };
        if app.store.command(key(row, Part::Last)?).await?.is_some() {
            continue;
        }
        // Who the person is is no part of what a row says against the log.
        let import = Import { row, person: PersonId::from_bytes([0; 16]), parties: &parties };
        let loaded = load(app, chain_id(&row.case)).await?;
        if let Some((column, reason)) = import.contradiction(&recorded(&loaded)) {
            found.push((place, format!("{column}: {reason}")));
        }
    }
    Ok(found)
}

fn named(event: &RegistryEvent) -> Option<String> {
    match event {
        RegistryEvent::OrganisationSet(set) => {
            Some(format!("{} {}", set.organisation.id, set.organisation.name))
        }
        RegistryEvent::UnitSet(set) => Some(format!("{} {}", set.unit.id, set.unit.name)),
        _ => None,
    }
}

/// Imports rows; units that are created count from a day. For the operator; a row that cannot be written does not stop the others.
///
/// # Errors
/// When the store fails: what was written until then stands, and the same import goes on from there.
pub async fn import_chains(
    app: &App,
    rows: &[ChainRow],
    from: Date,
) -> Result<ImportedChains, AppError> {
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    let units = Units::of(today, rows, from);
    let mut imported = ImportedChains {
        created: units.created.iter().filter_map(named).collect(),
        ..ImportedChains::default()
    };
    if !units.created.is_empty() {
        append_registry(app, &author(), units.created.clone()).await?;
    }
    let mut persons: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        if let Some(reason) = refusal(today, row) {
            imported.refused.push((place, reason.to_owned()));
        } else {
            let key = (row.identifier.system(), row.identifier.value());
            persons.entry(key).or_default().push(place);
        }
    }
    let units = &units;
    let work = persons.into_values().map(|places| async move {
        let mut done = Vec::with_capacity(places.len());
        for place in places {
            done.push((place, import_row(app, units, &rows[place]).await?));
        }
        Ok::<_, AppError>(done)
    });
    let mut work = futures::stream::iter(work).buffer_unordered(AT_A_TIME);
    while let Some(done) = work.next().await {
        for (place, outcome) in done? {
            match outcome {
                Done::Written => imported.written += 1,
                Done::Known => imported.known += 1,
                Done::Refused(reason) => imported.refused.push((place, reason)),
            }
        }
    }
    imported.refused.sort();
    Ok(imported)
}

fn author() -> Author {
    Author { user: None, role: IMPORT_ROLE.to_owned(), unit: None, assurance: Assurance::System }
}

enum Done {
    Written,
    Known,
    Refused(String),
}

/// A key in the series of a row.
#[derive(Clone, Copy)]
enum Part {
    /// The act that was decided on so many facts.
    After(usize),
    /// The one that brings the last of the row.
    Last,
}

fn key(row: &ChainRow, part: Part) -> Result<CommandId, AppError> {
    let part = match part {
        Part::After(facts) => facts.to_string(),
        Part::Last => "last".to_owned(),
    };
    let said = content("import-care-chain", row, part.as_bytes())?;
    Ok(CommandId::from_bytes(hash("brygga-care-chains-act", &hex(&said.0))))
}

/// A row whose chain another writer changed meanwhile is decided once more.
async fn import_row(app: &App, units: &Units, row: &ChainRow) -> Result<Done, AppError> {
    let chain = chain_id(&row.case);
    for _ in 0..2 {
        match try_row(app, units, row).await {
            Err(AppError::Busy) => app.forget(chain),
            Ok(Done::Written) => {
                app.forget(chain);
                return Ok(Done::Written);
            }
            done => return done,
        }
    }
    let reason = "another writer changed the case at the same time; import the file again";
    Ok(Done::Refused(format!("case_id: {reason}")))
}

async fn try_row(app: &App, units: &Units, row: &ChainRow) -> Result<Done, AppError> {
    let last = key(row, Part::Last)?;
    if app.store.command(last).await?.is_some() {
        return Ok(Done::Known);
    }
    let Some(parties) = units.parties(row) else {
        return Ok(Done::Refused("ward: no unit".to_owned()));
    };
    let person = person::person_of(app, &row.identifier).await?;
    let import = Import { row, person, parties: &parties };
    let chain = chain_id(&row.case);
    let mut loaded = load(app, chain).await?;
    if let Some((column, reason)) = import.contradiction(&recorded(&loaded)) {
        return Ok(Done::Refused(format!("{column}: {reason}")));
    }
    let mut done = Done::Known;
    loop {
        let act = import.next(&recorded(&loaded));
        if act.facts.is_empty() {
            return Ok(done);
        }
        let cmd = if act.last { last } else { key(row, Part::After(loaded.facts.len()))? };
        let outcome = write(app, &import, (chain, cmd), &loaded, act.facts).await?;
        let receipt = match outcome {
            Outcome::Committed(receipt) => {
                done = Done::Written;
                receipt
            }
            Outcome::Known(receipt) | Outcome::Different(receipt) => receipt,
        };
        if act.last {
            return Ok(done);
        }
        loaded = Arc::new(loaded.with(&of_chain(receipt.events, chain))?);
    }
}

fn recorded(loaded: &LoadedChain) -> Recorded {
    Recorded::of(loaded.facts.iter().map(AsRef::as_ref))
}

/// The events of the chain itself: an act may hold one of a person's stream too.
fn of_chain(mut events: Vec<StoredEvent>, chain: ChainId) -> Vec<StoredEvent> {
    let aggregate = Uuid::from_bytes(chain.bytes());
    events.retain(|event| event.stream.aggregate == aggregate);
    events
}

async fn write(
    app: &App,
    import: &Import<'_>,
    (chain, cmd): (ChainId, CommandId),
    loaded: &LoadedChain,
    facts: Vec<NewFact>,
) -> Result<Outcome, AppError> {
    let now = app.now();
    let author = author();
    let digest = content("import-care-chain", import.row, &chain.bytes())?;
    let sent = |fact: &NewFact| Some(fact.occurred_at.instant);
    let mut encoded = encode_sent(app, chain, loaded, facts, cmd, &author, now, sent)?;
    let registry = app.registry();
    let log: Vec<&Fact> = loaded.facts.iter().map(AsRef::as_ref).chain(&encoded.facts).collect();
    let after = fold(log.iter().copied());
    let mut changes = project::changes(chain, &log, &after, &registry, now);
    let mut expected = heads(loaded, &encoded.facts);
    if loaded.facts.is_empty() {
        let identifier = &import.row.identifier;
        if let Some((event, stream)) = person::identified(app, import.person, identifier).await? {
            let part = u8::try_from(encoded.events.len()).unwrap_or(u8::MAX);
            encoded.events.push(person::encode(app, &author, event, stream, part, now)?);
            expected.push(ExpectedHead { stream, last: None });
            changes.push(person::identified_row(import.person, identifier));
        }
    }
    let prepared = Prepared {
        cmd,
        content: digest,
        actor: IMPORT_ROLE.to_owned(),
        at: now,
        expected,
        read: None,
        events: encoded.events,
        changes,
        access: Vec::new(),
    };
    Ok(app.commit(prepared).await?)
}

/// Every stream that was read, and every one that is written for the first time.
fn heads(loaded: &LoadedChain, facts: &[Fact]) -> Vec<ExpectedHead> {
    let known = loaded.last.iter().map(|(stream, last)| (*stream, Some(*last)));
    let new = facts.iter().map(|fact| (fact.stream, None));
    let mut heads: BTreeMap<StreamId, _> = new.collect();
    heads.extend(known);
    heads.into_iter().map(|(stream, last)| ExpectedHead { stream, last }).collect()
}
