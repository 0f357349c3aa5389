//! What workflows, clocks and chains do, told as stories: one program, so that it links once.

// `cfg(test)` tells clippy that helpers too are tests, and may unwrap.
#[cfg(test)]
mod amend;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod common;
#[cfg(test)]
mod compile;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod decide;
#[cfg(test)]
mod definition;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod opinions;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod silence;
