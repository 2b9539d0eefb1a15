//! brygga-web
