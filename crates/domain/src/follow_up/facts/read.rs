//! From what a chain means to what follow-up counts of it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    ChainFacts, ClosedFacts, EstimateFacts, ItemFacts, JudgedFacts, LeaveFacts, LeftFacts,
    MunicipalityFacts, NoticeFacts, NoticeTo, PartyFacts, PositionFacts, QuestionFacts, QuestionTo,
    ReadyFacts, SipCall, SipFacts, SipNeed, SourceFacts, UnitAt, UnitReady, WardFrom,
};
use crate::care_chain::{
    CareChain, Destination, DischargeReadyDeclared, Head, ItemState, Party, Readiness, Ready,
    ReadyAnswered, ReadyStep, Standing, Was,
};
use crate::envelope::{Compartment, to_data, to_vec};
use crate::ids::{ChainId, EventId, HsaId};
use crate::registry::Branch;

/// What follow-up counts of a chain, by all of its facts; none where it has no identity or no ward,
/// as when its opening was cancelled.
///
/// Who may answer for what, who is concerned and what stands is read as the chain itself reads it
/// (definition 4); for a notice that was withdrawn it is read as of its end, because ended days
/// stand (definition 7).
#[must_use]
pub fn of(id: ChainId, chain: &CareChain) -> Option<ChainFacts> {
    let history = &chain.history;
    // Of several the one that no order of ids decides on.
    let person = chain.identity.heads.iter().map(|head| head.value.person).max()?;
    let wards = chain.ward.heads.iter();
    let ward_now = wards.max_by_key(|head| (head.at, &head.value.0)).map(|head| &head.value.0)?;
    let ready_at = standing_since(chain);
    let mut facts = ChainFacts {
        chain: id,
        person,
        same_as: chain.same_as.iter().copied().collect(),
        protected: chain.protected,
        imported: history.imported,
        source: history
            .source
            .as_ref()
            .map(|it| SourceFacts { case: it.value.case.clone(), causes: it.value.causes.clone() }),
        municipality: municipality(chain, ready_at),
        ward: ward_now.clone(),
        wards: history.wards.iter().map(ward).collect(),
        parties: chain.parties.iter().map(|party| part(chain, party)).collect(),
        opened_at: chain.opened_at,
        admitted_at: chain.admitted_at.as_ref().map(|at| at.instant),
        notices: notices(chain),
        estimates: history.estimates.iter().map(estimate).collect(),
        care_contacts: history.care_contacts.iter().map(unit_at).collect(),
        planning: chain
            .planning_started
            .iter()
            .map(|(unit, at)| UnitAt { unit: unit.clone(), at: *at })
            .collect(),
        items: history
            .items
            .iter()
            .map(|was| ItemFacts {
                item: was.value.item,
                at: was.at,
                state: was.value.state,
                unit: was.value.unit.clone(),
            })
            .collect(),
        sip: sip(chain),
        questions: questions(chain),
        ready: Vec::new(),
        ready_disputed: matches!(chain.standing_ready(), Standing::Disputed),
        information_at: chain.discharge_information.as_ref().map(|head| head.at),
        informed_at: chain.patient_informed.as_ref().map(|head| head.at),
        left: left(chain),
        transferred_at: transferred_at(chain),
        deceased_at: chain.deceased.as_ref().map(|head| head.value.instant),
        closed: chain
            .closed
            .as_ref()
            .map(|head| ClosedFacts { at: head.at, reason: head.value.reason }),
        follow_ups: chain
            .follow_ups
            .iter()
            .map(|head| UnitAt { unit: head.value.unit.clone(), at: head.value.at.instant })
            .collect(),
        turns: Vec::new(),
        leaves: leaves(chain),
        judged: judged(chain),
        uncertain: chain.is_incomplete() || !chain.conflicts().is_empty(),
        changed_at: chain.changed_at?,
    };
    facts.follow_ups.sort_by(|a, b| (a.at, &a.unit).cmp(&(b.at, &b.unit)));
    facts.questions.sort_by(|a, b| (a.at, &a.from).cmp(&(b.at, &b.from)));
    facts.ready = ready(chain, &facts);
    if let Some(at) = ready_at {
        facts.ward = facts.ward_at(at).clone();
    }
    Some(facts)
}

/// When the undisputed notice was sent; of two that say the very same the first.
fn standing_since(chain: &CareChain) -> Option<Timestamp> {
    matches!(chain.standing_ready(), Standing::Ready(..))
        .then(|| chain.ready.heads.iter().map(|head| head.at).min())?
}

