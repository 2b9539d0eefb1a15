//! What adds up, whatever chains are put together.

use super::{Kept, Rule};

/// Numbers beside those of the rules. Who left on the day of the notice adds no day, so that both means
/// of days are of the same sum.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lane {
    /// Days from ready to leaving.
    Days = 2 * RULES as isize,
    /// Changes of the expected discharge.
    Changes,
    /// Chains, and beside them those that were imported.
    Chains,
    /// Chains in either of the two ways, and beside them those whose cause a person changed.
    Ways = 2 * RULES as isize + 4,
}

const RULES: usize = Rule::ALL.len();
const LANES: usize = 32;
const _: () = assert!(Lane::Ways as usize + 2 <= LANES);

/// Numbers side by side, so that the processor adds several at once: of each rule to how many it applies
/// and by how many it was kept, then those of [`Lane`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Sums([u32; LANES]);

impl Sums {
    #[inline]
    pub(super) fn add(&mut self, other: &Self) {
        for (own, number) in self.0.iter_mut().zip(&other.0) {
            *own += number;
        }
    }

    pub(super) const fn rule(&mut self, rule: Rule, kept: bool) {
        self.0[2 * rule as usize] += 1;
        self.0[2 * rule as usize + 1] += kept as u32;
    }

    pub(super) const fn add_to(&mut self, lane: Lane, number: u32) {
        self.0[lane as usize] += number;
    }

    /// One more of a lane, and of that beside it where it is marked.
    pub(super) const fn count(&mut self, lane: Lane, marked: bool) {
        self.0[lane as usize] += 1;
        self.0[lane as usize + 1] += marked as u32;
    }

    /// One less, likewise.
    pub(super) const fn uncount(&mut self, lane: Lane, marked: bool) {
        self.0[lane as usize] -= 1;
        self.0[lane as usize + 1] -= marked as u32;
    }

    pub(super) const fn of(&self, lane: Lane) -> u32 {
        self.0[lane as usize]
    }

    /// With that of the lane beside it.
    pub(super) const fn both(&self, lane: Lane) -> (u32, u32) {
        (self.0[lane as usize], self.0[lane as usize + 1])
    }

    pub(super) const fn kept(&self, rule: Rule) -> Kept {
        Kept { of: self.0[2 * rule as usize], kept: self.0[2 * rule as usize + 1] }
    }
}
