//! The address of a list: filter, area and place, and nothing that says who is on it.

use axum::extract::Query;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use brygga_domain::ids::{ChainId, CommandId};
use brygga_store::{Cursor, GroupBy, WorklistFilter};
use serde::Deserialize;

use crate::page_error::PageError;
use crate::urls;

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    pub(super) filter: Option<String>,
    pub(super) area: Option<String>,
    pub(super) after: Option<String>,
    pub(super) print: Option<String>,
    /// What the rows stand together by.
    pub(super) group: Option<String>,
    /// An act that was just done in a row, while it can be undone.
    pub(super) done: Option<String>,
}

/// The words of the groupings; the first needs none.
const GROUPINGS: [(GroupBy, &str); 5] = [
    (GroupBy::Step, ""),
    (GroupBy::Municipality, "municipality"),
    (GroupBy::Stage, "stage"),
    (GroupBy::Room, "room"),
    (GroupBy::Ward, "ward"),
];

impl Asked {
    pub(super) fn filter(&self) -> WorklistFilter {
        match self.filter.as_deref() {
            Some("ours") => WorklistFilter::Ours,
            Some("untaken") => WorklistFilter::Untaken,
            Some("late") => WorklistFilter::Overdue,
            Some("weekend") => WorklistFilter::WeekendRisk,
            Some("unread") => WorklistFilter::Unseen,
            Some("mine") => WorklistFilter::Mine,
            Some("closed") => WorklistFilter::Closed,
            _ => WorklistFilter::All,
        }
    }

    /// What the rows stand together by, of what this kind of list offers.
    pub(super) fn by(&self, offered: &[GroupBy]) -> GroupBy {
        let word = self.group.as_deref().unwrap_or_default();
        let known = GROUPINGS.into_iter().find(|(_, known)| *known == word);
        known.map(|(by, _)| by).filter(|by| offered.contains(by)).unwrap_or_default()
    }

    /// The first page of everything.
    pub(super) fn is_whole(&self) -> bool {
        self.filter() == WorklistFilter::All
            && self.after.is_none()
            && self.area.as_deref().unwrap_or_default().is_empty()
    }

    /// Where to go on, as [`Asked::next_url`] wrote it.
    pub(super) fn cursor(&self) -> Result<Option<Cursor>, PageError> {
        let Some(text) = &self.after else { return Ok(None) };
        read_cursor(text).map(Some).ok_or(PageError::BadRequest)
    }

    /// A case, with the list that one comes from and its place there: no name, no number.
    pub(super) fn case_url(&self, place: &Cursor) -> String {
        let list = self.address("", None, false);
        let list = list.trim_start_matches('?');
        let case = urls::chain(place.chain);
        format!("{case}?list={}&at={}", urls::encode(list), write_cursor(place))
    }

    /// The list and the place that [`Asked::case_url`] wrote; none when somebody wrote them anew.
    pub(super) fn of_case(list: &str, at: &str) -> Option<Self> {
        let uri = axum::http::Uri::try_from(format!("{}?{list}", urls::HOME)).ok()?;
        let Query(asked) = Query::<Self>::try_from_uri(&uri).ok()?;
        read_cursor(at)?;
        Some(Self { after: Some(at.to_owned()), print: None, done: None, ..asked })
    }

    pub(super) fn url(&self) -> String {
        self.address(urls::HOME, self.after.as_deref(), false)
    }

    pub(super) fn first_url(&self) -> String {
        self.address(urls::HOME, None, false)
    }

    pub(super) fn next_url(&self, next: &Cursor) -> String {
        self.address(urls::HOME, Some(&write_cursor(next)), false)
    }

    pub(super) fn print_url(&self) -> String {
        self.address(urls::HOME, self.after.as_deref(), true)
    }

    pub(super) fn counts_url(&self) -> String {
        self.address(urls::COUNTS, None, false)
    }

