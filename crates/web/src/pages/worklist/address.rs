//! The address of a list: filter, area and place, and nothing that says who is on it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use brygga_domain::ids::ChainId;
use brygga_store::{Cursor, WorklistFilter};
use serde::Deserialize;

use crate::page_error::PageError;
use crate::urls;

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    pub(super) filter: Option<String>,
    pub(super) area: Option<String>,
    pub(super) after: Option<String>,
    pub(super) print: Option<String>,
}

impl Asked {
    pub(super) fn filter(&self) -> WorklistFilter {
        match self.filter.as_deref() {
            Some("ours") => WorklistFilter::Ours,
            Some("untaken") => WorklistFilter::Untaken,
            Some("late") => WorklistFilter::Overdue,
            Some("weekend") => WorklistFilter::WeekendRisk,
            Some("unread") => WorklistFilter::Unseen,
            Some("closed") => WorklistFilter::Closed,
            _ => WorklistFilter::All,
        }
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

    pub(super) fn area_url(&self, area: &str) -> String {
        Self { area: Some(area.to_owned()), ..self.clone() }.first_url()
    }

    fn address(&self, path: &str, after: Option<&str>, print: bool) -> String {
        let filter = self.filter.as_deref().filter(|word| *word != "all");
        let area = self.area.as_deref().filter(|area| !area.is_empty());
        let pairs: Vec<String> =
            [("filter", filter), ("area", area), ("after", after), ("print", print.then_some("1"))]
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
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_cursor(text: &str) -> Option<Cursor> {
    let bytes: [u8; 25] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    let (group, rest) = bytes.split_first()?;
    let (due, chain) = rest.split_first_chunk::<8>()?;
    Some(Cursor {
        group: *group,
        due_ms: i64::from_be_bytes(*due),
        chain: ChainId::from_bytes(chain.try_into().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_reads_back_from_its_address() {
        let cursor = Cursor { group: 2, due_ms: i64::MAX, chain: ChainId::from_bytes([5; 16]) };
        assert_eq!(read_cursor(&write_cursor(&cursor)), Some(cursor));
        assert_eq!(read_cursor("AAAA"), None);
        assert_eq!(read_cursor("åäö"), None);
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
