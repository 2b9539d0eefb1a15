//! From the bytes of a file to rows and faults. Pure; nothing that stands in a field is repeated in a
//! fault, since an identity number may have slipped into any of them.

use std::collections::BTreeMap;
use std::fmt;

use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::moment::Moment;
use csv::{ByteRecord, ReaderBuilder};
use jiff::Timestamp;

use super::order;
use super::row::{ChainRow, Ended, Notice};
use super::time;

/// Columns that every file has.
pub const COLUMNS: [&str; 14] = [
    "case_id",
    "personal_identity",
    "ward",
    "municipality_code",
    "admitted_at",
    "admission_notice_at",
    "discharge_ready_at",
    "ready_withdrawn_at",
    "municipality_ready_at",
    "sip_required",
    "sip_called_at",
    "primary_care_ready_at",
    "discharged_at",
    "causes",
];

/// Columns that a file may have.
pub const OPTIONAL: [&str; 4] =
    ["responsible_municipality_code", "end_reason", "sip_consent", "outpatient_needed"];

/// Longest name of a ward or a case.
const LONGEST: usize = 100;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: u64,
    /// The column; none for the whole row.
    pub column: Option<String>,
    /// Why, never with what stands there.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.reason),
            None => write!(f, "line {}: {}", self.line, self.reason),
        }
    }
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: u64,
    /// The chain, or everything that is wrong with it.
    pub chain: Result<ChainRow, Vec<Fault>>,
}

/// Reads a file as of a time. Comma or semicolon, whichever the first line has more of; UTF-8 with
/// or without a byte order mark.
///
/// # Errors
/// What is wrong with the header: then no row can be understood.
pub fn read_chains(bytes: &[u8], now: Timestamp) -> Result<Vec<Row>, Vec<Fault>> {
    let table = Table::read(bytes, &COLUMNS, &OPTIONAL)?;
    let mut seen = BTreeMap::new();
    let row = |(line, record): &(u64, ByteRecord)| Row {
        line: *line,
        chain: read_row(&table.header, record, *line, &mut seen, now),
    };
    Ok(table.records.iter().map(row).collect())
}

/// The records of a file under its header, with their lines.
pub(super) struct Table {
    header: Header,
    pub(super) records: Vec<(u64, ByteRecord)>,
}

impl Table {
    pub(super) fn read(
        bytes: &[u8],
        required: &[&'static str],
        optional: &[&'static str],
    ) -> Result<Self, Vec<Fault>> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let first = bytes.split(is_end).find(|line| !line.is_empty()).unwrap_or_default();
        let count = |wanted| first.iter().filter(|byte| **byte == wanted).count();
        let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes);
        // Bytes in memory, any number of fields: the reader has nothing to refuse.
        let mut records = reader.byte_records().map_while(Result::ok);
        let Some(header) = records.next() else {
            return Err(vec![fault(1, None, "the file has no header")]);
        };
        let header = Header::read(&header, required, optional)?;
        let mut lines = Lines { bytes, counted: 0, line: 1 };
        let records = records.map(|record| (lines.of(&record), record)).collect();
        Ok(Self { header, records })
    }

    /// The same, where a row with another number of fields refuses the file.
    pub(super) fn whole(
        bytes: &[u8],
        required: &[&'static str],
        optional: &[&'static str],
    ) -> Result<Self, Vec<Fault>> {
        let table = Self::read(bytes, required, optional)?;
        let wrong = table.records.iter().filter_map(|(line, it)| table.header.counts(it, *line));
        let faults: Vec<Fault> = wrong.collect();
        if faults.is_empty() { Ok(table) } else { Err(faults) }
    }

    /// What stands there; none when it is empty, or not text.
    pub(super) fn text<'a>(&self, record: &'a ByteRecord, column: &str) -> Option<&'a str> {
        let text = std::str::from_utf8(self.bytes(record, column)?).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn bytes<'a>(&self, record: &'a ByteRecord, column: &str) -> Option<&'a [u8]> {
        record.get(*self.header.at.get(column)?)
    }
}