    pub(super) fn filter_url(&self, word: &str) -> String {
        Self { filter: Some(word.to_owned()), ..self.clone() }.first_url()
    }

    pub(super) fn group_url(&self, by: GroupBy) -> String {
        let word = GROUPINGS.into_iter().find(|(known, _)| *known == by).map(|(_, word)| word);
        Self { group: word.map(str::to_owned), ..self.clone() }.first_url()
    }

    /// This page, with what was just done in it.
    pub(super) fn done_url(back: &str, cmd: CommandId) -> String {
        let sign = if back.contains('?') { '&' } else { '?' };
        format!("{back}{sign}done={cmd}")
    }

    pub(super) fn area_url(&self, area: &str) -> String {
        Self { area: Some(area.to_owned()), ..self.clone() }.first_url()
    }

    fn address(&self, path: &str, after: Option<&str>, print: bool) -> String {
        let filter = self.filter.as_deref().filter(|word| *word != "all");
        let area = self.area.as_deref().filter(|area| !area.is_empty());
        let group = self.group.as_deref().filter(|group| !group.is_empty());
        let print = print.then_some("1");
        let pairs = [
            ("filter", filter),
            ("area", area),
            ("group", group),
            ("after", after),
            ("print", print),
        ];
        let pairs: Vec<String> = pairs
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", urls::encode(value?))))
            .collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

fn write_cursor(cursor: &Cursor) -> String {
    let mut bytes = vec![cursor.group];
    bytes.extend_from_slice(&cursor.due_ms.to_be_bytes());
    bytes.extend_from_slice(&cursor.chain.bytes());
    bytes.extend_from_slice(cursor.key.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_cursor(text: &str) -> Option<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (group, rest) = bytes.split_first()?;
    let (due, rest) = rest.split_first_chunk::<8>()?;
    let (chain, key) = rest.split_first_chunk::<16>()?;
    Some(Cursor {
        key: std::str::from_utf8(key).ok()?.to_owned(),
        group: *group,
        due_ms: i64::from_be_bytes(*due),
        chain: ChainId::from_bytes(*chain),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_reads_back_from_its_address() {
        for key in ["", "9901", "~"] {
            let (key, chain) = (key.to_owned(), ChainId::from_bytes([5; 16]));
            let cursor = Cursor { key, group: 2, due_ms: i64::MAX, chain };
            assert_eq!(read_cursor(&write_cursor(&cursor)), Some(cursor));
        }
        assert_eq!(read_cursor("AAAA"), None);
        assert_eq!(read_cursor("åäö"), None);
    }

    #[test]
    fn a_case_knows_the_list_that_one_comes_from() {
        let area = Some("Åsen & Norr".to_owned());
        let (filter, group) = (Some("ours".to_owned()), Some("stage".to_owned()));
        let asked = Asked { filter, area, group, ..Asked::default() };
        let place = Cursor {
            key: "3".to_owned(),
            group: 0,
            due_ms: 7,
            chain: ChainId::from_bytes([5; 16]),
        };
        let uri = axum::http::Uri::try_from(asked.case_url(&place)).unwrap();
        let Query(pairs) = Query::<std::collections::HashMap<String, String>>::try_from_uri(&uri)
            .expect("a query");
        let read = Asked::of_case(&pairs["list"], &pairs["at"]).expect("reads back");
        assert_eq!(read.first_url(), asked.first_url());
        assert!(matches!(read.cursor(), Ok(Some(at)) if at == place));
        assert!(Asked::of_case("filter=ours", "forged").is_none());
    }

    #[test]
    fn a_filter_starts_from_the_first_page_and_keeps_the_area() {
        let asked = Asked {
            area: Some("Norra".to_owned()),
            after: Some("x".to_owned()),
            ..Asked::default()
        };
        assert_eq!(asked.filter_url("late"), "/care-chains?filter=late&area=Norra");
        assert_eq!(Asked::default().filter_url("all"), "/care-chains");
    }
}
