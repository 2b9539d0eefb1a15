//! brygga-hl7
