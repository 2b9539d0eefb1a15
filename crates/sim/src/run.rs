//! The county through its weeks: a queue of planned steps, performed through the use cases, made
//! durable once an hour.

use std::collections::{BTreeMap, BTreeSet};

use brygga_app::care_chain::{PerformAct, load, perform_act, rebuild};
use brygga_app::{App, AppError, random};
use brygga_domain::calendar::{is_working_day, local_date, to_local};
use brygga_domain::care_chain::{ConsentValue, EndReason, SipPlace};
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};

use crate::act::meant;
use crate::case::{Case, Cause, ReadyPlan, What, at};
use crate::clock::SimClock;
use crate::county::County;
use crate::dice::Dice;
use crate::people::{self, People, Person};
use crate::plan::{self, Steps, after, days_after};
use crate::report::{Lap, Progress, Report};
use crate::{mockups, stays, weekend, words};

/// What the county is made from.
#[derive(Debug, Clone, Copy)]
pub struct SimOptions {
    /// The same seed and end give the same log (decision 14).
    pub seed: u64,
    /// The last moment.
    pub until: Timestamp,
    /// Weeks of history before it.
    pub weeks: u32,
    /// The share of discharged persons who come back within a month (decision 33).
    pub readmission_rate: f64,
    /// Chains begun in a month of 30 days.
    pub chains_per_month: u32,
}

impl SimOptions {
    /// Eight weeks of 410 chains a month, 12 % of them readmissions.
    pub const fn new(seed: u64, until: Timestamp) -> Self {
        Self { seed, until, weeks: 8, readmission_rate: 0.12, chains_per_month: 410 }
    }
}

/// Weekend stays of all chains, in ten thousand: 17 % (facts 3.5, definitions 8), and as many more
/// as those begun last have not come to their weekend yet.
const STAYS_OF_ALL: i64 = 1_930;

/// Percent of ready notices of a weekday that lead to a stay, before ward and balance.
const fn stays_from(weekday: Weekday) -> i64 {
    match weekday {
        Weekday::Monday => 7,
        Weekday::Tuesday => 11,
        Weekday::Wednesday => 18,
        Weekday::Thursday => 32,
        Weekday::Friday => 48,
        Weekday::Saturday | Weekday::Sunday => 0,
    }
}

enum Job {
    Admit(Option<Person>),
    Step(usize, What),
}

