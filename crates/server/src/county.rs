//! What a demo folder remembers of its county: from what it was made, whether it is whole, and
//! where its clock was.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context as _, bail};
use brygga_app::Clock;
use brygga_domain::calendar::to_local;
use brygga_store::EventLog;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::machine::SystemClock;
use crate::origin::{last_event, write_secret};
use crate::out::say;

/// From what the county was made.
pub(crate) const MADE: &str = "county";
/// Where its clock is.
pub(crate) const CLOCK: &str = "clock";
/// How often the clock is remembered: it may have gone on as long after the last time.
const REMEMBERED_EVERY: SignedDuration = SignedDuration::from_secs(5);

/// From what a county was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Made {
    pub(crate) seed: u64,
    pub(crate) weeks: u32,
    /// Made by `brygga simulate`: months instead of weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) months: Option<u32>,
    /// Of a hundred who went home, so many came back within a month; 12 when nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) readmissions: Option<u32>,
    pub(crate) until: Timestamp,
    /// False while the county is being made; one that was interrupted stays so.
    pub(crate) whole: bool,
}

/// What `brygga demo` was asked for; nothing where nothing was said.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked {
    pub(crate) seed: Option<u64>,
    pub(crate) weeks: Option<u32>,
    pub(crate) until: Option<Timestamp>,
}

impl Asked {
    /// A history that has not happened yet is refused, and one before the county was there.
    pub(crate) fn check(self, now: Timestamp) -> anyhow::Result<()> {
        let Some(until) = self.until else { return Ok(()) };
        if until > now {
            bail!(
                "--until {until} is later than now ({now}): the history of a county ends in the \
                 past; leave --until out to end it now"
            );
        }
        let first = "2021-06-01T00:00:00Z".parse::<Timestamp>()?;
        if until < first {
            bail!("--until {until} is too early: give a time from {first} on");
        }
        Ok(())
    }

    /// The county that is made when there is none.
    pub(crate) fn new_county(self, now: Timestamp) -> Made {
        Made {
            seed: self.seed.unwrap_or(1),
            weeks: self.weeks.unwrap_or(8),
            months: None,
            readmissions: None,
            until: self.until.unwrap_or(now),
            whole: false,
        }
    }

    /// A county that stands goes on as it is: what asks for another one is refused.
    fn fits(self, made: &Made, data: &Path) -> anyhow::Result<()> {
        let differs = |flag: &str, asked: String, made: String| {
            anyhow::anyhow!(
                "the county in {} was made with {flag} {made}, not {asked}, and goes on as it is: \
                 leave {flag} out, or give a new county a folder of its own with --data",
                data.display()
            )
        };
        match self {
            Self { seed: Some(seed), .. } if seed != made.seed => {
                Err(differs("--seed", seed.to_string(), made.seed.to_string()))
            }
            Self { weeks: Some(weeks), .. } if weeks != made.weeks => {
                Err(differs("--weeks", weeks.to_string(), made.weeks.to_string()))
            }
            Self { until: Some(until), .. } if until != made.until => {
                Err(differs("--until", until.to_string(), made.until.to_string()))
            }
            _ => Ok(()),
        }
    }
}

impl Made {
    /// The whole county of a folder; none when one is to be made. A county that was interrupted is
    /// refused: the rest of it cannot be simulated in the order in which it would have happened.
    pub(crate) async fn read(
        data: &Path,
        log: &dyn EventLog,
        asked: Asked,
    ) -> anyhow::Result<Option<Self>> {
        match Self::found(data)? {
            Some(made) if made.whole => asked.fits(&made, data).map(|()| Some(made)),
            Some(Self { months: Some(_), .. }) => bail!(
                "the county in {} is not whole yet: `brygga simulate` goes on with it, with the \
                 options that it was begun with",
                data.display()
            ),
            _ if log.last().await?.is_empty() => Ok(None),
            _ => bail!(
                "the county in {0} is not whole: making it was interrupted. Remove the folder and \
                 start again: rm -r {0}",
                data.display()
            ),
        }
    }

