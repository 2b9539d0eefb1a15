//! The same figures as tables: months and causes, wards, municipalities, the pattern.

use brygga_domain::follow_up::report::{
    Cell, Dimension, Figures, Group, GroupFigures, MonthFigures, WeekendStays,
};
use brygga_i18n::Texts;

use super::address::Chosen;
use super::{chart, figures};
use crate::labels;
use crate::urls;
use crate::views::{
    CauseTable, GroupRow, GroupTable, LegendRow, PatternRow, PatternTable, TableRow,
};

/// Bars end at a whole ten per cent.
const STEP: f64 = 0.1;

pub(super) fn causes(t: Texts, report: &WeekendStays) -> CauseTable {
    let months = report.months.iter().map(|month| {
        let star = if month.running { "*" } else { "" };
        let year = if report.months.len() > 12 {
            format!(" {:02}", month.month.year() % 100)
        } else {
            String::new()
        };
        format!("{}{year}{star}", figures::month_short(t, month.month))
    });
    let parts = chart::parts(t, &report.total).into_iter().enumerate();
    let rows = parts.map(|(n, (_, label, sum))| TableRow {
        label,
        cells: of_months(report, &|figures| figures::cell(t, chart::parts(t, figures)[n].2)),
        sum: figures::cell(t, sum),
    });
    let row = |key: &str, of: &dyn Fn(&Figures) -> String| TableRow {
        label: t.text(key).into_owned(),
        cells: of_months(report, of),
        sum: of(&report.total),
    };
    let count = |of: fn(&Figures) -> Cell| move |it: &Figures| figures::cell(t, of(it));
    let sums = vec![
        row("stays-all", &count(|it| it.stayed)),
        row("stays-of-them-ready", &count(|it| it.municipality_ready_before)),
        row("stays-of-them-not-ready", &count(|it| it.municipality_not_ready_before)),
        row("stays-of-them-still", &count(|it| it.still_there)),
        row("stays-of-them-should", &count(|it| it.should_stay)),
        row("stays-of-them-could", &count(|it| it.could_have_left)),
        row("stays-ready", &|it| figures::cell(t, figures::ready(report, it))),
        row("stays-share-of-ready", &|it| {
            figures::share(t, it.share_of_ready, figures::ready(report, it))
        }),
        row("stays-chains", &count(|it| it.chains)),
        row("stays-share-of-chains", &|it| figures::share(t, it.share_of_chains, it.chains)),
        row("stays-deceased", &count(|it| it.deceased)),
    ];
    CauseTable { months: months.collect(), rows: rows.collect(), sums }
}

/// A cell for each month; a dash where nothing is known.
fn of_months(report: &WeekendStays, of: &dyn Fn(&Figures) -> String) -> Vec<String> {
    let cell = |month: &MonthFigures| {
        if month.no_data { String::from("–") } else { of(&month.figures) }
    };
    report.months.iter().map(cell).collect()
}

/// What is known of those who stayed, beside the legend.
pub(super) fn split(t: Texts, total: &Figures) -> Vec<LegendRow> {
    let rows = [
        ("stays-of-them-ready", total.municipality_ready_before),
        ("stays-of-them-not-ready", total.municipality_not_ready_before),
        ("stays-of-them-still", total.still_there),
        ("stays-of-them-should", total.should_stay),
        ("stays-of-them-could", total.could_have_left),
        ("stays-of-them-overridden", total.overridden),
        ("stays-deceased", total.deceased),
    ];
    rows.into_iter()
        .map(|(key, number)| LegendRow {
            label: t.text(key).into_owned(),
            number: figures::cell(t, number),
            ..LegendRow::default()
        })
        .collect()
}

pub(super) fn wards(t: Texts, report: &WeekendStays, chosen: &Chosen, own: &str) -> GroupTable {
    let table = GroupTable {
        title: t.text("stays-by-ward").into_owned(),
        note: t.count("stays-wards", report.by_ward.len()),
        column: t.text("stays-ward").into_owned(),
        ..GroupTable::default()
    };
    let url = |code: &str| chosen.ward_url(urls::WEEKEND_STAYS, code);
    groups(t, report, &report.by_ward, table, &url, Some(own))
}

