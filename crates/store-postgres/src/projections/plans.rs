//! How PostgreSQL runs the queries: a list that scans a table grows slow with the county.

use brygga_store::{GroupBy, WorklistFilter};
use brygga_testkit_postgres::{Database, database};
use jiff::Timestamp;
use tokio_postgres::NoTls;

use super::{chains, facts, links, lists, search, stays};
use crate::connection::Connection;
use crate::migrate;
use crate::target::Target;

async fn tables() -> Option<(Database, tokio_postgres::Client)> {
    let database = database().await?;
    let config = Target::parse(&database.address()).expect("a good address");
    let db = Connection::open(&config).await.expect("connects");
    migrate::run(&db, Timestamp::UNIX_EPOCH).await.expect("migrates");
    let (client, connection) =
        tokio_postgres::connect(&database.address(), NoTls).await.expect("connects");
    tokio::spawn(connection);
    // An empty table is scanned whatever its indexes: what is asked here is whether one fits.
    let settings = "SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off;
        SET plan_cache_mode = force_generic_plan";
    client.batch_execute(settings).await.expect("set");
    Some((database, client))
}

async fn plan(client: &tokio_postgres::Client, sql: &str) -> String {
    let prepared = client.prepare(sql).await.expect("prepares");
    let nulls = vec!["NULL"; prepared.params().len()].join(", ");
    client.batch_execute("DEALLOCATE ALL").await.expect("forgotten");
    client.batch_execute(&format!("PREPARE q AS {sql}")).await.expect("prepares");
    let rows = client.query(&format!("EXPLAIN EXECUTE q ({nulls})"), &[]).await;
    let rows = rows.expect("explains");
    rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("\n")
}

async fn assert_ranges(client: &tokio_postgres::Client, sql: &str, indexes: &[&str]) {
    let plan = plan(client, sql).await;
    assert!(!plan.contains("Seq Scan"), "{sql}\n{plan}");
    for index in indexes {
        let condition = plan.split(index).nth(1).unwrap_or_else(|| panic!("{index}: {plan}"));
        assert!(condition.trim_start_matches(|c| c != '\n').contains("Index Cond"), "{plan}");
    }
}

#[tokio::test]
async fn every_list_is_one_range_of_its_index_in_its_order() {
    let Some((_database, client)) = tables().await else { return };
    for filter in [
        WorklistFilter::All,
        WorklistFilter::Ours,
        WorklistFilter::Overdue,
        WorklistFilter::WeekendRisk,
        WorklistFilter::Unseen,
        WorklistFilter::Untaken,
        WorklistFilter::Closed,
    ] {
        let sql = &lists::worklist_sql(filter, GroupBy::Step);
        assert_ranges(&client, sql, &["chain_party_list", "chain_pkey"]).await;
        let plan = plan(&client, sql).await;
        assert!(!plan.contains("Sort"), "{filter:?}: {plan}");
        assert!(plan.contains("ROW(") && plan.contains("order_ms, "), "{filter:?}: {plan}");
    }
}

#[tokio::test]
async fn counters_and_searches_read_the_units_own_part_of_an_index() {
    let Some((_database, client)) = tables().await else { return };
    assert_ranges(&client, lists::COUNTER_SQL, &["unit_counter_pkey", "stay_ward"]).await;
    assert_ranges(&client, lists::OURS_SQL, &["unit_counter_pkey"]).await;
    let mine = &lists::worklist_sql(WorklistFilter::Mine, GroupBy::Room);
    assert_ranges(&client, mine, &["chain_taker_pkey"]).await;
    let counts = &lists::group_counts_sql(WorklistFilter::All, GroupBy::Step);
    assert_ranges(&client, counts, &["chain_party_list"]).await;
    assert_ranges(&client, lists::CHANGED_SQL, &["chain_party_changed"]).await;
    assert_ranges(&client, search::BY_NAME, &["chain_party_name"]).await;
    assert_ranges(&client, search::BY_IDENTIFIER, &["chain_identifier", "chain_person"]).await;
    assert_ranges(&client, chains::DUE, &["chain_recompute"]).await;
    assert_ranges(&client, stays::ON_WARD, &["stay_ward"]).await;
    assert_ranges(&client, stays::OPEN_OF, &["stay_person"]).await;
    assert_ranges(&client, stays::AFTER, &["stay_pkey"]).await;
    assert_ranges(&client, links::LINKED, &["chain_link_pkey", "chain_link_other"]).await;
}

#[tokio::test]
async fn months_of_the_fact_table_are_ranges_of_an_index_in_its_order() {
    let Some((_database, client)) = tables().await else { return };
    for (sql, index) in [
        (facts::COUNTED, "chain_fact_month"),
        (facts::SHORT, "chain_fact_first"),
        (facts::LONG, "chain_fact_first"),
    ] {
        assert_ranges(&client, sql, &[index]).await;
        let plan = plan(&client, sql).await;
        assert!(!plan.contains("Sort"), "{plan}");
    }
}
