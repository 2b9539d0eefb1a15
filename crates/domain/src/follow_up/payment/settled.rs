//! What is settled of a month's chains: what their cases add, without the chains.
//!
//! A case is settled when no time that passes changes what it adds: the person left or died, or the
//! notice was withdrawn, and the quarter that it is weighed in is over. It depends on the registry still
//! ([`super::Grounds`]). Cases of a municipality that add the same lie side by side, so that whoever asks
//! for all wards reads how many there are and no more.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use jiff::Timestamp;

use super::TermsBook;
use super::accounts::{Accounted, Accounts};
use super::share::Share;
use crate::calendar::local_date;
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::{Period, Selection};
use crate::ids::{ChainId, HsaId};
use crate::registry::Registry;

/// Cases of one municipality that add the same.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// By its place in the list.
    municipality: u32,
    /// By its place in the list.
    share: u32,
    /// Where its cases end; they begin where those of the run before end.
    end: u32,
}

/// The settled cases of some chains.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    shares: Box<[Share]>,
    /// In order, as are the wards.
    municipalities: Box<[Option<String>]>,
    wards: Box<[HsaId]>,
    /// By municipality.
    runs: Box<[Run]>,
    /// Of each case, by the place in the list.
    ward: Box<[u32]>,
    chains: Box<[ChainId]>,
}

impl Settled {
    pub(super) fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// Each municipality that is chosen, with how many of its cases of the chosen ward add what: by the
    /// place in [`Self::shares`].
    pub(super) fn chosen(
        &self,
        chosen: &Selection,
    ) -> impl Iterator<Item = (Option<&str>, impl Iterator<Item = (usize, u32)>)> {
        let ward = self.ward_of(chosen);
        let runs = self.runs_of(chosen);
        let same = self.runs[runs.clone()].chunk_by(|a, b| a.municipality == b.municipality);
        let begins = same.scan(runs.start, |at, runs| {
            let begin = *at;
            *at += runs.len();
            Some((begin, runs))
        });
        begins.map(move |(first, runs)| {
            let municipality = self.municipalities[runs[0].municipality as usize].as_deref();
            let counted = runs.iter().zip(first..).map(move |(run, at)| {
                let cases = self.cases(at);
                let n = match ward {
                    None => cases.len(),
                    Some(ward) => self.ward[cases].iter().filter(|it| **it == ward).count(),
                };
                (run.share as usize, number(n))
            });
            (municipality, counted)
        })
    }

    /// The chains of the cases that are chosen and count in a period, each once.
    #[must_use]
    pub fn chains(&self, chosen: &Selection, period: Period) -> BTreeSet<ChainId> {
        let ward = self.ward_of(chosen);
        let counts = |at: &usize| {
            let share = &self.shares[self.runs[*at].share as usize];
            period.position(share.month).is_some()
        };
        let cases = self.runs_of(chosen).filter(counts).flat_map(|at| self.cases(at));
        let cases = cases.filter(|at| ward.is_none_or(|ward| self.ward[*at] == ward));
        cases.map(|at| self.chains[at]).collect()
    }

    /// The place of a ward that is chosen; one that has no case is at none.
    fn ward_of(&self, chosen: &Selection) -> Option<u32> {
        let place = |ward| self.wards.binary_search(ward).map_or(u32::MAX, number);
        chosen.ward.as_ref().map(place)
    }

    /// The runs of the municipality that is chosen.
    fn runs_of(&self, chosen: &Selection) -> Range<usize> {
        let Some(code) = &chosen.municipality else { return 0..self.runs.len() };
        let code = Some(code.as_str());
        let place = self.municipalities.binary_search_by(|it| it.as_deref().cmp(&code));
        let place = place.map_or(u32::MAX, number);
        let first = self.runs.partition_point(|run| run.municipality < place);
        first..self.runs.partition_point(|run| run.municipality <= place)
    }

    /// The cases of a run.
    fn cases(&self, run: usize) -> Range<usize> {
        let start = run.checked_sub(1).map_or(0, |before| self.runs[before].end as usize);
        start..self.runs[run].end as usize
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Settled cases that are being gathered.
#[derive(Debug)]
pub struct Settling<'a> {
    accounts: Accounts<'a>,
    known: HashMap<Share, u32>,
    shares: Vec<Share>,
    cases: Vec<(Option<String>, u32, HsaId, ChainId)>,
}

impl<'a> Settling<'a> {
    /// None yet. Chains are accounted for by the terms in force, as of a time.
    #[must_use]
    pub fn new(registry: &'a Registry, as_of: Timestamp) -> Self {
        let book = TermsBook::new(registry, local_date(as_of), None);
        let accounts = Accounts { registry, book, as_of };
        Self { accounts, known: HashMap::new(), shares: Vec::new(), cases: Vec::new() }
    }

    /// Takes a chain whose cases are settled, all of them. Any other one it leaves and says `false`: that
    /// one is to be counted by itself.
    #[must_use]
    pub fn add(&mut self, chain: &ChainFacts) -> bool {
        let cases = self.accounts.of(chain);
        if !cases.iter().all(|it| it.is_settled) {
            return false;
        }
        for Accounted { case, share, .. } in cases {
            let share = match self.known.get(&share) {
                Some(known) => *known,
                None => {
                    let next = number(self.shares.len());
                    self.shares.push(share.clone());
                    self.known.insert(share, next);
                    next
                }
            };
            self.cases.push((case.municipality, share, case.ward, chain.chain));
        }
        true
    }

    /// The cases.
    #[must_use]
    pub fn finish(self) -> Settled {
        let Self { shares, mut cases, .. } = self;
        cases.sort_unstable();
        let wards: BTreeSet<&HsaId> = cases.iter().map(|it| &it.2).collect();
        let wards: Box<[HsaId]> = wards.into_iter().cloned().collect();
        let ward = cases.iter().map(|it| number(wards.partition_point(|ward| *ward < it.2)));
        let ward = ward.collect();
        let (mut municipalities, mut runs, mut end) = (Vec::new(), Vec::new(), 0);
        for same in cases.chunk_by(|a, b| (&a.0, a.1) == (&b.0, b.1)) {
            let (code, share, ..) = &same[0];
            if municipalities.last() != Some(code) {
                municipalities.push(code.clone());
            }
            end += same.len();
            let municipality = number(municipalities.len() - 1);
            runs.push(Run { municipality, share: *share, end: number(end) });
        }
        Settled {
            shares: shares.into(),
            municipalities: municipalities.into(),
            wards,
            runs: runs.into(),
            ward,
            chains: cases.into_iter().map(|it| it.3).collect(),
        }
    }
}
