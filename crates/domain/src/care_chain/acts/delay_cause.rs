//! What a person says that somebody who was ready waited for, in place of what is derived.

use serde::{Deserialize, Serialize};

use super::{By, Decide, Decision, NOTE, NewFact, Refused, written};
use crate::care_chain::events::DelayCauseJudged;
use crate::care_chain::state::CareChain;
use crate::follow_up::causes::Cause;
use crate::ids::EventId;

/// Names the main cause of the whole wait after the ready notice that stands, with the reason. It holds
/// until another is named, or the notice is withdrawn: a new notice begins a new wait. The derived cause
/// is kept beside it, and naming that one again takes the change back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgeDelayCause {
    /// The main cause.
    pub cause: Cause,
    /// Why it is not the derived one.
    pub reason: String,
    /// What was said before, as the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for JudgeDelayCause {
    /// # Errors
    /// [`Refused::NotStanding`] where nobody is ready: then nothing is waited for.
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.standing_ready_id().is_none() {
            return Err(Refused::NotStanding);
        }
        let reason = written("reason", &self.reason, NOTE)?;
        let judged = DelayCauseJudged { unit: by.unit.clone(), cause: self.cause, reason };
        Ok(vec![NewFact::new(judged, by).replacing(self.shown.clone())])
    }
}