fn ward(was: &Was<HsaId>) -> WardFrom {
    WardFrom { ward: was.value.clone(), at: was.at }
}

fn unit_at(was: &Was<HsaId>) -> UnitAt {
    UnitAt { unit: was.value.clone(), at: was.at }
}

const fn estimate(was: &Was<Timestamp>) -> EstimateFacts {
    EstimateFacts { at: was.at, estimate: was.value }
}

/// The residence that was known at the standing ready notice; where none was yet, the first that
/// became known, and without a notice the newest.
fn municipality(chain: &CareChain, ready_at: Option<Timestamp>) -> Option<String> {
    let Some(ready_at) = ready_at else { return chain.municipality.clone() };
    let known = &chain.history.municipalities;
    let then = known.iter().rev().find(|was| was.at <= ready_at).or(known.first());
    then.map(|was| was.value.clone()).or_else(|| chain.municipality.clone())
}

fn part(chain: &CareChain, party: &Party) -> PartyFacts {
    PartyFacts {
        unit: party.unit.clone(),
        organisation: party.organisation.clone(),
        branch: party.branch,
        supplier: party.supplier,
        from: party.added_at,
        until: ended_at(chain, party),
    }
}

/// When a part ended; where the fact itself is not known, as of its beginning.
fn ended_at(chain: &CareChain, party: &Party) -> Option<Timestamp> {
    let of_plan = party.ends.iter().filter(|(of, _)| *of == Compartment::Coordination);
    let ends = of_plan.filter_map(|(_, id)| chain.history.party_ends.get(id).copied());
    party.ended.then(|| ends.max().unwrap_or(party.added_at))
}

fn notices(chain: &CareChain) -> Vec<NoticeFacts> {
    let of = |was: &Was<crate::care_chain::AdmissionNoticeSent>| {
        let judged = was.value.judged_at.instant;
        let admitted = chain.admitted_at.as_ref().map(|at| at.instant);
        NoticeFacts {
            sent_at: was.at,
            due_from: admitted.filter(|_| was.value.judged_at_admission).unwrap_or(judged),
            to: was.value.to.iter().map(|unit| notice_to(chain, was.id, unit)).collect(),
        }
    };
    chain.history.notices.iter().map(of).collect()
}

fn notice_to(chain: &CareChain, notice: EventId, unit: &HsaId) -> NoticeTo {
    let key = (notice, unit.clone());
    let answered_at = chain.answered_notices.get(&key).copied();
    let mut taken = chain.history.taken.iter();
    let taken_over_at = taken.find(|was| was.value == key).map(|was| was.at);
    let seen = [chain.seen.get(&key).copied(), answered_at, taken_over_at];
    NoticeTo {
        unit: unit.clone(),
        seen_at: seen.into_iter().flatten().min(),
        answered_at,
        answer: chain.answers.get(unit).and_then(|of| of.settled()).map(|head| head.value),
        taken_over_at,
    }
}

fn sip(chain: &CareChain) -> SipFacts {
    let history = &chain.history;
    SipFacts {
        needed: chain.sip_needed(),
        declined: chain.sip_declined(),
        requested_at: chain.sip_requested.as_ref().map(|head| head.at),
        needs: history
            .sip_needs
            .iter()
            .map(|was| SipNeed {
                unit: was.value.unit.clone(),
                at: was.at,
                needed: was.value.place.is_some(),
            })
            .collect(),
        calls: history
            .sip_calls
            .iter()
            .map(|was| SipCall {
                at: was.at,
                unit: was.value.0.clone(),
                on_behalf: was.value.1.on_behalf,
                meeting_at: was.value.1.meeting_at.instant,
            })
            .collect(),
        held_at: chain.sip_held.as_ref().map(|head| head.value.held_at.instant),
    }
}

fn questions(chain: &CareChain) -> Vec<QuestionFacts> {
    let of = |question: &crate::care_chain::Question| QuestionFacts {
        from: question.from.clone(),
        at: question.at,
        to: question
            .units
            .iter()
            .map(|(unit, state)| QuestionTo {
                unit: unit.clone(),
                answered_at: state.answered_at,
                forwarded: state.forwarded,
            })
            .collect(),
    };
    chain.questions.iter().map(of).collect()
}

