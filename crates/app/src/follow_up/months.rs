//! Months of the fact table as reports count them, kept in memory while they are as they were.
//!
//! Before a report the marks of its months are read. A month with another mark than it was made of is
//! read and made anew: of a county that is the running month and whichever a late fact has reached.
//! Nothing of it is stored; after a start each month is made when somebody asks for it first.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::capacity::{Gathering, Waits};
use brygga_domain::follow_up::facts::ChainFacts;
use brygga_domain::follow_up::lead_times::{Measured, Measuring};
use brygga_domain::follow_up::payment::{Grounds, Settled, Settling};
use brygga_domain::follow_up::report::{Making, Month, Period, Segment};
use brygga_domain::ids::ChainId;
use brygga_domain::registry::Registry;
use brygga_store::{FactMark, FactMonths, FactQuery, MonthNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::Mutex;

use super::read::{PAGE, check_version, is_counted_elsewhere};
use super::rows::facts_of;
use crate::context::App;
use crate::error::AppError;

/// The months of this process.
#[derive(Default)]
pub(crate) struct Months(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    made: BTreeMap<MonthNumber, Arc<FactMonth>>,
    /// Chains that another one has called the same admission (M12): which of them counts is weighed
    /// anew in each report, so they lie apart. One that is not called so any more stays here.
    named: HashSet<ChainId>,
    grounds: Option<Read>,
}

/// What cases of payment liability were accounted by, and of which registry on which day it was read.
struct Read {
    registry: Arc<Registry>,
    day: Date,
    grounds: Arc<Grounds>,
}

impl Kept {
    /// Those of a time: the same one as before where they say the same.
    fn grounds(&mut self, app: &App, as_of: Timestamp) -> (Arc<Registry>, Arc<Grounds>) {
        let (registry, day) = (app.registry(), local_date(as_of));
        let known = self.grounds.take();
        let known = match known {
            Some(read) if Arc::ptr_eq(&read.registry, &registry) && read.day == day => read.grounds,
            known => {
                let grounds = Grounds::of(&registry, as_of);
                let known = known.map(|read| read.grounds).filter(|known| **known == grounds);
                known.unwrap_or_else(|| Arc::new(grounds))
            }
        };
        let read = Read { registry: Arc::clone(&registry), day, grounds: Arc::clone(&known) };
        self.grounds = Some(read);
        (registry, known)
    }
}

/// What a report counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// What the facts alone say.
    Facts,
    /// Payment liability, which other terms in the registry change.
    Payments,
}

/// The chains that count in one month.
pub(super) struct FactMonth {
    mark: FactMark,
    /// What was to be done by then was done or not.
    as_of: Timestamp,
    grounds: Arc<Grounds>,
    stays: Segment,
    measured: Arc<Measured>,
    /// Those that are not measured alike from then on.
    unmeasured: Vec<ChainFacts>,
    payments: Settled,
    /// Those that are not among the settled ones.
    unsettled: Vec<ChainFacts>,
    waits: Waits,
    /// Those in which somebody waits still.
    waiting: Vec<ChainFacts>,
}

impl FactMonth {
    /// For "Kvar över helgen".
    pub(super) const fn stays(&self) -> &Segment {
        &self.stays
    }

    /// For lead times.
    pub(super) fn measured(&self) -> Arc<Measured> {
        Arc::clone(&self.measured)
    }

    /// Those of [`Segment::apart`].
    pub(super) fn apart(&self) -> &[ChainFacts] {
        self.stays.apart()
    }

    /// Those that are not among the measured ones.
    pub(super) fn unmeasured(&self) -> &[ChainFacts] {
        &self.unmeasured
    }

    /// For payment liability.
    pub(super) const fn payments(&self) -> &Settled {
        &self.payments
    }

    /// Those that are not among the settled ones.
    pub(super) fn unsettled(&self) -> &[ChainFacts] {
        &self.unsettled
    }

    /// For capacity.
    pub(super) const fn waits(&self) -> &Waits {
        &self.waits
    }

    /// Those that are not among the waits.
    pub(super) fn waiting(&self) -> &[ChainFacts] {
        &self.waiting
    }
}

/// A month with those of its chains that are weighed one by one and count, by their place in
/// [`FactMonth::apart`] or another list of it.
pub(super) struct Weighed {
    pub(super) month: Arc<FactMonth>,
    counts: Vec<usize>,
}

impl Weighed {
    /// Those of the list that count.
    pub(super) fn of<'a>(
        &'a self,
        list: &'a [ChainFacts],
    ) -> impl Iterator<Item = &'a ChainFacts> + use<'a> {
        self.counts.iter().filter_map(|at| list.get(*at))
    }
}

/// Which of the chains in a list of each month count: for whom another chain of the same admission does
/// is asked of the store, before anything is counted.
pub(super) async fn weighed(
    app: &App,
    months: Vec<Arc<FactMonth>>,
    list: impl Fn(&FactMonth) -> &[ChainFacts],
) -> Result<Vec<Weighed>, AppError> {
    let mut weighed = Vec::with_capacity(months.len());
    for month in months {
        let mut counts = Vec::new();
        for (at, chain) in list(&month).iter().enumerate() {
            if !is_counted_elsewhere(app, chain).await? {
                counts.push(at);
            }
        }
        weighed.push(Weighed { month, counts });
    }
    Ok(weighed)
}

