//! Which control a question gets by how much there is to choose from.

use super::Widget;
use crate::compiled::CompiledField;
use crate::definition::Kind;

/// The control for a kind with that many choices.
pub fn widget(kind: Kind, options: usize) -> Widget {
    match (kind, options) {
        (Kind::OneOf, 6..=10) => Widget::Select,
        (Kind::OneOf, 11..) => Widget::Search,
        (Kind::ManyOf, 11..) => Widget::SearchMany,
        _ => kind.traits().widget,
    }
}

/// `accept` of a file input: media types, parted by commas.
pub fn accept(field: &CompiledField) -> String {
    if !field.kind().is_files() {
        return String::new();
    }
    let types = field.attachment().types;
    types.iter().map(|kind| kind.media_type()).collect::<Vec<_>>().join(",")
}
