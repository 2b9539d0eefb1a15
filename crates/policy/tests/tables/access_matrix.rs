//! The tables of access, every combination of them, against the policies.

use std::collections::BTreeSet;

use brygga_domain::envelope::Compartment;
use brygga_domain::registry::Role;
use brygga_policy::{Action, Decision, Phase, Policies, Reader, Reason, Relation, Request};

use crate::table::Table;

/// One rule of `access-matrix.csv`.
struct Rule {
    line: String,
    roles: Vec<Role>,
    relations: Vec<Relation>,
    actions: Vec<Action>,
    phases: Vec<Phase>,
    protected: Vec<bool>,
    mark: String,
    answer: Result<(), Reason>,
}

impl Rule {
    fn fits(&self, ask: &Request) -> bool {
        self.actions.contains(&ask.action)
            && self.relations.contains(&ask.relation)
            && self.roles.contains(&ask.role)
            && self.phases.contains(&ask.phase)
            && self.protected.contains(&ask.protected)
            && match self.mark.as_str() {
                "care-contact" => ask.care_contact,
                "lead" => ask.lead,
                _ => true,
            }
    }
}

fn rules() -> Vec<Rule> {
    let table = Table::read("access-matrix.csv");
    let rule = |row: &Vec<String>| {
        let line = row.join(";");
        let [roles, relations, actions, phases, protected, mark, answer] = row.as_slice() else {
            panic!("seven cells in {line}");
        };
        assert!(["-", "care-contact", "lead"].contains(&mark.as_str()), "the mark in {line}");
        Rule {
            roles: table.values(roles, Role::ALL, Role::as_str),
            relations: table.values(relations, Relation::ALL, Relation::as_str),
            actions: actions_of(&table, actions),
            phases: table.values(phases, Phase::ALL, Phase::as_str),
            protected: match protected.as_str() {
                "*" => vec![false, true],
                "yes" => vec![true],
                "no" => vec![false],
                other => panic!("protected is {other} in {line}"),
            },
            mark: mark.clone(),
            answer: match answer.as_str() {
                "allow" => Ok(()),
                code => Err(Reason::parse(code).unwrap_or_else(|| panic!("the answer in {line}"))),
            },
            line,
        }
    };
    table.rows.iter().map(rule).collect()
}

fn actions_of(table: &Table, cell: &str) -> Vec<Action> {
    table.values(cell, Action::ALL, Action::as_str)
}

/// Every combination that the matrix speaks of.
fn every_question() -> impl Iterator<Item = Request> {
    let marks = [(false, false), (true, false), (false, true), (true, true)];
    Role::ALL.iter().flat_map(move |role| {
        Relation::ALL.iter().flat_map(move |relation| {
            Action::ALL.iter().flat_map(move |action| {
                Phase::ALL.iter().flat_map(move |phase| {
                    [false, true].into_iter().flat_map(move |protected| {
                        marks.into_iter().map(move |(care_contact, lead)| Request {
                            phase: *phase,
                            protected,
                            care_contact,
                            lead,
                            ..Request::new(*role, *relation, *action)
                        })
                    })
                })
            })
        })
    })
}

/// Who may, by the table alone: relation, action, role.
fn allowed(rules: &[Rule]) -> BTreeSet<(Relation, Action, Role)> {
    every_question()
        .filter(|ask| !ask.protected && !ask.care_contact && !ask.lead)
        .filter(|ask| rules.iter().find(|rule| rule.fits(ask)).is_some_and(|r| r.answer.is_ok()))
        .map(|ask| (ask.relation, ask.action, ask.role))
        .collect()
}

