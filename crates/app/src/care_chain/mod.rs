//! Use cases of the care chain.

mod bring_up_to_date;
mod compare_lists;
mod complete_act;
mod encode;
mod forget_looks;
mod hear_others;
mod linked_chains;
mod lists;
mod load;
mod own_answers;
mod perform_act;
mod preview_act;
pub(crate) mod project;
mod read_access_log;
mod refresh;
mod undo_act;
mod view_chain;
mod wait_and_send;

pub use bring_up_to_date::{Build, PROJECTIONS, bring_up_to_date, has_lists, rebuild_beside};
pub use compare_lists::{Differences, compare_lists};
pub use complete_act::known_of;
pub(crate) use encode::{content, encode as encode_facts, encode_sent};
pub use forget_looks::forget_looks;
pub use hear_others::{Heard, hear_others};
pub use lists::{
    ListQuery, PAGE, Worklist, changed_since, counters, death_by_feed, may, neighbours, ours,
    search, worklist,
};
pub(crate) use lists::{may_do, may_view, require};
pub use load::{LoadedChain, load};
pub use own_answers::own_answers;
pub(crate) use perform_act::access_entry;
pub use perform_act::{PerformAct, Performed, facts_of, perform_act};
pub use preview_act::{Preview, preview_act};
pub use project::{fold_name, rows_of};
pub use read_access_log::read_access_log;
pub(crate) use refresh::follow_registry;
pub use refresh::{rebuild, refresh_all_due, refresh_due};
pub use undo_act::{UNDO_FOR, Undoable, is_undoable, undo_act, undoable};
pub use view_chain::{
    ChainView, Newest, Opened, newest_read, open_chain, print_chain, view_chain, view_for_act,
};
pub(crate) use wait_and_send::send_one;
pub use wait_and_send::{
    WAIT_SECONDS, draft_form, send_due, undo_waiting, wait_and_send, waiting_act, waiting_in,
};
