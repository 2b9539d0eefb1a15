//! From chains to a report.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::explain::{self, ExplainedDay, days, preconditions};
use super::figures::sum;
use super::{
    CaseLine, Figures, LiabilityReport, Mean, MonthFigures, MunicipalityCases, NO_RATE, TermsBook,
    Thousandths, WEIGHED,
};
use crate::calendar::local_date;
use crate::care_chain::LiabilityStatus;
use crate::follow_up::average::{self, Agreement, LeftOut, MonthBy, Patient, Rounding};
use crate::follow_up::cases::{Case, Ended, cases};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::liability::{Account, DayIs, Mark};
use crate::follow_up::report::{Month, Period, Selection};
use crate::registry::{LiabilityModel, Outage, PaymentRate, Registry};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The months.
    pub period: Period,
    /// As of when.
    pub as_of: Timestamp,
    /// The ward of the notice, and the municipality; a cause is no choice here.
    pub selection: Selection,
    /// The county's municipalities by code: each has a row, also without a case.
    pub municipalities: Vec<String>,
}

/// A case with everything behind it.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The case.
    pub case: Case,
    /// Its line in the report.
    pub line: CaseLine,
    /// What has to hold, in the order of the act.
    pub preconditions: [explain::Weighed; 5],
    /// Every day after that of the notice.
    pub days: Vec<ExplainedDay>,
    /// The rates of the years of its liable days.
    pub rates: Vec<(i16, Option<PaymentRate>)>,
    /// The months that it is weighed in, and by which agreement; none by the statute.
    pub agreement: Option<(Month, Month, Agreement)>,
}

/// A municipality; none, and last, where nobody has said it.
type Code = (bool, Option<String>);

/// What is weighed together: first and last month, and the agreement.
type Weighed = (Month, Month, Agreement);

/// Takes chains one by one.
#[derive(Debug)]
pub struct Counter<'a> {
    scope: Scope,
    registry: &'a Registry,
    book: TermsBook<'a>,
    lines: BTreeMap<Code, Vec<CaseLine>>,
    patients: BTreeMap<(Code, Weighed), Vec<Patient>>,
    unrated: BTreeSet<i16>,
}

