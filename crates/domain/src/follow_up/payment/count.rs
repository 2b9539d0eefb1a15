//! From chains to a report.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::accounts::{Accounted, Accounts, Weighed};
use super::explain::{self, ExplainedDay, days, preconditions};
use super::figures::sum;
use super::settled::Settled;
use super::share::{Reasons, Share, Tally};
use super::{
    CaseLine, Figures, LiabilityReport, Mean, MonthFigures, MunicipalityCases, NO_RATE, TermsBook,
    Thousandths,
};
use crate::follow_up::average::{self, Agreement, Patients, Rounding};
use crate::follow_up::cases::Case;
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::{Month, Period, Selection};
use crate::ids::HsaId;
use crate::registry::{PaymentRate, Registry};

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

fn code(municipality: Option<&str>) -> Code {
    (municipality.is_none(), municipality.map(str::to_owned))
}

/// What is counted of a municipality.
#[derive(Debug, Clone)]
struct Place {
    /// By month of the period.
    months: Vec<Tally>,
    means: BTreeMap<Weighed, Patients>,
    lines: Vec<CaseLine>,
}

/// Takes chains one by one, or settled months at once.
#[derive(Debug)]
pub struct Counter<'a> {
    scope: Scope,
    accounts: Accounts<'a>,
    places: BTreeMap<Code, Place>,
    keeps_lines: bool,
    reasons: Reasons,
    models: BTreeSet<&'static str>,
    unrated: BTreeSet<i16>,
}

impl<'a> Counter<'a> {
    /// Nothing counted yet. Its report has a line for each case.
    #[must_use]
    pub fn new(scope: Scope, registry: &'a Registry, book: TermsBook<'a>) -> Self {
        let accounts = Accounts { registry, book, as_of: scope.as_of };
        let months = scope.period.months();
        let models = months.map(|month| accounts.book.on(month.first_day()).model.as_str());
        let models = models.collect();
        let mut counter = Self {
            scope,
            accounts,
            places: BTreeMap::new(),
            keeps_lines: true,
            reasons: Reasons::default(),
            models,
            unrated: BTreeSet::new(),
        };
        let chosen = counter.scope.selection.municipality.as_ref();
        let listed = counter.scope.municipalities.iter();
        let listed = listed.filter(|code| chosen.is_none_or(|chosen| chosen == *code));
        let listed = listed.map(|listed| (code(Some(listed)), counter.nothing()));
        counter.places = listed.collect();
        counter
    }

    /// The same without the lines of cases: what it holds does not grow with the chains.
    #[must_use]
    pub fn without_lines(self) -> Self {
        Self { keeps_lines: false, ..self }
    }

    /// As of when.
    #[must_use]
    pub const fn as_of(&self) -> Timestamp {
        self.scope.as_of
    }

    /// The lines of all cases of a chain, each with its municipality.
    #[must_use]
    pub fn lines(&self, chain: &ChainFacts) -> Vec<(Option<String>, CaseLine)> {
        let cases = self.accounts.of(chain).into_iter();
        cases.map(|it| (it.case.municipality, it.line)).collect()
    }

    /// The lines of a chain's cases that are chosen and count in one of the months.
    #[must_use]
    pub fn chosen_lines(&self, chain: &ChainFacts) -> Vec<CaseLine> {
        let cases = self.accounts.cases_of(chain).into_iter();
        let cases = cases.filter(|case| self.is_chosen(&case.ward, case.municipality.as_deref()));
        let lines = cases.map(|case| self.accounts.account(chain, case).line);
        lines.filter(|line| self.scope.period.position(line.month).is_some()).collect()
    }

