//! "Korttidsplatser": the page and its files.

use axum::http::StatusCode;
use brygga_app::follow_up::row_of;
use brygga_app::registry::import_places;
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::{ChecklistItem, ItemState};
use brygga_domain::follow_up::facts::{ChainFacts, ItemFacts};
use brygga_domain::follow_up::testing::chain_at;
use brygga_domain::registry::YearPlaces;
use brygga_store::Change;
use jiff::SignedDuration;

use crate::site::Site;

const PAGE: &str = "/follow-up/capacity";

/// Somebody of a municipality who waited two days for a place, a few days ago.
fn waited(site: &Site, number: u32, code: &str) -> ChainFacts {
    let day = SignedDuration::from_hours(24);
    let ready = site.inner.app.now() - day * 5;
    let mut facts = chain_at(number, ready, Some(ready + day * 3));
    facts.municipality = Some(code.to_owned());
    let item = ChecklistItem::ShortTermPlace;
    let set = |at, state| ItemFacts { item, at, state, unit: None };
    facts.items = vec![set(ready, ItemState::Missing), set(ready + day * 2, ItemState::Done)];
    facts
}

/// Two of Björkvik and seven of another municipality waited; Björkvik has said its places.
async fn county(site: &Site) {
    let of_one = (1_000..1_002).map(|n| waited(site, n, "9901"));
    let of_other = (2_000..2_007).map(|n| waited(site, n, "9902"));
    let rows = of_one.chain(of_other);
    let rows = rows.map(|it| Change::Facts(it.chain, Some(Box::new(row_of(&it, 1)))));
    site.inner.store.write_projections(rows.collect()).await.unwrap();
    let year = local_date(site.inner.app.now()).year();
    let places = |year, short_term_places| YearPlaces {
        municipality_code: String::from("9901"),
        year,
        short_term_places,
        source: None,
    };
    let rows = [places(year - 1, 14), places(year, 12)];
    let written = import_places(&site.inner.app, &rows).await.unwrap();
    assert_eq!((written.written, written.known), (2, 0));
    let again = import_places(&site.inner.app, &rows).await.unwrap();
    assert_eq!((again.written, again.known), (0, 2));
}

#[tokio::test]
async fn places_stand_beside_the_waiting_and_small_groups_are_hidden() {
    let site = Site::new().await;
    county(&site).await;
    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let page = nurse.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Korttidsplatser per kommun och år"));
    let year = local_date(site.inner.app.now()).year();
    let cell = |body: &str, n: usize| {
        let mut rows = body.split("<tr>").filter(|row| row.contains("Björkvik"));
        let row = rows.find(|row| row.contains(&format!("<td>{year}"))).unwrap();
        let cells: Vec<_> = row.split("<td class=\"n\">").skip(1).collect();
        cells[n].split("</td>").next().unwrap().to_owned()
    };
    assert_eq!((cell(&page.body, 0), cell(&page.body, 1)), ("12".into(), "\u{2212}2".into()));
    assert_eq!(cell(&page.body, 2), "&#60;5*", "two persons");
    let own = site.as_user("Alex Skissman", "Biståndsenheten Björkvik Norr").await;
    let page = own.get(&format!("{PAGE}?municipality=9901")).await;
    assert_eq!((cell(&page.body, 2), cell(&page.body, 3)), ("2".into(), "4,0".into()));
}

#[tokio::test]
async fn the_files_have_the_same_numbers_and_hide_the_same() {
    let site = Site::new().await;
    county(&site).await;
    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let json = nurse.get(&format!("{PAGE}.json")).await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(
        (&json["definition"]["name"], &json["suppressed"]),
        (&"capacity".into(), &true.into())
    );
    let of = json["municipalities"].as_array().unwrap();
    let of = of.iter().find(|row| row["code"] == "9901").unwrap();
    let last = of["years"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["places"], &last["change"]), (&12.into(), &(-2).into()));
    assert!(last["waited"].is_null() && last["wait_days"].is_null(), "{last}");
    let csv = nurse.get(&format!("{PAGE}.csv")).await;
    assert!(csv.body.starts_with("\u{feff}# Korttidsplatser, version 1"), "{}", csv.body);
    assert!(csv.body.contains(";12;-2;färre än 5 eller dolt;"), "{}", csv.body);
    assert!(nurse.get(&format!("{PAGE}.pdf")).await.body.starts_with("%PDF-"));
    let svg = nurse.get(&format!("{PAGE}.svg")).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.body.contains(">Platser</text>"), "{}", svg.body);
    // Of the municipality alone: its places, and no waiting of two persons.
    let svg = nurse.get(&format!("{PAGE}.svg?municipality=9901")).await;
    assert!(svg.body.contains(">14</text>") && svg.body.contains(">12</text>"), "{}", svg.body);
    assert!(svg.body.contains(">&lt;5*</text>"), "{}", svg.body);
    assert!(nurse.get(PAGE).await.body.contains("chart__pic"), "the page has it too");
    assert!(nurse.get(&format!("{PAGE}.xlsx")).await.body.starts_with("PK"));
    let unclear = nurse.get(&format!("{PAGE}?period=x")).await;
    assert!(unclear.body.contains("gick inte att läsa"));
}
