//! Every sentence of the interface, and dates, money, sizes and lists as people write them.
//! The sentences are Fluent files in `locales/<lang>/<area>.ftl`; texts of one procedure or one
//! municipality are `model::Localized` and live with it, not here.

mod figures;
mod sentences;

pub use figures::notice;
pub use fluent_bundle::FluentValue as Value;
pub use sentences::Words;

#[cfg(test)]
mod tests;
