//! Utskrivningsklar and the answers to it (lag 2017:612 3:1, definitions 4).

use serde::{Deserialize, Serialize};

use super::{
    By, Decide, Decision, NOTE, NewFact, Refused, SHORT, addressed, optional, underway, written,
};
use crate::care_chain::events::{
    DischargeReadyDeclared, DischargeReadyNotified, DischargeReadyWithdrawn, MessageSent,
    MunicipalityReadyAnswered, OutpatientReadyAnswered, ReadyAnswer,
};
use crate::care_chain::gates;
use crate::care_chain::readiness::Standing;
use crate::care_chain::register::Head;
use crate::care_chain::state::{CareChain, Ready};
use crate::care_chain::values::MessageKind;
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;
use crate::registry::Branch;

/// Utskrivningsklar: the treating physician's judgement, entered by any ward user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeclareReady {
    /// The treating physician.
    pub physician: String,
    /// When the physician judged.
    pub judged_at: Moment,
    /// Planned time of going home.
    pub planned_departure: Option<Moment>,
    /// Units that are notified.
    pub to: Vec<HsaId>,
    /// Hinder av sekretess.
    pub secrecy_hinders: bool,
    /// Region-funded outpatient services are needed.
    pub outpatient_needed: bool,
    /// The ready heads and estimates that the person was shown: a new notice after a withdrawal
    /// replaces it, a dispute is settled by it.
    pub shown: Vec<EventId>,
}

impl Decide for DeclareReady {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        if matches!(chain.standing_ready(), Standing::Ready(..)) {
            return Err(Refused::AlreadyDone);
        }
        if chain.notices.is_empty() && !chain.protected {
            return Err(Refused::WrongStage);
        }
        let admitted = chain.admitted_at.as_ref().map(|at| at.instant);
        if self.judged_at.instant > by.now || admitted.is_some_and(|at| self.judged_at.instant < at)
        {
            return Err(Refused::ImpossibleTime("judged"));
        }
        if self.planned_departure.as_ref().is_some_and(|at| at.instant < self.judged_at.instant) {
            return Err(Refused::ImpossibleTime("departure"));
        }
        if !self.secrecy_hinders && !chain.protected {
            addressed(chain, &self.to)?;
        }
        // With protected identity nobody else reads it: contact is direct (definitions 2).
        let untold = self.secrecy_hinders || chain.protected;
        let to = if untold { Vec::new() } else { self.to.clone() };
        let declared = DischargeReadyDeclared {
            physician: written("physician", &self.physician, SHORT)?,
            judged_at: self.judged_at.clone(),
            planned_departure: self.planned_departure.clone(),
            to,
            secrecy_hinders: self.secrecy_hinders,
            outpatient_needed: self.outpatient_needed,
        };
        Ok(vec![
            NewFact::new(declared, by)
                .occurred(&self.judged_at)
                .sent()
                .replacing(self.shown.clone()),
        ])
    }
}

/// Underrättar units that were added after the ready notice: each one's clock starts at its own notice
/// (lag 2017:612 5:3, definitions 7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotifyReady {
    /// The ready notice that was shown.
    pub of: EventId,
    /// Units that are notified.
    pub to: Vec<HsaId>,
}

impl Decide for NotifyReady {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        let Standing::Ready(head, declared) = chain.standing_ready() else {
            return Err(Refused::NotStanding);
        };
        if head.id != chain.the(self.of) {
            return Err(Refused::NotStanding);
        }
        // Who answered yes to hinder of secrecy gives the notice anew when it hinders no more.
        if declared.secrecy_hinders {
            return Err(Refused::WrongStage);
        }
        addressed(chain, &self.to)?;
        let untold = |unit: &&HsaId| **unit != by.unit && chain.notified_at(unit).is_none();
        let to: Vec<HsaId> = self.to.iter().filter(untold).cloned().collect();
        if to.is_empty() {
            return Err(Refused::AlreadyDone);
        }
        Ok(vec![NewFact::new(DischargeReadyNotified { of: head.id, to }, by).sent()])
    }
}

