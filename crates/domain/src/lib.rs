//! brygga-domain
