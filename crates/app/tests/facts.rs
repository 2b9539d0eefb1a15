//! The fact table, written act by act, against a naive recount of the log: on both engines, with
//! acts that come late, conflict with others or are cancelled.

use std::collections::BTreeMap;

use brygga_app::care_chain::{PROJECTIONS, PerformAct, load, perform_act, rebuild};
use brygga_app::follow_up::{
    AskedCapacity, AskedStays, AskedTimes, Lines, count_capacity, count_lead_times,
    count_liability, count_weekend_stays, county_municipalities, facts_of, weekend_stays_scope,
};
use brygga_app::{Actor, AppError, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{
    Act, AnswerMunicipalityReady, CancelFacts, ChangeEstimate, DeclareReady, Discharge, MarkSameAs,
    SetChecklistItem, WithdrawReady,
};
use brygga_domain::care_chain::{
    CancelReason, ChecklistItem, Destination, Fact, ItemState, ReadyAnswer, fold,
};
use brygga_domain::envelope::AggregateKind;
use brygga_domain::follow_up::capacity;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::facts::{self, ChainFacts};
use brygga_domain::follow_up::lead_times;
use brygga_domain::follow_up::payment;
use brygga_domain::follow_up::report::{
    Month, Period, Selection, weekend_stays as domain_weekend_stays,
};
use brygga_domain::follow_up::weekend::Variant;
use brygga_domain::ids::{ChainId, HsaId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Branch;
use brygga_sim::{LiveCounty, live_step};
use brygga_store::{FactMonths, FactQuery, MonthNumber};
use brygga_testkit::TestSite;
use brygga_testkit_postgres::database;
use jiff::SignedDuration;
use proptest::prelude::*;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as usize % end
    }
}

async fn chains(site: &TestSite) -> Vec<ChainId> {
    let all = site.store.aggregates(AggregateKind::Chain, None, 500).await.expect("reads");
    all.into_iter().map(|aggregate| ChainId::from_bytes(*aggregate.as_bytes())).collect()
}

/// Somebody in the assignment in which a fact was written.
fn author(site: &TestSite, fact: &Fact) -> Option<Actor> {
    let (user, unit) = (fact.who.user.as_ref()?, fact.who.unit.as_ref()?);
    somebody(site, user, unit)
}

fn somebody(site: &TestSite, user: &HsaId, unit: &HsaId) -> Option<Actor> {
    let registry = site.app.registry();
    let today = on_day(&registry, site.app.now());
    let mut all = today.assignments_of(user);
    all.find_map(|it| Actor::of(today, user, &format!("{}@{unit}", it.id)))
}

/// Something that the county does not do by itself: a correction, a withdrawal, an answer or a
/// value beside a standing one, which nobody was shown, so that both stand.
async fn disturb(site: &TestSite, chance: &mut Chance) -> Result<(), AppError> {
    let all = chains(site).await;
    if all.is_empty() {
        return Ok(());
    }
    let id = all[chance.below(all.len())];
    let loaded = load(&site.app, id).await?;
    let chain = loaded.chain();
    let newest = loaded.facts.len().saturating_sub(12);
    let fact = &loaded.facts[newest + chance.below(loaded.facts.len() - newest)];
    let Some(actor) = author(site, fact) else { return Ok(()) };
    let now = Moment::from_instant(site.app.now());
    let act: Act = match chance.below(6) {
        0 | 1 => CancelFacts {
            of: vec![fact.id],
            written_by: fact.who.unit.clone(),
            reason: CancelReason::Mistake,
            note: "fel".to_owned(),
        }
        .into(),
        2 => match chain.standing_ready_id() {
            Some(of) => {
                let shown = chain.ready.shown();
                WithdrawReady { of, reason: "feber".to_owned(), shown }.into()
            }
            None => DeclareReady {
                physician: "Läkare Testlund".to_owned(),
                judged_at: now,
                planned_departure: None,
                to: chain
                    .active_parties()
                    .filter(|party| party.branch != Branch::Inpatient)
                    .map(|party| party.unit.clone())
                    .collect(),
                secrecy_hinders: false,
                outpatient_needed: chance.below(2) == 0,
                shown: chain.ready.shown(),
            }
            .into(),
        },
        3 => AnswerMunicipalityReady {
            of: chain.standing_ready_id(),
            answer: ReadyAnswer::Yes { from: now },
            despite: Some("ändå".to_owned()),
            shown: Vec::new(),
        }
        .into(),
        4 => ChangeEstimate { estimated_discharge: now, reason: None, shown: Vec::new() }.into(),
        _ => Discharge {
            left_at: now,
            destination: Destination::Home,
            despite: Some("ändå".to_owned()),
            municipality_contacted: true,
            shown: Vec::new(),
        }
        .into(),
    };
    match perform_act(&site.app, &actor, PerformAct::new(id, act, site.app.new_command())).await {
        Err(AppError::Store(error)) => Err(error.into()),
        // What the rules refuse does not happen.
        _ => Ok(()),
    }
}