/// Counts on a thread where it holds up no other request: a report over a country takes a second.
pub(super) async fn counted<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(report) => Ok(report),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The server ends.
            Err(_) => Err(AppError::Busy),
        },
    }
}

/// The months of a period that have chains, in order, without one all; and the revision of the fact table:
/// the positions of the log together, when the marks were read.
///
/// # Errors
/// When the store cannot be read, or the table was written by another version of the program.
pub(super) async fn months(
    app: &App,
    period: Option<Period>,
    as_of: Timestamp,
    counted: Counted,
) -> Result<(Vec<Arc<FactMonth>>, u64), AppError> {
    check_version(app).await?;
    let number = |month: Month| MonthNumber::new((month.year(), month.month()));
    let first = period.map_or(MonthNumber::from_number(0), |period| number(period.from()));
    let last = period.map_or(MonthNumber::from_number(999_912), |period| number(period.to()));
    // Who asks meanwhile waits: it would have to make the same.
    let mut kept = app.months.0.lock().await;
    let (registry, grounds) = kept.grounds(app, as_of);
    let holds =
        |month: &FactMonth| counted == Counted::Facts || Arc::ptr_eq(&month.grounds, &grounds);
    let marks = app.store.fact_marks(first, last).await?;
    for mark in &marks.months {
        let known = kept.made.get(&mark.month);
        // Of a clock that went back, nothing is known that was measured after it.
        let as_it_was = |known: &Arc<FactMonth>| known.mark == *mark && known.as_of <= as_of;
        if known.is_none_or(|known| !as_it_was(known) || !holds(known)) {
            make(app, &mut kept, *mark, as_of, (&registry, &grounds)).await?;
        }
    }
    let months = marks.months.iter().filter_map(|mark| kept.made.get(&mark.month).cloned());
    Ok((months.collect(), marks.revision.iter().map(|last| last.pos).sum()))
}

/// Makes a month, and those again from which a chain that is named in it has to go.
async fn make(
    app: &App,
    kept: &mut Kept,
    mark: FactMark,
    as_of: Timestamp,
    (registry, grounds): (&Registry, &Arc<Grounds>),
) -> Result<(), AppError> {
    let mut marks = vec![mark];
    while let Some(mark) = marks.pop() {
        let mut making = MakingMonth {
            as_of,
            stays: Segment::of(Month::from_number(mark.month.get())),
            measured: Measuring::default(),
            unmeasured: Vec::new(),
            payments: Settling::new(registry, as_of),
            unsettled: Vec::new(),
            waits: Gathering::default(),
            waiting: Vec::new(),
            named: Vec::new(),
        };
        making.read(app, mark.month, &kept.named).await?;
        let (mut month, named) = making.finish(mark, Arc::clone(grounds));
        kept.made.values().for_each(|other| month.stays.share(&other.stays));
        kept.made.insert(mark.month, Arc::new(month));
        for chain in named {
            if !kept.named.insert(chain) {
                continue;
            }
            // What is written after the marks were read is found by the next report.
            let Some(row) = app.store.fact_row(chain).await? else { continue };
            marks.extend(kept.made.get(&row.month).map(|known| known.mark));
        }
    }
    Ok(())
}

struct MakingMonth<'a> {
    as_of: Timestamp,
    stays: Making,
    measured: Measuring,
    unmeasured: Vec<ChainFacts>,
    payments: Settling<'a>,
    unsettled: Vec<ChainFacts>,
    waits: Gathering,
    waiting: Vec<ChainFacts>,
    named: Vec<ChainId>,
}

impl MakingMonth<'_> {
    async fn read(
        &mut self,
        app: &App,
        month: MonthNumber,
        apart: &HashSet<ChainId>,
    ) -> Result<(), AppError> {
        let mut query = FactQuery {
            months: FactMonths::CountedIn,
            from: month,
            to: month,
            wards: Vec::new(),
            municipalities: Vec::new(),
            after: None,
            limit: PAGE,
        };
        loop {
            let page = app.store.fact_rows(query.clone()).await?;
            for row in &page.rows {
                self.add(facts_of(row)?, apart);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    fn add(&mut self, chain: ChainFacts, apart: &HashSet<ChainId>) {
        if chain.same_as.is_empty() && chain.is_measured_alike_from() <= self.as_of {
            self.measured.add(&chain, self.as_of);
        } else {
            self.unmeasured.push(chain.clone());
        }
        if !chain.same_as.is_empty() || !self.payments.add(&chain) {
            self.unsettled.push(chain.clone());
        }
        if !chain.same_as.is_empty() || !self.waits.add(&chain) {
            self.waiting.push(chain.clone());
        }
        self.named.extend(&chain.same_as);
        let is_named = apart.contains(&chain.chain);
        self.stays.add(chain, is_named);
    }

    fn finish(self, mark: FactMark, grounds: Arc<Grounds>) -> (FactMonth, Vec<ChainId>) {
        let Self { as_of, unmeasured, unsettled, waiting, named, .. } = self;
        let (stays, measured) = (self.stays.finish(), Arc::new(self.measured.finish()));
        let (payments, waits) = (self.payments.finish(), self.waits.finish());
        let month = FactMonth {
            mark,
            as_of,
            grounds,
            stays,
            measured,
            unmeasured,
            payments,
            unsettled,
            waits,
            waiting,
        };
        (month, named)
    }
}
