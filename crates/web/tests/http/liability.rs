use axum::http::StatusCode;
use brygga_app::care_chain::load;
use brygga_app::follow_up::row_of;
use brygga_app::on_day;
use brygga_app::registry::import_registry;
use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_domain::calendar::{local_date, stockholm};
use brygga_domain::follow_up::facts::{
    ChainFacts, MunicipalityFacts, NoticeTo, PartyFacts, UnitReady,
};
use brygga_domain::follow_up::testing::chain_at;
use brygga_domain::ids::{ChainId, HsaId};
use brygga_domain::registry::{Branch, Outage};
use brygga_store::Change;
use jiff::{SignedDuration, Span, Timestamp};

use crate::site::Site;

const PAGE: &str = "/follow-up/liability";

/// Ten o'clock on the third of the month before last.
fn third(site: &Site) -> Timestamp {
    let day = local_date(site.inner.app.now()).first_of_month();
    let day = day.saturating_sub(Span::new().months(2)).saturating_add(Span::new().days(2));
    stockholm().to_timestamp(day.at(10, 0, 0, 0)).unwrap()
}

/// Somebody ready on the third and home so many days later, with everything in order.
fn facts(site: &Site, chain: ChainId, ward: &HsaId, code: &str, days: i64) -> ChainFacts {
    let ready = third(site);
    let left = ready + SignedDuration::from_hours(24 * days);
    let mut facts = chain_at(0, ready, Some(left));
    let registry = site.inner.app.registry();
    let municipality = on_day(&registry, ready).municipality(code).unwrap().id.clone();
    let assessor = HsaId::parse("TEST-BISTAND").unwrap();
    facts.chain = chain;
    facts.ward = ward.clone();
    facts.wards[0].ward = ward.clone();
    facts.municipality = Some(code.to_owned());
    facts.parties.push(PartyFacts {
        unit: assessor.clone(),
        organisation: municipality.clone(),
        branch: Branch::SocialServices,
        supplier: false,
        from: ready,
        until: None,
    });
    facts.notices[0].to.push(NoticeTo {
        unit: assessor.clone(),
        seen_at: None,
        answered_at: None,
        answer: None,
        taken_over_at: None,
    });
    facts.ready[0].municipalities = vec![MunicipalityFacts {
        organisation: municipality,
        units: vec![UnitReady {
            unit: assessor,
            notified_at: Some(ready),
            ready_at: None,
            can_receive_from: None,
            refused_at: None,
        }],
    }];
    facts
}

async fn write(site: &Site, facts: impl IntoIterator<Item = ChainFacts>) {
    let row = |facts: ChainFacts| Change::Facts(facts.chain, Some(Box::new(row_of(&facts, 1))));
    let rows = facts.into_iter().map(row).collect();
    site.inner.store.write_projections(rows).await.unwrap();
}

fn id(number: u32) -> ChainId {
    let mut id = [0; 16];
    id[12..].copy_from_slice(&number.to_be_bytes());
    ChainId::from_bytes(id)
}

/// Three of Björkvik and seven of the second municipality, each with five liable days.
async fn county(site: &Site) -> HsaId {
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37").unit;
    let few = (1_000..1_003).map(|n| facts(site, id(n), &ward, "9901", 8));
    let many = (2_000..2_007).map(|n| facts(site, id(n), &ward, "9902", 8));
    write(site, few.chain(many)).await;
    ward
}

