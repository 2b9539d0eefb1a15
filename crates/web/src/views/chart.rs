//! A diagram on the screen, from where its parts lie.

use brygga_documents::diagram::{Diagram, Form, Place};

/// Bars with a line across. Numbers are coordinates in the picture.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    pub title: String,
    pub description: String,
    pub lines: Vec<GridLine>,
    pub bars: Vec<Bar>,
    pub average: Option<AverageLine>,
    /// Empty where the title of the card says it.
    pub legend_title: String,
    /// Empty where there is one kind of bar.
    pub legend: Vec<LegendRow>,
    /// What else is known.
    pub split_title: String,
    pub split: Vec<LegendRow>,
}

#[derive(Debug, Clone, Default)]
pub struct GridLine {
    pub y: String,
    /// Where the number stands.
    pub text_y: String,
    pub label: String,
}

#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Where its name stands.
    pub middle: String,
    pub parts: Vec<BarPart>,
    /// What is written above it, or above each part.
    pub totals: Vec<BarTotal>,
    /// Empty where there is no room for it.
    pub label: String,
    /// Not whole yet.
    pub running: bool,
}

#[derive(Debug, Clone, Default)]
pub struct BarPart {
    /// `c1` … `c6`; `c0` is hidden.
    pub class: &'static str,
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
}

#[derive(Debug, Clone, Default)]
pub struct BarTotal {
    pub x: String,
    pub y: String,
    pub text: String,
}

#[derive(Debug, Clone, Default)]
pub struct AverageLine {
    pub y: String,
    pub label_y: String,
    pub box_y: String,
    pub label: String,
}

#[derive(Debug, Clone, Default)]
pub struct LegendRow {
    pub class: &'static str,
    pub label: String,
    pub number: String,
    pub share: String,
}

/// The colours of the parts.
const CLASSES: [&str; 6] = ["c1", "c2", "c3", "c4", "c5", "c6"];
/// What is hidden of a bar.
const REST: &str = "c0";

impl From<&Diagram> for Chart {
    fn from(diagram: &Diagram) -> Self {
        let layout = diagram.layout();
        let places = diagram.bars.iter().zip(&layout.bars);
        let bars = places.map(|(bar, place)| Bar {
            middle: coordinate(place.middle),
            parts: parts(diagram, place),
            totals: (bar.labels.iter().zip(&place.labels))
                .map(|(text, (x, y))| BarTotal {
                    x: coordinate(*x),
                    y: coordinate(*y),
                    text: text.clone(),
                })
                .collect(),
            label: if place.named { bar.name.clone() } else { String::new() },
            running: bar.running,
        });
        let line = layout.line.zip(diagram.line.as_ref());
        Self {
            title: diagram.title.clone(),
            description: diagram.description.clone(),
            lines: (layout.lines.into_iter())
                .map(|(y, label)| GridLine { y: coordinate(y), text_y: coordinate(y + 4.0), label })
                .collect(),
            bars: bars.collect(),
            average: line.map(|(y, (_, label))| {
                let label_y = above(y - 8.0, layout.bars.last());
                AverageLine {
                    y: coordinate(y),
                    label_y: coordinate(label_y),
                    box_y: coordinate(label_y - 12.0),
                    label: label.clone(),
                }
            }),
            legend: legend(diagram),
            ..Self::default()
        }
    }
}

/// Where the line's own label stands: at its right end, above what is written over the last bar.
fn above(y: f64, last: Option<&Place>) -> f64 {
    /// The height of a line of text.
    const TEXT: f64 = 16.0;
    let written = last.into_iter().flat_map(|bar| &bar.labels).map(|(_, y)| *y);
    let in_the_way = written.filter(|written| (written - y).abs() < TEXT);
    in_the_way.fold(y, |y, written| y.min(written - TEXT))
}

fn parts(diagram: &Diagram, place: &Place) -> Vec<BarPart> {
    let part = |it: &brygga_documents::diagram::Piece| BarPart {
        class: class(diagram, it.part),
        x: coordinate(it.x),
        y: coordinate(it.y),
        width: coordinate(it.width),
        height: coordinate(it.height),
    };
    place.pieces.iter().map(part).collect()
}

/// As in the bars: the last part on top.
fn legend(diagram: &Diagram) -> Vec<LegendRow> {
    if diagram.parts.len() < 2 {
        return Vec::new();
    }
    let row = |n: usize, label: &String| LegendRow {
        class: class(diagram, n),
        label: label.clone(),
        ..LegendRow::default()
    };
    let mut rows: Vec<_> = (0..).zip(&diagram.parts).map(|(n, label)| row(n, label)).collect();
    if diagram.hides() {
        rows.push(row(diagram.parts.len(), &diagram.rest));
    }
    if diagram.form == Form::Stacked {
        rows.reverse();
    }
    rows
}

fn class(diagram: &Diagram, part: usize) -> &'static str {
    if part == diagram.parts.len() { REST } else { CLASSES[part % CLASSES.len()] }
}

fn coordinate(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_of_the_line_stands_clear_of_what_is_over_the_last_bar() {
        let bar = |labels: &[(f64, f64)]| {
            let labels = labels.to_vec();
            Place { middle: 850.0, pieces: Vec::new(), labels, named: true }
        };
        assert_eq!(above(100.0, None), 100.0);
        assert_eq!(above(100.0, Some(&bar(&[(850.0, 60.0)]))), 100.0, "far above it");
        assert_eq!(above(100.0, Some(&bar(&[(850.0, 96.0)]))), 80.0);
        assert_eq!(above(100.0, Some(&bar(&[(850.0, 112.0)]))), 96.0, "just below it");
    }
}
