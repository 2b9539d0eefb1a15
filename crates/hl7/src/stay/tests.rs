use super::*;
use crate::adt::{AdtProblem, Protection};
use crate::message::Message;
use crate::time::Hl7Time;
use proptest::prelude::*;

/// Builds the fact of one message; `hour` is local time on 2 June 2025, arrival the same number
/// unless [`Told::arrives`] says otherwise.
struct Told {
    code: &'static str,
    time: String,
    recorded: String,
    arrival: u64,
    ward: &'static str,
    class: &'static str,
    pid: String,
    admitted: &'static str,
    discharged: &'static str,
    disposition: &'static str,
    protection: &'static str,
}

const PATIENT: &str = "193108028287^^^&1.2.752.129.2.1.3.1&ISO||Testlund^Amira";

fn told(code: &'static str, hour: u64) -> Told {
    Told {
        code,
        time: format!("20250602{hour:02}00"),
        recorded: String::new(),
        arrival: hour,
        ward: "37",
        class: "I",
        pid: PATIENT.to_owned(),
        admitted: "",
        discharged: "",
        disposition: "",
        protection: "",
    }
}

impl Told {
    fn ward(self, ward: &'static str) -> Self {
        Self { ward, ..self }
    }
    fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
    fn arrives(self, arrival: u64) -> Self {
        Self { arrival, ..self }
    }
    fn at(self, time: &str) -> Self {
        Self { time: time.to_owned(), ..self }
    }
    fn recorded(self, recorded: &str) -> Self {
        Self { recorded: recorded.to_owned(), ..self }
    }
    fn pid(self, pid: &str) -> Self {
        Self { pid: pid.to_owned(), ..self }
    }
    fn period(self, admitted: &'static str, discharged: &'static str) -> Self {
        Self { admitted, discharged, ..self }
    }
    fn disposition(self, disposition: &'static str) -> Self {
        Self { disposition, ..self }
    }

    fn fact(&self) -> StayFact {
        let Self { code, time, recorded, ward, class, pid, .. } = self;
        let tail = format!(
            "{}{}{}{}{}{}",
            "|".repeat(17),
            self.disposition,
            "|".repeat(8),
            self.admitted,
            "|",
            self.discharged
        );
        let text = format!(
            "MSH|^~\\&|PAS|HOSP|||2025||ADT^{code}|1|P|2.5\rEVN||{recorded}||||{time}\r\
             PID|1||{pid}\rPD1{}{}\rPV1|1|{class}|{ward}^1^2^LAS{}V1{tail}\r",
            "|".repeat(12),
            self.protection,
            "|".repeat(16),
        );
        let message = Message::parse(text.as_bytes()).unwrap();
        crate::adt::classify(&message).unwrap().stay_fact(self.arrival)
    }
}

fn facts(all: &[Told]) -> Vec<StayFact> {
    all.iter().map(Told::fact).collect()
}

fn stay(all: &[Told]) -> Stay {
    fold(&facts(all)).stay().expect("the facts make a stay").clone()
}

fn ward(stay: &Stay) -> &str {
    stay.location.ward.as_deref().unwrap_or_default()
}

fn instant(text: &str) -> Timestamp {
    Hl7Time::parse(text).unwrap().instant
}

fn june(hour: u64) -> Timestamp {
    instant(&format!("20250602{hour:02}00"))
}

#[test]
fn an_admission_makes_a_stay() {
    let stay = stay(&[told("A01", 8)]);
    assert_eq!((stay.status, ward(&stay)), (StayStatus::Admitted, "37"));
    assert_eq!((stay.admitted_at, stay.discharged_at), (june(8), None));
    assert_eq!(stay.name.unwrap().display(), "Amira Testlund");
}

#[test]
fn the_admission_time_in_pv1_goes_before_the_time_of_the_event() {
    assert_eq!(
        stay(&[told("A01", 8).period("202506020630", "")]).admitted_at,
        instant("202506020630")
    );
    // A date alone says less than the event's time on that day.
    assert_eq!(stay(&[told("A01", 8).period("20250602", "")]).admitted_at, june(8));
}

#[test]
fn a_registration_makes_a_stay_only_for_an_inpatient() {
    assert_eq!(stay(&[told("A04", 8)]).status, StayStatus::Admitted);
    let outpatient = fold(&facts(&[told("A04", 8).class("E"), told("A03", 9).class("E")]));
    assert_eq!(outpatient, StayState::Parked { reason: ParkReason::OutpatientOnly });
    let then_admitted = [told("A04", 8).class("E").ward("AKM"), told("A01", 10)];
    assert_eq!(stay(&then_admitted).admitted_at, june(10));
    assert_eq!(stay(&then_admitted).history.len(), 1);
}

