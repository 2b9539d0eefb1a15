//! What is logged never tells who a patient is, not even at the most verbose setting and not when
//! things go wrong.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use brygga_domain::care_chain::acts::Act;
use brygga_web::urls;

use crate::browser::{Browser, filled, pairs};
use crate::harness::{PASSWORD, Server, admission, county_with_kim, framed, text, wait};
use crate::watch::Collector;

/// Of the patient at the screen, of the patients of the feed.
const NUMBERS: [&str; 3] = ["193807129022", "193108028287", "193403188398"];
/// Beginnings that stay the same when letters outside ASCII are escaped.
const NAMES: [&str; 6] = ["Mallstr", "Greta", "Provgatan", "Demosson", "hemlig", "Faller hemma"];

/// Every way in which a number may be written.
fn spellings(number: &str) -> Vec<String> {
    let (century, ten) = number.split_at(2);
    let (day, last) = ten.split_at(6);
    let mut all = Vec::new();
    for whole in [number, ten] {
        all.push(whole.to_owned());
        all.push(whole.bytes().map(|byte| format!("{byte:02x}")).collect());
        all.push(whole.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", "));
    }
    for sign in ["-", "+", "%2B", "%20", " "] {
        all.push(format!("{day}{sign}{last}"));
        all.push(format!("{century}{day}{sign}{last}"));
    }
    all
}

fn assert_silent(log: &str, from: &str) {
    let mut told: Vec<String> = NUMBERS.iter().flat_map(|number| spellings(number)).collect();
    told.extend(NAMES.map(str::to_owned));
    told.push(PASSWORD.to_owned());
    for secret in told {
        let line = log.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "{from} tells {secret}: {}", line.unwrap_or_default());
    }
}

/// Messages of the feed, right and wrong in many ways.
fn feed(server: &Server) {
    let mut sender = server.sender();
    let fine = |control: &str, visit: &str| admission(control, visit, "193108028287", "AVD37");
    let wrong = [
        fine("C1", "V1"),
        fine("C1", "V2"),
        fine("C2", "V1").replace("A01", "A99"),
        fine("C3", "V3").replace("ADT^", "ORU^"),
        fine("C4", "V4").replace("193108028287", "193108028288"),
        fine("C5", "V5").replace("20250310080000", "Greta Mallström"),
        fine("C6", "V6").replace("UTF-8", "193108028287"),
        fine("C7", "193403188398"),
        fine("C8", "V8").replace("^^^&1.2.752.129.2.1.3.1&ISO^PNR", ""),
        fine("193108028287", "V9").replace("PV1|", "ZZZ|"),
        fine("C10", "V10").replace("ADT^A01", "ADT^A40"),
        fine("C11", "V11").replace("|P|2.5|", "|P|9.9|"),
        fine("C12", "V1").replace("ADT^A01", "ADT^A03"),
        "Greta Mallström 19310802-8287\r".to_owned(),
    ];
    let mut codes = Vec::new();
    for message in &wrong {
        codes.push(sender.send(message).unwrap());
    }
    assert!(["AA", "AE", "AR"].iter().all(|code| codes.iter().any(|it| it == code)), "{codes:?}");
    sender.write(&framed(&fine("C20", &"193108028287 ".repeat(100_000)))).unwrap();
    sender.read().unwrap();
    let mut broken = server.sender();
    broken.write(b"\x0bMSH|^~\\&|Greta|193108028287").unwrap();
}

