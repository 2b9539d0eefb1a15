//! `brygga report`: the figures of a county on the command line.

use std::path::Path;

use serde_json::Value;

use crate::hand_count;
use crate::harness::{brygga, county_registry, text};

const MONTHS: [&str; 4] = ["--from", "2026-10", "--to", "2026-11"];

fn said(data: &Path, report: &str, more: &[&str]) -> Vec<u8> {
    let output = brygga(&[&["report", report], &MONTHS[..], more].concat(), data);
    assert!(output.status.success(), "{}", text(&output.stderr));
    output.stdout
}

fn json(data: &Path, report: &str, more: &[&str]) -> Value {
    serde_json::from_slice(&said(data, report, more)).unwrap()
}

fn sum(rows: &Value, column: &str) -> u64 {
    rows.as_array().unwrap().iter().map(|row| row[column].as_u64().unwrap()).sum()
}

#[test]
fn a_county_reports_its_weekend_stays_and_its_liability() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let county = ["simulate", "--months", "1", "--until", "2026-11-17T09:00:00Z", "--seed", "1"];
    let made = brygga(&county, data);
    assert!(made.status.success(), "{}", text(&made.stderr));

    let stays = json(data, "weekend-stays", &[]);
    assert_eq!(stays["definition"]["version"], 1);
    assert_eq!(stays["months"][0]["month"], "2026-10");
    let total = stays["total"]["stayed"].as_u64().unwrap();
    assert!(total > 20, "{total}");
    for rows in ["months", "by_ward", "by_municipality"] {
        for column in ["chains", "ready_weekdays", "stayed"] {
            assert_eq!(sum(&stays[rows], column), stays["total"][column], "{rows} {column}");
        }
    }
    let (stayed, chains) = (total as f64, stays["total"]["chains"].as_f64().unwrap());
    is_unrounded(&stays["total"]["share_of_chains"], stayed / chains);
    // What the county itself counted in the log when it was made.
    let (ready, counted) = (&stays["total"]["ready_weekdays"], text(&made.stdout));
    assert!(
        counted.contains(&format!("of the {ready} ready on a weekday: ")),
        "{ready}: {counted}"
    );

    let ward = json(data, "weekend-stays", &["--ward", "Avdelning 37"]);
    let wards = stays["by_ward"].as_array().unwrap();
    let of_all = wards.iter().find(|row| row["name"] == "Avdelning 37").unwrap();
    assert_eq!(ward["total"]["stayed"], of_all["stayed"]);
    let public = json(data, "weekend-stays", &["--public"]);
    assert_eq!(public["suppressed"], true);
    let shown = public["by_ward"].as_array().unwrap().iter();
    assert!(shown.filter_map(|row| row["stayed"].as_u64()).all(|n| n == 0 || n >= 5));
    let csv = text(&said(data, "weekend-stays", &["--format", "csv"]));
    assert!(csv.starts_with("\u{feff}# weekend_stay version 1 V1, as of "), "{csv}");
    let v3 = json(data, "weekend-stays", &["--variant", "V3"]);
    assert!(v3["total"]["stayed"].as_u64().unwrap() <= total);

    measures_its_lead_times(data);
    every_report_is_a_document(data);
    sets_the_waiting_beside_places_that_nobody_has_said(data);
    gives_its_fact_tables_to_other_programs(data, &stays);
    october_is_what_was_counted_by_hand(data);

    let liability = json(data, "liability", &[]);
    assert_eq!(liability["model"], "statutory");
    let all = liability["municipalities"].as_array().unwrap().iter();
    let cases: Vec<&Value> = all.flat_map(|it| it["cases"].as_array().unwrap()).collect();
    assert!(cases.iter().any(|case| case["days"].as_u64().unwrap() > 0));
    for case in &cases {
        let days = case["days"].as_u64().unwrap();
        // Nobody has confirmed a rate: the days are counted and nothing is charged.
        let expected =
            if days > 0 { "no_confirmed_rate" } else { case["reason"].as_str().unwrap() };
        assert_eq!(case["reason"], expected);
        assert_eq!(case["amount_sek"].is_null(), days > 0, "{case}");
        assert_eq!(case["start_on"].is_null(), days == 0, "{case}");
    }
    let public = text(&said(data, "liability", &["--public"]));
    assert!(!public.contains("case_id"), "{public}");
    let csv = text(&said(data, "liability", &["--format", "csv"]));
    assert_eq!(csv.lines().count(), cases.len() + 2);

    tries_other_terms(data, &liability);

    let refused = brygga(&["report", "liability", "--from", "2026-11", "--to", "2026-10"], data);
    assert!(!refused.status.success());
    let why = text(&refused.stderr);
    assert!(why.contains("--to 2026-10 must not lie before --from 2026-11"), "{why}");
    let refused =
        brygga(&[&["report", "liability"], &MONTHS[..], &["--ward", "nej"]].concat(), data);
    assert!(text(&refused.stderr).contains("`brygga registry show` prints them"));
}

