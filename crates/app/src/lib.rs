//! Use cases: load, authorise, decide, write. Surfaces parse, call and answer.

pub mod accounts;
mod actor;
pub mod care_chain;
mod context;
mod error;
pub mod feed;
pub mod follow_up;
pub mod history;
pub mod jobs;
pub mod person;
mod ports;
pub mod registry;
pub mod registry_file;
mod token;

pub use actor::Actor;
pub use context::{App, Changed, Settings, on_day};
pub use error::AppError;
pub use ports::{Clock, Entropy, MonthlyReport, NotSent, random, whole_milliseconds};
pub use token::{BadToken, FormToken, is_session_form, session_form_token};
