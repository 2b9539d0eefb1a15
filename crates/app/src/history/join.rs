//! A history that lies in two systems: cases of planning and stays of the hospital, joined on the
//! person and on times that overlap. Pure.

use std::collections::BTreeMap;
use std::fmt;

use brygga_domain::calendar::local_date;
use brygga_domain::identification::PersonIdentifier;
use csv::ByteRecord;
use jiff::Timestamp;

use super::read::{COLUMNS, Fault, Header, OPTIONAL, Row, Table, fault, read_row};
use super::time;

/// Columns that a planning file has.
pub const PLANNING: [&str; 11] = [
    "case_id",
    "personal_identity",
    "municipality_code",
    "admission_notice_at",
    "discharge_ready_at",
    "ready_withdrawn_at",
    "municipality_ready_at",
    "sip_required",
    "sip_called_at",
    "primary_care_ready_at",
    "causes",
];

/// Columns that a planning file may have; the last three must agree with the stay.
const PLANNING_OPTIONAL: [&str; 6] = [
    "responsible_municipality_code",
    "sip_consent",
    "outpatient_needed",
    "ward",
    "admitted_at",
    "discharged_at",
];

/// Columns that a file of stays has.
pub const STAYS: [&str; 5] =
    ["stay_id", "personal_identity", "ward", "admitted_at", "discharged_at"];

/// What the stay says of a chain.
const OF_STAY: [&str; 4] = ["ward", "admitted_at", "discharged_at", "end_reason"];

/// Times of a case, by which it is found.
const TIMES: [&str; 8] = [
    "admitted_at",
    "admission_notice_at",
    "discharge_ready_at",
    "ready_withdrawn_at",
    "municipality_ready_at",
    "sip_called_at",
    "primary_care_ready_at",
    "discharged_at",
];

/// One of the three files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum File {
    /// Cases of planning.
    Planning,
    /// Stays of the hospital.
    Stays,
    /// Corrected matches.
    Matches,
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Planning => "planning",
            Self::Stays => "stays",
            Self::Matches => "matches",
        })
    }
}

/// What the two files are together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Joined {
    /// The chains of matched cases, with the lines of the planning file.
    pub rows: Vec<Row>,
    /// Cases that have no stay, several, or one that says something else.
    pub unsure: Vec<Fault>,
    /// Lines of stays that no case has: a stay without a case is nothing wrong.
    pub alone: Vec<u64>,
}

/// Joins a case with the only stay of the same person that overlaps its times. A row of `matches`
/// (`case_id`, `stay_id`) decides where that finds none, several, or one that says something else;
/// the person is the same in any case.
///
/// # Errors
/// What is wrong with a header, with a stay or with a correction: then nothing is joined.
pub fn join_files(
    planning: &[u8],
    stays: &[u8],
    matches: Option<&[u8]>,
    now: Timestamp,
) -> Result<Joined, Vec<(File, Fault)>> {
    let of = |file| {
        move |faults: Vec<Fault>| faults.into_iter().map(|it| (file, it)).collect::<Vec<_>>()
    };
    let cases = Table::whole(planning, &PLANNING, &PLANNING_OPTIONAL);
    let cases = cases.map_err(of(File::Planning))?;
    let stays = read_stays(stays, now).map_err(of(File::Stays))?;
    let matches = match matches {
        Some(bytes) => read_matches(bytes, &cases, &stays).map_err(of(File::Matches))?,
        None => BTreeMap::new(),
    };
    Ok(join(&cases, &stays, &matches, now))
}

/// A stay of the hospital.
struct Stay {
    line: u64,
    id: String,
    person: PersonIdentifier,
    admitted: Timestamp,
    left: Option<Timestamp>,
    says: BTreeMap<&'static str, String>,
}