#[test]
fn a_planned_admission_is_planned_until_it_happens() {
    assert_eq!(stay(&[told("A05", 8)]).status, StayStatus::Planned);
    let admitted = stay(&[told("A05", 8).ward("9"), told("A01", 12)]);
    assert_eq!((admitted.status, ward(&admitted)), (StayStatus::Admitted, "37"));
    assert_eq!(admitted.history.len(), 1);
    let without_ward = stay(&[told("A05", 8).ward("9"), told("A01", 12).ward("")]);
    assert_eq!(ward(&without_ward), "9");
    // A plan that arrives or is made late does not undo the admission.
    assert_eq!(stay(&[told("A01", 8), told("A05", 9)]).status, StayStatus::Admitted);
}

#[test]
fn a_transfer_moves_and_the_history_has_the_times() {
    let stay = stay(&[told("A01", 8), told("A02", 11).ward("9")]);
    assert_eq!(ward(&stay), "9");
    let history: Vec<_> = stay
        .history
        .iter()
        .map(|period| (period.location.ward.as_deref().unwrap(), period.from, period.until))
        .collect();
    assert_eq!(history, [("37", june(8), Some(june(11))), ("9", june(11), None)]);
}

#[test]
fn a_cancelled_transfer_goes_back_to_the_ward_before() {
    let moves = [told("A01", 8), told("A02", 9).ward("9"), told("A12", 10)];
    assert_eq!(ward(&stay(&moves)), "37");
    assert_eq!(stay(&moves).history.len(), 1);
    assert_eq!(stay(&moves).history[0].until, None);
    // A12 without PV1-3: the history knows.
    assert_eq!(
        ward(&stay(&[told("A01", 8), told("A02", 9).ward("9"), told("A12", 10).ward("")])),
        "37"
    );
    // A12 names another ward than the history: what it says holds.
    assert_eq!(
        ward(&stay(&[told("A01", 8), told("A02", 9).ward("9"), told("A12", 10).ward("57")])),
        "57"
    );
    // Only the last of two transfers is undone.
    let two = [
        told("A01", 8),
        told("A02", 9).ward("9"),
        told("A02", 10).ward("57"),
        told("A12", 11).ward(""),
    ];
    assert_eq!(ward(&stay(&two)), "9");
}

#[test]
fn a_discharge_ends_the_stay_and_its_cancellation_reopens_it() {
    let discharged = stay(&[told("A01", 8), told("A03", 12)]);
    assert_eq!(
        (discharged.status, discharged.discharged_at),
        (StayStatus::Discharged, Some(june(12)))
    );
    assert_eq!(discharged.history[0].until, Some(june(12)));
    let reopened = stay(&[told("A01", 8), told("A03", 12), told("A13", 13)]);
    assert_eq!((reopened.status, reopened.discharged_at), (StayStatus::Admitted, None));
    assert_eq!(reopened.history[0].until, None);
}

#[test]
fn a_second_discharge_corrects_the_time() {
    let stay = stay(&[told("A01", 8), told("A03", 12), told("A03", 14)]);
    assert_eq!(stay.discharged_at, Some(june(14)));
}

#[test]
fn a_cancelled_admission_is_no_stay_even_when_told_first() {
    assert_eq!(stay(&[told("A01", 8), told("A11", 9)]).status, StayStatus::Cancelled);
    assert_eq!(
        stay(&[told("A01", 8).arrives(2), told("A11", 9).arrives(1)]).status,
        StayStatus::Cancelled
    );
    assert_eq!(
        stay(&[told("A01", 8), told("A11", 9), told("A02", 10)]).status,
        StayStatus::Cancelled
    );
    assert_eq!(
        stay(&[told("A01", 8), told("A11", 9), told("A01", 10)]).status,
        StayStatus::Admitted
    );
}

#[test]
fn leave_is_not_a_discharge() {
    let away = stay(&[told("A01", 8), told("A21", 9)]);
    assert_eq!((away.status, away.discharged_at), (StayStatus::OnLeave, None));
    assert_eq!(
        stay(&[told("A01", 8), told("A21", 9), told("A22", 10)]).status,
        StayStatus::Admitted
    );
    assert_eq!(
        stay(&[told("A01", 8), told("A21", 9), told("A03", 10)]).status,
        StayStatus::Discharged
    );
}