/// Not rounded to what a page shows; the parser of this test may lose the last digit.
fn is_unrounded(share: &Value, expected: f64) {
    let off = share.as_f64().unwrap() - expected;
    assert!(off.abs() < 1e-12, "{share} is not {expected}");
}

/// The figures in force beside others, and nothing written.
fn tries_other_terms(data: &Path, in_force: &Value) {
    let terms = data.join("terms.toml");
    let rate = |year: u16| {
        format!(
            "[[payment_rate]]\nyear = {year}\namount_sek = 9000\nregulation = \"prövas\"\n\
             source = \"prövas\"\n"
        )
    };
    let words = format!("[county]\nlast_day_counts = \"yes\"\n{}{}", rate(2026), rate(2027));
    std::fs::write(&terms, words).unwrap();
    let file = ["--what-if", terms.to_str().unwrap()];
    let compared = json(data, "liability", &file);
    assert_eq!(compared["what_if"], true);
    assert_eq!(compared["in_force"]["total"], in_force["total"], "nothing in force has changed");
    assert!(compared["total"]["days"].as_u64().unwrap() > 0);
    assert!(compared["tried"]["total"]["to_pay_sek"].as_u64().unwrap() > 0);
    assert!(compared["total"]["to_pay_sek"].is_null(), "no rate is in force to compare with");
    assert_eq!(sum(&compared["municipalities"], "days"), compared["total"]["days"]);
    let csv = text(&said(data, "liability", &[&file[..], &["--format", "csv"]].concat()));
    assert!(
        csv.starts_with("\u{feff}# WHAT-IF, not in force; liability, model statutory"),
        "{csv}"
    );
    assert_eq!(json(data, "liability", &[])["total"], in_force["total"], "nothing is stored");

    std::fs::write(&terms, "[county]\nlast_day_count = \"yes\"\n").unwrap();
    let args = [&["report", "liability"], &MONTHS[..], &file].concat();
    let refused = brygga(&args, data);
    assert!(!refused.status.success());
    let why = text(&refused.stderr);
    assert!(
        why.contains("cannot be tried") && why.contains("did you mean last_day_counts?"),
        "{why}"
    );

    let basis = json(data, "liability", &["--invoice"]);
    let lines = basis.as_array().unwrap().iter().flat_map(|it| it["lines"].as_array().unwrap());
    assert!(lines.clone().count() > 0);
    assert!(lines.clone().all(|line| line["state"] == "no_amount"), "nobody has confirmed a rate");
}

