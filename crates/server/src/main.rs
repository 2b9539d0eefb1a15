//! The program `brygga`.

use std::process::ExitCode;

/// Folding a case allocates a great deal, for a short time and in small pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    brygga_server::run()
}
