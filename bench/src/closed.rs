//! The recipe of closed chains (decision 36): real facts of six to eight events each, from the
//! admission notice to the end, spread over the wards of the demo county and over two years.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use brygga_app::care_chain::rows_of;
use brygga_app::on_day;
use brygga_domain::care_chain::{
    AdmissionNoticeSent, ChainClosed, ChainEvent, ChainOpened, Destination, DischargeReadyDeclared,
    Discharged, EndReason, Fact, Identity, PartyAdded, sentence,
};
use brygga_domain::envelope::{Assurance, Author, Body, Compartment, StreamId};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::identification::testnumbers::with_check_digit;
use brygga_domain::ids::{ChainId, CommandId, EventId, HsaId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::{Registry, Unit, UnitKind};
use brygga_policy::Policies;
use brygga_store::bulk::{Recipe, Seal, make, recipe_hash};
use brygga_store::{Change, EventLog as _, NewEvent, StoreError, verify};
use brygga_store_sqlite::{OpenOptions, Place, SqliteBulk, SqliteStore};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::site::{self, opened_at};

const FAMILIES: [&str; 8] = [
    "Provgren",
    "Testlund",
    "Demonäs",
    "Skissberg",
    "Mallström",
    "Exempelås",
    "Övningsson",
    "Utkast",
];
const GIVEN: [&str; 8] =
    ["Greta", "Sven-Erik", "Amira", "Rolf", "Maj-Britt", "Yusuf", "Åsa", "Lennart"];

/// Closed chains of the demo county.
pub(crate) struct Closed {
    registry: Registry,
    wards: Vec<Unit>,
    outpatient: Vec<Unit>,
    municipal: Vec<Unit>,
    policy: brygga_domain::ids::Digest,
}

impl Closed {
    /// By the registry of the demo.
    pub(crate) fn of(registry: Registry) -> Self {
        let now = opened_at();
        let of = |kind: UnitKind| -> Vec<Unit> {
            on_day(&registry, now).units().filter(|unit| unit.kind == kind).cloned().collect()
        };
        Self {
            wards: of(UnitKind::Ward),
            outpatient: of(UnitKind::PrimaryCareCentre),
            municipal: of(UnitKind::NeedsAssessment),
            policy: Policies::embedded().hash(),
            registry,
        }
    }
}

/// Sixteen bytes that lie anywhere in an index, as random ids do.
pub(crate) fn scattered(kind: &str, number: u64, of: u64) -> [u8; 16] {
    let seed = format!("brygga-bench {kind} {number} {of}");
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Body::hash(seed.as_bytes()).0[..16]);
    bytes
}

fn pick<T>(from: &[T], number: u64) -> Option<&T> {
    from.get((number % (from.len().max(1) as u64)) as usize)
}

/// One chain while it is being written.
struct Writing<'a, 's> {
    closed: &'a Closed,
    seal: &'a mut Seal<'s>,
    number: u64,
    chain: ChainId,
    by: Author,
    acts: u64,
}

impl Writing<'_, '_> {
    /// One act of the ward: its events by the rules of the log, texts and all.
    fn act(&mut self, at: Timestamp, events: Vec<ChainEvent>) -> Result<Vec<EventId>, StoreError> {
        let wrong =
            |error: brygga_domain::envelope::EnvelopeError| StoreError::Engine(Box::new(error));
        let registry = on_day(&self.closed.registry, at);
        let name = |unit: &HsaId| {
            registry.unit(unit).map_or_else(|| unit.to_string(), |known| known.name.clone())
        };
        let mut encoded = Vec::with_capacity(events.len());
        for (part, event) in (0u8..).zip(events) {
            let event_type = event.event_type();
            let sent = matches!(
                event,
                ChainEvent::AdmissionNoticeSent(_) | ChainEvent::DischargeReadyDeclared(_)
            );
            let body = Body {
                salt: scattered("salt", self.number, self.acts * 16 + u64::from(part)),
                event_type: event_type.name.to_owned(),
                ver: event_type.ver,
                data: event.data().map_err(|error| wrong(error.into()))?,
                text: sentence(&event, &name),
                who: self.by.clone(),
                occurred_at: Moment::from_instant(at),
                written_at: at,
                sent_at: sent.then_some(at),
                policy: self.closed.policy,
            };
            encoded.push(NewEvent {
                stream: StreamId::chain(self.chain, Compartment::Coordination),
                deps: Vec::new(),
                replaces: Vec::new(),
                part,
                crit: event_type.crit,
                body: body.to_bytes().map_err(wrong)?,
            });
        }
        let cmd = CommandId::from_bytes(scattered("cmd", self.number, self.acts));
        self.acts += 1;
        let user = self.by.user.as_ref().map_or("system", HsaId::as_str).to_owned();
        Ok(self.seal.act(cmd, &user, at, encoded))
    }
}

