//! The pipeline of acts, views and lists against a whole site in memory.

#![expect(clippy::unwrap_used, reason = "builders of a test fail loudly")]

use brygga_app::care_chain::{
    Heard, ListQuery, PerformAct, Performed, hear_others, load, perform_act, rebuild, search,
    send_due, undo_waiting, view_chain, wait_and_send, worklist,
};
use brygga_app::{Actor, AppError, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{
    AnswerNotice, CallSip, Discharge, Notice, PartyUnit, Refused, SendMessage, StartChain,
};
use brygga_domain::care_chain::{
    AdmissionNoticeDetailed, ConsentRecorded, ConsentValue, Destination, Identity, MessageKind,
    NoticeAnswer, SipPlace, Stage,
};
use brygga_domain::envelope::{Compartment, Origin};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::UnitKind;
use brygga_store::WorklistFilter;
use brygga_testkit::TestSite;
use brygga_testkit_postgres::{Proxy, Wire, database};
use jiff::{SignedDuration, Timestamp};

const NUMBER: &str = "19380712-9022";

fn hours(from: Timestamp, hours: i64) -> Moment {
    Moment::from_instant(from.checked_add(SignedDuration::from_hours(hours)).unwrap())
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

/// Needs assessment, home health care and primary care for Björkvik Norr.
fn recipients(site: &TestSite) -> Vec<PartyUnit> {
    let registry = site.app.registry();
    let today = on_day(&registry, site.app.now());
    let found = today.recipients_for("9901", Some("Norr"));
    found.into_iter().map(|unit| party(site, &unit.id)).collect()
}

fn start(site: &TestSite, ward: &Actor) -> StartChain {
    let now = site.app.now();
    let identifier = PersonIdentifier::parse(NUMBER, local_date(now)).unwrap();
    StartChain {
        identity: Identity {
            person: PersonId::from_bytes([1; 16]),
            identifier,
            given: "Greta".to_owned(),
            family: "Mallström".to_owned(),
        },
        address: Some("Storgatan 1, Björkvik".to_owned()),
        municipality: Some("9901".to_owned()),
        area: Some("Norr".to_owned()),
        place: Some("12:1".to_owned()),
        admitted_at: hours(now, -3),
        protected: false,
        ward: party(site, &ward.unit),
        consent: Some(ConsentRecorded {
            value: ConsentValue::Given,
            scope: vec!["sharing".to_owned()],
            form: "oral".to_owned(),
            valid_to: None,
            note: None,
        }),
        notice: Some(Notice {
            to: recipients(site),
            judged_by: "Lo Provsson, läkare".to_owned(),
            judged_at: hours(now, -3),
            judged_at_admission: true,
            estimated_discharge: hours(now, 72),
            secrecy_hinders: false,
            phone: None,
            details: Some(AdmissionNoticeDetailed {
                reason: "Fall i hemmet med höftsmärta".to_owned(),
                risks: vec!["fall".to_owned()],
                infection: None,
                limits: None,
                interpreter: None,
                next_of_kin: None,
            }),
        }),
    }
}

async fn started(site: &TestSite, ward: &Actor) -> Performed {
    let chain = ChainId::from_bytes([3; 16]);
    let act = start(site, ward);
    let request = PerformAct::new(chain, act, site.app.new_command());
    perform_act(&site.app, ward, request).await.unwrap()
}

async fn answer(site: &TestSite, actor: &Actor, chain: ChainId, answer: NoticeAnswer) {
    let of = view_chain(&site.app, actor, chain).await.unwrap().chain.notices[0].id;
    let act = AnswerNotice { of, answer, note: None, shown: Vec::new() };
    let request = PerformAct::new(chain, act, site.app.new_command());
    perform_act(&site.app, actor, request).await.unwrap();
}

fn ward(site: &TestSite) -> Actor {
    site.actor("Kim Demosson", "Avdelning 37")
}

/// A staff member of the unit of this kind that the notice went to.
fn receiver(site: &TestSite, kind: UnitKind) -> Actor {
    let registry = site.app.registry();
    let today = on_day(&registry, site.app.now());
    let to = recipients(site);
    let unit = to.iter().find(|p| today.unit(&p.unit).is_some_and(|u| u.kind == kind)).unwrap();
    let of_cases = |role: brygga_domain::registry::Role| {
        !matches!(role.as_str(), "unit-lead" | "administrator" | "auditor")
    };
    today
        .all_staff()
        .find_map(|staff| {
            let a = today
                .assignments_of(&staff.user)
                .find(|a| a.units.contains(&unit.unit) && of_cases(a.role))?;
            Actor::of(today, &staff.user, &format!("{}@{}", a.id, unit.unit))
        })
        .unwrap()
}

#[tokio::test]
async fn the_notice_reaches_the_lists_of_the_units_it_is_addressed_to_and_of_nobody_else() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    started(&site, &ward).await;
    let all = || ListQuery {
        by: brygga_store::GroupBy::Step,
        filter: WorklistFilter::All,
        area: None,
        after: None,
    };
    for actor in [&ward, &receiver(&site, UnitKind::NeedsAssessment)] {
        let list = worklist(&site.app, actor, all()).await.unwrap();
        assert_eq!(list.page.rows.len(), 1, "{}", actor.unit);
        assert_eq!(list.page.rows[0].chain.family, "Mallström");
        assert_eq!(list.counters.all, 1);
    }
    let other = site.actor("Kim Demosson", "Medicin 9");
    let list = worklist(&site.app, &other, all()).await.unwrap();
    assert!(list.page.rows.is_empty());
}

#[tokio::test]
async fn the_same_form_gives_the_same_receipt_and_other_content_is_told_apart() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    let chain = ChainId::from_bytes([3; 16]);
    let cmd = site.app.new_command();
    let request = PerformAct::new(chain, start(&site, &ward), cmd);
    let first = perform_act(&site.app, &ward, request.clone()).await.unwrap();
    site.clock.advance(SignedDuration::from_secs(2));
    let second = perform_act(&site.app, &ward, request).await.unwrap();
    assert!(second.known && !first.known);
    assert_eq!(first.receipt.events, second.receipt.events);
    let mut other = start(&site, &ward);
    other.place = Some("14:1".to_owned());
    let error = perform_act(&site.app, &ward, PerformAct::new(chain, other, cmd)).await;
    assert!(matches!(error, Err(AppError::Different(_))));
}

