//! Messages out of a file: MLLP frames, plain text with one or many MSH, or a batch.

use crate::mllp::{Frame, FrameDecoder};

const BOM: &[u8] = b"\xEF\xBB\xBF";
const BATCH_SEGMENTS: [&[u8]; 4] = [b"FHS", b"BHS", b"BTS", b"FTS"];

/// Splits a file into its messages, in order.
///
/// Understands MLLP frames, any mix of CR, LF and CRLF, a byte order mark, and the batch
/// segments FHS, BHS, BTS and FTS (left out; their counts are not trusted). Text that belongs
/// to no message comes back as a message of its own, so that an importer can name it.
pub fn split_file(bytes: &[u8]) -> Vec<Vec<u8>> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    if bytes.contains(&0x0B) { split_frames(bytes) } else { split_lines(bytes) }
}

fn split_frames(bytes: &[u8]) -> Vec<Vec<u8>> {
    // No limit here: the parser refuses what is too long, and the importer shows it.
    let mut decoder = FrameDecoder::with_limit(usize::MAX);
    let mut frames = decoder.push(bytes);
    frames.extend(decoder.finish());
    frames
        .into_iter()
        .map(|frame| match frame {
            Frame::Message(message) | Frame::Unterminated(message) => message,
            Frame::Oversized { head } => head,
        })
        .collect()
}

fn split_lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut messages: Vec<Vec<u8>> = Vec::new();
    let mut is_open = false;
    for line in bytes.split_inclusive(|&byte| byte == b'\r' || byte == b'\n') {
        if BATCH_SEGMENTS.iter().any(|name| line.starts_with(name)) {
            is_open = false;
            continue;
        }
        let is_blank = line.trim_ascii().is_empty();
        if line.starts_with(b"MSH") || (!is_open && !is_blank) {
            messages.push(Vec::new());
            is_open = true;
        }
        if is_open && let Some(message) = messages.last_mut() {
            message.extend_from_slice(line);
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        split_file(text.as_bytes())
            .into_iter()
            .map(|message| String::from_utf8(message).unwrap().trim().to_owned())
            .collect()
    }

    #[test]
    fn every_line_ending_splits_at_msh() {
        assert_eq!(split("MSH|1\rPID|1\rMSH|2\r"), ["MSH|1\rPID|1", "MSH|2"]);
        assert_eq!(split("MSH|1\nPID|1\n\n\nMSH|2"), ["MSH|1\nPID|1", "MSH|2"]);
        assert_eq!(split("\u{feff}MSH|1\r\nPID|1\r\n\r\nMSH|2\r\n"), ["MSH|1\r\nPID|1", "MSH|2"]);
    }

    #[test]
    fn batch_wrappers_are_left_out() {
        assert_eq!(
            split("FHS|x\rBHS|x\rMSH|1\rPID|1\rMSH|^~\rMSH|3\rBTS|3\rFTS|1\r"),
            ["MSH|1\rPID|1", "MSH|^~", "MSH|3"]
        );
    }

    #[test]
    fn framed_files_are_read_as_frames() {
        assert_eq!(split("\x0bMSH|1\r\x1c\r\x0bMSH|2\r\x1c\r"), ["MSH|1", "MSH|2"]);
    }

    #[test]
    fn text_before_the_first_message_is_not_lost() {
        assert_eq!(split("hello\nMSH|1\n"), ["hello", "MSH|1"]);
        assert!(split("\r\n \n").is_empty());
    }
}
