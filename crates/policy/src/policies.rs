//! The Cedar policies: read once, asked often.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use brygga_domain::envelope::Compartment;
use brygga_domain::ids::Digest;
use brygga_domain::registry::Role;
use cedar_policy::{
    Authorizer, Context, Decision as Answer, Entities, EntityId, EntityTypeName, EntityUid,
    PolicySet, RestrictedExpression, Schema, ValidationMode, Validator,
};
use sha2::{Digest as _, Sha256};

use crate::decision::{Decision, Proof, Request};
use crate::words::{Action, Phase, Reason, Relation};

const SCHEMA: &str = include_str!("../policies/schema.cedarschema");
const ENTITIES: &str = include_str!("../policies/entities.json");
/// The policy files by name, in order of name.
const FILES: &[(&str, &str)] = &[
    ("limits.cedar", include_str!("../policies/limits.cedar")),
    ("parties.cedar", include_str!("../policies/parties.cedar")),
    ("reading.cedar", include_str!("../policies/reading.cedar")),
    ("without_chain.cedar", include_str!("../policies/without_chain.cedar")),
];

/// The policy files do not hold together.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The schema cannot be read.
    #[error("the schema of the policies cannot be read: {0}")]
    Schema(String),
    /// The entities cannot be read, or do not fit the schema.
    #[error("the entities of the policies cannot be read: {0}")]
    Entities(String),
    /// A policy cannot be read.
    #[error("{file} cannot be read: {problem}")]
    Policy {
        /// The file.
        file: &'static str,
        /// What the parser says.
        problem: String,
    },
    /// The policies do not fit the schema, in strict mode.
    #[error("the policies do not fit the schema: {0}")]
    Invalid(String),
}

/// What Cedar says of one question: yes, or no with the reason of the limit that forbids it. No
/// limit means that no policy permits it.
type Verdict = Result<(), Option<Reason>>;

/// The policies of this program. One for the whole server; shared by reference.
///
/// Answers are kept by the whole question. There are about 200 000 different ones, so what is kept
/// stays below some ten megabytes, and in practice a few hundred are ever asked.
#[derive(Debug)]
pub struct Policies {
    authorizer: Authorizer,
    policies: PolicySet,
    /// The reason of each limit, by Cedar's policy id.
    limits: HashMap<String, Reason>,
    entities: Entities,
    schema: Schema,
    names: Names,
    hash: Digest,
    verdicts: RwLock<HashMap<Request, Verdict>>,
    reasons: RwLock<HashMap<Request, Reason>>,
    evaluations: AtomicU64,
}

impl Policies {
    /// The policies in this binary (decision 10).
    pub fn embedded() -> Self {
        Self::read().expect("a test reads the same embedded files")
    }