#[tokio::test]
async fn a_needs_assessor_never_reads_health_care_and_a_stranger_reads_nothing() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    let chain = started(&site, &ward).await.chain;
    let assessor = receiver(&site, UnitKind::NeedsAssessment);
    let view = view_chain(&site.app, &assessor, chain).await.unwrap();
    assert!(view.chain.notice_details.is_none());
    assert!(view.facts.iter().all(|fact| fact.stream.compartment != Compartment::HealthCare));
    assert!(!view.chain.notices.is_empty());
    let nurse = receiver(&site, UnitKind::HomeHealthCare);
    let view = view_chain(&site.app, &nurse, chain).await.unwrap();
    assert!(view.chain.notice_details.is_some());
    let stranger = site.actor("Kim Demosson", "Medicin 9");
    for id in [chain, ChainId::from_bytes([9; 16])] {
        let error = view_chain(&site.app, &stranger, id).await.unwrap_err();
        assert!(matches!(error, AppError::NothingHere));
    }
}

#[tokio::test]
async fn a_stranger_can_take_no_chain_by_starting_it_again() {
    let site = TestSite::new().await;
    let chain = started(&site, &ward(&site)).await.chain;
    let stranger = site.actor("Kim Demosson", "Medicin 9");
    let act = start(&site, &stranger);
    let request = PerformAct::new(chain, act, site.app.new_command());
    let error = perform_act(&site.app, &stranger, request).await.unwrap_err();
    assert!(matches!(error, AppError::NothingHere), "{error}");
}

#[tokio::test]
async fn reading_ends_within_a_day_of_nothing_required() {
    let site = TestSite::new().await;
    let chain = started(&site, &ward(&site)).await.chain;
    let assessor = receiver(&site, UnitKind::NeedsAssessment);
    answer(&site, &assessor, chain, NoticeAnswer::NothingRequired).await;
    assert!(view_chain(&site.app, &assessor, chain).await.is_ok());
    site.clock.advance(SignedDuration::from_hours(25));
    let error = view_chain(&site.app, &assessor, chain).await.unwrap_err();
    assert!(matches!(error, AppError::NothingHere));
}

#[tokio::test]
async fn only_outpatient_care_calls_a_sip() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    let chain = started(&site, &ward).await.chain;
    let act = CallSip {
        meeting_at: hours(site.app.now(), 24),
        place: SipPlace::Video,
        to: vec![ward.unit.clone()],
        venue: None,
        shown: Vec::new(),
    };
    let request = PerformAct::new(chain, act, site.app.new_command());
    let error = perform_act(&site.app, &ward, request).await.unwrap_err();
    assert!(matches!(error, AppError::Forbidden { .. }), "{error}");
}

