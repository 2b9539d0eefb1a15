//! TLS to the database, and finding the host that leads.

use std::time::Duration;

use brygga_domain::envelope::{Origin, SigningKey};
use brygga_store_postgres::{OpenError, OpenOptions, PostgresStore};
use brygga_testkit_postgres::database;
use uuid::Uuid;

use crate::common::{act, at, commit, open, open_as};

fn options(address: &str) -> Result<OpenOptions, OpenError> {
    let origin = Origin { node: Uuid::from_bytes([7; 16]), epoch: 1 };
    OpenOptions::new(address, origin, SigningKey::from_bytes(&[7; 32]), at(0))
}

#[tokio::test]
async fn all_connections_speak_tls_when_the_address_says_so() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.tls_address(), 7).await;
    commit(&store, act(1, 1, None)).await;
    let (client, connection) =
        tokio_postgres::connect(&database.admin_address(), tokio_postgres::NoTls)
            .await
            .expect("the test server answers");
    tokio::spawn(connection);
    let sql = "SELECT count(*), count(*) FILTER (WHERE s.ssl) FROM pg_stat_activity a
        JOIN pg_stat_ssl s USING (pid)
        WHERE a.datname = current_database() AND a.usename = 'brygga'";
    let row = client.query_one(sql, &[]).await.expect("the statement runs");
    let (all, secure): (i64, i64) = (row.get(0), row.get(1));
    assert!(all > 0, "the store has connections");
    assert_eq!(all, secure, "none without TLS");
}

#[tokio::test]
async fn a_database_that_is_another_one_is_refused() {
    let Some(database) = database().await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let foreign = folder.path().join("foreign.pem");
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("made");
    std::fs::write(&foreign, made.cert.pem()).expect("written");
    let right = database.certificate().display().to_string();
    let by_foreign = database.tls_address().replace(&right, &foreign.display().to_string());
    // The certificate is for localhost, not for the number.
    let by_number = database.tls_address().replace("@localhost:", "@127.0.0.1:");
    for address in [by_foreign, by_number] {
        let opened = PostgresStore::open(options(&address).expect("a good address")).await;
        let refused = opened.map(drop).expect_err("not this one");
        assert!(matches!(refused, OpenError::Engine(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn of_several_hosts_the_one_that_answers_and_leads_is_found() {
    let Some(database) = database().await else { return };
    // Nobody listens on port 1.
    let place = format!("@127.0.0.1:{}/", database.port());
    let both = format!("@127.0.0.1:1,127.0.0.1:{}/", database.port());
    let address = database.address().replace(&place, &both);
    let store = open(options(&address).expect("a good address")).await;
    commit(&store, act(1, 1, None)).await;
    drop(store);

    // As long as all only follow, nobody is found; when one leads, it is.
    database.follow(true).await;
    let soon = options(&address).expect("a good address").leader_wait(Duration::from_millis(300));
    let refused = PostgresStore::open(soon).await.map(drop);
    assert!(refused.is_err(), "a follower is not written to");
    let opening = tokio::spawn(PostgresStore::open(options(&address).expect("a good address")));
    database.follow(false).await;
    let store = opening.await.expect("no panic").expect("the leader is found");
    commit(&store, act(2, 2, None)).await;
}

#[tokio::test]
async fn what_the_loss_of_a_leader_has_cut_is_connected_again() {
    let Some(database) = database().await else { return };
    let place = format!("@127.0.0.1:{}/", database.port());
    let both = format!("@127.0.0.1:1,127.0.0.1:{}/", database.port());
    let address = database.address().replace(&place, &both);
    let store = open(options(&address).expect("a good address")).await;
    commit(&store, act(1, 1, None)).await;
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.execute(sql).await;
    commit(&store, act(2, 1, crate::common::last_of(&store, 1).await)).await;
}