fn joins(unit: &Unit) -> ChainEvent {
    ChainEvent::PartyAdded(PartyAdded {
        organisation: unit.organisation.clone(),
        branch: unit.branch,
        unit: unit.id.clone(),
        supplier: false,
        from_segment: 0,
        ground: None,
    })
}

fn no_such(what: &str) -> StoreError {
    StoreError::Engine(format!("the recipe of closed chains has no {what}").into())
}

pub(crate) fn person(number: u64) -> Result<Identity, StoreError> {
    // Birth number 000, which nobody has (decision 33); so many days give so many persons.
    let days = i64::try_from(number % 30_000).unwrap_or(0);
    let born = date(1926, 1, 1).checked_add(days.days()).map_err(|_| no_such("birth date"))?;
    let number_of = with_check_digit(born, 0).map_err(|_| no_such("test number"))?;
    let family = pick(&FAMILIES, number / 7).copied().unwrap_or_default();
    let given = pick(&GIVEN, number).copied().unwrap_or_default();
    Ok(Identity {
        person: PersonId::from_bytes(scattered("person", number % 30_000, 0)),
        identifier: PersonIdentifier::PersonalIdentityNumber(number_of),
        given: given.to_owned(),
        family: format!("{family}-{}", number % 9_973),
    })
}

impl Recipe for Closed {
    fn chain(&self, number: u64, seal: &mut Seal<'_>) -> Result<(), StoreError> {
        let ward = pick(&self.wards, number).ok_or_else(|| no_such("ward"))?;
        let outpatient =
            pick(&self.outpatient, number / 3).ok_or_else(|| no_such("primary care centre"))?;
        let municipal =
            pick(&self.municipal, number / 5).ok_or_else(|| no_such("municipal unit"))?;
        let chain = ChainId::from_bytes(scattered("chain", number, 0));
        // Two years, more or less evenly; the last one ended a month before the bench looks.
        let minutes = 30 * 24 * 60 + (number * 7_919) % (2 * 365 * 24 * 60);
        let closed_at = opened_at() - SignedDuration::from_mins(minutes as i64);
        let at = |hours_before: i64| closed_at - SignedDuration::from_hours(hours_before);
        let by = Author {
            user: None,
            role: "ward-nurse".to_owned(),
            unit: Some(ward.id.clone()),
            assurance: Assurance::System,
        };
        let mut to = vec![outpatient.id.clone()];
        let municipal = (number % 3 == 2).then_some(municipal);
        to.extend(municipal.map(|unit| unit.id.clone()));
        let mut begins = vec![
            ChainEvent::ChainOpened(ChainOpened {
                identity: person(number)?,
                address: Some("Provgatan 1, 371 00 Provstad".to_owned()),
                municipality: Some("9901".to_owned()),
                area: None,
                ward: ward.id.clone(),
                place: Some(format!("{}:{}", 1 + number % 18, 1 + number % 4)),
                admitted_at: Some(Moment::from_instant(at(220))),
                protected: false,
            }),
            joins(ward),
            joins(outpatient),
        ];
        begins.extend(municipal.map(joins));
        begins.push(ChainEvent::AdmissionNoticeSent(AdmissionNoticeSent {
            to: to.clone(),
            judged_by: "Läkare Testlund".to_owned(),
            judged_at: Moment::from_instant(at(220)),
            judged_at_admission: true,
            estimated_discharge: Moment::from_instant(at(80)),
            secrecy_hinders: false,
            phone: Some("0100-00 00 10".to_owned()),
        }));
        let mut writing = Writing { closed: self, seal: &mut *seal, number, chain, by, acts: 0 };
        writing.act(at(218), begins)?;
        if !number.is_multiple_of(3) {
            let ready = DischargeReadyDeclared {
                physician: "Läkare Testlund".to_owned(),
                judged_at: Moment::from_instant(at(100)),
                planned_departure: Some(Moment::from_instant(at(80))),
                to,
                secrecy_hinders: false,
                outpatient_needed: true,
            };
            writing.act(at(100), vec![ChainEvent::DischargeReadyDeclared(ready)])?;
        }
        let left = Discharged {
            left_at: Moment::from_instant(at(80)),
            destination: Destination::Home,
            despite: None,
            municipality_contacted: false,
        };
        writing.act(at(79), vec![ChainEvent::Discharged(left)])?;
        let ended = ChainClosed { reason: EndReason::Completed };
        writing.act(closed_at, vec![ChainEvent::ChainClosed(ended)])?;
        let facts: Vec<Fact> = seal
            .events()
            .map(|event| {
                let body = event.body.as_deref().unwrap_or_default();
                Fact::decode(event.id, &event.header, body)
                    .map_err(|error| StoreError::Engine(Box::new(error)))
            })
            .collect::<Result<_, _>>()?;
        let rows = rows_of(chain, &facts, &self.registry, opened_at());
        let is_closed = rows.iter().any(|row| match row {
            Change::Chain(row, parties) => !row.active && parties.len() >= 2,
            _ => false,
        });
        if !is_closed {
            return Err(StoreError::Engine("a chain of the recipe is not closed".into()));
        }
        seal.rows(rows);
        Ok(())
    }
}

