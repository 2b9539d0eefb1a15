//! Lists of another version are made anew beside those that are read, on both backends.

#![expect(clippy::unwrap_used, reason = "builders of a test fail loudly")]

use brygga_app::care_chain::{
    Build, Differences, ListQuery, PROJECTIONS, PerformAct, bring_up_to_date, compare_lists, load,
    perform_act, rebuild, rebuild_beside, search, worklist,
};
use brygga_app::registry::import_registry;
use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_app::{Actor, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{
    Act, AnswerNotice, CancelFacts, ConfirmCancellation, MarkSameAs, MoveWard, Notice, PartyUnit,
    StartChain,
};
use brygga_domain::care_chain::{CancelReason, Identity, NoticeAnswer, Stage};
use brygga_domain::envelope::{Origin, SigningKey};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::{Assignment, Role, SettingValue, StaffedHoursSpec};
use brygga_store::{Change, Group, GroupBy, ProjectionVersion, WorklistFilter};
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use brygga_testkit::TestSite;
use brygga_testkit_postgres::database;

const NUMBERS: [&str; 3] = ["19380712-9022", "19310802-8287", "19440105-9771"];

fn ward(site: &TestSite) -> Actor {
    site.actor("Kim Demosson", "Avdelning 37")
}

fn own_unit(site: &TestSite) -> PartyUnit {
    let registry = site.app.registry();
    let unit = on_day(&registry, site.app.now()).unit(&ward(site).unit).unwrap().clone();
    PartyUnit {
        unit: unit.id.clone(),
        organisation: unit.organisation.clone(),
        branch: unit.branch,
        supplier: unit.kind.is_supplier(),
    }
}

/// A case without a notice: the ward alone.
async fn start(site: &TestSite, n: u8) -> ChainId {
    start_with(site, n, None).await
}

/// A case that everybody of Björkvik Norr is told of.
async fn start_with_notice(site: &TestSite, n: u8) -> ChainId {
    let registry = site.app.registry();
    let today = on_day(&registry, site.app.now());
    let to = today.recipients_for("9901", Some("Norr")).into_iter().map(|unit| PartyUnit {
        unit: unit.id.clone(),
        organisation: unit.organisation.clone(),
        branch: unit.branch,
        supplier: unit.kind.is_supplier(),
    });
    let now = Moment::from_instant(site.app.now());
    let in_three_days = site.app.now() + jiff::SignedDuration::from_hours(72);
    let notice = Notice {
        to: to.collect(),
        judged_by: "Lo Provsson, läkare".to_owned(),
        judged_at: now,
        judged_at_admission: true,
        estimated_discharge: Moment::from_instant(in_three_days),
        secrecy_hinders: false,
        phone: None,
        details: None,
    };
    start_with(site, n, Some(notice)).await
}

async fn start_with(site: &TestSite, n: u8, notice: Option<Notice>) -> ChainId {
    let ward = ward(site);
    let now = site.app.now();
    let act = StartChain {
        identity: Identity {
            person: PersonId::from_bytes([n + 50; 16]),
            identifier: PersonIdentifier::parse(NUMBERS[usize::from(n)], local_date(now)).unwrap(),
            given: "Greta".to_owned(),
            family: format!("Mallström {n}"),
        },
        address: None,
        municipality: Some("9901".to_owned()),
        area: Some("Norr".to_owned()),
        place: Some("12:1".to_owned()),
        admitted_at: Moment::from_instant(now),
        protected: false,
        ward: own_unit(site),
        consent: None,
        notice,
    };
    let chain = ChainId::from_bytes([n + 1; 16]);
    let request = PerformAct::new(chain, act, site.app.new_command());
    perform_act(&site.app, &ward, request).await.unwrap().chain
}

async fn to_bed(site: &TestSite, chain: ChainId, place: &str) {
    let loaded = load(&site.app, chain).await.unwrap();
    let act = MoveWard {
        ward: own_unit(site),
        place: Some(place.to_owned()),
        at: Moment::from_instant(site.app.now()),
        shown: loaded.chain().ward.heads.iter().map(|head| head.id).collect(),
    };
    let request = PerformAct::new(chain, act, site.app.new_command());
    perform_act(&site.app, &ward(site), request).await.unwrap();
}

/// Somebody says that a chain is the same admission as another one.
async fn same_admission(site: &TestSite, chain: ChainId, other: ChainId) {
    let act = MarkSameAs { chain: other, same: true, shown: Vec::new() };
    performed(site, &ward(site), chain, act).await;
}

/// As if an earlier version had written the lists: one row is other than it is now.
async fn written_by_another_version(site: &TestSite, chain: ChainId) {
    let mut row = site.store.chain_row(chain).await.unwrap().unwrap();
    let parties = site.store.party_rows(chain).await.unwrap();
    row.family = "Annorlunda".to_owned();
    row.name_folded = "annorlunda greta".to_owned();
    let change = Change::Chain(Box::new(row), parties);
    site.store.write_projections(vec![change]).await.unwrap();
    site.store.save_projection_version(ProjectionVersion(0)).await.unwrap();
}

async fn family(site: &TestSite, chain: ChainId) -> String {
    site.store.chain_row(chain).await.unwrap().unwrap().family
}

async fn made_anew(site: &TestSite) {
    let (first, second) = (start(site, 0).await, start(site, 1).await);
    same_admission(site, second, first).await;
    rebuild(&site.app, |_| {}).await.unwrap();
    assert!(!bring_up_to_date(&site.app).await.unwrap(), "nothing to do");
    let good = site.store.projection_digest().await.unwrap();
    written_by_another_version(site, first).await;

    // A process that dies: what it has made stays, and the next one goes on.
    let mut build = Build::needed(&site.app).await.unwrap().unwrap();
    for _ in 0..2 {
        assert!(build.step().await.unwrap());
    }
    drop(build);
    let state = site.store.build_state().await.unwrap().unwrap();
    let mut build = Build::needed(&site.app).await.unwrap().unwrap();
    assert_eq!(site.store.build_state().await.unwrap().unwrap(), state, "it goes on");
    while build.step().await.unwrap() {}

    // People work meanwhile, and read the old lists.
    assert_eq!(family(site, first).await, "Annorlunda");
    assert_eq!(search(&site.app, &ward(site), "annor").await.unwrap().len(), 1);
    let third = start(site, 2).await;
    to_bed(site, second, "14:2").await;
    same_admission(site, third, second).await;
    assert_eq!(family(site, third).await, "Mallström 2");

    build.switch().await.unwrap();
    while !site.store.sweep_build().await.unwrap() {}
    assert_eq!(site.store.projection_version().await.unwrap(), Some(PROJECTIONS));
    assert_eq!(site.store.build_state().await.unwrap(), None);
    assert_eq!(family(site, first).await, "Mallström 0");
    assert_eq!(family(site, third).await, "Mallström 2", "what was done meanwhile is there");
    let row = site.store.chain_row(second).await.unwrap().unwrap();
    assert_eq!(row.place.as_deref(), Some("14:2"));
    let linked = site.store.linked_chains(second, 9).await.unwrap();
    assert_eq!(linked, [first, third], "from before, and from meanwhile");
    assert!(search(&site.app, &ward(site), "annor").await.unwrap().is_empty());
    assert_eq!(search(&site.app, &ward(site), "mallström").await.unwrap().len(), 3);
    let beside = site.store.projection_digest().await.unwrap();
    assert_ne!(beside, good);
    rebuild(&site.app, |_| {}).await.unwrap();
    assert_eq!(site.store.projection_digest().await.unwrap(), beside, "as from the log alone");

    // Once more, on tables that were switched already, and all in one go.
    written_by_another_version(site, first).await;
    assert!(bring_up_to_date(&site.app).await.unwrap());
    assert_eq!(site.store.projection_digest().await.unwrap(), beside);
    to_bed(site, second, "15:1").await;
    let row = site.store.chain_row(second).await.unwrap().unwrap();
    assert_eq!(row.place.as_deref(), Some("15:1"), "the writer goes on as before");
}

/// By hand: whoever wrote them, and what was broken off is gone on with.
async fn made_anew_by_hand(site: &TestSite) {
    let first = start(site, 0).await;
    start(site, 1).await;
    let good = site.store.projection_digest().await.unwrap();
    written_by_another_version(site, first).await;
    site.store.save_projection_version(PROJECTIONS).await.unwrap();
    assert!(!bring_up_to_date(&site.app).await.unwrap(), "the number says that all is well");
    let mut done = Vec::new();
    assert_eq!(rebuild_beside(&site.app, |chains| done.push(chains)).await.unwrap(), 2);
    assert_eq!(done.first(), Some(&2));
    assert_eq!(site.store.projection_digest().await.unwrap(), good);

    // Broken off: nothing has changed, and the server finishes it.
    written_by_another_version(site, first).await;
    let mut build = Build::needed(&site.app).await.unwrap().unwrap();
    assert!(build.step().await.unwrap());
    drop(build);
    site.store.save_projection_version(PROJECTIONS).await.unwrap();
    assert_eq!(family(site, first).await, "Annorlunda");
    assert!(bring_up_to_date(&site.app).await.unwrap());
    assert_eq!(site.store.projection_digest().await.unwrap(), good);
    assert_eq!(site.store.build_state().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_made_anew_by_hand_on_sqlite() {
    made_anew_by_hand(&TestSite::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_made_anew_by_hand_on_postgres() {
    let Some(database) = database().await else { return };
    made_anew_by_hand(&TestSite::on_postgres(&database.address(), 1).await).await;
}

/// With the row that differs, if any.
async fn compared(site: &TestSite) -> Differences {
    let origin = Origin { node: uuid::Uuid::from_bytes([9; 16]), epoch: 1 };
    let key = SigningKey::from_bytes(&[9; 32]);
    let options = OpenOptions::new(Place::Temporary, origin, key, site.app.now());
    let shadow = SqliteStore::open(options).unwrap();
    compare_lists(&site.app, &shadow, &mut |_| {}).await.unwrap()
}

async fn differences_are_named(site: &TestSite) {
    let (first, second) = (start(site, 0).await, start(site, 1).await);
    to_bed(site, first, "14:2").await;
    // Time passes: rows that are due are right until they have been written again.
    site.clock.advance(jiff::SignedDuration::from_hours(30));
    let good = compared(site).await;
    assert!(good.rows > 4, "{good:?}");
    assert_eq!((good.count, good.first), (0, None));
    written_by_another_version(site, first).await;
    let bad = compared(site).await;
    let id = first.to_string().replace('-', "");
    let named = bad.first.unwrap();
    assert!(named.starts_with(&format!("chain {id}: family, name_folded ")), "{named}");
    assert_eq!(bad.count, 2, "the row of the chain and that of its ward");
    rebuild(&site.app, |_| {}).await.unwrap();
    assert_eq!(compared(site).await.count, 0);
    let link = |others| Change::Links { chain: first, others };
    site.store.write_projections(vec![link(vec![second])]).await.unwrap();
    let bad = compared(site).await;
    let other = second.to_string().replace('-', "");
    let named = format!("chain_link {id} {other}: does not follow from the log");
    assert_eq!((bad.count, bad.first), (1, Some(named)));
    site.store.write_projections(vec![link(Vec::new())]).await.unwrap();
    same_admission(site, first, second).await;
    assert_eq!(compared(site).await.count, 0);
    site.store.write_projections(vec![link(Vec::new())]).await.unwrap();
    let named = format!("chain_link {id} {other}: is missing");
    assert_eq!(compared(site).await.first, Some(named));
}

#[tokio::test]
async fn a_changed_row_is_named_on_sqlite() {
    differences_are_named(&TestSite::new().await).await;
}

#[tokio::test]
async fn a_changed_row_is_named_on_postgres() {
    let Some(database) = database().await else { return };
    differences_are_named(&TestSite::on_postgres(&database.address(), 1).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_made_anew_while_people_work_on_sqlite() {
    made_anew(&TestSite::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_made_anew_while_people_work_on_postgres() {
    let Some(database) = database().await else { return };
    made_anew(&TestSite::on_postgres(&database.address(), 1).await).await;
}

async fn performed(site: &TestSite, actor: &Actor, chain: ChainId, act: impl Into<Act>) {
    let request = PerformAct::new(chain, act, site.app.new_command());
    perform_act(&site.app, actor, request).await.unwrap();
}

/// The lists as they stand are those that the log gives.
async fn as_rebuilt(site: &TestSite) {
    let kept = site.store.projection_digest().await.unwrap();
    rebuild(&site.app, |_| {}).await.unwrap();
    assert_eq!(site.store.projection_digest().await.unwrap(), kept);
}

async fn on_lists(site: &TestSite, actor: &Actor, filter: WorklistFilter) -> Vec<ChainId> {
    let query = ListQuery { by: GroupBy::Step, filter, area: None, after: None };
    let list = worklist(&site.app, actor, query).await.unwrap();
    list.page.rows.into_iter().map(|row| row.chain.chain).collect()
}

/// "Makulerad, fel person" of a whole case: each receiver finds it on its list until it has confirmed.
#[tokio::test]
async fn a_case_whose_opening_is_cancelled_is_listed_until_its_receivers_have_confirmed() {
    let site = TestSite::new().await;
    let chain = start_with_notice(&site, 0).await;
    let loaded = load(&site.app, chain).await.unwrap();
    let written: Vec<_> = loaded.facts.iter().map(|fact| fact.id).collect();
    let ward = ward(&site);
    site.clock.advance(jiff::SignedDuration::from_mins(5));
    let cancel = CancelFacts {
        of: written,
        written_by: Some(ward.unit.clone()),
        reason: CancelReason::WrongPerson,
        note: "Förväxlade två personer".to_owned(),
    };
    performed(&site, &ward, chain, cancel).await;
    let row = site.store.chain_row(chain).await.unwrap().unwrap();
    assert_eq!((row.stage, row.active), (Stage::Cancelled, true));
    as_rebuilt(&site).await;
    let parties = site.store.party_rows(chain).await.unwrap();
    let waiting = parties.iter().filter(|row| {
        row.group == Group::Ours
            && row.step.as_ref().is_some_and(|step| step.code == "confirm-cancellation")
    });
    let waiting: Vec<_> = waiting.map(|row| row.unit.clone()).collect();
    assert_eq!(waiting.len(), 3, "needs assessor, home nurse, primary care");
    assert_eq!(on_lists(&site, &ward, WorklistFilter::All).await, [chain]);

    let cancellation = load(&site.app, chain).await.unwrap();
    let of = cancellation.chain().cancellations[0].0.id;
    for unit in &waiting {
        let registry = site.app.registry();
        let today = on_day(&registry, site.app.now());
        let receiver = today.all_staff().find_map(|staff| {
            let own = |it: &&Assignment| it.units.contains(unit) && it.role != Role::UnitLead;
            let assignment = today.assignments_of(&staff.user).find(own)?;
            Actor::of(today, &staff.user, &format!("{}@{unit}", assignment.id))
        });
        let receiver = receiver.unwrap();
        assert_eq!(on_lists(&site, &receiver, WorklistFilter::All).await, [chain]);
        performed(&site, &receiver, chain, ConfirmCancellation { of }).await;
    }
    assert!(on_lists(&site, &ward, WorklistFilter::All).await.is_empty());
    assert_eq!(on_lists(&site, &ward, WorklistFilter::Closed).await, [chain]);
    as_rebuilt(&site).await;
}

/// When a step is due counts staffed hours, and how long a unit reads is county data.
#[tokio::test]
async fn an_import_of_the_registry_makes_the_rows_anew_that_follow_from_it() {
    let site = TestSite::new().await;
    let (chain, other) = (start_with_notice(&site, 0).await, start_with_notice(&site, 1).await);
    let assessor = site.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let of = load(&site.app, other).await.unwrap().chain().notices[0].id;
    let answer = NoticeAnswer::NothingRequired;
    let answer = AnswerNotice { of, answer, note: None, shown: Vec::new() };
    performed(&site, &assessor, other, answer).await;
    let row = async |chain| {
        let rows = site.store.party_rows(chain).await.unwrap();
        rows.into_iter().find(|row| row.unit == assessor.unit).unwrap()
    };
    let due = async || row(chain).await.step.unwrap().due.unwrap();
    let (due_before, until) = (due().await, row(other).await.reads_until.unwrap());

    let mut file = read_registry_file(DEMO_REGISTRY).unwrap();
    let unit = file.unit.iter_mut().find(|unit| unit.id == assessor.unit).unwrap();
    unit.staffed_hours = StaffedHoursSpec::parse("tue 07:30-08:00").unwrap();
    file.county.insert("unconcerned_reading_hours".to_owned(), SettingValue::Number(12));
    let today = local_date(site.app.now());
    assert!(import_registry(&site.app, &file, today).await.unwrap().facts >= 2);
    assert!(due().await > due_before, "Tuesday is later than {due_before}");
    let twelve = jiff::SignedDuration::from_hours(12);
    assert_eq!(row(other).await.reads_until, Some(until - twelve));
    as_rebuilt(&site).await;
}

/// A clock that jumps refuses nothing; the order of the log is its own (continuity 3.11).
async fn jumps(site: &TestSite) {
    use brygga_domain::envelope::Header;
    const HOUR: i64 = 3_600;
    const YEAR: i64 = 365 * 24 * HOUR;
    let chain = start(site, 0).await;
    for (n, seconds) in
        [HOUR, -HOUR, -HOUR, YEAR, -YEAR, -YEAR, 1, 2 * YEAR].into_iter().enumerate()
    {
        site.clock.advance(jiff::SignedDuration::from_secs(seconds));
        to_bed(site, chain, &format!("{n}:1")).await;
        let row = site.store.chain_row(chain).await.unwrap().unwrap();
        assert_eq!(row.place, Some(format!("{n}:1")), "after a jump of {seconds} s");
    }
    let events = site.store.aggregate(uuid::Uuid::from_bytes(chain.bytes())).await.unwrap();
    assert!(events.is_sorted_by(|a, b| a.position < b.position));
    let times: Vec<_> =
        events.iter().map(|event| Header::from_bytes(&event.header).unwrap().hlc).collect();
    assert!(times.is_sorted_by(|a, b| a < b), "the logical clock never goes back: {times:?}");
    let report = brygga_store::verify(&*site.store, &mut |_, _| {}).await.unwrap();
    assert_eq!(report.first_fault, None);
}

#[tokio::test]
async fn a_clock_that_jumps_refuses_nothing_on_sqlite() {
    jumps(&TestSite::new().await).await;
}

#[tokio::test]
async fn a_clock_that_jumps_refuses_nothing_on_postgres() {
    let Some(database) = database().await else { return };
    jumps(&TestSite::on_postgres(&database.address(), 1).await).await;
}
