//! When users looked at cases is kept for the marks of changed rows alone, so it need not grow with
//! the years.

use jiff::SignedDuration;

use crate::context::App;
use crate::error::AppError;

/// A closed case is marked for whoever had it open the same day, no longer.
const CLOSED: SignedDuration = SignedDuration::from_hours(24);
/// A case that nobody of the unit has opened for so long is as good as new to them.
const ANY: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Rows at a time: acts wait meanwhile.
const AT_ONCE: u32 = 2_000;

/// Forgets looks at closed cases and old ones. Gives how many.
pub async fn forget_looks(app: &App) -> Result<u64, AppError> {
    let now = app.now();
    let mut gone = 0;
    loop {
        let some = app.store.forget_looks(now - CLOSED, now - ANY, AT_ONCE).await?;
        gone += some;
        if some < u64::from(AT_ONCE) {
            return Ok(gone);
        }
    }
}
