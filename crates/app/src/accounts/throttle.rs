//! Wrong passwords make the next tries wait.
//!
//! Who tries is known by more than the name, because otherwise anybody could keep a person out by
//! typing that name. A browser in which the person has signed in before shows a mark of ours
//! ([`super::device`]) and has its own five tries; whatever others do never makes it wait. Tries
//! without the mark share five tries for the name and twenty for the address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use brygga_domain::ids::HsaId;
use jiff::{SignedDuration, Timestamp};

/// Keys remembered at the most.
const REMEMBERED: usize = 10_000;
/// How long a wrong try counts.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// What tries are counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tried {
    what: String,
    /// Tries in a row before waiting.
    most: u32,
}

impl Tried {
    /// A user name, by browsers that have not been signed in to with it.
    pub fn name(name: &str) -> Self {
        Self { what: format!("name:{name}"), most: 5 }
    }

    /// An address. Many people share one, so it has more tries.
    pub fn address(address: &str) -> Self {
        Self { what: format!("address:{address}"), most: 20 }
    }

    /// A browser in which the person has signed in before.
    pub fn device(mark: &str) -> Self {
        Self { what: format!("device:{mark}"), most: 5 }
    }

    /// A locked screen, by the person who is signed in there.
    pub fn unlock(user: &HsaId) -> Self {
        Self { what: format!("unlock:{user}"), most: 5 }
    }
}

/// Wrong tries by what they are counted for.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<String, (u32, Timestamp)>>);

impl Throttle {
    /// Until when the next try has to wait, if it has to.
    pub fn blocked_until(&self, tried: &Tried, now: Timestamp) -> Option<Timestamp> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = tries.get(&tried.what)?;
        // 30 s after the last free try, then twice as long each time, at most the window.
        let over = count.checked_sub(tried.most)?;
        let wait = SignedDuration::from_secs(30 << over.min(5)).min(WINDOW);
        let until = last.checked_add(wait).ok()?;
        (until > now).then_some(until)
    }

    /// A wrong try.
    pub fn wrong(&self, tried: &Tried, now: Timestamp) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= REMEMBERED && !tries.contains_key(&tried.what) {
            tries.retain(|_, (_, last)| now.duration_since(*last) < WINDOW);
            if tries.len() >= REMEMBERED {
                let oldest = tries.iter().min_by_key(|(_, (_, last))| *last);
                if let Some(oldest) = oldest.map(|(what, _)| what.clone()) {
                    tries.remove(&oldest);
                }
            }
        }
        let entry = tries.entry(tried.what.clone()).or_insert((0, now));
        if now.duration_since(entry.1) > WINDOW {
            entry.0 = 0;
        }
        *entry = (entry.0.saturating_add(1), now);
    }

    /// A right one.
    pub fn right(&self, tried: &Tried) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&tried.what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits_and_the_wait_grows() {
        let throttle = Throttle::default();
        let now = Timestamp::UNIX_EPOCH;
        let kim = Tried::name("kim");
        for _ in 0..4 {
            throttle.wrong(&kim, now);
        }
        assert_eq!(throttle.blocked_until(&kim, now), None);
        throttle.wrong(&kim, now);
        let first = throttle.blocked_until(&kim, now).unwrap();
        throttle.wrong(&kim, now);
        assert!(throttle.blocked_until(&kim, now).unwrap() > first);
        assert_eq!(throttle.blocked_until(&Tried::name("alex"), now), None);
        assert_eq!(throttle.blocked_until(&Tried::device("kim"), now), None);
        throttle.right(&kim);
        assert_eq!(throttle.blocked_until(&kim, now), None);
    }

    #[test]
    fn an_address_that_many_share_has_twenty_tries() {
        let throttle = Throttle::default();
        let (now, address) = (Timestamp::UNIX_EPOCH, Tried::address("192.0.2.1"));
        for _ in 0..19 {
            throttle.wrong(&address, now);
        }
        assert_eq!(throttle.blocked_until(&address, now), None);
        throttle.wrong(&address, now);
        assert!(throttle.blocked_until(&address, now).is_some());
    }

    #[test]
    fn however_long_it_goes_on_nobody_waits_more_than_a_quarter_of_an_hour() {
        let throttle = Throttle::default();
        let (mut now, kim) = (Timestamp::UNIX_EPOCH, Tried::name("kim"));
        for _ in 0..1000 {
            throttle.wrong(&kim, now);
            let until = throttle.blocked_until(&kim, now).unwrap_or(now);
            assert!(until.duration_since(now) <= WINDOW);
            now = until;
        }
    }

    #[test]
    fn names_that_are_made_up_do_not_fill_the_memory() {
        let throttle = Throttle::default();
        let now = Timestamp::UNIX_EPOCH;
        for number in 0..REMEMBERED + 10 {
            let later = now + SignedDuration::from_millis(i64::try_from(number).unwrap());
            throttle.wrong(&Tried::name(&number.to_string()), later);
        }
        assert_eq!(throttle.0.lock().unwrap().len(), REMEMBERED);
    }
}
