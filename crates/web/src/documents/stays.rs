//! "Kvar över helgen" as a document.

use brygga_documents::{Cell, Column, Document, Kind, Row, Table};
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::report::{ByCause, Figures, Group, WeekendStays};
use brygga_i18n::Texts;

use super::{About, column, document, group, lines, month, row, sum};
use crate::labels;
use crate::pages::weekend_stays::{chart, figures, tables};

/// The columns of a group's figures, by the words of the report's JSON.
const FIGURES: [(&str, Kind); 14] = [
    ("chains", Kind::Integer),
    ("ready_weekdays", Kind::Integer),
    ("stayed", Kind::Integer),
    ("share_of_ready", Kind::Share),
    ("share_of_chains", Kind::Share),
    ("municipality_ready_before", Kind::Integer),
    ("municipality_not_ready_before", Kind::Integer),
    ("still_there", Kind::Integer),
    ("should_stay", Kind::Integer),
    ("could_have_left", Kind::Integer),
    ("deceased", Kind::Integer),
    ("weekends", Kind::Integer),
    ("overridden", Kind::Integer),
    ("imported", Kind::Integer),
];

/// Weekend stays as a document.
#[must_use]
pub fn stays(t: Texts, report: &WeekendStays) -> Document {
    let mut tables = vec![causes(t, report)];
    let months = report
        .months
        .iter()
        .map(|it| (month(t, it.month, it.running), (!it.no_data).then_some(&it.figures)));
    tables.extend(both(t, report, "times-by-month", "times-month", months.collect()));
    for (title, heading, groups) in [
        ("stays-by-ward", "stays-ward", &report.by_ward),
        ("stays-by-municipality", "stays-municipality", &report.by_municipality),
    ] {
        let groups = groups
            .iter()
            .map(|it| (group(t, it.code.as_deref(), it.name.as_deref()), Some(&it.figures)));
        tables.extend(both(t, report, title, heading, groups.collect()));
    }
    tables.push(pattern(t, report));
    let mut notes = vec!["stays-how-time", "stays-how-denominators", "stays-how-causes"];
    notes.push(if report.suppressed { "stays-hidden-text" } else { "stays-own-text" });
    notes.push("document-running");
    document(
        t,
        About {
            title: t.text("stays-title").into_owned(),
            lines: lines(
                t,
                definition(t, report),
                (report.period, &report.selection),
                report.by_ward.iter().map(|it| (it.code.as_deref(), it.name.as_deref())),
                report.by_municipality.iter().map(|it| (it.code.as_deref(), it.name.as_deref())),
            ),
            as_of: report.as_of,
            revision: report.revision.unwrap_or_default(),
            diagram: Some(chart::diagram(t, report)),
            tables,
            notes,
        },
    )
}

/// "Utskrivningsklara måndag–fredag … (version 1 (V1))".
fn definition(t: Texts, report: &WeekendStays) -> String {
    let definition = report.definition;
    let version = t.with(
        "stays-version",
        &[
            ("version", definition.version.to_string().as_str()),
            ("variant", definition.variant.as_str()),
        ],
    );
    format!("{} ({version})", labels::word(t, "stays-is", definition.variant.as_str()))
}

/// The causes of all: the main one, and every one.
fn causes(t: Texts, report: &WeekendStays) -> Table {
    let total = &report.total;
    let rows = Cause::ALL.iter().map(|cause| {
        let of = |numbers: &ByCause| Cell::count(numbers.get(*cause));
        row(Cell::text(figures::cause(t, *cause)), vec![of(&total.causes), of(&total.causes_any)])
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.push(sum(t, vec![Cell::count(total.stayed), Cell::Empty]));
    Table {
        title: t.text("document-causes").into_owned(),
        columns: vec![
            column(t, "stays-cause", Kind::Text),
            column(t, "document-main-cause", Kind::Integer),
            column(t, "document-any-cause", Kind::Integer),
        ],
        rows,
    }
}

/// The figures of some groups, and their main causes: two tables.
fn both(
    t: Texts,
    report: &WeekendStays,
    title: &str,
    heading: &str,
    groups: Vec<(Cell, Option<&Figures>)>,
) -> [Table; 2] {
    let rows = |width: usize, of: &dyn Fn(&Figures) -> Vec<Cell>| {
        let rows = groups.iter().map(|(name, figures)| {
            // Nothing is known of a month before the first chain.
            row(name.clone(), figures.map_or_else(|| vec![Cell::Empty; width], of))
        });
        rows.chain([sum(t, of(&report.total))]).collect()
    };
    let first = column(t, heading, Kind::Text);
    let mut columns = vec![first.clone()];
    columns.extend(
        FIGURES.map(|(word, kind)| Column::new(labels::word(t, "stays-column", word), kind)),
    );
    let mut by_cause = vec![first];
    by_cause.extend(Cause::ALL.iter().map(|it| Column::new(figures::cause(t, *it), Kind::Integer)));
    let title = t.text(title);
    [
        Table { title: title.clone().into_owned(), columns, rows: rows(FIGURES.len(), &numbers) },
        Table {
            title: t.fill("document-with-causes", "title", &title),
            columns: by_cause,
            rows: rows(Cause::ALL.len(), &|figures| {
                figures.causes.values().map(Cell::count).collect()
            }),
        },
    ]
}

/// In the order of [`FIGURES`].
fn numbers(figures: &Figures) -> Vec<Cell> {
    let share = |share: Option<f64>, hidden: bool| match share {
        None if hidden => Cell::Hidden,
        share => Cell::number(share),
    };
    let none = |it: Option<u32>| it.is_none();
    vec![
        Cell::count(figures.chains),
        Cell::count(figures.ready_weekdays),
        Cell::count(figures.stayed),
        share(figures.share_of_ready, none(figures.stayed) || none(figures.ready_weekdays)),
        share(figures.share_of_chains, none(figures.stayed) || none(figures.chains)),
        Cell::count(figures.municipality_ready_before),
        Cell::count(figures.municipality_not_ready_before),
        Cell::count(figures.still_there),
        Cell::count(figures.should_stay),
        Cell::count(figures.could_have_left),
        Cell::count(figures.deceased),
        Cell::count(figures.weekends),
        Cell::count(figures.overridden),
        Cell::count(figures.imported),
    ]
}

fn pattern(t: Texts, report: &WeekendStays) -> Table {
    let mut rows = Vec::new();
    for (title, groups) in tables::groups_of_pattern(t, report) {
        rows.extend(groups.into_iter().map(|(label, of)| pattern_row(&title, label, of)));
    }
    Table {
        title: t.text("pattern-title").into_owned(),
        columns: vec![
            column(t, "stays-column-group", Kind::Text),
            column(t, "pattern-group", Kind::Text),
            column(t, "stays-ready", Kind::Integer),
            column(t, "pattern-stayed", Kind::Integer),
            column(t, "pattern-left", Kind::Integer),
            column(t, "stays-share", Kind::Share),
        ],
        rows,
    }
}

fn pattern_row(title: &str, label: String, of: &Group) -> Row {
    let share = match of.share_stayed {
        None if of.stayed.is_none() || of.ready_weekdays.is_none() => Cell::Hidden,
        share => Cell::number(share),
    };
    Row::new(vec![
        Cell::text(title),
        Cell::Text(label),
        Cell::count(of.ready_weekdays),
        Cell::count(of.stayed),
        Cell::count(of.left),
        share,
    ])
}
