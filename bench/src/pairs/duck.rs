//! DuckDB on the same rows: what somebody would ask who has the exported tables.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

const SCRIPT: &str = include_str!("duck.py");

/// A process with the table in memory.
pub(crate) struct Duck {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Rows of the table.
    pub(crate) rows: u64,
}

/// What it answered, and what that took.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    pub(crate) seconds: f64,
    pub(crate) cpu: f64,
    pub(crate) rows: Vec<Vec<Value>>,
}

#[derive(Deserialize)]
struct Loaded {
    rows: u64,
}

impl Duck {
    /// Loads the Parquet files of a folder.
    pub(crate) fn load(folder: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(python())
            .args(["-c", SCRIPT])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("no Python with duckdb: cargo xtask setup")?;
        let questions = child.stdin.take().context("its input")?;
        let answers = BufReader::new(child.stdout.take().context("its output")?);
        let mut duck = Self { child, questions, answers, rows: 0 };
        duck.rows = duck.read::<Loaded>().context("no Python with duckdb: cargo xtask setup")?.rows;
        Ok(duck)
    }

    /// Asks with so many threads.
    pub(crate) fn ask(&mut self, sql: &str, threads: u32) -> anyhow::Result<Answer> {
        writeln!(self.questions, "{}", json!({ "sql": sql, "threads": threads }))?;
        self.questions.flush()?;
        self.read()
    }

    fn read<T: for<'de> Deserialize<'de>>(&mut self) -> anyhow::Result<T> {
        let mut line = String::new();
        ensure!(self.answers.read_line(&mut line)? > 0, "DuckDB has ended");
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Duck {
    fn drop(&mut self) {
        // It ends with its input; this is for one that was given up while it counts.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// That of `cargo xtask setup`, or the one that is named.
fn python() -> PathBuf {
    let named = std::env::var_os("BRYGGA_TEST_PYTHON").map(PathBuf::from);
    named.unwrap_or_else(|| "target/python/bin/python".into())
}
