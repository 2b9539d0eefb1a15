use axum::http::StatusCode;
use brygga_app::follow_up::row_of;
use brygga_domain::calendar::{local_date, stockholm};
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::facts::{ChainFacts, JudgedFacts};
use brygga_domain::follow_up::testing::chain_at;
use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::Change;
use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};

use crate::site::Site;

const PAGE: &str = "/follow-up/weekend-stays";

/// Ten on a Friday two weeks ago or more.
fn friday(site: &Site) -> Timestamp {
    let day = local_date(site.inner.app.now());
    let mut back = day.series(jiff::Span::new().days(-1)).skip(14);
    let friday = back.find(|day| day.weekday() == Weekday::Friday).unwrap();
    stockholm().to_timestamp(friday.at(10, 0, 0, 0)).unwrap()
}

/// Somebody of Björkvik on a ward: ready on a Friday, home on Monday or the same day.
fn facts(site: &Site, number: u32, ward: &HsaId, stayed: bool) -> ChainFacts {
    let ready = friday(site);
    let hours = if stayed { 72 } else { 4 };
    let left = ready + SignedDuration::from_hours(hours);
    let mut facts = chain_at(number, ready, Some(left));
    facts.ward = ward.clone();
    facts.municipality = Some(String::from("9901"));
    facts
}

async fn write(site: &Site, facts: &[ChainFacts]) {
    let rows =
        facts.iter().map(|facts| Change::Facts(facts.chain, Some(Box::new(row_of(facts, 1)))));
    site.inner.store.write_projections(rows.collect()).await.unwrap();
}

/// Three who stayed on Avdelning 37, seven on Medicin 9, and ten on each who did not.
async fn county(site: &Site) -> (HsaId, HsaId) {
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37").unit;
    let other = site.inner.actor("Kim Demosson", "Medicin 9").unit;
    let on = |ward: &HsaId, first: u32, stayed: u32| {
        let ward = ward.clone();
        (first..first + stayed + 10)
            .map(move |n| facts(site, n, &ward, n < first + stayed))
            .collect::<Vec<_>>()
    };
    write(site, &on(&ward, 1_000, 3)).await;
    write(site, &on(&other, 2_000, 7)).await;
    (ward, other)
}

/// The cells of the row that begins with a name.
fn row(body: &str, name: &str) -> Vec<String> {
    let row = body.split("<tr>").find(|row| row.contains("scope=\"row\"") && row.contains(name));
    let row = row.unwrap_or_else(|| panic!("no row {name}: {body}"));
    let cells = row.split("<td class=\"n\">").skip(1);
    let text =
        |cell: &str| cell.split("</td>").next().unwrap().replace("<b>", "").replace("</b>", "");
    cells.map(text).collect()
}

#[tokio::test]
async fn who_is_no_party_to_all_reads_small_groups_hidden_and_a_ward_its_own() {
    let site = Site::new().await;
    let (ward, _) = county(&site).await;
    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let page = nurse.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    // The two hide each other: 10 in all less 7 would be 3.
    assert_eq!(row(&page.body, "Avdelning 37")[..2], ["13", "&#60;5*"], "{}", page.body);
    assert_eq!(row(&page.body, "Medicin 9")[..2], ["17", "&#60;5*"]);
    assert!(page.body.contains("färre än fem personer"));

    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = own.get(&format!("{PAGE}?ward={ward}")).await;
    assert_eq!(row(&page.body, "Avdelning 37")[..2], ["13", "3"]);
    assert!(page.body.contains("Alla tal visas"));
    // Beside the others its own row is as it is, and nothing is left to subtract it from.
    let page = own.get(PAGE).await;
    assert_eq!(row(&page.body, "Avdelning 37")[..2], ["13", "3"]);
    assert_eq!(row(&page.body, "Medicin 9")[..2], ["17", "7"]);
}

