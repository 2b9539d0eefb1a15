//! G3: the same acts on PostgreSQL, against a minimal handler with group commit on the same server.

use std::sync::Arc;

use anyhow::Context as _;
use brygga_store::Store;

use super::Bench;
use super::acts::{Acts, acts_parts, open_cases, series};
use crate::load::Arrival;
use crate::report::Goal;
use crate::server::Server;
use crate::site;

const CASES: usize = 800;

pub(crate) fn measure(bench: &mut Bench) -> anyhow::Result<Goal> {
    // On the disk, where a commit waits for it; the tests' own lies in memory.
    brygga_testkit_postgres::lie_in(&std::env::temp_dir());
    let database = || bench.runtime.block_on(brygga_testkit_postgres::database());
    let needed = "G3 needs PostgreSQL (`cargo xtask setup`)";
    let (ours, pair) = (database().context(needed)?, database().context(needed)?);
    let store = bench.runtime.block_on(site::postgres_at(&ours.address()))?;
    let cases = open_cases(bench, Arc::clone(&store) as Arc<dyn Store>, CASES)?;
    drop(store);
    let mut acts = Acts::start(&ours.address(), cases, 0)?;
    let mut server = Server::start("postgres", &[&pair.address()])?;
    let kept = format!(
        "Read back live: ours {}, the pair {}.",
        acts.server.order("durability")?,
        server.order("durability")?
    );
    let mut parts = Vec::new();
    for connections in [16, 64] {
        let sizes = [300, 1_500];
        let rounds = series(bench, &mut acts, &server, connections, sizes, Arrival::Closed)?;
        parts.extend(acts_parts(connections, &rounds, false));
    }
    acts.server.end()?;
    server.end()?;
    Ok(Goal {
        key: "G3",
        title: "a durable act over HTTP, PostgreSQL",
        parts,
        notes: vec![kept, "Processor time is the server's own, without the database's.".to_owned()],
    })
}
