//! Clocks that cannot be right (continuity 2: marked, never refused).

use jiff::SignedDuration;

use crate::care_chain::testing::started;
use crate::envelope::Hlc;

#[test]
fn a_fact_is_marked_when_the_clock_was_more_than_five_minutes_behind_the_log() {
    let mut fact = started(&["VC"]).facts[0].clone();
    let written = fact.written_at.as_millisecond().cast_unsigned();
    for (minutes, uncertain) in [(0, false), (4, false), (5, false), (6, true), (500_000, true)] {
        fact.hlc = Hlc::default().tick(written + minutes * 60_000);
        assert_eq!(fact.clock_uncertain(), uncertain, "{minutes}");
    }
    // A log that is behind says nothing: nobody had written for a while.
    fact.hlc = Hlc::default();
    assert!(!fact.clock_uncertain());
    // A time before 1970 is as wrong as any.
    fact.hlc = Hlc::default().tick(written);
    fact.written_at -= SignedDuration::from_hours(24 * 365 * 60);
    assert!(fact.clock_uncertain());
}