#[test]
fn a_cancel_may_carry_the_very_time_of_what_it_cancels() {
    // HL7 2.5 chapter 3, EVN-6: a cancel event has the time of the event that it cancels.
    let same = |code, arrival| told(code, 9).recorded("202506021000").arrives(arrival);
    let admitted = || told("A01", 8).arrives(1);
    for order in [[3, 4], [4, 3]] {
        let [target, cancel] = order;
        let states = [
            stay(&[same("A01", target), same("A11", cancel)]).status,
            stay(&[admitted(), same("A03", target), same("A13", cancel)]).status,
            stay(&[admitted(), same("A21", target), same("A22", cancel)]).status,
        ];
        assert_eq!(states, [StayStatus::Cancelled, StayStatus::Admitted, StayStatus::Admitted]);
        let moved =
            stay(&[admitted(), same("A02", target).ward("9"), same("A12", cancel).ward("")]);
        assert_eq!(ward(&moved), "37");
    }
    // With EVN-2 the cancel sorts behind, and a later transfer does not revive the stay.
    let late = told("A11", 8).recorded("202506021300").arrives(20);
    assert_eq!(
        stay(&[told("A01", 8).recorded("202506020800"), told("A02", 9).ward("9"), late]).status,
        StayStatus::Cancelled
    );
}

#[test]
fn without_an_admission_nothing_makes_a_stay() {
    for code in ["A02", "A03", "A08", "A11", "A12", "A13", "A21", "A22", "A31"] {
        let state = fold(&facts(&[told(code, 8).period("202506020800", "")]));
        assert_eq!(state, StayState::Parked { reason: ParkReason::NoAdmission }, "{code}");
    }
    assert_eq!(fold(&[]), StayState::Parked { reason: ParkReason::NoAdmission });
}

#[test]
fn a_discharge_that_arrives_before_its_admission_ends_discharged() {
    let stay_state = stay(&[told("A03", 12).arrives(1), told("A01", 8).arrives(2)]);
    assert_eq!(
        (stay_state.status, stay_state.discharged_at),
        (StayStatus::Discharged, Some(june(12)))
    );
    let same_minute = stay(&[told("A03", 8).arrives(1), told("A01", 8).arrives(2)]);
    assert_eq!(same_minute.status, StayStatus::Discharged);
}

#[test]
fn a_day_without_a_clock_time_orders_as_the_whole_day() {
    let discharged = [told("A01", 8).arrives(1), told("A03", 0).at("20250602").arrives(2)];
    assert_eq!(stay(&discharged).status, StayStatus::Discharged);
    let admitted = [told("A01", 0).at("20250602").arrives(2), told("A02", 5).ward("9").arrives(1)];
    assert_eq!(ward(&stay(&admitted)), "9");
    let known = facts(&discharged[..1]);
    assert_eq!(refusal(&known, &discharged[1].fact()), None);
    // EVN-2 of the same day is more exact.
    let recorded = told("A03", 0).at("20250602").recorded("202506020700").arrives(3);
    assert_eq!(recorded.fact().order().0, instant("202506020700"));
}

#[test]
fn a_discharge_before_the_known_admission_is_refused() {
    let known = facts(&[told("A01", 8)]);
    assert_eq!(refusal(&known, &told("A03", 7).fact()), Some(AdtProblem::DischargeBeforeAdmission));
    assert_eq!(refusal(&known, &told("A03", 9).fact()), None);
    assert_eq!(refusal(&[], &told("A03", 7).fact()), None);
    assert_eq!(refusal(&known, &told("A02", 7).fact()), None);
    assert_eq!(stay(&[told("A01", 8), told("A03", 7)]).status, StayStatus::Admitted);
}

#[test]
fn updates_change_what_they_mention_and_delete_what_they_delete() {
    let id = "193108028287^^^&1.2.752.129.2.1.3.1&ISO";
    let with = |pid: &str| stay(&[told("A01", 8), told("A08", 9).pid(&format!("{id}||{pid}"))]);
    let first = told("A01", 8).pid(&format!(
        "{id}||Testlund^Amira||19310802||||Gatan 1^^RONNEBY^^372 30^SE^H^^1081||070"
    ));
    let renamed = stay(&[
        first,
        told("A31", 9).pid(&format!("{id}||Modellqvist^Amira||||||^^RONNEBY^^^^H^^1080")),
    ]);
    assert_eq!(renamed.name.unwrap().display(), "Amira Modellqvist");
    assert_eq!(renamed.municipality.as_deref(), Some("1080"));
    assert_eq!(renamed.phone.as_deref(), Some("070"));
    assert_eq!(with("").name.unwrap().display(), "Amira Testlund");
    assert_eq!(with("\"\"").name, None);
    assert_eq!(with("||\"\"").birth_date, None);
}

#[test]
fn an_update_does_not_move_the_patient() {
    assert_eq!(ward(&stay(&[told("A01", 8), told("A08", 9).ward("57")])), "37");
}

#[test]
fn an_older_update_that_arrives_late_does_not_overwrite() {
    let id = "193108028287^^^&1.2.752.129.2.1.3.1&ISO";
    let newer = told("A08", 10).pid(&format!("{id}||Modellqvist^Amira")).arrives(2);
    let older = told("A08", 9).pid(&format!("{id}||Testlund^Amira")).arrives(3);
    let stay = stay(&[told("A01", 8).arrives(1), newer, older]);
    assert_eq!(stay.name.unwrap().family, "Modellqvist");
}