/// Counts the lines of a file, record by record. The reader ends a record at CR, LF or both, but counts
/// LF alone: a file whose lines end with CR would have one line.
struct Lines<'a> {
    bytes: &'a [u8],
    /// How many bytes lie behind.
    counted: usize,
    /// The line that begins or goes on there, from 1.
    line: u64,
}

impl Lines<'_> {
    /// The line where the record begins; records come in the order of the file.
    fn of(&mut self, record: &ByteRecord) -> u64 {
        let begins = record.position().and_then(|at| usize::try_from(at.byte()).ok());
        // The reader stands before empty lines, or between CR and LF.
        let is_before = |at: usize| begins.is_some_and(|begins| at < begins);
        while let Some(byte) = self.bytes.get(self.counted) {
            if !is_before(self.counted) && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            let next = self.bytes.get(self.counted + 1);
            let is_end = *byte == b'\n' || (*byte == b'\r' && next != Some(&b'\n'));
            self.line += u64::from(is_end);
            self.counted += 1;
        }
        self.line
    }
}

pub(super) fn fault(line: u64, column: Option<&str>, reason: impl Into<String>) -> Fault {
    Fault { line, column: column.map(str::to_owned), reason: reason.into() }
}

/// Where each column stands.
pub(super) struct Header {
    at: BTreeMap<&'static str, usize>,
    fields: usize,
}

impl Header {
    /// That of a file with every column, in order.
    pub(super) fn of_all() -> Self {
        let all = COLUMNS.iter().chain(&OPTIONAL).copied();
        let at: BTreeMap<_, _> = all.enumerate().map(|(n, name)| (name, n)).collect();
        Self { fields: at.len(), at }
    }

    /// A row has as many fields as the header.
    fn counts(&self, record: &ByteRecord, line: u64) -> Option<Fault> {
        let reason = || format!("{} fields, the header has {}", record.len(), self.fields);
        (record.len() != self.fields).then(|| fault(line, None, reason()))
    }

    fn read(
        record: &ByteRecord,
        required: &[&'static str],
        optional: &[&'static str],
    ) -> Result<Self, Vec<Fault>> {
        let known: Vec<&'static str> = [required, optional].concat();
        let mut faults = Vec::new();
        let mut at = BTreeMap::new();
        for (n, name) in record.iter().enumerate() {
            let name = String::from_utf8_lossy(name).trim().to_owned();
            match known.iter().find(|known| **known == name) {
                None => {
                    let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                    let reason = format!("unknown column; known are {}", known.join(", "));
                    faults.push(fault(1, Some(&shown), reason));
                }
                Some(known) if at.insert(*known, n).is_some() => {
                    faults.push(fault(1, Some(known), "the column stands twice"));
                }
                Some(_) => {}
            }
        }
        for missing in required.iter().filter(|name| !at.contains_key(**name)) {
            faults.push(fault(1, Some(missing), "the column is missing"));
        }
        if faults.is_empty() { Ok(Self { at, fields: record.len() }) } else { Err(faults) }
    }
}

/// The fields of one row, and what was found wrong so far.
struct Fields<'a> {
    header: &'a Header,
    record: &'a ByteRecord,
    line: u64,
    now: Timestamp,
    faults: Vec<Fault>,
}

pub(super) fn read_row(
    header: &Header,
    record: &ByteRecord,
    line: u64,
    seen: &mut BTreeMap<String, u64>,
    now: Timestamp,
) -> Result<ChainRow, Vec<Fault>> {
    if let Some(fault) = header.counts(record, line) {
        return Err(vec![fault]);
    }
    let mut fields = Fields { header, record, line, now, faults: Vec::new() };
    let row = fields.row();
    if let Some(row) = &row {
        for (column, reason) in order::faults(row) {
            fields.wrong(column, reason);
        }
    }
    if let Some(case) = fields.text("case_id").map(str::to_owned) {
        match seen.get(&case) {
            Some(first) => {
                fields.wrong("case_id", format!("stands on line {first} already"));
            }
            None => drop(seen.insert(case, line)),
        }
    }
    match row {
        Some(row) if fields.faults.is_empty() => Ok(row),
        _ => {
            fields.faults.dedup();
            Err(fields.faults)
        }
    }
}

impl<'a> Fields<'a> {
    fn wrong(&mut self, column: &str, reason: impl Into<String>) {
        self.faults.push(fault(self.line, Some(column), reason));
    }

