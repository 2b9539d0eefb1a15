//! Why a case is what it is: each precondition met or not, with the fact behind it, and each day.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::TermsBook;
use crate::calendar::clocks::sip_call_due;
use crate::calendar::local_date;
use crate::follow_up::average::{Agreement, Count, LeftOut, Patient};
use crate::follow_up::cases::Case;
use crate::follow_up::liability::{AdmissionNotice, DayIs, Outpatient, Sip};

/// What has to hold before a municipality pays, in the order of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precondition {
    /// 5 kap. 2 §: it is known which municipality answers for the person.
    Municipality,
    /// 5 kap. 3 § 1: the municipality was told of the admission.
    AdmissionNotice,
    /// 5 kap. 3 § 2: each concerned unit was told that the person is ready.
    ReadyNotice,
    /// 5 kap. 3 § 3: where a SIP is needed the permanent care contact has called it.
    SipCall,
    /// 5 kap. 5 §: services of region-funded outpatient care are available.
    Outpatient,
}

impl Precondition {
    /// In the order of the act.
    pub const ALL: [Self; 5] = [
        Self::Municipality,
        Self::AdmissionNotice,
        Self::ReadyNotice,
        Self::SipCall,
        Self::Outpatient,
    ];

    /// The word in files and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::AdmissionNotice => "admission_notice",
            Self::ReadyNotice => "ready_notice",
            Self::SipCall => "sip_call",
            Self::Outpatient => "outpatient",
        }
    }

    /// The paragraph of lag (2017:612).
    #[must_use]
    pub const fn paragraph(self) -> &'static str {
        match self {
            Self::Municipality => "5 kap. 2 §",
            Self::AdmissionNotice => "5 kap. 3 § 1",
            Self::ReadyNotice => "5 kap. 3 § 2",
            Self::SipCall => "5 kap. 3 § 3",
            Self::Outpatient => "5 kap. 5 §",
        }
    }
}

/// Whether a precondition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Met {
    /// It holds.
    Yes,
    /// It holds, and may be contested.
    Contestable,
    /// It does not.
    No,
    /// It is none in this case.
    NotACondition,
}

impl Met {
    /// The word in files and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Contestable => "contestable",
            Self::No => "no",
            Self::NotACondition => "not_a_condition",
        }
    }
}

/// A precondition with the fact behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// Which.
    pub precondition: Precondition,
    /// Whether it holds.
    pub met: Met,
    /// When what it asks for was done; none where it was not.
    pub at: Option<Timestamp>,
    /// When it was due; none where the act sets no time.
    pub due_at: Option<Timestamp>,
}

/// Weighs the preconditions of a case by its terms.
#[must_use]
pub fn preconditions(case: &Case) -> [Weighed; 5] {
    Precondition::ALL.map(|precondition| {
        let (met, at, due_at) = match precondition {
            Precondition::Municipality => {
                let known = if case.municipality.is_some() { Met::Yes } else { Met::No };
                (known, None, None)
            }
            Precondition::AdmissionNotice => admission(case),
            Precondition::ReadyNotice => {
                let at = case.notice.notified_at;
                (if at.is_some() { Met::Yes } else { Met::No }, at, None)
            }
            Precondition::SipCall => sip(case),
            Precondition::Outpatient => match case.notice.outpatient {
                Outpatient::NotNeeded => (Met::NotACondition, None, None),
                Outpatient::Unclear => (Met::No, None, None),
                Outpatient::Ready(at) => (Met::Yes, Some(at), None),
            },
        };
        Weighed { precondition, met, at, due_at }
    })
}

fn admission(case: &Case) -> (Met, Option<Timestamp>, Option<Timestamp>) {
    let (at, due_at) = case.admission_notice.unzip();
    let met = match case.notice.admission {
        AdmissionNotice::Missing => Met::No,
        AdmissionNotice::Late if case.terms.late_notice_blocks => Met::No,
        AdmissionNotice::Late => Met::Contestable,
        AdmissionNotice::InTime => Met::Yes,
    };
    (met, at, due_at)
}

