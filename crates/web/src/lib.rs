//! The screens: HTML pages, their style, script and words.
//!
//! A page is a plain view model (`views`) with a template; it knows no domain type and makes no
//! decision. Words come from `brygga_i18n`; there is no literal text in a template.

pub mod assets;
pub mod filters;
pub mod labels;
pub mod urls;
pub mod views;
