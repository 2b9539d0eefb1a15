//! Beside G9 and G10: the rate of an import through the log, and the cost of keeping the fact table.

use anyhow::ensure;
use brygga_app::care_chain::bring_up_to_date;
use brygga_app::follow_up::row_of;
use brygga_app::history::{COLUMNS, import_chains, read_chains};
use brygga_domain::care_chain::{Fact, fold};
use brygga_domain::envelope::AggregateKind;
use brygga_domain::follow_up::facts;
use brygga_domain::ids::ChainId;
use brygga_store::Change;
use jiff::ToSpan as _;

use super::Bench;
use super::append::processor_time;
use super::reports::{begin, since};
use crate::closed::{closed_chains, person};
use crate::rows::registry_from;
use crate::site::{LISTED, opened_at, sqlite_in, with_registry};

/// Rows of an import, without `--large` and with it.
const IMPORTED: [u64; 2] = [10_000, 100_000];
/// Chains of the closed cases that the cost of the tables is measured with.
const KEPT: u32 = 400;

/// `brygga import care-chains` without its command line: rows read from CSV, then the log.
pub(super) async fn import_rate(bench: &Bench) -> anyhow::Result<(String, String)> {
    let chains = IMPORTED[usize::from(bench.large)];
    let folder = bench.folder()?;
    let app = with_registry(sqlite_in(folder.path())?).await?;
    bring_up_to_date(&app).await?;
    let mut file = format!("{}\n", COLUMNS.join(","));
    for number in 0..chains {
        file.push_str(&row(number)?);
    }
    let began = begin();
    let rows = read_chains(file.as_bytes(), opened_at())
        .map_err(|faults| anyhow::anyhow!("{:?}", faults.first()))?;
    let rows: Result<Vec<_>, _> = rows.into_iter().map(|row| row.chain).collect();
    let rows = rows.map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let mut written = 0;
    // As the command sends them.
    for batch in rows.chunks(1_000) {
        written += import_chains(&app, batch, registry_from()).await?.written as u64;
    }
    let took = since(began);
    ensure!(written == chains, "{written} of {chains} chains were imported");
    let said = format!(
        "{chains} chains in {:.1} s: {:.0} a second, {:.0} µs of CPU a chain",
        took.wall,
        chains as f64 / took.wall,
        took.cpu * 1e6 / chains as f64
    );
    Ok(("import of care chains through the log".to_owned(), said))
}

/// A row of the file: admitted, ready on the third day, home on the fourth to the tenth.
fn row(number: u64) -> anyhow::Result<String> {
    let admitted = jiff::civil::date(2024, 1, 2).at(9, 30, 0, 0);
    let admitted = admitted.checked_add(i64::try_from(number % 600)?.days())?;
    let on = |days: i64| admitted.checked_add(days.days());
    let (ready, left) = (on(3)?, on(4 + i64::try_from(number % 7)?)?);
    let identity = person(number)?.identifier.value().to_owned();
    Ok(format!(
        "B{number},{identity},Avdelning 37,{:04},{admitted},{admitted},{},,{},yes,{admitted},{},{},aids\n",
        9901, ready, ready, ready, left
    ))
}

/// What it costs an act to keep the fact table: the record of the whole chain made and written anew
/// after each of its events, in transactions of a hundred.
pub(super) async fn cost_of_the_tables(bench: &Bench) -> anyhow::Result<(String, String)> {
    let folder = closed_chains(&bench.base, 10_000, LISTED).await?;
    let from = brygga_store_sqlite::SqliteStore::open_reader(&folder)?;
    let mut logs: Vec<(ChainId, Vec<Fact>)> = Vec::new();
    use brygga_store::EventLog as _;
    for aggregate in from.aggregates(AggregateKind::Chain, None, KEPT).await? {
        let events = from.aggregate(aggregate).await?;
        let facts = events.iter().map(|event| {
            Fact::decode(event.id, &event.header, event.body.as_deref().unwrap_or_default())
        });
        let facts = facts.collect::<Result<Vec<_>, _>>()?;
        logs.push((ChainId::from_bytes(*aggregate.as_bytes()), facts));
    }
    // The fold is the act's own: it is made before the clock runs.
    let mut states = Vec::new();
    for (id, facts) in &logs {
        for n in 1..=facts.len() {
            states.push((*id, &facts[..n], fold(&facts[..n])));
        }
    }
    let began = processor_time();
    let changes: Vec<Change> = states
        .iter()
        .map(|(id, facts, chain)| {
            let log: Vec<&Fact> = facts.iter().collect();
            let record = facts::of_log(*id, &log, chain);
            Change::Facts(*id, record.map(|it| Box::new(row_of(&it, log.len() as u64))))
        })
        .collect();
    let made = processor_time().saturating_sub(began);
    let place = bench.folder()?;
    let app = with_registry(sqlite_in(place.path())?).await?;
    let began = processor_time();
    for batch in changes.chunks(100) {
        app.store.write_projections(batch.to_vec()).await?;
    }
    let written = processor_time().saturating_sub(began);
    let each = |spent: std::time::Duration| spent.as_secs_f64() * 1e6 / states.len() as f64;
    let said = format!(
        "{:.1} µs of CPU an event: {:.1} to make the record, {:.1} to write its row, in transactions \
         of a hundred ({} events)",
        each(made) + each(written),
        each(made),
        each(written),
        states.len()
    );
    Ok(("keeping the fact table".to_owned(), said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_import_is_read() {
        let file = format!("{}\n{}{}", COLUMNS.join(","), row(0).unwrap(), row(599).unwrap());
        let rows = read_chains(file.as_bytes(), opened_at());
        assert!(rows.unwrap().iter().all(|row| row.chain.is_ok()));
    }
}
