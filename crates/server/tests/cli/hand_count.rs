//! A month of the county counted by hand: from the bytes of the log, by a plain reading of definition 8
//! that uses nothing of the program but its time zone. What the report and the page say must be that.

use std::collections::BTreeMap;
use std::path::Path;

use brygga_domain::calendar::stockholm;
use ciborium::Value;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use crate::browser::Browser;
use crate::harness::{KIM, Server};

/// Causes in the order of the county's own review (docs/follow-up.md).
const CAUSES: [&str; 6] =
    ["short_term_place", "safe_homecoming", "aids", "sip_late", "services_after_sip", "other"];
/// Items of the checklist that the municipality answers for.
const SERVICES: [&str; 3] = ["home-help-start", "safe-homecoming", "short-term-place"];

/// An event as it lies in the log: its type, when it was sent or written, and its data.
struct Event {
    id: Vec<u8>,
    kind: String,
    at: i64,
    data: Value,
}

/// What a chain says of its stay.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    ready_on_weekday: bool,
    stayed: bool,
    deceased: bool,
    ward: String,
    municipality: String,
    cause: &'static str,
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = value.as_map()?.iter();
    fields.into_iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    field(value, name)?.as_text()
}

/// Milliseconds of a moment in the data of an event.
fn moment(value: &Value, name: &str) -> Option<i64> {
    i64::try_from(field(field(value, name)?, "i")?.as_integer()?).ok()
}

/// All chains by id, each with its events in the order of the log.
fn chains(data: &Path) -> BTreeMap<Vec<u8>, Vec<Event>> {
    let log = rusqlite::Connection::open(data.join("log.db")).unwrap();
    let sql = "SELECT e.stream, e.id, b.bytes FROM event e JOIN body b ON b.event_pos = e.pos
        ORDER BY e.pos";
    let mut rows = log.prepare(sql).unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let mut chains: BTreeMap<Vec<u8>, Vec<Event>> = BTreeMap::new();
    for row in rows {
        let (stream, id, bytes): (Vec<u8>, Vec<u8>, Vec<u8>) = row.unwrap();
        // Byte 16 says what the stream is of: 1 is a chain.
        if stream[16] != 1 {
            continue;
        }
        let body: Value = ciborium::from_reader(&*bytes).unwrap();
        let part = |number: i64| {
            let parts = body.as_map().unwrap().iter();
            parts.into_iter().find(|(key, _)| *key == Value::from(number)).map(|(_, it)| it)
        };
        // docs/envelope.md: 2 type, 4 data, 9 written at, 10 sent at where the law counts it.
        let at = part(10).or(part(9)).unwrap().as_integer().unwrap();
        chains.entry(stream[..16].to_vec()).or_default().push(Event {
            id,
            kind: part(2).unwrap().as_text().unwrap().to_owned(),
            at: i64::try_from(at).unwrap(),
            data: part(4).unwrap().clone(),
        });
    }
    chains
}

fn day(at: i64) -> Date {
    Timestamp::from_millisecond(at).unwrap().to_zoned(stockholm().clone()).date()
}

fn week(at: i64) -> (i16, i8) {
    let week = day(at).iso_week_date();
    (week.year(), week.week())
}

/// One chain by definition 8; none where it was started in error, or counts in another month.
fn count(events: &[Event], year_month: (i16, i8), as_of: i64) -> Option<Counted> {
    let cancelled: Vec<&Value> = events
        .iter()
        .filter(|event| event.kind == "facts-cancelled")
        .flat_map(|event| field(&event.data, "of").and_then(Value::as_array).unwrap())
        .collect();
    let holds = |event: &&Event| !cancelled.iter().any(|it| it.as_bytes() == Some(&event.id));
    let of = |kind: &str| {
        let kind = kind.to_owned();
        events.iter().filter(holds).filter(move |event| event.kind == kind)
    };
    if of("chain-closed").any(|it| text(&it.data, "reason") == Some("created-in-error")) {
        return None;
    }
    // r: the notice that stood last.
    let mut ready = None;
    for event in events.iter().filter(holds) {
        match event.kind.as_str() {
            "discharge-ready-declared" => ready = Some(event.at),
            "discharge-ready-withdrawn" => ready = None,
            _ => {}
        }
    }
    // d: left inpatient care; a transfer to another inpatient unit is not d.
    let is_moved = |event: &&Event| text(&event.data, "destination") == Some("other-hospital");
    let moved = of("discharged").any(|event| is_moved(&event));
    let left = of("discharged").rfind(|event| !is_moved(event));
    let left = left.and_then(|event| moment(&event.data, "left-at"));
    let deceased = left.is_none() && of("deceased-recorded").next().is_some();
    let opened = of("chain-opened").next()?;
    let counts = ready.or_else(|| moment(&opened.data, "admitted-at"))?;
    if (day(counts).year(), day(counts).month()) != year_month {
        return None;
    }
    let mut ward = text(&opened.data, "ward")?;
    for event in of("ward-moved") {
        if ready.is_none_or(|ready| moment(&event.data, "at").unwrap() <= ready) {
            ward = text(&event.data, "ward")?;
        }
    }
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    let ready_on_weekday = ready.is_some_and(|it| !weekend.contains(&day(it).weekday()));
    let later = ready.is_some_and(|ready| week(left.unwrap_or(as_of)) > week(ready));
    let cause = ready.map_or(5, |ready| main_cause(&of, ready, left));
    Some(Counted {
        ready_on_weekday,
        stayed: ready_on_weekday && later && !deceased && !moved,
        deceased,
        ward: ward.to_owned(),
        municipality: text(&opened.data, "municipality").unwrap_or_default().to_owned(),
        cause: CAUSES[cause],
    })
}

