//! Payment liability through the use case: the worked examples of facts 2.4, from rows of another
//! system to amounts.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use brygga_app::care_chain::rebuild;
use brygga_app::follow_up::{AskedTimes, Lines, count_liability};
use brygga_app::history::{ChainRow, import_chains, read_chains};
use brygga_app::registry::import_registry;
use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_domain::follow_up::payment::{CaseLine, LiabilityReport, Thousandths};
use brygga_domain::follow_up::report::{Month, Period, Selection};
use brygga_testkit::TestSite;
use jiff::civil::date;

const HEADER: &str = "case_id,personal_identity,ward,municipality_code,admitted_at,\
    admission_notice_at,discharge_ready_at,ready_withdrawn_at,municipality_ready_at,sip_required,\
    sip_called_at,primary_care_ready_at,discharged_at,causes";

const RATES: &str = "
[[payment_rate]]
year = 2023
amount_sek = 10500
regulation = \"HSLF-FS 2022:60\"
source = \"www.socialstyrelsen.se\"
confirmed_by = \"Ekonomi\"
confirmed_on = \"2026-11-20\"
";

/// A site whose county has these settings since 2020, and the rate of 2023.
async fn site(county: &str) -> TestSite {
    let site = TestSite::new().await;
    let file = read_registry_file(&format!("{DEMO_REGISTRY}\n{county}\n{RATES}"));
    import_registry(&site.app, &file.unwrap(), date(2020, 1, 1)).await.unwrap();
    site
}

async fn import(site: &TestSite, rows: &[String]) {
    let file = format!("{HEADER}\n{}\n", rows.join("\n"));
    let rows = read_chains(file.as_bytes(), site.app.now()).unwrap();
    let rows: Vec<ChainRow> = rows.into_iter().map(|row| row.chain.unwrap()).collect();
    let done = import_chains(&site.app, &rows, date(2023, 1, 1)).await.unwrap();
    assert_eq!(done.refused.len(), 0);
    rebuild(&site.app, |_| {}).await.unwrap();
}

async fn june(site: &TestSite) -> LiabilityReport {
    let june = Month::parse("2023-06").unwrap();
    let period = Period::new(june, june).unwrap();
    let asked = AskedTimes { period, selection: Selection::default() };
    let count = |lines| count_liability(&site.app, &asked, site.app.now(), None, lines);
    let listed = count(Lines::Listed).await.unwrap();
    // Months in memory have no lines, and say the same, also when the registry has changed since.
    let mut without_lines = listed.clone();
    without_lines.municipalities.iter_mut().for_each(|it| it.cases.clear());
    let counted = count(Lines::Counted).await.unwrap();
    assert_eq!(
        serde_json::to_value(counted).unwrap(),
        serde_json::to_value(without_lines).unwrap()
    );
    listed
}

/// Admitted on 1 June and notified within the day; ready, SIP, öppenvårdsklar and home as said.
fn row(case: &str, ready: &str, sip: &str, outpatient: &str, home: &str) -> String {
    format!(
        "{case},19380712-9022,Avdelning 37,9901,2023-06-01T08:00,2023-06-01T09:00,{ready},,,{sip},\
         {outpatient},{home},"
    )
}

#[tokio::test]
async fn the_statutory_examples_give_their_amounts() {
    let site = site("").await;
    let home = "2023-06-13T10:00";
    import(
        &site,
        &[
            row("MORNING", "2023-06-05T10:15", "no,", "", home),
            row("AFTERNOON", "2023-06-05T13:20", "no,", "", home),
            row("NOON", "2023-06-05T12:00:00", "no,", "", home),
            row("NO-SIP", "2023-06-05T10:15", "yes,", "2023-06-05T11:00", home),
            row("WAITS", "2023-06-05T10:15", "yes,2023-06-06T10:00", "2023-06-11T09:00", home),
        ],
    )
    .await;
    let report = june(&site).await;
    assert_eq!(report.model, "statutory");
    let cases: Vec<&CaseLine> = report.municipalities.iter().flat_map(|it| &it.cases).collect();
    let case = |id: &str| {
        let case = cases.iter().find(|case| case.case_id == id).unwrap();
        (case.start_on, case.days, case.amount_sek, case.reason)
    };
    assert_eq!(case("MORNING"), (Some(date(2023, 6, 8)), 5, Some(52_500), None));
    assert_eq!(case("NOON"), case("MORNING"));
    assert_eq!(case("AFTERNOON"), (Some(date(2023, 6, 9)), 4, Some(42_000), None));
    assert_eq!(case("NO-SIP"), (None, 0, Some(0), Some("sip_not_called")));
    assert_eq!(case("WAITS"), (Some(date(2023, 6, 11)), 2, Some(21_000), None));
    assert_eq!(report.total.days, Some(Thousandths::whole(16)));
}

#[tokio::test]
async fn the_example_of_the_mean_gives_its_amount_and_one_patient_less_gives_none() {
    let site = site("liability_model = \"average-month\"\naverage_population = \"all\"").await;
    let days = [0, 0, 1, 2, 3, 3, 4, 8, 9];
    let example = |(n, days): (usize, &i8)| {
        let sip = if *days == 9 { "yes,2023-06-05T11:00" } else { "no," };
        row(
            &format!("M{n}"),
            "2023-06-05T10:15",
            sip,
            "",
            &format!("2023-06-{:02}T15:00", 5 + days),
        )
    };
    import(&site, &days.iter().enumerate().map(example).collect::<Vec<_>>()).await;
    let report = june(&site).await;
    assert_eq!(report.model, "average-month");
    let of = |report: &LiabilityReport| {
        let all = report.municipalities.iter().find(|it| !it.means.is_empty()).unwrap();
        all.means[0].clone()
    };
    let mean = of(&report);
    assert_eq!((mean.patients, mean.patient_days, mean.excess_days), (9, 30, Thousandths(3_000)));
    assert_eq!(mean.amount_sek, Some(Thousandths::whole(31_500)));
    assert_eq!(report.total.to_pay_sek, Some(Thousandths::whole(31_500)));

    // By the default nobody counts of whom it is not clear whether outpatient care was ready.
    let file = read_registry_file(&format!(
        "{DEMO_REGISTRY}\nliability_model = \"average-month\"\n\
         average_population = \"preconditions-and-outpatient\"\n{RATES}"
    ));
    import_registry(&site.app, &file.unwrap(), date(2023, 6, 1)).await.unwrap();
    let mean = of(&june(&site).await);
    assert_eq!((mean.patients, mean.patient_days), (8, 21));
    assert_eq!(
        (mean.amount_sek, mean.reason),
        (Some(Thousandths(0)), Some("at_or_below_threshold"))
    );
    assert_eq!(mean.terms_since, Some(date(2023, 6, 1)));
}
