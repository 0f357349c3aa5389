//! Questions that others ask of a kind, answered from the table of traits. Nothing about a kind is decided here but which
//! files it takes.

use super::traits::{Holds, Shape};
use crate::definition::{FileType, Kind};
use crate::view::Widget;

impl Kind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Kind; 51] = [
        Kind::Line,
        Kind::Name,
        Kind::Paragraph,
        Kind::Email,
        Kind::Pec,
        Kind::Phone,
        Kind::Url,
        Kind::Cap,
        Kind::Plate,
        Kind::Iban,
        Kind::FiscalCode,
        Kind::VatNumber,
        Kind::FiscalCodeOrVat,
        Kind::Protocol,
        Kind::StampSerial,
        Kind::NoticeNumber,
        Kind::Pattern,
        Kind::Integer,
        Kind::Decimal,
        Kind::Money,
        Kind::Percentage,
        Kind::Area,
        Kind::Quantity,
        Kind::Date,
        Kind::Time,
        Kind::Moment,
        Kind::Month,
        Kind::Year,
        Kind::SchoolYear,
        Kind::Period,
        Kind::YesNo,
        Kind::Accept,
        Kind::OneOf,
        Kind::ManyOf,
        Kind::Ranked,
        Kind::Point,
        Kind::Outline,
        Kind::Attachment,
        Kind::Photo,
        Kind::SignedDocument,
        Kind::Declaration,
        Kind::PrivacyNotice,
        Kind::Terms,
        Kind::Heading,
        Kind::Text,
        Kind::Callout,
        Kind::FeesTable,
        Kind::Computed,
        Kind::Group,
        Kind::Brick,
        Kind::Set,
    ];

    /// The name as the document writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.traits().name
    }

    /// What is kept at the path of a field of this kind.
    #[must_use]
    pub const fn shape(self) -> Shape {
        self.traits().shape
    }

    /// The answer is a box: ticked or not.
    #[must_use]
    pub const fn is_box(self) -> bool {
        matches!(self.traits().widget, Widget::Box)
    }

    /// The answer is a number that can be compared with a least and a greatest.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self.traits().holds, Holds::Int | Holds::Decimal | Holds::Money)
    }

    /// The answer is free text whose length is bounded.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Kind::Line
                | Kind::Name
                | Kind::Paragraph
                | Kind::Email
                | Kind::Pec
                | Kind::Phone
                | Kind::Url
                | Kind::Pattern
                | Kind::Protocol
        )
    }

    /// Its answers say who somebody is.
    #[must_use]
    pub const fn names_a_person(self) -> bool {
        matches!(self, Kind::FiscalCode | Kind::FiscalCodeOrVat)
    }

    /// It is read, not answered.
    #[must_use]
    pub const fn is_prose(self) -> bool {
        matches!(self.shape(), Shape::Prose)
    }

    /// Something is kept at its path.
    #[must_use]
    pub const fn holds_an_answer(self) -> bool {
        matches!(self.shape(), Shape::Single | Shape::Choices | Shape::Files)
    }

    /// The answer is files.
    #[must_use]
    pub const fn is_files(self) -> bool {
        matches!(self.shape(), Shape::Files)
    }

    /// The answer is chosen among some that the form gives.
    #[must_use]
    pub const fn is_chosen(self) -> bool {
        matches!(self, Kind::OneOf | Kind::ManyOf | Kind::Ranked)
    }

    /// File types that are taken where the form says nothing.
    #[must_use]
    pub const fn file_types(self) -> &'static [FileType] {
        match self {
            Kind::Photo => &[FileType::Jpg, FileType::Png, FileType::Heic],
            Kind::SignedDocument => &[FileType::P7m, FileType::Pdf],
            _ => &FileType::ALL,
        }
    }
}
