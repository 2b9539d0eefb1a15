//! `brygga import adt`: one line a message, `CODE control-id reason`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use brygga_app::feed::receive_adt;
use brygga_hl7::file::split_file;
use brygga_hl7::mllp::FrameDecoder;
use brygga_hl7::reading::{Reading, read, read_frame};

use crate::site::Site;

/// Exit code 0 also when messages are refused: the lines say so. 1 when a file cannot be read.
pub(super) async fn run(data: &Path, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let site = Site::open(data, "import adt").await?;
    let mut code = ExitCode::SUCCESS;
    let mut out = std::io::stdout().lock();
    for file in files {
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("error: {} cannot be read: {error}", file.display());
                code = ExitCode::FAILURE;
                continue;
            }
        };
        for reading in readings(&bytes) {
            let answer = receive_adt(&site.app, &reading).await?;
            let control_id = answer.control_id.as_deref().unwrap_or("-");
            let line = format!("{} {control_id} {}", answer.code, answer.reason);
            writeln!(out, "{}", line.replace(char::is_control, " "))?;
        }
    }
    site.remember_end().await;
    Ok(code)
}

/// The messages of a file. Frames are read as the listener reads them, so that a message that broke
/// off is refused here too.
fn readings(bytes: &[u8]) -> Vec<Reading> {
    if !bytes.contains(&0x0B) {
        return split_file(bytes).into_iter().map(read).collect();
    }
    let mut decoder = FrameDecoder::new();
    let mut frames = decoder.push(bytes);
    frames.extend(decoder.finish());
    frames.into_iter().map(read_frame).collect()
}
