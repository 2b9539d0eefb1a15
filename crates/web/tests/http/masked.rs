//! Protected identity: the ward only, masked on every list; for everybody else no such person.

use brygga_app::care_chain::{PerformAct, perform_act};
use brygga_domain::calendar::to_local;
use brygga_domain::care_chain::acts::{MarkProtected, RecordDeceased};
use brygga_domain::ids::{PersonId, StayId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Role;
use brygga_store::{Change, StayRow, StayState};
use jiff::SignedDuration;

use crate::site::{Browser, NUMBER, Site};

const SECRETS: [&str; 5] = ["Mallström", "Greta", NUMBER, "193807129022", "88 år"];

fn assert_tells_nothing(page: &str, what: &str) {
    for secret in SECRETS {
        assert!(!page.contains(secret), "{what} tells {secret}");
    }
}

/// A stay of the same person, from another admission of the feed.
fn stay_on(site: &Site, ward: &brygga_app::Actor) -> StayRow {
    StayRow {
        visit_key: "FEED|0001".to_owned(),
        stay: StayId::from_bytes([4; 16]),
        visit: "0001".to_owned(),
        person: PersonId::from_bytes([1; 16]),
        identifier_kind: "personnummer".to_owned(),
        identifier_system: "1.2.752.129.2.1.3.1".to_owned(),
        identifier: "193807129022".to_owned(),
        name: "Greta Mallström".to_owned(),
        family: "Mallström".to_owned(),
        given: "Greta".to_owned(),
        municipality: Some("9901".to_owned()),
        address: None,
        state: StayState::Admitted,
        ward_code: Some("AVD37".to_owned()),
        ward: Some(ward.unit.clone()),
        place: Some("14:2".to_owned()),
        admitted_at: Some(site.inner.app.now()),
        discharged_at: None,
        deceased: false,
        protected: false,
        chain: None,
    }
}

async fn save(site: &Site, stay: StayRow) {
    let changes = vec![Change::Stay(Box::new(stay))];
    site.inner.app.store.write_projections(changes).await.unwrap();
}

async fn pages(viewer: &Browser<'_>) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for filter in ["all", "ours", "mine", "untaken", "late", "weekend", "unread", "closed"] {
        let path = format!("/care-chains?filter={filter}");
        pages.push((path.clone(), viewer.get(&path).await.body));
    }
    for group in ["municipality", "stage", "room", "ward"] {
        let path = format!("/care-chains?group={group}");
        pages.push((path.clone(), viewer.get(&path).await.body));
    }
    pages
}

/// The form that the row of the stay leads to has the box for protected identity ticked.
async fn is_ticked(user: &Browser<'_>) -> bool {
    let list = user.get("/care-chains").await.body;
    let link = list.split("href=\"").find(|rest| rest.starts_with("/care-chains/start?stay="));
    let form = user.get(link.unwrap().split('"').next().unwrap()).await.body;
    let field = form.split("<input").find(|tag| tag.contains("name=\"protected\"")).unwrap();
    field.split('>').next().unwrap().contains(" checked")
}

