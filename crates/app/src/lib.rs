//! brygga-app
