//! Groups, pages, "Mina", what can be undone in a row, what has changed, and from case to case.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use brygga_app::Actor;
use brygga_app::care_chain::{PerformAct, perform_act, undoable};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{Act, SendMessage, StartChain, TakeOver};
use brygga_domain::care_chain::{CareChain, Identity, MessageKind, steps::StepKind};
use brygga_domain::envelope::Compartment;
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, CommandId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Role;
use jiff::SignedDuration;

use crate::site::{Answer, Browser, Site};

const WARD: (&str, &str) = ("Kim Demosson", "Avdelning 37");

/// The birth number that is never issued, with its check digit.
fn number(n: u8) -> String {
    let nine = format!("{:02}{:02}{:02}000", 30 + n / 12, n % 12 + 1, n % 28 + 1);
    let sum: u32 = nine
        .bytes()
        .enumerate()
        .map(|(at, digit)| {
            let product = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    format!("19{}-{}{}", &nine[..6], &nine[6..], (10 - sum % 10) % 10)
}

fn chain(n: u8) -> ChainId {
    ChainId::from_bytes([100 + n; 16])
}

async fn act(site: &Site, actor: &Actor, chain: ChainId, act: impl Into<Act>) {
    let app = &site.inner.app;
    perform_act(app, actor, PerformAct::new(chain, act, app.new_command())).await.unwrap();
}

/// A person on the ward without a notice yet, in room `n / 8`.
pub(crate) async fn arrive(site: &Site, ward: &Actor, n: u8) {
    let now = site.inner.app.now();
    let registry = site.inner.app.registry();
    let unit = brygga_app::on_day(&registry, now).unit(&ward.unit).unwrap().clone();
    let minutes = SignedDuration::from_mins(i64::from(n) + 10);
    let start = StartChain {
        identity: Identity {
            person: PersonId::from_bytes([10 + n; 16]),
            identifier: PersonIdentifier::parse(&number(n), local_date(now)).unwrap(),
            given: "Övning".to_owned(),
            family: format!("Testlund{n:02}"),
        },
        address: None,
        municipality: Some(if n.is_multiple_of(3) { "9902" } else { "9901" }.to_owned()),
        area: None,
        place: Some(format!("{}:{}", n / 8 + 1, n % 8 + 1)),
        admitted_at: Moment::from_instant(now - minutes),
        protected: false,
        ward: brygga_domain::care_chain::acts::PartyUnit {
            unit: unit.id.clone(),
            organisation: unit.organisation.clone(),
            branch: unit.branch,
            supplier: false,
        },
        consent: None,
        notice: None,
    };
    act(site, ward, chain(n), start).await;
}

pub(crate) fn topics(page: &Answer) -> Vec<String> {
    let found = page.body.split("data-topic=\"chain:").skip(1);
    found.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

pub(crate) fn link(page: &str, before: &str) -> String {
    let start = &page[..page.find(before).unwrap_or_else(|| panic!("{before} in {page}"))];
    let href = start.rsplit("href=\"").next().unwrap();
    href.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

pub(crate) fn value(form: &str, name: &str) -> String {
    let rest = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_long_list_goes_on_where_it_was_and_its_groups_count_all_pages() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    for n in 0..70 {
        arrive(&site, &ward, n).await;
    }
    let user = site.as_user(WARD.0, WARD.1).await;
    for (group, shown, all) in [
        ("", "Kräver åtgärd av oss", 70),
        ("group=municipality", "Björkvik kommun", 46),
        ("group=stage", "Inskriven", 70),
        ("group=room", "Sal 7", 8),
    ] {
        let first = user.get(&format!("/care-chains?{group}")).await;
        assert_eq!(topics(&first).len(), 50);
        let heading = format!("{shown}<span class=\"n\">{all}</span>");
        let next = link(&first.body, "Nästa 50");
        assert!(next.contains(group) && next.contains("after="), "{next}");
        // Between the pages others write in a row of each page.
        for seen in [&topics(&first)[3], &topics(&first)[49]] {
            site.inner.clock.advance(SignedDuration::from_secs(5));
            let chain = ChainId::parse(seen).unwrap();
            let change = TakeOver { what: format!("by {group}"), message: None };
            act(&site, &ward, chain, change).await;
        }
        let second = user.get(&next).await;
        assert_eq!(topics(&second).len(), 20, "{group}");
        let found: BTreeSet<String> = topics(&first).into_iter().chain(topics(&second)).collect();
        assert_eq!(found.len(), 70, "{group}: nothing skipped, nothing twice");
        let pages = [first.body, second.body].concat();
        assert!(pages.contains(&heading), "{heading}");
        assert!(!pages.contains(">["), "a message key is missing");
    }
    let page = user.get("/care-chains").await.body;
    for choice in ["Gruppera", "Åtgärd", "Kommun", "Läge", "Sal"] {
        assert!(page.contains(choice), "{choice}");
    }
    assert!(page.contains("Visar 50."), "the group says that it goes on");
}

#[tokio::test]
async fn one_goes_from_case_to_case_in_the_list_that_one_comes_from() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    for n in 0..5 {
        arrive(&site, &ward, n).await;
    }
    let user = site.as_user(WARD.0, WARD.1).await;
    let list = user.get("/care-chains?filter=ours").await;
    let order = topics(&list);
    let row = |at: usize| format!("/care-chains/{}?list=filter%3Dours", order[at]);
    let first = list.body.split("href=\"").find(|rest| rest.starts_with(&row(0))).unwrap();
    let mut url = first.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    for at in 0..5 {
        let page = user.get(&url).await;
        assert_eq!(page.status, StatusCode::OK);
        let place = format!("Ärende {} av 5 i ”Kräver åtgärd av oss”", at + 1);
        assert!(page.body.contains(&place), "{place}");
        assert_eq!(page.body.contains("data-key=\"k\""), at > 0);
        assert_eq!(page.body.contains("data-key=\"j\""), at < 4);
        if at > 0 {
            assert!(link(&page.body, "data-key=\"k\"").starts_with(&row(at - 1)));
        }
        if at < 4 {
            url = link(&page.body, "data-key=\"j\"");
            assert!(url.starts_with(&row(at + 1)), "{url}");
        }
    }
    // The closed are a history that nobody counts.
    let closed = url.replace("list=filter%3Dours", "list=filter%3Dclosed");
    let page = user.get(&closed).await;
    assert!(closed != url && page.status == StatusCode::OK && !page.body.contains(" i ”"));
    // A place that somebody made up, and no place: the case without neighbours.
    for url in [format!("/care-chains/{}?list=&at=%C3%A5", order[0]), row(0)] {
        let page = user.get(&url).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("data-key=\"j\""));
    }
}

#[tokio::test]
async fn no_address_names_a_ward_and_the_place_in_its_group_is_found_again() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    let chain = site.admit(&ward).await;
    let unit = "Biståndsenheten Björkvik Norr";
    let browser = site.browser();
    browser.enter(&site.inner.actor_as(Role::NeedsAssessor, unit)).await;
    let list = browser.get("/care-chains?group=ward").await;
    let row = format!("/care-chains/{chain}?list=group%3Dward");
    let url = list.body.split("href=\"").find(|rest| rest.starts_with(&row)).unwrap();
    let url = url.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let at = url.split("at=").nth(1).unwrap();
    let place = URL_SAFE_NO_PAD.decode(at).unwrap();
    let key = String::from_utf8_lossy(&place[25..]).into_owned();
    assert!(!key.is_empty() && key.parse::<u32>().is_ok(), "a number: {key}");
    let page = browser.get(&url).await;
    assert!(page.body.contains("Ärende 1 av 1 i"), "{}", page.status);
}

/// The unit's own next step, as its row shows it.
async fn own_step(site: &Site, actor: &Actor, chain: ChainId) -> String {
    let rows = site.inner.app.store.party_rows(chain).await.unwrap();
    let row = rows.into_iter().find(|row| row.unit == actor.unit).unwrap();
    row.step.unwrap().code
}

#[tokio::test]
async fn mina_shows_what_the_reader_has_taken_over_and_nobody_elses() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    let chain = site.admit(&ward).await;
    let unit = "Biståndsenheten Björkvik Norr";
    let assessor = site.inner.actor_as(Role::NeedsAssessor, unit);
    let browser = site.browser();
    browser.enter(&assessor).await;
    let count = |page: &Answer| {
        let rest =
            page.body.split("class=\"count\" href=\"/care-chains?filter=mine\"").nth(1).unwrap();
        rest.split("<b>").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    let before = browser.get("/care-chains?filter=mine").await;
    assert!(!before.body.contains("Mallström") && count(&before) == "0");
    let what = own_step(&site, &assessor, chain).await;
    act(&site, &assessor, chain, TakeOver { what, message: None }).await;
    let after = browser.get("/care-chains?filter=mine").await;
    assert!(after.body.contains("Mallström") && count(&after) == "1", "{}", after.body);
    let colleague = colleague_of(&site, &assessor);
    let browser = site.browser();
    browser.enter(&colleague).await;
    let theirs = browser.get("/care-chains?filter=mine").await;
    assert!(!theirs.body.contains("Mallström") && count(&theirs) == "0");
    let user = site.as_user(WARD.0, WARD.1).await;
    assert!(!user.get("/care-chains?filter=mine").await.body.contains("Mallström"));
}

fn colleague_of(site: &Site, actor: &Actor) -> Actor {
    let registry = site.inner.app.registry();
    let today = brygga_app::on_day(&registry, site.inner.app.now());
    today
        .all_staff()
        .filter(|staff| staff.user != actor.user)
        .flat_map(|staff| today.assignments_of(&staff.user))
        .filter(|it| it.units.contains(&actor.unit))
        .find_map(|it| Actor::of(today, &it.user, &format!("{}@{}", it.id, actor.unit)))
        .unwrap()
}

#[tokio::test]
async fn who_is_named_as_care_contact_finds_the_case_under_mina() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor(WARD.0, WARD.1)).await;
    let rows = site.inner.app.store.party_rows(chain).await.unwrap();
    let centre = rows.iter().find(|row| row.branch.as_str() == "outpatient").unwrap();
    let registry = site.inner.app.registry();
    let today = brygga_app::on_day(&registry, site.inner.app.now());
    let name = today.unit(&centre.unit).unwrap().name.clone();
    let head = site.inner.actor_as(Role::CoordinatingNurse, &name);
    let browser = site.browser();
    browser.enter(&head).await;
    assert!(!browser.get("/care-chains?filter=mine").await.body.contains("Mallström"));
    let named = brygga_domain::care_chain::acts::NameCareContact {
        name: head.name.clone(),
        phone: None,
        shown: Vec::new(),
    };
    act(&site, &head, chain, named).await;
    assert!(browser.get("/care-chains?filter=mine").await.body.contains("Mallström"));
}

