//! The people of the mock-ups on Avdelning 37, as they stand at the last moment of the simulation.
//! Their times are those of the mock-ups, Friday at 13:42, moved to that moment.

use brygga_domain::care_chain::{ChecklistItem as Item, ConsentValue, ItemState, SipPlace};
use brygga_domain::ids::{ChainId, PersonId};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::case::{Case, Cause, ReadyPlan, What};
use crate::county::County;
use crate::people::{Person, never_issued};
use crate::plan::{Steps, after};

/// Builds the cases of one ward against one moment.
struct Ward<'a> {
    county: &'a County,
    until: Timestamp,
    made: Vec<(Case, Steps)>,
}

/// Their admissions, with every step.
pub(crate) fn cases(county: &County, until: Timestamp) -> Vec<(Case, Steps)> {
    let mut ward = Ward { county, until, made: Vec::new() };
    ward.admitted();
    ward.planning();
    ward.ready();
    ward.made
}

const DONE: ItemState = ItemState::Done;
const ALWAYS: [Item; 3] = [Item::NursingSummary, Item::MedicationList, Item::DischargeSummary];

impl Ward<'_> {
    /// A time of the mock-ups: so many days before the Friday.
    fn t(&self, days: i64, hour: i64, minute: i64) -> Timestamp {
        after(self.until, -(days * 1_440 + 13 * 60 + 42 - hour * 60 - minute))
    }

    fn person(
        &mut self,
        name: (&str, &str),
        birth: Date,
        (town, place): (&str, &str),
        admitted: Timestamp,
        estimate: Timestamp,
        steps: impl FnOnce(&Self, &Case) -> Steps,
    ) {
        let home = self.county.municipalities.iter().find(|it| it.town == town);
        let ward = self.county.ward_named("Avdelning 37");
        let (Some(home), Some(ward)) = (home, ward) else { return };
        let Some(receivers) = home.places.first() else { return };
        let person = Person {
            id: PersonId::from_bytes([0; 16]),
            identifier: never_issued(birth),
            given: name.1.to_owned(),
            family: name.0.to_owned(),
            address: format!("Provgatan 3, {town}"),
            municipality: home.code.clone(),
            area: receivers.area.clone(),
            protected: false,
        };
        let case = Case {
            chain: ChainId::from_bytes([0; 16]),
            person,
            ward: ward.unit.clone(),
            place: place.to_owned(),
            admitted,
            social: Some(receivers.social.clone()),
            health: None,
            outpatient: receivers.outpatient.clone(),
            consent: ConsentValue::Given,
            estimate,
            sip: None,
            aids: false,
            cause: None,
            silent: false,
            sip_meeting: None,
            ready: None,
            drawn: true,
        };
        let steps = steps(self, &case);
        self.made.push((case, steps));
    }

    /// Both receivers plan from a time on; the care contact is named and the basis shared.
    fn planned(case: &Case, from: Timestamp) -> Steps {
        let mut steps = vec![
            (after(case.admitted, 95), What::Start),
            (from, What::StartPlanning(case.outpatient.clone())),
            (after(from, 70), What::NameContact),
            (after(from, 100), What::Basis),
        ];
        if let Some(social) = &case.social {
            steps.push((after(from, 40), What::StartPlanning(social.clone())));
            steps.push((after(from, 130), What::SipNeed(social.clone(), None)));
            steps.push((after(from, 150), What::Acknowledge(social.clone())));
        }
        steps.push((after(from, 140), What::SipNeed(case.outpatient.clone(), None)));
        steps.push((after(from, 160), What::Acknowledge(case.outpatient.clone())));
        steps.push((after(from, 170), What::Acknowledge(case.ward.clone())));
        steps
    }

    fn done(case: &Case, from: Timestamp, items: &[Item], steps: &mut Steps) {
        for (minutes, item) in (0..).step_by(7).zip(items) {
            let what = What::Item { by: case.ward.clone(), item: *item, state: DONE, note: None };
            steps.push((after(from, minutes), what));
        }
    }

    fn admitted(&mut self) {
        let (at, out) = (self.t(2, 16, 20), self.t(-3, 14, 0));
        let name = ("Provgren", "Sven-Erik");
        self.person(name, date(1943, 11, 5), ("Hamnsund", "12:2"), at, out, |ward, case| {
            let mut steps = vec![(after(at, 30), What::Start)];
            Self::done(
                case,
                after(at, 900),
                &[Item::NextOfKinInformed, Item::Transport],
                &mut steps,
            );
            let by = case.ward.clone();
            let aids = What::Item { by, item: Item::Aids, state: ItemState::UnderWay, note: None };
            steps.push((after(at, 950), aids));
            let text = "Vilket gånghjälpmedel används på avdelningen?";
            let (to, from) = (case.ward.clone(), case.social.clone());
            if let Some(from) = from {
                steps.push((ward.t(0, 9, 0), What::Question { from, to, text, answer: None }));
            }
            steps
        });
        let (at, out) = (self.t(0, 8, 5), self.t(-5, 14, 0));
        let name = ("Demonäs", "Rolf");
        self.person(name, date(1935, 9, 9), ("Västra Ekeby", "11:2"), at, out, |_, _| {
            vec![(after(at, 25), What::Start)]
        });
        if let Some((case, _)) = self.made.last_mut() {
            case.silent = true;
        }
        let (at, out) = (self.t(1, 15, 0), self.t(-7, 14, 0));
        let name = ("Låtsasdotter", "Vera");
        self.person(name, date(1941, 5, 6), ("Hamnsund", "14:3"), at, out, |ward, case| {
            let mut steps = vec![(after(at, 50), What::Start)];
            let moved = What::MoveWard(case.ward.clone(), case.place.clone());
            steps.push((ward.t(1, 21, 10), moved));
            steps.push((ward.t(0, 7, 20), What::Acknowledge(case.ward.clone())));
            Self::done(case, ward.t(0, 9, 40), &[Item::NextOfKinInformed], &mut steps);
            steps
        });
        if let Some(first) = self.county.ward_named("Medicin 9")
            && let Some((case, _)) = self.made.last_mut()
        {
            case.ward = first.unit.clone();
            let home = self.county.ward_named("Avdelning 37").map(|ward| ward.unit.clone());
            if let (Some(home), Some((_, steps))) = (home, self.made.last_mut()) {
                for (_, what) in steps {
                    if let What::MoveWard(to, _) | What::Acknowledge(to) = what {
                        to.clone_from(&home);
                    }
                }
            }
        }
    }

    fn planning(&mut self) {
        let (from, out) = (self.t(3, 9, 5), self.t(-3, 14, 0));
        let name = ("Exempelby", "Ingegerd");
        let at = after(from, -1_200);
        self.person(name, date(1951, 7, 30), ("Norrå", "14:1"), at, out, |_, case| {
            let mut steps = Self::planned(case, from);
            let place = Some(SipPlace::BeforeGoingHome);
            steps.retain(|(_, what)| !matches!(what, What::SipNeed(..)));
            if let Some(social) = case.social.clone() {
                steps.push((after(from, 400), What::SipNeed(social, place)));
            }
            steps.push((after(from, 500), What::RequestSip));
            let ready = [Item::NextOfKinInformed, Item::MedicinesHome, Item::Transport];
            Self::done(case, after(from, 1_500), &ready, &mut steps);
            steps.push((after(from, 1_600), What::Acknowledge(case.ward.clone())));
            steps
        });
        let (from, out) = (self.t(2, 11, 0), self.t(-4, 14, 0));
        let name = ("Modellqvist", "Fatima");
        let at = after(from, -900);
        self.person(name, date(1956, 3, 11), ("Björkvik", "16:1"), at, out, |_, case| {
            let mut steps = Self::planned(case, from);
            steps.retain(|(_, what)| !matches!(what, What::NameContact));
            let ready = [Item::NextOfKinInformed, Item::MedicinesHome, Item::Transport];
            Self::done(case, after(from, 1_500), &ready, &mut steps);
            steps
        });
        let (from, out) = (self.t(4, 15, 15), self.t(-5, 14, 0));
        let meeting = self.t(-4, 10, 0);
        let name = ("Övningsborg", "Lilly");
        let at = after(from, -1_000);
        self.person(name, date(1936, 4, 27), ("Norrå", "17:2"), at, out, |_, case| {
            let mut steps = Self::planned(case, from);
            let place = SipPlace::BeforeGoingHome;
            steps.retain(|(_, what)| !matches!(what, What::SipNeed(..)));
            if let Some(social) = case.social.clone() {
                steps.push((after(from, 1_500), What::SipNeed(social, Some(place))));
            }
            steps.push((after(from, 2_600), What::CallSip { meeting, place }));
            steps.push((after(from, 2_700), What::Acknowledge(case.ward.clone())));
            let ready = [Item::NextOfKinInformed, Item::MedicinesHome, Item::Transport];
            Self::done(case, after(from, 2_900), &ready, &mut steps);
            steps
        });
        let (from, out) = (self.t(1, 8, 30), self.t(-6, 14, 0));
        let name = ("Schablonius", "Tor");
        let at = after(from, -800);
        self.person(name, date(1958, 12, 13), ("Strandköping", "11:1"), at, out, |_, case| {
            let mut steps = Self::planned(case, from);
            let ready = [Item::NextOfKinInformed, Item::MedicinesHome];
            Self::done(case, after(from, 400), &ready, &mut steps);
            steps
        });
    }

    fn ready(&mut self) {
        self.mallstrom();
        self.testlund();
        let out = self.t(0, 14, 0);
        let ready = self.t(2, 9, 10);
        let name = ("Skissberg", "Maj-Britt");
        self.waiting(
            name,
            date(1939, 6, 3),
            ("Björkvik", "13:1"),
            ready,
            out,
            Item::ShortTermPlace,
        );
        let (ready, out) = (self.t(1, 14, 40), self.t(0, 15, 30));
        let name = ("Påhittander", "Karl");
        self.waiting(name, date(1944, 1, 19), ("Strandköping", "10:2"), ready, out, Item::Aids);
        let (ready, out) = (self.t(0, 9, 30), self.t(-1, 11, 0));
        let name = ("Fiktivsson", "Olle");
        self.waiting(
            name,
            date(1947, 8, 22),
            ("Hamnsund", "13:4"),
            ready,
            out,
            Item::SafeHomecoming,
        );
        if let Some((case, steps)) = self.made.last_mut()
            && let Some(from) = case.social.clone()
        {
            let text = "Teamet återkommer med starttid före klockan 16.";
            steps.push((after(ready, 180), What::Message { from, to: case.ward.clone(), text }));
        }
    }

    /// Ready, with one thing that the municipality has under way.
    fn waiting(
        &mut self,
        name: (&str, &str),
        birth: Date,
        (town, place): (&str, &str),
        ready: Timestamp,
        out: Timestamp,
        what: Item,
    ) {
        let at = after(ready, -6_000);
        self.person(name, birth, (town, place), at, out, |_, case| {
            let mut steps = Self::planned(case, after(at, 1_200));
            let mut items = ALWAYS.to_vec();
            items.extend([Item::NextOfKinInformed, Item::MedicinesHome]);
            Self::done(case, after(ready, -60), &items, &mut steps);
            steps.push((ready, What::Ready(ReadyPlan::Alone { departure: out })));
            steps.push((after(ready, 90), What::OutpatientReady { from: after(ready, 100) }));
            if let Some(by) = case.social.clone() {
                let state = ItemState::UnderWay;
                let begun = What::Item { by: by.clone(), item: what, state, note: None };
                steps.push((after(ready, 60), begun));
                if what == Item::ShortTermPlace {
                    let because = Cause::ShortTermPlace.because();
                    steps.push((after(ready, 80), What::MunicipalityNot { by, because }));
                }
            }
            steps.push((after(ready, 120), What::Acknowledge(case.ward.clone())));
            steps
        });
    }

    fn mallstrom(&mut self) {
        let (ready, out) = (self.t(1, 10, 20), self.t(0, 16, 0));
        let at = after(ready, -7_000);
        let name = ("Mallström", "Greta");
        self.person(name, date(1938, 2, 14), ("Björkvik", "12:1"), at, out, |ward, case| {
            let mut steps = Self::planned(case, after(at, 1_300));
            let items = [Item::NursingSummary, Item::DischargeSummary, Item::MedicinesHome];
            Self::done(case, after(ready, -30), &items, &mut steps);
            Self::done(case, after(ready, 30), &[Item::Transport], &mut steps);
            let by = case.ward.clone();
            let (item, state) = (Item::MedicationList, ItemState::Missing);
            steps.push((after(ready, 50), What::Item { by, item, state, note: None }));
            steps.push((ready, What::Ready(ReadyPlan::Alone { departure: out })));
            steps.push((after(ready, 200), What::OutpatientReady { from: after(ready, 210) }));
            steps.push((after(ready, 230), What::Acknowledge(case.ward.clone())));
            if let Some(social) = case.social.clone() {
                let (item, state) = (Item::HomeHelpStart, ItemState::UnderWay);
                let begun = What::Item { by: social.clone(), item, state, note: None };
                steps.push((after(ready, 150), begun));
                let to = case.ward.clone();
                let text = "Vi kan ta emot i dag om läkemedelslistan kommer i tid.";
                let told = What::Message { from: social.clone(), to: to.clone(), text };
                steps.push((ward.t(0, 10, 15), told));
                let text = "När kommer läkemedelslistan?";
                let asked = What::Question { from: social, to, text, answer: None };
                steps.push((ward.t(0, 11, 0), asked));
            }
            steps
        });
    }

    fn testlund(&mut self) {
        let (ready, out) = (self.t(1, 9, 30), self.t(0, 17, 0));
        let at = after(ready, -5_000);
        let name = ("Testlund", "Amira");
        self.person(name, date(1962, 4, 12), ("Björkvik", "15:3"), at, out, |ward, case| {
            let mut steps = Self::planned(case, after(at, 1_100));
            let mut items = ALWAYS.to_vec();
            items.extend([Item::NextOfKinInformed, Item::MedicinesHome]);
            Self::done(case, after(ready, 20), &items, &mut steps);
            steps.push((ready, What::Ready(ReadyPlan::Alone { departure: out })));
            steps.push((after(ready, 300), What::OutpatientReady { from: after(ready, 310) }));
            if let Some(by) = case.social.clone() {
                let (item, note) = (Item::HomeHelpStart, None);
                let started = What::Item { by: by.clone(), item, state: DONE, note };
                steps.push((ward.t(0, 11, 30), started));
                let from = ward.t(0, 15, 0);
                steps.push((ward.t(0, 11, 48), What::MunicipalityReady { by, from }));
            }
            steps.push((ward.t(0, 12, 10), What::Acknowledge(case.ward.clone())));
            steps
        });
    }
}