#[tokio::test]
async fn the_files_hide_what_the_page_hides() {
    let site = Site::new().await;
    county(&site).await;
    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let csv = nurse.get(&format!("{PAGE}.csv?compare=none")).await;
    assert!(csv.body.starts_with("\u{feff}# Kvar över helgen, version 1 (V1)"), "{}", csv.body);
    assert!(csv.body.contains(";Avdelning 37;13;13;13;färre än 5 eller dolt;"), "{}", csv.body);
    assert!(csv.header("content-disposition").contains("kvar-over-helgen_"));
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    // A picture and a document hide what the page hides.
    let svg = nurse.get(&format!("{PAGE}.svg")).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.body.contains("Kvar över helgen per månad och orsak"), "{}", svg.body);
    let pdf = nurse.get(&format!("{PAGE}.pdf")).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(
        pdf.header("content-disposition").contains(".pdf\""),
        "{:?}",
        pdf.header("content-disposition")
    );
    assert!(pdf.body.contains("(<5*) Tj") && pdf.body.contains("(Avdelning 37) Tj"));
    assert!(!pdf.body.contains("(3) Tj") && !pdf.body.contains("(7) Tj"), "hidden numbers");
    let xlsx = nurse.get(&format!("{PAGE}.xlsx")).await;
    assert!(xlsx.header("content-type").ends_with("spreadsheetml.sheet"));
    assert!(xlsx.body.starts_with("PK"));
    let json = nurse.get(&format!("{PAGE}.json")).await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["suppressed"], true);
    assert_eq!(json["total"]["stayed"], 10);
    assert!(json["by_ward"].as_array().unwrap().iter().all(|row| row["stayed"].is_null()));
}

#[tokio::test]
async fn the_cases_behind_a_figure_are_those_of_the_own_unit() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    // What the chain says of Greta Mallström: ready on a Friday, home on Monday.
    let mut stayed = facts(&site, 1, &ward.unit, true);
    (stayed.chain, stayed.imported) = (chain, true);
    let mut elsewhere = facts(&site, 2, &site.inner.actor("Kim Demosson", "Medicin 9").unit, true);
    elsewhere.chain = ChainId::from_bytes([8; 16]);
    write(&site, &[stayed, elsewhere]).await;

    let cases = format!("{PAGE}/cases");
    let kim = site.as_user("Kim Demosson", "Avdelning 37").await;
    let logged = async || site.inner.store.prove_access_log().await.unwrap().rows;
    let before = logged().await;
    let own = kim.get(&cases).await;
    assert_eq!(logged().await, before + 1, "whose cases were shown stands in the access log");
    assert!(own.body.contains("Mallström") && own.body.contains("1 ärende"), "{}", own.body);
    assert!(own.body.contains(&format!("/care-chains/{chain}")));
    assert!(own.body.contains("<span class=\"tag\">Importerad historik</span>"), "{}", own.body);
    assert!(own.body.contains("Ett av dem är importerat ur ett annat system"));
    let figures = kim.get(&format!("{PAGE}?ward={}", ward.unit)).await;
    assert!(figures.body.contains("Importerade ur annat system: 1 av 1 vårdkedjor"));

    // Another cause that a person named stands beside the derived one, where health care is read.
    let mut judged = facts(&site, 1, &ward.unit, true);
    let (unit, at) = (ward.unit.clone(), site.inner.app.now());
    (judged.chain, judged.judged) = (chain, Some(JudgedFacts { unit, cause: Cause::Medical, at }));
    write(&site, &[judged]).await;
    let own = kim.get(&cases).await;
    let said = "Medicinsk orsak, ska vara kvar – ändrad av personal, härledd: Annan orsak";
    assert!(own.body.contains(said), "{}", own.body);
    assert!(own.body.contains(&format!("/care-chains/{chain}/judge-delay-cause")));
    assert!(kim.get(&format!("{cases}?cause=medical")).await.body.contains("Mallström"));
    let csv = kim.get(&format!("{PAGE}.csv?ward={}", ward.unit)).await;
    assert!(csv.body.contains("Varav orsak ändrad av personal;Andel ändrade;"), "{}", csv.body);

    let other = site.as_user("Kim Demosson", "Medicin 9").await.get(&cases).await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(!other.body.contains("Mallström") && other.body.contains("Inget av era ärenden"));
}

#[tokio::test]
async fn who_looks_after_the_server_has_no_figures() {
    let site = Site::new().await;
    let user = site.as_user("Jo Testman", "Systemförvaltning Brygga").await;
    for page in [PAGE.to_owned(), format!("{PAGE}.csv"), format!("{PAGE}/cases")] {
        assert_eq!(user.get(&page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    assert!(!user.get("/account").await.body.contains(PAGE));
}

#[tokio::test]
async fn an_address_that_makes_no_sense_gives_the_usual_page_and_says_so() {
    let site = Site::new().await;
    let ward = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = ward.get(&format!("{PAGE}?period=never&variant=V7")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("En del av urvalet i adressen gick inte att läsa"));
    let plain = ward.get(&format!("{PAGE}?variant=V2&compare=year")).await;
    assert!(plain.body.contains("version 1 (V2)") && plain.body.contains("Samma månader"));
}