    /// What a folder says of its county, whole or not.
    pub(crate) fn found(data: &Path) -> anyhow::Result<Option<Self>> {
        let path = data.join(MADE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(
                toml::from_str(&text)
                    .with_context(|| format!("{} cannot be read", path.display()))?,
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context(format!("{} cannot be read", path.display())),
        }
    }

    /// Writes what is being made, or that it is whole now.
    pub(crate) fn write(&self, data: &Path) -> anyhow::Result<()> {
        write_secret(&data.join(MADE), toml::to_string(self)?.as_bytes())
    }
}

/// Remembers where the clock of the county is.
pub(crate) fn remember_clock(data: &Path, now: Timestamp) -> anyhow::Result<()> {
    write_secret(&data.join(CLOCK), now.to_string().as_bytes())
}

/// From where the clock of a county goes on: nothing that it has told already comes later.
async fn left_at(data: &Path, log: &dyn EventLog) -> anyhow::Result<Option<Timestamp>> {
    let remembered = fs::read_to_string(data.join(CLOCK)).ok();
    let remembered = remembered.and_then(|text| text.trim().parse::<Timestamp>().ok());
    let remembered = remembered.and_then(|at| at.checked_add(REMEMBERED_EVERY).ok());
    let last = last_event(log).await?.map(|event| event.received_at);
    Ok(remembered.max(last))
}

/// The clock of a county: goes as the machine's goes, from a moment of its own, and never back.
#[derive(Debug)]
pub(crate) struct CountyClock {
    ahead: SignedDuration,
    last: AtomicI64,
}

impl CountyClock {
    /// Shows `at` when the machine shows `now`.
    pub(crate) fn new(at: Timestamp, now: Timestamp) -> Self {
        let last = AtomicI64::new(at.as_millisecond());
        Self { ahead: at.duration_since(now), last }
    }

    /// Goes on where the county was left: its time stands still while the demo does not run.
    pub(crate) async fn left(data: &Path, log: &dyn EventLog) -> anyhow::Result<Self> {
        let now = SystemClock.now();
        let at = left_at(data, log).await?.unwrap_or(now);
        let shown = to_local(at).strftime("%Y-%m-%d %H:%M").to_string();
        say!("clock: goes on from {shown}, where the county was left");
        Ok(Self::new(at, now))
    }

    fn at_machine_time(&self, now: Timestamp) -> Timestamp {
        let moved = now.checked_add(self.ahead).unwrap_or(now).as_millisecond();
        let last = self.last.fetch_max(moved, Ordering::SeqCst).max(moved);
        Timestamp::from_millisecond(last).unwrap_or(now)
    }
}

impl Clock for CountyClock {
    fn now(&self) -> Timestamp {
        self.at_machine_time(SystemClock.now())
    }
}

/// A clock that stands still: where a county was left, otherwise at now. What is made while it stands
/// is all of one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoppedClock(Timestamp);

impl StoppedClock {
    pub(crate) async fn of(data: &Path, log: &dyn EventLog) -> anyhow::Result<Self> {
        let left = if data.join(CLOCK).exists() { left_at(data, log).await? } else { None };
        Ok(Self(left.unwrap_or_else(|| SystemClock.now())))
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_clock_of_a_county_never_goes_back() {
        let clock = CountyClock::new(at("2026-11-17T09:00:00Z"), at("2026-11-20T10:00:00Z"));
        let shown = |machine: &str| clock.at_machine_time(at(machine));
        assert_eq!(shown("2026-11-20T10:00:05Z"), at("2026-11-17T09:00:05Z"));
        // The machine's clock was set back by an hour.
        assert_eq!(shown("2026-11-20T09:00:05Z"), at("2026-11-17T09:00:05Z"));
        assert_eq!(shown("2026-11-20T10:00:06Z"), at("2026-11-17T09:00:06Z"));
    }

    #[test]
    fn a_history_ends_in_the_past() {
        let asked = |until: &str| Asked { until: Some(at(until)), ..Asked::default() };
        let now = at("2026-11-20T12:00:00Z");
        let refused = asked("2026-11-20T12:00:01Z").check(now).unwrap_err();
        assert!(refused.to_string().contains("leave --until out"), "{refused}");
        assert!(asked("2026-11-20T11:59:59Z").check(now).is_ok());
        assert!(asked("0001-01-01T00:00:00Z").check(now).is_err());
    }
}
