//! Lines on standard output. A reader that goes away, such as `head`, ends the command and is no
//! reason to panic.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

/// Prints a line; returns early from the function when nobody reads any more.
macro_rules! say {
    ($($words:tt)*) => { $crate::out::line(format_args!($($words)*))? };
}
pub(crate) use say;

pub(crate) fn line(words: Arguments<'_>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_fmt(words)?;
    out.write_all(b"\n")
}

/// Whether a command failed only because nobody reads what it prints.
pub(crate) fn nobody_reads(error: &anyhow::Error) -> bool {
    let broken = |error: &std::io::Error| error.kind() == ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref().is_some_and(broken))
}