fn sip(case: &Case) -> (Met, Option<Timestamp>, Option<Timestamp>) {
    let due_at = case.notice.notified_at.map(|at| sip_call_due(at).due_at);
    match case.notice.sip {
        Sip::NotRequired => (Met::NotACondition, None, None),
        Sip::NotCalled => (Met::No, None, due_at),
        Sip::Called { at, on_behalf } => {
            let late = due_at.is_some_and(|due_at| at > due_at);
            let counts = (!late || case.terms.late_call_counts_from_its_day)
                && (!on_behalf || case.terms.call_on_behalf_counts);
            let met = match (counts, on_behalf || late) {
                (false, _) => Met::No,
                (true, true) => Met::Contestable,
                (true, false) => Met::Yes,
            };
            (met, Some(at), due_at)
        }
    }
}

/// What a day is, by either model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// By the statute.
    Statute(DayIs),
    /// By a mean: it adds to the sum.
    Counted,
    /// By a mean: before the day that is day 0, or that day.
    DayZero,
    /// By a mean over weekdays: a Saturday or Sunday.
    Weekend,
    /// By a mean: the person is in none.
    LeftOut(LeftOut),
}

impl Told {
    /// The word in files and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Statute(DayIs::Liable) => "liable",
            Self::Statute(DayIs::LiableMunicipalityReady) => "liable_municipality_ready",
            Self::Statute(DayIs::BeforeStart) => "before_start",
            Self::Statute(DayIs::OutpatientNotReady) => "outpatient_not_ready",
            Self::Statute(DayIs::SipNotCalledYet) => "sip_not_called_yet",
            Self::Statute(DayIs::ExemptMunicipalityReady) => "municipality_ready",
            Self::Statute(DayIs::Leave) => "leave",
            Self::Statute(DayIs::Blocked(blocked)) => blocked.code(),
            Self::Counted => "counted",
            Self::DayZero => "day_zero",
            Self::Weekend => "weekend_not_counted",
            Self::LeftOut(left_out) => left_out.code(),
        }
    }

    /// The paragraph of lag (2017:612) that it follows from; none where it is the agreement.
    #[must_use]
    pub const fn paragraph(self) -> Option<&'static str> {
        use crate::follow_up::liability::Blocked as B;
        let blocked = match self {
            Self::Statute(DayIs::Liable | DayIs::LiableMunicipalityReady) => {
                return Some("5 kap. 1 och 4 §§");
            }
            Self::Statute(DayIs::BeforeStart) => return Some("5 kap. 4 §"),
            Self::Statute(DayIs::OutpatientNotReady) => return Some("5 kap. 5 §"),
            Self::Statute(DayIs::SipNotCalledYet) => return Some("5 kap. 3 § 3"),
            Self::Statute(DayIs::Blocked(blocked)) => blocked,
            Self::LeftOut(LeftOut::Blocked(blocked)) => blocked,
            _ => return None,
        };
        Some(match blocked {
            B::AdmissionNoticeMissing | B::AdmissionNoticeLate => "5 kap. 3 § 1",
            B::NotNotified => "5 kap. 3 § 2",
            B::SipNotCalled | B::SipCalledLate => "5 kap. 3 § 3",
            B::OutpatientUnclear => "5 kap. 5 §",
        })
    }
}

/// A day of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExplainedDay {
    /// The day.
    pub on: Date,
    /// What it is.
    pub is: Told,
    /// Kronor of a liable day; none of another, and where nobody has confirmed the rate of its year.
    pub rate_sek: Option<u32>,
}

/// The days of a case after that of the notice, by the model of its terms. `agreement`: where they
/// are a mean.
#[must_use]
pub fn days(
    case: &Case,
    agreement: Option<(&Agreement, Result<Patient, LeftOut>)>,
    book: &TermsBook<'_>,
    today: Date,
) -> Vec<ExplainedDay> {
    let Some((agreement, patient)) = agreement else {
        let day = |(on, is): &(Date, DayIs)| ExplainedDay {
            on: *on,
            is: Told::Statute(*is),
            rate_sek: is.is_liable().then(|| book.rate_sek(on.year())).flatten(),
        };
        return case.account.days.iter().map(day).collect();
    };
    let from = local_date(case.sent_at);
    let until = case.notice.until.map_or(today, local_date);
    let days = from.series(Span::new().days(1)).skip(1).take_while(|day| *day <= until);
    let is = |day: Date| match patient {
        Err(left_out) => Told::LeftOut(left_out),
        Ok(patient) if day <= patient.ready_on => Told::DayZero,
        Ok(_) if agreement.count == Count::Weekdays && is_weekend(day) => Told::Weekend,
        Ok(_) => Told::Counted,
    };
    days.map(|on| ExplainedDay { on, is: is(on), rate_sek: None }).collect()
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday)
}