/// The first cause that holds, in their order: what was under way or missing when the weekend after the
/// notice came and after it; a needed SIP that was called after the notice; services that nobody had
/// ordered before the SIP was held (docs/follow-up.md, "Causes").
fn main_cause<'a, I: Iterator<Item = &'a Event>>(
    of: &impl Fn(&str) -> I,
    ready: i64,
    left: Option<i64>,
) -> usize {
    let monday = day(ready).nth_weekday(1, Weekday::Monday).unwrap();
    let monday = monday.to_zoned(stockholm().clone()).unwrap().timestamp().as_millisecond();
    let states = |items: &[&str]| {
        let set = of("checklist-item-set");
        let set = set.filter(|event| items.contains(&text(&event.data, "item").unwrap()));
        let set = set.map(|event| (event.at, text(&event.data, "state").unwrap()));
        set.collect::<Vec<_>>()
    };
    for (n, item) in ["short-term-place", "safe-homecoming", "aids"].into_iter().enumerate() {
        let states = states(&[item]);
        let on_monday = states.iter().rfind(|(at, _)| *at < monday);
        let waits = on_monday.is_some_and(|(_, it)| ["under-way", "missing"].contains(it));
        if waits && left.is_none_or(|left| left >= monday) {
            return n;
        }
    }
    let mut needed: BTreeMap<&str, bool> = BTreeMap::new();
    for event in of("sip-need-answered") {
        needed.insert(text(&event.data, "unit").unwrap(), field(&event.data, "place").is_some());
    }
    let refused = of("consent-recorded").last().is_some_and(|event| {
        let scope = field(&event.data, "scope").and_then(Value::as_array).unwrap();
        let of_sip = scope.is_empty() || scope.iter().any(|it| it.as_text() == Some("sip"));
        of_sip && ["refused", "withdrawn"].contains(&text(&event.data, "value").unwrap())
    });
    let call = of("sip-called").min_by_key(|event| event.at);
    let asked = of("sip-requested").next().is_some() || needed.values().any(|needed| *needed);
    if asked && !refused {
        let late = match call {
            // A meeting after going home is not waited for.
            Some(call) => {
                let meeting = moment(&call.data, "meeting-at").unwrap();
                call.at > ready && left.is_none_or(|left| meeting < left)
            }
            None => left.is_none(),
        };
        if late {
            return 3;
        }
    }
    let services = states(&SERVICES);
    let held = of("sip-held").last().and_then(|event| moment(&event.data, "held-at"));
    let ordered = services.iter().find(|(_, state)| *state != "not-applicable");
    let done = services.iter().find(|(_, state)| *state == "done").map(|(at, _)| *at);
    let waited = held.zip(ordered).is_some_and(|(held, (ordered, _))| {
        let until = [done, left].into_iter().flatten().min();
        held < *ordered && until.is_none_or(|until| held.max(ready) < until)
    });
    if waited { 4 } else { 5 }
}

/// The month counted by hand.
pub(crate) fn by_hand(data: &Path, month: (i16, i8), as_of: Timestamp) -> Vec<Counted> {
    let chains = chains(data);
    let all = chains.values();
    all.filter_map(|events| count(events, month, as_of.as_millisecond())).collect()
}

fn sum(counted: &[Counted], of: impl Fn(&Counted) -> bool) -> usize {
    counted.iter().filter(|it| of(it)).count()
}

