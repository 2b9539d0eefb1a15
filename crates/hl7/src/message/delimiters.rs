//! The delimiters that each message brings in MSH-1 and MSH-2.

use super::ParseError;

/// Delimiters of one message. Those that MSH-2 leaves out do not exist in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiters {
    /// MSH-1, usually `|`.
    pub field: char,
    /// First character of MSH-2, usually `^`.
    pub component: char,
    /// Second character of MSH-2, usually `~`.
    pub repetition: Option<char>,
    /// Third character of MSH-2, usually `\`.
    pub escape: Option<char>,
    /// Fourth character of MSH-2, usually `&`.
    pub subcomponent: Option<char>,
    /// Fifth character of MSH-2 (from v2.7), usually `#`. Marks cut-off text; read as text.
    pub truncation: Option<char>,
}

impl Default for Delimiters {
    fn default() -> Self {
        Self {
            field: '|',
            component: '^',
            repetition: Some('~'),
            escape: Some('\\'),
            subcomponent: Some('&'),
            truncation: None,
        }
    }
}

impl Delimiters {
    /// Reads them from the bytes of the MSH segment.
    ///
    /// # Errors
    /// When it is not MSH, is cut short, or the delimiters are not distinct ASCII punctuation.
    pub(super) fn from_header(header: &[u8]) -> Result<Self, ParseError> {
        let rest = header.strip_prefix(b"MSH").ok_or(ParseError::NoHeader)?;
        let (&field, rest) = rest.split_first().ok_or(ParseError::TruncatedHeader)?;
        let end = rest.iter().position(|&byte| byte == field);
        let encoding = &rest[..end.ok_or(ParseError::TruncatedHeader)?];
        let all: Vec<char> = [field].iter().chain(encoding).map(|&byte| char::from(byte)).collect();
        let is_distinct = (1..all.len()).all(|index| !all[..index].contains(&all[index]));
        let is_punctuation = all.iter().all(char::is_ascii_punctuation);
        if !(2..=6).contains(&all.len()) || !is_distinct || !is_punctuation || all.contains(&'"') {
            return Err(ParseError::BadDelimiters);
        }
        Ok(Self {
            field: all[0],
            component: all[1],
            repetition: all.get(2).copied(),
            escape: all.get(3).copied(),
            subcomponent: all.get(4).copied(),
            truncation: all.get(5).copied(),
        })
    }

    /// MSH-2 as it is written.
    pub fn encoding_characters(&self) -> String {
        let rest = [self.repetition, self.escape, self.subcomponent, self.truncation];
        std::iter::once(self.component).chain(rest.into_iter().flatten()).collect()
    }

    /// Writes free text so that no character in it is taken for a delimiter.
    pub fn escape_text(&self, text: &str) -> String {
        let mut escaped = String::with_capacity(text.len());
        for character in text.chars() {
            let name = match character {
                c if c == self.field => Some('F'),
                c if c == self.component => Some('S'),
                c if Some(c) == self.repetition => Some('R'),
                c if Some(c) == self.escape => Some('E'),
                c if Some(c) == self.subcomponent => Some('T'),
                _ => None,
            };
            match (name, self.escape) {
                (Some(name), Some(escape)) => escaped.extend([escape, name, escape]),
                (Some(_), None) => escaped.push(' '),
                (None, _) if character.is_control() => escaped.push(' '),
                (None, _) => escaped.push(character),
            }
        }
        escaped
    }
}
