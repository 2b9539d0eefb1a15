//! Choices of the simulation. Whole numbers only, so that every machine throws the same.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// Chance with the few questions that the county asks of it.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha20Rng);

impl Dice {
    /// From a seed; `stream` keeps the choices apart from the entropy of the log.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }
    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.0.next_u64() % width).unwrap_or(0))
    }
    /// True so many times in ten thousand.
    pub(crate) fn basis_points(&mut self, of_ten_thousand: i64) -> bool {
        self.between(1, 10_000) <= of_ten_thousand
    }
    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, of_hundred: i64) -> bool {
        self.basis_points(of_hundred.saturating_mul(100))
    }
    /// One of a list that is not empty.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        &from[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }
    /// The place in a list of weights.
    pub(crate) fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut left = self.between(1, weights.iter().sum::<i64>().max(1));
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left <= 0 {
                return place;
            }
        }
        0
    }
    /// A number that is near the middle of a range more often than not.
    pub(crate) fn around(&mut self, low: i64, high: i64) -> i64 {
        i64::midpoint(self.between(low, high), self.between(low, high))
    }
}
