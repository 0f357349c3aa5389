//! What commands print. A reader that has seen enough (`sportello routes | head`) is no fault.

use std::{
    fmt,
    io::{self, Write as _},
};

/// Prints a line.
pub(crate) fn line(text: fmt::Arguments<'_>) {
    put(format_args!("{text}\n"));
}

/// Prints a text as it is.
pub(crate) fn text(text: fmt::Arguments<'_>) {
    put(text);
}

fn put(text: fmt::Arguments<'_>) {
    if let Err(error) = io::stdout().lock().write_fmt(text)
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        eprintln!("sportello: {error}");
    }
}