#[tokio::test]
async fn a_message_waits_ten_seconds_and_may_be_taken_back() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    let chain = started(&site, &ward).await.chain;
    let assessor = receiver(&site, UnitKind::NeedsAssessment);
    let message = |text: &str| SendMessage {
        kind: MessageKind::Question,
        compartment: Compartment::Coordination,
        to: vec![assessor.unit.clone()],
        text: text.to_owned(),
        ground: None,
    };
    let first = site.app.new_command();
    wait_and_send(&site.app, &ward, chain, message("Finns nyckel?").into(), first).await.unwrap();
    assert_eq!(send_due(&site.app).await.unwrap(), 0, "not due yet");
    assert!(undo_waiting(&site.app, &ward, first).await.unwrap().is_some());
    let second = site.app.new_command();
    wait_and_send(&site.app, &ward, chain, message("Vem möter?").into(), second).await.unwrap();
    site.clock.advance(SignedDuration::from_secs(11));
    assert_eq!(send_due(&site.app).await.unwrap(), 1);
    assert_eq!(send_due(&site.app).await.unwrap(), 0, "it leaves once");
    let view = view_chain(&site.app, &assessor, chain).await.unwrap();
    let texts: Vec<_> = view.chain.messages.iter().filter_map(|m| m.text.as_deref()).collect();
    assert_eq!(texts, ["Vem möter?"]);
    assert_eq!(view.chain.messages.last().unwrap().at, site.app.now(), "sent when it left");
}

/// A message that the database does not take is tried again, is given up, and leaves when whoever looks
/// after the server asks for it.
#[tokio::test]
async fn a_message_that_cannot_leave_is_a_job_until_it_can() {
    use brygga_app::jobs::{list_jobs, plan_jobs, retry_job, run_due_jobs};
    use brygga_store::JobState;
    use brygga_testkit::Failure;

    let site = TestSite::new().await;
    let app = &site.app;
    let ward = ward(&site);
    let operator = site.actor("Jo Testman", "Systemförvaltning Brygga");
    let chain = started(&site, &ward).await.chain;
    let assessor = receiver(&site, UnitKind::NeedsAssessment);
    let message = SendMessage {
        kind: MessageKind::Question,
        compartment: Compartment::Coordination,
        to: vec![assessor.unit.clone()],
        text: "Vem möter?".to_owned(),
        ground: None,
    };
    wait_and_send(app, &ward, chain, message.into(), app.new_command()).await.unwrap();
    site.clock.advance(SignedDuration::from_secs(11));
    site.failing.fail_with(Some(Failure::Engine));
    assert_eq!(send_due(app).await.unwrap(), 0, "and it holds up no other");
    assert!(matches!(list_jobs(app, &ward).await, Err(AppError::Forbidden { .. })));
    let mut attempts = 0;
    while list_jobs(app, &operator).await.unwrap()[0].state != JobState::Dead {
        attempts += run_due_jobs(app).await.unwrap();
        assert_eq!(send_due(app).await.unwrap(), 0, "the job has it now");
        site.clock.advance(SignedDuration::from_mins(30));
        assert!(attempts < 20, "it is tried for ever");
    }
    assert_eq!(attempts, 7);
    site.failing.fail_with(None);
    let dead = list_jobs(app, &operator).await.unwrap().remove(0);
    assert_eq!((dead.attempts, dead.correlation.as_str()), (7, ward.correlation.as_str()));
    assert!(dead.why.contains("could not save"), "{}", dead.why);
    assert_eq!(run_due_jobs(app).await.unwrap(), 0, "nobody asks for it");
    assert!(retry_job(app, &ward, &dead.key).await.is_err(), "only whoever looks after the server");
    assert!(retry_job(app, &operator, &dead.key).await.unwrap());
    assert_eq!(run_due_jobs(app).await.unwrap(), 1);
    assert!(list_jobs(app, &operator).await.unwrap().is_empty());
    let view = view_chain(app, &assessor, chain).await.unwrap();
    let texts: Vec<_> = view.chain.messages.iter().filter_map(|m| m.text.as_deref()).collect();
    assert_eq!(texts, ["Vem möter?"], "once");

    // What comes again and again is on the list once, and comes again.
    plan_jobs(app).await.unwrap();
    plan_jobs(app).await.unwrap();
    assert_eq!(run_due_jobs(app).await.unwrap(), 3);
    assert_eq!(run_due_jobs(app).await.unwrap(), 0, "not due yet");
    site.clock.advance(SignedDuration::from_secs(31));
    assert_eq!(run_due_jobs(app).await.unwrap(), 1, "rows of lists");
    let unknown = brygga_store::JobKey { kind: "of-tomorrow".to_owned(), about: String::new() };
    let known = site.store.jobs(1).await.unwrap().remove(0);
    let job = brygga_store::Job { key: unknown.clone(), due_at: app.now(), ..known };
    site.store.add_job(job).await.unwrap();
    assert_eq!(run_due_jobs(app).await.unwrap(), 1);
    let given_up = site.store.job(&unknown).await.unwrap().unwrap();
    assert_eq!(given_up.state, JobState::Dead, "{}", given_up.why);
}

