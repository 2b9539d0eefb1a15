//! Lead times and compliance as rows of words.

use brygga_app::follow_up::ReadTimes;
use brygga_app::on_day;
use brygga_domain::follow_up::Responsible;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::lead_times::{
    Breach, Figures, GroupFigures, LeadTimes, Measure, Rule, Spread,
};
use brygga_domain::follow_up::report::Cell;
use brygga_domain::registry::Branch;
use brygga_i18n::Texts;

use super::super::weekend_stays::address::Chosen;
use super::super::weekend_stays::figures;
use crate::caller::Caller;
use crate::labels;
use crate::urls;
use crate::views::{
    BreachRow, Kpi, KpiLine, LeftRow, LeftTable, MeasureRow, RuleRow, SplitCell, SplitRow,
    SplitTable, TimesRow, TimesTable,
};

/// Nothing was measured, or it is hidden: the page does not say which.
const NONE: &str = "–";
/// From here on a time is told in days.
pub(super) const HOURS_IN_DAYS_FROM: f64 = 48.0;

fn or_none(text: Option<String>) -> String {
    text.unwrap_or_else(|| NONE.to_owned())
}

/// "4,5 h", or "3,1 dygn".
pub(super) fn duration(t: Texts, hours: f64) -> String {
    if hours.abs() < HOURS_IN_DAYS_FROM {
        t.fill("times-hours", "n", &figures::mean(t, hours))
    } else {
        t.fill("times-days", "n", &figures::mean(t, hours / 24.0))
    }
}

fn median(t: Texts, figures: &Figures, measure: Measure) -> Option<String> {
    figures.measures.get(&measure).map(|spread| duration(t, spread.median))
}

fn share(figures: &Figures, rule: Rule) -> Option<f64> {
    figures.rules.get(&rule).and_then(|kept| kept.share())
}

fn percent(figures: &Figures, rule: Rule) -> Option<String> {
    share(figures, rule).map(figures::percent)
}

/// Each with the same of the period that it is compared with.
pub(super) fn kpis(t: Texts, read: &ReadTimes) -> Vec<Kpi> {
    let mut kpis = kpis_of(t, &read.report.total);
    let Some(compared) = &read.compared else { return kpis };
    let period = figures::period(t, compared.period);
    for (kpi, then) in kpis.iter_mut().zip(kpis_of(t, &compared.total)) {
        let values = [("period", period.as_str()), ("value", then.number.as_str())];
        kpi.lines.push(KpiLine { icon: None, text: t.with("stays-compared", &values) });
    }
    kpis
}

fn kpis_of(t: Texts, total: &Figures) -> Vec<Kpi> {
    let kpi = |key: &str, number: Option<String>, line: Option<String>| Kpi {
        label: t.text(key).into_owned(),
        number: or_none(number),
        unit: String::new(),
        lines: line.map(|text| KpiLine { icon: None, text }).into_iter().collect(),
    };
    let left = total.measures.get(&Measure::ReadyToLeft);
    let of = |rule: Rule| {
        let kept = total.rules.get(&rule)?;
        let values = [("n", u64::from(kept.kept)), ("all", u64::from(kept.of))];
        Some(t.with("times-n-of-all", &values.map(|(name, n)| (name, figures::number(n)))))
    };
    vec![
        kpi(
            "times-kpi-left",
            left.map(|it| duration(t, it.median)),
            left.map(|it| t.fill("times-p90-is", "n", &duration(t, it.p90))),
        ),
        kpi("times-kpi-notice", percent(total, Rule::NoticeInTime), of(Rule::NoticeInTime)),
        kpi("times-kpi-sip", percent(total, Rule::SipCalledInTime), of(Rule::SipCalledInTime)),
        kpi("times-kpi-not-again", percent(total, Rule::NotReadmitted), of(Rule::NotReadmitted)),
    ]
}

pub(super) fn measures(t: Texts, total: &Figures) -> Vec<MeasureRow> {
    let row = |measure: &Measure| {
        let spread = total.measures.get(measure);
        let time = |of: fn(&Spread) -> f64| or_none(spread.map(|it| duration(t, of(it))));
        MeasureRow {
            label: labels::word(t, "times-measure", measure.as_str()),
            about: labels::word(t, "times-from", measure.as_str()),
            n: or_none(spread.map(|it| figures::number(u64::from(it.n)))),
            mean: time(|it| it.mean),
            median: time(|it| it.median),
            p90: time(|it| it.p90),
        }
    };
    Measure::ALL.iter().map(row).collect()
}

