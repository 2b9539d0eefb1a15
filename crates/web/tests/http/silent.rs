//! "läser inte Brygga, ring": a unit with no sign-in for three staffed days (definitions 10).

use brygga_domain::registry::Role;
use jiff::SignedDuration;

use crate::site::{Browser, Site};

const SILENT: &str = "läser inte Brygga, ring";
const ASSESSORS: &str = "Biståndsenheten Björkvik Norr";

/// What a page says of a unit, from its name to the end of its item or choice.
fn said_of(page: &str, unit: &str) -> Vec<String> {
    let ends = ["</li>", "</label>", "</option>"];
    let end = |rest: &str| ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    page.split(unit).skip(1).map(|rest| rest[..end(rest)].to_owned()).collect()
}

async fn call(ward: &Browser<'_>, path: &str) -> usize {
    let page = ward.get(path).await;
    said_of(&page.body, ASSESSORS).iter().filter(|text| text.contains(SILENT)).count()
}

#[tokio::test]
async fn senders_are_told_to_call_a_unit_that_does_not_read_brygga() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let ward = site.as_user("Kim Demosson", "Avdelning 37").await;
    let paths = [
        format!("/care-chains/{chain}"),
        format!("/care-chains/{chain}/send-message"),
        format!("/care-chains/{chain}/declare-ready"),
        "/care-chains/start".to_owned(),
    ];
    for path in &paths {
        assert!(call(&ward, path).await > 0, "{path}: nobody has ever signed in there");
    }
    let page = ward.get(&paths[0]).await;
    let phone = said_of(&page.body, ASSESSORS).into_iter().find(|text| text.contains(SILENT));
    assert!(phone.unwrap().contains("ring 0100-"), "with the number to call");

    let assessor = site.inner.actor_as(Role::NeedsAssessor, ASSESSORS);
    let browser = site.browser();
    browser.enter(&assessor).await;
    for path in &paths {
        assert_eq!(call(&ward, path).await, 0, "{path}: somebody of the unit is signed in");
        let page = ward.get(path).await;
        assert!(!page.body.contains(&assessor.name), "{path}: it is known by unit, not by person");
    }

    // Friday's sign-in; Monday, Tuesday and Wednesday end without one.
    site.inner.clock.advance(SignedDuration::from_hours(5 * 24));
    let ward = site.as_user("Kim Demosson", "Avdelning 37").await;
    assert_eq!(call(&ward, &paths[0]).await, 0, "Wednesday has not ended");
    site.inner.clock.advance(SignedDuration::from_hours(8));
    let ward = site.as_user("Kim Demosson", "Avdelning 37").await;
    assert!(call(&ward, &paths[0]).await > 0);
}

#[tokio::test]
async fn the_confirmation_says_it_of_those_who_get_to_know() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let ward = site.as_user("Kim Demosson", "Avdelning 37").await;
    let path = format!("/care-chains/{chain}/record-deceased");
    let form = ward.get(&path).await;
    let token = form.body.split("name=\"token\" value=\"").nth(1).unwrap_or_default();
    let token = token.split('"').next().unwrap_or_default();
    let fields = [("token", token), ("at-date", "2026-11-20"), ("at-time", "13:00")];
    let page = ward.post(&path, &fields).await;
    assert!(page.body.contains("name=\"confirm\""), "{}", page.body);
    let told = said_of(&page.body, ASSESSORS);
    assert!(told.iter().any(|text| text.contains(SILENT)), "{told:?}");
}

#[tokio::test]
async fn an_auditor_who_signs_in_reads_nothing_for_the_unit() {
    let site = Site::new().await;
    let registry = site.inner.app.registry();
    let today = brygga_app::on_day(&registry, site.inner.app.now());
    let mut all = today.all_staff().flat_map(|staff| today.assignments_of(&staff.user));
    let auditor = all.find(|assignment| assignment.role == Role::Auditor).unwrap();
    let id = format!("{}@{}", auditor.id, auditor.units[0]);
    let auditor = brygga_app::Actor::of(today, &auditor.user, &id).unwrap();
    let nurse = site.inner.actor("Kim Demosson", "Avdelning 37");
    for actor in [&auditor, &nurse] {
        site.browser().enter(actor).await;
    }
    let units = [auditor.unit, nurse.unit];
    let last = site.inner.app.store.last_sign_ins(&units).await.unwrap();
    assert_eq!(last, [None, Some(site.inner.app.now())]);
}
