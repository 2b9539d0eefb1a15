//! A node that acts and writes real envelopes, for tests: two of them make every situation of
//! continuity 3.6.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::acts::{
    Act, By, DeclareReady, NewFact, Notice, PartyUnit, Refused, SendAdmissionNotice, StartChain,
};
use super::events::ConsentRecorded;
use super::samples::{identity, november, unit};
use super::steps::{self, Calendar, Step};
use super::values::ConsentValue;
use super::{CareChain, Fact, fold, readable_by, sentence, view};
use crate::calendar::StaffedHours;
use crate::envelope::{
    Assurance, Author, Body, Compartment, Header, Hlc, Origin, StreamId, event_id,
};
use crate::ids::{ChainId, CommandId, Digest, EventId, HsaId};
use crate::moment::Moment;
use crate::registry::{Branch, CountyData, Role};

/// Which type may replace which, as `docs/events.md` says.
pub fn may_replace() -> BTreeSet<(String, String)> {
    let page = include_str!("../../../../docs/events.md");
    let mut pairs = BTreeSet::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, name, .., replaced, _] = cells.as_slice() else { continue };
        let replaced = replaced.split(',').map(str::trim).filter(|word| !word.is_empty());
        pairs.extend(replaced.map(|word| (name.trim_matches('`').to_owned(), word.to_owned())));
    }
    pairs
}

/// The chain that all tests are about.
pub fn chain_id() -> ChainId {
    ChainId::from_bytes([0xc4; 16])
}

/// What the registry says of the units of the tests, by suffix.
pub fn party(suffix: &str) -> PartyUnit {
    let (organisation, branch) = match suffix {
        "AVD5" | "AVD7" | "AKUT" => ("REGION", Branch::Inpatient),
        "VC" | "PSYK" => ("REGION", Branch::Outpatient),
        "AIDS" => ("REGION", Branch::Inpatient),
        "BIST" | "TRYGG" => ("KOMMUN", Branch::SocialServices),
        "LSS" => ("KOMMUN", Branch::DisabilityServices),
        "HSV" => ("KOMMUN", Branch::MunicipalHealthCare),
        "GRANN" => ("GRANNKOMMUN", Branch::SocialServices),
        _ => ("UTFORARE", Branch::PrivateProvider),
    };
    PartyUnit {
        unit: unit(suffix),
        organisation: unit(organisation),
        branch,
        supplier: suffix == "AIDS",
    }
}

/// Somebody of a unit in its usual role, now.
pub fn by(suffix: &str, now: Timestamp) -> By {
    let PartyUnit { unit, organisation, branch, .. } = party(suffix);
    let role = match branch {
        Branch::Inpatient => Role::WardNurse,
        Branch::Outpatient | Branch::PrivateProvider => Role::PermanentCareContact,
        Branch::SocialServices | Branch::DisabilityServices => Role::NeedsAssessor,
        Branch::MunicipalHealthCare => Role::MunicipalNurse,
    };
    let user = HsaId::parse(&format!("TEST-U-{suffix}")).expect("plain");
    By { user: Some(user), unit, organisation, branch, role, care_contact: false, name: None, now }
}

/// One node with the facts that it holds.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its origin.
    pub origin: Origin,
    /// What it holds.
    pub facts: Vec<Fact>,
    /// Its clock; every act takes a minute.
    pub now: Timestamp,
    last: BTreeMap<StreamId, (u64, EventId)>,
    acts: u64,
}

impl Node {
    /// A node with nothing, on 18 November 2026 at 23.00.
    pub fn new(number: u8) -> Self {
        Self {
            origin: Origin { node: Uuid::from_bytes([number; 16]), epoch: u64::from(number) },
            facts: Vec::new(),
            now: november(18, "23:00").instant,
            last: BTreeMap::new(),
            acts: 0,
        }
    }

    /// The same chain at another node, with all that this one holds.
    pub fn twin(&self, number: u8) -> Self {
        Self { facts: self.facts.clone(), now: self.now, ..Self::new(number) }
    }