fn measures_its_lead_times(data: &Path) {
    let times = json(data, "lead-times", &[]);
    assert_eq!(times["definition"]["name"], "lead_times");
    let of = |row: &Value| row["measures"]["ready_to_left"]["n"].as_u64().unwrap_or(0);
    let whole = of(&times["total"]);
    assert!(whole > 100, "{whole}");
    for rows in ["months", "by_ward", "by_municipality"] {
        let rows = times[rows].as_array().unwrap().iter();
        assert_eq!(rows.map(of).sum::<u64>(), whole);
    }
    let spread = &times["total"]["measures"]["ready_to_left"];
    assert!(spread["median"].as_f64() <= spread["p90"].as_f64());
    let one = json(data, "lead-times", &["--measure", "ready_to_left"]);
    assert_eq!((&one["total"], one["suppressed"].as_bool()), (spread, Some(false)));
    let of_month = |row: &Value| (row["month"].clone(), row["measures"]["ready_to_left"].clone());
    let months = times["months"].as_array().unwrap().iter().map(of_month);
    let alone = one["months"].as_array().unwrap().iter();
    let alone = alone.map(|row| (row["month"].clone(), row["spread"].clone()));
    assert!(alone.eq(months), "{one}");
    let public = json(data, "lead-times", &["--measure", "ready_to_left", "--public"]);
    assert_eq!(public["suppressed"], true);
    let csv = text(&said(data, "lead-times", &["--measure", "ready_to_left", "--format", "csv"]));
    assert!(csv.contains(&format!("total;{whole};")), "{csv}");
    let unknown =
        brygga(&[&["report", "lead-times"], &MONTHS[..], &["--measure", "x"]].concat(), data);
    let error = text(&unknown.stderr);
    assert!(error.contains("the measures are admission_to_notice, "), "{error}");
    let csv = text(&said(data, "lead-times", &["--format", "csv"]));
    assert!(csv.starts_with("\u{feff}# lead_times version 1, as of "), "{csv}");
    assert!(csv.contains(&format!("total;;;ready_to_left;{whole};")), "{csv}");

    let kept = json(data, "compliance", &[]);
    let notice = &kept["total"]["notice_within_24_h"];
    let (of, in_time) = (notice["of"].as_u64().unwrap(), notice["kept"].as_u64().unwrap());
    is_unrounded(&notice["share"], in_time as f64 / of as f64);
    let breaches = kept["breaches"].as_array().unwrap().iter();
    let late = breaches.filter(|it| it["rule"] == "notice_within_24_h");
    assert_eq!(late.map(|it| it["cases"].as_u64().unwrap()).sum::<u64>(), of - in_time);
    let public = json(data, "compliance", &["--public"]);
    assert_eq!((&public["suppressed"], &public["breaches"]), (&true.into(), &Value::Array(vec![])));
    let csv = text(&said(data, "compliance", &["--format", "csv"]));
    assert!(csv.contains("breach;TST"), "{csv}");
}

fn october_is_what_was_counted_by_hand(data: &Path) {
    let months = ["--from", "2026-10", "--to", "2026-10"];
    let output = brygga(&[&["report", "weekend-stays"], &months[..]].concat(), data);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let as_of = report["as_of"].as_str().unwrap().parse().unwrap();
    let counted = hand_count::by_hand(data, (2026, 10), as_of);
    hand_count::agrees_with(&counted, &report);
    hand_count::stands_on_the_page(&counted, &report, data);
}

fn every_report_is_a_document(data: &Path) {
    for (report, diagram) in [
        ("weekend-stays", "Kvar över helgen per månad och orsak"),
        ("lead-times", "Utskrivningsklar till utskriven per månad, median i timmar"),
        ("compliance", "Så ofta hölls det"),
        ("liability", "Dagar att betala per månad"),
        ("capacity", "Korttidsplatser och väntande en medeldag per år"),
    ] {
        let svg = text(&said(data, report, &["--format", "svg"]));
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
        assert!(svg.contains(&format!(">{diagram}</text>")), "{report}: {svg}");
        let bars = svg.matches("<rect ").count() - 1;
        assert!(bars >= 2, "{report} has bars: {svg}");
        let pdf = said(data, report, &["--format", "pdf"]);
        assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF"), "{report}");
        assert!(String::from_utf8_lossy(&pdf).contains("/S /Figure"), "{report}");
        let file = data.join("report.xlsx");
        let out = ["--format", "xlsx", "--out", file.to_str().unwrap(), "--language", "en"];
        assert!(said(data, report, &out).is_empty(), "{report}");
        assert!(std::fs::read(&file).unwrap().starts_with(b"PK"), "{report}");
    }
    let invoice = ["--invoice", "--format", "svg"];
    let refused = brygga(&[&["report", "liability"], &MONTHS[..], &invoice].concat(), data);
    let why = text(&refused.stderr);
    assert!(why.contains("the invoice basis has no diagram: --format is json"), "{why}");
    let nowhere = data.join("no/such/folder.pdf");
    let out = ["--format", "pdf", "--out", nowhere.to_str().unwrap()];
    let refused = brygga(&[&["report", "compliance"], &MONTHS[..], &out].concat(), data);
    assert!(text(&refused.stderr).contains("could not be written"));
}

