//! A document for tests.

use crate::diagram::{Bar, Diagram, Form};
use crate::{Cell, Column, Document, Kind, Language, Row, Table, Words};

pub(crate) fn document() -> Document {
    Document {
        language: Language::Swedish,
        title: String::from("Kvar över helgen"),
        lines: vec![String::from("Version 1 (V1) · läget 2026-11-20 13:42 · revision 4 711")],
        diagrams: vec![diagram()],
        tables: vec![Table {
            title: String::from("Per avdelning"),
            columns: vec![
                Column::new("Avdelning", Kind::Text),
                Column::new("Kvar över helgen", Kind::Integer),
                Column::new("Andel av utskrivningsklara", Kind::Share),
                Column::new("Median, h", Kind::Hours),
                Column::new("Belopp, kr", Kind::Amount),
            ],
            rows: vec![
                Row::new(vec![
                    Cell::text("Åsas ögonavdelning (37)"),
                    Cell::count(Some(1_234)),
                    Cell::number(Some(0.1234)),
                    Cell::number(Some(30.28)),
                    Cell::number(Some(10_500.0)),
                ]),
                Row::new(vec![
                    Cell::text("=1+1"),
                    Cell::Hidden,
                    Cell::Hidden,
                    Cell::Empty,
                    Cell::number(Some(1.5)),
                ]),
                Row::sum(vec![Cell::text("Alla"), Cell::count(Some(1_238))]),
            ],
        }],
        notes: vec![String::from("<5*: färre än fem personer.")],
        made_at: "2026-11-20T12:42:00Z".parse().expect("a time"),
        words: Words {
            hidden: String::from("<5*"),
            page: String::from("Sida"),
            of: String::from("av"),
            continued: String::from("forts."),
        },
    }
}

/// Three months: all numbers told, one hidden, all hidden.
pub(crate) fn diagram() -> Diagram {
    let bar = |name: &str, parts: [Option<f64>; 2], sum: Option<f64>| {
        let label = sum.map_or_else(|| String::from("<5*"), |it| it.to_string());
        let labels = vec![label, String::new()];
        Bar { name: name.to_owned(), parts: parts.into(), sum, labels, running: false }
    };
    Diagram {
        language: Language::Swedish,
        title: String::from("Kvar över helgen"),
        description: String::from("Flest i oktober"),
        form: Form::Stacked,
        parts: vec![String::from("Korttidsplats"), String::from("<script>&\"'")],
        rest: String::from("dolt"),
        bars: vec![
            bar("okt", [Some(20.0), Some(30.0)], Some(50.0)),
            bar("nov", [Some(10.0), None], Some(13.0)),
            bar("dec", [None, None], None),
        ],
        line: Some((31.5, String::from("Snitt 32"))),
        notes: vec![String::from("* pågår")],
    }
}
