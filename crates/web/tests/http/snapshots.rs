//! Frozen reports.

use axum::http::StatusCode;
use brygga_app::follow_up::row_of;
use brygga_domain::follow_up::testing::chain_at;
use brygga_store::Change;
use jiff::SignedDuration;

use crate::site::Site;

const LIST: &str = "/follow-up/snapshots";

/// Some who were ready and left the same day, a month ago, on Avdelning 37.
async fn left(site: &Site, first: u32, count: u32) {
    let ready = site.inner.app.now() - SignedDuration::from_hours(24 * 31);
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37").unit;
    let rows = (first..first + count).map(|number| {
        let mut facts = chain_at(number, ready, Some(ready + SignedDuration::from_hours(3)));
        facts.ward = ward.clone();
        facts.municipality = Some(String::from("9901"));
        Change::Facts(facts.chain, Some(Box::new(row_of(&facts, 1))))
    });
    site.inner.store.write_projections(rows.collect()).await.unwrap();
}

#[tokio::test]
async fn a_snapshot_stays_as_it_was_and_hides_small_groups_even_of_the_own_ward() {
    let site = Site::new().await;
    left(&site, 1_000, 3).await;
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37").unit.to_string();
    for report in ["weekend-stays", "lead-times", "liability", "capacity"] {
        let page = own.get(&format!("/follow-up/{report}")).await;
        assert!(page.body.contains("Spara ögonblicksbild"), "{report}");
        let query = format!("ward={ward}");
        let logged = async || site.inner.store.prove_access_log().await.unwrap().rows;
        let rows = logged().await;
        let taken = own.post(LIST, &[("report", report), ("query", query.as_str())]).await;
        assert_eq!(logged().await, rows + 1, "{report}: that it was taken stands there");
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{report} {}", taken.body);
        let url = taken.header("location").to_owned();
        assert!(url.starts_with("/follow-up/snapshots/"), "{url}");
        let before = own.get(&url).await;
        assert_eq!(before.status, StatusCode::OK, "{report}");
        assert!(before.body.contains("Kim Demosson, Avdelning 37"), "{report}");
        let json = own.get(&format!("{url}/report.json")).await;
        let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
        let of = if report == "lead-times" { &json["lead_times"] } else { &json };
        assert_eq!(of["suppressed"], true, "{report}");
        assert!(own.get(&format!("{url}/report.pdf")).await.body.starts_with("%PDF-"));
        assert!(own.get(&format!("{url}/report.xlsx")).await.body.starts_with("PK"));
    }
    let list = own.get(LIST).await;
    let url = list.body.split(&format!("href=\"{LIST}/")).last().unwrap();
    let url = format!("{LIST}/{}", url.split('"').next().unwrap());
    let body = |page: String| {
        let main = page.split("<main").nth(1).unwrap();
        main.split("</main>").next().unwrap().to_owned()
    };
    let before = body(own.get(&url).await.body);
    // What is known later changes the page and not the snapshot.
    left(&site, 2_000, 20).await;
    let other = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let after = body(other.get(&url).await.body);
    assert!(before.contains("&#60;5*") && before.contains("Kvar över helgen"), "{before}");
    assert_eq!(before, after, "everybody who may read figures reads the same");
}

#[tokio::test]
async fn who_reads_no_figures_takes_and_reads_no_snapshot() {
    let site = Site::new().await;
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let taken = own.post(LIST, &[("report", "capacity"), ("query", "")]).await;
    let url = taken.header("location").to_owned();
    let administrator = site.as_user("Jo Testman", "Systemförvaltning Brygga").await;
    let fields = [("report", "capacity"), ("query", "")];
    let refused = administrator.post(LIST, &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(administrator.get(&url).await.status, StatusCode::FORBIDDEN);
    assert_eq!(administrator.get(LIST).await.status, StatusCode::FORBIDDEN);
    let unknown = own.post(LIST, &[("report", "all"), ("query", "")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let unclear = own.post(LIST, &[("report", "capacity"), ("query", "period=x")]).await;
    assert_eq!(unclear.status, StatusCode::NOT_FOUND, "nothing else is frozen in its place");
    for id in ["09090909-0909-0909-0909-090909090909", "no-id"] {
        assert_eq!(own.get(&format!("{LIST}/{id}")).await.status, StatusCode::NOT_FOUND);
    }
}
