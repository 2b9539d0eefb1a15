//! Who comes: admissions of every day, those of the mock-ups, and what happens to few.

use std::collections::BTreeSet;

use brygga_app::{AppError, random};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::{ConsentValue, SipPlace};
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use jiff::Timestamp;
use jiff::civil::Weekday;

use super::{Job, Simulation};
use crate::case::{Case, What, at};
use crate::dice::Dice;
use crate::people::{self, Person};
use crate::plan::{self, Steps, after, days_after};
use crate::{mockups, words};

impl Simulation<'_> {
    /// Admissions of every day: more on Mondays, fewer at weekends.
    pub(super) fn plan_arrivals(&mut self, from: Timestamp) {
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

    pub(super) async fn plan_mockups(&mut self) -> Result<(), AppError> {
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

    /// Somebody is admitted: who, where, and what is planned.
    pub(super) fn admit(&mut self, again: Option<Person>, now: Timestamp) {
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
        let ward = self.county.some_ward(dice, &self.lying).unit.clone();
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
            ready: None,
            drawn: false,
        };
        let mut steps = plan::from_admission(dice, &mut case);
        self.unusual(&mut case, &mut steps);
        self.cases.push(case);
        let number = self.cases.len() - 1;
        self.rounds(number, &steps);
        self.push_steps(number, steps);
    }

    /// Now and then a ward reads what has come, before what comes next.
    fn rounds(&mut self, number: usize, steps: &Steps) {
        let case = &self.cases[number];
        let ready = steps.iter().find(|(_, what)| matches!(what, What::Ready(_))).map(|s| s.0);
        let Some(ready) = ready.filter(|_| !case.person.protected) else { return };
        let ward = case.ward.clone();
        let mut day = days_after(local_date(case.admitted), 2);
        while day <= days_after(local_date(ready), 1) {
            if self.dice.percent(12) {
                let time = at(day, self.dice.between(7, 12), self.dice.between(0, 59));
                self.push(time, Job::Step(number, What::Acknowledge(ward.clone())));
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
            let to = self.county.some_ward(dice, &self.lying).unit.clone();
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
        if dice.percent(5) {
            let told = after(ready, -60).max(after(start, 30));
            let (from, to) = (case.ward.clone(), case.outpatient.clone());
            let text = *dice.pick(words::NOTES);
            steps.push((told, What::Message { from, to, text }));
            if dice.percent(35) {
                steps.push((after(told, 12), What::CancelLast));
            }
        }
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
