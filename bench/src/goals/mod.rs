//! The goals, each with its pair in the same run.

pub(crate) mod acts;
pub(crate) mod append;
mod fact_tables;
pub(crate) mod kill;
pub(crate) mod live;
pub(crate) mod pages;
mod payments;
pub(crate) mod postgres;
pub(crate) mod reports;

use std::path::PathBuf;

use anyhow::bail;
use tokio::runtime::Runtime;

use crate::closed::closed_chains;
use crate::report::{Goal, Part, Wanted};
use crate::rows::rows;
use crate::site::LISTED;

/// What every goal needs.
pub(crate) struct Bench {
    pub(crate) runtime: Runtime,
    /// Where made data lies from one run to the next.
    pub(crate) base: PathBuf,
    /// With a million closed cases too.
    pub(crate) large: bool,
    /// Rounds of A B B A.
    pub(crate) rounds: usize,
    /// Beside the goals.
    pub(crate) facts: Vec<(String, String)>,
}

/// Every goal that there is.
pub(crate) const ALL: [&str; 9] = ["G1", "G2", "G3", "G6", "G7", "G9", "G10", "G11", "G12"];
/// What is made and told beside them.
pub(crate) const COUNTY: &str = "county";
pub(crate) const DATA: &str = "data";

impl Bench {
    /// A folder on the disk that goes with the value.
    pub(crate) fn folder(&self) -> anyhow::Result<tempfile::TempDir> {
        std::fs::create_dir_all(&self.base)?;
        Ok(tempfile::Builder::new().prefix("run-").tempdir_in(&self.base)?)
    }

    /// Measures a goal, with those that come with it and are wanted.
    pub(crate) fn goals(
        &mut self,
        key: &str,
        wants: impl Fn(&str) -> bool,
    ) -> anyhow::Result<Vec<Goal>> {
        Ok(match key {
            "G1" => vec![append::measure(self)?],
            "G2" | "G6" => {
                acts::measure(self)?.into_iter().filter(|goal| wants(goal.key)).collect()
            }
            "G3" => vec![postgres::measure(self)?],
            "G7" => vec![pages::measure(self)?],
            "G9" | "G10" => {
                reports::measure(self)?.into_iter().filter(|goal| wants(goal.key)).collect()
            }
            "G11" => vec![live::measure(self)?],
            "G12" => vec![kill::measure(self)?],
            _ => bail!("there is no goal {key}"),
        })
    }

    /// Makes what G7, G9 and G10 look at, so that no time is lost with it while the machine is to be quiet.
    pub(crate) fn make_data(&self) -> anyhow::Result<()> {
        let sizes = [Some(10_000), self.large.then_some(1_000_000)];
        for chains in sizes.into_iter().flatten() {
            let folder = self.runtime.block_on(closed_chains(&self.base, chains, LISTED))?;
            println!("{}", folder.display());
        }
        let rows =
            self.runtime.block_on(rows(&self.base, reports::CHAINS[usize::from(self.large)]))?;
        println!("{}", rows.folder.display());
        Ok(())
    }

    /// A B B A, so many times: gives what ours and the pair came to in each round.
    pub(crate) fn abba<T: Copy>(
        &self,
        mut side: impl FnMut(Side) -> anyhow::Result<T>,
    ) -> anyhow::Result<Vec<Round<T>>> {
        // Once each to be warm, as a server is that has been up for a minute.
        side(Side::Ours)?;
        side(Side::Pair)?;
        (0..self.rounds)
            .map(|_| -> anyhow::Result<Round<T>> {
                let first = side(Side::Ours)?;
                let pair = [side(Side::Pair)?, side(Side::Pair)?];
                Ok(Round { ours: [first, side(Side::Ours)?], pair })
            })
            .collect()
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Ours,
    Pair,
}

/// One round of A B B A.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round<T> {
    pub(crate) ours: [T; 2],
    pub(crate) pair: [T; 2],
}

/// A ratio over rounds: of some number of each run.
pub(crate) fn part<T: Copy>(
    what: &str,
    wanted: Wanted,
    rounds: &[Round<T>],
    unit: &str,
    number: impl Fn(T) -> f64,
) -> Part {
    let mean = |runs: [T; 2]| f64::midpoint(number(runs[0]), number(runs[1]));
    let ratios = rounds.iter().map(|round| mean(round.ours) / mean(round.pair).max(1e-9)).collect();
    let told =
        |runs: Vec<f64>| format!("{:.*} {unit}", digits(&runs), crate::report::median(&runs));
    Part {
        what: what.to_owned(),
        wanted,
        rounds: ratios,
        ours: told(rounds.iter().map(|round| mean(round.ours)).collect()),
        pair: told(rounds.iter().map(|round| mean(round.pair)).collect()),
    }
}

/// A number of ours against a fixed one.
pub(crate) fn absolute<T: Copy>(
    what: &str,
    wanted: Wanted,
    rounds: &[Round<T>],
    unit: &str,
    number: impl Fn(T) -> f64,
) -> Part {
    let rounds: Vec<f64> = rounds.iter().flat_map(|round| round.ours).map(number).collect();
    let ours = format!("{:.*} {unit}", digits(&rounds), crate::report::median(&rounds));
    Part { what: what.to_owned(), wanted, rounds, ours, pair: "fixed".to_owned() }
}

fn digits(numbers: &[f64]) -> usize {
    if crate::report::median(numbers) < 100.0 { 2 } else { 0 }
}

/// Reads the words after the options: none means all goals and the county.
pub(crate) fn wanted(words: Vec<String>) -> anyhow::Result<Vec<String>> {
    let known = |word: &str| ALL.contains(&word) || [COUNTY, DATA].contains(&word);
    if let Some(unknown) = words.iter().find(|word| !known(word)) {
        bail!("there is no goal {unknown}; there are {}, {COUNTY} and {DATA}", ALL.join(", "));
    }
    let all = || ALL.into_iter().chain([COUNTY]).map(str::to_owned).collect();
    Ok(if words.is_empty() { all() } else { words })
}
