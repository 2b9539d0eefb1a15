use axum::http::StatusCode;
use brygga_app::follow_up::row_of;
use brygga_domain::follow_up::facts::ChainFacts;
use brygga_domain::follow_up::testing::{chain_at, municipality_ready};
use brygga_domain::ids::HsaId;
use brygga_store::Change;
use jiff::SignedDuration;

use crate::site::Site;

const PAGE: &str = "/follow-up/lead-times";

/// Somebody of Björkvik on a ward: the municipality ready after 6 h, home after 12 h, forty days ago.
fn facts(site: &Site, number: u32, ward: &HsaId) -> ChainFacts {
    let ready = site.inner.app.now() - SignedDuration::from_hours(40 * 24);
    let mut facts = chain_at(number, ready, Some(ready + SignedDuration::from_hours(12)));
    municipality_ready(&mut facts, ready + SignedDuration::from_hours(6));
    facts.ward = ward.clone();
    facts.municipality = Some(String::from("9901"));
    facts
}

/// Three on Avdelning 37, and seven on Medicin 9.
async fn county(site: &Site) -> HsaId {
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37").unit;
    let other = site.inner.actor("Kim Demosson", "Medicin 9").unit;
    let small = (1_000..1_003).map(|n| facts(site, n, &ward));
    let large = (2_000..2_007).map(|n| facts(site, n, &other));
    // One of them is a history of another system.
    let small = small.map(|mut facts| {
        facts.imported = facts.chain.bytes()[15] == (1_000_u32 % 256) as u8;
        facts
    });
    let rows = small
        .chain(large)
        .map(|facts| Change::Facts(facts.chain, Some(Box::new(row_of(&facts, 1)))));
    site.inner.store.write_projections(rows.collect()).await.unwrap();
    ward
}

/// The numbers of the row that begins with a name.
fn row(body: &str, name: &str) -> Vec<String> {
    let row = body.split("<tr>").find(|row| row.contains("scope=\"row\"") && row.contains(name));
    let row = row.unwrap_or_else(|| panic!("no row {name}: {body}"));
    let cells = row.split("<td class=\"n\">").skip(1);
    let text =
        |cell: &str| cell.split("</td>").next().unwrap().replace("<b>", "").replace("</b>", "");
    cells.map(text).collect()
}

#[tokio::test]
async fn a_ward_reads_its_own_times_and_everybody_else_none_of_few() {
    let site = Site::new().await;
    let ward = county(&site).await;
    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let page = nurse.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    // The two hide each other: 10 in all less 7 would be 3.
    for name in ["Avdelning 37", "Medicin 9"] {
        assert_eq!(row(&page.body, &format!(">{name}</a>")), ["–"; 6], "{}", page.body);
    }
    assert_eq!(row(&page.body, "Utskrivningsklar till utskriven<")[..2], ["10", "12 h"]);
    assert!(page.body.contains("färre än fem"));
    assert!(page.body.contains("Visas bara när urvalet är er egen avdelning eller kommun"));

    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = own.get(&format!("{PAGE}?ward={ward}")).await;
    assert_eq!(row(&page.body, ">Avdelning 37</a>")[2..5], ["6,0 h", "3", "12 h"]);
    // Nobody named a care contact: three cases, found by the system.
    let breaches = page.body.split("id=\"h-breaches\"").nth(1).unwrap();
    assert_eq!(row(breaches, "Fast vårdkontakt utsedd i tid"), ["3"]);
    assert!(page.body.contains("Alla tal visas"));
    assert!(page.body.contains("Importerade ur annat system: 1 av 3 vårdkedjor"), "{}", page.body);
}