/// What the log says of each chain, from the stored bytes alone.
async fn recounted(site: &TestSite) -> BTreeMap<ChainId, ChainFacts> {
    let mut all = BTreeMap::new();
    for id in chains(site).await {
        let aggregate = uuid::Uuid::from_bytes(id.bytes());
        let events = site.store.aggregate(aggregate).await.expect("reads");
        let facts: Vec<Fact> = events
            .iter()
            .map(|event| {
                let body = event.body.as_deref().expect("nothing is erased");
                Fact::decode(event.id, &event.header, body).expect("decodes")
            })
            .collect();
        let log: Vec<&Fact> = facts.iter().collect();
        all.extend(facts::of_log(id, &log, &fold(&facts)).map(|facts| (id, facts)));
    }
    all
}

/// What stands in the table.
async fn table(site: &TestSite) -> BTreeMap<ChainId, ChainFacts> {
    let mut query = FactQuery {
        months: FactMonths::Touching,
        from: MonthNumber::new((2000, 1)),
        to: MonthNumber::new((2100, 1)),
        wards: Vec::new(),
        municipalities: Vec::new(),
        after: None,
        limit: 9,
    };
    let mut all = BTreeMap::new();
    loop {
        let page = site.store.fact_rows(query.clone()).await.expect("reads");
        for row in page.rows {
            let facts = facts_of(&row).expect("reads back");
            assert_eq!(row.month, MonthNumber::new(facts.month()));
            assert!(all.insert(row.chain, facts).is_none(), "each chain once");
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

/// Somebody says that two chains are the same admission, or that they are not after all.
async fn mark_the_same(site: &TestSite, chance: &mut Chance) -> Result<(), AppError> {
    let all = chains(site).await;
    if all.is_empty() {
        return Ok(());
    }
    let (id, other) = (all[chance.below(all.len())], all[chance.below(all.len())]);
    let loaded = load(&site.app, id).await?;
    let Some(actor) = loaded.facts.iter().find_map(|fact| author(site, fact)) else {
        return Ok(());
    };
    let act: Act = MarkSameAs { chain: other, same: chance.below(4) > 0, shown: Vec::new() }.into();
    match perform_act(&site.app, &actor, PerformAct::new(id, act, site.app.new_command())).await {
        Err(AppError::Store(error)) => Err(error.into()),
        _ => Ok(()),
    }
}

/// The municipality waits for a short-term place, or has one.
async fn wait_for_a_place(site: &TestSite, chance: &mut Chance) -> Result<(), AppError> {
    let all = chains(site).await;
    if all.is_empty() {
        return Ok(());
    }
    let id = all[chance.below(all.len())];
    let loaded = load(&site.app, id).await?;
    let mut authors = loaded.facts.iter().filter_map(|fact| author(site, fact));
    let Some(actor) = authors.find(|actor| actor.branch == Branch::SocialServices) else {
        return Ok(());
    };
    let states = [ItemState::Missing, ItemState::UnderWay, ItemState::Done];
    let act: Act = SetChecklistItem {
        item: ChecklistItem::ShortTermPlace,
        state: states[chance.below(3)],
        note: None,
        unit: None,
        marks: Vec::new(),
        details: None,
        shown: Vec::new(),
    }
    .into();
    match perform_act(&site.app, &actor, PerformAct::new(id, act, site.app.new_command())).await {
        Err(AppError::Store(error)) => Err(error.into()),
        _ => Ok(()),
    }
}

/// The report, counted from what is kept in memory, is what its definition makes of the rows.
async fn the_report_is_that_of_the_rows(site: &TestSite, chance: &mut Chance) {
    let asked = AskedStays {
        period: Period::ending(Month::of(local_date(site.app.now())), 1 + chance.below(4) as i32),
        compared: None,
        variant: Variant::ALL[chance.below(4)],
        selection: Selection::default(),
    };
    let scope = weekend_stays_scope(&site.app, &asked, asked.period, site.app.now());
    let report = count_weekend_stays(&site.app, scope.clone()).await.expect("counts");
    let all = table(site).await;
    let counts_for = |chain: &ChainFacts| {
        let others = chain.same_as.iter().filter(|other| **other < chain.chain);
        !others.filter_map(|other| all.get(other)).any(|other| !other.is_cancelled())
    };
    let mut rows: Vec<_> = all.values().filter(|chain| counts_for(chain)).collect();
    rows.sort_by_key(|chain| (chain.month(), chain.chain));
    let naive = domain_weekend_stays(rows, scope);
    let (counted, naive) = (serde_json::to_value(report), serde_json::to_value(naive));
    let (mut counted, mut naive) = (counted.expect("JSON"), naive.expect("JSON"));
    for report in [&mut counted, &mut naive] {
        report["revision"].take();
        for rows in ["by_ward", "by_municipality"] {
            let rows = report[rows].as_array_mut().expect("rows");
            rows.iter_mut().for_each(|row| drop(row["name"].take()));
        }
    }
    assert_eq!(counted, naive);

    let asked = AskedTimes { period: asked.period, selection: Selection::default() };
    let times = count_lead_times(&site.app, &asked, site.app.now()).await.expect("counts");
    let rows: Vec<&ChainFacts> = all.values().filter(|chain| counts_for(chain)).collect();
    let scope = lead_times::Scope {
        period: asked.period,
        as_of: site.app.now(),
        selection: Selection::default(),
        municipalities: times.by_municipality.iter().filter_map(|row| row.code.clone()).collect(),
    };
    let naive = lead_times::lead_times(rows.iter().copied(), scope);
    assert_eq!(times.total, naive.total);
    assert_eq!(times.months, naive.months);
    assert_eq!((times.split, times.causes_overridden), (naive.split, naive.causes_overridden));
    assert_eq!(times.breaches.len(), naive.breaches.len());
    the_payments_are_those_of_the_rows(site, asked.period, &rows, chance).await;
    the_waits_are_those_of_the_rows(site, asked.period, &rows).await;
}

/// Payment liability of all, of a municipality or of a ward, with the lines of cases and without.
async fn the_payments_are_those_of_the_rows(
    site: &TestSite,
    period: Period,
    rows: &[&ChainFacts],
    chance: &mut Chance,
) {
    let (registry, as_of) = (site.app.registry(), site.app.now());
    let (today, municipalities) = municipalities(site);
    let some = (!rows.is_empty()).then(|| rows[chance.below(rows.len())]);
    let selection = match chance.below(3) {
        0 => Selection::default(),
        1 => Selection { ward: some.map(|chain| chain.ward.clone()), ..Selection::default() },
        _ => Selection {
            municipality: some.and_then(|chain| chain.municipality.clone()),
            ..Selection::default()
        },
    };
    let asked = AskedTimes { period, selection: selection.clone() };
    let scope = payment::Scope { period, as_of, selection, municipalities };
    let mut naive =
        payment::Counter::new(scope, &registry, payment::TermsBook::new(&registry, today, None));
    rows.iter().for_each(|chain| naive.add(chain));
    let mut naive = naive.finish(0);
    for lines in [Lines::Listed, Lines::Counted] {
        let counted = count_liability(&site.app, &asked, as_of, None, lines).await;
        let mut counted = counted.expect("counts");
        counted.revision = 0;
        if lines == Lines::Counted {
            naive.municipalities.iter_mut().for_each(|it| it.cases.clear());
        }
        let json = |report| serde_json::to_value(report).expect("JSON");
        assert_eq!(json(&counted), json(&naive));
    }
}

/// Who has waited for a short-term place, in the years of the period.
async fn the_waits_are_those_of_the_rows(site: &TestSite, period: Period, rows: &[&ChainFacts]) {
    let as_of = site.app.now();
    let asked = AskedCapacity { period, municipality: None };
    let counted = count_capacity(&site.app, &asked, as_of).await.expect("counts");
    let (_, municipalities) = municipalities(site);
    let scope = capacity::Scope { period, as_of, municipality: None, municipalities };
    let mut naive = capacity::Counter::new(scope);
    rows.iter().for_each(|chain| naive.add(chain));
    let naive = naive.finish(|_, _| None);
    let waits = |of: &capacity::Capacity| {
        let years = of.municipalities.iter().flat_map(|it| &it.years).chain(&of.total);
        years.map(|it| (it.year, it.waited, it.timed, it.wait_days)).collect::<Vec<_>>()
    };
    assert_eq!(waits(&counted), waits(&naive));
}

/// The local day, and the codes of the county.
fn municipalities(site: &TestSite) -> (jiff::civil::Date, Vec<String>) {
    let registry = site.app.registry();
    let today = on_day(&registry, site.app.now());
    let codes = county_municipalities(today).into_iter().map(|(code, _)| code.to_owned());
    (today.date(), codes.collect())
}

/// Gives what was counted, for those who ask whether enough has happened.
async fn agrees(site: &TestSite, seed: u64) -> Vec<ChainFacts> {
    let (mut chance, mut asking) = (Chance(seed), Chance(!seed));
    let mut live = LiveCounty::of(&site.app, seed).await.expect("the county is empty");
    site.store.save_projection_version(PROJECTIONS).await.expect("a table of this version");
    for step in 0..120 {
        live_step(&site.app, &mut live).await.expect("the county goes on");
        if chance.below(4) == 0 {
            disturb(site, &mut chance).await.expect("the store answers");
        }
        if asking.below(3) == 0 {
            wait_for_a_place(site, &mut asking).await.expect("the store answers");
        }
        if asking.below(20) == 0 {
            mark_the_same(site, &mut asking).await.expect("the store answers");
        }
        if step % 12 == 11 {
            the_report_is_that_of_the_rows(site, &mut asking).await;
        }
        // Hours and weekends pass; now and then a clock goes back.
        let minutes = match chance.below(12) {
            0 => -90,
            1 => 26 * 60,
            n => 17 * i64::try_from(n).expect("small"),
        };
        site.clock.advance(SignedDuration::from_secs(minutes * MINUTE));
    }
    site.clock.advance(SignedDuration::from_secs(DAY));
    let counted = recounted(site).await;
    assert_eq!(table(site).await, counted, "seed {seed}");
    rebuild(&site.app, |_| {}).await.expect("rebuilds");
    assert_eq!(table(site).await, counted, "seed {seed}, made anew");
    the_report_is_that_of_the_rows(site, &mut asking).await;
    counted.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn the_table_is_what_a_recount_of_the_log_gives_on_sqlite(seed in any::<u64>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            agrees(&TestSite::new().await, seed).await;
        });
    }
}

#[tokio::test]
async fn the_table_is_what_a_recount_of_the_log_gives_on_postgres() {
    let Some(database) = database().await else { return };
    agrees(&TestSite::on_postgres(&database.address(), 1).await, 3).await;
}

#[tokio::test]
async fn enough_happens_in_a_random_log_for_the_comparison_to_say_something() {
    let mut chains = Vec::new();
    for seed in 3..7 {
        chains.extend(agrees(&TestSite::new().await, seed).await);
    }
    assert!(chains.len() > 3, "{} chains", chains.len());
    let has = |is: fn(&ChainFacts) -> bool| chains.iter().any(is);
    assert!(has(|chain| chain.ready.iter().any(|notice| notice.stands)), "ready");
    assert!(has(|chain| chain.ready.iter().any(|notice| notice.ended_at.is_some())), "withdrawn");
    assert!(has(|chain| chain.uncertain), "a conflict");
    assert!(has(|chain| chain.left.is_some()), "left");
    let waits = |chain: &ChainFacts| {
        chain.delays().iter().any(|delay| delay.cause == Cause::ShortTermPlace)
    };
    assert!(has(waits), "a short-term place");
}