fn read_stays(bytes: &[u8], now: Timestamp) -> Result<Vec<Stay>, Vec<Fault>> {
    let table = Table::whole(bytes, &STAYS, &["end_reason"])?;
    let (mut stays, mut faults) = (Vec::new(), Vec::new());
    let mut seen = BTreeMap::new();
    for (line, record) in &table.records {
        let before = faults.len();
        let mut wrong =
            |column: &str, reason: &str| faults.push(fault(*line, Some(column), reason));
        let text = |column| table.text(record, column);
        let id = text("stay_id").unwrap_or_default();
        if id.is_empty() {
            wrong("stay_id", "is missing");
        } else if seen.insert(id, *line).is_some() {
            wrong("stay_id", "stands twice");
        }
        let person = text("personal_identity").unwrap_or_default();
        let person = PersonIdentifier::parse(person, local_date(now));
        let mut time = |column| match text(column).map(|text| time::read(text, now)) {
            Some(Ok(at)) => Some(at.instant),
            Some(Err(reason)) => {
                wrong(column, reason);
                None
            }
            None => None,
        };
        let (admitted, left) = (time("admitted_at"), time("discharged_at"));
        if text("admitted_at").is_none() {
            wrong("admitted_at", "is missing");
        }
        if let Err(error) = &person {
            wrong("personal_identity", &error.to_string());
        }
        if let (Ok(person), Some(admitted), true) = (person, admitted, faults.len() == before) {
            let says = OF_STAY.iter().map(|column| (*column, text(column).unwrap_or_default()));
            let says = says.map(|(column, text)| (column, text.to_owned())).collect();
            stays.push(Stay { line: *line, id: id.to_owned(), person, admitted, left, says });
        }
    }
    if faults.is_empty() { Ok(stays) } else { Err(faults) }
}

/// The stay that each case has by the correction file, by its place.
fn read_matches(
    bytes: &[u8],
    cases: &Table,
    stays: &[Stay],
) -> Result<BTreeMap<String, usize>, Vec<Fault>> {
    let table = Table::whole(bytes, &["case_id", "stay_id"], &[])?;
    let (mut matches, mut faults) = (BTreeMap::new(), Vec::new());
    for (line, record) in &table.records {
        let case = table.text(record, "case_id").unwrap_or_default();
        let stay = table.text(record, "stay_id").unwrap_or_default();
        let place = stays.iter().position(|known| known.id == stay);
        let mut known = cases.records.iter().map(|(_, it)| cases.text(it, "case_id"));
        if !known.any(|known| known == Some(case)) {
            faults.push(fault(*line, Some("case_id"), "is no case of the planning file"));
        }
        match place {
            None => faults.push(fault(*line, Some("stay_id"), "is no stay of the file")),
            Some(place) => {
                if matches.insert(case.to_owned(), place).is_some() {
                    faults.push(fault(*line, Some("case_id"), "stands twice"));
                }
            }
        }
    }
    if faults.is_empty() { Ok(matches) } else { Err(faults) }
}

fn join(
    cases: &Table,
    stays: &[Stay],
    matches: &BTreeMap<String, usize>,
    now: Timestamp,
) -> Joined {
    let mut of_person: BTreeMap<&PersonIdentifier, Vec<usize>> = BTreeMap::new();
    for (place, stay) in stays.iter().enumerate() {
        of_person.entry(&stay.person).or_default().push(place);
    }
    let mut joined = Joined::default();
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    let mut taken: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, (line, record)) in cases.records.iter().enumerate() {
        match find(cases, record, stays, &of_person, matches, now) {
            Ok((stay, corrected)) => {
                found.push((n, stay, corrected));
                taken.entry(stay).or_default().push(n);
            }
            Err((column, reason)) => joined.unsure.push(fault(*line, column, reason)),
        }
    }
    let header = Header::of_all();
    let mut seen = BTreeMap::new();
    for (n, stay, corrected) in found {
        let (line, record) = &cases.records[n];
        let others = taken.get(&stay).map_or(1, Vec::len);
        let contradiction = if corrected {
            None
        } else if others > 1 {
            let reason = format!("contradictory: stay {} has {others} cases", stays[stay].id);
            Some(fault(*line, None, reason))
        } else {
            contradiction(cases, record, &stays[stay], now)
                .map(|column| fault(*line, Some(column), "contradictory: the stay says another"))
        };
        match contradiction {
            Some(fault) => joined.unsure.push(fault),
            None => {
                let whole = together(cases, record, &stays[stay]);
                let chain = read_row(&header, &whole, *line, &mut seen, now);
                joined.rows.push(Row { line: *line, chain });
            }
        }
    }
    let alone = stays.iter().enumerate().filter(|(place, _)| !taken.contains_key(place));
    joined.alone = alone.map(|(_, stay)| stay.line).collect();
    joined.unsure.sort_by_key(|fault| fault.line);
    joined
}

