//! The form of every act: which fields it has, and how they are read into a command. How a form is
//! shown, refused, confirmed and sent is the same for all and stands in `act_page`.

mod corrections;
mod delay_cause;
mod discharge;
mod handover;
mod leave;
mod liability;
mod messages;
pub(super) mod notice;
mod parties;
mod phone;
mod planning;
pub(super) mod ready;
mod sip;

use brygga_domain::care_chain::acts::Act;
use brygga_domain::ids::EventId;

use super::context::Context;
use super::fields::Fields;
use super::read::Read;
use super::typed::Typed;

/// One act's form.
pub(crate) struct ActForm {
    /// The act's word, and the end of its address.
    pub(crate) word: &'static str,
    /// Its fields.
    pub(crate) fields: fn(&mut Fields<'_>),
    /// The command; none when something is wrong, which stands in the errors.
    pub(crate) read: fn(&mut Read<'_>) -> Option<Act>,
    /// The values that the form shows and the act replaces.
    pub(crate) shown: fn(&Context<'_>, &Typed) -> Vec<EventId>,
    /// What the act answers or rests on without replacing it, when that may change under the form.
    pub(crate) about: fn(&Context<'_>) -> Vec<EventId>,
    /// The hidden field `of` names what stood when the form was shown; a form that is written anew
    /// names what stands then.
    pub(crate) names_target: bool,
}

impl ActForm {
    const fn new(
        word: &'static str,
        fields: fn(&mut Fields<'_>),
        read: fn(&mut Read<'_>) -> Option<Act>,
    ) -> Self {
        Self {
            word,
            fields,
            read,
            shown: |_, _| Vec::new(),
            about: |_| Vec::new(),
            names_target: false,
        }
    }

    const fn replacing(self, shown: fn(&Context<'_>, &Typed) -> Vec<EventId>) -> Self {
        Self { shown, ..self }
    }

    const fn about(self, about: fn(&Context<'_>) -> Vec<EventId>) -> Self {
        Self { about, ..self }
    }

    const fn naming_target(self) -> Self {
        Self { names_target: true, ..self }
    }
}

/// The form of an act by its word.
pub(crate) fn form_of(word: &str) -> Option<&'static ActForm> {
    all().find(|form| form.word == word)
}

/// Every form.
pub(crate) fn all() -> impl Iterator<Item = &'static ActForm> {
    [
        notice::FORMS,
        messages::FORMS,
        handover::FORMS,
        planning::FORMS,
        ready::FORMS,
        sip::FORMS,
        discharge::FORMS,
        delay_cause::FORMS,
        phone::FORMS,
        parties::FORMS,
        corrections::FORMS,
        leave::FORMS,
        liability::FORMS,
    ]
    .into_iter()
    .flatten()
}

/// An act that is one button: nothing to fill in.
fn nothing(_: &mut Fields<'_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_one_form() {
        let mut words: Vec<_> = all().map(|form| form.word).collect();
        words.sort_unstable();
        let mut acts = Act::WORDS.to_vec();
        acts.sort_unstable();
        assert_eq!(words, acts);
    }
}
