//! A diagram as shapes, for whatever they are drawn on.

use super::{BOTTOM, Bar, Diagram, Form, LEFT, Place, RIGHT};
use crate::shown::decimal;

/// Red, green and blue.
pub(crate) type Colour = (u8, u8, u8);
pub(crate) const INK: Colour = (0x10, 0x21, 0x1f);
pub(crate) const GREY: Colour = (0x47, 0x5a, 0x5a);
const RULE: Colour = (0xd9, 0xe0, 0xe0);
/// The colours of the parts as on the page.
const PARTS: [Colour; 6] = [
    (0x0a, 0x5f, 0x68),
    (0xc5, 0x77, 0x0b),
    (0x7a, 0x44, 0x96),
    (0x3b, 0x8f, 0xc4),
    (0xa8, 0x3e, 0x30),
    (0x7f, 0x8f, 0x91),
];
const REST: Colour = (0xb9, 0xc5, 0xc6);

/// From one line of the legend to the next.
const LEGEND: f64 = 20.0;
/// Below the axis, its names among it.
const BELOW: f64 = 28.0;
/// A row of shares: its name, and the bar under it.
const ROW: f64 = 32.0;
/// Where shares end: their numbers stand behind.
const WHOLE: f64 = 800.0;

/// Where a text begins, or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: (f64, f64),
    pub(crate) anchor: Anchor,
    pub(crate) bold: bool,
    pub(crate) colour: Colour,
}

/// What is drawn on: y goes down.
pub(crate) trait Canvas {
    fn rect(&mut self, at: (f64, f64), size: (f64, f64), colour: Colour);
    fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, dashed: bool);
    fn word(&mut self, word: Word<'_>);
}

/// How high the picture is; it is [`RIGHT`] wide.
pub(crate) fn height(diagram: &Diagram) -> f64 {
    match diagram.form {
        Form::Shares => ROW * diagram.bars.len() as f64 + BELOW,
        _ => BOTTOM + BELOW + LEGEND * legend(diagram).len() as f64 + 4.0,
    }
}

pub(crate) fn draw(diagram: &Diagram, on: &mut impl Canvas) {
    match diagram.form {
        Form::Shares => draw_shares(diagram, on),
        _ => draw_standing(diagram, on),
    }
}

fn draw_standing(diagram: &Diagram, on: &mut impl Canvas) {
    let layout = diagram.layout();
    for (y, number) in &layout.lines {
        on.line((LEFT, *y), (RIGHT, *y), RULE, false);
        on.word(word(number, (LEFT - 7.0, y + 4.0), Anchor::End));
    }
    for (bar, place) in diagram.bars.iter().zip(&layout.bars) {
        draw_bar(diagram, bar, place, on);
    }
    if let (Some(y), Some((_, label))) = (layout.line, &diagram.line) {
        on.line((LEFT, y), (RIGHT, y), INK, true);
        on.word(Word { bold: true, ..word(label, (RIGHT - 3.0, y - 8.0), Anchor::End) });
    }
    for (n, (colour, text)) in legend(diagram).into_iter().enumerate() {
        let y = BOTTOM + BELOW + LEGEND * n as f64 + 14.0;
        on.rect((LEFT, y - 10.0), (12.0, 12.0), colour);
        on.word(word(text, (LEFT + 20.0, y), Anchor::Start));
    }
}

fn draw_bar(diagram: &Diagram, bar: &Bar, place: &Place, on: &mut impl Canvas) {
    for it in &place.pieces {
        on.rect((it.x, it.y), (it.width, it.height), colour(diagram, it.part, bar.running));
    }
    for (label, at) in bar.labels.iter().zip(&place.labels) {
        on.word(Word { bold: true, ..word(label, *at, Anchor::Middle) });
    }
    if place.named {
        on.word(word(&bar.name, (place.middle, BOTTOM + 19.0), Anchor::Middle));
    }
}

fn draw_shares(diagram: &Diagram, on: &mut impl Canvas) {
    let below = ROW * diagram.bars.len() as f64;
    for quarter in 0..=4 {
        let x = WHOLE * f64::from(quarter) / 4.0;
        on.line((x, 0.0), (x, below), RULE, false);
        let percent = format!("{}\u{a0}%", decimal(diagram.language, f64::from(quarter) * 25.0, 0));
        let anchor = if quarter == 0 { Anchor::Start } else { Anchor::Middle };
        on.word(word(&percent, (x, below + 16.0), anchor));
    }
    for (n, bar) in diagram.bars.iter().enumerate() {
        let y = ROW * n as f64;
        on.word(word(&bar.name, (3.0, y + 13.0), Anchor::Start));
        let width = bar.parts.first().copied().flatten().unwrap_or_default() * WHOLE;
        on.rect((0.0, y + 18.0), (width.max(0.5), 10.0), colour(diagram, 0, bar.running));
        if let Some(label) = bar.labels.first() {
            on.word(Word { bold: true, ..word(label, (width + 6.0, y + 27.0), Anchor::Start) });
        }
    }
}

/// As in the bars: the last part on top. One part alone is told by the title.
fn legend(diagram: &Diagram) -> Vec<(Colour, &str)> {
    let hides = diagram.hides();
    if diagram.parts.len() < 2 && !hides {
        return Vec::new();
    }
    let rest = hides.then_some((REST, diagram.rest.as_str()));
    let parts = diagram.parts.iter().enumerate();
    let parts = parts.map(|(n, part)| (colour(diagram, n, false), part.as_str()));
    match diagram.form {
        Form::Stacked => rest.into_iter().chain(parts.rev()).collect(),
        _ => parts.collect(),
    }
}

fn colour(diagram: &Diagram, part: usize, running: bool) -> Colour {
    let (red, green, blue) =
        if part == diagram.parts.len() { REST } else { PARTS[part % PARTS.len()] };
    // Paler by a half, on white.
    let pale = |it: u8| if running { it / 2 + 127 } else { it };
    (pale(red), pale(green), pale(blue))
}

const fn word(text: &str, at: (f64, f64), anchor: Anchor) -> Word<'_> {
    Word { text, at, anchor, bold: false, colour: INK }
}
