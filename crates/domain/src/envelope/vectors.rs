//! The byte vectors of `docs/envelope.md`: frozen, so these tests may gain vectors but never change
//! one.

use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::{ChainId, CommandId, Digest, EventId, HsaId, hex};
use crate::moment::Moment;

const PAGE: &str = include_str!("../../../../docs/envelope.md");

/// The bytes of a vector of the page: `name: hexadecimal`, the latter over any number of lines
/// that begin with two spaces.
fn vector(name: &str) -> Vec<u8> {
    let start = PAGE.find(&format!("\n{name}:")).unwrap_or_else(|| panic!("no vector {name}"));
    let rest = &PAGE[start + name.len() + 2..];
    let text: String = rest
        .split_once('\n')
        .into_iter()
        .flat_map(|(first, rest)| {
            std::iter::once(first).chain(rest.lines().take_while(|line| line.starts_with("  ")))
        })
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    let digit = |c: u8| (c as char).to_digit(16).map(|d| d as u8).expect("hexadecimal");
    text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[0x42; 32])
}

fn origin() -> Origin {
    Origin { node: Uuid::from_bytes([0x11; 16]), epoch: 0x0123_4567_89ab_cdef }
}

fn unit(text: &str) -> HsaId {
    HsaId::parse(text).unwrap()
}

fn first_body() -> Body {
    Body {
        salt: [0x5a; 16],
        event_type: "estimate-changed".to_owned(),
        ver: 1,
        data: to_data(&crate::care_chain::EstimateChanged {
            estimated_discharge: Moment::parse_local("2026-11-24", "11:00").unwrap(),
            reason: Some("provsvar dröjer".to_owned()),
        })
        .unwrap(),
        text: "Beräknad utskrivning är 24 november 2026 kl. 11.00.".to_owned(),
        who: Author {
            user: Some(unit("TEST-U1")),
            role: "ward-nurse".to_owned(),
            unit: Some(unit("TEST-AVD5")),
            assurance: Assurance::Local,
        },
        occurred_at: Moment::from_instant(Timestamp::from_millisecond(1_795_169_100_123).unwrap()),
        written_at: Timestamp::from_millisecond(1_795_169_100_123).unwrap(),
        sent_at: Some(Timestamp::from_millisecond(1_795_169_100_456).unwrap()),
        policy: Digest([0x99; 32]),
    }
}

/// By a feed: no user, no unit, not sent; a day instead of a time.
fn second_body() -> Body {
    Body {
        salt: [0xa5; 16],
        event_type: "deceased-recorded".to_owned(),
        data: to_data(&crate::care_chain::DeceasedRecorded {
            at: Moment::day(jiff::civil::date(2026, 11, 22)),
        })
        .unwrap(),
        text: "Patienten avled 22 november 2026.".to_owned(),
        who: Author { user: None, role: "feed".to_owned(), unit: None, assurance: Assurance::Feed },
        occurred_at: Moment::day(jiff::civil::date(2026, 11, 22)),
        sent_at: None,
        ..first_body()
    }
}

fn first_header() -> Header {
    Header {
        stream: StreamId::chain(ChainId::from_bytes([0xc4; 16]), Compartment::Coordination),
        origin: origin(),
        seq: 1,
        prev: EventId([0; 32]),
        deps: Vec::new(),
        replaces: Vec::new(),
        cmd: CommandId::from_bytes([0xcd; 16]),
        hlc: Hlc(1_795_169_100_123 << 16),
        crit: true,
        body_hash: Body::hash(&vector("body-1")),
        part: 0,
    }
}

fn second_header() -> Header {
    Header {
        stream: StreamId::chain(ChainId::from_bytes([0xc4; 16]), Compartment::HealthCare).at(7, 2),
        seq: 2,
        prev: event_id(&vector("header-1")),
        deps: vec![EventId([1; 32]), EventId([2; 32])],
        replaces: vec![EventId([3; 32])],
        hlc: Hlc((1_795_169_100_123 << 16) + 1),
        crit: false,
        body_hash: Body::hash(&vector("body-2")),
        part: 3,
        ..first_header()
    }
}

