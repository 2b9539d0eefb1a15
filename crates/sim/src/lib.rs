//! brygga-sim
