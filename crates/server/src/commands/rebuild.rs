//! `brygga rebuild`: all lists anew from the log, beside those that are read.

use std::process::ExitCode;

use brygga_app::Clock as _;
use brygga_app::care_chain::{rebuild_beside, refresh_all_due};

use crate::cli::DataArgs;
use crate::data_folder::InUse;
use crate::machine::{SystemClock, seconds_between};
use crate::out::say;
use crate::site::Site;

const WHO: &str = "rebuild";

pub(super) async fn run(data: &DataArgs) -> anyhow::Result<ExitCode> {
    let site = Site::open_still(data, WHO).await.map_err(|error| InUse::explain(error, WHO))?;
    let start = SystemClock.now();
    // Rows change with time too: what has come due since somebody served is no difference.
    refresh_all_due(&site.app).await?;
    say!("before: {}", site.app.store.projection_digest().await?.to_hex());
    let chains = rebuild_beside(&site.app, |done| eprintln!("{done} chains")).await?;
    say!("after:  {}", site.app.store.projection_digest().await?.to_hex());
    site.close().await;
    say!("chains: {chains}, {:.1} s", seconds_between(start, SystemClock.now()));
    Ok(ExitCode::SUCCESS)
}
