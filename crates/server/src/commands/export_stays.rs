//! `brygga export stays`: one JSON object a line, for other programs.

use std::io::Write as _;

use std::process::ExitCode;

use brygga_app::feed::export_stays;
use brygga_domain::calendar::stockholm;
use brygga_store::{StayRow, StayState};
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::DataArgs;
use crate::site::open_reader;

#[derive(Serialize)]
struct Line<'a> {
    visit: &'a str,
    identity: Identity<'a>,
    name: Option<&'a str>,
    municipality: Option<&'a str>,
    state: &'static str,
    /// The ward code as sent.
    ward: Option<&'a str>,
    /// Local time with its offset.
    admitted_at: Option<String>,
    discharged_at: Option<String>,
}

#[derive(Serialize)]
struct Identity<'a> {
    value: &'a str,
    kind: &'a str,
}

impl<'a> Line<'a> {
    fn of(stay: &'a StayRow) -> Self {
        let code = stay.ward_code.as_deref();
        Self {
            visit: &stay.visit,
            identity: Identity { value: &stay.identifier, kind: &stay.identifier_kind },
            name: Some(stay.name.as_str()).filter(|name| !name.is_empty()),
            municipality: stay.municipality.as_deref(),
            state: stay.state.as_str(),
            ward: code.map(|code| code.split_once('/').map_or(code, |(_, ward)| ward)),
            admitted_at: stay.admitted_at.map(local),
            discharged_at: stay.discharged_at.map(local),
        }
    }
}

fn local(at: Timestamp) -> String {
    at.display_with_offset(stockholm().to_offset(at)).to_string()
}

/// Prints the stays that there are; with `all` the planned and the cancelled ones too.
pub(super) async fn run(data: &DataArgs, all: bool) -> anyhow::Result<ExitCode> {
    let app = open_reader(data).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut written = Ok(());
    export_stays(&app, all, |stay| {
        let shown = all || stay.state != StayState::Planned;
        if shown && written.is_ok() {
            written = serde_json::to_writer(&mut out, &Line::of(stay))
                .map_err(std::io::Error::from)
                .and_then(|()| writeln!(out));
        }
    })
    .await?;
    written.and_then(|()| out.flush())?;
    Ok(ExitCode::SUCCESS)
}