#[test]
fn the_policies_answer_every_question_as_the_access_matrix_says() {
    let rules = rules();
    let allowed = allowed(&rules);
    let someone: BTreeSet<_> =
        allowed.iter().map(|(relation, action, _)| (*relation, *action)).collect();
    let policies = Policies::embedded();
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for ask in every_question() {
        let rule = rules.iter().position(|rule| rule.fits(&ask));
        used.extend(rule);
        let wanted = match rule {
            Some(at) => rules[at].answer,
            None if someone.contains(&(ask.relation, ask.action)) => Err(Reason::Role),
            None => Err(Reason::Relation),
        };
        let answer = match policies.decide(&ask) {
            Decision::Allowed(_) => Ok(()),
            Decision::Denied(reason) => Err(reason),
        };
        if answer != wanted {
            let rule = rule.map_or("no rule", |at| &rules[at].line);
            wrong.push(format!("{ask:?}\n  policies {answer:?}, table {wanted:?} by {rule}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    for (at, rule) in rules.iter().enumerate() {
        assert!(used.contains(&at), "the rule decides nothing: {}", rule.line);
    }
}

#[test]
fn a_refusal_names_the_roles_and_relations_that_the_matrix_allows() {
    let allowed = allowed(&rules());
    let policies = Policies::embedded();
    for action in Action::ALL {
        for relation in Relation::ALL {
            let wanted: Vec<Role> = Role::ALL
                .iter()
                .copied()
                .filter(|role| allowed.contains(&(*relation, *action, *role)))
                .collect();
            assert_eq!(policies.roles_that_may(*action, *relation), wanted, "{action} {relation}");
        }
        let wanted: Vec<Relation> = Relation::ALL
            .iter()
            .copied()
            .filter(|relation| allowed.iter().any(|(r, a, _)| r == relation && a == action))
            .collect();
        assert_eq!(policies.relations_that_may(*action), wanted, "{action}");
        assert!(!wanted.is_empty(), "nobody may {action}");
    }
}

#[test]
fn compartments_are_read_as_the_table_says() {
    let table = Table::read("compartments.csv");
    let mut lines = Vec::new();
    for row in &table.rows {
        let [roles, relations, compartments, read] = row.as_slice() else {
            panic!("four cells in {row:?}");
        };
        assert!(["yes", "addressed"].contains(&read.as_str()), "{row:?}");
        lines.push((
            table.values(roles, Role::ALL, Role::as_str),
            table.values(relations, Relation::ALL, Relation::as_str),
            table.values(compartments, &Compartment::ALL, Compartment::as_str),
            read.clone(),
        ));
    }
    let policies = Policies::embedded();
    for role in Role::ALL {
        for relation in Relation::ALL {
            for compartment in Compartment::ALL {
                let fits: Vec<&String> = lines
                    .iter()
                    .filter(|(roles, relations, compartments, _)| {
                        roles.contains(role)
                            && relations.contains(relation)
                            && compartments.contains(&compartment)
                    })
                    .map(|(_, _, _, read)| read)
                    .collect();
                assert!(fits.len() < 2, "{role:?} {relation} {compartment:?} stands twice");
                for protected in [false, true] {
                    let open = !protected || *relation == Relation::ResponsibleWard;
                    let reader = Reader { role: *role, relation: *relation, protected };
                    let what = format!("{reader:?} {compartment:?}");
                    let plain = open && fits.iter().any(|read| *read == "yes");
                    let addressed = open && !fits.is_empty();
                    assert_eq!(policies.may_read(reader, compartment, false), plain, "{what}");
                    assert_eq!(policies.may_read(reader, compartment, true), addressed, "{what}");
                    let set = policies.readable_compartments(reader);
                    assert_eq!(set.contains(compartment), plain, "{what}");
                    let set = policies.addressable_compartments(reader);
                    assert_eq!(set.contains(compartment), addressed, "{what}");
                }
            }
        }
    }
}

#[test]
fn a_compartment_of_another_branch_is_refused_as_such() {
    let policies = Policies::embedded();
    let ask = Request {
        compartment: Some(Compartment::HealthCare),
        ..Request::new(Role::NeedsAssessor, Relation::PartySocialServices, Action::ViewChain)
    };
    assert_eq!(policies.decide(&ask), Decision::Denied(Reason::Compartment));
    let stranger = Request { relation: Relation::None, ..ask };
    assert_eq!(policies.decide(&stranger), Decision::Denied(Reason::NoRelation));
}

#[test]
fn the_branches_read_what_the_domain_places_for_them() {
    // The domain gives each branch its `party-added` per compartment; a party must be able to read
    // the streams that it is made a party of, and no other compartment with content.
    use brygga_domain::registry::Branch;
    let policies = Policies::embedded();
    for branch in Branch::ALL {
        let relation = Relation::of_branch(*branch);
        let mut reads = BTreeSet::new();
        for role in policies.roles_that_may(Action::ViewChain, relation) {
            let reader = Reader { role, relation, protected: false };
            reads.extend(policies.readable_compartments(reader).iter());
        }
        assert_eq!(reads.contains(&Compartment::HealthCare), branch.is_health_care(), "{relation}");
        let social = reads.contains(&Compartment::SocialServices);
        assert_eq!(social, branch.is_social_services(), "{relation}");
    }
}
