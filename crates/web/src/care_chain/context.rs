//! What an act's page knows: who asks, which chain, what the registry says today.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use brygga_app::accounts::silent_units;
use brygga_app::care_chain::ChainView;
use brygga_app::{Actor, AppError, on_day};
use brygga_domain::care_chain::acts::PartyUnit;
use brygga_domain::care_chain::{CareChain, Fact, Stage, sentence};
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_domain::registry::{Registry, RegistryAt, Unit};
use brygga_i18n::Texts;
use brygga_store::StayRow;
use jiff::Timestamp;

use super::{act_url, chain_url};
use crate::caller::Caller;
use crate::labels;
use crate::pages::worklist::Trail;
use crate::views::{Fact as Said, PersonHead, Tag, TagKind, Told};

static NO_CHAIN: LazyLock<CareChain> = LazyLock::new(CareChain::default);

/// Everything that the fields of a form are made of.
pub(crate) struct Context<'a> {
    pub(crate) caller: &'a Caller,
    /// None for acts that begin a chain.
    pub(crate) view: Option<&'a ChainView>,
    pub(crate) registry: Arc<Registry>,
    /// The stay that a new chain grows from.
    pub(crate) stay: Option<StayRow>,
    /// The person of the stay has protected identity, by the feed or in another chain.
    pub(crate) stay_protected: bool,
    /// When the person died, as the feed says and nobody has recorded yet.
    pub(crate) died: Option<Timestamp>,
    /// The person whose number was typed.
    pub(crate) person: Option<PersonId>,
    /// How far each sequence is known, for the end of a part.
    pub(crate) known: Vec<(String, u64)>,
    /// Where one came to the case from.
    pub(crate) trail: Trail,
    /// The case stands on the page of another one of the same admission (M12).
    pub(crate) is_linked: bool,
    /// Units that do not read Brygga (definitions 10); see [`Context::ask_who_reads`].
    silent: BTreeSet<HsaId>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(caller: &'a Caller, view: Option<&'a ChainView>) -> Self {
        let registry = caller.state.app.registry();
        let (known, silent) = (Vec::new(), BTreeSet::new());
        let (stay, stay_protected, died, person) = (None, false, None, None);
        let (trail, is_linked) = (Trail::of(&caller.path), false);
        Self {
            caller,
            view,
            registry,
            stay,
            stay_protected,
            died,
            person,
            known,
            trail,
            is_linked,
            silent,
        }
    }

    /// The page of the case, in the list that one came from.
    pub(crate) fn case_url(&self, chain: ChainId) -> String {
        self.trail.on(&chain_url(chain))
    }

    /// An act of the case, in the list that one came from.
    pub(crate) fn act_url(&self, chain: ChainId, word: &str) -> String {
        self.trail.on(&act_url(chain, word))
    }

    /// Looks up which of the units do not read Brygga, before their hints are shown.
    pub(crate) async fn ask_who_reads(&mut self, units: &[HsaId]) -> Result<(), AppError> {
        self.silent = silent_units(&self.caller.state.app, units).await?;
        Ok(())
    }

    /// The same for every unit that a form can name.
    pub(crate) async fn ask_who_of_all_reads(&mut self) -> Result<(), AppError> {
        let units: Vec<HsaId> = self.today().units().map(|unit| unit.id.clone()).collect();
        self.ask_who_reads(&units).await
    }

    /// The name of an act: a case that a care request has opened is not started, its person is admitted.
    pub(crate) fn act_name(&self, word: &str) -> String {
        if self.admits(word) {
            return self.t().text("act-admit").into_owned();
        }
        labels::word(self.t(), "act", word)
    }

    /// What the button of its form says.
    pub(crate) fn submit(&self, word: &str) -> String {
        if self.admits(word) { self.act_name(word) } else { labels::submit(self.t(), word) }
    }

    fn admits(&self, word: &str) -> bool {
        word == "start-chain" && self.view.is_some()
    }

    pub(crate) fn chain(&self) -> &'a CareChain {
        self.view.map_or(&*NO_CHAIN, |view| &view.chain)
    }

    pub(crate) fn actor(&self) -> &'a Actor {
        &self.caller.actor
    }

    pub(crate) fn t(&self) -> Texts {
        self.caller.texts
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.caller.now
    }

    pub(crate) fn today(&self) -> RegistryAt<'_> {
        on_day(&self.registry, self.now())
    }

    /// A unit by the name that this reader may see.
    pub(crate) fn unit(&self, unit: &HsaId) -> String {
        labels::unit_name(self.today(), unit, &self.actor().organisation)
    }

    pub(crate) fn units<'b>(&self, units: impl IntoIterator<Item = &'b HsaId>) -> String {
        let names: Vec<String> = units.into_iter().map(|unit| self.unit(unit)).collect();
        names.join(", ")
    }

    /// A unit with its organisation and branch, as a party.
    pub(crate) fn party_unit(&self, unit: &HsaId) -> Option<PartyUnit> {
        let today = self.today();
        let known = today.unit(unit).filter(|_| today.is_open(unit))?;
        Some(party_unit(known))
    }

    /// What a fact says, as this reader may read it: the record names each unit, but a ward that is
    /// not neutral is kept from other organisations (definitions 2).
    pub(crate) fn said(&self, fact: &Fact) -> String {
        let today = self.today();
        let own = Some(&self.actor().organisation);
        let masked =
            self.chain().parties.iter().any(|party| {
                today.unit_name_for(&party.unit, own).is_some_and(|shown| shown.masked)
            });
        match &fact.event {
            Ok(event) if masked => sentence(event, &|unit: &HsaId| self.unit(unit)),
            _ => fact.text.clone(),
        }
    }

    /// What a sender has to know of a unit (definitions 10): "läser inte Brygga, ring 0100-00 00 21",
    /// "obemannad till mån 07:00, ring 0100-00 00 22", or that the unit is no more; empty while
    /// somebody is there and reads.
    pub(crate) fn hint(&self, unit: &HsaId) -> String {
        if self.today().unit(unit).is_some() && !self.today().is_open(unit) {
            return self.t().text("unit-closed").into_owned();
        }
        let parts = [self.silent_hint(unit), self.unstaffed_hint(unit)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn silent_hint(&self, unit: &HsaId) -> Option<String> {
        let known = self.today().unit(unit).filter(|_| self.silent.contains(unit))?;
        // While nobody is there, the hint about that says whom to call.
        let phone = known.phone.as_ref().filter(|_| known.hours().is_staffed(self.now()));
        Some(match phone {
            Some(phone) => self.t().fill("unit-silent-call", "phone", phone),
            None => self.t().text("unit-silent").into_owned(),
        })
    }

    fn unstaffed_hint(&self, unit: &HsaId) -> Option<String> {
        let known = self.today().unit(unit)?;
        if known.hours().is_staffed(self.now()) {
            return None;
        }
        let until = labels::when(self.t(), known.hours().next_staffed(self.now()), self.now());
        Some(match self.out_of_hours(unit) {
            Some(phone) => {
                let values = [("until", until), ("phone", phone)];
                self.t().with("unstaffed-call", &values)
            }
            None => self.t().fill("unstaffed", "until", &until),
        })
    }

    /// Whom to call while a unit is not staffed: its own number for that, or the unit on duty.
    fn out_of_hours(&self, unit: &HsaId) -> Option<String> {
        let today = self.today();
        let known = today.unit(unit)?;
        let duty = known.out_of_hours_unit.as_ref().and_then(|id| today.unit(id));
        let phone = known
            .out_of_hours_phone
            .clone()
            .or_else(|| duty.and_then(|unit| unit.phone.clone()))
            .or_else(|| known.phone.clone())?;
        let shown = known.out_of_hours_unit.as_ref().map(|id| self.unit(id));
        Some(shown.map_or_else(|| phone.clone(), |name| format!("{name} {phone}")))
    }

    /// Units that get to know, with a hint where nobody is there now. With protected identity nobody
    /// does: contact is direct (definitions 2).
    pub(crate) fn told<'b>(&self, units: impl IntoIterator<Item = &'b HsaId>) -> Vec<Told> {
        if self.view.is_some_and(|view| view.chain.protected) {
            return Vec::new();
        }
        units
            .into_iter()
            .map(|unit| Told {
                holder: labels::holder_of(self.today(), unit, &self.actor().unit),
                unit: self.unit(unit),
                hint: self.hint(unit),
            })
            .collect()
    }

    /// The flag is on now, as in the lists.
    fn is_weekend_risk(&self) -> bool {
        let window = self.view.and_then(|view| view.chain.weekend_risk(&view.steps, self.now()));
        window.is_some_and(|(from, until)| from <= self.now() && self.now() < until)
    }

    /// The person of the page.
    pub(crate) fn person_head(&self) -> Option<PersonHead> {
        let chain = self.view.map(|view| &view.chain)?;
        let t = self.t();
        let identity = chain.shown_identity()?;
        let today = brygga_domain::calendar::local_date(self.now());
        let mut tags = Vec::new();
        if chain.protected {
            tags.push(Tag::new(TagKind::Crit, "shield", t.text("protected-direct-contact")));
        }
        let stage = labels::stage(t, chain.stage());
        tags.push(Tag::new(TagKind::Brand, "", stage));
        if self.is_weekend_risk() {
            tags.push(Tag::new(TagKind::Weekend, "wk", t.text("weekend-risk")));
        }
        if chain.history.imported {
            tags.push(Tag::new(TagKind::Neutral, "", t.text("imported-history")));
        }
        let mut facts = Vec::new();
        if let Some((ward, place)) = chain.ward.heads.first().map(|head| &head.value) {
            let own = chain.ward_unit() == Some(&self.actor().unit);
            let ward = self.unit(ward);
            let located = match place.as_ref().filter(|_| own) {
                Some(place) => t.with("located-place", &[("unit", ward), ("place", place.clone())]),
                None => ward,
            };
            facts.push(Said::new(t.text("located"), located));
        }
        if let Some(code) = chain.municipality.as_deref().filter(|_| !chain.protected) {
            let name = self.today().municipality(code).map_or(code, |it| it.name.as_str());
            let place = match chain.area.as_deref().filter(|area| !area.is_empty()) {
                Some(area) => t.with("municipality-area", &[("name", name), ("area", area)]),
                None => name.to_owned(),
            };
            facts.push(Said::new(t.text("col-municipality"), place).far());
        }
        // An estimate is of what is to come.
        let over = [Stage::Discharged, Stage::Closed, Stage::Deceased, Stage::Cancelled];
        let to_come = !over.contains(&chain.stage());
        if let Some(head) = chain.estimate.settled().filter(|_| to_come) {
            let when = labels::when_first(t, head.value.instant, self.now());
            facts.push(Said::new(t.text("col-estimate"), when));
        }
        let shown = !chain.protected || chain.ward_unit() == Some(&self.actor().unit);
        let hidden = || t.text("protected-name").into_owned();
        Some(PersonHead {
            family_name: if shown { identity.family.clone() } else { hidden() },
            given_name: if shown { identity.given.clone() } else { String::new() },
            identity: if chain.protected { String::new() } else { identity.identifier.display() },
            identity_label: labels::word(t, "identifier", identity.identifier.kind().as_str()),
            test_number: identity.identifier.is_test_number(),
            age: identity
                .identifier
                .age_on(today)
                .filter(|_| !chain.protected)
                .map_or_else(String::new, |age| t.fill("age-years", "n", &age)),
            facts,
            tags,
        })
    }
}

pub(crate) fn party_unit(unit: &Unit) -> PartyUnit {
    PartyUnit {
        unit: unit.id.clone(),
        organisation: unit.organisation.clone(),
        branch: unit.branch,
        supplier: unit.kind.is_supplier(),
    }
}