#[test]
fn bodies_have_exactly_the_bytes_of_the_page() {
    for (name, body) in [("body-1", first_body()), ("body-2", second_body())] {
        let bytes = body.to_bytes().unwrap();
        assert_eq!(hex(&bytes), hex(&vector(name)), "{name}");
        assert_eq!(Body::from_bytes(&bytes), Ok(body), "{name}");
    }
    assert_eq!(hex(&Body::hash(&vector("body-1")).0), hex(&vector("body-hash-1")));
}

#[test]
fn field_8_of_a_later_version_is_read_over() {
    let map = from_slice(&vector("body-1")).unwrap().into_map().unwrap();
    let with = |key: i64| {
        let entry = (Value::from(key), Value::Array(vec![Value::from("a")]));
        to_vec(&Value::Map(map.iter().cloned().chain([entry]).collect()))
    };
    assert_eq!(Body::from_bytes(&with(8)), Ok(first_body()));
    assert_eq!(Body::from_bytes(&with(12)), Err(EnvelopeError::Field(12, "body")));
}

#[test]
fn headers_ids_and_signatures_have_exactly_the_bytes_of_the_page() {
    assert_eq!(hex(&key().verifying_key().to_bytes()), hex(&vector("public-key")));
    for (n, header) in [(1, first_header()), (2, second_header())] {
        let of = |what: &str| vector(&format!("{what}-{n}"));
        let signed = sign(&header, &key());
        assert_eq!(hex(&signed.bytes), hex(&of("header")), "header {n}");
        assert_eq!(hex(&signed.id.0), hex(&of("id")), "id {n}");
        assert_eq!(hex(&signed.signature), hex(&of("signature")), "signature {n}");
        assert_eq!(signed.verify(&key().verifying_key()), Ok(header), "header {n}");
    }
}

#[test]
fn the_content_of_an_act_has_the_digest_of_the_page() {
    let digest = content_digest(&first_body(), first_header().stream).unwrap();
    assert_eq!(hex(&digest.0), hex(&vector("content-1")));
    let salted = Body { salt: [0; 16], written_at: Timestamp::UNIX_EPOCH, ..first_body() };
    assert_eq!(content_digest(&salted, first_header().stream), Ok(digest), "not of the entry");
}

#[test]
fn every_kind_of_malformed_header_is_refused() {
    let wrong = |key| Err(EnvelopeError::Field(key, "header"));
    let cbor = |error| Err(EnvelopeError::Cbor(error));
    let table: Vec<(&str, Result<Header, EnvelopeError>)> = vec![
        ("bad-header-not-deterministic", cbor(CborError::NotDeterministic)),
        ("bad-header-keys-out-of-order", cbor(CborError::NotDeterministic)),
        ("bad-header-trailing-byte", cbor(CborError::Malformed)),
        ("bad-header-cut-off", cbor(CborError::Malformed)),
        ("bad-header-version-2", wrong(1)),
        ("bad-header-unknown-stream-kind", wrong(2)),
        ("bad-header-seq-0", wrong(4)),
        ("bad-header-first-with-prev", wrong(5)),
        ("bad-header-second-without-prev", wrong(5)),
        ("bad-header-deps-unsorted", wrong(6)),
        ("bad-header-deps-twice", wrong(6)),
        ("bad-header-part-256", wrong(12)),
        ("bad-header-unknown-field", wrong(13)),
        ("bad-header-missing-field", wrong(12)),
    ];
    for (name, expected) in table {
        assert_eq!(Header::from_bytes(&vector(name)), expected, "{name}");
    }
    let many = Header { deps: (0..33).map(|n| EventId([n; 32])).collect(), ..second_header() };
    assert_eq!(Header::from_bytes(&many.to_bytes()), wrong(6), "33 deps");
    let many = Header { replaces: (0..65).map(|n| EventId([n; 32])).collect(), ..second_header() };
    assert_eq!(Header::from_bytes(&many.to_bytes()), wrong(7), "65 replaced");
    let long = Err(EnvelopeError::TooLarge("header"));
    assert_eq!(Header::from_bytes(&[0; 8 * 1024 + 1]), long);
}

