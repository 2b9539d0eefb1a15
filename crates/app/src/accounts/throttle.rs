//! Five wrong passwords for a name, or twenty from an address, and the next tries wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Tries in a row before waiting.
const TRIES: u32 = 5;
/// Names and addresses remembered at the most.
const REMEMBERED: usize = 10_000;
/// How long a wrong try counts.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Wrong tries per name or address.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<String, (u32, Timestamp)>>);

impl Throttle {
    /// Until when this key has to wait, if it has to.
    pub fn blocked_until(&self, key: &str, now: Timestamp) -> Option<Timestamp> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = tries.get(key)?;
        // 30 s after the fifth, then twice as long each time, at most the window.
        let over = count.checked_sub(TRIES)?;
        let wait = SignedDuration::from_secs(30 << over.min(5)).min(WINDOW);
        let until = last.checked_add(wait).ok()?;
        (until > now).then_some(until)
    }

    /// A wrong try.
    pub fn wrong(&self, key: &str, now: Timestamp) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= REMEMBERED {
            tries.retain(|_, (_, last)| now.duration_since(*last) < WINDOW);
        }
        let entry = tries.entry(key.to_owned()).or_insert((0, now));
        if now.duration_since(entry.1) > WINDOW {
            entry.0 = 0;
        }
        *entry = (entry.0.saturating_add(1), now);
    }

    /// A right one.
    pub fn right(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits_and_the_wait_grows() {
        let throttle = Throttle::default();
        let now = Timestamp::UNIX_EPOCH;
        for _ in 0..4 {
            throttle.wrong("kim", now);
        }
        assert_eq!(throttle.blocked_until("kim", now), None);
        throttle.wrong("kim", now);
        let first = throttle.blocked_until("kim", now).unwrap();
        throttle.wrong("kim", now);
        assert!(throttle.blocked_until("kim", now).unwrap() > first);
        assert_eq!(throttle.blocked_until("alex", now), None);
        throttle.right("kim");
        assert_eq!(throttle.blocked_until("kim", now), None);
    }
}
