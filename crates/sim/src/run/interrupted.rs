//! Going on with a county that was interrupted.

use brygga_app::feed::receive_adt;
use brygga_app::{App, AppError};
use brygga_domain::envelope::Header;
use brygga_hl7::reading::read;
use brygga_store::{Position, Store, StoreError};

use super::Simulation;
use crate::stays;

/// Where an interrupted county goes on.
#[derive(Clone, Copy)]
pub struct Resume<'a> {
    /// Over the log that was interrupted.
    log: &'a App,
    /// Events that it holds.
    until: u64,
    /// Events that the repetition holds so far.
    at: u64,
}

impl<'a> Resume<'a> {
    /// From a log with events, and a repetition that has its registry and nothing else.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub async fn new(log: &'a App, again: &App) -> Result<Self, AppError> {
        let until = events_of(&*log.store).await?;
        Ok(Self { log, until, at: events_of(&*again.store).await? })
    }
}

/// How many events a log holds.
async fn events_of(store: &dyn Store) -> Result<u64, StoreError> {
    Ok(store.last().await?.iter().map(|end| end.pos).sum())
}

fn another() -> AppError {
    let words = "the log was not made by this county: other options, or another version of Brygga";
    StoreError::Damaged(words.to_owned()).into()
}

/// The last event of each partition of a log is one that the repetition has made too.
async fn agree(again: &dyn Store, log: &dyn Store) -> Result<(), AppError> {
    for end in log.last().await? {
        let before = Position { pos: end.pos.saturating_sub(1), ..end };
        let page = log.after(before, 1).await?;
        let event = page.first().ok_or_else(another)?;
        let header = Header::from_bytes(&event.header)?;
        let made = again.command(header.cmd).await?.ok_or_else(another)?;
        if !made.receipt.events.iter().any(|made| made.id == event.id) {
            return Err(another());
        }
    }
    Ok(())
}

impl<'a> Simulation<'a> {
    /// Counts what a unit of work wrote, and goes on in the log itself once the repetition has come to
    /// its end. Units are durable in their order, so the end lies between two of them.
    pub(super) async fn goes_on(&mut self, events: u64) -> Result<(), AppError> {
        let Some(resume) = &mut self.resume else { return Ok(()) };
        resume.at += events;
        let resume = *resume;
        if resume.at < resume.until {
            return Ok(());
        }
        if resume.at > resume.until {
            return Err(another());
        }
        self.app.store.flush().await?;
        agree(&*self.app.store, &*resume.log.store).await?;
        self.app = resume.log;
        self.resume = None;
        Ok(())
    }

    /// Admits the stays without a notice through the feed.
    pub(super) async fn admit_stays(&mut self) -> Result<(), AppError> {
        let wards = self.county.wards.clone();
        let messages = stays::messages(self.app.now(), &mut self.dice, &mut self.people, &wards);
        for (time, message) in messages {
            self.clock.set(time);
            let answer = receive_adt(self.app, &read(message.into_bytes())).await?;
            self.report.stays += usize::from(answer.code == "AA");
            if let Some(resume) = self.resume {
                let now = events_of(&*self.app.store).await?;
                self.goes_on(now.saturating_sub(resume.at)).await?;
            }
        }
        Ok(())
    }

    /// The log itself, when the repetition has come to its end.
    pub(super) fn the_log(&self) -> Result<&'a App, AppError> {
        if self.resume.is_some() { Err(another()) } else { Ok(self.app) }
    }
}