#[test]
fn every_kind_of_malformed_body_is_refused() {
    let wrong = |key| Err(EnvelopeError::Field(key, "body"));
    let cbor = |error| Err(EnvelopeError::Cbor(error));
    let table: Vec<(&str, Result<Body, EnvelopeError>)> = vec![
        ("bad-body-not-deterministic", cbor(CborError::NotDeterministic)),
        ("bad-body-equal-keys", cbor(CborError::NotDeterministic)),
        ("bad-body-missing-type", wrong(2)),
        ("bad-body-short-salt", wrong(1)),
        ("bad-body-unknown-field", wrong(12)),
        ("bad-body-time-out-of-range", wrong(9)),
        ("bad-body-unknown-author-key", wrong(6)),
        ("bad-body-unknown-moment-key", wrong(7)),
    ];
    for (name, expected) in table {
        assert_eq!(Body::from_bytes(&vector(name)), expected, "{name}");
    }
    let long = Body { text: "å".repeat(501), ..first_body() };
    assert_eq!(long.to_bytes(), Err(EnvelopeError::TooLarge("text")));
    let fits = Body { text: "å".repeat(500), ..first_body() };
    assert!(Body::from_bytes(&fits.to_bytes().unwrap()).is_ok());
    let data = Value::Map(vec![(Value::from("reason"), Value::from("a".repeat(64 * 1024)))]);
    let large = Body { data, ..first_body() };
    assert_eq!(large.to_bytes(), Err(EnvelopeError::TooLarge("body")));
    assert_eq!(Body::from_bytes(&[0; 64 * 1024 + 1]), Err(EnvelopeError::TooLarge("body")));
}

#[test]
fn a_sentence_that_is_too_long_is_refused_when_read() {
    let mut bytes = Body { text: "å".repeat(500), ..first_body() }.to_bytes().unwrap();
    // The length of the text, 1 000 bytes, in its three-byte head; one ASCII character more.
    let at = bytes.windows(3).position(|head| head == [0x79, 0x03, 0xe8]).unwrap();
    bytes[at + 2] += 1;
    bytes.insert(at + 3, b'a');
    assert_eq!(Body::from_bytes(&bytes), Err(EnvelopeError::TooLarge("text")));
}

#[test]
fn a_changed_byte_or_another_key_breaks_the_signature() {
    let signed = sign(&second_header(), &key());
    let bad = Err(EnvelopeError::BadSignature);
    let other = SigningKey::from_bytes(&[0x43; 32]).verifying_key();
    assert_eq!(signed.verify(&other), bad);
    let changed = Header { seq: 3, ..second_header() }.to_bytes();
    let key = key().verifying_key();
    let moved = SignedHeader { bytes: changed.clone(), ..signed.clone() };
    assert_eq!(moved.verify(&key), bad, "the id is not of these bytes");
    let named = SignedHeader { id: event_id(&changed), bytes: changed, ..signed };
    assert_eq!(named.verify(&key), bad, "the signature is not of this id");
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Header::from_bytes(&bytes);
        let _ = Body::from_bytes(&bytes);
        let _ = StreamId::from_bytes(&bytes);
    }

    #[test]
    fn one_changed_byte_is_read_as_itself_or_not_at_all(at in 0usize..600, by in 1u8..) {
        let mut header = vector("header-2");
        let mut body = vector("body-1");
        let (h, b) = (at % header.len(), at % body.len());
        header[h] ^= by;
        body[b] ^= by;
        if let Ok(read) = Header::from_bytes(&header) {
            prop_assert_eq!(read.to_bytes(), header);
        }
        if let Ok(read) = Body::from_bytes(&body) {
            prop_assert_eq!(read.to_bytes().unwrap(), body);
        }
    }
}
