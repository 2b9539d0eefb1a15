//! Bodies of every type and version that was ever written, as they were written (decision 15). A
//! file is added with a new type or version and never changed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::care_chain::samples::{author, november, one_of_each, unit};
use crate::care_chain::{ChainEvent, EVENT_TYPES, sentence};
use crate::envelope::Body;
use crate::ids::{Digest, hex};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/bodies")
}

fn body(event: &ChainEvent) -> Body {
    Body {
        salt: [0x5a; 16],
        event_type: event.event_type().name.to_owned(),
        ver: event.event_type().ver,
        data: event.data().unwrap(),
        text: sentence(event, &|unit| unit.to_string()),
        who: author(unit("AVD5")),
        occurred_at: november(20, "15:00"),
        written_at: november(20, "15:01").instant,
        sent_at: None,
        policy: Digest([0x99; 32]),
    }
}

/// The bytes of a stored body: hexadecimal in lines.
fn stored(name: &str) -> Option<Vec<u8>> {
    let text = std::fs::read_to_string(folder().join(name)).ok()?;
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).expect("hexadecimal") as u8)
        .collect();
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[test]
fn every_type_has_a_stored_body_that_means_what_it_meant() {
    for event in one_of_each() {
        let row = event.event_type();
        let name = format!("{}.v{}.hex", row.name, row.ver);
        let written = body(&event);
        let bytes = stored(&name)
            .unwrap_or_else(|| panic!("store {name} with:\n{}", hex(&written.to_bytes().unwrap())));
        let read = Body::from_bytes(&bytes).unwrap();
        assert_eq!(read.to_bytes().unwrap(), bytes, "{name} reads and writes as itself");
        let meaning = ChainEvent::read(&read.event_type, read.ver, &read.data).unwrap();
        assert_eq!(meaning.as_ref(), Ok(&event), "{name}");
        assert_eq!(read.data, written.data, "{name}: what is written now is what is stored");
    }
}

#[test]
fn every_stored_body_of_any_version_is_still_understood() {
    let names: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.len() >= EVENT_TYPES.len());
    for name in names {
        let read = Body::from_bytes(&stored(&name).unwrap()).unwrap();
        assert_eq!(name, format!("{}.v{}.hex", read.event_type, read.ver));
        let event = ChainEvent::read(&read.event_type, read.ver, &read.data);
        assert!(matches!(event, Some(Ok(_))), "{name}");
    }
}
