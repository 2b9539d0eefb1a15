//! `brygga import adt`: one line a message, `CODE control-id reason`.

use std::path::PathBuf;
use std::process::ExitCode;

use brygga_hl7::file::split_file;
use brygga_hl7::mllp::{Frame, FrameDecoder, MAX_MESSAGE_BYTES};

use crate::cli::DataArgs;
use crate::orders::Order;
use crate::out::say;
use crate::writing::Writing;

/// Exit code 0 also when messages are refused: the lines say so. 1 when a file cannot be read.
pub(super) async fn run(data: &DataArgs, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let mut writing = Writing::open(data, "import adt").await?;
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("error: {} cannot be read: {error}", file.display());
                code = ExitCode::FAILURE;
                continue;
            }
        };
        for frame in frames(&bytes) {
            let line = writing.perform(Order::ReceiveAdt(frame.into())).await?;
            say!("{line}");
        }
    }
    writing.end().await;
    Ok(code)
}

/// The messages of a file. Frames are read as the listener reads them, so that a message that broke
/// off is refused here too.
fn frames(bytes: &[u8]) -> Vec<Frame> {
    if !bytes.contains(&0x0B) {
        return split_file(bytes).into_iter().map(frame).collect();
    }
    let mut decoder = FrameDecoder::new();
    let mut frames = decoder.push(bytes);
    frames.extend(decoder.finish());
    frames
}

/// A message from text; one over the limit is refused whatever it says.
fn frame(bytes: Vec<u8>) -> Frame {
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Frame::Oversized { head: Vec::new() };
    }
    Frame::Message(bytes)
}
