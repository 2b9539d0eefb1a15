//! `cargo xtask bench [--large] [--rounds N] [--out FILE.json] [--page FILE.md] [GOAL…]`: the goals
//! of `docs/bench.md`, each against a pair of our own in the same run.
//!
//! Servers run in processes of their own (this program again, as `serve KIND PLACE`), so that the
//! processor time measured is theirs; the load comes from here.

mod closed;
mod form;
mod goals;
mod http;
mod listen;
mod load;
mod machine;
mod pairs;
mod report;
#[expect(dead_code, reason = "the tests of the pages use the rest of their samples")]
#[path = "../../crates/web/tests/sample/mod.rs"]
mod sample;
mod server;
mod site;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use brygga_app::Clock;
use brygga_sim::{SeededEntropy, SimClock, SimOptions, simulate};

use goals::{ALL, Bench, wanted};
use report::Report;

/// Rounds of A B B A when nothing is said.
const ROUNDS: usize = 3;
const PAGE: &str = "docs/bench.md";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((word, rest)) = arguments.split_first()
        && word == "serve"
    {
        return serve(rest);
    }
    let mut asked = Asked::read(arguments)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let base = closed::kept();
    let mut bench =
        Bench { runtime, base, large: asked.large, rounds: asked.rounds, facts: Vec::new() };
    let before = machine::load()?;
    let whole = asked.goals.len() == ALL.len();
    let goals = bench.goals(&asked.goals)?;
    if whole {
        let county = bench.runtime.block_on(county())?;
        bench.facts.insert(0, county);
    }
    let report =
        Report { goals, machine: machine::facts(before, asked.rounds)?, facts: bench.facts };
    for goal in &report.goals {
        goal.print();
    }
    for (key, value) in report.facts.iter().chain(&report.machine) {
        println!("{key}: {value}");
    }
    if let Some(out) = &asked.out {
        std::fs::write(out, format!("{:#}\n", report.json()))
            .with_context(|| format!("{} was not written", out.display()))?;
    }
    if asked.page.is_none() && whole && cfg!(not(debug_assertions)) {
        asked.page = Some(PAGE.into());
    }
    if let Some(page) = &asked.page {
        std::fs::write(page, report.page())
            .with_context(|| format!("{} was not written", page.display()))?;
        println!("written: {}", page.display());
    }
    Ok(())
}

/// What the command line asks for.
struct Asked {
    large: bool,
    rounds: usize,
    out: Option<PathBuf>,
    page: Option<PathBuf>,
    goals: Vec<String>,
}

impl Asked {
    fn read(arguments: Vec<String>) -> anyhow::Result<Self> {
        let mut asked =
            Self { large: false, rounds: ROUNDS, out: None, page: None, goals: Vec::new() };
        let mut words = Vec::new();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value =
                || arguments.next().with_context(|| format!("{argument} is followed by a value"));
            match argument.as_str() {
                "--large" => asked.large = true,
                "--rounds" => asked.rounds = value()?.parse::<usize>()?.max(1),
                "--out" => asked.out = Some(value()?.into()),
                "--page" => asked.page = Some(value()?.into()),
                option if option.starts_with('-') => bail!("there is no option {option}"),
                _ => words.push(argument),
            }
        }
        asked.goals = wanted(words)?;
        Ok(asked)
    }
}

#[tokio::main]
async fn serve(arguments: &[String]) -> anyhow::Result<()> {
    let kind = arguments.first().context("serve KIND PLACE")?;
    let place = arguments.get(1).map_or("", String::as_str);
    match kind.as_str() {
        "ours" => site::serve(place).await,
        kind => pairs::serve(kind, place).await,
    }
}

/// Eight weeks of the county: how many events a typical case has (decision 8).
async fn county() -> anyhow::Result<(String, String)> {
    let store = site::temporary()?;
    let clock = Arc::new(SimClock::at(site::opened_at()));
    let entropy = Arc::new(SeededEntropy::new(1));
    let app = site::app_with(store, Arc::clone(&clock) as Arc<dyn Clock>, entropy).await?;
    site::import_registry(&app).await?;
    let options = SimOptions::new(1, site::opened_at());
    let report = simulate(&app, &clock, &options, &mut |_| {}).await?;
    let said = format!(
        "{} events (at most 40: {}), nine of ten at most {}; {} cases and {} events made through the \
         use cases in {:.1} s",
        report.typical,
        if report.typical <= 40 { "kept" } else { "**not kept**" },
        report.ninetieth,
        report.chains,
        report.events,
        report.seconds()
    );
    Ok(("a typical case".to_owned(), said))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> anyhow::Result<Asked> {
        Asked::read(words.iter().map(|&word| word.to_owned()).collect())
    }

    #[test]
    fn no_goal_means_all_and_an_unknown_one_is_refused() {
        assert_eq!(asked(&[]).unwrap().goals, ALL);
        let some = asked(&["--large", "G7", "--out", "x.json", "G1"]).unwrap();
        assert!(some.large && some.out.is_some());
        assert_eq!(some.goals, ["G7", "G1"]);
        assert!(asked(&["G4"]).is_err());
        assert!(asked(&["--lage"]).is_err());
        assert!(asked(&["--out"]).is_err());
    }
}
