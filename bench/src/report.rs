//! What is told: ratios round by round, on the screen, as JSON, and as a page of the docs.
//!
//! A run of some goals takes the place of those goals in what earlier runs have told; each says when
//! and of which commit it was measured.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::goals::ALL;

/// What a ratio of ours to a pair's is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted {
    AtLeast(f64),
    AtMost(f64),
    /// Told, and no goal.
    Nothing,
}

/// One ratio, or one number of ours against a fixed one.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) what: String,
    pub(crate) wanted: Wanted,
    /// One for each round.
    pub(crate) rounds: Vec<f64>,
    /// The middle of ours and of the pair's, with their unit.
    pub(crate) ours: String,
    pub(crate) pair: String,
}

/// Medians of a few numbers.
pub(crate) fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

impl Part {
    pub(crate) fn ratio(&self) -> f64 {
        median(&self.rounds)
    }
    fn min(&self) -> f64 {
        self.rounds.iter().copied().fold(f64::INFINITY, f64::min)
    }
    fn max(&self) -> f64 {
        self.rounds.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
    pub(crate) fn met(&self) -> bool {
        match self.wanted {
            Wanted::AtLeast(least) => self.ratio() >= least,
            Wanted::AtMost(most) => self.ratio() <= most,
            Wanted::Nothing => true,
        }
    }
    fn goal(&self) -> String {
        match self.wanted {
            Wanted::AtLeast(least) => format!(">= {least}"),
            Wanted::AtMost(most) => format!("<= {most}"),
            Wanted::Nothing => String::new(),
        }
    }
    fn is_goal(&self) -> bool {
        !matches!(self.wanted, Wanted::Nothing)
    }
    fn told(&self) -> Told {
        Told {
            what: self.what.clone(),
            ratio: round(self.ratio()),
            min: round(self.min()),
            max: round(self.max()),
            goal: self.goal(),
            met: self.met(),
            ours: self.ours.clone(),
            pair: self.pair.clone(),
        }
    }
}

fn round(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// One goal of `docs/bench.md`.
#[derive(Debug, Clone)]
pub(crate) struct Goal {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) parts: Vec<Part>,
    /// What else was seen, such as the durability of both sides.
    pub(crate) notes: Vec<String>,
}

impl Goal {
    pub(crate) fn met(&self) -> bool {
        self.parts.iter().all(Part::met)
    }

    /// With the part that says most of a goal with several: the first that is not met.
    pub(crate) fn told(&self, run: Run) -> ToldGoal {
        let goals = || self.parts.iter().filter(|part| part.is_goal());
        let first = goals().find(|part| !part.met()).or_else(|| goals().next());
        let first = first.or(self.parts.first()).map(Part::told).unwrap_or_default();
        ToldGoal {
            title: self.title.to_owned(),
            ratio: first.ratio,
            min: first.min,
            max: first.max,
            goal: first.goal,
            met: self.met(),
            notes: self.notes.clone(),
            run,
            parts: self.parts.iter().map(Part::told).collect(),
        }
    }

    /// Its lines on the screen.
    pub(crate) fn print(&self) {
        println!("{} {}: {}", self.key, self.title, if self.met() { "met" } else { "NOT MET" });
        for part in &self.parts {
            println!(
                "   {:<44} {:>8.3} ({:.3} to {:.3})  {:<8} {} | {}",
                part.what,
                part.ratio(),
                part.min(),
                part.max(),
                part.goal(),
                part.ours,
                part.pair
            );
        }
        for note in &self.notes {
            println!("   {note}");
        }
    }
}

/// One ratio as it is told. A goal that is only told has an empty `goal`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    what: String,
    ratio: f64,
    min: f64,
    max: f64,
    goal: String,
    met: bool,
    ours: String,
    pair: String,
}

/// When a goal was measured, and whether anything else ran.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) day: String,
    pub(crate) commit: String,
    pub(crate) alone: String,
    pub(crate) rounds: usize,
}

/// A goal as it is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ToldGoal {
    title: String,
    ratio: f64,
    min: f64,
    max: f64,
    goal: String,
    met: bool,
    notes: Vec<String>,
    run: Run,
    parts: Vec<Told>,
}

/// Everything that was told of this machine.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Report {
    #[serde(default)]
    pub(crate) machine: BTreeMap<String, String>,
    /// What has no goal: the county, sizes, start-up.
    #[serde(default)]
    pub(crate) facts: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(crate) goals: BTreeMap<String, ToldGoal>,
}

/// A cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "/")
}

impl Report {
    /// Every goal was measured at some time.
    pub(crate) fn is_whole(&self) -> bool {
        ALL.iter().all(|key| self.goals.contains_key(*key))
    }

    fn in_order(&self) -> impl Iterator<Item = (&'static str, &ToldGoal)> {
        ALL.into_iter().filter_map(|key| Some((key, self.goals.get(key)?)))
    }