/// Återtagen utskrivningsklar: all parties are told at once (facts 1.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithdrawReady {
    /// The notice.
    pub of: EventId,
    /// Why, without health content.
    pub reason: String,
    /// The ready heads that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for WithdrawReady {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        let of = chain.the(self.of);
        let declared =
            |head: &&Head<Ready>| head.id == of && matches!(head.value, Ready::Declared(_));
        if chain.ready.heads.iter().find(declared).is_none() {
            return Err(Refused::NotStanding);
        }
        let reason = written("reason", &self.reason, NOTE)?;
        Ok(vec![
            NewFact::new(DischargeReadyWithdrawn { of, reason }, by)
                .sent()
                .replacing(self.shown.clone()),
        ])
    }
}

/// Kommunklar, "kan inte ta emot, därför att …", or preliminary before the notice. Each unit
/// answers for itself; an objection that the person is not medically ready is a question to the
/// ward (definitions 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerMunicipalityReady {
    /// The ready notice that was shown; none = preliminary.
    pub of: Option<EventId>,
    /// The answer.
    pub answer: ReadyAnswer,
    /// Why a gate is passed.
    pub despite: Option<String>,
    /// The own unit's answers that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for AnswerMunicipalityReady {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        if !by.branch.is_municipal() {
            return Err(Refused::NotYourUnit);
        }
        let of = check_target(chain, self.of)?;
        let despite = optional("despite", self.despite.as_deref(), NOTE)?;
        if matches!(self.answer, ReadyAnswer::Yes { .. }) && self.of.is_some() {
            let open = gates::before_municipality_ready(chain, &by.unit);
            if !open.is_empty() && despite.is_none() {
                return Err(Refused::GateOpen(open));
            }
        }
        let answered = MunicipalityReadyAnswered {
            of,
            unit: by.unit.clone(),
            answer: checked(&self.answer)?,
            despite,
        };
        let mut facts = vec![NewFact::new(answered, by).sent().replacing(self.shown.clone())];
        if let ReadyAnswer::NotMedicallyReady { because } = &self.answer
            && let Some(ward) = chain.ward_unit()
        {
            let asked = MessageSent {
                kind: MessageKind::Question,
                to: vec![ward.clone()],
                text: written("because", because, NOTE)?,
                of: None,
            };
            facts.push(NewFact::new(asked, by).sent());
        }
        Ok(facts)
    }
}

/// Öppenvårdsklar, per outpatient unit, in the same way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerOutpatientReady {
    /// The ready notice that was shown; none = preliminary.
    pub of: Option<EventId>,
    /// The answer.
    pub answer: ReadyAnswer,
    /// The own unit's answers that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for AnswerOutpatientReady {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        if by.branch != Branch::Outpatient {
            return Err(Refused::NotYourUnit);
        }
        let of = check_target(chain, self.of)?;
        let answered =
            OutpatientReadyAnswered { of, unit: by.unit.clone(), answer: checked(&self.answer)? };
        Ok(vec![NewFact::new(answered, by).sent().replacing(self.shown.clone())])
    }
}

/// An answer names a notice that was given; that it is withdrawn meanwhile is for the fold to show
/// (M4), not a reason to lose the answer. Without a notice only a preliminary answer makes sense.
fn check_target(chain: &CareChain, of: Option<EventId>) -> Result<Option<EventId>, Refused> {
    let of = of.map(|of| chain.the(of));
    let given = |id| {
        let declared =
            |head: &Head<Ready>| head.id == id && matches!(head.value, Ready::Declared(_));
        chain.ready_history.iter().any(declared)
    };
    match of {
        Some(id) if !given(id) => Err(Refused::NotStanding),
        None if matches!(chain.standing_ready(), Standing::Ready(..)) => Err(Refused::NotStanding),
        _ => Ok(of),
    }
}

fn checked(answer: &ReadyAnswer) -> Result<ReadyAnswer, Refused> {
    Ok(match answer {
        ReadyAnswer::Yes { from } => ReadyAnswer::Yes { from: from.clone() },
        ReadyAnswer::No { because } => {
            ReadyAnswer::No { because: written("because", because, NOTE)? }
        }
        ReadyAnswer::NotMedicallyReady { because } => {
            ReadyAnswer::NotMedicallyReady { because: written("because", because, NOTE)? }
        }
    })
}
