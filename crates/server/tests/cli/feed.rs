//! The feed over TCP.

use std::fs;

use crate::harness::{Server, admission, code, export, framed, streams};

const NUMBER: &str = "193108028287";

#[test]
fn a_message_in_many_packets_is_answered_once_and_many_in_one_each() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let mut sender = server.sender();
    for byte in framed(&admission("1", "V1", NUMBER, "AVD37")) {
        sender.write(&[byte]).unwrap();
    }
    assert_eq!(code(&sender.read().unwrap()), "AA");
    let two = [
        framed(&admission("2", "V2", NUMBER, "MED9")),
        framed(&admission("3", "V3", NUMBER, "MED9")),
    ];
    sender.write(&two.concat()).unwrap();
    for control in ["2", "3"] {
        let answer = sender.read().unwrap();
        assert_eq!(code(&answer), "AA");
        assert!(answer.contains(&format!("MSA|AA|{control}")), "{answer:?}");
    }
    assert_eq!(export(data.path(), &[]).len(), 3);
}

#[test]
fn garbage_and_a_message_too_long_do_not_harm_the_listener() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let idle = server.sender();
    let mut sender = server.sender();
    sender.write(b"GET / HTTP/1.1\r\n\r\n\x00\xff\xfe\x1c\r").unwrap();
    sender.write(b"\x0bnot a message\r\x1c\r").unwrap();
    assert_eq!(code(&sender.read().unwrap()), "AR");
    let long = admission("9", "V9", NUMBER, &"X".repeat(1_100_000));
    sender.write(&framed(&long)).unwrap();
    assert_ne!(code(&sender.read().unwrap()), "AA");
    // Broken off in the middle of a segment: answered when the sender goes, and refused.
    let mut broken = server.sender();
    broken.write(b"\x0bMSH|^~\\&|PAS|LAS|||2025").unwrap();
    drop(broken);
    for sender in [sender, idle, server.sender()].iter_mut().enumerate() {
        let (number, sender) = sender;
        let message = admission(&format!("C{number}"), &format!("V{number}"), NUMBER, "AVD37");
        assert_eq!(sender.send(&message).unwrap(), "AA");
    }
    assert_eq!(export(data.path(), &[]).len(), 3);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
}

#[test]
fn our_own_streams_are_answered_as_expected_over_tcp() {
    let expected = fs::read_to_string(streams().join("expected.json")).unwrap();
    let expected: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&expected).unwrap();
    for (file, expected) in &expected {
        let data = tempfile::tempdir().unwrap();
        let server = Server::start(data.path());
        let mut sender = server.sender();
        let bytes = fs::read(streams().join(file)).unwrap();
        for packet in bytes.chunks(700) {
            sender.write(packet).unwrap();
        }
        sender.end();
        for wanted in expected["codes"].as_array().unwrap() {
            assert_eq!(code(&sender.read().unwrap()), wanted.as_str().unwrap(), "{file}");
        }
    }
}
