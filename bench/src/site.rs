//! Our side: a site with open cases, and the process that serves it.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, bail};
use brygga_app::accounts::{choose_assignment, demo_sign_in, session_of};
use brygga_app::care_chain::{PerformAct, load, perform_act, rebuild};
use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_app::{Actor, App, Clock, Entropy, Settings, on_day};
use brygga_domain::care_chain::acts::{
    Act, AnswerNotice, ChangeEstimate, NameCareContact, Notice, PartyUnit, SetChecklistItem,
    StartChain, StartPlanning,
};
use brygga_domain::care_chain::{
    ChecklistItem, ConsentRecorded, ConsentValue, Identity, ItemState, NoticeAnswer,
};
use brygga_domain::envelope::{Origin, SigningKey};
use brygga_domain::ids::{ChainId, HsaId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::{Registry, Role};
use brygga_policy::Policies;
use brygga_sim::{SeededEntropy, SimClock};
use brygga_store::Store;
use brygga_store_postgres::PostgresStore;
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::closed::{person, scattered};

/// The ward whose cases the acts are done in.
pub(crate) const ACTS_WARD: &str = "TST9900000001-AVD37";
/// The ward whose list is read.
pub(crate) const LIST_WARD: &str = "TST9900000001-AVD57";
const SOCIAL: &str = "TST9900009901-BISTN";
const OUTPATIENT: &str = "TST9900000001-VCEKEN";

#[expect(clippy::disallowed_methods, reason = "a bench measures how long something takes")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Friday 20 November 2026, 13:42 in Stockholm, when every bench looks at its site.
pub(crate) fn opened_at() -> Timestamp {
    "2026-11-20T12:42:00Z".parse().expect("the time is a constant")
}

/// Goes from [`opened_at`] as the machine's clock goes.
struct BenchClock(Instant);

impl Clock for BenchClock {
    fn now(&self) -> Timestamp {
        let gone = i64::try_from(self.0.elapsed().as_millis()).unwrap_or(0);
        opened_at() + SignedDuration::from_millis(gone)
    }
}

/// The origin that bench data are written by.
pub(crate) fn origin() -> (Origin, SigningKey) {
    (Origin { node: Uuid::from_bytes([7; 16]), epoch: 1 }, SigningKey::from_bytes(&[7; 32]))
}

/// Wires an application over a store.
pub(crate) async fn app_with(
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> anyhow::Result<App> {
    let settings = Settings { demo: true, secret: [7; 32] };
    let policies = Arc::new(Policies::embedded());
    Ok(App::start(store, clock, entropy, policies, settings).await?)
}

async fn app_over(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> anyhow::Result<App> {
    // Another process, other ids.
    use std::hash::BuildHasher as _;
    let seed = std::collections::hash_map::RandomState::new().hash_one(std::process::id());
    app_with(store, clock, Arc::new(SeededEntropy::new(seed))).await
}

/// Gives a site the registry of the demo county.
pub(crate) async fn import_registry(app: &App) -> anyhow::Result<()> {
    let file = read_registry_file(DEMO_REGISTRY)?;
    brygga_app::registry::import_registry(app, &file, "2020-01-01".parse()?).await?;
    Ok(())
}

/// A store in memory.
pub(crate) fn temporary() -> anyhow::Result<Arc<SqliteStore>> {
    sqlite(Place::Temporary)
}

/// Lets time pass between two measurements.
#[expect(clippy::disallowed_methods, reason = "a bench sends at set times")]
pub(crate) fn wait(time: std::time::Duration) {
    std::thread::sleep(time);
}

/// Gives a new store the registry of the demo county.
pub(crate) async fn with_registry(store: Arc<dyn Store>) -> anyhow::Result<App> {
    let clock = Arc::new(SimClock::at(opened_at() - SignedDuration::from_hours(96)));
    let app = app_over(store, clock).await?;
    import_registry(&app).await?;
    Ok(app)
}

/// An application over a folder that has its registry, at the time of the bench.
pub(crate) async fn app_on(store: Arc<dyn Store>) -> anyhow::Result<App> {
    app_over(store, Arc::new(SimClock::at(opened_at()))).await
}

/// The registry alone.
pub(crate) async fn registry() -> anyhow::Result<Registry> {
    let app = with_registry(temporary()?).await?;
    Ok(Registry::clone(&app.registry()))
}

fn sqlite(place: Place) -> anyhow::Result<Arc<SqliteStore>> {
    let (origin, key) = origin();
    let options = OpenOptions::new(place, origin, key, opened_at());
    Ok(Arc::new(SqliteStore::open(options.simulated(true))?))
}

pub(crate) fn sqlite_in(folder: &Path) -> anyhow::Result<Arc<SqliteStore>> {
    sqlite(Place::Directory(folder.to_owned()))
}

pub(crate) async fn postgres_at(address: &str) -> anyhow::Result<Arc<PostgresStore>> {
    let (origin, key) = origin();
    let options = brygga_store_postgres::OpenOptions::new(address, origin, key, opened_at())?;
    Ok(Arc::new(PostgresStore::open(options.simulated(true)).await?))
}

fn id(text: &str) -> anyhow::Result<HsaId> {
    Ok(HsaId::parse(text)?)
}

/// Somebody in a unit with one of these roles.
fn somebody(app: &App, unit: &str, roles: &[Role]) -> anyhow::Result<Actor> {
    let (registry, unit) = (app.registry(), id(unit)?);
    let today = on_day(&registry, app.now());
    for staff in today.all_staff() {
        for assignment in today.assignments_of(&staff.user) {
            if assignment.units.contains(&unit) && roles.contains(&assignment.role) {
                let chosen = format!("{}@{unit}", assignment.id);
                if let Some(actor) = Actor::of(today, &staff.user, &chosen) {
                    return Ok(actor);
                }
            }
        }
    }
    bail!("nobody works in {unit}")
}

/// Open cases, made through the use cases with a clock of their own.
pub(crate) struct Opener<'a> {
    app: &'a App,
    /// Applied without waiting for the disk, with the rows made at the end.
    simulated: bool,
    made: u64,
}

impl<'a> Opener<'a> {
    pub(crate) fn of(app: &'a App, simulated: bool) -> Self {
        Self { app, simulated, made: 0 }
    }

    async fn act(&self, chain: ChainId, actor: &Actor, act: Act) -> anyhow::Result<()> {
        let mut request = PerformAct::new(chain, act, self.app.new_command());
        request.simulated = self.simulated;
        perform_act(self.app, actor, request).await?;
        Ok(())
    }

    fn party(&self, unit: &str) -> anyhow::Result<PartyUnit> {
        let (registry, unit) = (self.app.registry(), id(unit)?);
        let known = on_day(&registry, self.app.now());
        let known = known.unit(&unit).context("the unit is in the registry")?;
        Ok(PartyUnit {
            unit: known.id.clone(),
            organisation: known.organisation.clone(),
            branch: known.branch,
            supplier: false,
        })
    }

    /// A case of a ward in the midst of planning, with `more` changes of its estimate.
    pub(crate) async fn open(&mut self, ward: &str, more: u32) -> anyhow::Result<ChainId> {
        // Beside the persons of the closed cases.
        let number = 1_000_000_000 + self.made;
        self.made += 1;
        let now = self.app.now();
        let chain = ChainId::from_bytes(scattered("open", number, 0));
        let nurse = somebody(self.app, ward, &[Role::WardCoordinator, Role::WardNurse])?;
        let social = somebody(self.app, SOCIAL, &[Role::NeedsAssessor])?;
        let centre = somebody(self.app, OUTPATIENT, &[Role::CoordinatingNurse, Role::HeadOfUnit])?;
        let at = |hours: i64| Moment::from_instant(now + SignedDuration::from_hours(hours));
        let identity: Identity = person(number)?;
        let start = StartChain {
            identity,
            address: Some("Provgatan 1, 371 00 Provstad".to_owned()),
            municipality: Some("9901".to_owned()),
            area: None,
            place: Some(format!("{}:{}", 1 + number % 18, 1 + number % 4)),
            admitted_at: at(-4),
            protected: false,
            ward: self.party(ward)?,
            consent: Some(consent()),
            notice: Some(Notice {
                to: vec![self.party(SOCIAL)?, self.party(OUTPATIENT)?],
                judged_by: "Läkare Testlund".to_owned(),
                judged_at: at(-3),
                judged_at_admission: false,
                estimated_discharge: at(24 * 12),
                secrecy_hinders: false,
                phone: Some("0100-00 00 10".to_owned()),
                details: None,
            }),
        };
        self.act(chain, &nurse, start.into()).await?;
        let loaded = load(self.app, chain).await?;
        let of = loaded.chain().notices.first().context("the notice was sent")?.id;
        let answer = NoticeAnswer::TakesOver;
        let answer = AnswerNotice { of, answer, note: None, shown: Vec::new() };
        self.act(chain, &social, answer.clone().into()).await?;
        self.act(chain, &centre, answer.into()).await?;
        self.act(chain, &centre, StartPlanning {}.into()).await?;
        let name = "Sjuksköterska Prov".to_owned();
        let named = NameCareContact { name, phone: None, shown: Vec::new() };
        self.act(chain, &centre, named.into()).await?;
        let item = SetChecklistItem {
            item: ChecklistItem::NextOfKinInformed,
            state: ItemState::Done,
            note: None,
            unit: None,
            marks: Vec::new(),
            details: None,
            shown: Vec::new(),
        };
        self.act(chain, &nurse, item.into()).await?;
        for day in 0..more {
            let shown = load(self.app, chain).await?.chain().estimate.shown();
            let estimated_discharge = at(24 * (2 + i64::from(day)));
            let reason = Some("Väntar på kommunens insatser".to_owned());
            let act = ChangeEstimate { estimated_discharge, reason, shown };
            self.act(chain, &nurse, act.into()).await?;
        }
        Ok(chain)
    }

    /// Makes what was applied durable and the rows of all lists.
    pub(crate) async fn finish(self) -> anyhow::Result<()> {
        self.app.store.flush().await?;
        if self.simulated {
            rebuild(self.app, |_| {}).await?;
        }
        Ok(())
    }
}

/// Open cases on the ward whose list is read: more than one page.
pub(crate) const LISTED: usize = 60;

/// So many open cases on the ward whose list is read, the last of them with about forty events.
pub(crate) async fn open_list(app: &App, simulated: bool, cases: usize) -> anyhow::Result<()> {
    let mut opener = Opener::of(app, simulated);
    for number in 1..=cases {
        opener.open(LIST_WARD, if number == cases { 26 } else { 2 }).await?;
    }
    opener.finish().await
}

fn consent() -> ConsentRecorded {
    let scope = vec!["sharing".to_owned(), "sip".to_owned()];
    let form = "oral".to_owned();
    ConsentRecorded { value: ConsentValue::Given, scope, form, valid_to: None, note: None }
}

/// A session of somebody in a unit, for a cookie.
pub(crate) async fn sign_in(app: &App, unit: &str) -> anyhow::Result<String> {
    let actor = somebody(app, unit, &[Role::WardCoordinator, Role::WardNurse])?;
    let session = demo_sign_in(app, &actor.user).await?;
    let signed_in = session_of(app, &session).await?.context("the session has begun")?;
    choose_assignment(app, &signed_in, &actor.assignment).await?;
    Ok(session)
}

/// The store of our server, with what it says of its durability.
enum Kept {
    Sqlite(Arc<SqliteStore>),
    Postgres(Arc<PostgresStore>),
}

impl Kept {
    async fn durability(&self) -> anyhow::Result<String> {
        Ok(match self {
            Self::Sqlite(store) => store.durability().await?,
            Self::Postgres(store) => store.durability().await?,
        })
    }
}

/// `serve ours FOLDER|ADDRESS`: answers pages until its input ends. Orders: `durability`; `sign-in
/// UNIT` gives a cookie.
pub(crate) async fn serve(place: &str) -> anyhow::Result<()> {
    let kept = if place.starts_with("postgres") {
        Kept::Postgres(postgres_at(place).await?)
    } else {
        Kept::Sqlite(sqlite_in(Path::new(place))?)
    };
    let store: Arc<dyn Store> = match &kept {
        Kept::Sqlite(store) => Arc::clone(store) as _,
        Kept::Postgres(store) => Arc::clone(store) as _,
    };
    let app = Arc::new(app_over(Arc::clone(&store), Arc::new(BenchClock(now()))).await?);
    let router = brygga_web::router(Arc::clone(&app), brygga_web::WebOptions::default());
    crate::listen::listen(router, async |order| match order.split_once(' ') {
        None if order == "durability" => kept.durability().await,
        Some(("sign-in", unit)) => sign_in(&app, unit).await,
        _ => bail!("an unknown order"),
    })
    .await?;
    store.close().await;
    Ok(())
}
