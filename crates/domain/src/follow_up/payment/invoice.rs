//! The basis of an invoice: what may be asked for, and what stands outside until it is settled.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{CaseLine, LiabilityReport, Mean, MunicipalityCases, NO_RATE, Thousandths, WEIGHED};
use crate::care_chain::LiabilityStatus;
use crate::follow_up::report::Month;
use crate::ids::HsaId;

/// Whether a line may be invoiced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Both sides have agreed.
    Agreed,
    /// Nobody has said anything against it.
    Open,
    /// It goes on: more days may come.
    Running,
    /// A side disputes it; of a mean, or one of its patients.
    Disputed,
    /// It overlaps an outage and nobody has reconciled it; of a mean, or one of its patients.
    ToBeReconciled,
    /// No amount is known.
    NoAmount,
}

impl State {
    /// The word in files and message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Open => "open",
            Self::Running => "running",
            Self::Disputed => "disputed",
            Self::ToBeReconciled => "to_be_reconciled",
            Self::NoAmount => "no_amount",
        }
    }

    /// It is in the sum that is asked for.
    #[must_use]
    pub const fn is_invoiced(self) -> bool {
        matches!(self, Self::Agreed | Self::Open)
    }

    fn of(case: &CaseLine) -> Self {
        if case.status == LiabilityStatus::Disputed || case.reason == Some("ready_disputed") {
            Self::Disputed
        } else if case.is_to_be_reconciled() {
            Self::ToBeReconciled
        } else if case.running {
            Self::Running
        } else if case.is_agreed() {
            Self::Agreed
        } else {
            Self::Open
        }
    }
}

/// A line: a case by the statute, or a mean.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The case; none of a mean.
    pub case_id: Option<String>,
    /// Which of its notices, from 1; 0 of a mean.
    pub notice: usize,
    /// When the notice was sent; none of a mean.
    pub notice_sent_at: Option<Timestamp>,
    /// The ward; none of a mean.
    pub ward: Option<HsaId>,
    /// The first day, or the first of the months of a mean.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
    /// Days.
    pub days: Thousandths,
    /// Kronor; none where it is not known.
    pub to_pay_sek: Option<Thousandths>,
    /// Whether it may be invoiced.
    pub state: State,
}

/// The basis towards one municipality in one month.
#[derive(Debug, Clone, Serialize)]
pub struct Basis {
    /// Four digits.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The month.
    pub month: Month,
    /// Kronor that may be asked for: agreed or open, and nothing else.
    pub to_invoice_sek: Thousandths,
    /// Kronor that stand outside until they are settled, as far as they are known.
    pub outside_sek: Thousandths,
    /// Its lines, those with an amount or without a known one.
    pub lines: Vec<Line>,
}

/// The basis by municipality and month, of a report in which nothing is hidden; months without a line
/// are left out. Of a what-if, and of what is hidden, there is none.
#[must_use]
pub fn basis(report: &LiabilityReport) -> Vec<Basis> {
    if report.what_if || report.suppressed {
        return Vec::new();
    }
    let of = |it: &MunicipalityCases| {
        report.period.months().filter_map(|month| of_month(it, month)).collect::<Vec<_>>()
    };
    report.municipalities.iter().flat_map(of).collect()
}

fn of_month(of: &MunicipalityCases, month: Month) -> Option<Basis> {
    let cases = of.cases.iter().filter(|case| case.month == month);
    let cases = cases.filter(|case| case.is_liable() && case.reason != Some(WEIGHED));
    let mut lines: Vec<Line> = cases.map(of_case).collect();
    let means = of.means.iter().filter(|mean| mean.counted_in == month);
    let means = means.filter(|mean| mean.to_pay_sek != Some(Thousandths(0)));
    lines.extend(means.map(|mean| of_mean(of, mean)));
    let sum = |invoiced: bool| {
        let lines = lines.iter().filter(|line| line.state.is_invoiced() == invoiced);
        lines.filter_map(|line| line.to_pay_sek).sum()
    };
    (!lines.is_empty()).then(|| Basis {
        code: of.code.clone(),
        name: of.name.clone(),
        month,
        to_invoice_sek: sum(true),
        outside_sek: sum(false),
        lines: lines.clone(),
    })
}

fn of_case(case: &CaseLine) -> Line {
    Line {
        case_id: Some(case.case_id.clone()),
        notice: case.notice,
        notice_sent_at: Some(case.notice_sent_at),
        ward: Some(case.ward.clone()),
        from: case.start_on,
        to: case.end_on,
        days: Thousandths::whole(case.days),
        to_pay_sek: case.amount_sek.map(Thousandths::whole),
        state: if case.reason == Some(NO_RATE) { State::NoAmount } else { State::of(case) },
    }
}

/// One disputed patient decides the amount of a mean (facts 2.4): it is agreed on when all are.
fn of_mean(of: &MunicipalityCases, mean: &Mean) -> Line {
    let cases = of.cases.iter().filter(|case| case.month == mean.counted_in);
    let weighed = cases.filter(|case| case.model != "statutory");
    // Also of whoever is left out: that is what may be disputed.
    let states = weighed.map(State::of).filter(|state| *state != State::Running);
    let worst = states.max().unwrap_or(State::Open);
    Line {
        case_id: None,
        notice: 0,
        notice_sent_at: None,
        ward: None,
        from: Some(mean.from.first_day()),
        to: Some(mean.to.last_day()),
        days: mean.excess_days,
        to_pay_sek: mean.to_pay_sek,
        state: match mean.to_pay_sek {
            None => State::NoAmount,
            Some(_) if mean.running => State::Running,
            Some(_) => worst,
        },
    }
}
