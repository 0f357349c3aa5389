//! Whether a document may be published. What can be known from the document alone, and what needs
//! the offices and people of an installation. Types and rules are checked in `compile`.

use workflow::Who;

use crate::compile::Compiled;
use crate::fault::Fault;
use crate::place::Places;

/// Every fault of a document whose parts compile.
pub(crate) fn faults(_compiled: &Compiled, _places: &Places) -> Vec<Fault> {
    Vec::new()
}

/// What the offices and people of an installation leave unanswered: offices that do not exist, and
/// parts that nobody in an office plays. `is_staffed` says whether somebody active plays a part in
/// an office. Places are not known here: faults name their path.
#[must_use]
pub fn prove_installation(
    _compiled: &Compiled,
    _offices: &[&str],
    _is_staffed: &dyn Fn(&str, Who) -> bool,
) -> Vec<Fault> {
    Vec::new()
}
