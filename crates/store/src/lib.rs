//! brygga-store
