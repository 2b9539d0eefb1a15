//! Use cases of the registry: stream R (decision 10).

mod append;
mod give_assignment;
mod import;
mod import_places;
mod map_ward;

pub(crate) use append::read_with_end;
pub use append::{append_registry, append_whole_registry, read_registry, refresh_registry};
pub use give_assignment::{
    GiveAssignment, end_time_limited_assignment, give_time_limited_assignment,
};
pub use import::{Imported, import_registry};
pub use import_places::{ImportedPlaces, import_places};
pub use map_ward::map_ward;
