//! A small parser of HL7 v2 messages that loses nothing and never panics.
//!
//! The text of every segment is kept as it came; fields, repetitions, components and
//! subcomponents are cut out when asked for, escapes are undone only in the last step.
//! Positions count from 1 as in the standard; what is not there is [`Value::Empty`].

mod delimiters;
mod escape;

pub use delimiters::Delimiters;

use crate::charset::Charset;
use crate::mllp::MAX_MESSAGE_BYTES;
use std::borrow::Cow;

/// Why bytes are not a message. The texts never contain anything from the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Nothing but blanks.
    #[error("the message is empty")]
    Empty,
    /// Longer than [`MAX_MESSAGE_BYTES`].
    #[error("the message is longer than 1 MiB")]
    TooLarge,
    /// The frame broke off in the middle of a segment.
    #[error("the message broke off before its end")]
    Unterminated,
    /// The first segment is not MSH.
    #[error("the message does not start with MSH")]
    NoHeader,
    /// MSH ends before MSH-3.
    #[error("MSH is cut short")]
    TruncatedHeader,
    /// MSH-1 or MSH-2 cannot serve as delimiters.
    #[error("the delimiters in MSH-1 and MSH-2 are not distinct punctuation")]
    BadDelimiters,
}

/// One HL7 v2 message, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    delimiters: Delimiters,
    charset: Charset,
    segments: Vec<String>,
}

impl Message {
    /// Reads a message without frame bytes. Segments end with CR, LF or CRLF.
    ///
    /// # Errors
    /// When there is no usable MSH, or the message is too long.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        if bytes.len() > MAX_MESSAGE_BYTES {
            return Err(ParseError::TooLarge);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let is_edge = |byte: &u8| matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0x0B);
        let start = bytes.iter().position(|byte| !is_edge(byte)).ok_or(ParseError::Empty)?;
        let bytes = &bytes[start..];
        let header_end =
            bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
        let delimiters = Delimiters::from_header(&bytes[..header_end])?;
        let declared = bytes[..header_end].split(|&byte| char::from(byte) == delimiters.field);
        // Index 0 is the segment name, so MSH-n stands at index n - 1.
        let declared = declared.clone().nth(17).map(String::from_utf8_lossy).unwrap_or_default();
        let declared = declared.split(delimiters.repetition.unwrap_or('~')).next();
        let charset = Charset::detect(declared.unwrap_or_default(), bytes);
        let segments = split_segments(&charset.decode(bytes), delimiters.field);
        Ok(Self { delimiters, charset, segments })
    }

    /// The delimiters of MSH-1 and MSH-2.
    pub fn delimiters(&self) -> &Delimiters {
        &self.delimiters
    }

    /// How the bytes were read.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// All segments in order, Z-segments and unknown ones too.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        self.segments.iter().map(|text| Segment { text, context: self.context() })
    }

    /// The first segment with this name.
    pub fn segment(&self, name: &str) -> Option<Segment<'_>> {
        self.segments().find(|segment| segment.name() == name)
    }

    /// A field of the first segment with this name; empty when it is not there.
    pub fn field(&self, segment: &str, number: usize) -> Field<'_> {
        match self.segment(segment) {
            Some(segment) => segment.field(number),
            None => Field { raw: "", context: self.context() },
        }
    }

    /// The message as text with CR after each segment, as it came.
    pub fn to_text(&self) -> String {
        self.segments.iter().flat_map(|segment| [segment.as_str(), "\r"]).collect()
    }

    fn context(&self) -> Context<'_> {
        Context { delimiters: &self.delimiters, charset: self.charset }
    }
}

/// CR ends a segment. A lone LF does so when the message has no CR at all, or when something
/// that looks like a segment follows; otherwise it is part of a text.
fn split_segments(text: &str, field: char) -> Vec<String> {
    let has_cr = text.contains('\r');
    let mut segments: Vec<String> = Vec::new();
    for line in text.split('\r') {
        let line = line.trim_start_matches('\n');
        let mut current = String::new();
        for (index, part) in line.split('\n').enumerate() {
            if index > 0 {
                if !has_cr || starts_segment(part, field) {
                    segments.push(std::mem::take(&mut current));
                } else {
                    current.push('\n');
                }
            }
            current.push_str(part);
        }
        segments.push(current);
    }
    segments.retain(|segment| !segment.trim().is_empty() && segment != "\u{1c}");
    segments
}

fn starts_segment(text: &str, field: char) -> bool {
    let mut characters = text.chars();
    let is_name = characters.by_ref().take(3).enumerate().all(|(index, character)| {
        character.is_ascii_uppercase() || (index > 0 && character.is_ascii_digit())
    });
    is_name && text.len() >= 3 && characters.next().is_none_or(|next| next == field)
}

