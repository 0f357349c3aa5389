//! The nouns every other room shares: languages, instants, money, ids, identifiers of the Italian
//! administration, calendar, access. Pure: no clock, no files, no random, no error for bad input
//! beyond a value that says what is wrong. Deliberately not here: forms, procedures, storage.

pub mod calendar;
pub mod dates;
mod digest;
pub mod fold;
mod id;
mod lang;
mod moment;
mod money;
pub mod municipality;
pub mod prose;

pub use calendar::Calendar;
pub use digest::Digest;
pub use id::{ApplicationId, FileId, PersonId};
pub use lang::{Lang, Localized, UnknownLang};
pub use moment::{Moment, rome_to_moment};
pub use money::{Money, MoneyFault};
