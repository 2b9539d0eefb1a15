//! `brygga serve`.

use std::process::ExitCode;

use crate::cli::Serve;
use crate::config::Config;
use crate::machine::raise_open_files;
use crate::serving::{self, Listeners};
use crate::site::Site;

pub(super) async fn run(command: Serve) -> anyhow::Result<ExitCode> {
    raise_open_files();
    let config = Config::read(&command.data, &command.addresses)?;
    let site = Site::open(&command.data, "serve").await?;
    let listeners = Listeners::take(&config).await?;
    serving::serve(site, listeners).await?;
    Ok(ExitCode::SUCCESS)
}
