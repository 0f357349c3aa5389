//! Why a paper could not be made. Texts are never a reason.

/// A paper that could not be made. The reasons are for operators, not for citizens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The coat of arms is not an SVG that can be drawn.
    #[error("the crest is not an SVG that can be drawn: {0}")]
    Crest(String),
    /// The press refused the paper: a fault of a template, to be reported.
    #[error("the paper could not be typeset: {0}")]
    Press(String),
}
