//! `brygga config show`.

use std::fmt::Display;
use std::process::ExitCode;

use crate::cli::{self, Addresses, DataArgs};
use crate::config::{Config, Logging, Source, database};
use crate::out::say;

pub(super) fn run(
    data: &DataArgs,
    given: &Addresses,
    logging: &cli::Logging,
) -> anyhow::Result<ExitCode> {
    let config = Config::read(&data.data, given)?;
    let (database, from) = database(&data.data, data.database.database.as_ref())?;
    let logging = Logging::read(Some(&data.data), logging)?;
    line("listen", Some(config.listen.0), config.listen.1)?;
    line("mllp", config.mllp.0, config.mllp.1)?;
    line("metrics", config.metrics.0, config.metrics.1)?;
    line("tls", config.tls.0, config.tls.1)?;
    line("behind_proxy", config.behind_proxy.0, config.behind_proxy.1)?;
    line("connections", Some(config.connections.0), config.connections.1)?;
    line("patience", Some(config.patience.0), config.patience.1)?;
    line("mail", config.mail.0, config.mail.1)?;
    line("mail_from", config.mail_from.0, config.mail_from.1)?;
    line("mail_to", config.mail_to.0, config.mail_to.1)?;
    line("mail_report", config.mail_report.0, config.mail_report.1)?;
    line("public_url", config.public_url.0, config.public_url.1)?;
    line("database", database, from)?;
    line("log", Some(logging.filter.0), logging.filter.1)?;
    line("log_format", Some(logging.format.0), logging.format.1)?;
    line("otlp", logging.otlp.0, logging.otlp.1)?;
    Ok(ExitCode::SUCCESS)
}

fn line(key: &str, value: Option<impl Display>, source: Source) -> std::io::Result<()> {
    let value = value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    say!("{key} = {value}  ({})", source.words(key));
    Ok(())
}