    /// What stands there; none when it is empty, or not text.
    fn text(&self, column: &str) -> Option<&'a str> {
        let field = self.record.get(*self.header.at.get(column)?)?;
        let text = std::str::from_utf8(field).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn row(&mut self) -> Option<ChainRow> {
        let columns: Vec<(&str, usize)> = self.header.at.iter().map(|(k, v)| (*k, *v)).collect();
        for (column, at) in columns {
            if self.record.get(at).is_some_and(|field| std::str::from_utf8(field).is_err()) {
                self.wrong(column, "is not UTF-8; save the file as UTF-8");
            }
        }
        let case = self.name("case_id");
        let identifier = self.identifier();
        let ward = self.name("ward");
        let residence = self.municipality("municipality_code", true);
        let responsible = self.municipality("responsible_municipality_code", false);
        let admitted_at = self.time("admitted_at");
        if self.text("admitted_at").is_none() {
            self.wrong("admitted_at", "is missing");
        }
        let admission_notice_at = self.time("admission_notice_at");
        let ready = self.notices();
        let municipality_ready_at = self.time("municipality_ready_at");
        let sip_required = self.yes_no("sip_required");
        if self.text("sip_required").is_none() {
            self.wrong("sip_required", "is missing: yes or no");
        }
        let sip_called_at = self.time("sip_called_at");
        let outpatient_ready_at = self.time("primary_care_ready_at");
        let sip_declined = self.yes_no("sip_consent") == Some(false);
        let outpatient_needed = self.yes_no("outpatient_needed");
        let ended = self.ended();
        let causes = self.causes();
        let sip_required = sip_required?;
        Some(ChainRow {
            case: case?,
            identifier: identifier?,
            ward: ward?,
            residence: responsible.is_some().then(|| residence.clone()).flatten(),
            municipality: responsible.or(residence)?,
            admitted_at: admitted_at?,
            admission_notice_at,
            ready,
            municipality_ready_at,
            sip_required,
            sip_declined,
            sip_called_at,
            outpatient_ready_at,
            outpatient_needed: outpatient_needed.unwrap_or(sip_required),
            ended,
            causes,
        })
    }

    fn name(&mut self, column: &str) -> Option<String> {
        let Some(text) = self.text(column) else {
            self.wrong(column, "is missing");
            return None;
        };
        if text.chars().any(char::is_control) || text.chars().count() > LONGEST {
            self.wrong(column, format!("is longer than {LONGEST} characters, or has control ones"));
            return None;
        }
        Some(text.to_owned())
    }

    fn identifier(&mut self) -> Option<PersonIdentifier> {
        let Some(text) = self.text("personal_identity") else {
            self.wrong("personal_identity", "is missing");
            return None;
        };
        match PersonIdentifier::parse(text, local_date(self.now)) {
            Ok(identifier) => Some(identifier),
            Err(error) => {
                self.wrong("personal_identity", error.to_string());
                None
            }
        }
    }

    fn municipality(&mut self, column: &str, required: bool) -> Option<String> {
        let text = self.text(column);
        let is_code = |text: &str| text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
        match text {
            Some(text) if is_code(text) => return Some(text.to_owned()),
            Some(_) => self.wrong(column, "is not a municipality code of four digits"),
            None if required => self.wrong(column, "is missing"),
            None => {}
        }
        None
    }

