//! `cargo xtask bench [--large] [--rounds N] [--out FILE.json] [--page FILE.md] [GOAL…]`: the goals
//! of `docs/bench.md`, each against a pair of our own in the same run. Beside the goals, `county`
//! makes the county of the demo, and `data` makes the closed cases of G7 and the rows of G9
//! beforehand.
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
mod rows;
#[expect(dead_code, reason = "the tests of the pages use the rest of their samples")]
#[path = "../../crates/web/tests/sample/mod.rs"]
mod sample;
mod server;
mod site;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use brygga_app::Clock;
use brygga_sim::{SeededEntropy, SimClock, SimOptions, simulate};

use goals::{ALL, Bench, COUNTY, DATA, wanted};
use report::{Report, Run};

/// Rounds of A B B A when nothing is said.
const ROUNDS: usize = 3;
const PAGE: &str = "docs/bench.md";

/// As in the server; the pairs have it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((word, rest)) = arguments.split_first()
        && word == "serve"
    {
        return serve(rest);
    }
    measure(Asked::read(arguments)?)
}

fn measure(asked: Asked) -> anyhow::Result<()> {
    let base = closed::kept();
    let out = asked.out.clone().unwrap_or_else(|| base.join("last.json"));
    let mut report = read_report(&out)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut bench =
        Bench { runtime, base, large: asked.large, rounds: asked.rounds, facts: Vec::new() };
    if asked.wants(DATA) {
        bench.make_data()?;
    }
    for key in ALL.iter().filter(|key| asked.wants(key)) {
        // Measured together with the one before.
        if (*key == "G6" && asked.wants("G2")) || (*key == "G10" && asked.wants("G9")) {
            continue;
        }
        let before = machine::others();
        for goal in bench.goals(key, |key| asked.wants(key))? {
            let alone = machine::alone(before, machine::others());
            let (day, commit) = (machine::today(), machine::commit());
            goal.print();
            println!("   {alone}");
            let told = goal.told(Run { day, commit, alone, rounds: asked.rounds });
            report.goals.insert(goal.key.to_owned(), told);
        }
    }
    if asked.wants(COUNTY) {
        let county = bench.runtime.block_on(county())?;
        bench.facts.push(county);
    }
    for (key, value) in &bench.facts {
        println!("{key}: {value}");
    }
    report.facts.extend(bench.facts);
    report.machine = machine::facts()?.into_iter().collect();
    write(&out, &format!("{}\n", serde_json::to_string_pretty(&report)?))?;
    let whole = asked.is_whole() && report.is_whole() && cfg!(not(debug_assertions));
    if let Some(page) = asked.page.or_else(|| whole.then(|| PAGE.into())) {
        write(&page, &report.page())?;
    }
    Ok(())
}

/// What earlier runs have told; nothing when there were none.
fn read_report(path: &Path) -> anyhow::Result<Report> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Report::default()),
        Err(error) => return Err(error).context(format!("{} was not read", path.display())),
    };
    serde_json::from_str(&text)
        .with_context(|| format!("{} holds no result of this bench: remove it", path.display()))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).with_context(|| format!("{} was not written", path.display()))?;
    println!("written: {}", path.display());
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
    fn wants(&self, key: &str) -> bool {
        self.goals.iter().any(|it| it == key)
    }

    /// Everything that a run without words measures.
    fn is_whole(&self) -> bool {
        ALL.iter().all(|key| self.wants(key))
    }

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
        let all = asked(&[]).unwrap();
        assert!(all.is_whole() && all.wants(COUNTY) && !all.wants(DATA));
        let some = asked(&["--large", "G7", "--out", "x.json", "G1"]).unwrap();
        assert!(some.large && some.out.is_some());
        assert!(some.wants("G7") && some.wants("G1") && !some.wants("G2") && !some.is_whole());
        assert!(asked(&["G4"]).is_err());
        assert!(asked(&["--lage"]).is_err());
        assert!(asked(&["--out"]).is_err());
    }
}
