//! What the law or a routine asks for and that was not done.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Rule;
use super::sums::Sums;
use crate::follow_up::report::Month;

/// Something that the law or a routine asks for and that was not done, found from the facts of the
/// cases and reported by nobody: to be laid beside the deviations that people report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Breach<'a> {
    /// The rule.
    pub rule: Rule,
    /// The unit that answers for it, by HSA-id ([`super::lead_times`] says which).
    pub unit: &'a str,
    /// Its name, where whoever asked for the report has put it in.
    pub name: Option<&'a str>,
    /// The month of the notice or of leaving, as the rule counts.
    pub month: Month,
    /// In so many cases.
    pub cases: u32,
}

/// Breaches by rule, month and unit, in that order. A county has hundreds of thousands of them in ten
/// years, so that each unit is named once.
#[derive(Clone, Default)]
pub struct Breaches {
    units: Vec<(String, Option<String>)>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    rule: Rule,
    month: Month,
    unit: u32,
    cases: u32,
}

impl Breaches {
    /// Each of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Breach<'_>> {
        self.rows.iter().map(|row| {
            let (unit, name) = &self.units[row.unit as usize];
            let Row { rule, month, cases, .. } = *row;
            Breach { rule, unit, name: name.as_deref(), month, cases }
        })
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Nothing was left undone.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts names to units.
    pub(super) fn name(&mut self, unit: impl Fn(&str) -> Option<String>) {
        for (code, name) in &mut self.units {
            *name = unit(code);
        }
    }
}

impl PartialEq for Breaches {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Breaches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Breaches {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The duties, in order.
const DUTIES: [Rule; 6] = {
    let (mut duties, mut n, mut rule) = ([Rule::NoticeSent; 6], 0, 0);
    while rule < Rule::ALL.len() {
        if Rule::ALL[rule].is_duty() {
            duties[n] = Rule::ALL[rule];
            n += 1;
        }
        rule += 1;
    }
    assert!(n == duties.len());
    duties
};

/// Of each duty in how many cases it was not kept.
type Broken = [u32; DUTIES.len()];

/// Breaches of month after month, by the number of a unit, while they are counted.
pub(super) struct Counting {
    /// Of the month that is counted, by unit.
    month: Vec<Broken>,
    /// By duty.
    rows: [Vec<Row>; DUTIES.len()],
}

impl Counting {
    /// Of so many units.
    pub(super) fn of(units: usize) -> Self {
        Self { month: vec![Broken::default(); units], rows: Default::default() }
    }

    /// What was not kept, of sums for which a unit answers.
    #[inline]
    pub(super) fn add(&mut self, unit: usize, sums: &Sums) {
        for (own, duty) in self.month[unit].iter_mut().zip(DUTIES) {
            let kept = sums.kept(duty);
            *own += kept.of - kept.kept;
        }
    }

    /// One of those added is another unit's.
    pub(super) fn moves(&mut self, rule: Rule, from: usize, to: usize) {
        if let Some(duty) = DUTIES.iter().position(|duty| *duty == rule) {
            self.month[from][duty] -= 1;
            self.month[to][duty] += 1;
        }
    }

    /// The next month comes; months come in order.
    pub(super) fn close(&mut self, month: Month) {
        for (unit, broken) in (0..).zip(&mut self.month) {
            for ((rows, rule), cases) in
                self.rows.iter_mut().zip(DUTIES).zip(std::mem::take(broken))
            {
                if cases > 0 {
                    rows.push(Row { rule, month, unit, cases });
                }
            }
        }
    }

    /// With the codes of the units, which stand in order.
    pub(super) fn finish(self, units: Vec<String>) -> Breaches {
        let units = units.into_iter().map(|unit| (unit, None)).collect();
        Breaches { units, rows: self.rows.concat() }
    }
}
