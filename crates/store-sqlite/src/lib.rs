//! brygga-store-sqlite
