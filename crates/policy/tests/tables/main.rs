//! The tables in this folder's crate, executed against the policies and the domain.

mod access_matrix;
mod event_table;
mod table;
