//! Payment liability by the statute, case by case, for the operator.

use std::collections::BTreeMap;

use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::cases::{self, Case};
use brygga_domain::follow_up::facts::ChainFacts;
use brygga_domain::follow_up::liability::{Account, DayIs, Mark, Terms};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::{CountyData, Registry};
use brygga_store::FactMonths;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::read::{Asked, read};
use crate::context::{App, on_day};
use crate::error::AppError;

/// A group of fewer is not shown to others (facts 6).
const SMALLEST: usize = 5;

/// The cases of some months, by municipality: a case belongs to the month in which its ready notice
/// was sent, with all of its days.
#[derive(Debug, Clone, Serialize)]
pub struct LiabilityReport {
    /// `statutory`.
    pub model: &'static str,
    /// What is counted, in a word that a reader can look up.
    pub definition: &'static str,
    /// When it was asked.
    pub as_of: Timestamp,
    /// How many facts the log had then.
    pub revision: u64,
    /// The public version: no cases, and no figures of few.
    pub suppressed: bool,
    /// How amounts are rounded.
    pub rounding: &'static str,
    /// By code; the last one without a code holds persons whose municipality nobody has said.
    pub municipalities: Vec<MunicipalityCases>,
}

/// The cases of one municipality.
#[derive(Debug, Clone, Serialize)]
pub struct MunicipalityCases {
    /// Four digits.
    pub code: Option<String>,
    /// Its name in the registry.
    pub name: Option<String>,
    /// Liable days in all; none where hidden.
    pub days: Option<u64>,
    /// Kronor in all; none where a case has none, and where hidden.
    pub amount_sek: Option<u64>,
    /// In the order in which the notices were sent.
    pub cases: Vec<CaseLine>,
}

/// One ready notice towards one municipality.
#[derive(Debug, Clone, Serialize)]
pub struct CaseLine {
    /// The chain; of an imported one the case in the system that it comes from.
    pub case_id: String,
    /// A history of another system.
    pub imported: bool,
    /// Which of the chain's notices, from 1.
    pub notice: usize,
    /// When it was sent.
    pub notice_sent_at: Timestamp,
    /// The ward.
    pub ward: HsaId,
    /// The start by 5 kap. 4 §, whatever stands in the way.
    pub statutory_start_on: Option<Date>,
    /// The first liable day.
    pub start_on: Option<Date>,
    /// Liable days.
    pub days: u64,
    /// Those of them on which the municipality was ready.
    pub days_municipality_ready: u64,
    /// Kronor; none without a confirmed rate of each year, and while the notice is disputed.
    pub amount_sek: Option<u64>,
    /// Why nothing is liable, or why there is no amount; none otherwise.
    pub reason: Option<&'static str>,
    /// What may be contested.
    pub marks: Vec<&'static str>,
}

/// The terms of the county, as they are set on a day.
fn terms(county: &CountyData) -> Terms {
    Terms {
        late_notice_blocks: county.late_notice_blocks.is_yes(),
        call_on_behalf_counts: county.sip_call_on_behalf_counts.is_yes(),
        late_call_counts_from_its_day: county.late_sip_call_counts_from_its_day.is_yes(),
        municipality_ready_exempts: county.municipality_ready_exempts.is_yes(),
        last_day_counts: county.last_day_counts.is_yes(),
        ..Terms::default()
    }
}

/// The report, unsuppressed: for the operator at the command line, who answers for whom it reaches.
///
/// # Errors
/// When the store cannot be read, or its tables are of another version.
pub async fn liability(app: &App, asked: &Asked) -> Result<LiabilityReport, AppError> {
    let registry = app.registry();
    let as_of = app.now();
    let mut by_code: BTreeMap<(bool, Option<String>), Vec<CaseLine>> = BTreeMap::new();
    // The table's ward and municipality are those of the notice that stands; each case has its own.
    let all = Asked { wards: Vec::new(), municipalities: Vec::new(), ..asked.clone() };
    let revision = read(app, &all, FactMonths::Touching, |chain| {
        for case in cases_of(&chain, &registry, as_of) {
            if !is_asked(asked, &case) {
                continue;
            }
            let code = case.municipality.clone();
            let line = line(&chain, case, &registry, as_of);
            by_code.entry((code.is_none(), code)).or_default().push(line);
        }
    })
    .await?;
    let today = on_day(&registry, as_of);
    let municipalities = by_code.into_iter().map(|((_, code), mut cases)| {
        cases.sort_by(|a, b| (a.notice_sent_at, &a.case_id).cmp(&(b.notice_sent_at, &b.case_id)));
        MunicipalityCases {
            name: code.as_ref().and_then(|code| Some(today.municipality(code)?.name.clone())),
            code,
            days: Some(cases.iter().map(|case| case.days).sum()),
            amount_sek: cases.iter().map(|case| case.amount_sek).sum(),
            cases,
        }
    });
    Ok(LiabilityReport {
        model: "statutory",
        definition: "lag (2017:612) 5 kap., definition 7, version 1",
        as_of,
        revision: revision.iter().map(|last| last.pos).sum(),
        suppressed: false,
        rounding: "none: whole days at whole kronor a day",
        municipalities: municipalities.collect(),
    })
}

