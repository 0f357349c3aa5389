//! Bad input and failure.
