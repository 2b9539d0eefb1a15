//! View models: strings, numbers and small enums, ready to be shown. Each page is one struct with its
//! template; times and names arrive formatted, words are message keys.

mod access_log;
mod account;
mod act_form;
mod capacity;
mod chain;
mod conflict;
mod document;
mod entrance;
mod give_assignment;
mod jobs;
mod lead_times;
mod liability;
mod outcome;
mod own_answers;
mod parts;
mod problem;
mod search;
mod shell;
mod snapshots;
mod timeline;
mod weekend_stays;
mod worklist;

pub use access_log::*;
pub use account::*;
pub use act_form::*;
pub use capacity::*;
pub use chain::*;
pub use conflict::*;
pub use document::*;
pub use entrance::*;
pub use give_assignment::*;
pub use jobs::*;
pub use lead_times::*;
pub use liability::*;
pub use outcome::*;
pub use own_answers::*;
pub use parts::*;
pub use problem::*;
pub use search::*;
pub use shell::*;
pub use snapshots::*;
pub use timeline::*;
pub use weekend_stays::*;
pub use worklist::*;