    /// A case with everything behind it; none where the chain has no such notice. `number`: from 1.
    #[must_use]
    pub fn explain(&self, chain: &ChainFacts, number: usize) -> Option<Explained> {
        let accounts = &self.accounts;
        let case = accounts.cases_of(chain).into_iter().find(|case| case.number + 1 == number)?;
        let Accounted { case, line, .. } = accounts.account(chain, case);
        let agreed = accounts.book.at(case.sent_at).agreement.filter(|_| !case.disputed);
        let weighed = agreed.map(|agreement| accounts.patient(&case, agreement));
        let by_mean = weighed.as_ref().map(|((_, _, agreement), patient)| (agreement, *patient));
        Some(Explained {
            preconditions: preconditions(&case),
            days: days(&case, by_mean, &accounts.book, accounts.today()),
            rates: case
                .account
                .liable_days()
                .map(Date::year)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .map(|year| (year, accounts.book.rate(year).cloned()))
                .collect(),
            agreement: weighed.map(|((from, to, agreement), _)| (from, to, agreement)),
            case,
            line,
        })
    }

    /// Takes a chain.
    pub fn add(&mut self, chain: &ChainFacts) {
        if !self.may_be_chosen(chain) {
            return;
        }
        for Accounted { case, line, share, .. } in self.accounts.of(chain) {
            let municipality = case.municipality.as_deref();
            if !self.is_chosen(&case.ward, municipality) {
                continue;
            }
            let Some(at) = self.scope.period.position(share.month) else { continue };
            let code = code(municipality);
            self.known(&share);
            let nothing = self.nothing();
            let place = self.places.entry(code).or_insert(nothing);
            place.add(at, &share, 1, &mut self.reasons);
            place.lines.extend(self.keeps_lines.then_some(line));
        }
    }

    /// Takes what is settled of a month, whose chains are then not to be added. It was accounted by the
    /// terms of the counter's book; a counter with lines has none of these cases.
    pub fn add_settled(&mut self, settled: &Settled) {
        let period = self.scope.period;
        let at: Vec<_> = settled.shares().iter().map(|it| period.position(it.month)).collect();
        if at.iter().all(Option::is_none) {
            return;
        }
        let mut counted = vec![false; at.len()];
        for (municipality, runs) in settled.chosen(&self.scope.selection) {
            let runs = runs.filter_map(|(share, n)| Some((share, n, at[share]?)));
            let mut runs = runs.filter(|(_, n, _)| *n > 0).peekable();
            if runs.peek().is_none() {
                continue;
            }
            let nothing = self.nothing();
            let place = self.places.entry(code(municipality)).or_insert(nothing);
            for (share, n, at) in runs {
                counted[share] = true;
                place.add(at, &settled.shares()[share], n, &mut self.reasons);
            }
        }
        let counted = settled.shares().iter().zip(counted).filter(|(_, counted)| *counted);
        counted.for_each(|(share, _)| self.known(share));
    }