    /// Sets the clock.
    pub fn at(&mut self, day: u8, time: &str) -> &mut Self {
        self.now = november(day, time).instant;
        self
    }

    /// What the facts mean.
    pub fn chain(&self) -> CareChain {
        fold(&self.facts)
    }

    /// What they mean to one unit.
    pub fn view(&self, suffix: &str) -> CareChain {
        let full = self.chain();
        view(&self.facts, readable_by(&full, &unit(suffix)))
    }

    /// Somebody of a unit at the node's time.
    pub fn by(&self, suffix: &str) -> By {
        by(suffix, self.now)
    }

    /// Does what the act decides; gives the ids of its facts.
    pub fn act(&mut self, suffix: &str, act: impl Into<Act>) -> Result<Vec<EventId>, Refused> {
        let cmd = self.next_cmd();
        self.act_as(cmd, &self.by(suffix), &act.into())
    }

    /// The same under a given command id, by a given person.
    pub fn act_as(&mut self, cmd: CommandId, by: &By, act: &Act) -> Result<Vec<EventId>, Refused> {
        let chain = self.chain();
        let facts = act.decide(&chain, by)?;
        self.check_replaced(&facts);
        Ok(self.write(cmd, by, &chain, facts))
    }

    /// An act replaces only what the page about events allows.
    fn check_replaced(&self, facts: &[NewFact]) {
        let named = |id| self.facts.iter().find(move |known| known.id == id);
        for fact in facts {
            let name = fact.event.event_type().name;
            for replaced in fact.replaces.iter().filter_map(|id| named(*id)) {
                let pair = (name.to_owned(), replaced.event_type.clone());
                let (allowed, old) = (may_replace(), &replaced.event_type);
                assert!(allowed.contains(&pair), "{name} replaces {old}: not in docs/events.md");
            }
        }
    }

    /// Writes facts that no rule has looked at.
    pub fn raw(&mut self, suffix: &str, facts: Vec<NewFact>) -> Vec<EventId> {
        let cmd = self.next_cmd();
        let (chain, by) = (self.chain(), self.by(suffix));
        self.write(cmd, &by, &chain, facts)
    }

    /// A command id of its own.
    pub fn next_cmd(&mut self) -> CommandId {
        self.acts += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.origin.epoch.to_be_bytes());
        bytes[8..].copy_from_slice(&self.acts.to_be_bytes());
        CommandId::from_bytes(bytes)
    }

    fn write(
        &mut self,
        cmd: CommandId,
        by: &By,
        chain: &CareChain,
        facts: Vec<NewFact>,
    ) -> Vec<EventId> {
        let mut ids = Vec::new();
        for (part, fact) in facts.into_iter().enumerate() {
            let newest = chain.segments.get(&fact.compartment).copied().unwrap_or(0);
            let stream = StreamId::chain(chain_id(), fact.compartment)
                .at(fact.room, newest + u32::from(fact.next_segment));
            let part = u8::try_from(part).expect("few parts");
            let body = body_of(&fact, by, self.now);
            let body_bytes = body.to_bytes().expect("a body of the rules fits");
            let (seq, prev) = self.last.get(&stream).copied().unwrap_or((0, EventId([0; 32])));
            let header = Header {
                stream,
                origin: self.origin,
                seq: seq + 1,
                prev,
                deps: Vec::new(),
                replaces: fact.replaces,
                cmd,
                hlc: Hlc::default(),
                crit: fact.event.event_type().crit,
                body_hash: Body::hash(&body_bytes),
                part,
            };
            let header_bytes = header.to_bytes();
            let id = event_id(&header_bytes);
            self.last.insert(stream, (seq + 1, id));
            let fact = Fact::decode(id, &header_bytes, &body_bytes).expect("it reads back");
            self.facts.push(fact);
            ids.push(id);
        }
        self.now = self.now.checked_add(SignedDuration::from_mins(1)).expect("in range");
        ids
    }

    /// Both hold what either held.
    pub fn sync(&mut self, other: &mut Self) {
        for fact in &other.facts {
            if !self.facts.iter().any(|known| known.id == fact.id) {
                self.facts.push(fact.clone());
            }
        }
        other.facts.clone_from(&self.facts);
        self.now = self.now.max(other.now);
        other.now = self.now;
    }

    /// The newest fact of a type.
    pub fn last_of(&self, event_type: &str) -> EventId {
        let found = self.facts.iter().rev().find(|fact| fact.event_type == event_type);
        found.expect("the test wrote one").id
    }

    /// Open steps in order.
    pub fn steps(&self) -> Vec<Step> {
        steps_of(&self.chain(), self.now)
    }

    /// "Ärendet ligger hos".
    pub fn owner(&self) -> Option<HsaId> {
        steps::owner(&self.chain(), &self.steps())
    }
}

