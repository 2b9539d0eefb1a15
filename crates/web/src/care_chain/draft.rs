//! Which draft belongs to a form.

use brygga_app::care_chain::draft_form;
use brygga_domain::ids::ChainId;
use brygga_store::DraftKey;

use super::acts::ActForm;
use super::typed::Typed;
use crate::caller::Caller;

/// Fields that say what in the chain a form is about; they come with its address.
const TARGETS: [&str; 3] = ["of", "message", "what"];

/// Where the words of a form are kept: for this person in this assignment, by what the form is about.
pub(super) fn draft_key(
    caller: &Caller,
    form: &ActForm,
    chain: Option<ChainId>,
    typed: &Typed,
) -> DraftKey {
    let chain = chain.map_or_else(|| "new".to_owned(), |chain| chain.to_string());
    let about = TARGETS.iter().map(|name| typed.get(name)).find(|value| !value.is_empty());
    let about = about.filter(|_| !form.names_target).unwrap_or_default();
    DraftKey {
        user: caller.actor.user.clone(),
        assignment: caller.actor.assignment.clone(),
        form: draft_form(form.word, &chain, about),
    }
}
