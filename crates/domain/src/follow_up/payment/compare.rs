//! The figures in force beside those that other terms would have given.

use serde::{Serialize, Serializer};

use super::{Figures, LiabilityReport, Thousandths, WhatIf};

/// A difference in thousandths, of a day or of a krona.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference(pub i64);

impl Difference {
    /// Its size, whichever way.
    #[must_use]
    pub const fn size(self) -> Thousandths {
        Thousandths(self.0.unsigned_abs())
    }
}

impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 % 1_000 {
            0 => serializer.serialize_i64(self.0 / 1_000),
            _ => serializer.serialize_f64(self.0 as f64 / 1_000.0),
        }
    }
}

/// What-if on history: never stored, and never the basis of an invoice.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    /// Always: these are not the terms in force.
    pub what_if: bool,
    /// What was tried.
    pub tried_terms: WhatIf,
    /// All municipalities.
    pub total: Beside,
    /// Each municipality.
    pub municipalities: Vec<Beside>,
    /// The report by the terms in force.
    pub in_force: LiabilityReport,
    /// The same by the terms that were tried.
    pub tried: LiabilityReport,
}

/// The figures of one municipality by both.
#[derive(Debug, Clone, Serialize)]
pub struct Beside {
    /// Four digits; none for all, and for persons whose municipality nobody has said.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// By the terms in force.
    pub in_force: Figures,
    /// By the terms that were tried.
    pub tried: Figures,
    /// Days more or fewer; none where one of both is hidden.
    pub days: Option<Difference>,
    /// Kronor to be paid more or less; none where one of both is hidden, or not known.
    pub to_pay_sek: Option<Difference>,
}

/// Lays two reports of the same months and choices beside each other.
#[must_use]
pub fn compare(in_force: LiabilityReport, tried: LiabilityReport, terms: WhatIf) -> Compared {
    let total = beside((None, None), &in_force.total, &tried.total);
    let all = in_force.municipalities.iter().chain(&tried.municipalities);
    let mut codes: Vec<_> = all.map(|it| (it.code.is_none(), &it.code, &it.name)).collect();
    codes.sort_unstable();
    codes.dedup();
    let none = Figures::nothing();
    let of = |report: &LiabilityReport, code: &Option<String>| {
        let found = report.municipalities.iter().find(|it| it.code == *code);
        found.map_or_else(|| none.clone(), |it| it.figures.clone())
    };
    let municipalities = codes.into_iter().map(|(_, code, name)| {
        beside((code.clone(), name.clone()), &of(&in_force, code), &of(&tried, code))
    });
    Compared {
        what_if: true,
        total,
        municipalities: municipalities.collect(),
        tried_terms: terms,
        in_force,
        tried,
    }
}

fn beside(of: (Option<String>, Option<String>), in_force: &Figures, tried: &Figures) -> Beside {
    let less = |a: Option<Thousandths>, b: Option<Thousandths>| {
        let number = |it: Thousandths| i64::try_from(it.0).unwrap_or(i64::MAX);
        Some(Difference(number(b?).saturating_sub(number(a?))))
    };
    Beside {
        code: of.0,
        name: of.1,
        days: less(in_force.days, tried.days),
        to_pay_sek: less(in_force.to_pay_sek, tried.to_pay_sek),
        in_force: in_force.clone(),
        tried: tried.clone(),
    }
}