/// The cause that a person named of the wait after the standing notice: what was said of an earlier one,
/// which was withdrawn, says nothing of this one. Of two that were named at once the later; each is
/// shown to who names another.
fn judged(chain: &CareChain) -> Option<JudgedFacts> {
    let since = standing_since(chain);
    let heads = chain.delay_cause.heads.iter();
    let heads = heads.filter(|head| since.is_none_or(|since| head.at >= since));
    let last = heads.max_by_key(|head| (head.at, &head.value.unit, head.value.cause))?;
    let said = &last.value;
    Some(JudgedFacts { unit: said.unit.clone(), cause: said.cause, at: last.at })
}

/// By their times and never by their ids, which the newest act does not have yet.
fn leaves(chain: &CareChain) -> Vec<LeaveFacts> {
    let all = chain.leaves.heads.iter().map(|head| LeaveFacts {
        from: head.value.from.instant,
        back_at: head.value.back_at.as_ref().map(|at| at.instant),
    });
    let mut all: Vec<LeaveFacts> = all.collect();
    all.sort_by_key(|leave| (leave.from, leave.back_at));
    all
}

/// Of several records of leaving the latest: until then the person may have been there.
fn left(chain: &CareChain) -> Option<LeftFacts> {
    let heads = chain.discharged.heads.iter();
    let left = heads.filter(|head| head.value.destination != Destination::OtherHospital);
    left.max_by_key(|head| (head.value.left_at.instant, head.value.destination)).map(|head| {
        LeftFacts { at: head.value.left_at.instant, destination: head.value.destination }
    })
}

fn transferred_at(chain: &CareChain) -> Option<Timestamp> {
    let heads = chain.discharged.heads.iter();
    let moved = heads.filter(|head| head.value.destination == Destination::OtherHospital);
    moved.map(|head| head.value.left_at.instant).max()
}

/// Every notice once: two that say the very same are one (M1).
fn ready(chain: &CareChain, facts: &ChainFacts) -> Vec<ReadyFacts> {
    let since = standing_since(chain);
    let first = chain.ready.heads.iter().find(|head| Some(head.at) == since);
    let standing = first.map(|head| head.id);
    let is_twin = |id| standing != Some(id) && chain.is_standing_ready(id);
    let declared = chain.ready_history.iter().filter_map(|head| match &head.value {
        Ready::Declared(data) => Some((head, data)),
        Ready::Withdrawn(_) => None,
    });
    let mut found: Vec<ReadyFacts> = declared
        .filter(|(head, _)| !is_twin(head.id))
        .map(|(head, data)| {
            let stands = standing == Some(head.id);
            let mut later = chain.history.ready.iter();
            let ends = |was: &&Was<ReadyStep>| ends(was, head.id);
            let ended_at = if stands { None } else { later.find(ends).map(|was| was.at) };
            let notice = Notice { chain, head, data, stands };
            let until = [ended_at, facts.ended_at()].into_iter().flatten().min();
            ReadyFacts {
                sent_at: head.at,
                ended_at,
                stands,
                secrecy_hinders: data.secrecy_hinders,
                outpatient_needed: data.outpatient_needed,
                planned_departure: data.planned_departure.as_ref().map(|at| at.instant),
                municipalities: notice.municipalities(until),
                outpatient: notice.outpatient(until),
                positions: notice.positions(),
            }
        })
        .collect();
    // Two nodes may send at one time: then what they say decides, never the ids, which the newest act
    // does not have yet when its rows are written.
    let content = |notice: &ReadyFacts| to_data(notice).map(|data| to_vec(&data)).ok();
    found.sort_by(|a, b| {
        let key = |notice: &ReadyFacts| (notice.sent_at, notice.stands, notice.ended_at);
        key(a).cmp(&key(b)).then_with(|| content(a).cmp(&content(b)))
    });
    found
}

fn ends(was: &Was<ReadyStep>, notice: EventId) -> bool {
    was.id != notice && was.value.ends.contains(&notice)
}

/// One ready notice in its chain.
struct Notice<'a> {
    chain: &'a CareChain,
    head: &'a Head<Ready>,
    data: &'a DischargeReadyDeclared,
    stands: bool,
}