#[tokio::test]
async fn discharge_asks_for_a_reason_and_for_the_municipality() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    let chain = started(&site, &ward).await.chain;
    let discharge = |despite: Option<&str>, municipality_contacted| Discharge {
        left_at: Moment::from_instant(site.app.now()),
        destination: Destination::Home,
        despite: despite.map(str::to_owned),
        municipality_contacted,
        shown: Vec::new(),
    };
    let attempt = async |act: Discharge| {
        perform_act(&site.app, &ward, PerformAct::new(chain, act, site.app.new_command())).await
    };
    let error = attempt(discharge(None, false)).await.unwrap_err();
    assert!(matches!(error, AppError::Refused(Refused::GateOpen(_))), "{error}");
    let error = attempt(discharge(Some("Anhöriga hämtar"), false)).await.unwrap_err();
    assert!(matches!(error, AppError::Refused(Refused::MunicipalityNotContacted)), "{error}");
    attempt(discharge(Some("Anhöriga hämtar"), true)).await.unwrap();
    let row = site.store.chain_row(chain).await.unwrap().unwrap();
    assert_eq!(row.stage, Stage::Discharged);
    assert!(row.conflict, "discharged without kommunklar is shown (M6)");
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    let chain = started(&site, &ward).await.chain;
    let assessor = receiver(&site, UnitKind::NeedsAssessment);
    answer(&site, &assessor, chain, NoticeAnswer::TakesOver).await;
    let before = site.store.projection_digest().await.unwrap();
    assert_eq!(rebuild(&site.app, |_| {}).await.unwrap(), 1);
    assert_eq!(site.store.projection_digest().await.unwrap(), before);
}

#[tokio::test]
async fn what_is_read_and_written_stands_in_the_access_log() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    let chain = started(&site, &ward).await.chain;
    view_chain(&site.app, &ward, chain).await.unwrap();
    let stranger = site.actor("Kim Demosson", "Medicin 9");
    view_chain(&site.app, &stranger, chain).await.unwrap_err();
    let page = site.store.accesses_of(chain, None, 10).await.unwrap();
    let what: Vec<_> = page.entries.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(what, ["denied:view-chain", "view-chain", "start-chain"]);
    assert!(site.store.prove_access_log().await.unwrap().fault.is_none());
}

#[tokio::test]
async fn search_finds_only_chains_of_the_own_unit() {
    let site = TestSite::new().await;
    let ward = ward(&site);
    started(&site, &ward).await;
    assert_eq!(search(&site.app, &ward, NUMBER).await.unwrap().len(), 1);
    assert_eq!(search(&site.app, &ward, "mall").await.unwrap().len(), 1);
    let stranger = site.actor("Kim Demosson", "Medicin 9");
    assert!(search(&site.app, &stranger, NUMBER).await.unwrap().is_empty());
    assert!(matches!(
        search(&site.app, &ward, "123").await,
        Err(AppError::Input { field: "q", word: "not-an-identity-number" })
    ));
}

#[tokio::test]
async fn a_chain_is_within_the_budget_of_forty_events() {
    let site = TestSite::new().await;
    started(&site, &ward(&site)).await;
    let last = site.store.last().await.unwrap();
    assert!(last[0].pos < 400, "registry and one start: {}", last[0].pos);
}

