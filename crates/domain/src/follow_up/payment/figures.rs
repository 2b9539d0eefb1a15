//! Figures are added up: of cases to a municipality's month, of months to all.

use std::collections::BTreeMap;

use super::{Figures, Thousandths};

impl Figures {
    /// No case.
    pub(crate) fn nothing() -> Self {
        let none = Some(Thousandths(0));
        Self {
            cases: Some(0),
            liable: Some(0),
            days: none,
            amount_sek: none,
            to_pay_sek: none,
            reasons: BTreeMap::new(),
            to_be_reconciled: Some(0),
            disputed: Some(0),
            agreed: Some(0),
        }
    }

    /// Adds others; what one of both does not know, the sum does not.
    pub(super) fn add(&mut self, one: &Self) {
        let cell = |a: Option<u32>, b: Option<u32>| Some(a? + b?);
        let number =
            |a: Option<Thousandths>, b: Option<Thousandths>| Some(Thousandths(a?.0 + b?.0));
        self.cases = cell(self.cases, one.cases);
        self.liable = cell(self.liable, one.liable);
        self.to_be_reconciled = cell(self.to_be_reconciled, one.to_be_reconciled);
        self.disputed = cell(self.disputed, one.disputed);
        self.agreed = cell(self.agreed, one.agreed);
        self.days = number(self.days, one.days);
        self.amount_sek = number(self.amount_sek, one.amount_sek);
        self.to_pay_sek = number(self.to_pay_sek, one.to_pay_sek);
        for (reason, n) in &one.reasons {
            let entry = self.reasons.entry(reason).or_insert(Some(0));
            *entry = cell(*entry, *n);
        }
    }
}

/// Adds up.
pub(crate) fn sum<'b>(all: impl IntoIterator<Item = &'b Figures>) -> Figures {
    let mut sum = Figures::nothing();
    all.into_iter().for_each(|one| sum.add(one));
    sum
}