impl Notice<'_> {
    /// An answer or a later notification is about this notice.
    fn is_meant(&self, of: EventId) -> bool {
        of == self.head.id || (self.stands && self.chain.is_standing_ready(of))
    }

    /// Who takes part at the end of the notice; a unit that came later was not notified of it.
    fn parties(&self, until: Option<Timestamp>) -> impl Iterator<Item = &Party> {
        self.chain.parties.iter().filter(move |party| {
            let left_before = ended_at(self.chain, party)
                .is_some_and(|ended| until.is_none_or(|until| ended < until));
            let came_after = until.is_some_and(|until| party.added_at > until);
            !party.supplier && !left_before && !came_after
        })
    }

    fn positions(&self) -> Vec<PositionFacts> {
        let said = self.chain.liability.iter().filter(|it| self.is_meant(it.value.of));
        said.map(|it| PositionFacts { at: it.at, side: it.value.side, status: it.value.status })
            .collect()
    }

    /// As [`CareChain::concerned_units`] reads it, for this notice.
    fn municipalities(&self, until: Option<Timestamp>) -> Vec<MunicipalityFacts> {
        let chain = self.chain;
        let told_later = chain.ready_notified.iter().filter(|head| self.is_meant(head.value.of));
        let addressed: BTreeSet<&HsaId> = chain
            .notices
            .iter()
            .flat_map(|notice| &notice.value.to)
            .chain(&self.data.to)
            .chain(told_later.flat_map(|head| &head.value.to))
            .collect();
        let services = chain.checklist.iter().filter(|(item, _)| item.is_municipal_service());
        let serving: BTreeSet<&HsaId> = services
            .flat_map(|(_, register)| &register.heads)
            .filter(|head| matches!(head.value.state, ItemState::UnderWay | ItemState::Done))
            .filter_map(|head| head.value.unit.as_ref())
            .collect();
        let concerned = self.parties(until).filter(|party| {
            let is_asked = addressed.contains(&party.unit) && !chain.has_declined(&party.unit);
            party.branch.is_municipal() && (is_asked || serving.contains(&party.unit))
        });
        let mut found: Vec<MunicipalityFacts> = Vec::new();
        for party in concerned {
            let unit = self.unit(&party.unit, &chain.history.municipality_ready, |unit| {
                chain.municipality_readiness(unit)
            });
            match found.iter_mut().find(|known| known.organisation == party.organisation) {
                Some(known) => known.units.push(unit),
                None => found.push(MunicipalityFacts {
                    organisation: party.organisation.clone(),
                    units: vec![unit],
                }),
            }
        }
        found.sort_by(|a, b| a.organisation.cmp(&b.organisation));
        found
    }

    fn outpatient(&self, until: Option<Timestamp>) -> Vec<UnitReady> {
        let chain = self.chain;
        let units = self
            .parties(until)
            .filter(|party| party.branch == Branch::Outpatient && !chain.has_declined(&party.unit));
        units
            .map(|party| {
                self.unit(&party.unit, &chain.history.outpatient_ready, |unit| {
                    chain.outpatient_readiness(unit)
                })
            })
            .collect()
    }

    /// The standing notice is answered as the chain reads it, with disputes and what was told by
    /// phone; another one by the last answer that named it.
    fn unit(
        &self,
        unit: &HsaId,
        answers: &[Was<ReadyAnswered>],
        standing: impl Fn(&HsaId) -> Readiness,
    ) -> UnitReady {
        let mut own = answers.iter().filter(|was| {
            was.value.unit == *unit && was.value.of.is_some_and(|of| self.is_meant(of))
        });
        let refused = own.clone().find(|was| was.value.from.is_none());
        let (ready_at, can_receive_from) = if self.stands {
            match standing(unit) {
                Readiness::Yes { from, sent_at } => (Some(sent_at), Some(from)),
                _ => (None, None),
            }
        } else {
            let last = own.next_back().filter(|was| was.value.from.is_some());
            (last.map(|was| was.at), last.and_then(|was| was.value.from))
        };
        UnitReady {
            unit: unit.clone(),
            notified_at: self.notified_at(unit),
            ready_at,
            can_receive_from,
            refused_at: refused.map(|was| was.at),
        }
    }

    /// As [`CareChain::notified_at`] reads it, for this notice.
    fn notified_at(&self, unit: &HsaId) -> Option<Timestamp> {
        if self.data.secrecy_hinders {
            return None;
        }
        if self.data.to.contains(unit) {
            return Some(self.head.at);
        }
        let later = self.chain.ready_notified.iter();
        let later = later.filter(|head| self.is_meant(head.value.of));
        later.filter(|head| head.value.to.contains(unit)).map(|head| head.at).min()
    }
}
