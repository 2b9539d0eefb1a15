//! Decision 25: what a list or a search shows is what the policies allow, whoever asks.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use std::collections::BTreeSet;

use brygga_app::care_chain::{
    ListQuery, PerformAct, load, perform_act, search, view_chain, worklist,
};
use brygga_app::{Actor, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{
    Act, AnswerNotice, CloseChain, EndParty, MarkProtected, MoveWard, Notice, PartyUnit, StartChain,
};
use brygga_domain::care_chain::{EndReason, Identity, NoticeAnswer};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Role;
use brygga_store::{GroupBy, WorklistFilter};
use brygga_testkit::TestSite;
use jiff::SignedDuration;

const NUMBER: &str = "19380712-9022";
const CHAINS: u8 = 24;

/// The same every time: xorshift.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }
    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

fn party(site: &TestSite, unit: &HsaId) -> PartyUnit {
    let registry = site.app.registry();
    let unit = on_day(&registry, site.app.now()).unit(unit).unwrap();
    PartyUnit {
        unit: unit.id.clone(),
        organisation: unit.organisation.clone(),
        branch: unit.branch,
        supplier: unit.kind.is_supplier(),
    }
}

/// Everybody who can sign in, in every unit of their assignments.
fn everybody(site: &TestSite) -> Vec<Actor> {
    let registry = site.app.registry();
    let today = on_day(&registry, site.app.now());
    let assignments = today.all_staff().flat_map(|staff| today.assignments_of(&staff.user));
    let choices = assignments.flat_map(|it| it.units.iter().map(move |unit| (it, unit)));
    choices
        .filter_map(|(it, unit)| Actor::of(today, &it.user, &format!("{}@{unit}", it.id)))
        .collect()
}

async fn try_act(site: &TestSite, actor: &Actor, chain: ChainId, act: impl Into<Act>) {
    // Refused acts are as good: the chain is then what it was.
    let request = PerformAct::new(chain, act, site.app.new_command());
    let _ = perform_act(&site.app, actor, request).await;
}

/// A chain that has come some random way.
async fn grow(site: &TestSite, chance: &mut Chance, n: u8, all: &[Actor]) -> ChainId {
    let chain = ChainId::from_bytes([100 + n; 16]);
    let now = site.app.now();
    let at = |hours: i64| Moment::from_instant(now + SignedDuration::from_hours(hours));
    let wards: Vec<&Actor> = all.iter().filter(|it| it.role == Role::WardNurse).collect();
    let ward = *chance.pick(&wards);
    let to: Vec<PartyUnit> = {
        let registry = site.app.registry();
        let today = on_day(&registry, now);
        let areas = today.areas("9901");
        let area = areas[chance.below(areas.len())];
        today.recipients_for("9901", Some(area)).iter().map(|it| party(site, &it.id)).collect()
    };
    let notice = Notice {
        to: to.clone(),
        judged_by: "Lo Provsson, läkare".to_owned(),
        judged_at: at(-3),
        judged_at_admission: true,
        estimated_discharge: at(72),
        secrecy_hinders: false,
        phone: None,
        details: None,
    };
    let protected = chance.below(6) == 0;
    let start = StartChain {
        identity: Identity {
            person: PersonId::from_bytes([1; 16]),
            identifier: PersonIdentifier::parse(NUMBER, local_date(now)).unwrap(),
            given: "Greta".to_owned(),
            family: "Mallström".to_owned(),
        },
        address: None,
        municipality: Some("9901".to_owned()),
        area: None,
        place: None,
        admitted_at: at(-3),
        protected,
        ward: party(site, &ward.unit),
        consent: None,
        notice: (!protected && chance.below(5) > 0).then_some(notice),
    };
    try_act(site, ward, chain, start).await;
    for _ in 0..chance.below(5) {
        let unit = &chance.pick(&to).unit;
        let of_unit: Vec<&Actor> = all.iter().filter(|it| it.unit == *unit).collect();
        let receiver = *chance.pick(&of_unit);
        match chance.below(6) {
            0..=2 => {
                let loaded = load(&site.app, chain).await.unwrap();
                let Some(of) = loaded.chain().notices.first().map(|head| head.id) else { continue };
                let answers = [
                    NoticeAnswer::TakesOver,
                    NoticeAnswer::NotResident,
                    NoticeAnswer::NothingRequired,
                ];
                let answer = *chance.pick(&answers);
                let act = AnswerNotice { of, answer, note: None, shown: Vec::new() };
                try_act(site, receiver, chain, act).await;
            }
            3 => {
                let act = EndParty { party: party(site, unit), known: Vec::new() };
                try_act(site, ward, chain, act).await;
            }
            4 => {
                let other = chance.pick(&wards).unit.clone();
                let shown = load(&site.app, chain).await.unwrap().chain().ward.shown();
                let ward_now = party(site, &other);
                let act = MoveWard { ward: ward_now, place: None, at: at(0), shown };
                try_act(site, ward, chain, act).await;
            }
            _ if chance.below(2) == 0 => {
                try_act(site, ward, chain, MarkProtected { protected: true }).await;
            }
            _ => {
                let reason = EndReason::NoNeed;
                try_act(site, ward, chain, CloseChain { reason }).await;
            }
        }
    }
    site.clock.advance(SignedDuration::from_hours(chance.below(4) as i64));
    chain
}

/// What the policies and the end of reading allow, chain by chain, of those that are still the
/// unit's: a part that has ended without an answer is no case of the unit, on no list.
async fn allowed(site: &TestSite, actor: &Actor, chains: &[ChainId]) -> BTreeSet<ChainId> {
    let mut allowed = BTreeSet::new();
    for chain in chains {
        let rows = site.app.store.party_rows(*chain).await.unwrap();
        let listed = rows
            .iter()
            .any(|row| row.unit == actor.unit && (row.active || row.reads_until.is_some()));
        if view_chain(&site.app, actor, *chain).await.is_ok() && listed {
            allowed.insert(*chain);
        }
    }
    allowed
}

async fn listed(site: &TestSite, actor: &Actor, by: GroupBy) -> BTreeSet<ChainId> {
    let mut found = BTreeSet::new();
    for filter in [WorklistFilter::All, WorklistFilter::Closed] {
        let query = ListQuery { by, filter, area: None, after: None };
        let page = worklist(&site.app, actor, query).await;
        found.extend(page.into_iter().flat_map(|it| it.page.rows).map(|row| row.chain.chain));
    }
    found
}

#[tokio::test]
async fn the_rows_of_every_scoped_query_are_what_the_policies_allow() {
    let site = TestSite::new().await;
    let all = everybody(&site);
    let mut chance = Chance(20_261_120);
    let mut chains = Vec::new();
    for n in 0..CHAINS {
        chains.push(grow(&site, &mut chance, n, &all).await);
    }
    let parties: BTreeSet<HsaId> = {
        let mut units = BTreeSet::new();
        for chain in &chains {
            let rows = site.app.store.party_rows(*chain).await.unwrap();
            units.extend(rows.into_iter().map(|row| row.unit));
        }
        units
    };
    let mut shown = 0;
    let mut refused = 0;
    for round in 0..60 {
        // Mostly somebody of a unit that takes part; now and then in a role that the unit does not
        // have: a registry may say so.
        let near: Vec<&Actor> = all.iter().filter(|it| parties.contains(&it.unit)).collect();
        let mut actor =
            if round % 5 == 0 { chance.pick(&all) } else { *chance.pick(&near) }.clone();
        if round % 3 == 0 {
            actor.role = *chance.pick(Role::ALL);
        }
        let allowed = allowed(&site, &actor, &chains).await;
        let who = format!("{} in {}", actor.role.as_str(), actor.unit);
        let may_list = worklist(
            &site.app,
            &actor,
            ListQuery { by: GroupBy::Step, filter: WorklistFilter::All, area: None, after: None },
        )
        .await
        .is_ok();
        for by in [GroupBy::Step, GroupBy::Stage] {
            let expected = if may_list { allowed.clone() } else { BTreeSet::new() };
            assert_eq!(listed(&site, &actor, by).await, expected, "{who}");
        }
        for text in [NUMBER, "mall"] {
            let Ok(hits) = search(&site.app, &actor, text).await else { continue };
            let found: BTreeSet<ChainId> = hits.iter().map(|hit| hit.row.chain).collect();
            assert_eq!(found, allowed, "{who} searches {text}");
        }
        shown += allowed.len();
        refused += chains.len() - allowed.len();
    }
    assert!(shown > 50 && refused > 50, "the chance is too thin: {shown} and {refused}");
}
