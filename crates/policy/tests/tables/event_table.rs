//! The table of event types against the domain, the policies and `docs/events.md` (decision 2).

use std::collections::BTreeSet;

use brygga_domain::care_chain::{EVENT_TYPES, EventType};
use brygga_domain::envelope::Compartment;
use brygga_policy::{Action, Policies, Relation};

use crate::table::Table;

/// A row of `event-compartments.csv`, with its lists spelled out where the name says so.
struct Row {
    name: String,
    compartment: String,
    also: Vec<String>,
    priority: String,
    crit: String,
    acts: Vec<String>,
    written_by: Vec<String>,
    written_by_cell: String,
    may_replace: Vec<String>,
    may_replace_cell: String,
}

fn rows() -> Vec<Row> {
    let table = Table::read("event-compartments.csv");
    let row = |cells: &Vec<String>| {
        let [name, compartment, also, priority, crit, acts, written_by, may_replace] =
            cells.as_slice()
        else {
            panic!("eight cells in {cells:?}");
        };
        Row {
            name: name.clone(),
            compartment: compartment.clone(),
            also: table.words(also),
            priority: priority.clone(),
            crit: crit.clone(),
            acts: table.words(acts),
            written_by: table.words(written_by),
            written_by_cell: written_by.clone(),
            may_replace: table.words(may_replace),
            may_replace_cell: may_replace.clone(),
        }
    };
    table.rows.iter().map(row).collect()
}

/// The rows with their types: same types, same order.
fn pairs() -> Vec<(Row, &'static EventType)> {
    let rows = rows();
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let wanted: Vec<&str> = EVENT_TYPES.iter().map(|kind| kind.name).collect();
    assert_eq!(names, wanted, "the table has every type once, in the order of the domain");
    rows.into_iter().zip(EVENT_TYPES).collect()
}

#[test]
fn every_event_type_stands_where_the_table_says() {
    for (row, kind) in pairs() {
        assert_eq!(row.compartment, kind.compartment.as_str(), "{}", row.name);
        assert_eq!(row.priority, format!("{:?}", kind.priority), "{}", row.name);
        assert_eq!(row.crit, kind.crit.to_string(), "{}", row.name);
        for word in &row.also {
            let known = Compartment::ALL.iter().any(|c| c.as_str() == word);
            assert!(known && *word != row.compartment, "{} also in {word}", row.name);
        }
    }
}

#[test]
fn who_may_write_a_fact_is_who_may_do_its_acts() {
    let policies = Policies::embedded();
    let mut missing: BTreeSet<&str> =
        brygga_domain::care_chain::acts::Act::WORDS.iter().copied().collect();
    for (row, _) in pairs() {
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        for word in row.acts.iter().filter(|word| *word != "-") {
            let action = Action::parse(word).unwrap_or_else(|| panic!("{word} in {}", row.name));
            missing.remove(action.as_str());
            if matches!(action, Action::StartChain | Action::SendCareRequest) {
                wanted.insert(Relation::None.as_str());
            } else {
                let relations = policies.relations_that_may(action);
                wanted.extend(relations.into_iter().map(Relation::as_str));
            }
        }
        let writers: BTreeSet<&str> =
            row.written_by.iter().map(String::as_str).filter(|word| *word != "server").collect();
        assert_eq!(writers, wanted, "{}", row.name);
        assert!(!row.written_by.is_empty(), "{} is written by nobody", row.name);
    }
    assert!(missing.is_empty(), "acts that lead to no fact: {missing:?}");
}

#[test]
fn a_fact_replaces_only_in_its_own_compartment() {
    let pairs = pairs();
    for (row, kind) in &pairs {
        for word in &row.may_replace {
            let replaced = EVENT_TYPES.iter().find(|other| other.name == word);
            let replaced = replaced.unwrap_or_else(|| panic!("{word} in {}", row.name));
            assert_eq!(replaced.compartment, kind.compartment, "{} replaces {word}", row.name);
        }
    }
}

#[test]
fn the_page_about_events_says_the_same_as_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/events.md");
    let page = std::fs::read_to_string(path).expect("the page is there");
    let lines: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let pairs = pairs();
    assert_eq!(lines.len(), pairs.len(), "one line a type");
    let listed = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(", ");
    for (line, (row, kind)) in lines.iter().zip(pairs) {
        let &[name, ver, swedish, meaning, compartment, priority, crit, writers, replaces] =
            line.as_slice()
        else {
            panic!("nine cells in {line:?}");
        };
        assert_eq!(name.trim_matches('`'), row.name);
        assert_eq!(ver, kind.ver.to_string(), "{name}");
        assert!(!swedish.is_empty() && !meaning.is_empty(), "{name} has no word or meaning");
        let compartments: Vec<&str> = std::iter::once(row.compartment.as_str())
            .chain(row.also.iter().map(String::as_str))
            .collect();
        assert_eq!(compartment, compartments.join(", "), "{name}");
        assert_eq!(priority, row.priority, "{name}");
        assert_eq!(crit == "yes", kind.crit, "{name}");
        assert!(["yes", "no"].contains(&crit), "{name}");
        assert_eq!(writers, listed(&row.written_by_cell), "{name}");
        assert_eq!(replaces, listed(&row.may_replace_cell), "{name}");
    }
}
