//! The county through its weeks: a queue of planned steps, performed through the use cases, made
//! durable once an hour.

mod arrivals;
mod follow;
mod interrupted;
mod lists;

use std::collections::{BTreeMap, BTreeSet};

use brygga_app::care_chain::{PerformAct, load, perform_act, rebuild};
use brygga_app::{App, AppError};
use brygga_domain::calendar::local_date;
use brygga_domain::ids::HsaId;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

pub use interrupted::Resume;

use crate::act::meant;
use crate::case::{Case, Cause, What, at};
use crate::clock::SimClock;
use crate::county::County;
use crate::dice::Dice;
use crate::people::{People, Person};
use crate::plan::{Steps, days_after};
use crate::report::{Lap, Progress, Report};
use crate::weekend;

/// What the county is made from.
#[derive(Debug, Clone, Copy)]
pub struct SimOptions {
    /// The same seed and end give the same log (decision 14).
    pub seed: u64,
    /// The last moment.
    pub until: Timestamp,
    /// Weeks of history before it.
    pub weeks: u32,
    /// Months of history, instead of weeks.
    pub months: Option<u32>,
    /// The share of discharged persons who come back within a month (decision 33).
    pub readmission_rate: f64,
    /// Chains begun in a month of 30 days.
    pub chains_per_month: u32,
}

impl SimOptions {
    /// Eight weeks of 410 chains a month, 12 % of them readmissions.
    pub const fn new(seed: u64, until: Timestamp) -> Self {
        let (weeks, months) = (8, None);
        Self { seed, until, weeks, months, readmission_rate: 0.12, chains_per_month: 410 }
    }

    /// The first moment of the county.
    pub fn begins(&self) -> Timestamp {
        let last = local_date(self.until);
        let first = match self.months {
            Some(months) => last.checked_sub(i64::from(months).months()).unwrap_or(last),
            None => days_after(last, -7 * i64::from(self.weeks)),
        };
        at(first, 6, 0)
    }
}

enum Job {
    Admit(Option<Person>),
    Step(usize, What),
    /// The units go through their lists.
    Lists,
}

/// The county as it goes.
struct Simulation<'a> {
    app: &'a App,
    /// The county is gone through once more until it has come to where it was interrupted.
    resume: Option<Resume<'a>>,
    clock: &'a SimClock,
    options: SimOptions,
    county: County,
    dice: Dice,
    people: People,
    cases: Vec<Case>,
    queue: BTreeMap<(Timestamp, u64), Job>,
    seq: u64,
    beds: BTreeSet<(HsaId, String)>,
    /// How many lie on each ward.
    lying: BTreeMap<HsaId, i64>,
    /// Weekend stays that are planned, for the balance.
    kept: i64,
    started: i64,
    /// Units that wrote: somebody of them is signed in to the end.
    wrote: BTreeSet<HsaId>,
    /// Persons who went home, and those of them who will be back within a month.
    left: i64,
    back: i64,
    /// Cases that a list need not look at any more.
    over: BTreeSet<usize>,
    report: Report,
}