fn is_asked(asked: &Asked, case: &Case) -> bool {
    let codes = &asked.municipalities;
    asked.has_month(case.sent_at)
        && (asked.wards.is_empty() || asked.wards.contains(&case.ward))
        && (codes.is_empty() || case.municipality.as_ref().is_some_and(|code| codes.contains(code)))
}

/// The version that may leave the parties concerned: figures of a municipality where at least five
/// of its cases have liable days, and no case. Nothing is summed over municipalities, so nothing
/// that is hidden can be had back by subtraction.
#[must_use]
pub fn public(mut report: LiabilityReport) -> LiabilityReport {
    for municipality in &mut report.municipalities {
        let liable = municipality.cases.iter().filter(|case| case.days > 0).count();
        if liable < SMALLEST {
            municipality.days = None;
            municipality.amount_sek = None;
        }
        municipality.cases.clear();
    }
    report.suppressed = true;
    report
}

fn cases_of(chain: &ChainFacts, registry: &Registry, as_of: Timestamp) -> Vec<Case> {
    let today = on_day(registry, as_of);
    cases::cases(
        chain,
        |organisation| today.organisation(organisation)?.municipality_code.clone(),
        |sent_at| terms(on_day(registry, sent_at).county_data()),
        local_date(as_of),
    )
}

fn line(chain: &ChainFacts, case: Case, registry: &Registry, as_of: Timestamp) -> CaseLine {
    let today = on_day(registry, as_of);
    let account = &case.account;
    let ready = account.days.iter().filter(|(_, is)| *is == DayIs::LiableMunicipalityReady);
    let days = account.liable_days().count() as u64;
    let amount = account.amount_sek(|year| today.confirmed_rate(year));
    let reason = match (case.disputed, account.blocked, amount) {
        (true, ..) => Some("ready_disputed"),
        (false, Some(blocked), _) => Some(blocked.code()),
        (false, None, None) => Some("no_confirmed_rate"),
        (false, None, Some(_)) if days == 0 => Some(nothing_liable(account)),
        (false, None, Some(_)) => None,
    };
    CaseLine {
        case_id: case_id(chain),
        imported: chain.imported,
        notice: case.number + 1,
        notice_sent_at: case.sent_at,
        statutory_start_on: account.statutory_start,
        start_on: account.start_on().filter(|_| !case.disputed),
        days: if case.disputed { 0 } else { days },
        days_municipality_ready: if case.disputed { 0 } else { ready.count() as u64 },
        amount_sek: amount.filter(|_| !case.disputed),
        reason,
        marks: account.marks.iter().map(|mark| word(*mark)).collect(),
        ward: case.ward,
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

const fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::AdmissionNoticeLate => "admission_notice_late",
        Mark::SipCalledOnBehalf => "sip_called_on_behalf",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(n: u8, days: u64) -> CaseLine {
        CaseLine {
            case_id: n.to_string(),
            imported: false,
            notice: 1,
            notice_sent_at: Timestamp::UNIX_EPOCH,
            ward: HsaId::parse("TEST-AVD5").unwrap(),
            statutory_start_on: None,
            start_on: None,
            days,
            days_municipality_ready: 0,
            amount_sek: Some(days * 10_500),
            reason: None,
            marks: Vec::new(),
        }
    }

    fn municipality(code: &str, cases: Vec<CaseLine>) -> MunicipalityCases {
        MunicipalityCases {
            code: Some(code.to_owned()),
            name: None,
            days: Some(cases.iter().map(|case| case.days).sum()),
            amount_sek: cases.iter().map(|case| case.amount_sek).sum(),
            cases,
        }
    }

    #[test]
    fn the_public_version_shows_no_case_and_no_figure_of_few() {
        let few = vec![case(1, 2), case(2, 0), case(3, 4), case(4, 1), case(5, 1)];
        let many = (1..6).map(|n| case(n, 2)).collect();
        let report = LiabilityReport {
            model: "statutory",
            definition: "",
            as_of: Timestamp::UNIX_EPOCH,
            revision: 1,
            suppressed: false,
            rounding: "",
            municipalities: vec![municipality("1080", few), municipality("1081", many)],
        };
        let public = public(report);
        let shown = public.municipalities.iter().map(|it| (it.days, it.amount_sek, it.cases.len()));
        assert_eq!(shown.collect::<Vec<_>>(), [(None, None, 0), (Some(10), Some(105_000), 0)]);
        assert!(public.suppressed);
    }
}
