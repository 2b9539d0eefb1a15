//! From a chain to its cases: what the report says of each, and what each adds to the sums.

use jiff::Timestamp;
use jiff::civil::Date;

use super::share::Share;
use super::{CaseLine, NO_RATE, TermsBook, WEIGHED};
use crate::calendar::local_date;
use crate::care_chain::LiabilityStatus;
use crate::follow_up::average::{self, Agreement, LeftOut, MonthBy, Patient, Patients};
use crate::follow_up::cases::{Case, Ended, cases};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::liability::{Account, DayIs, Mark};
use crate::follow_up::report::Month;
use crate::registry::{Outage, Registry};

/// What is weighed together: first and last month, and the agreement.
pub(super) type Weighed = (Month, Month, Agreement);

/// Accounts for chains by the terms of a book, as of a time.
#[derive(Debug)]
pub(super) struct Accounts<'a> {
    pub(super) registry: &'a Registry,
    pub(super) book: TermsBook<'a>,
    pub(super) as_of: Timestamp,
}

/// A case as it is accounted.
#[derive(Debug, Clone)]
pub(super) struct Accounted {
    pub(super) case: Case,
    pub(super) line: CaseLine,
    pub(super) share: Share,
    /// No time that passes changes it: only other facts, or another registry.
    pub(super) is_settled: bool,
}

