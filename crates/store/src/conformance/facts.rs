//! The fact table.

use brygga_domain::ids::ChainId;

use super::fixtures::{Chance, act_on, act_with, chain, committed, stream, unit};
use crate::{Change, CommitError, FactMonths, FactQuery, FactRow, MonthNumber, Prepared, Store};

/// Months of a run of years, by number from January 2024.
fn month(n: u64) -> MonthNumber {
    let year = 2024 + i16::try_from(n / 12).expect("a few years");
    MonthNumber::new((year, i8::try_from(n % 12).expect("a month") + 1))
}

fn row(n: u64, first: u64, months: u64) -> FactRow {
    FactRow {
        chain: chain(n),
        month: month(first),
        first_month: month(first),
        last_month: Some(month(first + months - 1)),
        ward: unit(1),
        municipality: None,
        version: 3,
        facts: vec![n as u8; 5],
    }
}

fn saved(row: &FactRow) -> Change {
    Change::Facts(row.chain, Some(Box::new(row.clone())))
}

pub(super) async fn rows_are_written_with_the_events_and_taken_away(store: &impl Store) {
    let first = row(1, 4, 1);
    let unit_of_work = Prepared { changes: vec![saved(&first)], ..act_on(1, stream(1), None) };
    let receipt = committed(store.commit(unit_of_work).await);
    assert_eq!(store.fact_row(chain(1)).await.expect("read"), Some(first.clone()));

    // A unit of work that is refused writes no row.
    let moved = FactRow { month: month(5), version: 4, last_month: None, ..first.clone() };
    let stale = Prepared { changes: vec![saved(&moved)], ..act_on(2, stream(1), None) };
    assert!(matches!(store.commit(stale).await, Err(CommitError::Stale(_))));
    assert_eq!(store.fact_row(chain(1)).await.expect("read"), Some(first.clone()));

    let head = receipt.events.last().map(|event| event.id);
    let next = Prepared { changes: vec![saved(&moved)], ..act_on(3, stream(1), head) };
    committed(store.commit(next).await);
    assert_eq!(store.fact_row(chain(1)).await.expect("read"), Some(moved));
    let page = store.fact_rows(query(FactMonths::CountedIn, 0, 60)).await.expect("read");
    assert_eq!(page.revision, store.last().await.expect("read"), "the end of the log");

    let with = store.projection_digest().await.expect("read");
    committed(store.commit(act_with(4, vec![Change::Facts(chain(1), None)])).await);
    assert_eq!(store.fact_row(chain(1)).await.expect("read"), None);
    assert_ne!(store.projection_digest().await.expect("read"), with, "the digest sees it");

    store.write_projections(vec![saved(&first)]).await.expect("written");
    store.clear_projections().await.expect("cleared");
    assert_eq!(store.fact_row(chain(1)).await.expect("read"), None);
}

pub(super) async fn the_mark_of_a_month_follows_from_its_rows_alone(store: &impl Store) {
    let of = |n: u64, first: u64, version: u64| FactRow { version, ..row(n, first, 1) };
    let marks = async || {
        let read = store.fact_marks(month(0), month(60)).await.expect("read");
        assert_eq!(read.revision, store.last().await.expect("read"), "the end of the log");
        read.months
    };
    assert_eq!(marks().await, []);
    let first: Vec<Change> = (0..40).map(|n| saved(&of(n, n % 3, 1))).collect();
    store.write_projections(first).await.expect("written");
    let before = marks().await;
    assert_eq!(before.iter().map(|it| it.chains).collect::<Vec<_>>(), [14, 13, 13]);
    let one = store.fact_marks(month(1), month(1)).await.expect("read").months;
    assert_eq!(one, before[1..2], "of the months that are asked for");

    // A chain changes in its month, another one moves to the next, one goes.
    let changes = vec![saved(&of(0, 0, 2)), saved(&of(4, 2, 2)), Change::Facts(chain(5), None)];
    store.write_projections(changes).await.expect("written");
    let after = marks().await;
    assert_eq!(after.iter().map(|it| it.chains).collect::<Vec<_>>(), [14, 12, 13]);
    assert!(before.iter().zip(&after).all(|(before, after)| before.mark != after.mark));
    store.write_projections(vec![saved(&of(0, 0, 2))]).await.expect("written");
    assert_eq!(marks().await, after, "the same row once more changes nothing");

    // As it was: so are the marks, and those of a table made anew.
    let digest = store.projection_digest().await.expect("read");
    store.clear_projections().await.expect("cleared");
    assert_eq!(marks().await, []);
    let anew = (0..40).rev().filter(|n| *n != 5).map(|n| match n {
        0 => saved(&of(0, 0, 2)),
        4 => saved(&of(4, 2, 2)),
        n => saved(&of(n, n % 3, 1)),
    });
    store.write_projections(anew.collect()).await.expect("written");
    assert_eq!(marks().await, after);
    assert_eq!(store.projection_digest().await.expect("read"), digest);

    // The last chain of a month takes the month with it.
    let gone = (0..40).filter(|n| n % 3 == 1).map(|n| Change::Facts(chain(n), None));
    store.write_projections(gone.collect()).await.expect("written");
    assert_eq!(marks().await.len(), 2);
}

