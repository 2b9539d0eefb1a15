//! Permission: away from the ward for a time while inpatient care goes on. It is not leaving (definition
//! 8), and the county says whether its days are paid for (definition 7).

use serde::{Deserialize, Serialize};

use super::{By, Decide, Decision, NewFact, Refused};
use crate::care_chain::events::LeaveRecorded;
use crate::care_chain::state::CareChain;
use crate::ids::EventId;
use crate::moment::Moment;

/// Records a leave, and recorded once more, with what was shown, that the person is back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordLeave {
    /// When the person left the ward.
    pub from: Moment,
    /// When they are expected back.
    pub expected_back: Moment,
    /// When they came back; none while they are away.
    pub back_at: Option<Moment>,
    /// The leave that goes on, as the person was shown: this is what becomes of it.
    pub shown: Vec<EventId>,
}

impl Decide for RecordLeave {
    /// # Errors
    /// [`Refused::AlreadyDone`] where another leave goes on; [`Refused::ImpossibleTime`] for one that
    /// lies before the admission, in the future or within another, and for an end before its beginning.
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        super::underway(chain)?;
        let Some(admitted) = &chain.admitted_at else { return Err(Refused::WrongStage) };
        let from = self.from.instant;
        if from < admitted.instant || from > by.now {
            return Err(Refused::ImpossibleTime("leave-from"));
        }
        if self.expected_back.instant <= from {
            return Err(Refused::ImpossibleTime("expected-back"));
        }
        let back = self.back_at.as_ref().map(|at| at.instant);
        if back.is_some_and(|back| back <= from || back > by.now) {
            return Err(Refused::ImpossibleTime("back"));
        }
        let others = chain.leaves.heads.iter().filter(|head| !self.shown.contains(&head.id));
        for other in others.map(|head| &head.value) {
            let Some(ended) = &other.back_at else { return Err(Refused::AlreadyDone) };
            if from < ended.instant && back.is_none_or(|back| back > other.from.instant) {
                return Err(Refused::ImpossibleTime("leave-from"));
            }
        }
        let leave = LeaveRecorded {
            from: self.from.clone(),
            expected_back: self.expected_back.clone(),
            back_at: self.back_at.clone(),
        };
        let happened = self.back_at.as_ref().unwrap_or(&self.from);
        Ok(vec![NewFact::new(leave, by).occurred(happened).replacing(self.shown.clone())])
    }
}