/// "Orsak ändrad av personal: 12 av 340"; nothing where it is hidden, or where no chain is.
pub(crate) fn overridden(t: Texts, report: &LeadTimes) -> Option<String> {
    let of = report.causes_overridden.filter(|of| of.chains > 0)?;
    let share = of.share().map(figures::percent).unwrap_or_default();
    let (n, all) = (u64::from(of.overridden), u64::from(of.chains));
    let values = [("n", figures::number(n)), ("all", figures::number(all)), ("share", share)];
    Some(t.with("times-overridden", &values))
}

/// The two ways after the ready notice: by cause, then by the side that had the turn.
pub(super) fn splits(t: Texts, report: &LeadTimes) -> Vec<SplitTable> {
    let cell = |spread: Option<&Spread>| SplitCell {
        n: or_none(spread.map(|it| figures::number(u64::from(it.n)))),
        median: or_none(spread.map(|it| duration(t, it.median))),
        p90: or_none(spread.map(|it| duration(t, it.p90))),
    };
    let causes = Cause::ALL.iter().map(|cause| SplitRow {
        label: figures::cause(t, *cause),
        cells: report.split.iter().map(|split| cell(split.by_cause.get(cause))).collect(),
    });
    let turns = Responsible::ALL.iter().map(|side| SplitRow {
        label: labels::word(t, "times-turn", side.as_str()),
        cells: report.split.iter().map(|split| cell(split.by_turn.get(side))).collect(),
    });
    let table = |title: &str, column: &str, about: String, rows: Vec<SplitRow>| SplitTable {
        title: t.text(title).into_owned(),
        column: t.text(column).into_owned(),
        about,
        rows,
    };
    let mut about = t.text("times-split-about").into_owned();
    if let Some(text) = overridden(t, report) {
        about = format!("{about} {text}");
    }
    let turn = t.text("times-turn-about").into_owned();
    vec![
        table("times-by-cause", "stays-cause", about, causes.collect()),
        table("times-by-turn", "times-side", turn, turns.collect()),
    ]
}

pub(super) fn rules(t: Texts, total: &Figures) -> Vec<RuleRow> {
    let row = |rule: &Rule| {
        let kept = total.rules.get(rule);
        let number = |n: Option<u32>| or_none(n.map(|n| figures::number(u64::from(n))));
        RuleRow {
            label: labels::word(t, "times-rule", rule.as_str()),
            about: labels::word(t, "times-kept-when", rule.as_str()),
            of: number(kept.map(|it| it.of)),
            kept: number(kept.map(|it| it.kept)),
            not_kept: number(kept.map(|it| it.of - it.kept)),
            share: or_none(percent(total, *rule)),
            bar: share(total, *rule).map(|share| format!("{:.1}", share * 100.0)),
        }
    };
    Rule::ALL.iter().map(row).collect()
}

/// Means that are named alike and are not the same, and how often a date changed.
pub(super) fn days(t: Texts, total: &Figures) -> Vec<MeasureRow> {
    let days = &total.days_ready;
    let row = |word: &str, n: Cell, mean: Option<String>| MeasureRow {
        label: labels::word(t, "times-mean", word),
        about: labels::word(t, "times-mean-is", word),
        n: or_none(n.map(|n| figures::number(u64::from(n)))),
        mean: or_none(mean),
        ..MeasureRow::default()
    };
    let in_days =
        |mean: Option<f64>| mean.map(|it| t.fill("times-days", "n", &figures::mean(t, it)));
    let with_date = total.rules.get(&Rule::DateKept).map(|it| it.of);
    vec![
        row("skr", days.skr_stays, in_days(days.skr_mean_days)),
        row("day_zero", days.stays_with_day_zero, in_days(days.mean_days_with_day_zero)),
        row("changes", with_date, total.changes_per_case.map(|it| figures::mean(t, it))),
    ]
}

