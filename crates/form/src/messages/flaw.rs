//! Why a text is none of its kind. Not here: the sentences.

/// How a text fails to be what its kind reads; only the differences that change what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It does not look like one.
    Shape,
    /// It has this many characters or digits, and another number is needed.
    Length(u32),
    /// It looks right, but its check digits say that something was mistyped.
    CheckDigits,
    /// The day is not in the calendar.
    NoSuchDay,
    /// More than two decimals.
    Decimals,
    /// Out of the range that the kind has by itself.
    Range,
    /// The sides of an area cross or touch.
    Crossing,
}
