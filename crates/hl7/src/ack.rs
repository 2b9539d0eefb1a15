//! Acknowledgements of original mode: MSH, MSA and, for a problem, ERR.

use crate::adt::{AckCode, AdtProblem};
use crate::charset::Charset;
use crate::message::{Delimiters, Message};
use crate::time::format_time;
use jiff::Timestamp;

/// The longest control id that is echoed from a header that cannot be read, in characters.
const MAX_ECHO: usize = 199;

/// Answers a message that could be parsed: with its version, delimiters and character set.
/// `problem` none means AA, so the message must be durable by then.
///
/// `ack_id` becomes MSH-10 of the answer and must differ between answers.
pub fn acknowledge(
    message: &Message,
    problem: Option<&AdtProblem>,
    at: Timestamp,
    ack_id: &str,
) -> Vec<u8> {
    let raw = |number| message.field("MSH", number).raw().trim();
    let event = message.field("MSH", 9).component(2).text_or_empty();
    let head = Head {
        delimiters: *message.delimiters(),
        charset: message.charset(),
        sender: [raw(5), raw(6)],
        receiver: [raw(3), raw(4)],
        event: event.to_owned(),
        control_id: raw(10),
        processing: if raw(11).is_empty() { "P" } else { raw(11) },
        version: if raw(12).is_empty() { "2.5" } else { raw(12) },
        declared_charset: raw(18),
    };
    head.write(problem, at, ack_id)
}

/// Answers bytes that are no message, or only the head of one: as much of MSH as can be
/// guessed is echoed, with the usual delimiters.
pub fn acknowledge_unreadable(
    bytes: &[u8],
    problem: &AdtProblem,
    at: Timestamp,
    ack_id: &str,
) -> Vec<u8> {
    let start = bytes.iter().position(|byte| byte.is_ascii_alphabetic()).unwrap_or(0);
    let line = bytes[start..].split(|byte| matches!(byte, b'\r' | b'\n')).next();
    let fields: Vec<String> = match line.and_then(|line| line.strip_prefix(b"MSH")) {
        Some(rest @ [separator, ..]) if separator.is_ascii_punctuation() => {
            rest.split(|byte| byte == separator).map(printable).collect()
        }
        _ => Vec::new(),
    };
    // Index 0 is the empty text before the first separator, so MSH-n stands at index n - 1.
    let raw = |number: usize| fields.get(number - 1).map_or("", String::as_str);
    let is_version = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let version = Some(raw(12)).filter(|text| !text.is_empty() && is_version(text));
    let head = Head {
        delimiters: Delimiters::default(),
        charset: Charset::Utf8,
        sender: [raw(5), raw(6)],
        receiver: [raw(3), raw(4)],
        event: String::new(),
        control_id: raw(10),
        processing: "P",
        version: version.unwrap_or("2.5"),
        declared_charset: "",
    };
    head.write(Some(problem), at, ack_id)
}

fn printable(bytes: &[u8]) -> String {
    let graphic = bytes.iter().filter(|byte| (0x20..0x7F).contains(*byte) && **byte != b'|');
    graphic.take(MAX_ECHO).map(|&byte| char::from(byte)).collect()
}

/// The parts of an answer's MSH that come from the message; raw texts, echoed as they came.
struct Head<'m> {
    delimiters: Delimiters,
    charset: Charset,
    sender: [&'m str; 2],
    receiver: [&'m str; 2],
    event: String,
    control_id: &'m str,
    processing: &'m str,
    version: &'m str,
    declared_charset: &'m str,
}

impl Head<'_> {
    fn write(&self, problem: Option<&AdtProblem>, at: Timestamp, ack_id: &str) -> Vec<u8> {
        let code = problem.map_or(AckCode::Aa, AdtProblem::code);
        let reason = problem.map(|problem| self.escape(&problem.to_string())).unwrap_or_default();
        let (type_field, time) = (self.message_type(), format_time(at));
        let ack_id = self.escape(ack_id);
        let encoding = self.delimiters.encoding_characters();
        let header = [
            "MSH",
            &encoding,
            self.sender[0],
            self.sender[1],
            self.receiver[0],
            self.receiver[1],
            &time,
            "",
            &type_field,
            &ack_id,
            self.processing,
            self.version,
            "",
            "",
            "",
            "",
            "",
            self.declared_charset,
        ];
        let mut segments = vec![
            self.join(&header).trim_end_matches(self.delimiters.field).to_owned(),
            self.join(&["MSA", code.as_str(), self.control_id, &reason])
                .trim_end_matches(self.delimiters.field)
                .to_owned(),
        ];
        segments.extend(problem.map(|problem| self.error_segment(problem, &reason)));
        let text: String = segments.iter().flat_map(|segment| [segment, "\r"]).collect();
        self.charset.encode(&text)
    }

    /// `ACK^A01^ACK` from 2.3.1 on, `ACK` before.
    fn message_type(&self) -> String {
        let is_code =
            self.event.len() == 3 && self.event.bytes().all(|b| b.is_ascii_alphanumeric());
        if self.is_from((2, 3, 1)) && is_code {
            let component = self.delimiters.component;
            format!("ACK{component}{}{component}ACK", self.event)
        } else {
            "ACK".to_owned()
        }
    }

    /// ERR as in 2.5 and later (one field each), or as before (one field for all).
    fn error_segment(&self, problem: &AdtProblem, reason: &str) -> String {
        let (code, meaning) = problem.table_0357();
        let component = self.delimiters.component;
        let (segment, field) = match problem.location() {
            Some((segment, field)) => (segment.to_owned(), field.to_string()),
            None => (String::new(), String::new()),
        };
        if self.is_from((2, 5, 0)) {
            let location = match segment.is_empty() {
                true => String::new(),
                false => format!("{segment}{component}1{component}{field}"),
            };
            let coded = format!("{code}{component}{meaning}{component}HL70357");
            self.join(&["ERR", "", &location, &coded, "E", "", "", "", reason])
        } else {
            let coded = match self.delimiters.subcomponent {
                Some(sub) => format!("{code}{sub}{meaning}{sub}HL70357"),
                None => code.to_owned(),
            };
            let location = format!("{segment}{component}1{component}{field}{component}{coded}");
            self.join(&["ERR", &location])
        }
    }

    fn is_from(&self, least: (u16, u16, u16)) -> bool {
        let number = self.version.split(self.delimiters.component).next().unwrap_or_default();
        let mut parts = number.split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        (next(), next(), next()) >= least
    }

    fn join(&self, fields: &[&str]) -> String {
        fields.join(&self.delimiters.field.to_string())
    }

    /// Our own words: ASCII only, so that every character set can carry them.
    fn escape(&self, text: &str) -> String {
        let ascii: String = text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
        self.delimiters.escape_text(&ascii)
    }
}

#[cfg(test)]
mod tests;
