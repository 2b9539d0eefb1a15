//! The screens: HTML pages, their style, script and words.
//!
//! [`router`] is the door. A handler in `pages` or `care_chain` parses, calls a use case and answers;
//! `caller` says who asks, `page_error` turns every failure into an answer, `frame` goes around all.
//!
//! A page is a plain view model (`views`) with a template; it knows no domain type and makes no
//! decision. Words come from `brygga_i18n`; there is no literal text in a template.

mod caller;
mod care_chain;
mod frame;
mod page_error;
mod pages;
mod site;

pub mod assets;
pub mod documents;
pub mod filters;
pub mod labels;
pub mod urls;
pub mod views;

pub use site::{WebOptions, router};
