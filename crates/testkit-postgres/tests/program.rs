//! The program that gives a database to tests in other languages.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use brygga_testkit_postgres::database;
use tokio_postgres::NoTls;

#[tokio::test]
async fn a_database_is_there_until_standard_input_ends() {
    // Says that there is no PostgreSQL, or keeps the shared one running meanwhile.
    let Some(ours) = database().await else { return };
    let mut child = Command::new(env!("CARGO_BIN_EXE_brygga-test-postgres"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let address = address.trim();
    assert_ne!(address, ours.address());
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    let socket = tokio::spawn(connection);
    client.batch_execute("CREATE TABLE a (b int)").await.unwrap();
    drop(client);
    drop(socket.await);

    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert!(tokio_postgres::connect(address, NoTls).await.is_err(), "the database has gone");
}