/// The cells of the row that begins with a name, in the table with an id.
fn row(body: &str, table: &str, name: &str) -> Vec<String> {
    let table = body.split(&format!("id=\"{table}\"")).nth(1).unwrap();
    let row = table.split("<tr>").find(|row| row.contains("scope=\"row\"") && row.contains(name));
    let row = row.unwrap_or_else(|| panic!("no row {name}: {table}"));
    let cells = row.split("<td class=\"n\">").skip(1);
    cells.map(|cell| cell.split("</td>").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_ward_reads_its_own_liability_and_everybody_else_none_of_few() {
    let site = Site::new().await;
    let ward = county(&site).await;
    let registry = site.inner.app.registry();
    let today = on_day(&registry, site.inner.app.now());
    let names = ["9901", "9902"].map(|code| today.municipality(code).unwrap().name.clone());
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = own.get(&format!("{PAGE}?ward={ward}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let amount = "–"; // nobody has confirmed a rate
    assert_eq!(row(&page.body, "h-table1", &names[0]), ["3", "3", "15", amount, "0", "0", "0"]);
    assert_eq!(row(&page.body, "h-table1", "Alla<"), ["10", "10", "50", amount, "0", "0", "0"]);
    assert_eq!(
        row(&page.body, "h-table3", &format!("{}, ", names[1])),
        ["7", "7", "35", amount, "0", "0", "0"]
    );
    assert!(page.body.contains("Beloppet per vårddygn för"), "{}", page.body);
    assert!(page.body.contains("Alla tal visas"));

    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    let page = nurse.get(PAGE).await;
    let hidden = "&#60;5*";
    assert_eq!(row(&page.body, "h-table1", &names[0])[..4], [hidden; 4], "{}", page.body);
    assert_eq!(row(&page.body, "h-table1", "Alla<")[..3], ["10", "10", "50"]);
    assert!(!page.body.contains("Per kommun och månad"));
    let csv = nurse.get(&format!("{PAGE}.csv")).await;
    assert!(csv.body.starts_with("\u{feff}# Betalningsansvar, version 2"), "{}", csv.body);
    let few = format!("Kommun;9901;{};;;färre än 5 eller dolt;", names[0]);
    assert!(csv.body.contains(&few), "{}", csv.body);
    assert!(csv.header("content-disposition").contains("betalningsansvar_"));
    let json = nurse.get(&format!("{PAGE}.json")).await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!((&json["suppressed"], &json["total"]["days"]), (&true.into(), &50.into()));
    let svg = nurse.get(&format!("{PAGE}.svg")).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.body.contains("font-weight=\"bold\" fill=\"#10211f\">50</text>"), "{}", svg.body);
    let pdf = nurse.get(&format!("{PAGE}.pdf")).await;
    assert!(pdf.body.contains("/S /Figure") && pdf.body.contains("(<5*) Tj"));
    // 15 and 35 are hidden; a line of the diagram has 15 at its end.
    assert!(!pdf.body.contains("(35) Tj"), "hidden numbers");
    assert!(nurse.get(&format!("{PAGE}.xlsx")).await.body.starts_with("PK"));
}

#[tokio::test]
async fn a_case_is_explained_day_by_day_to_its_own_unit_and_to_nobody_else() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&kim).await;
    write(&site, [facts(&site, chain, &kim.unit, "9901", 6)]).await;
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let cases = own.get(&format!("{PAGE}/cases")).await;
    let address = format!("{PAGE}/cases/{chain}/1");
    assert!(cases.body.contains(&address), "{}", cases.body);
    let page = own.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for words in [
        "Mallström",
        "5 kap. 3 § 1",
        "Kommunen fick inskrivningsmeddelande",
        "Gäller inte här",
        "Före starten",
        "Kommunen betalar",
        "Start enligt 5 kap. 4 §",
        "Grundvärdena",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    // 3 days until the start, then 3 to pay.
    assert_eq!(page.body.matches("Före starten").count(), 2);
    assert_eq!(page.body.matches("<b>Kommunen betalar</b>").count(), 3);
    assert!(load(&site.inner.app, chain).await.is_ok());

    let other = site.as_user("Kim Demosson", "Medicin 9").await;
    assert!(!other.get(&format!("{PAGE}/cases")).await.body.contains(&chain.to_string()));
    let hidden = other.get(&address).await;
    let nothing = other.get(&format!("{PAGE}/cases/{}/1", id(9))).await;
    assert_eq!((hidden.status, nothing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    for wrong in ["2", "0", "x"] {
        let answer = own.get(&format!("{PAGE}/cases/{chain}/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_case_that_an_outage_touches_is_to_be_reconciled_on_every_page() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&kim).await;
    write(&site, [facts(&site, chain, &kim.unit, "9901", 6)]).await;
    let ready = third(&site);
    let mut file = read_registry_file(DEMO_REGISTRY).unwrap();
    file.outage.push(Outage {
        id: String::from("drift-1"),
        from: ready,
        to: Some(ready + SignedDuration::from_hours(2)),
        what: String::from("Driften låg nere"),
        withdrawn: false,
    });
    import_registry(&site.inner.app, &file, local_date(ready)).await.unwrap();
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = own.get(&format!("{PAGE}?ward={}", kim.unit)).await;
    assert_eq!(row(&page.body, "h-table1", "Alla<")[6], "1", "{}", page.body);
    let cases = own.get(&format!("{PAGE}/cases")).await;
    assert!(cases.body.contains("Ska stämmas av"), "{}", cases.body);
    let case = own.get(&format!("{PAGE}/cases/{chain}/1")).await;
    assert!(case.body.contains("Ska stämmas av: drift-1, Driften låg nere"), "{}", case.body);
    let json = own.get(&format!("{PAGE}.json?ward={}", kim.unit)).await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["total"]["to_be_reconciled"], 1);
}

#[tokio::test]
async fn other_terms_are_tried_beside_those_in_force_and_a_wrong_one_is_kept_and_explained() {
    let site = Site::new().await;
    let ward = county(&site).await;
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let of = |terms: &str| format!("{PAGE}?ward={ward}&{terms}");
    let plain = own.get(&of("")).await;
    assert!(plain.body.contains("Pröva andra villkor") && !plain.body.contains("id=\"tried\""));
    let tried = own.get(&of("last_day_counts=yes&rate_sek=9000")).await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(tried.body.contains("får inte faktureras"), "{}", tried.body);
    let sek = "540\u{a0}000 kr";
    assert_eq!(row(&tried.body, "tried", "Alla<"), ["50", "–", "60", sek, "+10", "–"]);
    assert!(tried.body.contains("value=\"yes\" selected"), "{}", tried.body);
    // The figures above are those in force.
    assert_eq!(row(&tried.body, "h-table1", "Alla<")[2], "50");
    // A mean has no part of one ward: a dash, and why, and nothing that looks hidden.
    let mean = own.get(&of("liability_model=average-month")).await;
    assert_eq!(row(&mean.body, "tried", "Alla<"), ["50", "–", "–", "–", "–", "–"]);
    assert!(mean.body.contains("Ett genomsnitt räknas på kommunens alla patienter"));
    let wrong = own.get(&of("average_threshold_thousandths=tre&last_day_counts=yes")).await;
    assert!(wrong.body.contains("Det värdet går inte att pröva"), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"tre\"") && !wrong.body.contains("id=\"tried\""));
    // Nothing is stored.
    assert_eq!(row(&own.get(&of("")).await.body, "h-table1", "Alla<")[2], "50");
}

#[tokio::test]
async fn the_basis_of_an_invoice_is_for_the_parties_alone() {
    let site = Site::new().await;
    let ward = county(&site).await;
    let file = format!("{PAGE}/invoice.csv");
    let own = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = own.get(&format!("{PAGE}?ward={ward}")).await;
    assert!(page.body.contains("Fakturaunderlag"), "{}", page.body);
    let basis = own.get(&format!("{file}?ward={ward}")).await;
    assert_eq!(basis.status, StatusCode::OK, "{}", basis.body);
    assert!(basis.body.starts_with("\u{feff}# Fakturaunderlag: "), "{}", basis.body);
    assert_eq!(basis.body.matches(";Ärende;").count(), 10, "{}", basis.body);
    assert_eq!(basis.body.matches(";Summa;").count(), 2, "each municipality: {}", basis.body);
    assert!(basis.body.contains(";Inget belopp;0"), "nobody has confirmed a rate");
    assert!(basis.body.contains(";Summa;;;;;;;;;;0\r\n"), "and no sum of what nobody knows");
    let sent = third(&site).to_zoned(stockholm().clone()).strftime("%Y-%m-%dT10:00:00%:z;");
    assert!(basis.body.contains(&sent.to_string()), "by the clock of the law: {}", basis.body);
    let pdf = own.get(&format!("{PAGE}/invoice.pdf?ward={ward}")).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert!(pdf.body.contains("(Avdelning 37) Tj") && !pdf.body.contains("statutory"));
    // Not of everybody, and not for a unit that is no party to all.
    assert_eq!(own.get(&file).await.status, StatusCode::FORBIDDEN);
    let nurse = site.as_user("Sam Fiktivberg", "Ekens vårdcentral").await;
    assert!(!nurse.get(PAGE).await.body.contains("Fakturaunderlag"));
    for asked in [file.clone(), format!("{file}?ward={ward}"), format!("{file}?municipality=9901")]
    {
        let answer = nurse.get(&asked).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{asked}");
        assert!(answer.body.contains("bara för betalningens parter"), "{}", answer.body);
    }
}

#[tokio::test]
async fn who_looks_after_the_server_has_no_liability() {
    let site = Site::new().await;
    let user = site.as_user("Jo Testman", "Systemförvaltning Brygga").await;
    for page in [PAGE.to_owned(), format!("{PAGE}.json"), format!("{PAGE}/cases")] {
        assert_eq!(user.get(&page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
}
