//! What somebody typed into a form: names and values, in order.

use axum::extract::Query;
use axum::http::Uri;

/// The fields of a form as they arrived.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed(Vec<(String, String)>);

/// Fields of the machinery: not part of what was typed.
const OWN: [&str; 5] = ["csrf", "token", "confirm", "anyway", "change"];

impl Typed {
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Reads what a draft keeps: the form as it was encoded.
    pub(crate) fn of_draft(fields: &str) -> Option<Self> {
        let uri: Uri = format!("/?{fields}").parse().ok()?;
        Query::try_from_uri(&uri).ok().map(|Query(pairs)| Self(pairs))
    }

    /// The first value of a name; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.0.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// A box that was ticked.
    pub(crate) fn on(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    /// What was typed, without the fields of the machinery.
    pub(crate) fn content(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_reads_back_with_its_letters() {
        let typed = Typed::of_draft("text=G%C3%A5r+hem&to=a&to=b").unwrap();
        assert_eq!(typed.get("text"), "Går hem");
        assert_eq!(typed.all("to").collect::<Vec<_>>(), ["a", "b"]);
    }
}