#[tokio::test]
async fn the_page_has_months_and_a_period_beside_them_and_no_row_where_nothing_was() {
    let site = Site::new().await;
    let ward = county(&site).await;
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = own.get(&format!("{PAGE}?ward={ward}")).await.body;
    assert!(page.contains("Utskrivningsklar till utskriven per månad, median i timmar"), "{page}");
    assert!(page.contains("11 månader utan något att mäta har ingen rad"), "{page}");
    let hours = page.rsplit("Utskrivna per timme").next().unwrap();
    let hours = hours.split("</tbody>").next().unwrap();
    assert_eq!(hours.matches("<th scope=\"row\">").count(), 1, "{hours}");
    // The year before has nothing; without a choice it is compared with.
    assert!(page.contains("Jämfört med ") && page.contains(": –</dd>"), "{page}");
    let alone = own.get(&format!("{PAGE}?ward={ward}&compare=none")).await.body;
    assert!(!alone.contains("Jämfört med "), "{alone}");
    // Six hours to kommunklar and six home, in which nothing of the ledger was missing.
    let causes = page.split("id=\"h-split1\"").nth(1).unwrap();
    let other = ["3", "6,0 h", "6,0 h", "3", "6,0 h", "6,0 h"];
    assert_eq!(row(causes, "Annan orsak"), other);
    assert_eq!(row(causes, "Väntar på hjälpmedel"), ["–"; 6]);
}

#[tokio::test]
async fn the_files_have_what_the_page_has_and_the_choices_go_along_to_the_other_page() {
    let site = Site::new().await;
    let ward = county(&site).await;
    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let csv = nurse.get(&format!("{PAGE}.csv")).await;
    assert!(csv.body.starts_with("\u{feff}# Ledtider, version 1"), "{}", csv.body);
    assert!(csv.body.contains(";Utskrivningsklar till utskriven;10;12;12;12"), "{}", csv.body);
    assert!(!csv.body.contains("Avdelning 37"), "{}", csv.body);
    assert!(csv.header("content-disposition").contains("ledtider_"));
    let split = "Orsak;other;Annan orsak;Utskrivningsklar till kommunklar;10;6;6;6";
    assert!(csv.body.contains(split), "{}", csv.body);
    let rules = nurse.get("/follow-up/compliance.csv").await;
    assert!(rules.body.contains(";Utskriven samma dag;"), "{}", rules.body);
    assert!(!rules.body.contains("Upptäckt av systemet;"), "{}", rules.body);
    let json = nurse.get(&format!("{PAGE}.json")).await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["lead_times"]["suppressed"], true);
    assert_eq!(json["lead_times"]["total"]["measures"]["ready_to_left"]["median"], 12.0);
    assert_eq!(json["compliance"]["breaches"], serde_json::json!([]));
    let svg = nurse.get(&format!("{PAGE}.svg")).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.body.contains("per månad, median i timmar</text>"), "{}", svg.body);
    assert!(svg.body.contains(">alla 12</text>"), "the median of all: {}", svg.body);
    // The paper has both diagrams, and what the ways went to: by cause and by turn.
    let pdf = nurse.get(&format!("{PAGE}.pdf")).await;
    assert_eq!(pdf.body.matches("/S /Figure").count(), 2);
    for words in ["(Annan orsak) Tj", "(Avdelningen) Tj", "(Kommunen) Tj", "(6,0) Tj"] {
        assert!(pdf.body.contains(words), "{words}");
    }

    let page = nurse.get(&format!("{PAGE}?ward={ward}&variant=V3")).await;
    let other = format!("/follow-up/weekend-stays?ward={ward}&#38;variant=V3");
    assert!(page.body.contains(&other), "{}", page.body);
    let page = nurse.get("/follow-up/weekend-stays").await;
    assert!(page.body.contains(&format!("href=\"{PAGE}\"")));
}

#[tokio::test]
async fn who_looks_after_the_server_has_no_times() {
    let site = Site::new().await;
    let user = site.as_user("Jo Testman", "Systemförvaltning Brygga").await;
    for page in [PAGE, "/follow-up/lead-times.json", "/follow-up/compliance.csv"] {
        assert_eq!(user.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
}
