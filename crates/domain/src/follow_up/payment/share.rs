//! What cases add to the sums of a municipality's month.

use jiff::civil::Date;

use super::accounts::Weighed;
use super::{CaseLine, Figures, NO_RATE, TermsBook, Thousandths};
use crate::care_chain::LiabilityStatus;
use crate::follow_up::average::Patients;
use crate::follow_up::liability::Account;
use crate::follow_up::report::Month;
use crate::registry::LiabilityModel;

/// What one case adds. Of most cases it is one of some hundreds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Share {
    /// The month that it counts in.
    pub(super) month: Month,
    /// By which model.
    pub(super) model: &'static str,
    /// Its liable days; none by a mean, which has days for a municipality.
    days: Option<u64>,
    /// Kronor; none where nobody knows.
    amount_sek: Option<u64>,
    liable: bool,
    reason: Option<&'static str>,
    running: bool,
    to_be_reconciled: bool,
    disputed: bool,
    agreed: bool,
    /// The years of its liable days without a confirmed rate.
    pub(super) unrated: Vec<i16>,
    /// The patient in a mean.
    pub(super) weighed: Option<(Weighed, Patients)>,
}

impl Share {
    pub(super) fn of(
        line: &CaseLine,
        account: &Account,
        weighed: Option<(Weighed, Patients)>,
        book: &TermsBook<'_>,
    ) -> Self {
        let by_statute = line.model == LiabilityModel::Statutory.as_str();
        let years = account.liable_days().map(Date::year);
        let mut unrated: Vec<i16> = match line.reason {
            Some(NO_RATE) => years.filter(|year| book.rate_sek(*year).is_none()).collect(),
            _ => Vec::new(),
        };
        unrated.dedup();
        Self {
            month: line.month,
            model: line.model,
            days: by_statute.then_some(line.days),
            amount_sek: line.amount_sek,
            liable: line.is_liable(),
            reason: line.reason,
            running: line.running,
            to_be_reconciled: line.is_to_be_reconciled(),
            disputed: line.status == LiabilityStatus::Disputed,
            agreed: line.is_agreed(),
            unrated,
            weighed,
        }
    }
}

/// Reasons in the order in which they came: sums have their places.
#[derive(Debug, Clone, Default)]
pub(super) struct Reasons(Vec<&'static str>);

impl Reasons {
    fn place(&mut self, reason: &'static str) -> usize {
        let known = self.0.iter().position(|known| *known == reason);
        known.unwrap_or_else(|| {
            self.0.push(reason);
            self.0.len() - 1
        })
    }
}

/// The sums of a month.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    cases: u32,
    liable: u32,
    days: u64,
    amount_sek: u64,
    /// Cases by the statute of whose amount nobody knows.
    unpriced: u32,
    /// Liable cases by a mean.
    in_means: u32,
    to_be_reconciled: u32,
    disputed: u32,
    agreed: u32,
    pub(super) running: bool,
    /// Cases that are not liable, by the place of their reason.
    reasons: Vec<u32>,
}

impl Tally {
    /// Adds so many cases alike.
    pub(super) fn add(&mut self, share: &Share, n: u32, reasons: &mut Reasons) {
        let of = |is: bool| if is { n } else { 0 };
        self.cases += n;
        self.liable += of(share.liable);
        match (share.days, share.amount_sek) {
            (Some(days), amount) => {
                self.days += days * u64::from(n);
                self.amount_sek += amount.unwrap_or(0) * u64::from(n);
                self.unpriced += of(amount.is_none());
            }
            (None, _) => self.in_means += of(share.liable),
        }
        self.to_be_reconciled += of(share.to_be_reconciled);
        self.disputed += of(share.disputed);
        self.agreed += of(share.agreed);
        self.running |= share.running;
        if let Some(reason) = share.reason.filter(|_| !share.liable) {
            let place = reasons.place(reason);
            if self.reasons.len() <= place {
                self.reasons.resize(place + 1, 0);
            }
            self.reasons[place] += n;
        }
    }

    /// Adds those of others.
    pub(super) fn add_all(&mut self, others: &Self) {
        self.cases += others.cases;
        self.liable += others.liable;
        self.days += others.days;
        self.amount_sek += others.amount_sek;
        self.unpriced += others.unpriced;
        self.in_means += others.in_means;
        self.to_be_reconciled += others.to_be_reconciled;
        self.disputed += others.disputed;
        self.agreed += others.agreed;
        self.running |= others.running;
        if self.reasons.len() < others.reasons.len() {
            self.reasons.resize(others.reasons.len(), 0);
        }
        self.reasons.iter_mut().zip(&others.reasons).for_each(|(own, other)| *own += other);
    }

    /// As figures. `of_one_ward`: the mean of some patients is nobody's.
    pub(super) fn figures(&self, reasons: &Reasons, of_one_ward: bool) -> Figures {
        let unknown = of_one_ward && self.in_means > 0;
        let known = |number: u64| (!unknown).then_some(Thousandths::whole(number));
        let amount = known(self.amount_sek).filter(|_| self.unpriced == 0);
        let told = reasons.0.iter().zip(&self.reasons).filter(|(_, n)| **n > 0);
        Figures {
            cases: Some(self.cases),
            liable: Some(self.liable),
            days: known(self.days),
            amount_sek: amount,
            to_pay_sek: amount,
            reasons: told.map(|(reason, n)| (*reason, Some(*n))).collect(),
            to_be_reconciled: Some(self.to_be_reconciled),
            disputed: Some(self.disputed),
            agreed: Some(self.agreed),
        }
    }
}
