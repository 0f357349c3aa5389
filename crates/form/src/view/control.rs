//! Which control a kind of question gets, and how a keyboard should help.

use super::Widget;
use crate::compiled::CompiledField;
use crate::definition::Kind;

/// The control for a kind with that many choices.
pub fn widget(kind: Kind, options: usize) -> Widget {
    match kind {
        Kind::Paragraph => Widget::Paragraph,
        Kind::Email | Kind::Pec => Widget::Typed("email"),
        Kind::Phone => Widget::Typed("tel"),
        Kind::Url => Widget::Typed("url"),
        Kind::Date => Widget::Date,
        Kind::Time => Widget::Time,
        Kind::YesNo => Widget::Radio,
        Kind::OneOf => match options {
            0..=5 => Widget::Radio,
            6..=10 => Widget::Select,
            _ => Widget::Search,
        },
        Kind::ManyOf if options <= 10 => Widget::Boxes,
        Kind::ManyOf => Widget::SearchMany,
        Kind::Attachment => Widget::Files,
        Kind::Computed => Widget::Reading,
        kind if kind.is_box() => Widget::Box,
        _ => Widget::Line,
    }
}

/// `inputmode` of HTML; empty where the plain keyboard is right.
pub fn inputmode(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer
        | Kind::Year
        | Kind::Cap
        | Kind::StampSerial
        | Kind::NoticeNumber
        | Kind::VatNumber => "numeric",
        Kind::Decimal | Kind::Money | Kind::Percentage | Kind::Area => "decimal",
        Kind::Email | Kind::Pec => "email",
        Kind::Phone => "tel",
        Kind::Url => "url",
        _ => "",
    }
}

/// `accept` of a file input: media types, parted by commas.
pub fn accept(field: &CompiledField) -> String {
    if field.kind() != Kind::Attachment {
        return String::new();
    }
    let types = field.attachment().types;
    types.iter().map(|kind| kind.media_type()).collect::<Vec<_>>().join(",")
}
