//! Character sets: MSH-18 says which, the bytes decide when it lies or says nothing.

use encoding_rs::ISO_8859_15;

/// How the bytes of a message were read, and how an answer to it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8; plain ASCII is read as UTF-8 too.
    Utf8,
    /// ISO 8859-1 as the standard has it: 0x80–0x9F are control characters, not the
    /// punctuation of windows-1252.
    Latin1,
    /// ISO 8859-15 (with €, Š, š, Ž, ž, Œ, œ, Ÿ).
    Latin9,
}

impl Charset {
    /// Chooses the character set of `bytes`; `declared` is the text of MSH-18.
    ///
    /// Bytes that are valid UTF-8 with at least one character beyond ASCII are UTF-8 whatever
    /// MSH-18 says: text in 8859/1 never forms such sequences by chance. Bytes that are not
    /// valid UTF-8 are 8859/15 when declared so, else 8859/1.
    pub fn detect(declared: &str, bytes: &[u8]) -> Self {
        if std::str::from_utf8(bytes).is_ok() {
            return Self::Utf8;
        }
        let plain: String =
            declared.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        match plain.to_ascii_uppercase().as_str() {
            "885915" | "ISO885915" | "LATIN9" => Self::Latin9,
            _ => Self::Latin1,
        }
    }

    /// Decodes bytes; what is not valid becomes U+FFFD, so this cannot fail.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Latin1 => bytes.iter().map(|&byte| char::from(byte)).collect(),
            Self::Latin9 => ISO_8859_15.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }

    /// Encodes text; a character that the set lacks becomes `?`.
    pub fn encode(self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        match self {
            Self::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Self::Latin1 => {
                bytes.extend(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')));
            }
            Self::Latin9 => {
                for character in text.chars() {
                    let mut buffer = [0; 4];
                    let one = character.encode_utf8(&mut buffer);
                    match ISO_8859_15.encode(one) {
                        (encoded, _, false) => bytes.extend_from_slice(&encoded),
                        (_, _, true) => bytes.push(b'?'),
                    }
                }
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_8859_1_keeps_the_control_range_apart_from_windows_1252() {
        assert_eq!(Charset::detect("8859/1", b"\x80"), Charset::Latin1);
        assert_eq!(Charset::Latin1.decode(b"\x80\xe5"), "\u{80}å");
    }

    #[test]
    fn declared_8859_15_has_the_euro_sign_and_carons() {
        assert_eq!(Charset::detect("8859/15", b"\xa6"), Charset::Latin9);
        assert_eq!(Charset::Latin9.decode(b"\xa4\xa6\xa8"), "€Šš");
        assert_eq!(Charset::Latin9.encode("€Šš漢"), b"\xa4\xa6\xa8?");
    }

    #[test]
    fn the_bytes_decide_when_the_declaration_lies_or_is_missing() {
        assert_eq!(Charset::detect("UNICODE UTF-8", b"J\xf6nsson"), Charset::Latin1);
        assert_eq!(Charset::detect("8859/1", "Jönsson".as_bytes()), Charset::Utf8);
        assert_eq!(Charset::detect("", b"J\xf6nsson"), Charset::Latin1);
        assert_eq!(Charset::detect("KLINGON", "Jönsson".as_bytes()), Charset::Utf8);
    }

    #[test]
    fn every_byte_of_8859_1_and_15_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        for charset in [Charset::Latin1, Charset::Latin9] {
            assert_eq!(charset.encode(&charset.decode(&all)), all);
        }
    }
}
