//! Small builders: they fill in what does not matter to a case.

use brygga_domain::care_chain::Stage;
use brygga_domain::envelope::{Compartment, StreamId};
use brygga_domain::ids::{ChainId, CommandId, Digest, EventId, HsaId, PersonId, StayId};
use brygga_domain::registry::Branch;
use jiff::{SignedDuration, Timestamp};

use crate::{
    ChainRow, Change, CommitError, ExpectedHead, Group, NewEvent, Outcome, PartyRow, Prepared,
    Receipt, ShownStep, StayRow, StayState, Store, verify,
};

/// Numbers that look random and are the same in every run.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % end
    }
    pub(super) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

fn sixteen(kind: u8, n: u64) -> [u8; 16] {
    let mut bytes = [kind; 16];
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    bytes
}

pub(super) fn chain(n: u64) -> ChainId {
    ChainId::from_bytes(sixteen(1, n))
}
pub(super) fn person(n: u64) -> PersonId {
    PersonId::from_bytes(sixteen(2, n))
}
pub(super) fn cmd(n: u64) -> CommandId {
    CommandId::from_bytes(sixteen(3, n))
}
pub(super) fn unit(n: u64) -> HsaId {
    HsaId::parse(&format!("SE0000000000-U{n:03}")).expect("a good HSA-id")
}
/// A Tuesday morning and minutes after it.
pub(super) fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(29_750_400 + minutes)
}
pub(super) fn stream(n: u64) -> StreamId {
    StreamId::chain(chain(n), Compartment::Coordination)
}

pub(super) fn event(stream: StreamId, body: &str) -> NewEvent {
    NewEvent {
        stream,
        deps: Vec::new(),
        replaces: Vec::new(),
        part: 0,
        crit: false,
        body: body.as_bytes().to_vec(),
    }
}

/// An act without events and changes.
pub(super) fn act(n: u64) -> Prepared {
    Prepared {
        cmd: cmd(n),
        content: Digest([n as u8; 32]),
        actor: unit(900).to_string(),
        at: at(n as i64),
        expected: Vec::new(),
        read: None,
        events: Vec::new(),
        changes: Vec::new(),
        access: Vec::new(),
    }
}

/// An act that writes one event after the given head.
pub(super) fn act_on(n: u64, stream: StreamId, last: Option<EventId>) -> Prepared {
    Prepared {
        expected: vec![ExpectedHead { stream, last }],
        events: vec![event(stream, &format!("body of {n}"))],
        ..act(n)
    }
}

/// An act that only writes rows.
pub(super) fn act_with(n: u64, changes: Vec<Change>) -> Prepared {
    Prepared { changes, ..act(n) }
}

pub(super) fn committed(outcome: Result<Outcome, CommitError>) -> Receipt {
    match outcome {
        Ok(Outcome::Committed(receipt)) => receipt,
        other => panic!("expected a commit, got {other:?}"),
    }
}

pub(super) async fn assert_log_holds(store: &impl Store, events: u64) {
    let report = verify(store, &mut |_, _| {}).await.expect("the log can be read");
    assert_eq!((report.events, report.first_fault), (events, None));
}

pub(super) fn chain_row(n: u64) -> ChainRow {
    ChainRow {
        chain: chain(n),
        person: person(n),
        family: "Mallström".to_owned(),
        given: format!("Greta {n}"),
        name_folded: format!("mallström greta {n}"),
        identifier_system: "1.2.752.129.2.1.3.1".to_owned(),
        identifier: format!("1912121200{n:02}"),
        birth_date: None,
        protected: false,
        municipality: None,
        area: None,
        ward: unit(1),
        place: None,
        stage: Stage::Admitted,
        stage_since: at(0),
        admitted_at: None,
        estimate: None,
        ready_at: None,
        municipality_ready: None,
        outpatient_ready: None,
        discharged_at: None,
        liability_from: None,
        prepared: 0,
        prepared_of: 0,
        weekend_from: None,
        weekend_until: None,
        conflict: false,
        owner: None,
        active: true,
        recompute_at: None,
        changed_at: at(0),
        version: 1,
    }
}

pub(super) fn party_row(unit: HsaId, group: Group, due: Option<Timestamp>) -> PartyRow {
    PartyRow {
        step: Some(ShownStep {
            code: "answer-notice".to_owned(),
            detail: None,
            unit: unit.clone(),
            role: None,
            due,
            statutory: true,
        }),
        unit,
        organisation: HsaId::parse("SE0000000000-ORG").expect("a good HSA-id"),
        branch: Branch::Inpatient,
        active: true,
        reads_until: None,
        answered: None,
        group,
        unseen: 0,
        taken_by: None,
        municipalities: (0, 0),
        is_new: false,
        changed_at: at(0),
    }
}

pub(super) fn stay_row(n: u64) -> StayRow {
    StayRow {
        visit_key: format!("SENDER|{n:04}"),
        stay: StayId::from_bytes(sixteen(4, n)),
        visit: format!("{n:04}"),
        person: person(n),
        identifier_kind: "personnummer".to_owned(),
        identifier_system: "1.2.752.129.2.1.3.1".to_owned(),
        identifier: format!("1912121200{n:02}"),
        name: "Amira Testlund".to_owned(),
        family: "Testlund".to_owned(),
        given: "Amira".to_owned(),
        municipality: Some("0380".to_owned()),
        address: None,
        state: StayState::Admitted,
        ward_code: Some("AVD1".to_owned()),
        ward: Some(unit(1)),
        place: Some("12:2".to_owned()),
        admitted_at: Some(at(n as i64)),
        discharged_at: None,
        deceased: false,
        protected: false,
        chain: None,
    }
}
