//! brygga-testkit
