//! brygga-server
fn main() {}
