//! MLLP framing: `0x0B message 0x1C 0x0D`, read packet by packet and forgiving of faults.

/// The largest message that is read, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// How much of an over-long message is kept, so that its MSH can be answered.
const OVERSIZED_HEAD_BYTES: usize = 4096;

const START: u8 = 0x0B;
const END: u8 = 0x1C;
const CARRIAGE_RETURN: u8 = 0x0D;
const UNFRAMED_START: &[u8] = b"MSH";

/// What the decoder found between two frame marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// One whole message without its frame bytes.
    Message(Vec<u8>),
    /// A message that broke off in the middle of a segment: a new one started, or the
    /// connection ended. It must be refused, since what is missing is not known.
    Unterminated(Vec<u8>),
    /// A message over the limit; only its first bytes are kept. Given once per message.
    Oversized {
        /// At most the first 4 096 bytes, enough for MSH.
        head: Vec<u8>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between frames. `matched` bytes of `MSH` seen at the start of a line, or `None` in
    /// the middle of a line of garbage.
    Outside { matched: Option<usize> },
    /// In a message; `after_end` when the last byte was a 0x1C that may end it.
    Inside { after_end: bool },
    /// In a message over the limit, until the next 0x0B.
    Skipping,
}

/// Reads frames from a stream of bytes, whatever packets they come in.
///
/// * Only 0x1C 0x0D ends a frame; a 0x1C followed by anything else belongs to the message,
///   except that 0x1C 0x0B is an end and a start.
/// * A missing 0x0B is forgiven when the message starts a line with `MSH`.
/// * A missing end is forgiven when the next 0x0B follows a whole segment.
/// * Other bytes between frames are dropped.
#[derive(Debug)]
pub struct FrameDecoder {
    limit_bytes: usize,
    state: State,
    buffer: Vec<u8>,
}

impl Default for FrameDecoder {
    fn default() -> Self {
        Self::new()
    }
}

impl FrameDecoder {
    /// Creates a decoder with the limit [`MAX_MESSAGE_BYTES`].
    pub fn new() -> Self {
        Self::with_limit(MAX_MESSAGE_BYTES)
    }

    /// Creates a decoder with its own limit, in bytes per message.
    pub fn with_limit(limit_bytes: usize) -> Self {
        Self { limit_bytes, state: State::Outside { matched: Some(0) }, buffer: Vec::new() }
    }

    /// Whether a message has begun and not ended: an idle connection is then worth closing.
    pub fn is_inside_message(&self) -> bool {
        !matches!(self.state, State::Outside { .. })
    }

    /// Whether a part of a message has come and the rest has not.
    pub fn awaits_rest(&self) -> bool {
        matches!(self.state, State::Inside { .. }) && !self.buffer.is_empty()
    }

    /// Nothing more has come for a while: gives the message that was under way as broken off. What may
    /// still come of it is dropped, until the next one starts.
    pub fn break_off(&mut self) -> Option<Frame> {
        if !self.awaits_rest() {
            return None;
        }
        self.state = State::Outside { matched: None };
        let message = std::mem::take(&mut self.buffer);
        (!message.trim_ascii().is_empty()).then_some(Frame::Unterminated(message))
    }

