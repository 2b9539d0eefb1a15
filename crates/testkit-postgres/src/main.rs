//! An empty PostgreSQL database for tests that are not written in Rust: prints its address and keeps
//! it until standard input ends, as it does when whoever started this has ended.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use brygga_testkit_postgres::database;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(database) = database().await else { return ExitCode::FAILURE };
    println!("{}", database.address());
    if std::io::stdout().flush().is_ok() {
        let mut nothing = Vec::new();
        drop(std::io::stdin().read_to_end(&mut nothing));
    }
    ExitCode::SUCCESS
}