fn sets_the_waiting_beside_places_that_nobody_has_said(data: &Path) {
    let report = json(data, "capacity", &[]);
    assert!(report["municipalities"][0]["years"][0]["places"].is_null());
    let waited = report["total"][0]["waited"].as_u64().unwrap();
    let of_all = report["municipalities"].as_array().unwrap().iter();
    let of_all = of_all.map(|it| it["years"][0]["waited"].as_u64().unwrap()).sum::<u64>();
    assert_eq!(waited, of_all);
    assert!(waited > 0);
    assert!(said(data, "capacity", &["--format", "pdf", "--public"]).starts_with(b"%PDF-"));
    let csv = text(&said(data, "capacity", &["--format", "csv"]));
    assert!(csv.starts_with("\u{feff}# capacity version 1, as of "), "{csv}");
}

#[test]
fn places_are_imported_whole_or_not_at_all_and_never_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let registry = county_registry();
    let made = brygga(&["registry", "import", registry.to_str().unwrap()], data);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let file = data.join("places.csv");
    let import = |rows: &str, more: &[&str]| {
        let text = format!("municipality_code,year,short_term_places\n{rows}\n");
        std::fs::write(&file, text).unwrap();
        brygga(&[&["import", "capacity", file.to_str().unwrap()], more].concat(), data)
    };
    let refused = import("0000,2026,12", &[]);
    let why = text(&refused.stdout);
    assert!(!refused.status.success());
    assert!(why.starts_with("line 2, municipality_code: the registry knows no such"), "{why}");
    let refused = import("9901,2026,12\n9901,2026,x", &[]);
    assert!(text(&refused.stdout).starts_with("line 3, short_term_places: "));
    let dry = import("9901,2026,12", &["--dry-run"]);
    assert!(text(&dry.stdout).contains("nothing is written: good rows 1"), "{}", text(&dry.stderr));
    let written = |rows: &str| text(&import(rows, &[]).stdout);
    assert_eq!(written("9901,2026,12"), "figures written 1, known already 0\n");
    assert_eq!(written("9901,2026,12\n9901,2025,14"), "figures written 1, known already 1\n");
    let report = json(data, "capacity", &["--municipality", "9901"]);
    let year = &report["municipalities"][0]["years"][0];
    assert_eq!((&year["places"], &year["change"]), (&12.into(), &(-2).into()));
    assert_eq!(report["municipalities"].as_array().unwrap().len(), 1);
}

fn gives_its_fact_tables_to_other_programs(data: &Path, stays: &Value) {
    let export = |table: &str, format: &str| {
        let file = data.join(format!("{table}.{format}"));
        let out = file.to_str().unwrap();
        let args = ["export", "facts", "--table", table, "--format", format, "--out", out];
        let output = brygga(&args, data);
        assert!(output.status.success(), "{}", text(&output.stderr));
        (file, text(&output.stderr))
    };
    let (file, _) = export("chains", "csv");
    let mut rows = csv::Reader::from_path(&file).unwrap();
    let heading = rows.headers().unwrap().clone();
    let at = |name: &str| heading.iter().position(|it| it == name).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    // Whoever counts the rows again counts the same as the report.
    let of_months = rows.iter().filter(|row| ["2026-10", "2026-11"].contains(&&row[at("month")]));
    let stayed = of_months.filter(|row| &row[at("stayed_v1")] == "true");
    assert_eq!(stayed.count() as u64, stays["total"]["stayed"].as_u64().unwrap());
    for table in ["chains", "delays", "notices", "liability"] {
        let (csv, said) = export(table, "csv");
        let count = csv::Reader::from_path(&csv).unwrap().records().count();
        assert!(count > 0 && said.contains(&format!("{table}: rows {count}, ")), "{said}");
        let (parquet, said) = export(table, "parquet");
        assert!(said.contains(&format!("{table}: rows {count}, ")), "{said}");
        let bytes = std::fs::read(&parquet).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        others_read_it(&parquet, &csv, count);
    }
}

/// DuckDB and pandas read the Parquet file, and find in it what stands in the CSV file.
fn others_read_it(parquet: &Path, csv: &Path, rows: usize) {
    // `cargo xtask test` says which Python has them, or that none has.
    let Some(python) = std::env::var_os("BRYGGA_TEST_PYTHON") else {
        println!("not run: no Python with duckdb and pandas");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/read_parquet.py");
    let output = std::process::Command::new(python)
        .arg(script)
        .args([parquet, csv])
        .output()
        .expect("the Python of cargo xtask setup");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).trim(), format!("duckdb {rows} pandas {rows}"));
}
