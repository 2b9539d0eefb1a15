//! The rows of a whole batch: gathered in memory, where the last word on a row counts, and written
//! with one statement per table. Tables come in one order and rows in the order of their keys, so
//! that two processes never wait for each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::ids::{ChainId, CommandId, PersonId};
use brygga_store::{ChainRow, Change, DraftKey, FactRow, FeedMessage, PartyRow};

use super::stays::StayChange;
use super::stored::{Stored, StoredTaker};
use super::{chains, facts, links, parties, stays};
use crate::statement::{Plain as _, Write, owned};

#[derive(Default)]
pub(crate) struct Changes {
    chains: BTreeMap<ChainId, (ChainRow, Vec<PartyRow>)>,
    /// By chain: unit and key of each.
    takers: BTreeMap<ChainId, BTreeSet<(String, String)>>,
    links: BTreeMap<ChainId, BTreeSet<ChainId>>,
    facts: BTreeMap<ChainId, Option<FactRow>>,
    stays: BTreeMap<String, StayChange>,
    persons: BTreeMap<(String, String), PersonId>,
    pending_done: BTreeSet<CommandId>,
    drafts_done: BTreeSet<DraftKey>,
    answered: BTreeMap<String, FeedMessage>,
}

impl Changes {
    pub(crate) fn add(&mut self, change: &Change) {
        match change {
            Change::Chain(row, parties) => {
                self.chains.insert(row.chain, (ChainRow::clone(row), parties.clone()));
            }
            Change::Takers { chain, takers } => {
                let each = takers.iter().map(|one| (one.unit.to_string(), one.who.key().plain()));
                self.takers.insert(*chain, each.collect());
            }
            Change::Links { chain, others } => {
                self.links.insert(*chain, others.iter().copied().collect());
            }
            Change::Facts(chain, row) => {
                self.facts.insert(*chain, row.as_deref().cloned());
            }
            Change::Stay(row) => {
                let row = StayChange::Row(row.clone());
                self.stays.insert(row.visit_key().to_owned().plain(), row);
            }
            Change::StayLinked { visit, chain } => match self.stays.get_mut(&visit.plain()) {
                Some(before) => before.link(*chain),
                None => {
                    let link = StayChange::Link { visit: visit.plain(), chain: *chain };
                    self.stays.insert(visit.plain(), link);
                }
            },
            Change::PersonIdentified { person, system, value } => {
                self.persons.insert((value.plain(), system.plain()), *person);
            }
            Change::PendingDone(cmd) => drop(self.pending_done.insert(*cmd)),
            Change::DraftDone(key) => drop(self.drafts_done.insert(key.clone())),
            // The first answer to a key stays its answer.
            Change::FeedAnswered(message) => {
                self.answered.entry(message.key.clone()).or_insert_with(|| message.clone());
            }
        }
    }

    /// The statements, given what is stored of these chains.
    pub(crate) fn writes(self, stored: Stored) -> Vec<Write> {
        let mut writes = Vec::new();
        if !self.chains.is_empty() {
            writes.push(chains::save(self.chains.values().map(|(row, _)| row)));
            writes.extend(parties::save(&self.chains, stored.parties));
        }
        if !self.takers.is_empty() {
            writes.extend(save_takers(&self.takers, stored.takers));
        }
        if !self.links.is_empty() {
            writes.extend(links::save(&self.links));
        }
        writes.extend(facts::save(&self.facts));
        writes.extend(stays::save(&self.stays));
        if !self.persons.is_empty() {
            let (keys, persons): (Vec<_>, Vec<_>) = self.persons.into_iter().unzip();
            let (values, systems): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
            let persons: Vec<Vec<u8>> = persons.iter().map(|id| id.bytes().to_vec()).collect();
            writes.push(Write { sql: IDENTIFIED, params: owned![values, systems, persons] });
        }
        if !self.pending_done.is_empty() {
            let cmds: Vec<Vec<u8>> =
                self.pending_done.iter().map(|cmd| cmd.bytes().to_vec()).collect();
            writes.push(Write {
                sql: "DELETE FROM pending_act WHERE cmd = ANY($1)",
                params: owned![cmds],
            });
        }
        if !self.drafts_done.is_empty() {
            let (mut users, mut assignments, mut forms) = (Vec::new(), Vec::new(), Vec::new());
            for key in self.drafts_done {
                users.push(key.user.as_str().to_owned());
                assignments.push(key.assignment.plain());
                forms.push(key.form.plain());
            }
            let params = owned![users, assignments, forms];
            writes.push(Write { sql: crate::accounts::DROP_DRAFTS, params });
        }
        for message in self.answered.into_values() {
            let params = owned![
                message.key.plain(),
                message.content.0.to_vec(),
                message.code,
                message.reason.plain(),
                message.at.as_millisecond(),
            ];
            writes.push(Write { sql: crate::feed::ANSWERED, params });
        }
        writes
    }
}

/// Those who are not named are gone. Most acts change none, and then there is nothing to write.
fn save_takers(
    takers: &BTreeMap<ChainId, BTreeSet<(String, String)>>,
    stored: Vec<StoredTaker>,
) -> Vec<Write> {
    let stored: BTreeSet<StoredTaker> =
        stored.into_iter().filter(|(chain, ..)| takers.contains_key(chain)).collect();
    let named: BTreeSet<StoredTaker> = takers
        .iter()
        .flat_map(|(chain, each)| {
            each.iter().map(|(unit, who)| (*chain, unit.clone(), who.clone()))
        })
        .collect();
    let gone = "DELETE FROM chain_taker t
         USING unnest($1::bytea[], $2::text[], $3::text[]) AS gone (chain, unit, who)
         WHERE t.chain = gone.chain AND t.unit = gone.unit AND t.who = gone.who";
    let new = "INSERT INTO chain_taker (chain, unit, who)
         SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING";
    let write = |sql, rows: Vec<&StoredTaker>| {
        let chains: Vec<Vec<u8>> = rows.iter().map(|row| row.0.bytes().to_vec()).collect();
        let units: Vec<String> = rows.iter().map(|row| row.1.clone()).collect();
        let whos: Vec<String> = rows.iter().map(|row| row.2.clone()).collect();
        (!rows.is_empty()).then(|| Write { sql, params: owned![chains, units, whos] })
    };
    let gone = write(gone, stored.difference(&named).collect());
    let new = write(new, named.difference(&stored).collect());
    gone.into_iter().chain(new).collect()
}

const IDENTIFIED: &str = "INSERT INTO person_identifier (value, system, person)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
     ON CONFLICT (value, system) DO UPDATE SET person = excluded.person";