#[derive(Debug, Clone, Copy)]
struct Context<'m> {
    delimiters: &'m Delimiters,
    charset: Charset,
}

/// One segment.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'m> {
    text: &'m str,
    context: Context<'m>,
}

impl<'m> Segment<'m> {
    /// The name, such as `PID`.
    pub fn name(&self) -> &'m str {
        self.text.split(self.context.delimiters.field).next().unwrap_or_default().trim()
    }

    /// The segment as it came.
    pub fn raw(&self) -> &'m str {
        self.text
    }

    /// Field `number`, counted from 1; in MSH, field 1 is the field separator itself.
    pub fn field(&self, number: usize) -> Field<'m> {
        let separator = self.context.delimiters.field;
        let is_header = self.name() == "MSH";
        let raw = match (is_header, number) {
            (_, 0) => "",
            (true, 1) => {
                let length = separator.len_utf8();
                self.text.get(3..3 + length).unwrap_or_default()
            }
            (true, _) => self.text.split(separator).nth(number - 1).unwrap_or_default(),
            (false, _) => self.text.split(separator).nth(number).unwrap_or_default(),
        };
        Field { raw, context: self.context }
    }
}

/// One field: repetitions of components.
#[derive(Debug, Clone, Copy)]
pub struct Field<'m> {
    raw: &'m str,
    context: Context<'m>,
}

impl<'m> Field<'m> {
    /// The field as it came, escapes and all.
    pub fn raw(&self) -> &'m str {
        self.raw
    }

    /// The whole field with escapes undone and delimiters left standing.
    pub fn text(&self) -> String {
        escape::unescape(self.raw.trim(), self.context.delimiters, self.context.charset)
            .into_owned()
    }

    /// Whether the whole field is `""`, the explicit delete.
    pub fn is_deleted(&self) -> bool {
        self.raw.trim() == DELETED
    }

    /// The repetitions; a field that is not there has one empty repetition.
    pub fn repetitions(&self) -> impl Iterator<Item = Repetition<'m>> + use<'m> {
        let context = self.context;
        split(self.raw, context.delimiters.repetition).map(move |raw| Repetition { raw, context })
    }

    /// The first repetition.
    pub fn first(&self) -> Repetition<'m> {
        let raw = split(self.raw, self.context.delimiters.repetition).next().unwrap_or_default();
        Repetition { raw, context: self.context }
    }

    /// The value of component `number` (first subcomponent) of the first repetition.
    pub fn component(&self, number: usize) -> Value<'m> {
        self.first().component(number)
    }

    /// The value of the first component of the first repetition.
    pub fn value(&self) -> Value<'m> {
        self.component(1)
    }
}

/// One repetition of a field.
#[derive(Debug, Clone, Copy)]
pub struct Repetition<'m> {
    raw: &'m str,
    context: Context<'m>,
}

impl<'m> Repetition<'m> {
    /// The repetition as it came.
    pub fn raw(&self) -> &'m str {
        self.raw
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.raw.trim().is_empty()
    }

    /// The first subcomponent of component `number`.
    pub fn component(&self, number: usize) -> Value<'m> {
        self.subcomponent(number, 1)
    }

    /// A subcomponent of a component, both counted from 1.
    pub fn subcomponent(&self, component: usize, subcomponent: usize) -> Value<'m> {
        let delimiters = self.context.delimiters;
        let raw = component
            .checked_sub(1)
            .and_then(|index| split(self.raw, Some(delimiters.component)).nth(index))
            .unwrap_or_default();
        let raw = subcomponent
            .checked_sub(1)
            .and_then(|index| split(raw, delimiters.subcomponent).nth(index))
            .unwrap_or_default();
        Value::read(raw, self.context)
    }
}

const DELETED: &str = "\"\"";

/// What a field, component or subcomponent says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'m> {
    /// Not there or blank: nothing is said.
    Empty,
    /// `""`: delete what is known.
    Deleted,
    /// A text with escapes undone and blanks around it removed.
    Text(Cow<'m, str>),
}

impl<'m> Value<'m> {
    fn read(raw: &'m str, context: Context<'m>) -> Self {
        match raw.trim() {
            "" => Self::Empty,
            DELETED => Self::Deleted,
            text => Self::Text(escape::unescape(text, context.delimiters, context.charset)),
        }
    }

    /// The text, if there is one.
    pub fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.into_owned()),
            Self::Empty | Self::Deleted => None,
        }
    }

    /// The text, or an empty one.
    pub fn text_or_empty(self) -> String {
        self.text().unwrap_or_default()
    }
}

/// Splits at a delimiter that may be missing.
fn split(text: &str, delimiter: Option<char>) -> impl Iterator<Item = &str> {
    // A character that cannot occur (segments are cut at CR) stands for "no such delimiter".
    text.split(delimiter.unwrap_or('\r'))
}

#[cfg(test)]
mod tests;
