//! The project's own tools: `cargo xtask test` is what CI runs. Uses no crate of the workspace, so
//! that it can judge them all. Run it without arguments for the list of commands.

mod files;
mod licences;
mod machine;
mod metadata;
mod process;
mod setup;
mod suite;
mod tidy;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::machine::Machine;

const HELP: &str = "\
cargo xtask COMMAND

  setup              installs what the tests need: Chromium and node (Debian, as root), npm packages
  test               runs every check and prints the time of each
    --only STEP      runs these steps only; repeat it or separate with commas
    --skip STEP      leaves these steps out (neither is possible with CI=true)
  tidy               crate directions, message keys, templates, stranger tests, long files, links
  e2e [ARGS]         builds the server and runs the browser tests; ARGS go to Playwright
  bench [GOAL…]      measures the goals in release mode; a run of all writes docs/bench.md
    --large          with a million closed cases and ten million chains, made once under target/bench-data
    --out FILE       writes the result as JSON; --rounds N, --page FILE: see bench/src/main.rs
  codegen            rewrites generated files
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let machine = Machine::inspect()?;
    let Some((command, rest)) = arguments.split_first() else {
        print!("{HELP}\nSteps of test: {}\n", suite::step_names().join(", "));
        return Ok(());
    };
    match command.as_str() {
        "setup" => setup::run(&machine),
        "test" => suite::run(&machine, &suite::Selection::parse(rest)?),
        "tidy" => tidy::run(&machine),
        "e2e" => suite::browser::run_by_hand(&machine, rest),
        "bench" => {
            let fixed = ["run", "--release", "-p", "brygga-bench", "--"];
            let given = rest.iter().map(String::as_str);
            process::cargo(&machine).args(fixed.into_iter().chain(given)).run()
        }
        "codegen" => {
            println!("codegen: no file in this repository is generated yet");
            Ok(())
        }
        "help" | "--help" | "-h" => run(&[]),
        unknown => bail!("there is no command {unknown}; see `cargo xtask help`"),
    }
}