#[test]
fn a_local_number_never_replaces_a_national_one() {
    let stay = stay(&[told("A01", 8), told("A08", 9).pid("4711^^^HOSP^MR||Testlund^Amira")]);
    assert_eq!(stay.identifier.unwrap().value, "193108028287");
}

#[test]
fn a_deceased_disposition_holds_as_long_as_the_discharge_does() {
    let discharged = [told("A01", 8), told("A03", 12).disposition("20")];
    assert!(stay(&discharged).is_deceased);
    let cancelled = [told("A01", 8), told("A03", 12).disposition("20"), told("A13", 13)];
    assert!(!stay(&cancelled).is_deceased);
}

#[test]
fn protection_is_lifted_by_an_explicit_no_only() {
    let protect = |flag| Told { protection: flag, ..told("A08", 9) };
    assert!(stay(&[told("A01", 8), protect("Y")]).is_protected);
    let deleted = Told { arrival: 10, ..protect("\"\"") };
    assert!(stay(&[told("A01", 8), protect("Y"), deleted]).is_protected);
    let lifted = Told { arrival: 10, ..protect("N") };
    assert!(!stay(&[told("A01", 8), protect("Y"), lifted]).is_protected);
    assert_eq!(protect("Y").fact().protection.value(), Some(&Protection::Protected));
}

#[test]
fn a_new_admission_after_a_discharge_opens_a_new_period() {
    let stay = stay(&[told("A01", 8), told("A03", 9), told("A01", 12)]);
    assert_eq!((stay.status, stay.discharged_at), (StayStatus::Admitted, None));
    let periods: Vec<_> = stay.history.iter().map(|period| (period.from, period.until)).collect();
    assert_eq!(periods, [(june(8), Some(june(9))), (june(12), None)]);
}

#[test]
fn the_body_of_a_fact_is_stable() {
    let fact =
        told("A01", 8).pid("193108028287^^^&1.2.752.129.2.1.3.1&ISO||Testlund^Amira||\"\"").fact();
    let json = serde_json::to_string(&fact).unwrap();
    assert_eq!(
        json,
        r#"{"k":"A01","at":1748844000000,"arr":8,"v":"V1","cls":"I","loc":{"w":"37","r":"1","b":"2","f":"LAS"},"id":{"s":"1.2.752.129.2.1.3.1","v":"193108028287"},"nm":{"f":"Testlund","g":"Amira"},"bd":null}"#
    );
}

fn any_fact() -> impl Strategy<Value = StayFact> {
    let codes =
        ["A01", "A02", "A03", "A04", "A05", "A08", "A11", "A12", "A13", "A21", "A22", "A31", "A40"];
    let kinds = proptest::sample::select(codes.to_vec());
    (kinds, 0_u64..4, 0_u64..3, 0_u64..3, any::<bool>(), any::<bool>()).prop_map(
        |(code, hour, ward, class, day_only, recorded)| {
            let told = told("A08", hour)
                .ward(["", "37", "9"][usize::try_from(ward).unwrap()])
                .class(["I", "E", ""][usize::try_from(class).unwrap()]);
            let told = if day_only { told.at("20250602") } else { told };
            let told = if recorded { told.recorded("202506020300") } else { told };
            StayFact { kind: crate::adt::AdtEvent::from_code(code).unwrap(), ..told.fact() }
        },
    )
}

proptest! {
    #[test]
    fn no_order_and_no_repetition_of_the_facts_changes_the_state(
        facts in proptest::collection::vec(any_fact(), 1..9),
        order in proptest::collection::vec(any::<proptest::sample::Index>(), 0..24),
    ) {
        let numbered: Vec<StayFact> = (1..)
            .zip(facts)
            .map(|(arrival, fact)| StayFact { arrival, ..fact })
            .collect();
        let mut shuffled = numbered.clone();
        for index in &order {
            shuffled.push(index.get(&numbered).clone());
            let swap = index.index(shuffled.len());
            shuffled.swap(0, swap);
        }
        prop_assert_eq!(fold(&shuffled), fold(&numbered));
    }

    #[test]
    fn a_fact_comes_back_from_its_body(fact in any_fact()) {
        let json = serde_json::to_string(&fact).unwrap();
        prop_assert_eq!(&serde_json::from_str::<StayFact>(&json).unwrap(), &fact);
        let mut cbor = Vec::new();
        ciborium::into_writer(&fact, &mut cbor).unwrap();
        prop_assert_eq!(ciborium::from_reader::<StayFact, _>(cbor.as_slice()).unwrap(), fact);
    }
}