impl<'a> Counter<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(scope: Scope, registry: &'a Registry, book: TermsBook<'a>) -> Self {
        let chosen = scope.selection.municipality.as_ref();
        let listed = scope.municipalities.iter();
        let listed = listed.filter(|code| chosen.is_none_or(|chosen| chosen == *code));
        let lines = listed.map(|code| ((false, Some(code.clone())), Vec::new())).collect();
        Self { scope, registry, book, lines, patients: BTreeMap::new(), unrated: BTreeSet::new() }
    }

    /// The lines of a chain's cases that are chosen and count in one of the months.
    #[must_use]
    pub fn chosen_lines(&self, chain: &ChainFacts) -> Vec<CaseLine> {
        let cases = self.cases_of(chain).into_iter().filter(|case| self.is_chosen(case));
        let lines = cases.map(|case| self.line(chain, &case).0);
        lines.filter(|line| self.scope.period.position(line.month).is_some()).collect()
    }

    fn cases_of(&self, chain: &ChainFacts) -> Vec<Case> {
        let today = self.registry.at(self.today());
        cases(
            chain,
            |organisation| today.organisation(organisation)?.municipality_code.clone(),
            |sent_at| self.book.at(sent_at).terms,
            self.today(),
        )
    }

    /// A case with everything behind it; none where the chain has no such notice. `number`: from 1.
    #[must_use]
    pub fn explain(&self, chain: &ChainFacts, number: usize) -> Option<Explained> {
        let case = self.cases_of(chain).into_iter().find(|case| case.number + 1 == number)?;
        let line = self.line(chain, &case).0;
        let agreed = self.book.at(case.sent_at).agreement.filter(|_| !case.disputed);
        let weighed = agreed.map(|agreement| self.patient(&case, agreement));
        let by_mean = weighed.as_ref().map(|((_, _, agreement), patient)| (agreement, *patient));
        Some(Explained {
            preconditions: preconditions(&case),
            days: days(&case, by_mean, &self.book, self.today()),
            rates: case
                .account
                .liable_days()
                .map(Date::year)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .map(|year| (year, self.book.rate(year).cloned()))
                .collect(),
            agreement: weighed.map(|((from, to, agreement), _)| (from, to, agreement)),
            case,
            line,
        })
    }

    /// Takes a chain.
    pub fn add(&mut self, chain: &ChainFacts) {
        for case in self.cases_of(chain) {
            let (line, patient) = self.line(chain, &case);
            if !self.is_chosen(&case) || self.scope.period.position(line.month).is_none() {
                continue;
            }
            for day in case.account.liable_days().filter(|_| line.reason == Some(NO_RATE)) {
                if self.book.rate_sek(day.year()).is_none() {
                    self.unrated.insert(day.year());
                }
            }
            let code = (case.municipality.is_none(), case.municipality.clone());
            if let Some((weighed, patient)) = patient {
                self.patients.entry((code.clone(), weighed)).or_default().push(patient);
            }
            self.lines.entry(code).or_default().push(line);
        }
    }

    /// The report.
    #[must_use]
    pub fn finish(mut self, revision: u64) -> LiabilityReport {
        let lines = std::mem::take(&mut self.lines);
        let municipalities: Vec<MunicipalityCases> =
            lines.into_iter().map(|(code, cases)| self.municipality(code, cases)).collect();
        let months = self.scope.period.months().enumerate().map(|(n, month)| MonthFigures {
            month,
            running: self.is_running(month)
                || municipalities.iter().any(|municipality| municipality.months[n].running),
            figures: sum(municipalities.iter().map(|it| &it.months[n].figures)),
        });
        let months: Vec<MonthFigures> = months.collect();
        let unrated = municipalities.iter().flat_map(|it| &it.means);
        let unrated = unrated.filter(|mean| mean.reason == Some(NO_RATE));
        self.unrated.extend(unrated.map(|mean| mean.to.year()));
        LiabilityReport {
            model: self.model(&municipalities),
            definition: "lag (2017:612) 5 kap., definition 7, version 2",
            what_if: self.book.is_what_if(),
            as_of: self.scope.as_of,
            revision,
            period: self.scope.period,
            suppressed: false,
            rounding: rounding(&municipalities),
            years_without_rate: self.unrated.into_iter().collect(),
            total: sum(months.iter().map(|it| &it.figures)),
            months,
            municipalities,
            selection: self.scope.selection,
        }
    }

    fn today(&self) -> Date {
        local_date(self.scope.as_of)
    }

    fn is_running(&self, month: Month) -> bool {
        self.today() <= month.last_day()
    }

    fn is_chosen(&self, case: &Case) -> bool {
        let Selection { ward, municipality, .. } = &self.scope.selection;
        ward.as_ref().is_none_or(|ward| *ward == case.ward)
            && municipality.as_ref().is_none_or(|code| case.municipality.as_ref() == Some(code))
    }

    /// What a case is, and what it adds to a mean.
    fn line(&self, chain: &ChainFacts, case: &Case) -> (CaseLine, Option<(Weighed, Patient)>) {
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
            outages: self.outages(chain, case),
            status: case.position.0,
            status_since: case.position.1,
        };
        match in_force.agreement {
            _ if case.disputed => (line, None),
            None => (self.by_statute(line, case), None),
            Some(agreement) => self.by_mean(line, case, agreement),
        }
    }

    /// The recorded outages that a case overlaps, from the admission to the end of the notice: any fact
    /// behind it may be missing, or have been written later from paper.
    fn outages(&self, chain: &ChainFacts, case: &Case) -> Vec<String> {
        let began = [chain.admitted_at, chain.opened_at, Some(case.sent_at)].into_iter().flatten();
        let from = began.min().unwrap_or(case.sent_at);
        let until = case.notice.until.unwrap_or(self.scope.as_of);
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
        of_notice: Agreement,
    ) -> (CaseLine, Option<(Weighed, Patient)>) {
        let ((first, last, agreement), patient) = self.patient(case, of_notice);
        let line = CaseLine {
            month: self.counted_in(first, last),
            terms_since: self.book.on(first.first_day().max(local_date(case.sent_at))).since,
            counted_from: patient.ok().map(|patient| patient.ready_on),
            days: patient.map_or(0, |it| average::days_between(it, agreement.count).into()),
            reason: Some(patient.map_or_else(LeftOut::code, |_| WEIGHED)),
            ..line
        };
        (line, patient.ok().map(|patient| ((first, last, agreement), patient)))
    }

    /// A quarter that is not over counts in the month that it has come to.
    fn counted_in(&self, first: Month, last: Month) -> Month {
        last.min(first.max(Month::of(self.today())))
    }

    /// What a case is weighed with, and as whom.
    fn patient(&self, case: &Case, of_notice: Agreement) -> (Weighed, Result<Patient, LeftOut>) {
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

    fn municipality(&self, code: Code, mut cases: Vec<CaseLine>) -> MunicipalityCases {
        cases.sort_by(|a, b| (a.notice_sent_at, &a.case_id).cmp(&(b.notice_sent_at, &b.case_id)));
        let means = self.means(&code);
        let months = self.scope.period.months().map(|month| {
            let of_month = || cases.iter().filter(|case| case.month == month);
            let means = means.iter().filter(|mean| mean.counted_in == month);
            MonthFigures {
                month,
                running: self.is_running(month) || of_month().any(|case| case.running),
                figures: self.figures(of_month(), means),
            }
        });
        let months: Vec<MonthFigures> = months.collect();
        let name = code
            .1
            .as_ref()
            .and_then(|code| Some(self.registry.at(self.today()).municipality(code)?.name.clone()));
        MunicipalityCases {
            name,
            figures: sum(months.iter().map(|it| &it.figures)),
            code: code.1,
            months,
            means,
            cases,
        }
    }

    /// The means of a municipality. Of some of its patients there is none: a mean is over all.
    fn means(&self, code: &Code) -> Vec<Mean> {
        if self.scope.selection.ward.is_some() {
            return Vec::new();
        }
        let of_code = self.patients.iter().filter(|((of, _), _)| of == code);
        of_code.map(|((_, weighed), patients)| self.mean(weighed, patients)).collect()
    }

    fn mean(&self, (from, to, agreement): &Weighed, patients: &[Patient]) -> Mean {
        let outcome = average::weigh(patients.iter().copied(), agreement);
        let rate_sek = agreement.rate_sek(to.year(), |year| self.book.rate_sek(year));
        let known = |thousandths: fn(&average::Outcome, u32, Rounding) -> u64| match rate_sek {
            Some(rate) => Some(Thousandths(thousandths(&outcome, rate, agreement.rounding))),
            None => (outcome.excess_thousandths == 0).then_some(Thousandths(0)),
        };
        Mean {
            from: *from,
            to: *to,
            counted_in: self.counted_in(*from, *to),
            running: self.is_running(*to),
            terms_since: self.book.on(from.first_day()).since,
            patients: outcome.patients,
            patient_days: outcome.days,
            mean_days: outcome.mean(),
            threshold_days: Thousandths(agreement.threshold_thousandths.into()),
            free_days: Thousandths(outcome.free_thousandths),
            excess_days: Thousandths(outcome.excess_thousandths),
            rate_sek,
            amount_sek: known(|it, rate, _| it.amount_thousandths(rate)),
            to_pay_sek: known(|it, rate, rounding| it.to_pay_thousandths(rate, rounding)),
            rounding: agreement.rounding.stated(),
            reason: match (outcome.too_few, outcome.excess_thousandths, rate_sek) {
                (true, ..) => Some("too_few_patients"),
                (false, 0, _) => Some("at_or_below_threshold"),
                (false, _, None) => Some(NO_RATE),
                (false, _, Some(_)) => None,
            },
        }
    }

    fn figures<'b>(
        &self,
        cases: impl Iterator<Item = &'b CaseLine>,
        means: impl Iterator<Item = &'b Mean>,
    ) -> Figures {
        let mut figures = Figures::nothing();
        let whole = Thousandths::whole;
        for case in cases {
            let liable = case.is_liable();
            let mut one = Figures {
                cases: Some(1),
                to_be_reconciled: Some(u32::from(case.is_to_be_reconciled())),
                disputed: Some(u32::from(case.status == LiabilityStatus::Disputed)),
                agreed: Some(u32::from(case.is_agreed())),
                ..Figures::nothing()
            };
            if liable {
                one.liable = Some(1);
            } else if let Some(reason) = case.reason {
                one.reasons.insert(reason, Some(1));
            }
            if case.model == LiabilityModel::Statutory.as_str() {
                one.days = Some(whole(case.days));
                one.amount_sek = case.amount_sek.map(whole);
                one.to_pay_sek = one.amount_sek;
            } else if liable && self.scope.selection.ward.is_some() {
                // The mean of some patients is nobody's.
                (one.days, one.amount_sek, one.to_pay_sek) = (None, None, None);
            }
            figures.add(&one);
        }
        for mean in means {
            let one = Figures {
                days: Some(mean.excess_days),
                amount_sek: mean.amount_sek,
                to_pay_sek: mean.to_pay_sek,
                ..Figures::nothing()
            };
            figures.add(&one);
        }
        figures
    }

    /// The model of every month and case.
    fn model(&self, municipalities: &[MunicipalityCases]) -> &'static str {
        let months = self.scope.period.months();
        let mut models: BTreeSet<&str> =
            months.map(|month| self.book.on(month.first_day()).model.as_str()).collect();
        models.extend(municipalities.iter().flat_map(|it| &it.cases).map(|case| case.model));
        match (models.len(), models.first()) {
            (1, Some(only)) => only,
            _ => "mixed",
        }
    }
}

fn rounding(municipalities: &[MunicipalityCases]) -> &'static str {
    let means = municipalities.iter().flat_map(|it| &it.means);
    let stated: BTreeSet<&str> = means.map(|mean| mean.rounding).collect();
    match (stated.len(), stated.first()) {
        (0, _) => "none: whole days at whole kronor a day",
        (1, Some(only)) => only,
        _ => "to_pay_sek: as each mean says",
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
