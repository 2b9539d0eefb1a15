//! A diagram as SVG, a file of its own: nothing is loaded from elsewhere, and no text is anything but
//! text.

use super::draw::{Anchor, Canvas, Colour, GREY, INK, Word, draw, height};
use super::{Diagram, RIGHT};
use crate::Document;

/// Around the picture.
const EDGE: f64 = 8.0;
/// From one line above the picture to the next.
const LINE: f64 = 17.0;

/// The first diagram of a document as SVG, under its title and what the document says of itself; none
/// where it has none.
#[must_use]
pub fn svg(document: &Document) -> Option<String> {
    let diagram = document.diagrams.first()?;
    let lines: Vec<&str> =
        document.lines.iter().chain(&diagram.notes).map(String::as_str).collect();
    let head = 22.0 + LINE * lines.len() as f64 + EDGE;
    let (width, height) = (RIGHT + 2.0 * EDGE, head + height(diagram) + EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"{}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-labelledby=\"t d\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n\
         <rect width=\"{width:.0}\" height=\"{height:.0}\" fill=\"#ffffff\"/>\n",
        diagram.language.tag(),
        escaped(&diagram.title),
        escaped(&diagram.description),
    );
    svg += &above(diagram, &lines);
    let mut on = Svg(format!("<g transform=\"translate({EDGE:.0} {head:.0})\">\n"));
    draw(diagram, &mut on);
    Some(svg + &on.0 + "</g>\n</svg>\n")
}

fn above(diagram: &Diagram, lines: &[&str]) -> String {
    let mut on = Svg(String::new());
    let word =
        |text, y| Word { text, at: (EDGE, y), anchor: Anchor::Start, bold: false, colour: GREY };
    on.word(Word { bold: true, colour: INK, ..word(diagram.title.as_str(), 20.0) });
    for (n, line) in lines.iter().enumerate() {
        on.word(word(line, 38.0 + LINE * n as f64));
    }
    on.0
}

struct Svg(String);

impl Canvas for Svg {
    fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: Colour) {
        self.0 += &format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\"/>\n",
            hex(colour)
        );
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, dashed: bool) {
        let dashes = if dashed { " stroke-dasharray=\"5 4\"" } else { "" };
        self.0 += &format!(
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{}\"{dashes}/>\n",
            from.0,
            from.1,
            to.0,
            to.1,
            hex(colour)
        );
    }

    fn word(&mut self, word: Word<'_>) {
        if word.text.is_empty() {
            return;
        }
        let anchor = match word.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let bold = if word.bold { " font-weight=\"bold\"" } else { "" };
        self.0 += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\"{bold} fill=\"{}\">{}</text>\n",
            word.at.0,
            word.at.1,
            hex(word.colour),
            escaped(word.text)
        );
    }
}

fn hex((red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text in XML: its own signs, and none that XML may not have.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::Form;
    use crate::testing::document;

    #[test]
    fn no_text_is_anything_but_text() {
        let svg = svg(&document()).unwrap();
        assert!(svg.contains("&lt;script&gt;&amp;&quot;&#39;") && !svg.contains("<script"));
        assert!(svg.contains("<title id=\"t\">Kvar över helgen</title>"));
        assert!(svg.contains(">&lt;5*</text>") && svg.contains(">dolt</text>"));
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"sv-SE\""));
        assert!(svg.contains("revision 4 711"), "what it is stands above it");
    }

    #[test]
    fn shares_lie_under_their_names_and_end_at_one() {
        let mut document = document();
        let diagram = &mut document.diagrams[0];
        diagram.form = Form::Shares;
        diagram.parts = vec![String::from("Hölls")];
        for (bar, share) in diagram.bars.iter_mut().zip([Some(0.5), Some(1.0), None]) {
            bar.parts = vec![share];
        }
        let svg = svg(&document).unwrap();
        assert!(svg.contains("width=\"400.0\" height=\"10.0\""), "{svg}");
        assert!(svg.contains("width=\"800.0\" height=\"10.0\"") && svg.contains(">100\u{a0}%<"));
        assert!(!svg.contains(">Hölls<"), "one part alone has no legend");
    }

    #[test]
    fn a_document_without_a_diagram_has_no_picture() {
        let mut plain = document();
        plain.diagrams.clear();
        assert_eq!(svg(&plain), None);
    }
}
