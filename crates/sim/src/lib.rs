//! The simulated county: patients, wards and receiving units that act through the same use cases as
//! people do, with a simulated clock and chance from a seed. Nothing is written past the rules.

mod act;
mod case;
mod clock;
mod county;
mod dice;
mod duty;
mod live;
mod mockups;
mod names;
mod people;
mod plan;
mod report;
mod run;
mod stays;
mod weekend;
mod words;

pub use case::Cause;
pub use clock::{SeededEntropy, SimClock};
pub use live::{LiveCounty, live_step};
pub use report::{Progress, Report};
pub use run::{Resume, SimOptions, resume, simulate};
pub use weekend::{WeekendStays, waited_for, weekend_stays};
