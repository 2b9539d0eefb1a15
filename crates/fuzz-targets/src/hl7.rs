//! The admission feed: bytes from a socket to an answer.

use brygga_hl7::message::Message;
use brygga_hl7::mllp::{Frame, FrameDecoder, MAX_MESSAGE_BYTES};
use brygga_hl7::reading::{Reading, read, read_frame};
use jiff::Timestamp;

/// Bytes give the same messages whatever packets they come in, and every message has an answer that
/// another parser of ours can read.
pub fn run(bytes: &[u8]) {
    let whole = frames([bytes]);
    assert_eq!(whole, frames(bytes.chunks(1)), "packets mean nothing");
    for frame in whole {
        check(&read_frame(frame));
    }
    for message in brygga_hl7::file::split_file(bytes) {
        check(&read(message));
    }
}

fn frames<'a>(packets: impl IntoIterator<Item = &'a [u8]>) -> Vec<Frame> {
    let mut decoder = FrameDecoder::new();
    let mut frames = Vec::new();
    for packet in packets {
        frames.extend(decoder.push(packet));
    }
    frames.extend(decoder.finish());
    frames
}

fn check(reading: &Reading) {
    let answer = reading.answer(None, Timestamp::UNIX_EPOCH, "1");
    let read = Message::parse(&answer).expect("an answer is a message");
    assert_eq!(read.field("MSA", 1).text(), reading.code().as_str(), "the answer has the code");
    assert!(!answer.contains(&0x0B), "an answer does not begin another frame");
    if let Some(message) = &reading.message {
        // Nothing of it is lost as text, which is longer than the bytes of 8859/1 were.
        let text = message.to_text();
        let again = Message::parse(text.as_bytes());
        let fits = text.len() <= MAX_MESSAGE_BYTES;
        assert_eq!(again.is_ok(), fits, "what was read can be read again");
    }
}