/// Where made data lies from one run to the next.
pub(crate) fn kept() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    target.join("bench-data")
}

/// A folder with so many closed chains and some open ones on the ward whose list is read, made when
/// there is none of this recipe. What is made is proved before it is used; a folder that was
/// interrupted is not taken for whole.
pub(crate) async fn closed_chains(
    base: &Path,
    chains: u64,
    open: usize,
) -> anyhow::Result<PathBuf> {
    let registry = site::registry().await?;
    let recipe: Arc<dyn Recipe> = Arc::new(Closed::of(registry));
    let (origin, key) = site::origin();
    let mut hash = recipe_hash(&*recipe, origin, &key, chains)?.to_hex();
    hash.truncate(12);
    let schema = brygga_store_sqlite::SCHEMA_VERSION;
    let folder = base.join(format!("closed-{chains}-{hash}-{schema}"));
    if folder.is_dir() {
        return Ok(folder);
    }
    forget_older(base, &format!("closed-{chains}-"))?;
    std::fs::create_dir_all(base)?;
    let making = tempfile::Builder::new().prefix("making-").tempdir_in(base)?;
    let options = || {
        let place = Place::Directory(making.path().to_owned());
        OpenOptions::new(place, origin, key.clone(), opened_at()).simulated(true)
    };
    drop(site::with_registry(Arc::new(SqliteStore::open(options())?)).await?);
    let began = site::now();
    let mut writer = SqliteBulk::open(&options())?;
    let mut told = 0;
    let events = make(&mut writer, &recipe, origin, &key, chains, &mut |done| {
        if done >= told + 100_000 {
            told = done;
            eprintln!(
                "{done} of {chains} closed chains after {:.0} s",
                began.elapsed().as_secs_f64()
            );
        }
    })
    .await?;
    drop(writer);
    let made = began.elapsed().as_secs_f64();
    prove(&SqliteStore::open_reader(making.path())?, events).await?;
    let proved = began.elapsed().as_secs_f64() - made;
    eprintln!("{chains} closed chains, {events} events: {made:.1} s, proved in {proved:.1} s");
    let app = site::with_registry(Arc::new(SqliteStore::open(options())?)).await?;
    site::open_list(&app, false, open).await?;
    drop(app);
    std::fs::rename(making.keep(), &folder)?;
    Ok(folder)
}

/// The integrity of what was loaded: every hash, signature, sequence and position.
async fn prove(store: &SqliteStore, events: u64) -> anyhow::Result<()> {
    let report = verify(store, &mut |_, _| {}).await?;
    ensure!(report.faults == 0, "what was loaded does not hold: {:?}", report.first_fault);
    ensure!(report.events >= events, "{} of {events} events are there", report.events);
    let end = store.last().await?.first().map(|end| end.pos);
    ensure!(end == Some(report.events), "the log ends at {end:?}");
    Ok(())
}

/// Data of an older recipe is of no more use.
pub(crate) fn forget_older(base: &Path, prefix: &str) -> anyhow::Result<()> {
    let Ok(entries) = std::fs::read_dir(base) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(prefix)) {
            std::fs::remove_dir_all(entry.path())
                .context("older bench data could not be removed")?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "closed_tests.rs"]
mod tests;