impl Accounts<'_> {
    /// The local day.
    pub(super) fn today(&self) -> Date {
        local_date(self.as_of)
    }

    /// The cases of a chain.
    pub(super) fn cases_of(&self, chain: &ChainFacts) -> Vec<Case> {
        let today = self.registry.at(self.today());
        cases(
            chain,
            |organisation| today.organisation(organisation)?.municipality_code.clone(),
            |sent_at| self.book.at(sent_at).terms,
            self.today(),
        )
    }

    /// The cases of a chain, accounted.
    pub(super) fn of(&self, chain: &ChainFacts) -> Vec<Accounted> {
        self.cases_of(chain).into_iter().map(|case| self.account(chain, case)).collect()
    }

    /// Accounts for a case.
    pub(super) fn account(&self, chain: &ChainFacts, case: Case) -> Accounted {
        let in_force = self.book.at(case.sent_at);
        let line = CaseLine {
            case_id: case_id(chain),
            chain: chain.chain,
            imported: chain.imported,
            notice: case.number + 1,
            notice_sent_at: case.sent_at,
            month: Month::of(local_date(case.sent_at)),
            model: in_force.model.as_str(),
            terms_since: in_force.since,
            ward: case.ward.clone(),
            running: case.ended == Ended::Not,
            statutory_start_on: case.account.statutory_start,
            start_on: None,
            end_on: None,
            counted_from: None,
            days: 0,
            days_municipality_ready: 0,
            amount_sek: None,
            reason: Some("ready_disputed"),
            marks: case.account.marks.iter().map(|mark| mark.code()).collect(),
            outages: self.outages(chain, &case),
            status: case.position.0,
            status_since: case.position.1,
        };
        let mut is_settled = case.ended != Ended::Not;
        let (line, weighed) = match in_force.agreement {
            _ if case.disputed => (line, None),
            None => (self.by_statute(line, &case), None),
            Some(agreement) => {
                let ((first, last, agreement), patient) = self.patient(&case, agreement);
                // Until its last month a quarter counts in the month that it has come to.
                is_settled &= self.counted_in(first, last) == last;
                let line = self.by_mean(line, &case, (first, last, agreement), patient);
                let patient = patient.ok().map(|it| Patients::one(it, &agreement));
                (line, patient.map(|patient| ((first, last, agreement), patient)))
            }
        };
        let share = Share::of(&line, &case.account, weighed, &self.book);
        Accounted { case, line, share, is_settled }
    }

    /// The recorded outages that a case overlaps, from the admission to the end of the notice: any fact
    /// behind it may be missing, or have been written later from paper.
    fn outages(&self, chain: &ChainFacts, case: &Case) -> Vec<String> {
        let began = [chain.admitted_at, chain.opened_at, Some(case.sent_at)].into_iter().flatten();
        let from = began.min().unwrap_or(case.sent_at);
        let until = case.notice.until.unwrap_or(self.as_of);
        let (status, since) = case.position;
        // What both have agreed on after it was over is reconciled.
        let agreed_at = since.filter(|_| status == LiabilityStatus::Agreed);
        let reconciled = |outage: &&Outage| {
            outage.to.is_some_and(|to| agreed_at.is_some_and(|agreed_at| agreed_at >= to))
        };
        let all = self.registry.at(self.today()).outages();
        let touched = all.filter(|outage| outage.touches(from, until));
        touched.filter(|outage| !reconciled(outage)).map(|outage| outage.id.clone()).collect()
    }

    fn by_statute(&self, line: CaseLine, case: &Case) -> CaseLine {
        let account = &case.account;
        let ready = account.days.iter().filter(|(_, is)| *is == DayIs::LiableMunicipalityReady);
        let days = account.liable_days().count() as u64;
        let amount_sek = account.amount_sek(|year| self.book.rate_sek(year));
        CaseLine {
            start_on: account.start_on(),
            end_on: account.liable_days().last(),
            days,
            days_municipality_ready: ready.count() as u64,
            amount_sek,
            reason: match (account.blocked, amount_sek) {
                (Some(blocked), _) => Some(blocked.code()),
                (None, None) => Some(NO_RATE),
                (None, Some(_)) if days == 0 => Some(nothing_liable(account)),
                (None, Some(_)) => None,
            },
            ..line
        }
    }

    fn by_mean(
        &self,
        line: CaseLine,
        case: &Case,
        (first, last, agreement): Weighed,
        patient: Result<Patient, LeftOut>,
    ) -> CaseLine {
        CaseLine {
            month: self.counted_in(first, last),
            terms_since: self.book.on(first.first_day().max(local_date(case.sent_at))).since,
            counted_from: patient.ok().map(|patient| patient.ready_on),
            days: patient.map_or(0, |it| average::days_between(it, agreement.count).into()),
            reason: Some(patient.map_or_else(LeftOut::code, |_| WEIGHED)),
            ..line
        }
    }

    /// A quarter that is not over counts in the month that it has come to.
    pub(super) fn counted_in(&self, first: Month, last: Month) -> Month {
        last.min(first.max(Month::of(self.today())))
    }

    /// What a case is weighed with, and as whom.
    pub(super) fn patient(
        &self,
        case: &Case,
        of_notice: Agreement,
    ) -> (Weighed, Result<Patient, LeftOut>) {
        let month = match (case.ended, of_notice.month_by) {
            (Ended::Left(at), MonthBy::Leaving) => local_date(at),
            (Ended::Not, MonthBy::Leaving) => self.today(),
            _ => local_date(case.sent_at),
        };
        let weighed = self.weighed(Month::of(month), of_notice);
        let ward = self.registry.at(self.today()).unit(&case.ward);
        let psychiatric = ward.is_some_and(|ward| ward.psychiatric);
        (weighed, average::patient(case, psychiatric, &weighed.2))
    }

    /// The agreement of a month: that of its first day, of the first day of its quarter where a quarter
    /// began with one; where the statute was in force then, that of the notice.
    fn weighed(&self, month: Month, of_notice: Agreement) -> Weighed {
        let of_month = self.book.on(month.first_day()).agreement.unwrap_or(of_notice);
        let (first, last) = of_month.months(month);
        let of_first = self.book.on(first.first_day()).agreement;
        let agreement = of_first.filter(|it| it.basis == of_month.basis).unwrap_or(of_month);
        (first, last, agreement)
    }
}

fn case_id(chain: &ChainFacts) -> String {
    let source = chain.source.as_ref().map(|source| source.case.clone());
    source.unwrap_or_else(|| chain.chain.to_string())
}

/// Why a case that nothing blocks has no liable day: what its last day was.
fn nothing_liable(account: &Account) -> &'static str {
    match account.days.last().map(|(_, is)| *is) {
        Some(DayIs::OutpatientNotReady) => "outpatient_not_ready",
        Some(DayIs::SipNotCalledYet) => "sip_not_called_yet",
        Some(DayIs::ExemptMunicipalityReady) => "municipality_ready",
        Some(DayIs::Leave) => "leave",
        _ => "before_start",
    }
}

impl Mark {
    /// The word in files and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AdmissionNoticeLate => "admission_notice_late",
            Self::SipCalledOnBehalf => "sip_called_on_behalf",
        }
    }
}