fn query(months: FactMonths, from: u64, to: u64) -> FactQuery {
    let (wards, municipalities, after) = (Vec::new(), Vec::new(), None);
    let (from, to) = (month(from), month(to));
    FactQuery { months, from, to, wards, municipalities, after, limit: 7 }
}

pub(super) async fn months_are_read_page_by_page_as_a_naive_filter_reads_them(store: &impl Store) {
    let mut chance = Chance(4);
    let codes = ["1080", "1081", "10\"82"];
    let rows: Vec<FactRow> = (0..250)
        .map(|n| {
            // Most stays are short; some reach over a year, some go on.
            let months = if chance.one_in(9) { 1 + chance.below(20) } else { 1 + chance.below(4) };
            let first = chance.below(30);
            let mut row = row(n, first, months);
            row.month = month(first + chance.below(months));
            row.last_month = row.last_month.filter(|_| !chance.one_in(8));
            row.ward = unit(chance.below(4));
            let code = usize::try_from(chance.below(4)).expect("small");
            row.municipality = codes.get(code).map(|code| (*code).to_owned());
            row
        })
        .collect();
    store.write_projections(rows.iter().map(saved).collect()).await.expect("written");
    for _ in 0..60 {
        let from = chance.below(30);
        let to = from + chance.below(14);
        let months = if chance.one_in(2) { FactMonths::CountedIn } else { FactMonths::Touching };
        let mut asked = query(months, from, to);
        if chance.one_in(2) {
            asked.wards = vec![unit(chance.below(4)), unit(9)];
        }
        if chance.one_in(3) {
            asked.municipalities = vec!["10\"82".to_owned(), "1081".to_owned()];
        }
        let mut naive: Vec<ChainId> =
            rows.iter().filter(|row| is_asked(row, &asked)).map(|row| row.chain).collect();
        let mut found = Vec::new();
        loop {
            let page = store.fact_rows(asked.clone()).await.expect("read");
            assert!(page.rows.len() <= 7);
            found.extend(page.rows.into_iter().map(|row| row.chain));
            match page.next {
                Some(next) => {
                    assert!(asked.after.is_none_or(|after| after < next), "the order goes on");
                    asked.after = Some(next);
                }
                None => break,
            }
        }
        found.sort();
        naive.sort();
        assert_eq!(found, naive, "{asked:?}");
    }
}

fn is_asked(row: &FactRow, asked: &FactQuery) -> bool {
    let in_months = match asked.months {
        FactMonths::CountedIn => (asked.from..=asked.to).contains(&row.month),
        FactMonths::Touching => {
            row.first_month <= asked.to && row.last_month.is_none_or(|last| last >= asked.from)
        }
    };
    let code =
        |codes: &Vec<String>| row.municipality.as_ref().is_some_and(|code| codes.contains(code));
    in_months
        && (asked.wards.is_empty() || asked.wards.contains(&row.ward))
        && (asked.municipalities.is_empty() || code(&asked.municipalities))
}
