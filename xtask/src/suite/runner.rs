//! Runs test programs two at a time: while the last test of one waits for a clock or a disk, another
//! works. What a program says is shown when it fails.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use anyhow::{Result, bail};

use super::programs::TestProgram;
use super::{now, spell};
use crate::machine::Machine;

const AT_A_TIME: usize = 2;
/// How often it is said which programs still run, so that one that hangs has a name.
const STILL_RUNNING: Duration = Duration::from_secs(60);

/// What the property tests begin with in CI, so that a change is judged by its own faults: everywhere
/// else they try new cases each time, and what these find becomes a test of its own.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20261128");

enum News {
    Begun(String),
    Ended { name: String, took: Duration, passed: bool, said: String },
}

/// Runs all programs to their end, also after a failure.
///
/// # Errors
/// Names the programs in which a test failed; what they said has been printed.
pub(super) fn run(
    machine: &Machine,
    programs: &[&TestProgram],
    environment: &[(&str, OsString)],
) -> Result<()> {
    let waiting: Mutex<VecDeque<&TestProgram>> = Mutex::new(programs.iter().copied().collect());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let (tell, news) = mpsc::channel();
    std::thread::scope(|threads| {
        for _ in 0..AT_A_TIME {
            let (tell, next) = (tell.clone(), &next);
            threads.spawn(move || {
                while let Some(program) = next() {
                    let name = format!("{} {}", program.package, program.name);
                    drop(tell.send(News::Begun(name.clone())));
                    drop(tell.send(run_one(machine, program, name, environment)));
                }
            });
        }
        drop(tell);
        listen(&news)
    })
}

fn listen(news: &mpsc::Receiver<News>) -> Result<()> {
    let (mut running, mut failed): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match news.recv_timeout(STILL_RUNNING) {
            Ok(News::Begun(name)) => running.push(name),
            Ok(News::Ended { name, took, passed, said }) => {
                running.retain(|it| *it != name);
                if passed {
                    println!("  ok      {name:<36} {:>8}  {}", spell(took), count(&said));
                } else {
                    println!("{said}\n  FAILED  {name:<36} {:>8}  {}", spell(took), count(&said));
                    failed.push(name);
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                println!("  still running: {}", running.join(", "));
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("tests failed in: {}", failed.join(", ")) }
}

/// Runs one program as `cargo test` does: in the folder of its package.
fn run_one(
    machine: &Machine,
    program: &TestProgram,
    name: String,
    environment: &[(&str, OsString)],
) -> News {
    let start = now();
    let mut command = Command::new(&program.path);
    command.current_dir(&program.folder).stdin(Stdio::null());
    command.env("CARGO_MANIFEST_DIR", &program.folder);
    command.env("INSTA_WORKSPACE_ROOT", &machine.root);
    if machine.ci && std::env::var_os(SEED.0).is_none() {
        command.env(SEED.0, SEED.1);
    }
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let (passed, said) = match command.output() {
        Ok(output) => {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            (output.status.success(), text(&output.stdout) + &text(&output.stderr))
        }
        Err(error) => (false, format!("{} could not be started: {error}", program.path.display())),
    };
    News::Ended { name, took: now() - start, passed, said }
}

/// "61 passed", or what the program says of its failures.
fn count(said: &str) -> String {
    let line = said.lines().rev().find_map(|line| line.strip_prefix("test result: "));
    let words = line.and_then(|line| line.split_once(". ")).map_or("", |(_, words)| words);
    let parts = words.split("; ").filter(|part| {
        ["passed", "failed", "ignored"].iter().any(|word| part.ends_with(word))
            && (part.ends_with("passed") || !part.starts_with("0 "))
    });
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_names_what_there_is() {
        let line = |failed| {
            format!(
                "running 9 tests\n\ntest result: ok. 7 passed; {failed} failed; 0 ignored; \
                 0 measured; 0 filtered out; finished in 0.02s\n"
            )
        };
        assert_eq!(count(&line(0)), "7 passed");
        assert_eq!(count(&line(2)), "7 passed, 2 failed");
        assert_eq!(count("killed"), "");
    }

    fn program(name: &str, script: &str, folder: &std::path::Path) -> TestProgram {
        use std::os::unix::fs::PermissionsExt as _;
        let path = folder.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let folder = folder.to_owned();
        TestProgram { package: "p".to_owned(), name: name.to_owned(), path, folder }
    }

    #[test]
    fn every_program_runs_and_each_failure_is_named() {
        let folder = std::env::temp_dir().join(format!("brygga-runner-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let programs = [
            program("bad", "exit 3", &folder),
            program("good", "test \"$WORD\" = yes && touch good-ran", &folder),
            program("worse", "exit 4", &folder),
        ];
        let machine = Machine { root: folder.clone(), ci: false, is_root: false, is_debian: false };
        let all: Vec<&TestProgram> = programs.iter().collect();
        let error = run(&machine, &all, &[("WORD", "yes".into())]).unwrap_err().to_string();
        let good_ran = folder.join("good-ran").exists();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(error.contains("p bad") && error.contains("p worse"), "{error}");
        assert!(!error.contains("p good") && good_ran, "{error}");
    }
}
