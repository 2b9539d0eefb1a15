//! What a ready notice comes to: who had said yes, and what both sides say of its account.

use jiff::Timestamp;

use super::{MunicipalityFacts, ReadyFacts, UnitReady};
use crate::care_chain::{LiabilitySide, LiabilityStatus};

impl ReadyFacts {
    /// Kommunklar over every concerned municipality: the latest yes, where each has said it
    /// (definition 4). None where one has not, and where none is concerned.
    #[must_use]
    pub fn municipality_ready_at(&self) -> Option<Timestamp> {
        let ready = self.municipalities.iter().map(MunicipalityFacts::ready_at);
        ready.collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// What both sides say of its account, and since when: disputed where one of them disputes it, agreed
    /// where both have agreed, otherwise open. What a side said last counts.
    #[must_use]
    pub fn position(&self) -> (LiabilityStatus, Option<Timestamp>) {
        let last = |side| self.positions.iter().rev().find(|it| it.side == side);
        let both = [LiabilitySide::Region, LiabilitySide::Municipality].map(last);
        let said = || both.into_iter().flatten();
        let disputed = said().filter(|it| it.status == LiabilityStatus::Disputed);
        if let Some(first) = disputed.map(|it| it.at).min() {
            return (LiabilityStatus::Disputed, Some(first));
        }
        let agreed = said().filter(|it| it.status == LiabilityStatus::Agreed);
        let agreed: Vec<Timestamp> = agreed.map(|it| it.at).collect();
        match (agreed.len(), agreed.into_iter().max()) {
            (2, since) => (LiabilityStatus::Agreed, since),
            _ => (LiabilityStatus::Open, None),
        }
    }

    /// Öppenvårdsklar: the latest yes, where each outpatient unit has said it.
    #[must_use]
    pub fn outpatient_ready_at(&self) -> Option<Timestamp> {
        all(&self.outpatient, |unit| unit.ready_at)
    }
}

impl MunicipalityFacts {
    /// The latest of the first notices to its concerned units (5 kap. 3 § 2; definition 7); none
    /// where one of them was never notified.
    #[must_use]
    pub fn notified_at(&self) -> Option<Timestamp> {
        all(&self.units, |unit| unit.notified_at)
    }

    /// Kommunklar: the latest yes, where each unit has said it (definition 4).
    #[must_use]
    pub fn ready_at(&self) -> Option<Timestamp> {
        all(&self.units, |unit| unit.ready_at)
    }
}

/// The latest, where every one has it.
fn all(units: &[UnitReady], of: impl Fn(&UnitReady) -> Option<Timestamp>) -> Option<Timestamp> {
    units.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().max()
}