#[tokio::test]
async fn a_protected_person_is_masked_for_the_ward_and_nobody_for_all_others() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    save(&site, stay_on(&site, &ward)).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let open = user.get("/care-chains").await.body;
    assert_eq!(open.matches("Mallström, Greta").count(), 2, "the row and the stay");

    assert!(!is_ticked(&user).await);

    let mark = MarkProtected { protected: true };
    let app = &site.inner.app;
    perform_act(app, &ward, PerformAct::new(chain, mark, app.new_command())).await.unwrap();

    // The ward: there is a row, and it is masked; so is the stay of the same person.
    let mut rows = 0;
    for (path, page) in pages(&user).await {
        assert_tells_nothing(&page, &path);
        rows += page.matches(&format!("data-topic=\"chain:{chain}\"")).count();
    }
    assert!(rows > 3, "the case is still on the ward's lists");
    let list = user.get("/care-chains").await.body;
    assert!(list.contains("14:2"), "the stay is listed");
    assert!(is_ticked(&user).await, "a second case of the person begins as protected");
    for text in [NUMBER, "Mallström"] {
        let found = user.post("/search", &[("q", text)]).await.body;
        assert!(found.contains(&format!("/care-chains/{chain}")), "the ward finds its own case");
        let hit = found.split("</form>").last().unwrap_or_default();
        for secret in ["Mallström, Greta", "88 år"] {
            assert!(!hit.contains(secret), "the hit tells {secret}");
        }
    }

    // Those who were told before, and a stranger: nothing, and the same as for nobody.
    let unknown = "09090909-0909-0909-0909-090909090909";
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let told = app.store.party_rows(chain).await.unwrap();
    let units: Vec<_> = told.iter().map(|row| row.unit.clone()).collect();
    assert!(units.contains(&assessor.unit), "it was a party");
    let registry = app.registry();
    let today = brygga_app::on_day(&registry, app.now());
    let mut viewers = vec![site.inner.actor("Kim Demosson", "Medicin 9")];
    for unit in units.iter().filter(|unit| **unit != ward.unit) {
        let assignments = today.all_staff().flat_map(|staff| today.assignments_of(&staff.user));
        let of_unit = assignments.filter(|it| it.units.contains(unit));
        viewers.extend(
            of_unit.filter_map(|it| {
                brygga_app::Actor::of(today, &it.user, &format!("{}@{unit}", it.id))
            }),
        );
    }
    assert!(viewers.len() > 3);
    for viewer in viewers {
        let who = format!("{} in {}", viewer.role.as_str(), viewer.unit);
        let browser = site.browser();
        browser.enter(&viewer).await;
        for (path, page) in pages(&browser).await {
            assert_tells_nothing(&page, &format!("{path} for {who}"));
            assert!(!page.contains(&chain.to_string()), "{path} for {who}");
        }
        let case = browser.get(&format!("/care-chains/{chain}")).await;
        let nobody = browser.get(&format!("/care-chains/{unknown}")).await;
        assert_eq!(case.status, nobody.status, "{who}");
        let without_id = |body: &str, id: &str| body.replace(id, "");
        assert_eq!(
            without_id(&case.body, &chain.to_string()),
            without_id(&nobody.body, unknown),
            "{who}"
        );
        let found = browser.post("/search", &[("q", NUMBER)]).await;
        let other = browser.post("/search", &[("q", "19430102-7472")]).await;
        assert_eq!(found.status, other.status);
        assert_eq!(found.body.replace(NUMBER, ""), other.body.replace("19430102-7472", ""));
    }
}

/// The feed says it (PD1-12): it fails closed from the first message on (definitions 2).
#[tokio::test]
async fn who_is_protected_by_the_feed_is_masked_and_starts_as_protected() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    save(&site, StayRow { protected: true, ..stay_on(&site, &ward) }).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for (path, page) in pages(&user).await {
        assert_tells_nothing(&page, &path);
    }
    assert!(user.get("/care-chains").await.body.contains("14:2"), "where the person is");
    assert!(is_ticked(&user).await);
}

/// A death that the feed tells is a draft for the ward of the case: it says so in list and case, with
/// the form filled in, and tells nobody else.
#[tokio::test]
async fn a_death_by_the_feed_is_a_draft_that_the_ward_confirms() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    let at = site.inner.app.now() - SignedDuration::from_mins(90);
    let died = StayRow {
        state: StayState::Discharged,
        discharged_at: Some(at),
        deceased: true,
        ..stay_on(&site, &ward)
    };
    save(&site, died).await;
    let nurse = site.as_user("Kim Demosson", "Avdelning 37").await;
    let case = format!("/care-chains/{chain}");
    let form = format!("{case}/record-deceased");
    assert!(nurse.get("/care-chains").await.body.contains("Avliden enligt patientsystemet"));
    let page = nurse.get(&case).await.body;
    assert!(page.contains("anger att patienten har avlidit") && page.contains(&form), "{page}");
    let shown = to_local(at).strftime("value=\"%H:%M\"").to_string();
    assert!(nurse.get(&form).await.body.contains(&shown), "filled in with the time of the feed");

    let assessor = site.as_user("Alex Skissman", "Biståndsenheten Björkvik Norr").await;
    for path in ["/care-chains", case.as_str()] {
        let page = assessor.get(path).await;
        assert!(page.body.contains("Mallström") && !page.body.contains("vliden"), "{path}");
    }

    let record = RecordDeceased { at: Moment::from_instant(at) };
    let request = PerformAct::new(chain, record, site.inner.app.new_command());
    perform_act(&site.inner.app, &ward, request).await.unwrap();
    for path in ["/care-chains", case.as_str()] {
        let page = nurse.get(path).await.body;
        assert!(!page.contains("enligt patientsystemet") && !page.contains("anger att"), "{path}");
    }
}
