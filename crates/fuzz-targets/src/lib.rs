//! What Brygga reads of others, one function for each: it takes any bytes and must neither panic nor
//! break what it promises. `fuzz/` runs them under libFuzzer; a plain test runs them over the corpus
//! that is kept there and over mutations of it.

mod form_token;
mod hl7;
mod search;

use brygga_app::history::read_chains;
use brygga_app::registry_file::read_registry_file;
use brygga_domain::envelope::{Body, Header, Value, from_slice, to_vec};

/// One reader.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The folder of its corpus and the name of its program in `fuzz/`.
    pub name: &'static str,
    /// Reads any bytes.
    pub run: fn(&[u8]),
    /// Pieces that its input is made of, for mutations.
    pub words: &'static [&'static [u8]],
    /// Mutations that the plain test tries: as many as take about a second.
    pub mutations: u32,
}

/// Every reader of foreign bytes.
pub const TARGETS: [Target; 7] = [
    Target {
        name: "envelope_header",
        run: envelope_header,
        words: &[b"\x01", b"\x18\x00", b"\x58\x20", b"\xa0", b"\x80", b"\xff", b"\x1b", b"\xbf"],
        mutations: 20_000,
    },
    Target {
        name: "envelope_body",
        run: envelope_body,
        words: &[b"\x9f", b"\xff", b"\x5f", b"\x78\x20", b"\xc2", b"\xfb", b"\xa1\x61a", b"\x60"],
        mutations: 20_000,
    },
    Target {
        name: "hl7",
        run: hl7::run,
        words: &[
            b"MSH|^~\\&|",
            b"\x0b",
            b"\x1c\r",
            b"\r",
            b"|",
            b"^",
            b"~",
            b"\\E\\",
            b"\"\"",
            b"PV1|",
        ],
        mutations: 3_000,
    },
    Target {
        name: "form_token",
        run: form_token::run,
        words: &[b"{", b"}", b"\"u\":", b"=", b"AAAA", b"-_"],
        mutations: 5_000,
    },
    Target {
        name: "registry_file",
        run: registry_file,
        words: &[b"[[unit]]\n", b"[[staff]]\n", b"id = \"", b"\"\n", b"from = ", b"\xc3\xa5", b"#"],
        mutations: 1_500,
    },
    Target {
        name: "care_chain_rows",
        run: care_chain_rows,
        words: &[
            b"case_id,",
            b";",
            b"\"",
            b"\r\n",
            b"|",
            b"2025-03-30T02:30",
            b"+02:00",
            b"\xef\xbb\xbf",
            b"yes",
            b"aids",
        ],
        mutations: 3_000,
    },
    Target {
        name: "search",
        run: search::run,
        words: &[
            b"19380712-9022",
            b"%",
            b"_",
            b"\0",
            b"'",
            b"\xc3\xa5",
            b"\xcc\x8a",
            b" ",
            b"*",
            b"\"",
        ],
        mutations: 500,
    },
];

/// A header that is read encodes to the bytes that it was read from: what was signed.
pub fn envelope_header(bytes: &[u8]) {
    if let Ok(header) = Header::from_bytes(bytes) {
        assert_eq!(header.to_bytes(), bytes, "a header has one form");
    }
}

/// A body that is read encodes to the bytes that it was read from: what was hashed. Field 8 is a later
/// version's and is read over, nothing else.
pub fn envelope_body(bytes: &[u8]) {
    if let Ok(body) = Body::from_bytes(bytes) {
        let again = body.to_bytes().expect("what was read can be written");
        assert_eq!(again, without_field_8(bytes), "a body has one form");
    }
}

fn without_field_8(bytes: &[u8]) -> Vec<u8> {
    let value = from_slice(bytes).expect("a body is deterministic CBOR");
    let mut fields = value.into_map().expect("a body is a map");
    fields.retain(|(key, _)| *key != Value::from(8));
    to_vec(&Value::Map(fields))
}

/// A registry file is read, or every fault says what and where.
pub fn registry_file(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = read_registry_file(text) {
        assert!(!error.faults.is_empty(), "a refusal names a fault");
        let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
        for fault in &error.faults {
            assert!(fault.line <= lines, "line {} of {lines}", fault.line);
            assert!(!fault.problem.is_empty());
        }
    }
}

/// A history of another system is read as of a time: its header is refused, or each row is a chain or
/// says what is wrong with it.
pub fn care_chain_rows(bytes: &[u8]) {
    let now = jiff::Timestamp::from_second(1_795_178_520).expect("the time is a constant");
    match read_chains(bytes, now) {
        Err(faults) => assert!(!faults.is_empty(), "a refusal names a fault"),
        Ok(rows) => {
            let faulty = rows.iter().filter_map(|row| row.chain.as_ref().err());
            for faults in faulty {
                assert!(!faults.is_empty(), "a refused row names a fault");
                assert!(faults.iter().all(|fault| fault.line > 1 && !fault.reason.is_empty()));
            }
        }
    }
}

pub use form_token::run as form_token;
pub use hl7::run as hl7;
pub use search::run as search;