/// Simulates a county up to `options.until` through the use cases. The registry must be there
/// already, and `app.clock` must be `clock`. What is written is durable when this returns.
///
/// # Errors
/// When the store fails. What the rules refuse is counted in the report, not an error.
pub async fn simulate(
    app: &App,
    clock: &SimClock,
    options: &SimOptions,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Report, AppError> {
    run(app, clock, options, None, progress).await
}

/// Goes on with a county that was interrupted, to the same end as if it had not been. It is gone
/// through once more in `again`, a store of its own with the same origin, clock and chance; where
/// that has come to the end of what `resume` holds, both are compared and the rest is written there.
///
/// # Errors
/// When a store fails, and when the log was not made by this county.
pub async fn resume(
    again: &App,
    clock: &SimClock,
    options: &SimOptions,
    resume: Resume<'_>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Report, AppError> {
    run(again, clock, options, Some(resume), progress).await
}

async fn run(
    app: &App,
    clock: &SimClock,
    options: &SimOptions,
    resume: Option<Resume<'_>>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Report, AppError> {
    let lap = Lap::start();
    let from = options.begins();
    clock.set(options.until);
    let county = County::of(app);
    clock.set(from);
    let mut run = Simulation {
        app,
        resume,
        clock,
        options: *options,
        county,
        dice: Dice::new(options.seed, 1),
        people: People::new(),
        cases: Vec::new(),
        queue: BTreeMap::new(),
        seq: 0,
        beds: BTreeSet::new(),
        lying: BTreeMap::new(),
        kept: 0,
        started: 0,
        wrote: BTreeSet::new(),
        left: 0,
        back: 0,
        over: BTreeSet::new(),
        report: Report::default(),
    };
    run.goes_on(0).await?;
    run.plan_arrivals(from);
    run.plan_mockups().await?;
    run.plan_lists();
    run.report.phase("plan", &lap);
    let lap = Lap::start();
    run.go(from, progress).await?;
    run.report.phase("acts", &lap);
    let lap = Lap::start();
    clock.set(options.until);
    run.admit_stays().await?;
    clock.set(options.until);
    let app = run.the_log()?;
    rebuild(app, |_| {}).await?;
    app.store.flush().await?;
    for unit in &run.wrote {
        app.store.record_sign_in(unit, options.until).await?;
    }
    run.report.phase("stays and lists", &lap);
    let lap = Lap::start();
    run.count().await?;
    run.report.phase("weekend stays", &lap);
    Ok(run.report)
}

impl Simulation<'_> {
    fn push(&mut self, time: Timestamp, job: Job) {
        let second = self.dice.between(0, 59);
        // What follows from a step never comes before it.
        let time = time.max(self.app.now());
        let time = time.checked_add(SignedDuration::from_secs(second)).unwrap_or(time);
        self.push_at(time, job);
    }

    fn push_at(&mut self, time: Timestamp, job: Job) {
        if time <= self.options.until {
            self.seq += 1;
            self.queue.insert((time, self.seq), job);
        }
    }

    fn push_steps(&mut self, case: usize, steps: Steps) {
        for (time, what) in steps {
            self.push(time, Job::Step(case, what));
        }
    }

    async fn go(
        &mut self,
        from: Timestamp,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<(), AppError> {
        let mut hour = from.as_second() / 3_600;
        while let Some(((time, _), job)) = self.queue.pop_first() {
            if time.as_second() / 3_600 != hour {
                self.app.store.flush().await?;
                if time.as_second() / 86_400 != hour / 24 {
                    let done = time.duration_since(from).as_secs_f64();
                    let all = self.options.until.duration_since(from).as_secs_f64();
                    let again = self.resume.is_some();
                    progress(&self.report.progress(time, done / all.max(1.0), again));
                }
                hour = time.as_second() / 3_600;
            }
            self.clock.set(time);
            match job {
                Job::Admit(person) => self.admit(person, time),
                Job::Step(case, what) => self.step(case, what, time).await?,
                Job::Lists => self.lists(time).await?,
            }
        }
        self.app.store.flush().await?;
        Ok(())
    }

    async fn step(&mut self, number: usize, what: What, now: Timestamp) -> Result<(), AppError> {
        let loaded = load(self.app, self.cases[number].chain).await?;
        let case = &self.cases[number];
        let chain = loaded.chain();
        let Some((actor, act)) = meant(&self.county, &mut self.dice, case, chain, &what, now)
        else {
            return Ok(());
        };
        let cmd = self.app.new_command();
        let word = act.word();
        let mut request = PerformAct::new(case.chain, act, cmd);
        request.simulated = true;
        match perform_act(self.app, &actor, request).await {
            Ok(done) => {
                self.wrote.insert(actor.unit);
                self.report.acts += 1;
                let events = done.receipt.events.len() as u64;
                self.report.events += events;
                self.goes_on(events).await?;
            }
            Err(
                error @ (AppError::Refused(_)
                | AppError::Forbidden { .. }
                | AppError::NothingHere
                | AppError::Busy),
            ) => {
                self.report.refuse(word, &error);
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        self.follow(number, what, cmd, now);
        Ok(())
    }

    /// Reads the weekend stays from the log, with what they waited for.
    async fn count(&mut self) -> Result<(), AppError> {
        let found = weekend::weekend_stays(self.app, self.options.until).await?;
        for (cause, stays) in &found.by_cause {
            let word = cause.map_or("not-shown", Cause::as_str);
            self.report.by_cause.insert(word, *stays);
        }
        self.report.weekend_stays = found.stayed.len();
        for (ward, stays) in &found.by_ward {
            self.report.by_ward.insert(self.county.name(ward).to_owned(), *stays);
        }
        self.report.chains = found.chains;
        self.report.ready_weekdays = found.ready_weekdays;
        self.report.typical = found.typical;
        self.report.ninetieth = found.ninetieth;
        Ok(())
    }
}
