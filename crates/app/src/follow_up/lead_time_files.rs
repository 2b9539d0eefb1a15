//! Lead times and compliance as files for other programs: one row for each group and measure.

use std::collections::BTreeMap;

use brygga_domain::follow_up::lead_times::{
    Compliance, Figures, Kept, LeadTimes, OneMeasure, Rule, Spread,
};

use super::files::{file, text};

/// Lead times as CSV for a Swedish spreadsheet ([`super::stays_csv`] says which): hours, and days where
/// the word says so. What was not measured, or is hidden, has no row.
#[must_use]
pub fn lead_times_csv(report: &LeadTimes, comment: &str, word: &dyn Fn(&str) -> String) -> Vec<u8> {
    let heading = ["group", "code", "name", "measure", "n", "mean", "median", "p90"];
    let mut rows = vec![heading.map(word).to_vec()];
    let mut add = |group: &str, code: &str, name: &str, figures: &Figures| {
        let mut row = |measure: &str, numbers: [String; 4]| {
            let first = [word(group), text(code), text(name), word(measure)];
            rows.push(first.into_iter().chain(numbers).collect());
        };
        for (measure, spread) in &figures.measures {
            row(measure.as_str(), of_spread(spread));
        }
        for (measure, chains) in [("chains", figures.chains), ("imported", figures.imported)] {
            if let Some(chains) = chains {
                let none = String::new;
                row(measure, [chains.to_string(), none(), none(), none()]);
            }
        }
        let days = &figures.days_ready;
        for (measure, stays, mean) in [
            ("skr_mean_days", days.skr_stays, days.skr_mean_days),
            ("mean_days_with_day_zero", days.stays_with_day_zero, days.mean_days_with_day_zero),
        ] {
            if let (Some(stays), Some(mean)) = (stays, mean) {
                row(measure, [stays.to_string(), decimal(mean), String::new(), String::new()]);
            }
        }
    };
    add("total", "", "", &report.total);
    for row in &report.months {
        let running = if row.running { word("running") } else { String::new() };
        add("month", &row.month.to_string(), &running, &row.figures);
    }
    for (group, groups) in [("ward", &report.by_ward), ("municipality", &report.by_municipality)] {
        for row in groups {
            let name = named(row.code.as_deref(), row.name.as_deref(), word);
            add(group, row.code.as_deref().unwrap_or(""), &name, &row.figures);
        }
    }
    for split in &report.split {
        let mut row = |group: &str, code: &str, spread: &Spread| {
            let first = [word(group), code.to_owned(), word(code), word(split.measure.as_str())];
            rows.push(first.into_iter().chain(of_spread(spread)).collect());
        };
        for (cause, spread) in &split.by_cause {
            row("cause", cause.as_str(), spread);
        }
        for (side, spread) in &split.by_turn {
            row("turn", side.as_str(), spread);
        }
    }
    file(comment, rows)
}

/// One measure as CSV, likewise: a row for all and one for each month.
#[must_use]
pub fn measure_csv(one: &OneMeasure, comment: &str, word: &dyn Fn(&str) -> String) -> Vec<u8> {
    let mut rows = vec![["month", "n", "mean", "median", "p90"].map(word).to_vec()];
    let months = one.months.iter().map(|it| (it.month.to_string(), it.spread));
    for (name, spread) in [(word("total"), one.total)].into_iter().chain(months) {
        if let Some(spread) = spread {
            rows.push([name].into_iter().chain(of_spread(&spread)).collect());
        }
    }
    file(comment, rows)
}

/// Compliance as CSV, likewise; of what was not kept a row for each rule, unit and month.
#[must_use]
pub fn compliance_csv(
    report: &Compliance,
    comment: &str,
    word: &dyn Fn(&str) -> String,
) -> Vec<u8> {
    let heading = ["group", "code", "name", "rule", "of", "kept", "not_kept", "share"];
    let mut rows = vec![heading.map(word).to_vec()];
    let mut add = |group: &str, code: &str, name: &str, rules: &BTreeMap<Rule, Kept>| {
        for (rule, kept) in rules {
            rows.push(vec![
                word(group),
                text(code),
                text(name),
                word(rule.as_str()),
                kept.of.to_string(),
                kept.kept.to_string(),
                (kept.of - kept.kept).to_string(),
                kept.share().map(decimal).unwrap_or_default(),
            ]);
        }
    };
    add("total", "", "", &report.total);
    for row in &report.months {
        let running = if row.running { word("running") } else { String::new() };
        add("month", &row.month.to_string(), &running, &row.rules);
    }
    for (group, groups) in [("ward", &report.by_ward), ("municipality", &report.by_municipality)] {
        for row in groups {
            let name = named(row.code.as_deref(), row.name.as_deref(), word);
            add(group, row.code.as_deref().unwrap_or(""), &name, &row.rules);
        }
    }
    for breach in report.breaches.iter() {
        let of = [word("breach"), text(breach.unit), breach.month.to_string()];
        let mut row: Vec<String> = of.into();
        row.extend([word(breach.rule.as_str()), String::new(), String::new()]);
        row.extend([breach.cases.to_string(), String::new()]);
        rows.push(row);
    }
    file(comment, rows)
}

fn of_spread(spread: &Spread) -> [String; 4] {
    [spread.n.to_string(), decimal(spread.mean), decimal(spread.median), decimal(spread.p90)]
}

fn decimal(number: f64) -> String {
    number.to_string().replace('.', ",")
}

fn named(code: Option<&str>, name: Option<&str>, word: &dyn Fn(&str) -> String) -> String {
    match (code, name) {
        (_, Some(name)) => name.to_owned(),
        (Some(_), None) => String::new(),
        (None, None) => word("others"),
    }
}
