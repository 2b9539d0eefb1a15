//! Why somebody stayed: causes by code, several at once, and one of them as the main cause.

use serde::Serialize;

use crate::words;

words! {
    /// What a person who was ready waited for (facts 3.5). The order is that of the county's own
    /// review; it is also the order in which a diagram stacks them.
    Cause {
        /// No short-term place.
        ShortTermPlace = "short_term_place",
        /// Start of safe homecoming.
        SafeHomecoming = "safe_homecoming",
        /// Aids.
        Aids = "aids",
        /// The SIP was initiated late.
        SipLate = "sip_late",
        /// Services were planned only after the SIP.
        ServicesAfterSip = "services_after_sip",
        /// A medical reason to stay: "ska vara kvar".
        Medical = "medical",
        /// None of the others is known.
        Other = "other",
    }
}

/// A set of causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Causes(u8);

impl Causes {
    /// No cause.
    pub const NONE: Self = Self(0);

    /// The set with one more.
    #[must_use]
    pub const fn with(self, cause: Cause) -> Self {
        Self(self.0 | 1 << cause as u8)
    }

    /// Says whether a cause is in the set.
    #[must_use]
    pub const fn contains(self, cause: Cause) -> bool {
        self.0 & 1 << cause as u8 != 0
    }

    /// Says whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The causes in their order.
    pub fn iter(self) -> impl Iterator<Item = Cause> {
        Cause::ALL.iter().copied().filter(move |cause| self.contains(*cause))
    }

    /// The main cause, by a rule of Brygga: a medical reason before all others, since who should
    /// stay waits for nothing; then the first in the order of facts 3.5; `other` where nothing is
    /// known.
    #[must_use]
    pub fn main(self) -> Cause {
        if self.contains(Cause::Medical) {
            return Cause::Medical;
        }
        self.iter().next().unwrap_or(Cause::Other)
    }
}

impl FromIterator<Cause> for Causes {
    fn from_iter<I: IntoIterator<Item = Cause>>(causes: I) -> Self {
        causes.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Serialize for Causes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_cause_is_the_first_of_the_review_and_a_medical_reason_before_all() {
        let both = Causes::from_iter([Cause::SipLate, Cause::SafeHomecoming]);
        assert_eq!(both.main(), Cause::SafeHomecoming);
        assert_eq!(both.with(Cause::Medical).main(), Cause::Medical);
        assert_eq!(Causes::NONE.main(), Cause::Other);
        assert_eq!(both.with(Cause::Other).main(), Cause::SafeHomecoming);
    }

    #[test]
    fn a_set_holds_what_was_put_in_and_is_written_by_code() {
        let set = Causes::from_iter([Cause::Aids, Cause::ShortTermPlace, Cause::Aids]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Cause::ShortTermPlace, Cause::Aids]);
        assert_eq!(serde_json::to_string(&set).unwrap(), r#"["short_term_place","aids"]"#);
        assert!(!set.is_empty() && Causes::default().is_empty());
    }
}