    fn time(&mut self, column: &str) -> Option<Moment> {
        let text = self.text(column)?;
        self.one_time(column, text)
    }

    fn one_time(&mut self, column: &str, text: &str) -> Option<Moment> {
        match time::read(text, self.now) {
            Ok(moment) => Some(moment),
            Err(reason) => {
                self.wrong(column, reason);
                None
            }
        }
    }

    fn yes_no(&mut self, column: &str) -> Option<bool> {
        let text = self.text(column)?;
        match text.to_lowercase().as_str() {
            "yes" | "ja" => Some(true),
            "no" | "nej" => Some(false),
            _ => {
                self.wrong(column, "is neither yes nor no");
                None
            }
        }
    }

    /// The n-th withdrawal is of the n-th notice; only the last notice may stand.
    fn notices(&mut self) -> Vec<Notice> {
        let parts = |column| self.text(column).map(|text| text.split('|').map(str::trim));
        let sent: Vec<&str> = parts("discharge_ready_at").into_iter().flatten().collect();
        let mut withdrawn: Vec<&str> = parts("ready_withdrawn_at").into_iter().flatten().collect();
        // "a|" says of two notices that the second one stands.
        if withdrawn.len() == sent.len() && withdrawn.last() == Some(&"") {
            withdrawn.pop();
        }
        if withdrawn.len() > sent.len() {
            self.wrong("ready_withdrawn_at", "there are more withdrawals than ready notices");
        } else if withdrawn.len() + 1 < sent.len() {
            let reason = "every ready notice but the last needs its withdrawal";
            self.wrong("ready_withdrawn_at", reason);
        }
        let mut notices = Vec::new();
        for (n, text) in sent.into_iter().enumerate() {
            let withdrawn = withdrawn.get(n).copied();
            let withdrawn_at = withdrawn.and_then(|text| self.one_time("ready_withdrawn_at", text));
            if let Some(sent_at) = self.one_time("discharge_ready_at", text) {
                notices.push(Notice { sent_at, withdrawn_at });
            }
        }
        notices
    }

    fn ended(&mut self) -> Option<Ended> {
        let at = self.time("discharged_at");
        let said = self.text("end_reason");
        match (said, at) {
            (Some("cancelled"), at) => Some(Ended::Cancelled(at)),
            (Some("home") | None, Some(at)) => Some(Ended::Home(at)),
            (Some("deceased"), Some(at)) => Some(Ended::Deceased(at)),
            (Some("other_hospital"), Some(at)) => Some(Ended::OtherHospital(at)),
            (Some("home" | "deceased" | "other_hospital"), None) => {
                if self.text("discharged_at").is_none() {
                    self.wrong("discharged_at", "is missing, and end_reason says that it ended");
                }
                None
            }
            (Some(_), _) => {
                let reason = "is none of home, deceased, other_hospital, cancelled";
                self.wrong("end_reason", reason);
                None
            }
            (None, None) => None,
        }
    }

    fn causes(&mut self) -> Vec<Cause> {
        let mut causes = Vec::new();
        for word in self.text("causes").into_iter().flat_map(|text| text.split('|')) {
            match Cause::parse(word.trim()) {
                Some(cause) if causes.contains(&cause) => {}
                Some(cause) => causes.push(cause),
                None => {
                    let known: Vec<&str> = Cause::ALL.iter().map(|it| it.as_str()).collect();
                    self.wrong(
                        "causes",
                        format!("has a code that is none of {}", known.join(", ")),
                    );
                }
            }
        }
        causes.sort_unstable();
        causes
    }
}

impl Ended {
    /// When.
    #[must_use]
    pub const fn at(&self) -> Option<&Moment> {
        match self {
            Self::Home(at) | Self::Deceased(at) | Self::OtherHospital(at) => Some(at),
            Self::Cancelled(at) => at.as_ref(),
        }
    }
}
