//! From what a chain says to the cases of payment liability: one for each ready notice, towards the
//! municipality that answers for the person.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::facts::{ChainFacts, LeaveFacts, MunicipalityFacts, NoticeFacts, ReadyFacts, SipCall};
use super::liability::{Account, AdmissionNotice, Notice, Outpatient, Sip, Terms, account};
use crate::calendar::local_date;
use crate::care_chain::LiabilityStatus;
use crate::ids::HsaId;

/// One ready notice towards one municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which of the chain's notices, from 0.
    pub number: usize,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The responsible municipality's code; none where nobody has said it.
    pub municipality: Option<String>,
    /// The responsible ward when it was sent.
    pub ward: HsaId,
    /// Several notices stand at once, or a notice and its withdrawal (M3): until the ward has
    /// settled it, nobody can say from when days run.
    pub disputed: bool,
    /// What both sides say of it, and since when.
    pub position: (LiabilityStatus, Option<Timestamp>),
    /// How the notice ended.
    pub ended: Ended,
    /// The first admission notice to the municipality, and when it was due by 2 kap. 3 §.
    pub admission_notice: Option<(Timestamp, Timestamp)>,
    /// What the account is made from.
    pub notice: Notice,
    /// The terms that it is made by.
    pub terms: Terms,
    /// The account.
    pub account: Account,
}

/// How a ready notice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Not yet.
    Not,
    /// Withdrawn, or replaced by another notice.
    Withdrawn,
    /// Died in care, moved to other inpatient care, or closed without anybody saying that the person
    /// left.
    NotDischarged,
    /// Left.
    Left(Timestamp),
}

/// The cases of a chain as of a day; none of one that was started by mistake.
///
/// `code_of` says which municipality a legal entity is. `terms_on` gives the county's terms on a
/// local day: a notice is accounted by those of the day on which it was sent. Definition 7.
pub fn cases(
    chain: &ChainFacts,
    code_of: impl Fn(&HsaId) -> Option<String>,
    terms_on: impl Fn(Timestamp) -> Terms,
    today: Date,
) -> Vec<Case> {
    if chain.is_cancelled() {
        return Vec::new();
    }
    let case = |(number, ready): (usize, &ReadyFacts)| {
        let municipality = responsible(chain, ready, &code_of);
        let code = municipality.and_then(|found| code_of(&found.organisation));
        let terms = terms_on(ready.sent_at);
        let notice = notice(chain, ready, municipality, &terms);
        Case {
            number,
            sent_at: ready.sent_at,
            municipality: chain.municipality.clone().or(code),
            ward: chain.ward_at(ready.sent_at).clone(),
            disputed: chain.ready_disputed && ready.ended_at.is_none(),
            position: ready.position(),
            ended: ended(chain, ready),
            admission_notice: first_notice(chain, municipality).map(|it| (it.sent_at, due_at(it))),
            account: account(&notice, &terms, today),
            notice,
            terms,
        }
    };
    chain.ready.iter().enumerate().map(case).collect()
}

fn ended(chain: &ChainFacts, ready: &ReadyFacts) -> Ended {
    match (&chain.left, chain.ended_at()) {
        _ if ready.ended_at.is_some() || !ready.stands => Ended::Withdrawn,
        (_, None) => Ended::Not,
        (Some(left), Some(_)) if !chain.died_in_care() => Ended::Left(left.at),
        _ => Ended::NotDischarged,
    }
}

/// The responsible municipality's part of a notice (5 kap. 2 §). Where nobody has said where the
/// person is registered, the only municipality that is concerned.
fn responsible<'a>(
    chain: &ChainFacts,
    ready: &'a ReadyFacts,
    code_of: &impl Fn(&HsaId) -> Option<String>,
) -> Option<&'a MunicipalityFacts> {
    match (&chain.municipality, ready.municipalities.as_slice()) {
        (Some(code), all) => all.iter().find(|it| code_of(&it.organisation).as_ref() == Some(code)),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

fn notice(
    chain: &ChainFacts,
    ready: &ReadyFacts,
    municipality: Option<&MunicipalityFacts>,
    terms: &Terms,
) -> Notice {
    Notice {
        notified_at: municipality.and_then(MunicipalityFacts::notified_at),
        until: [ready.ended_at, chain.ended_at()].into_iter().flatten().min(),
        admission: admission(chain, municipality),
        sip: sip(chain, terms),
        outpatient: match ready.outpatient_ready_at() {
            _ if !ready.outpatient_needed => Outpatient::NotNeeded,
            Some(at) => Outpatient::Ready(at),
            None => Outpatient::Unclear,
        },
        municipality_ready_at: municipality.and_then(MunicipalityFacts::ready_at),
        leave: chain.leaves.iter().filter_map(days_away).collect(),
    }
}

/// The days of a leave: those on which the person was away when the day was over. The day of coming back
/// is a day on the ward.
fn days_away(leave: &LeaveFacts) -> Option<(Date, Date)> {
    let first = local_date(leave.from);
    let last = leave.back_at.map_or(Some(Date::MAX), |back| local_date(back).yesterday().ok())?;
    (first <= last).then_some((first, last))
}

/// The first admission notice to any unit of the municipality (5 kap. 3 § 1).
fn first_notice<'a>(
    chain: &'a ChainFacts,
    municipality: Option<&MunicipalityFacts>,
) -> Option<&'a NoticeFacts> {
    let municipality = municipality?;
    let belongs = |unit: &HsaId| {
        let mut parties = chain.parties.iter();
        let party = parties.find(|party| party.unit == *unit);
        party.is_some_and(|party| party.organisation == municipality.organisation)
    };
    let mut notices = chain.notices.iter();
    notices.find(|notice| notice.to.iter().any(|to| belongs(&to.unit)))
}

/// 24 h after the time of 2 kap. 3 §.
fn due_at(notice: &NoticeFacts) -> Timestamp {
    notice.due_from.checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX)
}

fn admission(chain: &ChainFacts, municipality: Option<&MunicipalityFacts>) -> AdmissionNotice {
    match first_notice(chain, municipality) {
        None => AdmissionNotice::Missing,
        Some(first) if first.sent_at > due_at(first) => AdmissionNotice::Late,
        Some(_) => AdmissionNotice::InTime,
    }
}

/// The first call that counts. Where none by the permanent care contact does, the first one by the head
/// of the unit: the terms decide what that is worth.
fn sip(chain: &ChainFacts, terms: &Terms) -> Sip {
    let sip = &chain.sip;
    if !sip.needed || sip.declined {
        return Sip::NotRequired;
    }
    let counts = |call: &&SipCall| terms.call_on_behalf_counts || !call.on_behalf;
    match sip.calls.iter().find(counts).or(sip.calls.first()) {
        Some(call) => Sip::Called { at: call.at, on_behalf: call.on_behalf },
        None => Sip::NotCalled,
    }
}
