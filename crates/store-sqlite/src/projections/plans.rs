//! How SQLite runs the queries: a list that scans a table grows slow with the county.

use brygga_store::WorklistFilter;
use jiff::Timestamp;
use rusqlite::Connection;

use super::{lists, search, stays};
use crate::{engine, migrate};

fn database() -> (tempfile::TempDir, Connection) {
    let folder = engine::temporary_folder().expect("a folder");
    let path = folder.path().join(crate::FILE_NAME);
    let mut db = engine::open_writer(&path, None).expect("opens");
    migrate::run(&mut db, Timestamp::UNIX_EPOCH).expect("migrates");
    (folder, db)
}

fn plan(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepares");
    // The plan does not depend on the values.
    let none = vec![rusqlite::types::Null; statement.parameter_count()];
    let rows = statement.query_map(rusqlite::params_from_iter(none), |row| row.get(3));
    rows.expect("explains").collect::<Result<_, _>>().expect("reads")
}

/// Every table is searched through an index, and nothing is sorted.
fn assert_ranges(db: &Connection, sql: &str) -> Vec<String> {
    let plan = plan(db, sql);
    for step in &plan {
        let scans = step.starts_with("SCAN") && step != "SCAN hit";
        assert!(!scans && !step.contains("TEMP B-TREE"), "{sql}\n{plan:#?}");
    }
    plan
}

#[test]
fn every_list_is_one_range_of_its_covering_index() {
    let (_folder, db) = database();
    for filter in [
        WorklistFilter::All,
        WorklistFilter::Ours,
        WorklistFilter::Overdue,
        WorklistFilter::WeekendRisk,
        WorklistFilter::Unseen,
        WorklistFilter::Untaken,
        WorklistFilter::Closed,
    ] {
        let plan = assert_ranges(&db, lists::worklist_sql(filter));
        let covers = "SEARCH chain_party USING COVERING INDEX chain_party_list (unit=? AND list=?";
        assert!(plan.iter().any(|step| step.starts_with(covers)), "{filter:?}: {plan:#?}");
    }
}

#[test]
fn counters_are_read_or_counted_in_a_covering_index() {
    let (_folder, db) = database();
    for sql in lists::COUNTER_SQL {
        let plan = assert_ranges(&db, sql);
        let [step] = &plan[..] else { panic!("one step: {plan:#?}") };
        assert!(step.contains("COVERING INDEX") || step.contains("PRIMARY KEY"), "{step}");
    }
}

#[test]
fn searches_read_the_units_own_part_of_an_index() {
    let (_folder, db) = database();
    let plan = assert_ranges(&db, search::BY_NAME);
    assert!(plan[0].contains("chain_party_name (unit=? AND name_folded>?"), "{plan:#?}");
    assert_ranges(&db, lists::CHANGED_SQL);
    assert_ranges(&db, stays::ON_WARD);
    assert_ranges(&db, stays::OPEN_OF);
    assert_ranges(&db, stays::AFTER);
    // The chains of one person are few: they may be sorted.
    let plan = plan_without_scan(&db, search::BY_IDENTIFIER);
    assert!(plan.iter().any(|step| step.contains("chain_identifier")), "{plan:#?}");
}

fn plan_without_scan(db: &Connection, sql: &str) -> Vec<String> {
    let plan = plan(db, sql);
    assert!(!plan.iter().any(|step| step.starts_with("SCAN c")), "{plan:#?}");
    plan
}
