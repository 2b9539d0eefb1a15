//! Who waited for a short-term place and when, without the chains: what a report of any years and
//! municipality is counted from. Of a chain that has ended it is the same whenever it is asked.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::follow_up::causes::Cause;
use crate::follow_up::facts::ChainFacts;

/// What one chain says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waited {
    /// From when to when, in milliseconds; [`GOES_ON`] while it does.
    pub(super) periods: Vec<(i64, i64)>,
    /// The ready notice of an imported chain whose file says that the person waited.
    pub(super) said: Option<i64>,
}

/// The end of what has none yet.
pub(super) const GOES_ON: i64 = i64::MAX;

impl Waited {
    /// None of a chain that says nothing of it, and of one that was started by mistake.
    pub(super) fn of(chain: &ChainFacts) -> Option<Self> {
        if chain.is_cancelled() {
            return None;
        }
        let delays = chain.delays().into_iter();
        let delays = delays.filter(|delay| delay.cause == Cause::ShortTermPlace);
        let periods = delays.map(|delay| {
            (delay.from.as_millisecond(), delay.to.map_or(GOES_ON, Timestamp::as_millisecond))
        });
        let says = |cause: &Cause| *cause == Cause::ShortTermPlace;
        let says = chain.source.as_ref().is_some_and(|source| source.causes.iter().any(says));
        let said = chain.standing().filter(|_| says).map(|notice| notice.sent_at.as_millisecond());
        let waited = Self { periods: periods.collect(), said };
        (waited.said.is_some() || !waited.periods.is_empty()).then_some(waited)
    }
}

/// The waiting of some chains.
#[derive(Debug, Clone, Default)]
pub struct Waits {
    pub(super) municipalities: Box<[Option<String>]>,
    chains: Box<[OfChain]>,
    periods: Box<[(i64, i64)]>,
}

#[derive(Debug, Clone, Copy)]
struct OfChain {
    /// By its place in the list.
    municipality: u32,
    /// Where its periods end; they begin where those of the chain before end.
    end: u32,
    /// [`GOES_ON`], which no notice is sent at, where nothing is said.
    said: i64,
}

impl Waits {
    /// Each chain's municipality by its place in the list, its periods, and what is said.
    pub(super) fn chains(&self) -> impl Iterator<Item = (usize, &[(i64, i64)], Option<i64>)> {
        let mut start = 0;
        self.chains.iter().map(move |chain| {
            let end = chain.end as usize;
            let periods = &self.periods[std::mem::replace(&mut start, end)..end];
            let said = (chain.said != GOES_ON).then_some(chain.said);
            (chain.municipality as usize, periods, said)
        })
    }
}

/// Waiting that is being gathered.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    known: HashMap<Option<String>, u32>,
    municipalities: Vec<Option<String>>,
    chains: Vec<OfChain>,
    periods: Vec<(i64, i64)>,
}

impl Gathering {
    /// Takes a chain in which nobody waits any more. Any other one it leaves and says `false`: that one is
    /// to be counted by itself.
    #[must_use]
    pub fn add(&mut self, chain: &ChainFacts) -> bool {
        let Some(waited) = Waited::of(chain) else { return true };
        if waited.periods.iter().any(|(_, to)| *to == GOES_ON) {
            return false;
        }
        let municipality = match self.known.get(&chain.municipality) {
            Some(known) => *known,
            None => {
                let next = number(self.municipalities.len());
                self.municipalities.push(chain.municipality.clone());
                self.known.insert(chain.municipality.clone(), next);
                next
            }
        };
        self.periods.extend(waited.periods);
        let (end, said) = (number(self.periods.len()), waited.said.unwrap_or(GOES_ON));
        self.chains.push(OfChain { municipality, end, said });
        true
    }

    /// What was gathered.
    #[must_use]
    pub fn finish(self) -> Waits {
        Waits {
            municipalities: self.municipalities.into(),
            chains: self.chains.into(),
            periods: self.periods.into(),
        }
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