fn body_of(fact: &NewFact, by: &By, now: Timestamp) -> Body {
    Body {
        salt: [0; 16],
        event_type: fact.event.event_type().name.to_owned(),
        ver: fact.event.event_type().ver,
        data: fact.event.data().expect("data of the rules encodes"),
        text: sentence(&fact.event, &|unit| unit.to_string()),
        who: Author {
            user: by.user.clone(),
            role: by.role.as_str().to_owned(),
            unit: Some(by.unit.clone()),
            assurance: Assurance::Local,
        },
        occurred_at: fact.occurred_at.clone(),
        written_at: now,
        sent_at: fact.sent.then_some(now),
        policy: Digest([0; 32]),
    }
}

/// Open steps in order, every unit always staffed, with the county's defaults.
pub fn steps_of(chain: &CareChain, now: Timestamp) -> Vec<Step> {
    let county = CountyData::default();
    let calendar = Calendar { county: &county, hours: &|_| StaffedHours::Always };
    steps::in_order(steps::open_steps(chain, &calendar), now)
}

/// Consent by word of mouth for everything.
pub fn consent(value: ConsentValue) -> ConsentRecorded {
    ConsentRecorded {
        value,
        scope: vec!["sip".to_owned(), "sharing".to_owned()],
        form: "oral".to_owned(),
        valid_to: None,
        note: None,
    }
}

/// An admission notice to units, with going home expected on Tuesday 24 November at 11.
pub fn notice(to: &[&str]) -> Notice {
    Notice {
        to: to.iter().map(|suffix| party(suffix)).collect(),
        judged_by: "Läkare Testlund".to_owned(),
        judged_at: november(18, "22:50"),
        judged_at_admission: true,
        estimated_discharge: november(24, "11:00"),
        secrecy_hinders: false,
        phone: None,
        details: None,
    }
}

/// Starts the chain on ward 5, admitted on Wednesday 18 November at 22.40.
pub fn start(to: &[&str]) -> StartChain {
    StartChain {
        identity: identity(),
        address: Some("Provgatan 1".to_owned()),
        municipality: Some("1080".to_owned()),
        area: None,
        place: None,
        admitted_at: november(18, "22:40"),
        protected: false,
        ward: party("AVD5"),
        consent: Some(consent(ConsentValue::Given)),
        notice: (!to.is_empty()).then(|| notice(to)),
    }
}

/// A further notice in a chain that has begun.
pub fn further(to: &[&str]) -> SendAdmissionNotice {
    SendAdmissionNotice { notice: notice(to), corrects: Vec::new(), shown: Vec::new() }
}

/// A chain of ward 5 whose notice went to the units.
pub fn started(to: &[&str]) -> Node {
    let mut node = Node::new(1);
    node.act("AVD5", start(to)).expect("a chain starts");
    node
}

/// Utskrivningsklar, judged now, to the units.
pub fn ready(node: &Node, to: &[&str]) -> DeclareReady {
    DeclareReady {
        physician: "Läkare Testlund".to_owned(),
        judged_at: Moment::from_instant(node.now),
        planned_departure: None,
        to: to.iter().map(|suffix| unit(suffix)).collect(),
        secrecy_hinders: false,
        outpatient_needed: false,
        shown: node.chain().ready.shown(),
    }
}

/// A stream of the chain.
pub fn stream(compartment: Compartment) -> StreamId {
    StreamId::chain(chain_id(), compartment)
}
