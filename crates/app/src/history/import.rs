//! Writes chains of another system through the normal writer.
//!
//! Each act has a key of its own made from the case (decision 21): what was written is found again,
//! so an import that broke off goes on, and a second one writes nothing. Many chains are written at a
//! time, which the writer commits together; those of one person go one after the other, so that a
//! person is identified once.

use std::collections::BTreeMap;

use brygga_domain::care_chain::acts::NewFact;
use brygga_domain::care_chain::{ChainEvent, Fact, IMPORT_ROLE, fold};
use brygga_domain::envelope::{Assurance, Author, StreamId};
use brygga_domain::ids::{ChainId, CommandId};
use brygga_domain::registry::{RegistryAt, RegistryEvent, TestIdentities};
use brygga_store::{ExpectedHead, Outcome, Prepared, StoredEvent};
use futures::StreamExt as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chain::{Import, Written, chain_id, command};
use super::row::ChainRow;
use super::units::Units;
use crate::care_chain::{LoadedChain, content, encode_sent, project};
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
                Done::Refused(reason) => imported.refused.push((place, reason.to_owned())),
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
    Refused(&'static str),
}

async fn import_row(app: &App, units: &Units, row: &ChainRow) -> Result<Done, AppError> {
    let Some(parties) = units.parties(row) else {
        return Ok(Done::Refused("ward: no unit"));
    };
    let person = person::person_of(app, &row.identifier).await?;
    let import = Import { row, person, parties: &parties };
    let chain = chain_id(&row.case);
    let mut loaded = LoadedChain::empty();
    let mut done = Done::Known;
    for act in 0..import.acts() {
        let cmd = command(&row.case, act);
        let facts = import.facts(act, written(&loaded));
        match write(app, &import, (chain, cmd, act), &loaded, facts).await? {
            Outcome::Committed(receipt) => {
                done = Done::Written;
                loaded = loaded.with(&of_chain(receipt.events, chain))?;
            }
            Outcome::Known(receipt) => loaded = loaded.with(&of_chain(receipt.events, chain))?,
            Outcome::Different(_) => {
                let reason = "case_id: was imported before with other content; nothing is changed";
                return Ok(Done::Refused(reason));
            }
        }
    }
    if matches!(done, Done::Written) {
        app.forget(chain);
    }
    Ok(done)
}

/// The events of the chain itself: an act may hold one of a person's stream too.
fn of_chain(mut events: Vec<StoredEvent>, chain: ChainId) -> Vec<StoredEvent> {
    let aggregate = Uuid::from_bytes(chain.bytes());
    events.retain(|event| event.stream.aggregate == aggregate);
    events
}

/// The newest notice, withdrawal and answers.
fn written(loaded: &LoadedChain) -> Written {
    let newest = |is: fn(&ChainEvent) -> bool| {
        let mut facts = loaded.facts.iter().rev();
        facts.find(|fact| fact.event.as_ref().is_ok_and(is)).map(|fact| fact.id)
    };
    Written {
        notice: newest(|event| matches!(event, ChainEvent::DischargeReadyDeclared(_))),
        withdrawal: newest(|event| matches!(event, ChainEvent::DischargeReadyWithdrawn(_))),
        municipality: newest(|event| matches!(event, ChainEvent::MunicipalityReadyAnswered(_))),
        outpatient: newest(|event| matches!(event, ChainEvent::OutpatientReadyAnswered(_))),
    }
}

async fn write(
    app: &App,
    import: &Import<'_>,
    (chain, cmd, act): (ChainId, CommandId, usize),
    loaded: &LoadedChain,
    facts: Vec<NewFact>,
) -> Result<Outcome, AppError> {
    let now = app.now();
    let author = author();
    let said = (import.row, act);
    let digest = content("import-care-chain", &said, &chain.bytes())?;
    let sent = |fact: &NewFact| Some(fact.occurred_at.instant);
    let mut encoded = encode_sent(app, chain, loaded, facts, cmd, &author, now, sent)?;
    let registry = app.registry();
    let after = fold(loaded.facts.iter().map(AsRef::as_ref).chain(&encoded.facts));
    let version = (loaded.facts.len() + encoded.facts.len()) as u64;
    let mut changes = project::changes(chain, &after, version, &registry, now);
    let mut expected = heads(loaded, &encoded.facts);
    if act == 0 {
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
