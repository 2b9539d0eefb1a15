//! `brygga serve`.

use std::process::ExitCode;
use std::sync::Arc;

use brygga_app::Clock as _;
use jiff::SignedDuration;

use crate::cli::Serve;
use crate::clock_watch::latest;
use crate::config::Config;
use crate::data_folder::InUse;
use crate::machine::{SystemClock, raise_open_files};
use crate::mail::ReportMail;
use crate::serving::{self, Listeners};
use crate::site::Site;

/// More than clocks differ by themselves.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

const WHO: &str = "serve";

pub(super) async fn run(command: Serve) -> anyhow::Result<ExitCode> {
    raise_open_files();
    let config = Config::read(&command.data.data, &command.addresses)?;
    let end = serving::stop_on_signal()?;
    let site = Site::open(&command.data, WHO).await.map_err(|error| InUse::explain(error, WHO))?;
    warn_of_clock(&site).await?;
    if let Some(mail) = ReportMail::of(&config)? {
        site.app.send_monthly_report(Arc::new(mail));
    }
    let listeners = Listeners::take(&config).await?;
    serving::serve(site, listeners, None, end).await?;
    Ok(ExitCode::SUCCESS)
}

/// A log that knows a later time than now means that the machine's clock was or is wrong. The log keeps its
/// order all the same; what people read are the times.
async fn warn_of_clock(site: &Site) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let Some(latest) = latest(&*site.app.store).await? else { return Ok(()) };
    if latest.duration_since(now) > CLOCKS_DIFFER {
        tracing::warn!(
            log = %latest,
            clock = %now,
            "the log knows later times than this machine's clock: set the clock right. The order of \
             events is kept, new ones get the time of the clock, and are marked when it is more \
             than 5 min behind"
        );
    }
    Ok(())
}