    /// Takes the next bytes and returns the frames that they completed.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            match self.state {
                State::Outside { matched } => self.outside(byte, matched),
                State::Inside { after_end } => self.inside(byte, after_end, &mut frames),
                State::Skipping => {
                    if byte == START {
                        self.begin();
                    }
                }
            }
        }
        frames
    }

    /// The stream has ended: returns the message that was under way, if any.
    pub fn finish(&mut self) -> Option<Frame> {
        let state = std::mem::replace(&mut self.state, State::Outside { matched: Some(0) });
        match state {
            State::Inside { after_end: true } => {
                self.buffer.pop();
                self.take_message()
            }
            State::Inside { after_end: false } => self.take_broken_off(),
            State::Outside { .. } | State::Skipping => {
                self.buffer.clear();
                None
            }
        }
    }

    fn begin(&mut self) {
        self.buffer.clear();
        self.state = State::Inside { after_end: false };
    }

    fn outside(&mut self, byte: u8, matched: Option<usize>) {
        let next = match (byte, matched) {
            (START, _) => return self.begin(),
            (b'\r' | b'\n' | END, _) => Some(0),
            (_, Some(count)) if byte == UNFRAMED_START[count] => Some(count + 1),
            _ => None,
        };
        if next == Some(UNFRAMED_START.len()) {
            self.begin();
            self.buffer.extend_from_slice(UNFRAMED_START);
        } else {
            self.state = State::Outside { matched: next };
        }
    }

    fn inside(&mut self, byte: u8, after_end: bool, frames: &mut Vec<Frame>) {
        match (after_end, byte) {
            (true, CARRIAGE_RETURN) => {
                self.buffer.pop();
                frames.extend(self.take_message());
                self.state = State::Outside { matched: Some(0) };
            }
            (true, START) => {
                self.buffer.pop();
                frames.extend(self.take_message());
                self.begin();
            }
            (false, START) => {
                frames.extend(self.take_broken_off());
                self.begin();
            }
            _ => {
                self.buffer.push(byte);
                self.state = State::Inside { after_end: byte == END };
                // The end byte may stand in the buffer until the next byte tells what it is.
                if self.buffer.len() > self.limit_bytes.saturating_add(usize::from(byte == END)) {
                    let mut head = std::mem::take(&mut self.buffer);
                    head.truncate(OVERSIZED_HEAD_BYTES);
                    head.shrink_to_fit();
                    frames.push(Frame::Oversized { head });
                    self.state = State::Skipping;
                }
            }
        }
    }

    /// An empty frame is a keep-alive of some senders and gives nothing.
    fn take_message(&mut self) -> Option<Frame> {
        let message = std::mem::take(&mut self.buffer);
        (!message.trim_ascii().is_empty()).then_some(Frame::Message(message))
    }

    fn take_broken_off(&mut self) -> Option<Frame> {
        let whole_segment = matches!(self.buffer.last(), Some(b'\r' | b'\n'));
        if whole_segment {
            return self.take_message();
        }
        let message = std::mem::take(&mut self.buffer);
        (!message.trim_ascii().is_empty()).then_some(Frame::Unterminated(message))
    }
}

