//! The lists, compared with what the log makes of them in a store beside (decision 20).

use std::collections::HashSet;

use brygga_domain::care_chain::fold;
use brygga_domain::envelope::AggregateKind;
use brygga_domain::ids::ChainId;
use brygga_store::{ChainRow, Change, PartyRow, Position, ProjectionTable, ShownRow, Store};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::load::LoadedChain;
use super::project::changes;
use crate::context::App;
use crate::error::AppError;

const PAGE: u32 = 200;

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Rows compared.
    pub rows: u64,
    /// Rows that are missing, too many or other than the log says.
    pub count: u64,
    /// The first of them, with why. Names no person.
    pub first: Option<String>,
}

/// Makes all rows from the log in `shadow`, an empty store that goes afterwards, and compares them
/// with those that are read. `progress` is told chains done so far.
///
/// Rows change with time too: one that was right when it was written, and is not due yet, is right.
/// What is written meanwhile is left out.
pub async fn compare_lists(
    app: &App,
    shadow: &dyn Store,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Differences, AppError> {
    let before = app.store.last().await?;
    fill(app, shadow, progress).await?;
    let mut found = Differences::default();
    for table in ProjectionTable::ALL {
        compare(app, shadow, table, &before, &mut found).await?;
    }
    Ok(found)
}

async fn fill(
    app: &App,
    shadow: &dyn Store,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<(), AppError> {
    shadow.write_projections(crate::person::identifier_rows(app).await?).await?;
    let mut done = 0;
    for kind in [AggregateKind::Stay, AggregateKind::Chain] {
        let mut after = None;
        loop {
            let page = app.store.aggregates(kind, after, PAGE).await?;
            let Some(last) = page.last().copied() else { break };
            let mut rows = Vec::new();
            for aggregate in page {
                if kind == AggregateKind::Stay {
                    rows.extend(crate::feed::stay_row(app, shadow, aggregate).await?);
                } else {
                    rows.extend(as_written(app, aggregate).await?);
                    done += 1;
                }
            }
            shadow.write_projections(rows).await?;
            progress(done);
            after = Some(last);
        }
    }
    Ok(())
}

/// The rows of a chain as they came out at the time when those that are read were written, as far as
/// that can be known; otherwise as they are now.
async fn as_written(app: &App, aggregate: Uuid) -> Result<Vec<Change>, AppError> {
    let chain = ChainId::from_bytes(*aggregate.as_bytes());
    let events = app.store.aggregate(aggregate).await?;
    let loaded = LoadedChain::empty().with(&events)?;
    let log = loaded.log();
    let state = fold(log.iter().copied());
    let registry = app.registry();
    let now = app.now();
    let at = |time: Timestamp| changes(chain, &log, &state, &registry, time);
    let Some(row) = app.store.chain_row(chain).await? else { return Ok(at(now)) };
    let parties = app.store.party_rows(chain).await?;
    let just_before = row
        .recompute_at
        .filter(|due| *due <= now)
        .and_then(|due| due.checked_sub(SignedDuration::from_millis(1)).ok());
    for time in [just_before, Some(now), Some(row.changed_at)].into_iter().flatten() {
        let rows = at(time);
        if is_same(&rows, &row, &parties) {
            return Ok(rows);
        }
    }
    Ok(at(just_before.unwrap_or(now)))
}

fn is_same(rows: &[Change], row: &ChainRow, parties: &[PartyRow]) -> bool {
    let Some(Change::Chain(made, of)) = rows.first() else { return false };
    let mut of: Vec<&PartyRow> = of.iter().collect();
    of.sort_by(|a, b| a.unit.as_str().cmp(b.unit.as_str()));
    **made == *row && of.iter().copied().eq(parties)
}

async fn compare(
    app: &App,
    shadow: &dyn Store,
    table: ProjectionTable,
    before: &[Position],
    found: &mut Differences,
) -> Result<(), AppError> {
    let (mut live, mut made) = (Rows::of(&*app.store, table), Rows::of(shadow, table));
    loop {
        let (here, there) = (live.peek().await?, made.peek().await?);
        let (here, there) = match (here, there) {
            (None, None) => return Ok(()),
            pair => pair,
        };
        let key = |row: &Option<ShownRow>| row.as_ref().map(|row| row.key(table));
        let (of_here, of_there) = (key(&here), key(&there));
        // None, the end, comes after every key.
        let first = match (&of_here, &of_there) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        let why = match (first, &here, &there) {
            (std::cmp::Ordering::Less, Some(row), _) => {
                live.next();
                Some((row.clone(), "does not follow from the log".to_owned()))
            }
            (std::cmp::Ordering::Equal, Some(a), Some(b)) => {
                live.next();
                made.next();
                let columns = table.columns().iter().zip(a.0.iter().zip(&b.0));
                let other: Vec<&str> =
                    columns.filter(|(_, (a, b))| a != b).map(|(column, _)| *column).collect();
                (!other.is_empty())
                    .then(|| (a.clone(), format!("{} not what the log says", other.join(", "))))
            }
            (_, _, Some(row)) => {
                made.next();
                Some((row.clone(), "is missing".to_owned()))
            }
            (_, _, None) => return Ok(()),
        };
        found.rows += 1;
        if let Some((row, why)) = why
            && !changed_meanwhile(app, table, &row, before).await?
        {
            found.count += 1;
            let first = || format!("{} {}: {why}", table.name(), label(table, &row));
            found.first.get_or_insert_with(first);
        }
    }
}

/// What the row is about, without names and numbers of persons.
fn label(table: ProjectionTable, row: &ShownRow) -> String {
    let value = |column: &str| {
        let at = table.columns().iter().position(|name| *name == column);
        at.and_then(|at| row.0.get(at)?.clone()).unwrap_or_default()
    };
    match table {
        ProjectionTable::Chain | ProjectionTable::ChainFact => value("chain"),
        ProjectionTable::ChainLink => format!("{} {}", value("chain"), value("other")),
        ProjectionTable::ChainParty | ProjectionTable::ChainTaker => {
            format!("{} {}", value("chain"), value("unit"))
        }
        ProjectionTable::UnitCounter => value("unit"),
        ProjectionTable::FactMonth => value("month"),
        ProjectionTable::Stay => value("stay"),
        ProjectionTable::PersonIdentifier => format!("person {}", value("person")),
    }
}

/// Somebody has written since the comparison began: of this chain, or, where rows are of more than
/// one, at all.
async fn changed_meanwhile(
    app: &App,
    table: ProjectionTable,
    row: &ShownRow,
    before: &[Position],
) -> Result<bool, AppError> {
    let mut since = HashSet::new();
    for end in app.store.last().await? {
        let from = before.iter().find(|it| it.part == end.part).map_or(0, |it| it.pos);
        let mut at = Position { pos: from, ..end };
        while at.pos < end.pos {
            let page = app.store.after(at, PAGE).await?;
            let Some(last) = page.last() else { break };
            at = last.position;
            since.extend(page.into_iter().map(|event| event.stream.aggregate));
        }
    }
    let at = table.columns().iter().position(|name| *name == "chain");
    let chain = at.and_then(|at| Uuid::try_parse(row.0.get(at)?.as_deref()?).ok());
    match (table, chain) {
        (ProjectionTable::Chain | ProjectionTable::ChainParty, Some(chain)) => {
            if since.contains(&chain) {
                return Ok(true);
            }
            // Written anew because its time had come.
            let id = ChainId::from_bytes(*chain.as_bytes());
            let Some(row) = app.store.chain_row(id).await? else { return Ok(false) };
            let parties = app.store.party_rows(id).await?;
            Ok(table == ProjectionTable::Chain
                && is_same(&as_written(app, chain).await?, &row, &parties))
        }
        (
            ProjectionTable::ChainTaker | ProjectionTable::ChainFact | ProjectionTable::ChainLink,
            Some(chain),
        ) => Ok(since.contains(&chain)),
        _ => Ok(!since.is_empty()),
    }
}

/// The rows of a table, page by page.
struct Rows<'s> {
    store: &'s dyn Store,
    table: ProjectionTable,
    page: std::collections::VecDeque<ShownRow>,
    after: Option<Vec<String>>,
    is_over: bool,
}

impl<'s> Rows<'s> {
    fn of(store: &'s dyn Store, table: ProjectionTable) -> Self {
        Self { store, table, page: Default::default(), after: None, is_over: false }
    }

    async fn peek(&mut self) -> Result<Option<ShownRow>, AppError> {
        if self.page.is_empty() && !self.is_over {
            let page = self.store.projection_rows(self.table, self.after.clone(), PAGE).await?;
            match page.last() {
                Some(last) => self.after = Some(last.key(self.table)),
                None => self.is_over = true,
            }
            self.page.extend(page.into_iter().map(plain));
        }
        Ok(self.page.front().cloned())
    }

    fn next(&mut self) {
        self.page.pop_front();
    }
}

/// PostgreSQL knows no zero byte in a text.
fn plain(row: ShownRow) -> ShownRow {
    let plain = |text: String| text.replace('\0', "\u{fffd}");
    ShownRow(row.0.into_iter().map(|value| value.map(plain)).collect())
}
