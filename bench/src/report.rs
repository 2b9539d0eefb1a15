//! What is told: ratios round by round, on the screen, as JSON, and as a page of the docs.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

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
    fn json(&self) -> Value {
        json!({
            "what": self.what, "ratio": round(self.ratio()), "min": round(self.min()),
            "max": round(self.max()), "goal": self.goal(), "met": self.met(),
            "ours": self.ours, "pair": self.pair,
        })
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

    /// The part that says most of a goal with several: the one that is furthest from being met.
    fn json(&self) -> Value {
        let goals: Vec<&Part> = self.parts.iter().filter(|part| part.is_goal()).collect();
        let first = goals.iter().find(|part| !part.met()).or(goals.first());
        let mut object = match first.map(|part| part.json()) {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        };
        object.insert("met".to_owned(), Value::from(self.met()));
        object.insert("title".to_owned(), Value::from(self.title));
        object.insert("notes".to_owned(), json!(self.notes));
        if self.parts.len() > 1 {
            let parts: Vec<Value> = self.parts.iter().map(Part::json).collect();
            object.insert("parts".to_owned(), Value::from(parts));
        }
        Value::Object(object)
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

/// Everything of one run.
pub(crate) struct Report {
    pub(crate) goals: Vec<Goal>,
    /// The machine, the day, whether anything else ran.
    pub(crate) machine: Vec<(String, String)>,
    /// What has no goal: the county, sizes, start-up.
    pub(crate) facts: Vec<(String, String)>,
}

impl Report {
    pub(crate) fn json(&self) -> Value {
        let pairs = |pairs: &[(String, String)]| {
            let pairs = pairs.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str())));
            Value::Object(pairs.collect())
        };
        let mut object: Map<String, Value> =
            self.goals.iter().map(|goal| (goal.key.to_owned(), goal.json())).collect();
        object.insert("machine".to_owned(), pairs(&self.machine));
        object.insert("facts".to_owned(), pairs(&self.facts));
        Value::Object(object)
    }

    /// The page of the docs.
    pub(crate) fn page(&self) -> String {
        let mut page = String::from(
            "# The bench\n\n<!-- Written by `cargo xtask bench`: do not edit, run it again. -->\n\n\
             Each number is a ratio of ours to a pair that was measured in the same run: what a user \
             would write instead, as durable as ours. Rounds go A B B A; the table gives the median of \
             the ratios with the least and the greatest. Ours has sign-in, authorisation, signatures, \
             the access log and the rows of all lists on throughout; the pairs have none of it. \
             Processor time is that of the server's own process, and the load comes from another one.\n\n\
             Run it again: `cargo xtask bench [--large] [--out FILE.json] [GOAL…]`. With all goals it \
             writes this page. `--large` makes 1 000 000 closed cases once, under \
             `target/bench-data/`.\n\n## The goals\n\n\
             | goal | what | ratio | least to greatest | wanted | met | ours | pair |\n\
             |---|---|---|---|---|---|---|---|\n",
        );
        for goal in &self.goals {
            for part in &goal.parts {
                let met = match (part.is_goal(), part.met()) {
                    (false, _) => "",
                    (true, true) => "yes",
                    (true, false) => "**no**",
                };
                // A line that cannot be written to a string does not exist.
                let _ = writeln!(
                    page,
                    "| {} | {} | {:.3} | {:.3} to {:.3} | {} | {met} | {} | {} |",
                    goal.key,
                    part.what,
                    part.ratio(),
                    part.min(),
                    part.max(),
                    part.goal(),
                    part.ours,
                    part.pair
                );
            }
        }
        page.push_str("\n## What was measured\n\n");
        for goal in &self.goals {
            let _ = writeln!(page, "- **{}** {}. {}", goal.key, goal.title, goal.notes.join(" "));
        }
        page.push_str("\n## Beside the goals\n\n| what | result |\n|---|---|\n");
        for (key, value) in &self.facts {
            let _ = writeln!(page, "| {key} | {value} |");
        }
        page.push_str("\n## The last run\n\n| | |\n|---|---|\n");
        for (key, value) in &self.machine {
            let _ = writeln!(page, "| {key} | {value} |");
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(wanted: Wanted, rounds: &[f64]) -> Part {
        let (ours, pair) = ("2 ms".to_owned(), "1 ms".to_owned());
        Part { what: "time".to_owned(), wanted, rounds: rounds.to_vec(), ours, pair }
    }

    #[test]
    fn a_goal_with_several_ratios_is_met_when_all_are() {
        let of = |second: f64| Goal {
            key: "G2",
            title: "acts",
            parts: vec![
                part(Wanted::AtLeast(0.6), &[0.7, 0.9, 0.5]),
                part(Wanted::AtMost(3.0), &[second]),
            ],
            notes: Vec::new(),
        };
        assert_eq!(of(2.0).json()["met"], true);
        let missed = of(3.5).json();
        assert_eq!(missed["met"], false);
        // The one that is not met is the one that is told.
        assert_eq!((&missed["ratio"], &missed["goal"]), (&json!(3.5), &json!("<= 3")));
        assert_eq!(missed["parts"][0]["min"], 0.5);
        assert_eq!(missed["parts"][0]["met"], true);
    }

    #[test]
    fn what_is_only_told_is_no_goal() {
        let told = part(Wanted::Nothing, &[0.1, 0.2]);
        assert!(told.met() && !told.is_goal());
        assert!((told.ratio() - 0.15).abs() < 1e-9);
    }
}
