//! The nouns every other room shares: languages, instants, money, ids, identifiers of the Italian
//! administration, calendar, access. Pure: no clock, no files, no random, no error for bad input
//! beyond a value that says what is wrong. Deliberately not here: forms, procedures, storage.

pub mod access;
pub mod calendar;
mod cap;
pub mod category;
mod codes;
mod control;
pub mod dates;
mod digest;
mod elide;
mod email;
pub mod fiscal_code;
pub mod fold;
mod iban;
mod id;
mod lang;
mod moment;
mod money;
pub mod municipality;
mod phone;
mod plate;
pub mod prose;
mod vat;

pub use calendar::Calendar;
pub use cap::{Cap, CapFault};
pub use digest::Digest;
pub use elide::{append_elided, elide};
pub use email::{Email, EmailFault};
pub use fiscal_code::{FiscalCode, FiscalCodeFault};
pub use iban::{Iban, IbanFault};
pub use id::{ApplicationId, FileId, PersonId};
pub use lang::{Lang, Localized, UnknownLang};
pub use moment::{Moment, rome_to_moment};
pub use money::{Money, MoneyFault};
pub use phone::{Phone, PhoneFault};
pub use plate::{Plate, PlateFault, PlateKind};
pub use vat::{VatFault, VatNumber};
