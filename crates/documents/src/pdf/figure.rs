//! A diagram on paper, as wide as the page.

use pdf_writer::Content;

use super::font::{Font, encode};
use super::page::{Page, Pages, Role};
use super::{HEADING, LEADING};
use crate::diagram::draw::{Anchor, Canvas, Colour, Word, draw, height};
use crate::diagram::{Diagram, RIGHT};

/// The size of its words, in the measure of the picture.
const WORDS: f32 = 12.0;

pub(super) fn set(pages: &mut Pages, diagram: &Diagram) {
    let scale = pages.width() / RIGHT as f32;
    let high = height(diagram) as f32 * scale;
    let title = Font::Bold.wrap(&diagram.title, HEADING, pages.width());
    let above = (title.len() as f32 + 0.5) * HEADING * LEADING;
    pages.need((above + high).min(pages.height()));
    let heading = pages.element(None, Role::Heading);
    for line in title {
        pages.down(HEADING * LEADING);
        pages.marked(heading, |page| page.text(page.left, page.y, Font::Bold, HEADING, &line));
    }
    pages.down(HEADING * LEADING / 2.0);
    let figure = pages.figure(&diagram.description);
    pages.marked(figure, |page| {
        page.content.save_state();
        draw(diagram, &mut Paper { scale, page });
        page.content.restore_state();
    });
    pages.down(high);
}

/// The picture on a page: its upper left corner is where text would begin.
struct Paper<'a> {
    scale: f32,
    page: &'a mut Page,
}

impl Paper<'_> {
    fn at(&self, (x, y): (f64, f64)) -> (f32, f32) {
        (self.page.left + x as f32 * self.scale, self.page.y - y as f32 * self.scale)
    }

    fn filled(&mut self, (red, green, blue): Colour) -> &mut Content {
        let part = |it: u8| f32::from(it) / 255.0;
        self.page.content.set_fill_rgb(part(red), part(green), part(blue))
    }
}

impl Canvas for Paper<'_> {
    fn rect(&mut self, at: (f64, f64), (width, height): (f64, f64), colour: Colour) {
        let (x, y) = self.at(at);
        let (width, height) = (width as f32 * self.scale, height as f32 * self.scale);
        self.filled(colour).rect(x, y - height, width, height).fill_nonzero();
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), (r, g, b): Colour, dashed: bool) {
        let part = |it: u8| f32::from(it) / 255.0;
        let (from, to) = (self.at(from), self.at(to));
        let dashes: &[f32] = if dashed { &[4.0, 3.0] } else { &[] };
        let content = &mut self.page.content;
        content.set_stroke_rgb(part(r), part(g), part(b)).set_line_width(0.6);
        content.set_dash_pattern(dashes.iter().copied(), 0.0);
        content.move_to(from.0, from.1).line_to(to.0, to.1).stroke();
    }

    fn word(&mut self, word: Word<'_>) {
        let (font, size) = (if word.bold { Font::Bold } else { Font::Plain }, WORDS * self.scale);
        let bytes = encode(word.text);
        let (x, y) = self.at(word.at);
        let x = match word.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - font.width(&bytes, size) / 2.0,
            Anchor::End => x - font.width(&bytes, size),
        };
        self.filled(word.colour);
        self.page.text(x, y, font, size, &bytes);
    }
}