/// Months, then wards, then municipalities.
pub(super) fn groups(caller: &Caller, chosen: &Chosen, report: &LeadTimes) -> [TimesTable; 3] {
    let t = caller.texts;
    let actor = &caller.actor;
    let registry = caller.state.app.registry();
    let own = on_day(&registry, caller.now).organisation(&actor.organisation);
    let own = own.and_then(|it| it.municipality_code.clone());
    let own = own.filter(|_| actor.branch.is_municipal());
    let ward = (actor.branch == Branch::Inpatient).then(|| actor.unit.as_str());
    // A year of which one month is known is one row long, and says so below.
    let shown = report.months.iter().filter(|month| !is_empty(&month.figures));
    let months = shown.map(|month| {
        let star = if month.running { "*" } else { "" };
        let name = format!("{}{star}", figures::month_and_year(t, month.month));
        TimesRow { label: labels::capital(&name), ..row(t, &month.figures) }
    });
    let groups =
        |rows: &[GroupFigures], own: Option<&str>, url: &dyn Fn(&str) -> Option<String>| {
            let shown = rows.iter().map(|group| {
                let code = group.code.as_deref();
                let unknown =
                    || code.map_or_else(|| t.text("stays-others").into_owned(), str::to_owned);
                TimesRow {
                    label: group.name.clone().unwrap_or_else(unknown),
                    url: code.and_then(url),
                    own: code.is_some() && code == own,
                    ..row(t, &group.figures)
                }
            });
            shown.collect::<Vec<_>>()
        };
    let of = |title: &str, column: &str, rows: Vec<TimesRow>| TimesTable {
        title: t.text(title).into_owned(),
        column: t.text(column).into_owned(),
        rows,
        sum: TimesRow { label: t.text("stays-everybody").into_owned(), ..row(t, &report.total) },
    };
    let ward_url = |code: &str| chosen.ward_url(urls::LEAD_TIMES, code);
    let code_url = |code: &str| Some(chosen.municipality_url(urls::LEAD_TIMES, code));
    [
        of("times-by-month", "times-month", months.collect()),
        of("stays-by-ward", "stays-ward", groups(&report.by_ward, ward, &ward_url)),
        of(
            "stays-by-municipality",
            "stays-municipality",
            groups(&report.by_municipality, own.as_deref(), &code_url),
        ),
    ]
}

/// Nothing was measured; what is hidden is something.
fn is_empty(figures: &Figures) -> bool {
    figures.chains == Some(0)
}

/// How many months have no row.
pub(super) fn empty_months(t: Texts, report: &LeadTimes) -> Option<String> {
    let empty = report.months.iter().filter(|month| is_empty(&month.figures)).count();
    (empty > 0).then(|| t.count("times-empty-months", empty))
}

fn row(t: Texts, of: &Figures) -> TimesRow {
    let left = of.measures.get(&Measure::ReadyToLeft);
    TimesRow {
        notice_in_time: or_none(percent(of, Rule::NoticeInTime)),
        sip_in_time: or_none(percent(of, Rule::SipCalledInTime)),
        municipality_ready: or_none(median(t, of, Measure::ReadyToMunicipalityReady)),
        left: or_none(left.map(|it| figures::number(u64::from(it.n)))),
        left_median: or_none(left.map(|it| duration(t, it.median))),
        left_p90: or_none(left.map(|it| duration(t, it.p90))),
        ..TimesRow::default()
    }
}

pub(super) fn left(t: Texts, report: &LeadTimes) -> Vec<LeftTable> {
    let rows = |cells: &[Cell], label: &dyn Fn(usize) -> String| {
        let most = cells.iter().flatten().copied().max().unwrap_or(0).max(1);
        let row = |(n, cell): (usize, &Cell)| LeftRow {
            label: label(n),
            number: figures::cell(t, *cell),
            bar: cell.map(|it| format!("{:.1}", f64::from(it) / f64::from(most) * 100.0)),
        };
        // Hours in which nobody left would make the page long and say nothing.
        cells.iter().enumerate().filter(|(_, cell)| **cell != Some(0)).map(row).collect()
    };
    vec![
        LeftTable {
            title: t.text("times-left-by-weekday").into_owned(),
            column: t.text("times-weekday").into_owned(),
            rows: rows(&report.left_by_weekday, &|n| {
                labels::word(t, "weekday", &(n + 1).to_string())
            }),
        },
        LeftTable {
            title: t.text("times-left-by-hour").into_owned(),
            column: t.text("times-hour").into_owned(),
            rows: rows(&report.left_by_hour, &|n| {
                t.fill("pattern-hour-from", "hour", &format!("{n:02}"))
            }),
        },
    ]
}

pub(super) fn breaches(t: Texts, report: &LeadTimes) -> Vec<BreachRow> {
    let row = |breach: Breach<'_>| BreachRow {
        rule: labels::word(t, "times-rule", breach.rule.as_str()),
        unit: breach.name.unwrap_or(breach.unit).to_owned(),
        month: figures::month_and_year(t, breach.month),
        cases: figures::number(u64::from(breach.cases)),
    };
    report.breaches.iter().map(row).collect()
}
