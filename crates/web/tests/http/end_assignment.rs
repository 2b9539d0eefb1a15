use axum::http::StatusCode;
use brygga_app::{Actor, on_day};
use brygga_domain::registry::Role;

use crate::live::Events;
use crate::site::{Browser, Site};

const GIVE: &str = "/assignments/give";

/// Ward 37's lead gives a nurse of another ward a week there; gives the nurse in that assignment.
async fn given(site: &Site, lead: &Browser<'_>) -> Actor {
    let nurse = site.inner.actor("Kim Demosson", "Avdelning 37").user;
    let other = {
        let registry = site.inner.app.registry();
        let today = on_day(&registry, site.inner.app.now());
        let ward = site.inner.actor_as(Role::UnitLead, "Avdelning 37");
        let found = today.all_staff().find(|staff| {
            let mut own = today.assignments_of(&staff.user).peekable();
            staff.user != nurse
                && own.peek().is_some()
                && own.all(|it| !it.units.contains(&ward.unit) && it.role == Role::WardNurse)
        });
        found.unwrap().user.clone()
    };
    let fields = [
        ("user", other.as_str()),
        ("role", "ward-nurse"),
        ("from-date", "2026-11-20"),
        ("to-date", "2026-11-27"),
    ];
    let answer = lead.post(GIVE, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let registry = site.inner.app.registry();
    let today = on_day(&registry, site.inner.app.now());
    let new = today.assignments_of(&other).find(|it| it.given_by.is_some()).unwrap();
    Actor::of(today, &other, &format!("{}@{}", new.id, new.units[0])).unwrap()
}

/// The id of the assignment that the page offers to end.
fn offered(page: &str) -> Vec<&str> {
    let forms = page.split("<form").filter(|form| form.contains("action=\"/assignments/end\""));
    forms
        .map(|form| {
            let value = form.split("name=\"assignment\" value=\"").nth(1).unwrap();
            value.split('"').next().unwrap()
        })
        .collect()
}

#[tokio::test]
async fn an_assignment_that_is_ended_reads_nothing_from_that_moment() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = format!("/care-chains/{}", site.admit(&ward).await);
    let lead = site.browser();
    lead.enter(&site.inner.actor_as(Role::UnitLead, "Avdelning 37")).await;
    let actor = given(&site, &lead).await;
    let nurse = site.browser();
    nurse.enter(&actor).await;
    assert!(nurse.get(&chain).await.body.contains("Mallström"));
    let form = nurse.get(&format!("{chain}/change-estimate")).await.body;
    let token = form.split("name=\"token\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap().to_owned();
    let mut events = Events::of(&nurse).await;

    let page = lead.get(GIVE).await.body;
    let offered = offered(&page);
    assert_eq!(offered.len(), 1, "only what a lead has given");
    let ended = lead.post("/assignments/end", &[("assignment", offered[0])]).await;
    assert_eq!(ended.header("location"), GIVE, "{}", ended.body);

    assert!(events.next().await.unwrap().starts_with("event: locked\n"));
    assert_eq!(events.next().await, None, "the stream is closed");
    let gone = nurse.get(&chain).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    assert!(gone.header("location").starts_with("/assignments"), "{}", gone.header("location"));
    let fields =
        [("token", token.as_str()), ("estimate-date", "2026-11-30"), ("estimate-time", "11:00")];
    let late = nurse.post(&format!("{chain}/change-estimate"), &fields).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    assert!(late.header("location").starts_with("/assignments"), "{}", late.header("location"));
    let page = lead.get(GIVE).await.body;
    assert!(!page.contains("action=\"/assignments/end\""), "it stands no more");
}

#[tokio::test]
async fn only_the_units_own_lead_ends_an_assignment_and_only_a_given_one() {
    let site = Site::new().await;
    let lead = site.browser();
    lead.enter(&site.inner.actor_as(Role::UnitLead, "Avdelning 37")).await;
    let actor = given(&site, &lead).await;
    let id = actor.assignment.rsplit_once('@').unwrap().0.to_owned();
    let holds = |assignment: &str| {
        let registry = site.inner.app.registry();
        on_day(&registry, site.inner.app.now()).active_assignment(assignment).is_some()
    };
    let other = site.browser();
    other.enter(&site.inner.actor_as(Role::UnitLead, "Hemsjukvården Björkvik")).await;
    other.post("/assignments/end", &[("assignment", &id)]).await;
    assert!(holds(&id), "another unit's lead");
    let nurse = site.as_user("Kim Demosson", "Avdelning 37").await;
    let refused = nurse.post("/assignments/end", &[("assignment", &id)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(holds(&id), "no lead");
    let standing = site.inner.actor("Kim Demosson", "Avdelning 37").assignment;
    let standing = standing.rsplit_once('@').unwrap().0.to_owned();
    lead.post("/assignments/end", &[("assignment", &standing)]).await;
    assert!(holds(&standing), "the registry file's own");
    lead.post("/assignments/end", &[("assignment", "no such")]).await;
    lead.post("/assignments/end", &[("assignment", &id)]).await;
    assert!(!holds(&id));
}
