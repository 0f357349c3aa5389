//! What is inside a file, from its bytes alone: its type, what a picture says besides what it shows, what a PDF says
//! of itself, what a signed envelope holds. Deliberately without names, limits and sentences, and without I/O: bytes come as they come.

mod kind;
pub mod pdf;
pub mod picture;
pub mod signed;

use serde::{Deserialize, Serialize};

pub use kind::{Look, media_type};

/// What is known of the inside of a file, as it is kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Inside {
    /// A JPEG, PNG, HEIC or TIFF.
    Picture(picture::Cleaned),
    /// A PDF.
    Pdf(pdf::Facts),
}