type NotFound = (Option<&'static str>, String);

/// The stay of a case, and whether a correction says so.
fn find(
    cases: &Table,
    record: &ByteRecord,
    stays: &[Stay],
    of_person: &BTreeMap<&PersonIdentifier, Vec<usize>>,
    matches: &BTreeMap<String, usize>,
    now: Timestamp,
) -> Result<(usize, bool), NotFound> {
    let text = cases.text(record, "personal_identity").unwrap_or_default();
    let person = PersonIdentifier::parse(text, local_date(now))
        .map_err(|error| (Some("personal_identity"), error.to_string()))?;
    if let Some(stay) = cases.text(record, "case_id").and_then(|case| matches.get(case)) {
        return if stays[*stay].person == person {
            Ok((*stay, true))
        } else {
            Err((None, "contradictory: the corrected stay is another person's".to_owned()))
        };
    }
    let times = TIMES.iter().filter_map(|column| cases.text(record, column));
    let times = times.flat_map(|text| text.split('|')).filter(|text| !text.trim().is_empty());
    let times: Result<Vec<_>, _> = times.map(|text| time::read(text.trim(), now)).collect();
    let times = times.map_err(|reason| (None, format!("a time {reason}")))?;
    let instants = || times.iter().map(|at| at.instant);
    let (Some(first), Some(last)) = (instants().min(), instants().max()) else {
        return Err((None, "unmatched: no time to find its stay by".to_owned()));
    };
    let overlaps = |place: &&usize| {
        let stay = &stays[**place];
        stay.admitted <= last && stay.left.is_none_or(|left| first <= left)
    };
    let own = of_person.get(&person).map(Vec::as_slice).unwrap_or_default();
    let found: Vec<usize> = own.iter().filter(overlaps).copied().collect();
    match found.as_slice() {
        [] => Err((None, "unmatched: no stay of the person overlaps its times".to_owned())),
        [one] => Ok((*one, false)),
        several => {
            let ids: Vec<&str> = several.iter().map(|it| stays[*it].id.as_str()).collect();
            Err((None, format!("ambiguous: overlaps the stays {}", ids.join(", "))))
        }
    }
}

/// The first column that the case has too and that says another thing than the stay.
fn contradiction(
    cases: &Table,
    record: &ByteRecord,
    stay: &Stay,
    now: Timestamp,
) -> Option<&'static str> {
    let ward = cases.text(record, "ward");
    if ward.is_some_and(|ward| stay.says.get("ward").is_some_and(|says| says != ward)) {
        return Some("ward");
    }
    let differs = |column, says: Option<Timestamp>| {
        let own = cases.text(record, column).and_then(|text| time::read(text, now).ok());
        own.is_some_and(|own| Some(own.instant) != says)
    };
    if differs("admitted_at", Some(stay.admitted)) {
        return Some("admitted_at");
    }
    differs("discharged_at", stay.left).then_some("discharged_at")
}

/// The row that one file would have had.
fn together(cases: &Table, record: &ByteRecord, stay: &Stay) -> ByteRecord {
    let all = COLUMNS.iter().chain(&OPTIONAL);
    let field = |column: &&str| match stay.says.get(*column) {
        Some(says) => says.as_bytes().to_vec(),
        None => cases.bytes(record, column).unwrap_or_default().to_vec(),
    };
    all.map(field).collect::<Vec<_>>().into()
}