#[tokio::test]
async fn accounts_sign_in_and_wrong_passwords_wait() {
    use brygga_app::accounts::{SignInError, Try, save_account, session_of, sign_in};
    let site = TestSite::new().await;
    let user = ward(&site).user;
    save_account(&site.app, "Kim", user.clone(), "en lång lösenfras").await.unwrap();
    assert!(site.store.credential("kim").await.unwrap().unwrap().hash.starts_with("$argon2id$"));
    let with = |password| Try { user_name: "kim", password, address: "127.0.0.1", device: None };
    let entered = sign_in(&site.app, with("en lång lösenfras")).await.unwrap();
    let session = session_of(&site.app, &entered.token).await.unwrap().unwrap();
    assert_eq!(session.session.user, user);
    for _ in 0..5 {
        let error = sign_in(&site.app, with("fel lösenord här")).await.unwrap_err();
        assert!(matches!(error, SignInError::Wrong));
    }
    let error = sign_in(&site.app, with("en lång lösenfras")).await.unwrap_err();
    assert!(matches!(error, SignInError::Wait(_)));
}

#[tokio::test]
async fn an_act_whose_answer_is_lost_is_performed_once_and_answered_as_performed() {
    let Some(database) = database().await else { return };
    let proxy = Proxy::to(database.port()).await;
    let address = proxy.address(&database.address(), database.port());
    let site = TestSite::on_postgres(&address, 1).await;
    let ward = ward(&site);
    for (n, wire) in [(1, Wire::CutAfter), (2, Wire::CutBefore)] {
        let chain = ChainId::from_bytes([n; 16]);
        let mut act = start(&site, &ward);
        act.identity.person = PersonId::from_bytes([n; 16]);
        let request = PerformAct::new(chain, act, site.app.new_command());
        proxy.next_commit(wire);
        let performed = perform_act(&site.app, &ward, request.clone()).await.unwrap();
        assert!(!performed.known, "{wire:?}: as if nothing had happened");
        let again = perform_act(&site.app, &ward, request).await.unwrap();
        assert!(again.known);
        assert_eq!(again.receipt.events, performed.receipt.events);
        let view = view_chain(&site.app, &ward, chain).await.unwrap();
        assert_eq!(view.chain.notices.len(), 1, "{wire:?}");
    }
}

#[tokio::test]
async fn what_another_server_writes_is_seen_here_although_the_chain_is_in_memory() {
    let Some(database) = database().await else { return };
    let one = TestSite::on_postgres(&database.address(), 1).await;
    let two = TestSite::on_postgres(&database.address(), 2).await;
    let ward = ward(&one);
    let chain = started(&one, &ward).await.chain;
    let before = load(&two.app, chain).await.unwrap().facts.len();
    let assessor = receiver(&one, UnitKind::NeedsAssessment);
    answer(&one, &assessor, chain, NoticeAnswer::TakesOver).await;
    let facts = load(&two.app, chain).await.unwrap().facts.len();
    assert!(facts > before, "the answer that was given at the other server");

    // The registry too, once it is looked at again.
    let (unit, facility) = (ward.unit.clone(), "BLS");
    brygga_app::registry::map_ward(&one.app, facility, "NY7", &unit).await.unwrap();
    let mapped = |site: &TestSite| {
        let registry = site.app.registry();
        let today = on_day(&registry, site.app.now());
        today.ward_by_code(facility, "NY7").map(|unit| unit.id.clone())
    };
    assert_eq!(mapped(&two), None);
    brygga_app::registry::refresh_registry(&two.app).await.unwrap();
    assert_eq!(mapped(&two), Some(unit));
}

#[tokio::test]
async fn open_pages_hear_what_another_server_does_and_nothing_twice() {
    let Some(database) = database().await else { return };
    let one = TestSite::on_postgres(&database.address(), 1).await;
    let two = TestSite::on_postgres(&database.address(), 2).await;
    let own = |n: u8| Origin { node: uuid::Uuid::from_bytes([n; 16]), epoch: 1 };
    let (mut at_one, mut at_two) = (Heard::default(), Heard::default());
    assert_eq!(hear_others(&two.app, own(2), &mut at_two).await.unwrap(), 0, "from now on");
    assert_eq!(hear_others(&one.app, own(1), &mut at_one).await.unwrap(), 0);
    let mut pages = two.app.changes();
    let ward = ward(&one);
    let chain = started(&one, &ward).await.chain;
    assert_eq!(hear_others(&one.app, own(1), &mut at_one).await.unwrap(), 0, "its own act");
    assert_eq!(hear_others(&two.app, own(2), &mut at_two).await.unwrap(), 1);
    let changed = pages.try_recv().unwrap();
    assert_eq!(changed.chain, Some(chain));
    assert!(changed.units.contains(&ward.unit), "the list of the ward shows it");
    assert_eq!(hear_others(&two.app, own(2), &mut at_two).await.unwrap(), 0, "once");
}
