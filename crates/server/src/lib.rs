//! `brygga`: the command line, the wiring and the only crate that names a backend.
//!
//! A library, so that it is compiled beside the pages; the program is [`run`].
//!
//! Each command is a file in `commands`; what they share is the data folder (`data_folder`), an opened
//! site (`site`) and the machine's clock and chance (`machine`).

mod access_end;
mod archive;
mod cli;
mod clock_watch;
mod commands;
mod config;
mod connections;
mod control;
mod county;
mod data_folder;
mod database;
mod figures;
mod http;
mod jobs;
mod listen;
mod live;
mod logging;
mod machine;
mod mail;
mod mllp;
mod orders;
mod origin;
mod out;
mod password;
mod room;
mod serving;
mod site;
mod tls;
mod traces;
mod verify_state;
mod writing;

use std::process::ExitCode;

use clap::Parser as _;

/// What the command line asks for, from its first word to the code that the shell gets.
#[must_use]
pub fn run() -> ExitCode {
    let cli = cli::Cli::parse();
    let failed = ExitCode::from(cli.command.code_of_failure());
    // Whatever is written to the data folder is its owner's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the runtime could not be started: {error}");
            return ExitCode::from(2);
        }
    };
    let begun = config::check_environment();
    let traces = match begun.and_then(|()| logging::start(&cli, runtime.handle().clone())) {
        Ok(traces) => traces,
        Err(error) => {
            eprintln!("error: {error:#}");
            return failed;
        }
    };
    let code = match runtime.block_on(commands::run(cli)) {
        Ok(code) => code,
        Err(error) if out::nobody_reads(&error) => failed,
        Err(error) => {
            eprintln!("error: {error:#}");
            failed
        }
    };
    if let Some(traces) = traces {
        traces.end();
    }
    code
}
