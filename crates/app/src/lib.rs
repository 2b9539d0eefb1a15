//! brygga-app
pub mod registry_file;
