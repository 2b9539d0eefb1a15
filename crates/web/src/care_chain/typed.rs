//! What somebody typed into a form: names and values, in order.

use crate::pages::drafts;

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
        drafts::decode(fields.as_bytes()).map(Self)
    }

    /// What a draft keeps of this.
    pub(crate) fn to_draft(&self) -> String {
        let pairs: Vec<(String, String)> =
            self.content().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        drafts::encode(&pairs)
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

    /// Takes a name out.
    pub(crate) fn forget(&mut self, name: &str) {
        self.0.retain(|(key, _)| key != name);
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

    #[test]
    fn a_draft_may_be_as_long_as_the_longest_form() {
        let mut typed = Typed::default();
        for name in ["mobility", "personal-care", "nutrition", "cognition", "health-care", "home"] {
            typed.add(name, "å".repeat(4000));
        }
        let read = Typed::of_draft(&typed.to_draft()).unwrap();
        assert_eq!(read.get("home").chars().count(), 4000);
    }
}
