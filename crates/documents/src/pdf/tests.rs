use super::*;
use crate::testing::document;
use crate::{Cell, Column, Kind, Row, Table};

/// The file as text: its streams are not compressed, one byte a letter.
fn text(pdf: &[u8]) -> String {
    pdf.iter().map(|byte| char::from(*byte)).collect()
}

/// Everything that is shown, in order: written with brackets, or in hexadecimal.
fn shown(file: &str) -> Vec<String> {
    let shown = file.lines().filter_map(|line| line.strip_suffix(" Tj"));
    let read = shown.map(|it| match it.strip_prefix('<').and_then(|it| it.strip_suffix('>')) {
        Some(digits) => (0..digits.len() / 2)
            .map(|n| char::from(u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).unwrap()))
            .collect(),
        None => it.trim_start_matches('(').strip_suffix(')').unwrap().replace('\\', ""),
    });
    read.collect()
}

fn shows(file: &str, words: &str) -> bool {
    shown(file).iter().any(|it| it == words)
}

fn times(file: &str, words: &str) -> usize {
    shown(file).iter().filter(|it| *it == words).count()
}

fn pages(file: &str) -> usize {
    file.matches("/Type /Page\n").count()
}

#[test]
fn a_document_has_its_language_its_title_and_swedish_letters() {
    let file = text(&pdf(&document()));
    assert!(file.contains("/Lang (sv-SE)") && file.contains("/DisplayDocTitle true"));
    assert!(file.contains("/BaseFont /Helvetica\n") && file.contains("/WinAnsiEncoding"));
    // UTF-16 in the title, one byte a letter on the page.
    assert!(file.contains("/Title") && shows(&file, "\u{c5}sas \u{f6}gonavdelning (37)"));
    assert!(file.contains("/CreationDate (D:20261120124200"));
    assert!(shows(&file, "Sida 1 av 1"));
}

#[test]
fn numbers_stand_as_a_reader_writes_them_and_hidden_ones_are_not_there() {
    let file = text(&pdf(&document()));
    for words in ["1\u{a0}234", "12,3\u{a0}%", "30,3", "10\u{a0}500", "<5*", "\u{96}", "1,50"] {
        assert!(shows(&file, words), "{words}");
    }
}

#[test]
fn a_table_goes_on_over_pages_under_its_head_and_no_row_is_lost() {
    let mut long = document();
    long.tables[0].rows =
        (0..200).map(|n| Row::new(vec![Cell::text(format!("rad {n}")), Cell::Empty])).collect();
    let file = text(&pdf(&long));
    let all = pages(&file);
    assert!(all > 2, "{all}");
    assert!((0..200).all(|n| shows(&file, &format!("rad {n}"))));
    assert_eq!(times(&file, "Avdelning"), all);
    assert_eq!(times(&file, "Per avdelning (forts.)"), all - 1);
    assert!(shows(&file, &format!("Sida {all} av {all}")));
}

#[test]
fn a_row_that_is_higher_than_a_page_is_broken_and_nothing_of_it_is_lost() {
    let words: Vec<String> = (0..3_000).map(|n| format!("ord{n}")).collect();
    let mut long = document();
    long.tables[0].rows = vec![Row::new(vec![Cell::Text(words.join(" "))])];
    let file = text(&pdf(&long));
    assert!(pages(&file) > 1);
    let found = file.match_indices("ord").count();
    assert_eq!(found, 3_000);
}

#[test]
fn nothing_stands_outside_the_page_even_where_a_table_is_far_too_wide() {
    let mut wide = document();
    let columns = (0..40).map(|n| Column::new(format!("Kolumnrubrik{n}"), Kind::Integer));
    wide.tables[0] = Table {
        title: String::from("Bred"),
        columns: columns.collect(),
        rows: vec![Row::new(vec![Cell::count(Some(123_456)); 40])],
    };
    let file = text(&pdf(&wide));
    assert!(file.contains("/MediaBox [0 0 841.89 595.28]"));
    let places = file.lines().filter_map(|line| line.strip_suffix(" Td"));
    for place in places {
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (f32, f32) = (x.parse().unwrap(), y.parse().unwrap());
        assert!((0.0..842.0).contains(&x) && (0.0..596.0).contains(&y), "{place}");
    }
}

#[test]
fn each_number_is_read_aloud_under_its_heading() {
    let file = text(&pdf(&document()));
    assert!(file.contains("/Marked true") && file.contains("/S /Document"));
    assert_eq!(file.matches("/S /Table\n").count(), 1);
    assert_eq!(file.matches("/S /TR\n").count(), 4, "the head and three rows");
    assert_eq!(file.matches("/Scope /Column").count(), 5);
    assert_eq!(file.matches("/Scope /Row").count(), 3);
    let begun = file.matches("BDC").count();
    assert_eq!(begun, file.matches("EMC").count());
}

#[test]
fn a_document_without_tables_or_rows_is_a_document_still() {
    let mut empty = document();
    empty.tables[0].rows.clear();
    empty.notes.clear();
    assert!(pdf(&empty).starts_with(b"%PDF-1."));
    empty.diagrams.clear();
    empty.tables.clear();
    empty.title.clear();
    assert_eq!(pages(&text(&pdf(&empty))), 1);
}

#[test]
fn a_diagram_is_a_figure_that_says_what_it_shows() {
    let file = text(&pdf(&document()));
    assert_eq!(file.matches("/S /Figure\n").count(), 1);
    assert!(file.contains("/Alt (Flest i oktober)"));
    for words in ["okt", "Snitt 32", "Korttidsplats", "dolt"] {
        assert!(shows(&file, words), "{words}");
    }
    let bars = file.lines().filter(|line| line.ends_with(" re")).count();
    assert_eq!(bars, 4 + 3, "two parts twice, and the legend");
    let mut plain = document();
    plain.diagrams.clear();
    assert!(!text(&pdf(&plain)).contains("/Figure"));
}