/// Puts the frame bytes around a message.
pub fn encode_frame(message: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(message.len() + 3);
    frame.push(START);
    frame.extend_from_slice(message);
    frame.extend_from_slice(&[END, CARRIAGE_RETURN]);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(bytes: &[u8]) -> Vec<Frame> {
        let mut decoder = FrameDecoder::new();
        let mut frames = decoder.push(bytes);
        frames.extend(decoder.finish());
        frames
    }

    fn message(text: &str) -> Frame {
        Frame::Message(text.as_bytes().to_vec())
    }

    #[test]
    fn several_messages_in_one_packet_come_out_one_by_one() {
        assert_eq!(
            decode(b"\x0bMSH|1\r\x1c\r\x0bMSH|2\r\x1c\r"),
            [message("MSH|1\r"), message("MSH|2\r")]
        );
    }

    #[test]
    fn a_message_split_at_every_byte_is_the_same_message() {
        let mut decoder = FrameDecoder::new();
        let mut frames = Vec::new();
        for byte in b"\x0bMSH|1\rPID|\x1cx\r\x1c\r" {
            frames.extend(decoder.push(&[*byte]));
            frames.extend(decoder.push(&[]));
        }
        assert_eq!(frames, [message("MSH|1\rPID|\x1cx\r")]);
        assert!(!decoder.is_inside_message());
    }

    #[test]
    fn a_missing_start_byte_is_forgiven() {
        assert_eq!(decode(b"MSH|1\r\x1c\r"), [message("MSH|1\r")]);
        assert_eq!(
            decode(b"\x0bMSH|1\r\x1c\rMSH|2\r\x1c\r\x0bMSH|3\r\x1c\r"),
            [message("MSH|1\r"), message("MSH|2\r"), message("MSH|3\r")]
        );
    }

    #[test]
    fn a_missing_end_is_forgiven_after_a_whole_segment_only() {
        assert_eq!(
            decode(b"\x0bMSH|1\r\x0bMSH|2\r\x1c\r"),
            [message("MSH|1\r"), message("MSH|2\r")]
        );
        assert_eq!(
            decode(b"\x0bMSH|1\rPID|1\x0bMSH|2\r\x1c\r"),
            [Frame::Unterminated(b"MSH|1\rPID|1".to_vec()), message("MSH|2\r")]
        );
        assert_eq!(decode(b"\x0bMSH|1\rPI"), [Frame::Unterminated(b"MSH|1\rPI".to_vec())]);
    }

    #[test]
    fn a_lone_end_byte_belongs_to_the_message_unless_a_start_follows() {
        assert_eq!(decode(b"\x0bMSH|a\x1cb\r\x1c\r"), [message("MSH|a\x1cb\r")]);
        assert_eq!(
            decode(b"\x0bMSH|1\r\x1c\x0bMSH|2\r\x1c\x1c\r"),
            [message("MSH|1\r"), message("MSH|2\r\x1c")]
        );
        assert_eq!(decode(b"\x0bMSH|1\r\x1c"), [message("MSH|1\r")]);
    }

    #[test]
    fn garbage_and_empty_frames_between_messages_are_dropped() {
        assert_eq!(
            decode(b"GET / MSH HTTP\r\n\r\nMS\x0b\x1c\r\x00\x0bMSH|1\r\x1c\r\nxMSH|\r"),
            [message("MSH|1\r")]
        );
    }

    #[test]
    fn a_message_over_the_limit_is_told_once_and_the_next_start_is_found() {
        let mut decoder = FrameDecoder::with_limit(8);
        let frames = decoder.push(b"\x0bMSH|56789 and more\x1c\rMSH|\r\x0bMSH|5678\x1c\r");
        assert_eq!(frames, [Frame::Oversized { head: b"MSH|56789".to_vec() }, message("MSH|5678")]);
    }

    #[test]
    fn a_long_message_keeps_only_its_head() {
        let mut bytes = vec![START];
        bytes.extend(std::iter::repeat_n(b'A', MAX_MESSAGE_BYTES + 10));
        let frames = decode(&bytes);
        assert!(matches!(&frames[..], [Frame::Oversized { head }] if head.len() == 4096));
    }

    #[test]
    fn a_message_whose_rest_does_not_come_is_broken_off_and_the_next_one_is_read() {
        let mut decoder = FrameDecoder::new();
        assert_eq!(decoder.break_off(), None, "nothing is under way");
        assert!(decoder.push(b"\x0b").is_empty());
        assert_eq!(decoder.break_off(), None, "nothing of it has come");
        assert!(decoder.push(b"MSH|1\rPID|1\r").is_empty());
        assert!(decoder.awaits_rest());
        assert_eq!(decoder.break_off(), Some(Frame::Unterminated(b"MSH|1\rPID|1\r".to_vec())));
        assert!(!decoder.awaits_rest());
        assert_eq!(
            decoder.push(b"PV1|1\r\x1c\r\x0bMSH|2\r\x1c\r"),
            [message("MSH|2\r")],
            "its rest, come late, is dropped"
        );
    }

    proptest! {
        #[test]
        fn packet_boundaries_never_matter(
            bytes in proptest::collection::vec(
                prop_oneof![Just(0x0b), Just(0x1c), Just(0x0d), Just(b'M'), Just(b'S'), Just(b'H'), any::<u8>()],
                0..200,
            ),
            cut in 0_usize..200,
        ) {
            let cut = cut.min(bytes.len());
            let mut whole = FrameDecoder::with_limit(20);
            let mut split = FrameDecoder::with_limit(20);
            let mut expected = whole.push(&bytes);
            expected.extend(whole.finish());
            let mut got = split.push(&bytes[..cut]);
            got.extend(split.push(&bytes[cut..]));
            got.extend(split.finish());
            prop_assert_eq!(got, expected);
        }

        #[test]
        fn what_is_framed_comes_back(text in "[ -~\r]{1,80}") {
            prop_assume!(!text.trim().is_empty());
            prop_assert_eq!(decode(&encode_frame(text.as_bytes())), [message(&text)]);
        }
    }
}