    /// The page of the docs.
    pub(crate) fn page(&self) -> String {
        let mut page = String::from(INTRODUCTION);
        for (key, goal) in self.in_order() {
            for part in &goal.parts {
                let met = match (part.goal.is_empty(), part.met) {
                    (true, _) => "",
                    (false, true) => "yes",
                    (false, false) => "**no**",
                };
                // A line that cannot be written to a string does not exist.
                let _ = writeln!(
                    page,
                    "| {key} | {} | {:.3} | {:.3} to {:.3} | {} | {met} | {} | {} |",
                    cell(&part.what),
                    part.ratio,
                    part.min,
                    part.max,
                    part.goal,
                    cell(&part.ours),
                    cell(&part.pair)
                );
            }
        }
        page.push_str("\n## What was measured\n\n");
        for (key, goal) in self.in_order() {
            let _ = writeln!(page, "- **{key}** {}. {}", goal.title, goal.notes.join(" "));
        }
        page.push_str("\n## Beside the goals\n\n| what | result |\n|---|---|\n");
        for (key, value) in &self.facts {
            let _ = writeln!(page, "| {key} | {} |", cell(value));
        }
        page.push_str("\n## The last runs\n\n| goal | day | commit | alone | rounds |\n|---|---|---|---|---|\n");
        for (key, goal) in self.in_order() {
            let Run { day, commit, alone, rounds } = &goal.run;
            let _ = writeln!(page, "| {key} | {day} | {commit} | {alone} | {rounds} |");
        }
        page.push_str("\n| the machine | |\n|---|---|\n");
        for (key, value) in &self.machine {
            let _ = writeln!(page, "| {key} | {} |", cell(value));
        }
        page
    }
}

const INTRODUCTION: &str = "# The bench

<!-- Written by `cargo xtask bench`: do not edit, run it again. -->

Each number is a ratio of ours to a pair that was measured in the same run: what a user would write \
instead, as durable as ours. Rounds go A B B A; the table gives the median of the ratios with the \
least and the greatest. Ours has sign-in, authorisation, signatures, the access log and the rows of \
all lists on throughout; the pairs have none of it. Processor time is that of the server's own \
process, and the load comes from another one.

Run it again: `cargo xtask bench` measures all goals and writes this page. `cargo xtask bench G2 G6` \
measures some; the others stay as they were last measured, in `target/bench-data/last.json` (or the \
file that `--out` names), and with `--page docs/bench.md` the page is written too. `county` makes \
the eight weeks whose events are counted. `--large` measures G7 with \
1 000 000 closed cases too, and G9 and G10 with 10 000 000 chains (without it 200 000); \
`cargo xtask bench data --large` makes them beforehand, once, under `target/bench-data/`.

## The goals

| goal | what | ratio | least to greatest | wanted | met | ours | pair |
|---|---|---|---|---|---|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;

    fn part(wanted: Wanted, rounds: &[f64]) -> Part {
        let (ours, pair) = ("2 ms".to_owned(), "1 ms".to_owned());
        Part { what: "time".to_owned(), wanted, rounds: rounds.to_vec(), ours, pair }
    }

    fn goal(second: f64) -> ToldGoal {
        let parts = vec![
            part(Wanted::AtLeast(0.6), &[0.7, 0.9, 0.5]),
            part(Wanted::AtMost(3.0), &[second]),
        ];
        let goal = Goal { key: "G2", title: "acts", parts, notes: Vec::new() };
        goal.told(Run { commit: format!("c{second}"), ..Run::default() })
    }

    #[test]
    fn a_goal_with_several_ratios_is_met_when_all_are() {
        assert!(goal(2.0).met);
        let missed = goal(3.5);
        assert!(!missed.met);
        // The one that is not met is the one that is told.
        assert_eq!((missed.ratio, missed.goal.as_str()), (3.5, "<= 3"));
        assert_eq!((missed.parts[0].min, missed.parts[0].met), (0.5, true));
    }

    #[test]
    fn what_is_only_told_is_no_goal() {
        let told = part(Wanted::Nothing, &[0.1, 0.2]);
        assert!(told.met() && !told.is_goal());
        assert!((told.ratio() - 0.15).abs() < 1e-9);
    }

    #[test]
    fn a_run_of_one_goal_leaves_the_others_as_they_were() {
        let mut report = Report::default();
        report.goals.insert("G1".to_owned(), goal(1.0));
        report.goals.insert("G2".to_owned(), goal(2.0));
        let text = serde_json::to_string(&report).unwrap();
        // Goals are keys of the file itself.
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&value["G2"]["goal"], &value["G2"]["met"]), (&">= 0.6".into(), &true.into()));
        let mut read: Report = serde_json::from_str(&text).unwrap();
        assert_eq!(read, report);
        read.goals.insert("G2".to_owned(), goal(4.0));
        let page = read.page();
        assert!(page.contains("| c1 |") && page.contains("| c4 |") && !page.contains("| c2 |"));
        assert!(page.contains("| <= 3 | **no** |"), "{page}");
        assert!(!read.is_whole());
    }
}
