//! brygga-policy
