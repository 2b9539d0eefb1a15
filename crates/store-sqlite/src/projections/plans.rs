//! How SQLite runs the queries: a list that scans a table grows slow with the county.

use brygga_store::{GroupBy, WorklistFilter};
use jiff::Timestamp;
use rusqlite::Connection;

use super::{facts, links, lists, parties, search, stays};
use crate::{engine, migrate};

fn database() -> (tempfile::TempDir, Connection) {
    let folder = engine::temporary_folder().expect("a folder");
    let path = folder.path().join(crate::FILE_NAME);
    let mut db = engine::open_writer(&path, None).expect("opens");
    migrate::run(&mut db, Timestamp::UNIX_EPOCH).expect("migrates");
    (folder, db)
}

fn plan_of(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepares");
    // The plan does not depend on the values.
    let none = vec![rusqlite::types::Null; statement.parameter_count()];
    let rows = statement.query_map(rusqlite::params_from_iter(none), |row| row.get(3));
    rows.expect("explains").collect::<Result<_, _>>().expect("reads")
}

/// Every table is searched through an index, and nothing is sorted.
fn assert_ranges(db: &Connection, sql: &str) -> Vec<String> {
    let plan = plan_of(db, sql);
    for step in &plan {
        let scans = step.starts_with("SCAN") && step != "SCAN hit";
        assert!(!scans && !step.contains("TEMP B-TREE"), "{sql}\n{plan:#?}");
    }
    plan
}

const FILTERS: [WorklistFilter; 7] = [
    WorklistFilter::All,
    WorklistFilter::Ours,
    WorklistFilter::Overdue,
    WorklistFilter::WeekendRisk,
    WorklistFilter::Unseen,
    WorklistFilter::Untaken,
    WorklistFilter::Closed,
];

#[test]
fn every_list_is_one_range_of_its_covering_index() {
    let (_folder, db) = database();
    for filter in FILTERS {
        let sql = lists::worklist_sql(filter, GroupBy::Step);
        let plan = assert_ranges(&db, &sql);
        let covers = "SEARCH p USING COVERING INDEX chain_party_list (unit=? AND list=?";
        assert!(plan.iter().any(|step| step.starts_with(covers)), "{filter:?}: {plan:#?}");
        let plan = plan_of(&db, &lists::group_counts_sql(filter, GroupBy::Step));
        assert!(plan.iter().any(|step| step.starts_with(covers)), "{filter:?}: {plan:#?}");
    }
}

#[test]
fn own_answers_are_one_range_of_their_index() {
    let (_folder, db) = database();
    let plan = assert_ranges(&db, parties::OWN_ANSWERS);
    assert!(plan[0].starts_with("SEARCH p USING INDEX chain_party_answered (unit=?"), "{plan:#?}");
    assert!(plan[0].contains("(answered_at,chain)<(?,?)"), "from a place on: {plan:#?}");
    // A piece of the table, in the order of its key.
    let plan = plan_of(&db, parties::FOLLOWING_REGISTRY);
    assert!(plan[0].contains("USING PRIMARY KEY (chain>?)"), "{plan:#?}");
    assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
}

#[test]
fn the_last_sign_ins_of_all_units_are_one_query_through_the_key() {
    let (_folder, db) = database();
    let plan = plan_of(&db, crate::accounts::LAST_SIGN_INS);
    let searched = |step: &String| step.starts_with("SEARCH s USING PRIMARY KEY (unit=?)");
    assert!(plan.iter().any(searched), "{plan:#?}");
}

#[test]
fn other_groupings_and_mina_sort_no_more_than_the_units_own_open_rows() {
    let (_folder, db) = database();
    for filter in FILTERS.into_iter().chain([WorklistFilter::Mine]) {
        for by in GroupBy::ALL {
            let plan = plan_of(&db, &lists::worklist_sql(filter, by));
            let range = |step: &String| {
                step.contains("SEARCH p USING") && step.contains("INDEX chain_party_")
                    || step.contains("chain_taker USING PRIMARY KEY (unit=? AND who=?")
            };
            assert!(plan.iter().any(range), "{filter:?} {by:?}: {plan:#?}");
            let scans = |step: &String| {
                step.starts_with("SCAN") && !["SCAN hit", "SCAN t"].contains(&step.as_str())
            };
            assert!(!plan.iter().any(scans), "{filter:?} {by:?}: {plan:#?}");
        }
    }
}

#[test]
fn counters_are_read_or_counted_in_a_covering_index() {
    let (_folder, db) = database();
    let [counts @ .., mine] = lists::COUNTER_SQL;
    for sql in counts {
        let plan = assert_ranges(&db, sql);
        let [step] = &plan[..] else { panic!("one step: {plan:#?}") };
        assert!(step.contains("COVERING INDEX") || step.contains("PRIMARY KEY"), "{step}");
    }
    let plan = plan_of(&db, mine);
    assert!(plan.iter().any(|it| it.contains("PRIMARY KEY (unit=? AND who=?")), "{plan:#?}");
}

#[test]
fn searches_read_the_units_own_part_of_an_index() {
    let (_folder, db) = database();
    let plan = assert_ranges(&db, search::BY_NAME);
    assert!(plan[0].contains("chain_party_name (unit=? AND name_folded>?"), "{plan:#?}");
    assert_ranges(&db, lists::CHANGED_SQL);
    assert_ranges(&db, stays::ON_WARD);
    assert_ranges(&db, stays::OPEN_OF);
    assert_ranges(&db, stays::DECEASED_OF);
    assert_ranges(&db, stays::AFTER);
    // The chains of one person are few: they may be sorted.
    let plan = plan_without_scan(&db, search::BY_IDENTIFIER);
    assert!(plan.iter().any(|step| step.contains("chain_identifier")), "{plan:#?}");
}

#[test]
fn linked_chains_are_found_from_both_ends_through_a_key() {
    let (_folder, db) = database();
    let plan = assert_ranges(&db, links::LINKED);
    for key in ["PRIMARY KEY (chain=?)", "COVERING INDEX chain_link_other (other=?)"] {
        assert!(plan.iter().any(|step| step.ends_with(key)), "{key}: {plan:#?}");
    }
}

#[test]
fn months_of_the_fact_table_are_ranges_of_an_index_in_its_order() {
    let (_folder, db) = database();
    for (sql, range) in [
        (facts::COUNTED, "chain_fact_month ((month,chain)>(?,?) AND month<?)"),
        (facts::SHORT, "chain_fact_first (long=? AND (first_month,chain)>(?,?)"),
        (facts::LONG, "chain_fact_first (long=? AND (first_month,chain)>(?,?)"),
    ] {
        let plan = plan_of(&db, sql);
        assert!(
            plan[0].starts_with(&format!("SEARCH chain_fact USING INDEX {range}")),
            "{plan:#?}"
        );
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}

fn plan_without_scan(db: &Connection, sql: &str) -> Vec<String> {
    let plan = plan_of(db, sql);
    assert!(!plan.iter().any(|step| step.starts_with("SCAN c")), "{plan:#?}");
    plan
}
