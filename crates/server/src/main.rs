//! `brygga`: the command line, the wiring and the only crate that names a backend.
//!
//! Each command is a file in [`commands`]; what they share is the data folder ([`data_folder`]), an
//! opened site ([`site`]) and the machine's clock and chance ([`machine`]).

mod cli;
mod commands;
mod config;
mod control;
mod county;
mod data_folder;
mod database;
mod http;
mod jobs;
mod listen;
mod live;
mod machine;
mod mllp;
mod orders;
mod origin;
mod out;
mod password;
mod serving;
mod site;
mod writing;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // Whatever is written to the data folder is its owner's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    log_to_stderr();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the runtime could not be started: {error}");
            return ExitCode::from(2);
        }
    };
    let failed = ExitCode::from(cli.command.code_of_failure());
    match runtime.block_on(commands::run(cli.command)) {
        Ok(code) => code,
        Err(error) if out::nobody_reads(&error) => failed,
        Err(error) => {
            eprintln!("error: {error:#}");
            failed
        }
    }
}

/// Log lines carry ids and counts, never names, numbers or words that a person wrote.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("BRYGGA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let error = std::io::stderr;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(error().is_terminal())
        .with_writer(error)
        .init();
}
