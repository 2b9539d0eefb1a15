//! `brygga node`: who this server is in the log (decision 6).

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use brygga_app::Clock as _;

use crate::cli::NodeCommand;
use crate::data_folder::{check_format, enroll};
use crate::machine::SystemClock;
use crate::origin::OwnOrigin;
use crate::out::say;

pub(super) async fn run(command: NodeCommand) -> anyhow::Result<ExitCode> {
    match command {
        NodeCommand::Show(data) => show(&data.data)?,
        NodeCommand::Enroll(data) => {
            enroll(&data.data, SystemClock.now())?;
            show(&data.data)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(data: &Path) -> anyhow::Result<()> {
    check_format(data)?;
    let Some(own) = OwnOrigin::load(data)? else {
        bail!("{} has no key; `brygga serve` or `brygga node enroll` makes one", data.display());
    };
    say!("node:        {}", own.origin.node);
    say!("epoch:       {:016x}", own.origin.epoch);
    say!("fingerprint: {}", own.fingerprint());
    if own.simulated {
        say!("simulated:   yes, from a seed");
    }
    Ok(())
}
