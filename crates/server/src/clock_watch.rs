//! The machine's clock when it cannot be right: it jumps, or the log knows later times already. Nothing is
//! refused for it (continuity 2 and 3.11): it is told, counted, and marked at each fact that it
//! concerns (`Fact::clock_uncertain`).

use std::time::Duration;

use brygga_domain::envelope::Header;
use brygga_store::{EventLog, Position, StoreError};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// So much is a jump; clocks that are kept right are moved by less.
const JUMP: SignedDuration = SignedDuration::from_mins(5);

/// Compares the clock with the time that passes.
#[derive(Default)]
pub(crate) struct ClockWatch(Option<(Timestamp, Instant)>);

impl ClockWatch {
    /// Looks at the clock, and tells when it has jumped since the last look.
    pub(crate) fn look(&mut self, clock: Timestamp) {
        let passed = Instant::now();
        let before = self.0.replace((clock, passed));
        let Some((clock_before, passed_before)) = before else { return };
        if let Some(jump) = jump(clock.duration_since(clock_before), passed - passed_before) {
            metrics::counter!("brygga_clock_jumps_total").increment(1);
            tracing::error!(
                seconds = jump.as_secs(),
                "the machine's clock has jumped: set it right. Nothing is refused; what is written \
                 while it is behind the log is marked"
            );
        }
    }
}

/// How far the clock has gone otherwise than time has passed, when that is far.
fn jump(clock: SignedDuration, passed: Duration) -> Option<SignedDuration> {
    let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
    let jump = clock.saturating_sub(passed);
    (jump.abs() > JUMP).then_some(jump)
}

/// The latest time that the log knows.
pub(crate) async fn latest(log: &dyn EventLog) -> Result<Option<Timestamp>, StoreError> {
    let mut latest = None;
    for end in log.last().await? {
        let before = Position { pos: end.pos.saturating_sub(1), ..end };
        for event in log.after(before, 1).await? {
            latest = latest.max(Some(event.received_at));
            // A damaged header is for `verify` to name.
            let Ok(header) = Header::from_bytes(&event.header) else { continue };
            latest = latest.max(Timestamp::from_millisecond(header.hlc.ms().cast_signed()).ok());
        }
    }
    Ok(latest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_by_more_than_five_minutes_has_jumped() {
        let secs = SignedDuration::from_secs;
        let five = Duration::from_secs(5);
        for (clock, jumped) in
            [(5, None), (0, None), (300, None), (-290, None), (306, Some(301)), (-296, Some(-301))]
        {
            assert_eq!(jump(secs(clock), five), jumped.map(secs), "{clock}");
        }
    }
}
