//! How far `brygga verify` has come, in `verify.state` of the data folder: an interrupted check goes
//! on with `--resume`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use brygga_domain::ids::{Digest, hex, unhex};
use brygga_store::{Mark, Position, VerifyReport, VerifyState};
use serde::{Deserialize, Serialize};

use crate::origin::write_secret;

const FILE: &str = "verify.state";

#[derive(Serialize, Deserialize)]
struct Saved {
    events: u64,
    faults: u64,
    first: Option<Fault>,
    broken: BTreeSet<u16>,
    marks: Vec<SavedMark>,
}

#[derive(Serialize, Deserialize)]
struct Fault {
    part: u16,
    pos: u64,
    why: String,
}

#[derive(Serialize, Deserialize)]
struct SavedMark {
    part: u16,
    pos: u64,
    digest: String,
}

/// The file of a data folder.
pub(crate) struct StateFile(PathBuf);

impl StateFile {
    pub(crate) fn of(data: &Path) -> Self {
        Self(data.join(FILE))
    }

    /// None when no check was interrupted.
    pub(crate) fn read(&self) -> anyhow::Result<Option<VerifyState>> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let state = toml::from_str::<Saved>(&text).ok().and_then(state_of);
        let what = || format!("{} is damaged: remove it and begin anew", self.0.display());
        state.with_context(what).map(Some)
    }

    pub(crate) fn write(&self, state: &VerifyState) -> anyhow::Result<()> {
        let first = state.report.first_fault.as_ref();
        let saved = Saved {
            events: state.report.events,
            faults: state.report.faults,
            first: first.map(|(at, why)| Fault { part: at.part, pos: at.pos, why: why.clone() }),
            broken: state.broken.clone(),
            marks: state
                .marks
                .iter()
                .map(|(part, mark)| SavedMark {
                    part: *part,
                    pos: mark.pos,
                    digest: hex(&mark.digest.0),
                })
                .collect(),
        };
        write_secret(&self.0, toml::to_string(&saved)?.as_bytes())
    }

    /// The check came to its end.
    pub(crate) fn remove(&self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn state_of(saved: Saved) -> Option<VerifyState> {
    let mark = |saved: &SavedMark| {
        Some((saved.part, Mark { pos: saved.pos, digest: Digest(unhex(&saved.digest)?) }))
    };
    let first = saved.first.map(|it| (Position { part: it.part, pos: it.pos }, it.why));
    Some(VerifyState {
        marks: saved.marks.iter().map(mark).collect::<Option<_>>()?,
        broken: saved.broken,
        report: VerifyReport {
            events: saved.events,
            faults: saved.faults,
            first_fault: first,
            ..VerifyReport::default()
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::of(folder.path());
        assert_eq!(file.read().unwrap(), None);
        let mark = |pos| Mark { pos, digest: Digest([pos as u8; 32]) };
        let state = VerifyState {
            marks: [(0, mark(7)), (15, mark(9))].into(),
            broken: [15].into(),
            report: VerifyReport {
                events: 16,
                faults: 2,
                first_fault: Some((Position { part: 15, pos: 3 }, "som \"det\" är".to_owned())),
                ..VerifyReport::default()
            },
        };
        file.write(&state).unwrap();
        assert_eq!(file.read().unwrap(), Some(state));
        fs::write(folder.path().join(FILE), "events = 1").unwrap();
        assert!(file.read().is_err());
        file.remove();
        assert_eq!(file.read().unwrap(), None);
    }
}
