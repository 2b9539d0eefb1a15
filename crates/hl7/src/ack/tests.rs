use crate::adt::AdtProblem;
use crate::message::Message;
use crate::mllp::Frame;
use crate::reading::{Reading, read, read_frame};
use jiff::Timestamp;
use proptest::prelude::*;

fn answer(reading: &Reading, problem: Option<&AdtProblem>) -> String {
    let bytes = reading.answer(problem, Timestamp::UNIX_EPOCH, "B1");
    String::from_utf8_lossy(&bytes).replace('\r', "\n")
}

fn a31(version: &str) -> Reading {
    let text = format!(
        "MSH|^~\\&|PAS|HOSP|BRYGGA|REG|2025||ADT^A31^ADT_A05|K1|T|{version}\rEVN||20250602\rPID|1||A^^^H\r"
    );
    read(text.into_bytes())
}

#[test]
fn an_accepted_message_is_answered_aa_to_its_sender() {
    assert_eq!(
        answer(&a31("2.5"), None),
        "MSH|^~\\&|BRYGGA|REG|PAS|HOSP|19700101010000+0100||ACK^A31^ACK|B1|T|2.5\nMSA|AA|K1\n"
    );
}

#[test]
fn the_answer_follows_the_version_of_the_message() {
    assert!(answer(&a31("2.3"), None).contains("||ACK|B1|T|2.3\n"));
    assert!(answer(&a31("2.3.1"), None).contains("||ACK^A31^ACK|B1|T|2.3.1\n"));
    let problem = AdtProblem::MissingVisitNumber;
    assert!(answer(&a31("2.3"), Some(&problem)).ends_with(
        "MSA|AE|K1|visit number missing\nERR|PV1^1^19^101&Required field missing&HL70357\n"
    ));
    assert!(answer(&a31("2.5"), Some(&problem)).ends_with(
        "MSA|AE|K1|visit number missing\n\
         ERR||PV1^1^19|101^Required field missing^HL70357|E||||visit number missing\n"
    ));
    let stored = answer(&a31("2.5"), Some(&AdtProblem::NotStored));
    assert!(stored.contains("MSA|AR|K1|") && stored.contains("ERR|||207^"));
}

#[test]
fn the_answer_uses_the_delimiters_and_character_set_of_the_message() {
    let reading =
        read(b"MSH@~&#\\@S\xd6DRA@H#F#@@@2025@@ADT~A24@K\xe5@P@2.5@@@@@@8859/1\r".to_vec());
    let bytes = reading.answer(None, Timestamp::UNIX_EPOCH, "B@1");
    let expected: &[u8] = b"MSH@~&#\\@@@S\xd6DRA@H#F#@19700101010000+0100@@ACK~A24~ACK@B#F#1@P@2.5@@@@@@8859/1\rMSA@AR@K\xe5@message type ADT#S#A24 is not supported\r";
    assert!(
        bytes.starts_with(&expected[..expected.len() - 60]),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
    let answer = Message::parse(&bytes).unwrap();
    assert_eq!(answer.field("MSA", 2).text(), "Kå");
    assert!(answer.field("ERR", 8).text().starts_with("message type"));
}

#[test]
fn an_unreadable_header_is_answered_with_what_can_be_guessed() {
    let reading = read(b"MSH|^~\\\\&|PAS|HOSP|||2025||ADT^A01|K\xe59|P|2.6\r".to_vec());
    assert!(
        answer(&reading, None)
            .contains("|PAS|HOSP|19700101010000+0100||ACK|B1|P|2.6\nMSA|AR|K9|the delimiters")
    );
    for bytes in [&b""[..], b"\xff\xfe", b"GET / HTTP/1.1", b"MSH", b"MSH|^~"] {
        let text = answer(&read(bytes.to_vec()), None);
        assert!(text.contains("\nMSA|AR||") && Message::parse(text.as_bytes()).is_ok(), "{text}");
    }
}

#[test]
fn broken_and_over_long_frames_are_refused_with_their_control_id() {
    let head = || b"MSH|^~\\&|PAS|HOSP|||2025||ADT^A01|K9|P|2.6\rPID|1".to_vec();
    let broken = read_frame(Frame::Unterminated(head()));
    assert!(answer(&broken, None).contains("MSA|AR|K9|the message broke off before its end\n"));
    let long = read_frame(Frame::Oversized { head: head() });
    assert!(answer(&long, None).contains("MSA|AR|K9|the message is longer than 1 MiB\n"));
}

proptest! {
    #[test]
    fn any_bytes_get_an_answer_that_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let reading = read([b"MSH|".as_slice(), &bytes].concat());
        let answer = reading.answer(None, Timestamp::UNIX_EPOCH, "B1");
        prop_assert!(Message::parse(&answer).is_ok());
    }
}
