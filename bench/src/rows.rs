//! The recipe of fact tables for G9 and G10: rows straight into the tables, without a log behind them,
//! and the Parquet files that `brygga export facts` makes of them.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use brygga_app::follow_up::{FactKind, FactTable, FactValue, export_facts, row_of};
use brygga_app::registry::import_registry;
use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_app::{App, AppError};
use brygga_documents::{DataColumn, DataKind, ParquetFault, ParquetFile};
use brygga_domain::care_chain::{ChecklistItem, ItemState};
use brygga_domain::envelope::Body;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::facts::{
    ChainFacts, ItemFacts, JudgedFacts, MunicipalityFacts, NoticeTo, PartyFacts, SipCall,
    SourceFacts, UnitReady,
};
use brygga_domain::follow_up::report::{Month, Period};
use brygga_domain::follow_up::testing::chain_at;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Branch;
use brygga_store::Change;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use crate::site;

/// Months of the tables, until the one before the bench looks at its site.
const MONTHS: i32 = 84;
/// Municipalities, each with a few wards that write to it.
const MUNICIPALITIES: u64 = 290;
const WARDS: u64 = 600;
/// Rows of one transaction.
const BATCH: u64 = 5_000;
/// Chains that the hash of the recipe is taken over.
const SAMPLE: u64 = 64;
/// Rows of one group of the Parquet file, as in the command.
const GROUP: usize = 65_536;

/// The months that have rows.
pub(crate) fn period() -> Period {
    let last = Month::of(brygga_domain::calendar::local_date(site::opened_at())).plus(-1);
    Period::ending(last, MONTHS)
}

/// The codes of the municipalities.
pub(crate) fn municipalities() -> Vec<String> {
    (0..MUNICIPALITIES).map(|n| format!("{:04}", 101 + n * 7)).collect()
}

pub(crate) fn ward(number: u64) -> anyhow::Result<HsaId> {
    Ok(HsaId::parse(&format!("SE2321000016-W{number:03}"))?)
}

fn legal_entity(code: &str) -> anyhow::Result<HsaId> {
    Ok(HsaId::parse(&format!("SE2321000016-K{code}"))?)
}

/// The registry of the tables: that of the demo county, the municipalities, and a rate for each year.
async fn registry_of_rows(app: &App) -> anyhow::Result<()> {
    let mut file = DEMO_REGISTRY.to_owned();
    for code in municipalities() {
        let id = legal_entity(&code)?;
        writeln!(
            file,
            "[[organisation]]\nid = \"{id}\"\nname = \"Kommun {code}\"\nkind = \"municipality\"\n\
             municipality_code = \"{code}\"\n"
        )?;
    }
    for year in period().from().year()..=period().to().year() {
        writeln!(
            file,
            "[[payment_rate]]\nyear = {year}\namount_sek = 10000\nregulation = \"bench\"\n\
             source = \"bench\"\nconfirmed_by = \"bench\"\nconfirmed_on = \"2020-01-01\"\n"
        )?;
    }
    import_registry(app, &read_registry_file(&file)?, registry_from()).await?;
    Ok(())
}

/// Numbers of one chain: the same in every run, and no pattern in them.
struct Chance(u64);

