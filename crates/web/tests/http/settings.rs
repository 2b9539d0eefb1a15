use axum::http::StatusCode;

use crate::site::Site;

#[tokio::test]
async fn language_theme_and_keys_are_kept_by_the_browser() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    user.post("/account/language", &[("language", "en"), ("next", "/care-chains")]).await;
    user.post("/account/theme", &[("theme", "dark")]).await;
    let saved = user.post("/account/keys", &[("keys", "off")]).await;
    assert_eq!(saved.header("location"), "/account?saved=1");
    let page = user.get("/care-chains").await.body;
    assert!(page.contains("<html lang=\"en\" data-theme=\"dark\">"), "{}", &page[..200]);
    assert!(page.contains("data-keys=\"off\""));
}

#[tokio::test]
async fn the_lead_of_a_unit_gives_an_assignment_and_nobody_else_does() {
    let site = Site::new().await;
    let registry = site.inner.app.registry();
    let today = brygga_app::on_day(&registry, site.inner.app.now());
    let lead = today
        .all_staff()
        .flat_map(|staff| today.assignments_of(&staff.user))
        .find(|assignment| assignment.lead)
        .map(|it| (it.user.clone(), format!("{}@{}", it.id, it.units[0])))
        .unwrap();
    let actor = brygga_app::Actor::of(today, &lead.0, &lead.1).unwrap();
    let browser = site.browser();
    browser.enter(&actor).await;
    let first = browser.get("/care-chains").await;
    assert_eq!(first.header("location"), "/assignments/give", "a lead has no list of cases");
    let page = browser.get("/assignments/give").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let whom = page.body.split("<option value=\"TST").nth(1).unwrap().split('"').next().unwrap();
    let whom = format!("TST{whom}");
    let give = |to| {
        [
            ("user", whom.as_str()),
            ("role", "ward-nurse"),
            ("from-date", "2026-11-20"),
            ("to-date", to),
        ]
    };
    let wrong = browser.post("/assignments/give", &give("2026-11-19")).await;
    assert!(wrong.body.contains("Sista dag ska vara"), "{}", wrong.body);
    let right = browser.post("/assignments/give", &give("2026-11-27")).await;
    assert_eq!(right.header("location"), "/assignments/give", "{}", right.body);
    assert!(browser.get("/assignments/give").await.body.contains("till fre 27 nov"));
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let refused = user.get("/assignments/give").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Det ingår inte i ditt uppdrag"));
}
