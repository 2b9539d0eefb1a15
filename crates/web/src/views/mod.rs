//! View models: strings, numbers and small enums, ready to be shown. Each page is one struct with its
//! template; times and names arrive formatted, words are message keys.

mod entrance;
mod parts;
mod shell;
mod worklist;

pub use entrance::*;
pub use parts::*;
pub use shell::*;
pub use worklist::*;