    fn read() -> Result<Self, PolicyError> {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA)
            .map_err(|error| PolicyError::Schema(error.to_string()))?;
        let entities = Entities::from_json_str(ENTITIES, Some(&schema))
            .map_err(|error| PolicyError::Entities(error.to_string()))?;
        let mut policies = PolicySet::new();
        let mut limits = HashMap::new();
        for (file, source) in FILES {
            let broken = |problem: String| PolicyError::Policy { file, problem };
            let read = PolicySet::from_str(source).map_err(|error| broken(error.to_string()))?;
            for (number, policy) in read.policies().enumerate() {
                let id = format!("{file}:{number}");
                if policy.effect() == cedar_policy::Effect::Forbid {
                    let reason = policy.annotation("reason").and_then(Reason::parse);
                    let reason = reason.ok_or_else(|| broken("a limit has no reason".into()))?;
                    limits.insert(id.clone(), reason);
                }
                let policy = policy.new_id(cedar_policy::PolicyId::new(id));
                policies.add(policy).map_err(|error| broken(error.to_string()))?;
            }
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            policies,
            limits,
            entities,
            schema,
            names: Names::new()?,
            hash: hash(),
            verdicts: RwLock::default(),
            reasons: RwLock::default(),
            evaluations: AtomicU64::new(0),
        })
    }

    /// Checks every policy against the schema in strict mode. The files are in the binary, so a
    /// test asks once for all.
    pub fn validate(&self) -> Result<(), PolicyError> {
        let validator = Validator::new(self.schema.clone());
        let result = validator.validate(&self.policies, ValidationMode::Strict);
        if result.validation_passed_without_warnings() {
            return Ok(());
        }
        let errors = result.validation_errors().map(ToString::to_string);
        let warnings = result.validation_warnings().map(ToString::to_string);
        Err(PolicyError::Invalid(errors.chain(warnings).collect::<Vec<_>>().join("; ")))
    }

    /// SHA-256 over the embedded files with their names. Each event's body records it
    /// (decision 10).
    pub const fn hash(&self) -> Digest {
        self.hash
    }

    /// Answers a question. Never fails: what cannot be evaluated is refused.
    pub fn decide(&self, request: &Request) -> Decision {
        let plain = request.plain();
        match self.verdict(plain) {
            Ok(()) => Decision::Allowed(Proof::of(*request)),
            Err(Some(limit)) => Decision::Denied(limit),
            Err(None) => Decision::Denied(self.reason(plain)),
        }
    }

    /// May it be done? For what a page offers: one evaluation at the most, no reason looked for.
    pub fn allows(&self, request: &Request) -> bool {
        self.verdict(request.plain()).is_ok()
    }

    /// The roles that may do this in the same relation, at some point of a case: the refusal names
    /// the assignment that would do (decision 23). Marks on an assignment are left out.
    pub fn roles_that_may(&self, action: Action, relation: Relation) -> Vec<Role> {
        let may = |role: &Role| {
            let request = Request::new(*role, relation, action);
            Phase::ALL.iter().any(|phase| self.allows(&Request { phase: *phase, ..request }))
        };
        Role::ALL.iter().copied().filter(may).collect()
    }

    /// The relations in which some role may do this, at some point of a case.
    pub fn relations_that_may(&self, action: Action) -> Vec<Relation> {
        let may = |relation: &Relation| !self.roles_that_may(action, *relation).is_empty();
        Relation::ALL.iter().copied().filter(may).collect()
    }

    /// How many questions have gone to Cedar; the rest was known.
    pub fn evaluations(&self) -> u64 {
        self.evaluations.load(Ordering::Relaxed)
    }

    /// Why nothing permits it: the smallest change that would. Asked of the same policies, so a
    /// reason cannot contradict them.
    fn reason(&self, request: Request) -> Reason {
        if let Some(known) = lock_read(&self.reasons).get(&request) {
            return *known;
        }
        let other_phase = |phase: &Phase| self.allows(&Request { phase: *phase, ..request });
        let reason = if self.allows(&Request { care_contact: true, ..request }) {
            Reason::CareContactOnly
        } else if request.compartment.is_some()
            && self.allows(&Request { compartment: None, ..request })
        {
            Reason::Compartment
        } else if Phase::ALL.iter().any(other_phase) {
            Reason::Phase
        } else if !self.roles_that_may(request.action, request.relation).is_empty() {
            Reason::Role
        } else {
            Reason::Relation
        };
        lock_write(&self.reasons).insert(request, reason);
        reason
    }

    fn verdict(&self, plain: Request) -> Verdict {
        if let Some(known) = lock_read(&self.verdicts).get(&plain) {
            return *known;
        }
        let verdict = self.evaluate(plain);
        lock_write(&self.verdicts).insert(plain, verdict);
        verdict
    }

    fn evaluate(&self, request: Request) -> Verdict {
        self.evaluations.fetch_add(1, Ordering::Relaxed);
        let Some(question) = self.names.question(request, &self.schema) else {
            return Err(None);
        };
        let response = self.authorizer.is_authorized(&question, &self.policies, &self.entities);
        let diagnostics = response.diagnostics();
        // A policy that cannot be evaluated is skipped by Cedar; a skipped limit must not open
        // anything.
        if response.decision() == Answer::Allow && diagnostics.errors().next().is_none() {
            return Ok(());
        }
        let id = |id: &cedar_policy::PolicyId| self.limits.get(AsRef::<str>::as_ref(id)).copied();
        Err(diagnostics.reason().filter_map(id).min())
    }
}

fn hash() -> Digest {
    let mut sha = Sha256::new();
    let rest = [("entities.json", ENTITIES), ("schema.cedarschema", SCHEMA)];
    for (name, text) in FILES.iter().chain(&rest) {
        for part in [name, text] {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part.as_bytes());
        }
    }
    Digest(sha.finalize().into())
}

fn lock_read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    // A map that answers are put into whole is sound whoever panicked.
    lock.read().unwrap_or_else(PoisonError::into_inner)
}
fn lock_write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// The types of the schema, parsed once.
#[derive(Debug)]
struct Names {
    role: EntityTypeName,
    action: EntityTypeName,
    relation: EntityTypeName,
    phase: EntityTypeName,
    compartment: EntityTypeName,
}

impl Names {
    fn new() -> Result<Self, PolicyError> {
        let name = |word: &str| {
            EntityTypeName::from_str(word).map_err(|error| PolicyError::Schema(error.to_string()))
        };
        Ok(Self {
            role: name("Role")?,
            action: name("Action")?,
            relation: name("Relation")?,
            phase: name("Phase")?,
            compartment: name("Compartment")?,
        })
    }

