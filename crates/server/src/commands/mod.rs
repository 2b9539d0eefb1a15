//! One file per command.

mod backup;
mod config_show;
mod demo;
mod export_facts;
mod export_review;
mod export_stays;
mod import_adt;
mod import_capacity;
mod import_chains;
mod node;
mod rebuild;
mod registry;
mod report;
mod restore;
mod serve;
mod simulate;
mod upgrade_check;
mod user;
mod verify;

use std::process::ExitCode;

use crate::cli::{Cli, Command, ConfigCommand, Export, Format, Import};

/// Runs the command and gives the exit code.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Demo(demo) => demo::run(demo).await,
        Command::Simulate(command) => simulate::run(command).await,
        Command::Serve(serve) => serve::run(serve).await,
        Command::Import(Import::Adt { files, data }) => import_adt::run(&data, &files).await,
        Command::Import(Import::Capacity { file, dry_run, data }) => {
            import_capacity::run(&data, &file, dry_run).await
        }
        Command::Import(Import::CareChains(command)) => import_chains::run(&command).await,
        Command::Export(Export::Stays { format: Format::Ndjson, all, data }) => {
            export_stays::run(&data, all).await
        }
        Command::Export(Export::Review(data)) => export_review::run(&data).await,
        Command::Export(Export::Facts { table, format, out, data }) => {
            export_facts::run(&data, table.into(), format, &out).await
        }
        Command::Verify(command) => verify::run(&command).await,
        Command::Rebuild(data) => rebuild::run(&data).await,
        Command::Registry(command) => registry::run(command).await,
        Command::Report(command) => report::run(command).await,
        Command::User(command) => user::run(command).await,
        Command::Node(command) => node::run(command).await,
        Command::Config(ConfigCommand::Show { data, addresses }) => {
            config_show::run(&data, &addresses, &cli.logging)
        }
        Command::Backup(command) => backup::run(&command).await,
        Command::BackupKey(command) => backup::make_key(&command.to),
        Command::UpgradeCheck(data) => upgrade_check::run(&data).await,
        Command::Restore(command) => restore::run(command).await,
    }
}