async fn acknowledge(browser: &Browser<'_>, list: &str) -> String {
    let page = browser.get(list).await;
    let form = page.body.split("action=\"/care-chains/acknowledge\"").nth(1).unwrap();
    let (chain, token, back) = (value(form, "chain"), value(form, "token"), value(form, "back"));
    let fields = [("chain", &*chain), ("token", &*token), ("back", &*back)];
    let done = browser.post("/care-chains/acknowledge", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.header("location").to_owned()
}

fn unseen(chain: &CareChain, actor: &Actor) -> usize {
    chain.unseen(&actor.unit).len()
}

#[tokio::test]
async fn acknowledge_in_a_row_is_a_fact_at_once_and_can_be_undone_for_ten_seconds() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor(WARD.0, WARD.1)).await;
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let browser = site.browser();
    browser.enter(&assessor).await;
    let facts = async || brygga_app::care_chain::load(&site.inner.app, chain).await.unwrap();
    let shown = acknowledge(&browser, "/care-chains?filter=unread").await;
    assert_eq!(unseen(facts().await.chain(), &assessor), 0);
    let events = facts().await.facts.len();
    // No script is needed: the list has the button, and a script only counts down.
    let page = browser.get(&shown).await.body;
    assert!(page.contains("Kvitterat: Mallström, Greta") && page.contains("data-until="));
    let form = page.split("action=\"/care-chains/undo\"").nth(1).unwrap();
    let (of, token, back) = (value(form, "of"), value(form, "token"), value(form, "back"));
    assert_eq!(back, "/care-chains?filter=unread");
    let fields = [("of", &*of), ("token", &*token), ("back", &*back)];

    // The same person in an assignment at another unit finds nothing to undo.
    let ward = site.inner.actor(WARD.0, WARD.1).unit;
    let cmd = CommandId::parse(&of).unwrap();
    let offered = async |actor: &Actor| undoable(&site.inner.app, actor, cmd).await.unwrap();
    assert!(offered(&assessor).await.is_some());
    assert_eq!(offered(&Actor { unit: ward, ..assessor.clone() }).await, None);
    // Somebody else's "Ångra" of the same act finds nothing.
    let other = site.browser();
    other.enter(&colleague_of(&site, &assessor)).await;
    assert!(!other.get(&shown).await.body.contains("/care-chains/undo"));
    assert_ne!(other.post("/care-chains/undo", &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(facts().await.facts.len(), events);

    site.inner.clock.advance(SignedDuration::from_secs(9));
    let undone = browser.post("/care-chains/undo", &fields).await;
    assert_eq!(undone.header("location"), back, "{}", undone.body);
    assert_eq!(unseen(facts().await.chain(), &assessor), 1, "unseen again");
    let page = browser.get("/care-chains?filter=unread").await.body;
    assert!(page.contains("Mallström") && page.contains("1 oläst"));
    let loaded = facts().await;
    assert_eq!(loaded.facts.len(), events + 1, "the first stays, the second names it");
    let seen = loaded.facts.iter().find(|fact| fact.event_type == "seen").unwrap();
    assert!(loaded.chain().cancelled.contains_key(&seen.id));
    assert!(!browser.get(&shown).await.body.contains("/care-chains/undo"), "once");
    let again = browser.post("/care-chains/undo", &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "the same form again is the same act");
    assert_eq!(facts().await.facts.len(), events + 1);
}

#[tokio::test]
async fn after_ten_seconds_nothing_can_be_undone() {
    let site = Site::new().await;
    site.admit(&site.inner.actor(WARD.0, WARD.1)).await;
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let browser = site.browser();
    browser.enter(&assessor).await;
    let shown = acknowledge(&browser, "/care-chains").await;
    let page = browser.get(&shown).await.body;
    let form = page.split("action=\"/care-chains/undo\"").nth(1).unwrap();
    let (of, token) = (value(form, "of"), value(form, "token"));
    site.inner.clock.advance(SignedDuration::from_secs(10));
    assert!(!browser.get(&shown).await.body.contains("/care-chains/undo"), "not offered");
    site.inner.clock.advance(SignedDuration::from_secs(6));
    let late = browser.post("/care-chains/undo", &[("of", &*of), ("token", &*token)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn assign_and_tick_on_the_case_are_undone_in_the_same_way() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    let chain = site.admit(&ward).await;
    let user = site.as_user(WARD.0, WARD.1).await;
    let case = format!("/care-chains/{chain}");
    let tick = ("item", "medication-list", "state", "done");
    let step = own_step(&site, &ward, chain).await;
    assert!(StepKind::parse(&step).is_some());
    for (word, fields) in [
        ("take-over", vec![("what", step.as_str())]),
        ("set-checklist-item", vec![(tick.0, tick.1), (tick.2, tick.3)]),
    ] {
        let query: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let form = user.get(&format!("{case}/{word}?{}", query.join("&"))).await.body;
        let token = value(&form, "token");
        let mut sent = fields.clone();
        sent.push(("token", &token));
        let done = user.post(&format!("{case}/{word}"), &sent).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{word} {}", done.body);
        let shown = done.header("location").to_owned();
        assert!(shown.contains("done="), "{word}: {shown}");
        let page = user.get(&shown).await.body;
        let form = page.split(&format!("action=\"{case}/undo\"")).nth(1);
        let form = form.unwrap_or_else(|| panic!("{word} {shown}"));
        let (cmd, token) = (value(form, "cmd"), value(form, "token"));
        let undone =
            user.post(&format!("{case}/undo"), &[("cmd", &*cmd), ("token", &*token)]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{word}: {}", undone.body);
        let loaded = brygga_app::care_chain::load(&site.inner.app, chain).await.unwrap();
        assert!(loaded.chain().taken.is_empty(), "{word}");
        let checked = loaded.chain().checklist.values().any(|it| !it.heads.is_empty());
        assert!(!checked, "{word}");
    }
}

/// A mark must not tell that something in another compartment has changed (definitions 1).
#[tokio::test]
async fn words_that_a_reader_may_not_read_mark_no_row_and_are_heard_nowhere() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    let chain = site.admit(&ward).await;
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let nurse = site.inner.actor_as(Role::MunicipalNurse, "Hemsjukvården Björkvik");
    let (outside, inside) = (site.browser(), site.browser());
    outside.enter(&assessor).await;
    inside.enter(&nurse).await;
    site.inner.clock.advance(SignedDuration::from_mins(2));
    let list = async |user: &Browser<'_>| {
        let page = user.get("/care-chains").await.body;
        let version = page.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap();
        (page.contains("Ändrad 1"), version.to_owned())
    };
    let since = format!("/live/poll?since={}", site.inner.app.now().as_millisecond() - 1);
    let (before, read) = (list(&outside).await, list(&inside).await);
    let mut heard = crate::live::Events::of(&outside).await;
    for kind in [MessageKind::General, MessageKind::Question] {
        let words = SendMessage {
            kind,
            compartment: Compartment::HealthCare,
            to: vec![nurse.unit.clone()],
            text: "Såret läks om dagligen.".to_owned(),
            ground: None,
        };
        act(&site, &ward, chain, words).await;
    }
    assert_eq!(list(&outside).await, before, "no mark, and the same version");
    let polled = outside.get(&since).await.body;
    assert!(!polled.contains("chain:"), "{polled}");
    let marked = list(&inside).await;
    assert!(marked.0 && marked.1 != read.1, "who reads the words is told");
    assert!(inside.get(&since).await.body.contains("chain:"));

    // The next that the assessor hears of is what it reads.
    let words = SendMessage {
        kind: MessageKind::General,
        compartment: Compartment::Coordination,
        to: vec![assessor.unit.clone()],
        text: "Nyckeln finns hos grannen.".to_owned(),
        ground: None,
    };
    site.inner.clock.advance(SignedDuration::from_mins(1));
    act(&site, &ward, chain, words).await;
    let event = heard.next().await.unwrap();
    let now = site.inner.app.now().as_millisecond();
    assert!(event.contains(&format!("\"version\":{now}")), "the first event: {event}");
    assert!(list(&outside).await.0);
}

#[tokio::test]
async fn a_row_that_has_changed_is_marked_until_its_case_is_opened() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    let chain = site.admit(&ward).await;
    let user = site.as_user(WARD.0, WARD.1).await;
    let marked = async || user.get("/care-chains").await.body.contains("Ändrad 1");
    assert!(!marked().await, "nothing has changed since the sign-in");
    site.inner.clock.advance(SignedDuration::from_mins(2));
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let other = site.browser();
    other.enter(&assessor).await;
    acknowledge(&other, "/care-chains").await;
    assert!(!other.get("/care-chains").await.body.contains("Ändrad 1"), "one's own act");
    let page = user.get("/care-chains").await.body;
    assert!(page.contains("Ändrad 13:44"), "{page}");
    assert!(marked().await, "the list alone does not take the mark away");
    site.inner.clock.advance(SignedDuration::from_mins(1));
    user.get(&format!("/care-chains/{chain}")).await;
    assert!(!marked().await, "opened");
    // The bar that offers the update waits for the live stream; the order is kept until then.
    assert!(page.contains("id=\"fresh\" hidden"));
}

#[tokio::test]
async fn a_list_offers_how_its_reader_may_begin_a_case_and_nothing_else() {
    let site = Site::new().await;
    let list = async |role: Role, unit: &str| {
        let browser = site.browser();
        browser.enter(&site.inner.actor_as(role, unit)).await;
        browser.get("/care-chains").await.body
    };
    let (start, request) = ("href=\"/care-chains/start\"", "href=\"/care-chains/request\"");
    let ward = list(Role::WardCoordinator, WARD.1).await;
    assert!(ward.contains(start) && !ward.contains(request));
    let nurse = list(Role::MunicipalNurse, "Hemsjukvården Björkvik").await;
    assert!(nurse.contains(request) && !nurse.contains(start));
    let assessor = list(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr").await;
    assert!(!assessor.contains(request) && !assessor.contains(start));
}
