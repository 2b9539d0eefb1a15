//! Figures as files for other programs: one row for each group, one column for each number.

use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::report::{Cell, Figures, WeekendStays};

/// The numbers of a row, by the words of the report's JSON.
const COLUMNS: [&str; 16] = [
    "chains",
    "ready",
    "ready_weekdays",
    "stayed",
    "share_of_ready",
    "share_of_chains",
    "municipality_ready_before",
    "municipality_not_ready_before",
    "still_there",
    "should_stay",
    "could_have_left",
    "deceased",
    "weekends",
    "overridden",
    "share_overridden",
    "imported",
];

/// The report as CSV for a Swedish spreadsheet: UTF-8 with a byte order mark, semicolons, decimal
/// commas, the definition in a comment on the first line. What is hidden is `word("hidden")`; shares
/// are from 0 to 1 and not rounded. `word` gives the heading of a column and the word of a group.
#[must_use]
pub fn stays_csv(report: &WeekendStays, comment: &str, word: &dyn Fn(&str) -> String) -> Vec<u8> {
    file(comment, table(report, word))
}

/// Rows as a Swedish spreadsheet reads them, under a comment.
pub(super) fn file(comment: &str, rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut bytes = format!("\u{feff}# {}\r\n", one_line(comment)).into_bytes();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut bytes);
    for row in rows {
        // Memory does not fail.
        writer.write_record(&row).expect("rows of one length are written to memory");
    }
    drop(writer);
    bytes
}

/// The heading and every row.
fn table(report: &WeekendStays, word: &dyn Fn(&str) -> String) -> Vec<Vec<String>> {
    let mut heading: Vec<String> = ["group", "code", "name"].map(word).into();
    heading.extend(COLUMNS.map(word));
    heading.extend(Cause::ALL.iter().map(|cause| word(cause.as_str())));
    heading.extend(Cause::ALL.iter().map(|cause| word(&format!("any_{cause}"))));
    let hidden = word("hidden");
    let row = |group: &str, code: &str, name: &str, figures: &Figures| {
        let mut row = vec![word(group), text(code), text(name)];
        row.extend(numbers(figures, &hidden));
        row
    };
    let mut rows = vec![heading, row("total", "", "", &report.total)];
    rows.extend(report.months.iter().map(|month| {
        let running = if month.running { word("running") } else { String::new() };
        row("month", &month.month.to_string(), &running, &month.figures)
    }));
    for (kind, groups) in [("ward", &report.by_ward), ("municipality", &report.by_municipality)] {
        rows.extend(groups.iter().map(|group| {
            let others = || word("others");
            let name = group.name.clone();
            let name = name.unwrap_or_else(|| match &group.code {
                Some(_) => String::new(),
                None => others(),
            });
            row(kind, group.code.as_deref().unwrap_or(""), &name, &group.figures)
        }));
    }
    rows
}

fn numbers(figures: &Figures, hidden: &str) -> Vec<String> {
    let cell = |cell: Cell| cell.map_or_else(|| hidden.to_owned(), |it| it.to_string());
    let share = |share: Option<f64>, whole: Cell| match share {
        Some(share) => share.to_string().replace('.', ","),
        None if whole == Some(0) => String::new(),
        None => hidden.to_owned(),
    };
    let mut numbers = vec![
        cell(figures.chains),
        cell(figures.ready),
        cell(figures.ready_weekdays),
        cell(figures.stayed),
        share(figures.share_of_ready, figures.ready_weekdays),
        share(figures.share_of_chains, figures.chains),
        cell(figures.municipality_ready_before),
        cell(figures.municipality_not_ready_before),
        cell(figures.still_there),
        cell(figures.should_stay),
        cell(figures.could_have_left),
        cell(figures.deceased),
        cell(figures.weekends),
        cell(figures.overridden),
        share(figures.share_overridden, figures.stayed),
        cell(figures.imported),
    ];
    numbers.extend(figures.causes.values().map(cell));
    numbers.extend(figures.causes_any.values().map(cell));
    numbers
}

/// A spreadsheet would take some texts for a formula: they get an apostrophe, which it shows as
/// text.
pub(super) fn text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

fn one_line(text: &str) -> String {
    text.split(['\r', '\n']).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use brygga_domain::follow_up::report::{Month, Period, Scope, Selection, weekend_stays};
    use brygga_domain::follow_up::suppress::{self, Own};
    use brygga_domain::follow_up::weekend::Variant;

    use super::*;

    fn report() -> WeekendStays {
        let month = |text| Month::parse(text).unwrap();
        let mut report = weekend_stays(
            [],
            Scope {
                period: Period::new(month("2026-10"), month("2026-11")).unwrap(),
                variant: Variant::V1,
                as_of: "2026-11-20T12:42:00Z".parse().unwrap(),
                selection: Selection::default(),
                municipalities: vec![String::from("1081")],
            },
        );
        report.name(|_| None, |_| Some(String::from("=cmd()|Björkvik; södra")));
        report
    }

    fn csv(report: &WeekendStays) -> String {
        String::from_utf8(stays_csv(report, "definition\n1", &str::to_owned)).unwrap()
    }

    #[test]
    fn a_spreadsheet_reads_it_and_takes_no_name_for_a_formula() {
        let csv = csv(&report());
        let mut lines = csv.split("\r\n");
        assert_eq!(lines.next(), Some("\u{feff}# definition 1"));
        let heading = lines.next().unwrap();
        assert!(heading.starts_with("group;code;name;chains;ready;ready_weekdays;stayed"));
        let columns = heading.split(';').count();
        assert_eq!(columns, 3 + COLUMNS.len() + 2 * Cause::ALL.len());
        assert!(csv.contains("month;2026-11;running;0;"));
        assert!(csv.contains("municipality;1081;\"'=cmd()|Björkvik; södra\";0;"));
        assert!(csv.contains("municipality;;others;0;"));
    }

    #[test]
    fn numbers_have_a_decimal_comma_and_hidden_ones_say_so() {
        let mut report = report();
        report.total.chains = Some(8);
        report.total.ready_weekdays = Some(8);
        report.total.stayed = Some(6);
        report.total.set_shares(report.definition);
        assert!(csv(&report).contains("total;;;8;0;8;6;0,75;0,75;"));
        report.total.stayed = Some(3);
        // Sums that do not agree are no concern of the file.
        let public = suppress::weekend_stays(report, Own::default());
        assert!(csv(&public).contains(";hidden;hidden;hidden;"));
    }
}