/// Pages, right and wrong in many ways; gives the answers' codes.
fn pages(server: &Server) -> Vec<u16> {
    let http = &server.http;
    let mut kim = Browser::default();
    let mut codes = Vec::new();
    let mut nobody = Browser::default();
    let who = "Greta Mallström 19380712-9022";
    codes.push(nobody.sign_in(http, who, "ett hemligt ord som inte gäller").unwrap().status);
    codes.push(kim.sign_in(http, "kim", PASSWORD).unwrap().status);
    let home = kim.get(http, urls::HOME).unwrap().html;
    let csrf = home.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let start = "/care-chains/start?municipality=9901&area=Norr";
    let values = [
        ("family", "Mallström"),
        ("given", "Greta"),
        ("municipality", "9901"),
        ("area", "Norr"),
        ("judged-by", "Kim Demosson"),
        ("secrecy", "no"),
        ("estimate-date", "2199-01-01"),
        ("estimate-time", "11:00"),
        ("consent", "given"),
        ("reason", "Faller hemma"),
    ];
    let mut chains = Vec::new();
    for number in ["19380712-9022", "193807129022", "19380712-9023", "Greta Mallström"] {
        let form = kim.get(http, start).unwrap();
        codes.push(form.status);
        let form = form.html;
        let values = [&[("identity", number)], &values[..]].concat();
        let fields = filled(&form, &values).unwrap_or_else(|| pairs(&values));
        let answer = kim.post(http, "/care-chains/start", &fields).unwrap();
        codes.push(answer.status);
        if let Some(fields) = filled(&answer.html, &[]) {
            let answer = kim.post(http, "/care-chains/start", &fields).unwrap();
            codes.push(answer.status);
            chains.extend(answer.to.split_once("/receipt").map(|(chain, _)| chain.to_owned()));
        }
        // The same token with other words.
        let other = [&values[..], &[("reason", "hemligt skäl")]].concat();
        let other = filled(&form, &other).unwrap_or_else(|| pairs(&other));
        codes.push(kim.post(http, "/care-chains/start", &other).unwrap().status);
        for wanted in [number, "380712-9022", "3807129022", "Mallström", "Greta"] {
            let fields = pairs(&[("csrf", csrf), ("q", wanted)]);
            codes.push(kim.post(http, urls::SEARCH, &fields).unwrap().status);
        }
    }
    for chain in chains {
        codes.extend(acts(&mut kim, http, &chain));
    }
    for path in [
        "/care-chains/19380712-9022",
        "/193807129022",
        "/care-chains?filter=193807129022&Greta=Mallstr%C3%B6m",
        "/care-chains/start?municipality=Greta&area=19380712-9022",
        "/search?q=19380712-9022",
        "/live/poll?cursor=193807129022",
        "/assets/19380712-9022",
        "/care-chains/00000000-0000-0000-0000-000000000000/Greta",
        "/Greta%zz",
    ] {
        codes.push(kim.get(http, path).unwrap().status);
        codes.push(nobody.get(http, path).unwrap().status);
        for body in ["name=Greta&identity=19380712-9022", "csrf=%zz193807129022", "{Greta", ""] {
            codes.push(kim.send(http, "POST", path, body).unwrap().status);
        }
    }
    for path in [
        urls::SIGN_IN,
        urls::SEARCH,
        urls::DRAFTS,
        urls::DISCARD_DRAFT,
        urls::LANGUAGE,
        urls::UNLOCK,
        urls::LOCK,
        urls::ASSIGNMENT,
        urls::GIVE_ASSIGNMENT,
        urls::ACKNOWLEDGE,
        urls::DEMO_SIGN_IN,
        "/care-chains/request",
    ] {
        for fields in [
            &[("user", who), ("password", "hemligt"), ("q", who), ("text", who)][..],
            &[("csrf", csrf), ("person", who), ("assignment", who), ("language", who)],
            &[("csrf", csrf), ("csrf", who), ("from", who), ("to", who), ("user", who)],
        ] {
            codes.push(kim.post(http, path, &pairs(fields)).unwrap().status);
        }
    }
    codes.push(kim.send(http, "PUT", "/search?q=193807129022", "Greta").unwrap().status);
    codes
}

/// Acts in a case: some are done, some refused.
fn acts(kim: &mut Browser, http: &str, chain: &str) -> Vec<u16> {
    let mut codes = Vec::new();
    for word in Act::WORDS {
        let path = format!("{chain}/{word}");
        let form = kim.get(http, &path).unwrap();
        codes.push(form.status);
        let values = [("text", "Greta Mallström"), ("reason", "hemligt"), ("note", "hemligt")];
        let fields = filled(&form.html, &values).unwrap_or_else(|| pairs(&values));
        let mut answer = kim.post(http, &path, &fields).unwrap();
        codes.push(answer.status);
        // Confirmed, and once more with other words.
        for _ in 0..2 {
            let Some(fields) = filled(&answer.html, &values) else { break };
            answer = kim.post(http, &path, &fields).unwrap();
            codes.push(answer.status);
        }
    }
    codes
}

#[test]
fn no_log_line_tells_who_a_patient_is_even_at_the_most_verbose() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("data");
    county_with_kim(&folder);
    let log = data.path().join("log");
    let collector = Collector::start();
    let mut server = serve(&folder, &log, &collector);
    feed(&server);
    let codes = pages(&server);
    for code in [200, 303, 400, 403, 404, 405, 409, 422] {
        assert!(codes.contains(&code), "no answer {code}: {codes:?}");
    }
    let file = data.path().join("some.hl7");
    fs::write(&file, admission("C30", "V30", "193403188398", "AVD37")).unwrap();
    let imported = Command::new(env!("CARGO_BIN_EXE_brygga"))
        .args(["import", "adt", file.to_str().unwrap(), "--data"])
        .arg(&folder)
        .env("BRYGGA_LOG", "trace")
        .output()
        .unwrap();
    assert_silent(&text(&imported.stdout), "import adt");
    assert_silent(&text(&imported.stderr), "import adt");
    // Damaged under the running server: what fails now fails with 500.
    let db = rusqlite::Connection::open(folder.join("log.db")).unwrap();
    db.busy_timeout(Duration::from_secs(5)).unwrap();
    db.execute_batch("DROP TABLE draft; DROP TABLE person_identifier; DROP TABLE stay;").unwrap();
    let codes = pages(&server);
    assert!(codes.contains(&500), "{codes:?}");
    let mut sender = server.sender();
    let answer = sender.send(&admission("C40", "V40", "193403188398", "AVD37")).unwrap();
    assert_ne!(answer, "AA", "not stored is never AA");
    wait(Duration::from_millis(300));
    let figures = server.figures();
    assert!(figures.contains("brygga_acts_total{act="), "{figures}");
    assert_silent(&figures, "/metrics");
    server.stop();
    let spans = collector.text();
    assert!(spans.contains("request") && spans.contains("act"), "traces are sent");
    assert_silent(&spans, "the traces");
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("TRACE") && log.contains("status=500"), "it is the most verbose");
    assert!(log.contains("no such table"), "a failed page names its cause");
    assert_silent(&log, "the log");
}

fn serve(folder: &Path, log: &Path, collector: &Collector) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--mllp", "127.0.0.1:0"])
        .args(["--metrics", "127.0.0.1:0", "--otlp", &collector.url, "--data"])
        .arg(folder)
        .env("BRYGGA_LOG", "trace")
        .stderr(Stdio::from(File::create(log).unwrap()));
    Server::spawn(&mut command)
}
