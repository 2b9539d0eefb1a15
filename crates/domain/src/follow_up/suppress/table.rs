//! Numbers, the sums that hold between them, and which of them have to be hidden.

/// A group of fewer is hidden (facts 6; statistics for others).
pub const SMALLEST: u32 = 5;

/// A number that is the sum of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    /// Where the sum stands.
    pub(super) total: usize,
    /// Where its parts stand.
    pub(super) parts: Vec<usize>,
}

impl Sum {
    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().chain([&self.total]).copied()
    }
}

#[derive(Debug, Clone, Copy)]
struct Number {
    value: u32,
    /// A number of persons: hidden where it is small.
    persons: bool,
    /// The reader knows it anyhow.
    known: bool,
    hidden: bool,
    row: usize,
}

/// The numbers of a report.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    numbers: Vec<Number>,
    sums: Vec<Sum>,
    /// Where the first is hidden, so is the second; the third: only where the first is small.
    follows: Vec<(usize, usize, bool)>,
    row: usize,
    row_known: bool,
}

impl Table {
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Begins a row: numbers about the same chains.
    pub(super) fn next_row(&mut self, known: bool) {
        self.row += 1;
        self.row_known = known;
    }

    /// Adds a number to the row; answers where it stands.
    pub(super) fn cell(&mut self, value: u32, persons: bool) -> usize {
        let (row, known) = (self.row, self.row_known);
        self.numbers.push(Number { value, persons, known, hidden: false, row });
        self.numbers.len() - 1
    }

    /// Adds a number that stands nowhere in the report, but that sums share.
    pub(super) fn unshown(&mut self, value: u32) -> usize {
        let at = self.cell(value, false);
        self.numbers[at].hidden = true;
        self.numbers[at].known = false;
        at
    }

    pub(super) fn sum(&mut self, sum: Sum) {
        if !sum.parts.is_empty() {
            self.sums.push(sum);
        }
    }

    pub(super) fn follows(&mut self, first: usize, second: usize) {
        self.follows.push((first, second, false));
    }

    pub(super) fn follows_if_small(&mut self, first: usize, second: usize) {
        self.follows.push((first, second, true));
    }

    pub(super) fn is_hidden(&self, at: usize) -> bool {
        self.numbers[at].hidden
    }

    /// Hides small numbers, and then others until nothing hidden can be worked out.
    pub(super) fn suppress(&mut self) {
        for number in &mut self.numbers {
            let small = (1..SMALLEST).contains(&number.value);
            number.hidden |= number.persons && small && !number.known;
        }
        loop {
            self.follow();
            let more = self.open_sums();
            let more = if more.is_empty() { self.determined() } else { more };
            if more.is_empty() {
                return;
            }
            for at in more {
                self.numbers[at].hidden = true;
            }
        }
    }

    fn follow(&mut self) {
        loop {
            let before = self.numbers.iter().filter(|number| number.hidden).count();
            for (first, second, only_small) in &self.follows {
                let Number { value, hidden, .. } = self.numbers[*first];
                if hidden && (!only_small || value < SMALLEST) && !self.numbers[*second].known {
                    self.numbers[*second].hidden = true;
                }
            }
            if self.numbers.iter().filter(|number| number.hidden).count() == before {
                return;
            }
        }
    }

    /// For each sum that gives away what is hidden in it, or a small group together, one number more.
    fn open_sums(&self) -> Vec<usize> {
        let opens = |sum: &&Sum| {
            let parts = || sum.parts.iter().map(|at| &self.numbers[*at]).filter(|it| it.hidden);
            let together: u32 = parts().map(|it| it.value).sum();
            let total = &self.numbers[sum.total];
            if total.hidden {
                total.persons && total.value > 0 && parts().count() == 0
            } else {
                (1..SMALLEST).contains(&together) || parts().count() == 1 && together > 0
            }
        };
        self.sums.iter().filter(opens).filter_map(|sum| self.companion([sum])).collect()
    }

