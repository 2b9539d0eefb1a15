//! `brygga config show`.

use std::fmt::Display;
use std::process::ExitCode;

use crate::cli::{Addresses, DataArgs};
use crate::config::{Config, Source, database};
use crate::out::say;

pub(super) fn run(data: &DataArgs, given: &Addresses) -> anyhow::Result<ExitCode> {
    let config = Config::read(&data.data, given)?;
    let database = database(&data.data, data.database.database.as_ref())?;
    line("listen", Some(config.listen.0), config.listen.1)?;
    line("mllp", config.mllp.0, config.mllp.1)?;
    line("behind_proxy", config.behind_proxy.0, config.behind_proxy.1)?;
    line("database", database.0, database.1)?;
    Ok(ExitCode::SUCCESS)
}

fn line(key: &str, value: Option<impl Display>, source: Source) -> std::io::Result<()> {
    let value = value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    say!("{key} = {value}  ({})", source.as_str());
    Ok(())
}