/// The numbers of the county by hand are those of the report.
pub(crate) fn agrees_with(counted: &[Counted], report: &serde_json::Value) {
    let number = |row: &serde_json::Value, column: &str| row[column].as_u64().unwrap();
    let same = |row: &serde_json::Value, of: &dyn Fn(&Counted) -> bool| {
        let count = |also: &dyn Fn(&Counted) -> bool| sum(counted, |it| of(it) && also(it)) as u64;
        assert_eq!(number(row, "chains"), count(&|_| true), "{row}");
        assert_eq!(number(row, "ready_weekdays"), count(&|it| it.ready_on_weekday), "{row}");
        assert_eq!(number(row, "stayed"), count(&|it| it.stayed), "{row}");
        assert_eq!(number(row, "deceased"), count(&|it| it.deceased), "{row}");
        for cause in CAUSES {
            let expected = count(&|it| it.stayed && it.cause == cause);
            assert_eq!(number(&row["causes"], cause), expected, "{cause}: {row}");
        }
    };
    same(&report["total"], &|_| true);
    same(&report["months"][0], &|_| true);
    for row in report["by_ward"].as_array().unwrap() {
        same(row, &|it| row["code"] == it.ward.as_str());
    }
    for row in report["by_municipality"].as_array().unwrap() {
        same(row, &|it| row["code"].as_str().unwrap_or_default() == it.municipality);
    }
    // A month in which nothing happens would agree with anything.
    assert!(sum(counted, |it| it.stayed) > 10, "{counted:?}");
    assert!(CAUSES[..5].iter().all(|cause| sum(counted, |it| it.stayed && it.cause == *cause) > 0));
}

/// The cells of a row of the page, by the heading of its card.
fn row(html: &str, card: &str, label: &str) -> Vec<String> {
    let card = html.split(&format!("id=\"{card}\"")).nth(1).unwrap().split("</section>").next();
    let rows = card.unwrap().split("<tr>").skip(1);
    let plain = |cell: &str| {
        let text = cell.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text));
        text.collect::<String>()
    };
    let mut found = rows.filter_map(|row| {
        let (name, cells) = row.split_once("</th>")?;
        let cells = cells.split("<td").skip(1);
        (plain(name).trim() == label).then(|| cells.map(|it| plain(&format!("<td{it}"))).collect())
    });
    found.next().unwrap_or_else(|| panic!("no row {label}: {html}"))
}

/// A ward that chooses itself reads on the page what was counted by hand.
pub(crate) fn stands_on_the_page(counted: &[Counted], report: &serde_json::Value, data: &Path) {
    let server = Server::run(&["demo"], data);
    let mut kim = Browser::default();
    kim.demo_sign_in(&server.http, KIM).unwrap();
    let ward = "TST9900000001-AVD37";
    let address = "/follow-up/weekend-stays?period=2026-10_2026-10&compare=none";
    let own = kim.get(&server.http, &format!("{address}&ward={ward}")).unwrap().html;
    let of =
        |of: &dyn Fn(&Counted) -> bool| sum(counted, |it| it.ward == ward && of(it)).to_string();
    let months = |label: &str| row(&own, "h-months", label)[0].clone();
    assert_eq!(months("Alla kvar över helgen"), of(&|it| it.stayed));
    assert_eq!(months("Klara mån–fre"), of(&|it| it.ready_on_weekday));
    assert_eq!(months("Alla vårdkedjor"), of(&|_| true));
    assert_eq!(months("Avlidna, räknas aldrig som kvar"), of(&|it| it.deceased));
    for (cause, label) in [
        ("short_term_place", "Väntar på korttidsplats"),
        ("safe_homecoming", "Väntar på trygg hemgång"),
        ("aids", "Väntar på hjälpmedel"),
        ("sip_late", "SIP startades sent"),
        ("services_after_sip", "Insatser planerades efter SIP"),
    ] {
        assert_eq!(months(label), of(&|it| it.stayed && it.cause == cause), "{cause}");
    }
    let group = |card: &str, label: &str| row(&own, card, label)[..2].to_vec();
    let both = |also: &dyn Fn(&Counted) -> bool| {
        vec![of(&|it| also(it) && it.ready_on_weekday), of(&|it| also(it) && it.stayed)]
    };
    assert_eq!(group("h-group1", "Avdelning 37 Vi"), both(&|_| true));
    for row in report["by_municipality"].as_array().unwrap() {
        let Some(name) = row["name"].as_str() else { continue };
        let code = row["code"].as_str().unwrap();
        assert_eq!(group("h-group2", name), both(&|it| it.municipality == code));
    }
    // To whom it is not all theirs the page shows the county, and never another number.
    let all = kim.get(&server.http, address).unwrap().html;
    let total = row(&all, "h-months", "Alla kvar över helgen");
    assert_eq!(total[0], sum(counted, |it| it.stayed).to_string());
    let chains = row(&all, "h-months", "Alla vårdkedjor");
    assert_eq!(chains[0], counted.len().to_string());
}