    /// The question in Cedar's terms, checked against the schema.
    fn question(&self, request: Request, schema: &Schema) -> Option<cedar_policy::Request> {
        let entity = |kind: &EntityTypeName, word: &str| {
            EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(word))
        };
        let flag = RestrictedExpression::new_bool;
        let compartment = request.compartment.unwrap_or(Compartment::Coordination);
        let phase = entity(&self.phase, request.phase.as_str());
        let compartment = entity(&self.compartment, compartment.as_str());
        let context = Context::from_pairs([
            ("phase".to_owned(), RestrictedExpression::new_entity_uid(phase)),
            ("protected".to_owned(), flag(request.protected)),
            ("care_contact".to_owned(), flag(request.care_contact)),
            ("lead".to_owned(), flag(request.lead)),
            ("compartment".to_owned(), RestrictedExpression::new_entity_uid(compartment)),
            ("addressed".to_owned(), flag(request.addressed)),
        ])
        .ok()?;
        cedar_policy::Request::new(
            entity(&self.role, request.role.as_str()),
            entity(&self.action, request.action.as_str()),
            entity(&self.relation, request.relation.as_str()),
            context,
            Some(schema),
        )
        .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_policies_hold_in_strict_mode() {
        let policies = Policies::read().expect("the files can be read");
        policies.validate().expect("the policies fit the schema without a warning");
    }

    #[test]
    fn every_policy_file_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".cedar"))
            .collect();
        found.sort();
        assert_eq!(found, FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn every_role_and_relation_is_an_entity_and_nothing_else_is() {
        let policies = Policies::embedded();
        let mut found: Vec<String> = policies
            .entities
            .iter()
            .map(|entity| entity.uid())
            .filter(|uid| uid.type_name().to_string() != "Action")
            .map(|uid| uid.to_string())
            .collect();
        found.sort();
        let roles = Role::ALL.iter().map(|role| format!("Role::\"{}\"", role.as_str()));
        let relations = Relation::ALL.iter().map(|r| format!("Relation::\"{r}\""));
        let mut wanted: Vec<String> = roles.chain(relations).collect();
        wanted.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn every_action_of_the_schema_is_known_and_the_other_way_round() {
        let schema = Policies::embedded().schema;
        let groups: Vec<String> =
            schema.action_groups().map(|group| group.id().unescaped().to_owned()).collect();
        let mut found: Vec<String> = schema
            .actions()
            .map(|action| action.id().unescaped().to_owned())
            .filter(|word| !groups.contains(word))
            .collect();
        found.sort();
        let mut wanted: Vec<_> = Action::ALL.iter().map(|a| a.as_str().to_owned()).collect();
        wanted.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_page_of_acts_is_evaluated_once_whoever_opens_it() {
        let policies = Policies::embedded();
        let page = Request::new(Role::WardNurse, Relation::ResponsibleWard, Action::ViewChain);
        let offers = || Action::ALL.iter().filter(|a| policies.allows(&page.about(**a))).count();
        let first = offers();
        assert_eq!(policies.evaluations(), Action::ALL.len() as u64, "one evaluation an act");
        for _ in 0..100 {
            assert_eq!(offers(), first);
        }
        assert_eq!(policies.evaluations(), Action::ALL.len() as u64, "then none");
    }

    #[test]
    fn a_reason_is_looked_for_once() {
        let policies = Policies::embedded();
        let ask = Request::new(Role::Auditor, Relation::ResponsibleWard, Action::Discharge);
        let ward = vec![Role::WardNurse, Role::WardCoordinator, Role::Physician];
        assert_eq!(policies.decide(&ask), Decision::Denied(Reason::Role));
        assert_eq!(policies.roles_that_may(ask.action, ask.relation), ward);
        let first = policies.evaluations();
        assert_eq!(policies.decide(&ask), Decision::Denied(Reason::Role));
        assert_eq!(policies.evaluations(), first);
    }

    #[test]
    fn compartment_and_room_do_not_make_another_question_of_an_act() {
        let policies = Policies::embedded();
        let ask = Request::new(Role::WardNurse, Relation::ResponsibleWard, Action::SendMessage);
        policies.decide(&ask);
        let first = policies.evaluations();
        policies.decide(&Request { compartment: Some(Compartment::HealthCare), ..ask });
        policies.decide(&Request { addressed: true, ..ask });
        assert_eq!(policies.evaluations(), first);
    }

    #[test]
    fn a_proof_tells_what_was_asked() {
        let policies = Policies::embedded();
        let ask = Request::new(Role::WardNurse, Relation::ResponsibleWard, Action::DeclareReady);
        let proof = policies.decide(&ask).proof().unwrap();
        assert!(proof.is_for(Action::DeclareReady) && !proof.is_for(Action::Discharge));
        assert_eq!(*proof.request(), ask);
        let stranger = Request { relation: Relation::None, ..ask };
        assert_eq!(policies.decide(&stranger), Decision::Denied(Reason::NoRelation));
    }
}
