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

    /// A case, with the page of the list that one comes from and its place there: no name, no number.
    pub(super) fn case_url(&self, place: &Cursor) -> String {
        let list = self.address("", self.after.as_deref(), false);
        let trail = Trail {
            list: list.trim_start_matches('?').to_owned(),
            at: write_cursor(place),
            walks: true,
        };
        trail.on(&urls::chain(place.chain))
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

/// Where one came to a case from: the page of a list, and the place of the case in that list. It
/// stands in every address of the case and of its acts, so that an act leads back to where one was.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    list: String,
    at: String,
    /// One came from a list.
    walks: bool,
}

impl Trail {
    /// The trail in the query of an address; none when somebody wrote it anew.
    pub(crate) fn of(path_and_query: &str) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Pairs {
            list: String,
            at: String,
        }
        let read = || {
            let uri = axum::http::Uri::try_from(path_and_query).ok()?;
            let Query(Pairs { list, at }) = Query::try_from_uri(&uri).ok()?;
            let trail = Self { list, at, walks: true };
            trail.place().map(|_| trail)
        };
        read().unwrap_or_default()
    }

    /// An address of the case with the trail.
    pub(crate) fn on(&self, url: &str) -> String {
        if !self.walks {
            return url.to_owned();
        }
        let (url, fragment) = match url.split_once('#') {
            Some((url, fragment)) => (url, format!("#{fragment}")),
            None => (url, String::new()),
        };
        let sign = if url.contains('?') { '&' } else { '?' };
        format!("{url}{sign}list={}&at={}{fragment}", urls::encode(&self.list), self.at)
    }

    /// The page of the list; none when one did not come from a list.
    pub(crate) fn list_url(&self) -> Option<String> {
        self.place().map(|(asked, _)| asked.url())
    }

    /// The list and the place of the case in it.
    pub(super) fn place(&self) -> Option<(Asked, Cursor)> {
        if !self.walks {
            return None;
        }
        let uri = axum::http::Uri::try_from(format!("{}?{}", urls::HOME, self.list)).ok()?;
        let Query(asked) = Query::<Asked>::try_from_uri(&uri).ok()?;
        asked.cursor().ok()?;
        Some((Asked { print: None, done: None, ..asked }, read_cursor(&self.at)?))
    }
}

pub(crate) fn write_cursor(cursor: &Cursor) -> String {
    let mut bytes = vec![cursor.group];
    bytes.extend_from_slice(&cursor.due_ms.to_be_bytes());
    bytes.extend_from_slice(&cursor.chain.bytes());
    bytes.extend_from_slice(cursor.key.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn read_cursor(text: &str) -> Option<Cursor> {
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
    fn a_case_and_its_acts_know_the_page_of_the_list_that_one_comes_from() {
        let area = Some("Åsen & Norr".to_owned());
        let (filter, group) = (Some("ours".to_owned()), Some("stage".to_owned()));
        let chain = ChainId::from_bytes([5; 16]);
        let place = Cursor { key: "3".to_owned(), group: 0, due_ms: 7, chain };
        let after = Some(write_cursor(&place));
        let asked = Asked { filter, area, group, after, ..Asked::default() };
        let case = asked.case_url(&place);
        let trail = Trail::of(&case);
        let (read, at) = trail.place().expect("reads back");
        assert_eq!((read.url(), at), (asked.url(), place));
        assert_eq!(trail.list_url(), Some(asked.url()));
        assert_eq!(trail.on(&urls::chain(chain)), case);
        let act = trail.on("/care-chains/x/undo?cmd=1#messages");
        assert!(act.starts_with("/care-chains/x/undo?cmd=1&list=") && act.ends_with("#messages"));
        assert_eq!(Trail::of(&act).list_url(), Some(asked.url()));
    }

    #[test]
    fn a_trail_that_somebody_wrote_is_none() {
        let forged = [
            "/care-chains/x",
            "/care-chains/x?list=filter%3Dours&at=forged",
            "/care-chains/x?list=after%3Dforged&at=AAAA",
            "/care-chains/x?at=AAAA",
        ];
        for path in forged {
            let trail = Trail::of(path);
            assert_eq!((trail.list_url(), trail.on("/a?b")), (None, "/a?b".to_owned()), "{path}");
        }
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
