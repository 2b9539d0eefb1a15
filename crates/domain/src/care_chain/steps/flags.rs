//! What is missing, what is in conflict, and the flags of a list.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Step, StepKind};
use crate::calendar::{clocks, local_date};
use crate::care_chain::readiness::Standing;
use crate::care_chain::register::Register;
use crate::care_chain::state::CareChain;
use crate::care_chain::values::{ChecklistItem, ItemState, Stage};
use crate::ids::HsaId;

impl CareChain {
    /// Items that apply and are not done, in order of the checklist. An item that nobody has set
    /// counts as missing only where it always applies.
    pub fn missing_items(&self) -> Vec<ChecklistItem> {
        let always = [
            ChecklistItem::NursingSummary,
            ChecklistItem::MedicationList,
            ChecklistItem::DischargeSummary,
        ];
        ChecklistItem::ALL
            .iter()
            .copied()
            .filter(|item| match self.checklist.get(item).map(|register| &register.heads) {
                Some(heads) => heads.iter().any(|head| {
                    matches!(head.value.state, ItemState::Missing | ItemState::UnderWay)
                }),
                None => always.contains(item),
            })
            .collect()
    }

    /// Items done, and items that apply: "Klart inför hemgång 4 av 6".
    pub fn prepared(&self) -> (usize, usize) {
        let done = self
            .checklist
            .values()
            .filter(|register| {
                !register.heads.is_empty()
                    && register.heads.iter().all(|head| head.value.state == ItemState::Done)
            })
            .count();
        (done, done + self.missing_items().len())
    }

    /// Conflicts between heads of one register that a person must settle (M2).
    pub fn conflicts(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        let mut check = |conflict: bool, name| {
            if conflict {
                found.push(name);
            }
        };
        check(self.identity.is_conflict(), "identity");
        check(self.ward.is_conflict(), "ward");
        check(self.estimate.is_conflict(), "estimate");
        check(self.ready.is_conflict(), "ready");
        check(self.care_contact.is_conflict(), "care-contact");
        check(self.sip_called.is_conflict(), "sip-called");
        check(self.discharged.is_conflict(), "discharged");
        check(self.consent.is_conflict(), "consent");
        check(self.checklist.values().any(Register::is_conflict), "checklist");
        check(self.municipality_ready.values().any(Register::is_conflict), "municipality-ready");
        check(self.outpatient_ready.values().any(Register::is_conflict), "outpatient-ready");
        check(self.answers.values().any(Register::is_conflict), "answer");
        found
    }

    /// The weekend-risk flag's window as it is at `now`: expected or declared ready before the weekend
    /// or holiday that comes, and something still missing; from two working days before the last
    /// working day until the break begins (issue section 3, product 8). It is another one when the
    /// break has begun.
    pub fn weekend_risk(&self, steps: &[Step], now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        if matches!(self.stage(), Stage::Discharged) || self.stage().is_over() {
            return None;
        }
        let expected = match self.standing_ready() {
            Standing::Ready(head, _) => head.at,
            _ => self.estimate.heads.iter().map(|head| head.value.instant).min()?,
        };
        let blocked = steps.iter().any(|step| {
            step.blocks && !matches!(step.kind, StepKind::DeclareReady | StepKind::Discharge)
        });
        let missing = blocked || !self.missing_items().is_empty();
        let window = clocks::weekend_risk_window(expected, now);
        missing.then_some((window.from, window.until))
    }

    /// First liable day of each concerned municipality by the statutory start alone (lag 2017:612
    /// 5:3–4); the other conditions of definitions 7 are for follow-up. The clock runs from the
    /// latest first notice among its concerned units: a unit added later was not notified before.
    /// None while one of them has not been notified (5:3(2), definitions 2), and where the person left
    /// or died before that day was over.
    pub fn liability_by_municipality(&self) -> Vec<(HsaId, Option<Date>)> {
        let ended = self.stay_ended();
        self.municipalities()
            .into_iter()
            .map(|municipality| {
                let notices = municipality.units.iter().map(|unit| self.notified_at(unit));
                let latest = notices.collect::<Option<Vec<_>>>();
                let latest = latest.and_then(|notices| notices.into_iter().max());
                let start = latest.map(clocks::payment_start);
                let is_reached = |start: &Date| ended.is_none_or(|ended| *start < ended);
                (municipality.organisation, start.filter(is_reached))
            })
            .collect()
    }

    /// The day of discharge or of death, neither of which is counted.
    fn stay_ended(&self) -> Option<Date> {
        let left = self.discharged.heads.iter().map(|head| head.value.left_at.instant);
        let died = self.deceased.iter().map(|head| head.value.instant);
        left.chain(died).map(local_date).min()
    }

    /// The first day on which any municipality can be liable, for lists; none without a standing
    /// notice or a concerned municipality, and none while none of them is notified in full.
    pub fn liability_from(&self) -> Option<Date> {
        self.liability_by_municipality().into_iter().filter_map(|(_, from)| from).min()
    }
}
