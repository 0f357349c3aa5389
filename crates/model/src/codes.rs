//! Names of kinds of faults: each written once, and all of them in one list.

/// Gives an enum `code`, the name of each kind, and `CODES`, all names. A kind without a name does not compile.
#[macro_export]
macro_rules! codes {
    ($kinds:ident { $($kind:ident => $code:literal,)+ }) => {
        impl $kinds {
            /// Every name that there is, in the order of the kinds.
            pub const CODES: &[&str] = &[$($code),+];

            /// Name that never changes.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$kind { .. } => $code,)+
                }
            }
        }
    };
}