    /// The number whose loss costs least: of these sums; where they have none left, of a sum that has a
    /// hole already; else any. Without the last two a number could stay given away, because the holes
    /// that fix it lie in other sums.
    fn companion<'a>(&self, sums: impl IntoIterator<Item = &'a Sum>) -> Option<usize> {
        let of_these = sums.into_iter().filter_map(|sum| self.cheapest(sum));
        of_these.min_by_key(|at| self.numbers[*at].value).or_else(|| {
            let all = || self.sums.iter();
            let holed = all().filter(|sum| sum.places().any(|at| self.is_hidden(at)));
            let holed = holed.filter_map(|sum| self.cheapest(sum));
            let any = || all().filter_map(|sum| self.cheapest(sum));
            let value = |at: &usize| self.numbers[*at].value;
            holed.min_by_key(value).or_else(|| any().min_by_key(value))
        })
    }

    /// The number of a sum to hide next: in a row with holes already, the smallest; a part before the
    /// sum itself.
    fn cheapest(&self, sum: &Sum) -> Option<usize> {
        let free = |at: &&usize| {
            let number = &self.numbers[**at];
            !number.hidden && !number.known && number.value > 0
        };
        let holes = |row| self.numbers.iter().any(|it| it.row == row && it.hidden);
        let cost = |at: &&usize| (!holes(self.numbers[**at].row), self.numbers[**at].value);
        let part = sum.parts.iter().filter(free).min_by_key(cost);
        part.or(Some(&sum.total).filter(free)).copied()
    }

    /// For each hidden number that all sums together give away, one number more.
    fn determined(&self) -> Vec<usize> {
        let places: Vec<usize> = (0..self.len()).filter(|at| self.numbers[*at].hidden).collect();
        let mut column = vec![None; self.len()];
        for (n, at) in places.iter().enumerate() {
            column[*at] = Some(n);
        }
        let rows = self.sums.iter().filter_map(|sum| {
            let mut row = vec![0; places.len()];
            for (at, sign) in sum.parts.iter().map(|at| (at, 1)).chain([(&sum.total, PRIME - 1)]) {
                if let Some(n) = column[*at] {
                    row[n] = (row[n] + sign) % PRIME;
                }
            }
            row.iter().any(|it| *it != 0).then_some(row)
        });
        let alone = alone(rows.collect(), places.len());
        let given_away = alone.into_iter().map(|n| places[n]);
        given_away
            .filter(|at| self.numbers[*at].persons && self.numbers[*at].value > 0)
            .filter_map(|at| {
                self.companion(self.sums.iter().filter(|sum| sum.places().any(|it| it == at)))
            })
            .collect()
    }
}

/// Elimination is exact in a finite field: no rounding. The coefficients are 0, 1 and -1.
const PRIME: u64 = (1 << 31) - 1;

/// The unknowns that the equations fix: after elimination they stand alone in their row.
fn alone(mut rows: Vec<Vec<u64>>, columns: usize) -> Vec<usize> {
    let mut done = 0;
    for column in 0..columns {
        let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(done, pivot);
        let inverse = power(rows[done][column], PRIME - 2);
        for value in &mut rows[done] {
            *value = *value * inverse % PRIME;
        }
        // Sums have few parts: most of a row is 0.
        let lead = rows[done].iter().copied().enumerate().filter(|(_, value)| *value != 0);
        let lead: Vec<(usize, u64)> = lead.collect();
        let others = rows.iter_mut().enumerate().filter(|(n, row)| *n != done && row[column] != 0);
        for (_, row) in others {
            let factor = PRIME - row[column];
            for (at, value) in &lead {
                row[*at] = (row[*at] + factor * value) % PRIME;
            }
        }
        done += 1;
    }
    let single =
        rows.iter().take(done).filter(|row| row.iter().filter(|it| **it != 0).count() == 1);
    single.filter_map(|row| row.iter().position(|it| *it != 0)).collect()
}

const fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A table of rows and columns with a sum for each and one of all.
    fn with_margins(rows: usize, values: &[u32]) -> Table {
        let columns = values.len() / rows;
        let mut table = Table::default();
        let mut grid = Vec::new();
        for row in values.chunks(columns) {
            table.next_row(false);
            let mut places: Vec<usize> = row.iter().map(|it| table.cell(*it, true)).collect();
            places.push(table.cell(row.iter().sum(), true));
            grid.push(places);
        }
        table.next_row(false);
        let sums = (0..=columns).map(|column| {
            let all: u32 = grid.iter().map(|row| table.numbers[row[column]].value).sum();
            table.cell(all, true)
        });
        let sums: Vec<usize> = sums.collect();
        for (column, total) in sums.iter().enumerate() {
            let parts = grid.iter().map(|row| row[column]).collect();
            table.sum(Sum { total: *total, parts });
        }
        for row in grid.iter().chain([&sums]) {
            table.sum(Sum { total: row[columns], parts: row[..columns].to_vec() });
        }
        table
    }

    fn hidden(table: &Table) -> Vec<usize> {
        (0..table.len()).filter(|at| table.is_hidden(*at)).collect()
    }

    /// Is there another table with the same shown numbers in which this one differs? Tried by hand:
    /// every way to add -1, 0 or 1 to what is hidden.
    fn can_be_otherwise(table: &Table, at: usize) -> bool {
        fn go(table: &Table, hidden: &[usize], steps: &mut Vec<(usize, i64)>, at: usize) -> bool {
            let Some((first, rest)) = hidden.split_first() else {
                let step = |at: &usize| {
                    steps.iter().find(|(place, _)| place == at).map_or(0, |(_, step)| *step)
                };
                return step(&at) != 0
                    && table
                        .sums
                        .iter()
                        .all(|sum| sum.parts.iter().map(&step).sum::<i64>() == step(&sum.total));
            };
            [0, 1, -1].into_iter().any(|step| {
                if i64::from(table.numbers[*first].value) + step < 0 {
                    return false;
                }
                steps.push((*first, step));
                let found = go(table, rest, steps, at);
                steps.pop();
                found
            })
        }
        go(table, &hidden(table), &mut Vec::new(), at)
    }

    #[test]
    fn a_small_number_takes_another_with_it_so_that_the_sum_does_not_tell() {
        // Two of five are left alone: 3 could be had back from 40 - 12 - 25.
        let mut table = Table::default();
        let parts: Vec<_> = [3, 12, 25].into_iter().map(|it| table.cell(it, true)).collect();
        let total = table.cell(40, true);
        table.sum(Sum { total, parts });
        table.suppress();
        assert_eq!(hidden(&table), [0, 1]);
    }

    #[test]
    fn small_numbers_are_a_small_group_together_too() {
        let mut table = Table::default();
        let parts: Vec<_> = [1, 2, 9, 30].into_iter().map(|it| table.cell(it, true)).collect();
        let total = table.cell(42, true);
        table.sum(Sum { total, parts });
        table.suppress();
        assert_eq!(hidden(&table), [0, 1, 2]);
    }

    #[test]
    fn nothing_and_enough_are_shown() {
        let mut table = with_margins(2, &[5, 0, 9, 12]);
        table.suppress();
        assert!(hidden(&table).is_empty());
    }

    #[test]
    fn what_the_reader_knows_is_neither_hidden_nor_a_hiding_place() {
        let mut table = Table::default();
        let other = table.cell(3, true);
        table.next_row(true);
        let own = table.cell(2, true);
        table.next_row(false);
        let total = table.cell(5, true);
        table.sum(Sum { total, parts: vec![other, own] });
        table.suppress();
        assert_eq!(hidden(&table), [other, total]);
    }

    /// Two pairs that are each safe in their row, and a bridge between them that is not.
    #[test]
    fn a_number_that_only_all_sums_together_give_away_is_protected() {
        #[rustfmt::skip]
        let mut table = with_margins(4, &[
            3, 4, 50, 50,
            4, 3, 50, 50,
            50, 4, 3, 50,
            50, 50, 4, 3,
        ]);
        table.suppress();
        let free = table.determined();
        assert!(free.is_empty());
    }

    /// The holes that fix the first number lie in sums whose other numbers are 0 or hidden already.
    #[test]
    fn a_number_is_protected_by_a_sum_farther_off_where_its_own_have_nothing_left() {
        #[rustfmt::skip]
        let mut table = with_margins(3, &[
            1, 0, 3,
            1, 4, 5,
            0, 0, 2,
        ]);
        table.suppress();
        assert!(can_be_otherwise(&table, 0));
        assert!(table.determined().is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn no_hidden_number_can_be_had_back(values in prop::collection::vec(0_u32..14, 9)) {
            let mut table = with_margins(3, &values);
            table.suppress();
            let places = hidden(&table);
            prop_assume!(places.len() <= 11);
            for at in &places {
                prop_assert!(can_be_otherwise(&table, *at), "{at} of {values:?}");
            }
            for at in 0..table.len() {
                let small = (1..SMALLEST).contains(&table.numbers[at].value);
                prop_assert!(!small || table.is_hidden(at));
            }
            for sum in table.sums.iter().filter(|sum| !table.is_hidden(sum.total)) {
                let parts = sum.parts.iter().filter(|at| table.is_hidden(**at));
                let together: u32 = parts.map(|at| table.numbers[*at].value).sum();
                prop_assert!(!(1..SMALLEST).contains(&together));
            }
        }
    }
}
