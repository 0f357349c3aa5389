//! Forged, broken and foreign texts; the answers of the standards.