/// The county as it goes.
struct Simulation<'a> {
    app: &'a App,
    clock: &'a SimClock,
    options: SimOptions,
    county: County,
    dice: Dice,
    people: People,
    cases: Vec<Case>,
    queue: BTreeMap<(Timestamp, u64), Job>,
    seq: u64,
    beds: BTreeSet<(HsaId, String)>,
    /// Weekend stays that are planned, for the balance.
    kept: i64,
    started: i64,
    /// Units that wrote: somebody of them is signed in to the end.
    wrote: BTreeSet<HsaId>,
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
    let lap = Lap::start();
    let from = at(days_after(local_date(options.until), -7 * i64::from(options.weeks)), 6, 0);
    clock.set(options.until);
    let county = County::of(app);
    clock.set(from);
    let mut run = Simulation {
        app,
        clock,
        options: *options,
        county,
        dice: Dice::new(options.seed, 1),
        people: People::new(),
        cases: Vec::new(),
        queue: BTreeMap::new(),
        seq: 0,
        beds: BTreeSet::new(),
        kept: 0,
        started: 0,
        wrote: BTreeSet::new(),
        report: Report::default(),
    };
    run.plan_arrivals(from);
    run.plan_mockups().await?;
    run.report.phase("plan", &lap);
    let lap = Lap::start();
    run.go(from, progress).await?;
    run.report.phase("acts", &lap);
    let lap = Lap::start();
    clock.set(options.until);
    let ward = run.county.wards.clone();
    run.report.stays = stays::admit(app, clock, &mut run.dice, &mut run.people, &ward).await?;
    clock.set(options.until);
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

    /// Admissions of every day: more on Mondays, fewer at weekends.
    fn plan_arrivals(&mut self, from: Timestamp) {
        const HOURS: &[i64] =
            &[2, 2, 1, 1, 1, 2, 3, 4, 6, 8, 9, 9, 9, 8, 8, 7, 6, 6, 5, 5, 4, 4, 3, 2];
        #[expect(clippy::cast_possible_truncation, reason = "a share of one, in thousandths")]
        let back = (self.options.readmission_rate.clamp(0.0, 0.9) * 1_000.0) as i64;
        let daily = i64::from(self.options.chains_per_month) * (1_000 - back) / 30;
        let mut owed = 0;
        let mut day = local_date(from);
        while day <= local_date(self.options.until) {
            let weekday = match day.weekday() {
                Weekday::Monday => 118,
                Weekday::Tuesday => 108,
                Weekday::Saturday => 84,
                Weekday::Sunday => 88,
                _ => 102,
            };
            owed += daily * weekday / 100;
            let today = (owed / 1_000 + self.dice.between(-2, 2)).max(0);
            owed -= today * 1_000;
            for _ in 0..today {
                let hour = i64::try_from(self.dice.weighted(HOURS)).unwrap_or(12);
                let minute = self.dice.between(0, 59);
                self.push(at(day, hour, minute), Job::Admit(None));
            }
            day = days_after(day, 1);
        }
    }

    async fn plan_mockups(&mut self) -> Result<(), AppError> {
        let cases = mockups::cases(&self.county, self.options.until);
        for (mut case, steps) in cases {
            self.people.reserve(&case.person.identifier);
            self.beds.insert((case.ward.clone(), case.place.clone()));
            case.chain = ChainId::from_bytes(random(&*self.app.entropy));
            case.person.id =
                brygga_app::person::person_of(self.app, &case.person.identifier).await?;
            self.cases.push(case);
            let number = self.cases.len() - 1;
            for (time, what) in steps {
                self.push_at(time, Job::Step(number, what));
            }
        }
        Ok(())
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
                    progress(&self.report.progress(time));
                }
                hour = time.as_second() / 3_600;
            }
            self.clock.set(time);
            match job {
                Job::Admit(person) => self.admit(person, time),
                Job::Step(case, what) => self.step(case, what, time).await?,
            }
        }
        self.app.store.flush().await?;
        Ok(())
    }

    /// Somebody is admitted: who, where, and what is planned.
    fn admit(&mut self, again: Option<Person>, now: Timestamp) {
        let dice = &mut self.dice;
        let person = again.unwrap_or_else(|| {
            let (identifier, woman) = self.people.number(dice, local_date(now));
            let (given, family) = people::name(dice, woman);
            let municipality = self.county.some_municipality(dice);
            let place = dice.pick(&municipality.places);
            Person {
                id: PersonId::from_bytes(random(&*self.app.entropy)),
                identifier,
                given,
                family,
                address: people::address(dice, &municipality.town),
                municipality: municipality.code.clone(),
                area: place.area.clone(),
                protected: dice.basis_points(70),
            }
        });
        let home = self.county.municipalities.iter().find(|it| it.code == person.municipality);
        let place = home.and_then(|it| it.places.iter().find(|p| p.area == person.area));
        let Some(place) = place.cloned() else { return };
        let ward = self.county.some_ward(dice).unit.clone();
        let (social, health) = match dice.weighted(&[48, 34, 6, 12]) {
            0 => (Some(place.social), None),
            1 => (Some(place.social), Some(place.health)),
            2 => (None, Some(place.health)),
            _ => (None, None),
        };
        let municipal = social.is_some() || health.is_some();
        let consent = match dice.weighted(&[88, 7, 3, 2]) {
            0 => ConsentValue::Given,
            1 => ConsentValue::UnableHarmAssessed,
            2 => ConsentValue::Refused,
            _ => ConsentValue::NotAsked,
        };
        let sip = (municipal && dice.percent(42)).then(|| {
            *dice.pick(&[
                SipPlace::BeforeGoingHome,
                SipPlace::BeforeGoingHome,
                SipPlace::Video,
                SipPlace::AtHomeAfter,
            ])
        });
        let mut case = Case {
            chain: ChainId::from_bytes(random(&*self.app.entropy)),
            person,
            place: bed(dice, &mut self.beds, &ward),
            ward,
            admitted: now,
            social,
            health,
            outpatient: place.outpatient,
            consent,
            estimate: now,
            sip,
            aids: municipal && dice.percent(18),
            cause: None,
            silent: false,
            sip_meeting: None,
        };
        let mut steps = plan::from_admission(dice, &mut case);
        self.unusual(&mut case, &mut steps);
        self.cases.push(case);
        let number = self.cases.len() - 1;
        self.rounds(number, &steps);
        self.push_steps(number, steps);
    }

    /// Units read what has come: now and then, and nearly all of it on the last two days, so that
    /// the lists at the end show work and not a heap.
    fn rounds(&mut self, number: usize, steps: &Steps) {
        let case = &self.cases[number];
        let ready = steps.iter().find(|(_, what)| matches!(what, What::Ready(_))).map(|s| s.0);
        let Some(ready) = ready.filter(|_| !case.person.protected) else { return };
        let ward = case.ward.clone();
        let receivers = case.receivers();
        let last = local_date(self.options.until);
        let mut day = days_after(local_date(case.admitted), 2);
        let end = days_after(local_date(ready), 14).min(last);
        while day <= end {
            let late = day >= days_after(last, -1);
            let before_ready = day <= days_after(local_date(ready), 1);
            if late && self.dice.percent(85) || before_ready && self.dice.percent(12) {
                let time = at(day, self.dice.between(7, 12), self.dice.between(0, 59));
                self.push(time, Job::Step(number, What::Acknowledge(ward.clone())));
            }
            if late && is_working_day(day) {
                for unit in &receivers {
                    if self.dice.percent(75) {
                        let time = at(day, self.dice.between(8, 12), self.dice.between(0, 59));
                        self.push(time, Job::Step(number, What::Acknowledge(unit.clone())));
                    }
                }
            }
            day = days_after(day, 1);
        }
    }

    /// What happens to few: a care request before, a move to another ward.
    fn unusual(&mut self, case: &mut Case, steps: &mut Steps) {
        let dice = &mut self.dice;
        let start = steps.iter().find(|(_, what)| matches!(what, What::Start)).map(|s| s.0);
        let ready = steps.iter().find(|(_, what)| matches!(what, What::Ready(_))).map(|s| s.0);
        let (Some(start), Some(ready)) = (start, ready) else { return };
        if case.person.protected {
            return;
        }
        if dice.percent(4)
            && case.health.is_some()
            && let Some(to) = self.county.emergency.as_ref().and_then(|u| self.county.party(u))
        {
            let (ward, place) = (case.ward.clone(), case.place.clone());
            let moved = after(start, dice.between(60, 240));
            let noon = at(local_date(ready), 14, 0);
            steps.push((case.admitted, What::CareRequest { to }));
            steps.push((moved, What::MoveWard(ward, place)));
            steps.push((after(moved, 90), What::Estimate(noon, "Bekräftad av ny avdelning")));
            return;
        }
        if dice.percent(5) {
            let to = self.county.some_ward(dice).unit.clone();
            let room = ready.duration_since(start).as_mins();
            let moved = after(start, dice.between(60, (room - 200).max(61)));
            let place = bed(dice, &mut self.beds, &to);
            let noon = at(local_date(ready), 14, 0);
            let confirmed = after(moved, dice.between(60, 900));
            if to != case.ward && confirmed < ready {
                steps.push((moved, What::MoveWard(to, place)));
                steps.push((confirmed, What::Estimate(noon, "Bekräftad av ny avdelning")));
            }
        }
        if dice.percent(3) {
            let step = "start-planning";
            let (from, to) = (case.ward.clone(), case.outpatient.clone());
            steps.push((after(start, 700), What::Remind { from, to, step }));
        }
        if dice.percent(2) {
            let told = after(ready, -60).max(after(start, 30));
            let (from, to) = (case.ward.clone(), case.outpatient.clone());
            let text = *dice.pick(words::NOTES);
            steps.push((told, What::Message { from, to, text }));
            if dice.percent(30) {
                steps.push((after(told, 12), What::CancelLast));
            }
        }
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
                self.report.events += done.receipt.events.len() as u64;
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

    /// What a step that was done leads to.
    fn follow(
        &mut self,
        number: usize,
        what: What,
        cmd: brygga_domain::ids::CommandId,
        now: Timestamp,
    ) {
        match what {
            What::Start => {
                self.started += 1;
                self.report.chains += 1;
            }
            What::Ready(ReadyPlan::TakenBack) => {
                let taken = after(now, self.dice.between(90, 1_300));
                let day = days_after(local_date(taken), self.dice.between(1, 3));
                let again = at(day, self.dice.between(9, 14), self.dice.between(0, 59));
                let reason = *self.dice.pick(words::WITHDRAWN);
                self.push(taken, Job::Step(number, What::Withdraw { reason, again }));
            }
            What::Withdraw { again, .. } => {
                let leads = What::Ready(ReadyPlan::Leads);
                self.push(again.max(after(now, 300)), Job::Step(number, leads));
            }
            What::Ready(ReadyPlan::Leads) => {
                let cause = self.stay(number, now);
                self.kept += i64::from(cause.is_some());
                let case = &mut self.cases[number];
                let steps = plan::from_ready(&mut self.dice, case, now, cause);
                self.push_steps(number, steps);
            }
            What::Question { to, answer: Some((time, text)), .. } => {
                let answer = What::AnswerQuestion { by: to, of: cmd, text };
                self.push(time.max(after(now, 5)), Job::Step(number, answer));
            }
            What::Phone { unit, confirmed: Some(time), .. } => {
                self.push(time, Job::Step(number, What::ConfirmPhone(unit)));
            }
            What::Deceased => {
                self.leave(number);
                let confirmed = after(now, self.dice.between(10, 180));
                self.push(confirmed, Job::Step(number, What::ConfirmDeceased));
            }
            What::Discharge { .. } => {
                self.leave(number);
                self.may_come_back(number, now);
            }
            What::Close(EndReason::CreatedInError) => self.leave(number),
            _ => {}
        }
    }

    /// The bed is free for the next.
    fn leave(&mut self, number: usize) {
        let case = &self.cases[number];
        self.beds.remove(&(case.ward.clone(), case.place.clone()));
    }

    fn may_come_back(&mut self, number: usize, now: Timestamp) {
        #[expect(clippy::cast_possible_truncation, reason = "a share of one, in ten thousandths")]
        let rate = (self.options.readmission_rate.clamp(0.0, 1.0) * 10_000.0) as i64;
        if !self.dice.basis_points(rate) {
            return;
        }
        let person = self.cases[number].person.clone();
        let day = days_after(local_date(now), self.dice.around(2, 27));
        let again = at(day, self.dice.between(7, 22), self.dice.between(0, 59));
        self.push(again, Job::Admit(Some(person)));
    }

    /// Does this person stay over the weekend, and why? The day of the week and the ward decide,
    /// held in balance with all chains begun so far (definitions 8).
    fn stay(&mut self, number: usize, now: Timestamp) -> Option<Cause> {
        let case = &self.cases[number];
        if case.person.protected || !case.is_municipal() {
            return None;
        }
        let weekday = stays_from(to_local(now).weekday());
        let ward = self.county.ward(&case.ward).map_or(60, |ward| ward.stays);
        let owed = self.started * STAYS_OF_ALL / 10_000 - self.kept;
        let balance = (100 + owed * 12).clamp(25, 260);
        let chance = weekday * ward * balance / 100;
        if !self.dice.basis_points(chance.min(9_000)) {
            return None;
        }
        let has_sip = case.sip_meeting.is_some() || case.consent == ConsentValue::Refused;
        let social = i64::from(case.social.is_some());
        let late = i64::from(!has_sip);
        let weights = [30 * social, 26 * social, 16, 16 * late, 12 * late];
        Some(Cause::ALL[self.dice.weighted(&weights)])
    }

    /// Reads the weekend stays from the log, with the causes that the county had.
    async fn count(&mut self) -> Result<(), AppError> {
        let found = weekend::weekend_stays(self.app, self.options.until).await?;
        for case in &self.cases {
            if let Some(cause) = case.cause.filter(|_| found.stayed.contains(&case.chain)) {
                *self.report.by_cause.entry(cause.as_str()).or_default() += 1;
            }
        }
        self.report.weekend_stays = found.stayed.len();
        for (ward, stays) in &found.by_ward {
            self.report.by_ward.insert(self.county.name(ward).to_owned(), *stays);
        }
        self.report.chains = found.chains;
        self.report.typical = found.typical;
        self.report.ninetieth = found.ninetieth;
        Ok(())
    }
}

/// A bed that nobody lies in; on a full ward any.
fn bed(dice: &mut Dice, beds: &mut BTreeSet<(HsaId, String)>, ward: &HsaId) -> String {
    let mut place = String::new();
    for _ in 0..40 {
        place = format!("{}:{}", dice.between(1, 18), dice.between(1, 4));
        if beds.insert((ward.clone(), place.clone())) {
            break;
        }
    }
    place
}