impl Chance {
    fn of(number: u64) -> Self {
        Self(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5bd1_e995)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 33;
        self.0 = self.0.wrapping_mul(0xff51_afd7_ed55_8ccd);
        self.0 ^= self.0 >> 29;
        (self.0 >> 20) % end
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// The chain of a number of so many: they are spread over the months in order.
fn chain(number: u64, of: u64) -> anyhow::Result<ChainFacts> {
    let mut chance = Chance::of(number);
    let first = period().from().first_day();
    let days = i64::from((period().to().last_day() - first).get_days()) + 1;
    let day = i64::try_from(u128::from(number) * u128::from(days.unsigned_abs()) / u128::from(of))?;
    // Between seven and eighteen by any clock, minute by minute: the same day here and in UTC.
    let minutes = i64::try_from(7 * 60 + chance.below(10 * 60))?;
    let midnight = first.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
    let ready = midnight + SignedDuration::from_mins(day * 24 * 60 + minutes);
    let nights = match chance.below(10) {
        0 => 0,
        1..=5 => 1 + chance.below(3),
        6..=8 => 3 + chance.below(5),
        _ => 7 + chance.below(30),
    };
    let of_day = match nights {
        0 => minutes + i64::try_from(40 + chance.below(60))?,
        _ => i64::try_from(7 * 60 + chance.below(11 * 60))?,
    };
    let stay = u64::try_from(i64::try_from(nights)? * 24 * 60 + of_day - minutes)?;
    let left = ready + SignedDuration::from_mins(i64::try_from(stay)?);
    let still_there = left > site::opened_at();
    let mut chain = chain_at(u32::try_from(number)?, ready, (!still_there).then_some(left));
    let municipality = chance.below(MUNICIPALITIES);
    chain.municipality = municipalities().get(usize::try_from(municipality)?).cloned();
    chain.ward = ward((municipality * 2 + chance.below(12)) % WARDS)?;
    chain.wards[0].ward = chain.ward.clone();
    let after = |minutes: u64| -> anyhow::Result<Timestamp> {
        Ok(ready + SignedDuration::from_mins(i64::try_from(minutes)?))
    };
    let unit = |name: &str| HsaId::parse(&format!("SE2321000016-{name}"));
    let noticed = chain.notices[0].sent_at;
    let code = chain.municipality.clone().unwrap_or_default();
    let (assessor, organisation) = (format!("B{code}"), legal_entity(&code)?);
    let yes = (!chance.one_in(8)).then(|| after(chance.below(stay))).transpose()?;
    chain.ready[0].municipalities = vec![MunicipalityFacts {
        organisation: organisation.clone(),
        units: vec![UnitReady {
            unit: unit(&assessor)?,
            notified_at: Some(ready),
            ready_at: yes,
            can_receive_from: None,
            refused_at: None,
        }],
    }];
    chain.parties.push(PartyFacts {
        unit: unit(&assessor)?,
        organisation,
        branch: Branch::SocialServices,
        supplier: false,
        from: noticed,
        until: None,
    });
    for name in [assessor.as_str(), "VC"] {
        let seen = noticed + SignedDuration::from_mins(i64::try_from(5 + chance.below(600))?);
        chain.notices[0].to.push(NoticeTo {
            unit: unit(name)?,
            seen_at: Some(seen),
            answered_at: chance.one_in(2).then(|| seen + SignedDuration::from_mins(90)),
            answer: None,
            taken_over_at: None,
        });
    }
    let items = [ChecklistItem::ShortTermPlace, ChecklistItem::SafeHomecoming, ChecklistItem::Aids];
    if chance.one_in(3) {
        let item = items[usize::try_from(chance.below(3))?];
        let set = |at, state| ItemFacts { item, at, state, unit: None };
        let done = after(chance.below(stay))?;
        chain.items = vec![set(noticed, ItemState::Missing), set(done, ItemState::Done)];
    }
    if chance.one_in(4) {
        chain.sip.needed = true;
        let at = after(chance.below(stay))? - SignedDuration::from_hours(24);
        let meeting_at = at + SignedDuration::from_hours(30);
        chain.sip.calls =
            vec![SipCall { at, unit: Some(unit("VC")?), on_behalf: false, meeting_at }];
    }
    match chance.below(40) {
        0 => chain.deceased_at = Some(ready + SignedDuration::from_mins(30)),
        1 => chain.ready.clear(),
        2..=4 => {
            chain.imported = true;
            let cause = Cause::ALL[usize::try_from(chance.below(7))?];
            chain.source = Some(SourceFacts { case: format!("K{number}"), causes: vec![cause] });
        }
        5 => {
            let cause = Cause::ALL[usize::try_from(chance.below(7))?];
            chain.judged = Some(JudgedFacts { unit: chain.ward.clone(), cause, at: left });
        }
        _ => {}
    }
    Ok(chain)
}

/// Fact tables, and what other programs read of them: `chains.parquet` and the others of [`TABLES`].
pub(crate) struct Rows {
    pub(crate) folder: PathBuf,
}

/// What is exported.
const TABLES: [FactTable; 3] = [FactTable::Chains, FactTable::Delays, FactTable::Liability];

/// So many rows, made when there are none of this recipe.
pub(crate) async fn rows(base: &Path, chains: u64) -> anyhow::Result<Rows> {
    let sample: Vec<u8> = (0..SAMPLE)
        .map(|n| Ok(row_of(&chain(n * chains / SAMPLE, chains)?, 1).facts))
        .collect::<anyhow::Result<Vec<_>>>()?
        .concat();
    let mut hash = Body::hash(&sample).to_hex();
    hash.truncate(12);
    let schema = brygga_store_sqlite::SCHEMA_VERSION;
    let folder = base.join(format!("rows-{chains}-{hash}-{schema}"));
    let rows = Rows { folder };
    if rows.folder.is_dir() {
        return Ok(rows);
    }
    crate::closed::forget_older(base, &format!("rows-{chains}-"))?;
    std::fs::create_dir_all(base)?;
    let making = tempfile::Builder::new().prefix("making-").tempdir_in(base)?;
    let began = site::now();
    let store = site::sqlite_in(making.path())?;
    registry_of_rows(&site::with_registry(Arc::clone(&store) as _).await?).await?;
    let app = site::app_on(store).await?;
    for first in (0..chains).step_by(BATCH as usize) {
        let batch = first..(first + BATCH).min(chains);
        let changes = batch.map(|n| {
            let facts = chain(n, chains)?;
            Ok(Change::Facts(facts.chain, Some(Box::new(row_of(&facts, 1)))))
        });
        let changes = changes.collect::<anyhow::Result<Vec<_>>>()?;
        app.store.write_projections(changes).await?;
        if first % 1_000_000 == 0 {
            eprintln!("{first} of {chains} rows after {:.0} s", began.elapsed().as_secs_f64());
        }
    }
    app.store.save_projection_version(brygga_app::care_chain::PROJECTIONS).await?;
    let loaded = began.elapsed().as_secs_f64();
    for table in TABLES {
        let name = format!("{}.parquet", table.as_str());
        let written = export(&app, table, &making.path().join(name)).await?;
        let is_all = table != FactTable::Chains || written as u64 == chains;
        ensure!(is_all, "{written} of {chains} chains were exported");
    }
    let exported = began.elapsed().as_secs_f64() - loaded;
    eprintln!("{chains} rows: loaded in {loaded:.1} s, exported in {exported:.1} s");
    drop(app);
    std::fs::rename(making.keep(), &rows.folder)?;
    Ok(rows)
}

/// As the command does it.
async fn export(app: &App, table: FactTable, out: &Path) -> anyhow::Result<usize> {
    let kind = |kind: FactKind| match kind {
        FactKind::Text => DataKind::Text,
        FactKind::Bool => DataKind::Bool,
        FactKind::Count => DataKind::Integer,
        FactKind::Time => DataKind::Time,
    };
    let columns: Vec<_> = table.columns().iter().map(|it| (it.0, kind(it.1))).collect();
    let mut file = ParquetFile::new(BufWriter::new(File::create(out)?), &columns)?;
    let (mut waiting, mut written) = (Vec::new(), 0);
    let mut write = |waiting: &mut Vec<Vec<FactValue>>| -> Result<(), ParquetFault> {
        written += waiting.len();
        file.group(&turned(table, std::mem::take(waiting)))
    };
    export_facts::<Fault>(app, table, |rows| {
        waiting.extend(rows);
        if waiting.len() >= GROUP { Ok(write(&mut waiting)?) } else { Ok(()) }
    })
    .await?;
    write(&mut waiting)?;
    file.finish()?.flush().context("the Parquet file was not written")?;
    Ok(written)
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Parquet(#[from] ParquetFault),
}

/// Rows as columns.
fn turned(table: FactTable, rows: Vec<Vec<FactValue>>) -> Vec<DataColumn> {
    let mut rows: Vec<_> = rows.into_iter().map(Vec::into_iter).collect();
    let mut turned = Vec::with_capacity(table.columns().len());
    for (_, kind) in table.columns() {
        let values = rows.iter_mut().filter_map(Iterator::next);
        turned.push(match kind {
            FactKind::Text => DataColumn::Text(values.map(text).collect()),
            FactKind::Bool => DataColumn::Bool(values.map(is).collect()),
            FactKind::Count | FactKind::Time => DataColumn::Integer(values.map(number).collect()),
        });
    }
    turned
}

fn text(value: FactValue) -> Option<String> {
    if let FactValue::Text(text) = value { text } else { None }
}

fn is(value: FactValue) -> Option<bool> {
    if let FactValue::Bool(is) = value { is } else { None }
}

fn number(value: FactValue) -> Option<i64> {
    match value {
        FactValue::Count(count) => count,
        FactValue::Time(at) => at.map(Timestamp::as_millisecond),
        _ => None,
    }
}

/// The date that the site's registry begins with.
pub(crate) fn registry_from() -> jiff::civil::Date {
    date(2015, 1, 1)
}
