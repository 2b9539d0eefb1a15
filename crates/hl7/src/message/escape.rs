//! Escape sequences in text: `\F\ \S\ \T\ \R\ \E\ \.br\ \Xhh..\`; others are kept as they are.

use super::Delimiters;
use crate::charset::Charset;
use std::borrow::Cow;

/// Undoes the escapes of a text. Unknown and unfinished sequences stay in the text.
pub(super) fn unescape<'t>(
    text: &'t str,
    delimiters: &Delimiters,
    charset: Charset,
) -> Cow<'t, str> {
    let Some(escape) = delimiters.escape.filter(|&escape| text.contains(escape)) else {
        return Cow::Borrowed(text);
    };
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(escape) {
        plain.push_str(before);
        let Some((sequence, remaining)) = after.split_once(escape) else {
            plain.push(escape);
            rest = after;
            continue;
        };
        match decode(sequence, delimiters, charset) {
            Some(decoded) => {
                plain.push_str(&decoded);
                rest = remaining;
            }
            None if is_sequence(sequence) => {
                plain.extend([escape]);
                plain.push_str(sequence);
                plain.extend([escape]);
                rest = remaining;
            }
            // A stray escape character: what follows may start a real sequence.
            None => {
                plain.push(escape);
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn decode(sequence: &str, delimiters: &Delimiters, charset: Charset) -> Option<String> {
    let character = match sequence {
        "F" => Some(delimiters.field),
        "S" => Some(delimiters.component),
        "T" => delimiters.subcomponent,
        "R" => delimiters.repetition,
        "E" => delimiters.escape,
        ".br" => Some('\n'),
        _ => None,
    };
    if let Some(character) = character {
        return Some(character.to_string());
    }
    let digits = sequence.strip_prefix('X')?.as_bytes();
    if digits.is_empty() || digits.len() % 2 != 0 {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        digits.chunks(2).map(|pair| Some(hex_digit(pair[0])? * 16 + hex_digit(pair[1])?)).collect();
    let bytes = bytes?;
    // The hex is often written in another character set than the message.
    let charset = if charset == Charset::Utf8 { Charset::detect("", &bytes) } else { charset };
    Some(charset.decode(&bytes))
}

fn hex_digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Whether it looks like a sequence that the standard may know: `H`, `N`, `.sp+2`, `C2842`, `Zx`.
fn is_sequence(sequence: &str) -> bool {
    sequence.starts_with(|first: char| first == '.' || first.is_ascii_uppercase())
        && sequence.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'))
}