pub(super) fn municipalities(
    t: Texts,
    report: &WeekendStays,
    chosen: &Chosen,
    own: Option<&str>,
) -> GroupTable {
    let known = report.by_municipality.iter().filter(|row| row.code.is_some()).count();
    let table = GroupTable {
        title: t.text("stays-by-municipality").into_owned(),
        note: t.count("stays-municipalities", known),
        column: t.text("stays-municipality").into_owned(),
        ..GroupTable::default()
    };
    let url = |code: &str| Some(chosen.municipality_url(urls::WEEKEND_STAYS, code));
    groups(t, report, &report.by_municipality, table, &url, own)
}

fn groups(
    t: Texts,
    report: &WeekendStays,
    rows: &[GroupFigures],
    table: GroupTable,
    url: &dyn Fn(&str) -> Option<String>,
    own: Option<&str>,
) -> GroupTable {
    let highest = rows.iter().filter_map(|row| row.figures.share_of_ready).fold(0.0, f64::max);
    let top = ((highest / STEP).ceil() * STEP).max(STEP);
    let place = |share: f64| format!("{:.1}", (share / top * 100.0).min(99.1));
    let mark = report.total.share_of_ready.map(place);
    let shown = |figures: &Figures, label: String| GroupRow {
        label,
        ready: figures::cell(t, figures::ready(report, figures)),
        stayed: figures::cell(t, figures.stayed),
        share: figures::share(t, figures.share_of_ready, figures::ready(report, figures)),
        share_of_chains: figures::share(t, figures.share_of_chains, figures.chains),
        bar: figures.share_of_ready.map(|share| format!("{:.1}", share / top * 100.0)),
        mark: mark.clone(),
        ..GroupRow::default()
    };
    // Nobody from outside the county is no row; what is hidden is one.
    let some = |row: &&GroupFigures| row.code.is_some() || row.figures.chains != Some(0);
    let scale = match report.total.share_of_ready {
        Some(share) => t.with(
            "stays-scale",
            &[("top", figures::percent(top)), ("all", figures::percent(share))],
        ),
        None => t.fill("stays-scale-alone", "top", &figures::percent(top)),
    };
    GroupTable {
        scale,
        rows: rows
            .iter()
            .filter(some)
            .map(|row| {
                let code = row.code.as_deref();
                let unknown =
                    || code.map_or_else(|| t.text("stays-others").into_owned(), str::to_owned);
                GroupRow {
                    url: code.and_then(url),
                    own: code.is_some() && code == own,
                    ..shown(&row.figures, row.name.clone().unwrap_or_else(unknown))
                }
            })
            .collect(),
        sum: Some(GroupRow {
            bar: None,
            ..shown(&report.total, t.text("stays-everybody").into_owned())
        }),
        ..table
    }
}

/// Wards and municipalities have tables of their own.
const SHOWN: [Dimension; 4] =
    [Dimension::Weekday, Dimension::Lead, Dimension::Services, Dimension::Hour];

pub(super) fn patterns(t: Texts, report: &WeekendStays) -> Vec<PatternTable> {
    let tables = groups_of_pattern(t, report).into_iter();
    tables
        .map(|(title, groups)| PatternTable {
            title,
            rows: groups.into_iter().map(|(label, group)| pattern_row(t, label, group)).collect(),
        })
        .collect()
}

/// The groups of each dimension under its title, each with its name.
pub(crate) fn groups_of_pattern(
    t: Texts,
    report: &WeekendStays,
) -> Vec<(String, Vec<(String, &Group)>)> {
    let known = SHOWN
        .iter()
        .filter_map(|dimension| report.pattern.get(dimension).map(|groups| (*dimension, groups)));
    known
        .map(|(dimension, groups)| {
            let named = groups.iter().map(|group| (group_name(t, dimension, &group.key), group));
            (labels::word(t, "pattern", dimension.as_str()), named.collect())
        })
        .collect()
}

fn group_name(t: Texts, dimension: Dimension, key: &str) -> String {
    match dimension {
        Dimension::Weekday => labels::word(t, "weekday", key),
        Dimension::Hour => t.fill("pattern-hour-from", "hour", key),
        _ => labels::word(t, &format!("pattern-{}", dimension.as_str()), key),
    }
}

fn pattern_row(t: Texts, label: String, group: &Group) -> PatternRow {
    PatternRow {
        label,
        ready: figures::cell(t, group.ready_weekdays),
        stayed: figures::cell(t, group.stayed),
        left: figures::cell(t, group.left),
        share: figures::share(t, group.share_stayed, group.ready_weekdays),
    }
}