    /// The report.
    #[must_use]
    pub fn finish(mut self, revision: u64) -> LiabilityReport {
        let places = std::mem::take(&mut self.places);
        // Of all municipalities, by month.
        let mut whole = self.nothing().months;
        for place in places.values() {
            whole.iter_mut().zip(&place.months).for_each(|(whole, own)| whole.add_all(own));
        }
        let today = self.accounts.registry.at(self.accounts.today()).municipalities();
        let named = today.filter_map(|it| Some((it.municipality_code.as_deref()?, &it.name)));
        let names: BTreeMap<&str, &String> = named.collect();
        let municipalities = places.into_iter().map(|(code, place)| {
            let name = code.1.as_deref().and_then(|code| names.get(code).copied().cloned());
            self.municipality(code, name, place)
        });
        let municipalities: Vec<MunicipalityCases> = municipalities.collect();
        let means = || municipalities.iter().flat_map(|it| &it.means);
        let months = self.scope.period.months().zip(&whole).map(|(month, tally)| MonthFigures {
            month,
            running: self.is_running(month) || tally.running,
            figures: self.figures(tally, means().filter(|mean| mean.counted_in == month)),
        });
        let months: Vec<MonthFigures> = months.collect();
        let unrated = means().filter(|mean| mean.reason == Some(NO_RATE));
        self.unrated.extend(unrated.map(|mean| mean.to.year()));
        LiabilityReport {
            model: match (self.models.len(), self.models.first()) {
                (1, Some(only)) => only,
                _ => "mixed",
            },
            definition: "lag (2017:612) 5 kap., definition 7, version 2",
            what_if: self.accounts.book.is_what_if(),
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

    fn nothing(&self) -> Place {
        let months = vec![Tally::default(); self.scope.period.len()];
        Place { months, means: BTreeMap::new(), lines: Vec::new() }
    }

    /// What the report says of every case that counts, whichever municipality it is for.
    fn known(&mut self, share: &Share) {
        self.models.insert(share.model);
        self.unrated.extend(&share.unrated);
    }

    fn is_running(&self, month: Month) -> bool {
        self.accounts.today() <= month.last_day()
    }

    /// Whether a case of the chain may be chosen: without accounting for it.
    fn may_be_chosen(&self, chain: &ChainFacts) -> bool {
        let Selection { ward, municipality, .. } = &self.scope.selection;
        let mut wards = chain.wards.iter().map(|from| &from.ward).chain([&chain.ward]);
        ward.as_ref().is_none_or(|chosen| wards.any(|ward| ward == chosen))
            // Who nobody has said it of may be anybody's.
            && (municipality.is_none()
                || chain.municipality.is_none()
                || chain.municipality == *municipality)
    }

    fn is_chosen(&self, of: &HsaId, municipality: Option<&str>) -> bool {
        let Selection { ward, municipality: chosen, .. } = &self.scope.selection;
        ward.as_ref().is_none_or(|ward| ward == of)
            && chosen.as_deref().is_none_or(|code| municipality == Some(code))
    }

    fn municipality(&self, code: Code, name: Option<String>, place: Place) -> MunicipalityCases {
        let Place { months, means, lines: mut cases } = place;
        cases.sort_by(|a, b| (a.notice_sent_at, &a.case_id).cmp(&(b.notice_sent_at, &b.case_id)));
        let means = means.iter().filter(|_| self.scope.selection.ward.is_none());
        let means: Vec<Mean> = means.map(|(weighed, of)| self.mean(weighed, *of)).collect();
        let mut whole = Tally::default();
        months.iter().for_each(|month| whole.add_all(month));
        let figures = self.figures(&whole, means.iter());
        let months = self.scope.period.months().zip(&months).map(|(month, tally)| MonthFigures {
            month,
            running: self.is_running(month) || tally.running,
            figures: self.figures(tally, means.iter().filter(|mean| mean.counted_in == month)),
        });
        let months: Vec<MonthFigures> = months.collect();
        MunicipalityCases { name, figures, code: code.1, months, means, cases }
    }

    /// Those of cases and of means together. Of one ward there is no mean: one is over all patients.
    fn figures<'b>(&self, cases: &Tally, means: impl Iterator<Item = &'b Mean>) -> Figures {
        let mut figures = cases.figures(&self.reasons, self.scope.selection.ward.is_some());
        for mean in means {
            figures.add(&Figures {
                days: Some(mean.excess_days),
                amount_sek: mean.amount_sek,
                to_pay_sek: mean.to_pay_sek,
                ..Figures::nothing()
            });
        }
        figures
    }

    fn mean(&self, (from, to, agreement): &Weighed, patients: Patients) -> Mean {
        let book = &self.accounts.book;
        let outcome = patients.weigh(agreement);
        let rate_sek = agreement.rate_sek(to.year(), |year| book.rate_sek(year));
        let known = |thousandths: fn(&average::Outcome, u32, Rounding) -> u64| match rate_sek {
            Some(rate) => Some(Thousandths(thousandths(&outcome, rate, agreement.rounding))),
            None => (outcome.excess_thousandths == 0).then_some(Thousandths(0)),
        };
        Mean {
            from: *from,
            to: *to,
            counted_in: self.accounts.counted_in(*from, *to),
            running: self.is_running(*to),
            terms_since: book.on(from.first_day()).since,
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
}

impl Place {
    /// Adds so many cases alike to a month.
    fn add(&mut self, month: usize, share: &Share, n: u32, reasons: &mut Reasons) {
        self.months[month].add(share, n, reasons);
        if let Some((weighed, patient)) = share.weighed {
            self.means.entry(weighed).or_default().add(patient, n);
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
