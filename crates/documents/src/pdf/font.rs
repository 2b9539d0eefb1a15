//! The two fonts that every reader of PDF brings along, and text in their encoding.

use encoding_rs::WINDOWS_1252;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Helvetica or Helvetica-Bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Font {
    Plain,
    Bold,
}

/// Text as the fonts read it: `WinAnsiEncoding`, which has every letter of Swedish and its neighbours.
/// A letter that it lacks is set without its marks, or as a question mark.
pub(super) fn encode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            // A line is set by whoever calls.
            _ if letter.is_control() => bytes.push(b' '),
            '\u{2212}' | '\u{2010}' | '\u{2011}' => bytes.push(b'-'),
            '\u{202f}' => bytes.push(0xA0),
            '≤' => bytes.extend(b"<="),
            '≥' => bytes.extend(b">="),
            '→' => bytes.extend(b"->"),
            _ if !push(letter, &mut bytes) => {
                let plain = std::iter::once(letter).nfd().filter(|it| !is_combining_mark(*it));
                for part in plain {
                    if !push(part, &mut bytes) {
                        bytes.push(b'?');
                    }
                }
            }
            _ => {}
        }
    }
    bytes
}

fn push(letter: char, bytes: &mut Vec<u8>) -> bool {
    let mut buffer = [0; 4];
    let (encoded, _, failed) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
    if !failed {
        bytes.extend(encoded.as_ref());
    }
    !failed
}

impl Font {
    /// How wide a text is, in points.
    pub(super) fn width(self, bytes: &[u8], size: f32) -> f32 {
        let widths = match self {
            Self::Plain => &PLAIN,
            Self::Bold => &BOLD,
        };
        let of = |byte: &u8| widths.get(usize::from(byte.saturating_sub(32))).copied();
        let sum: u32 = bytes.iter().filter_map(of).map(u32::from).sum();
        sum as f32 * size / 1_000.0
    }

    /// Lines no wider than `width`: broken at spaces, and within a word that is too long for a line.
    pub(super) fn wrap(self, text: &str, size: f32, width: f32) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        let mut line: Vec<u8> = Vec::new();
        for word in encode(text).split(|byte| *byte == b' ').filter(|word| !word.is_empty()) {
            let mut longer = line.clone();
            if !longer.is_empty() {
                longer.push(b' ');
            }
            longer.extend(word);
            if self.width(&longer, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for byte in word {
                line.push(*byte);
                if self.width(&line, size) > width && line.len() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, vec![*byte]));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The widest word of a text.
    pub(super) fn widest_word(self, text: &str, size: f32) -> f32 {
        let bytes = encode(text);
        let words = bytes.split(|byte| *byte == b' ').map(|word| self.width(word, size));
        words.fold(0.0, f32::max)
    }
}

// Widths in thousandths of the size, from the space on, as the fonts' own metrics have them.
#[rustfmt::skip]
const PLAIN: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 0,
    556, 0, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0,
    0, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 0, 500, 667,
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];
#[rustfmt::skip]
const BOLD: [u16; 224] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 0,
    556, 0, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0,
    0, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 0, 500, 667,
    278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278,
    611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_letters_and_signs_are_one_byte_each() {
        assert_eq!(encode("åäöÅÄÖé§–”"), *b"\xe5\xe4\xf6\xc5\xc4\xd6\xe9\xa7\x96\x94");
        assert_eq!(encode("1\u{a0}234\u{202f}\u{2212}5"), *b"1\xa0234\xa0-5");
    }

    #[test]
    fn a_letter_that_the_font_lacks_loses_its_marks_and_never_the_rest() {
        assert_eq!(encode("Đorđe Čović ≤5"), *b"?or?e Covic <=5");
        assert_eq!(encode("a\nb\u{1F600}"), *b"a b?");
    }

    #[test]
    fn widths_are_those_of_helvetica() {
        assert_eq!(Font::Plain.width(b"Hello", 1_000.0), 722.0 + 556.0 + 222.0 + 222.0 + 556.0);
        assert_eq!(Font::Bold.width(&encode("å"), 10.0), 5.56);
    }

    #[test]
    fn a_text_is_broken_at_spaces_and_a_long_word_within() {
        let lines = Font::Plain.wrap("en rad till", 10.0, Font::Plain.width(b"en rad", 10.0));
        assert_eq!(lines, [b"en rad".to_vec(), b"till".to_vec()]);
        let lines = Font::Plain.wrap("aaaa", 10.0, Font::Plain.width(b"aa", 10.0) + 0.1);
        assert_eq!(lines, [b"aa".to_vec(), b"aa".to_vec()]);
        assert!(Font::Plain.wrap("  ", 10.0, 5.0).is_empty());
    }
}
