//! Signed envelopes: what is shown is the document inside, of the innermost where it was signed more than once.

use inside::signed::{Empty, document};

use crate::{Fault, Kind};

/// Most envelopes around a document.
const LAYERS_MAX: usize = 5;

/// A file, or what its envelopes hold, with what kind that is.
pub(crate) fn opened(mut kind: Kind, mut file: Vec<u8>) -> Result<(Kind, Vec<u8>), Fault> {
    let mut layers = 0;
    while kind == Kind::Signed {
        layers += 1;
        if layers > LAYERS_MAX {
            return Err(Fault::TooLarge);
        }
        file = document(&file).map_err(|why| match why {
            Empty::Detached => Fault::Detached,
            Empty::Damaged => Fault::Unreadable,
        })?;
        kind = Kind::of(inside::media_type(&file)).ok_or(Fault::Unreadable)?;
    }
    Ok((kind, file))
}
