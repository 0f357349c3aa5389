//! The engine seen from outside: one binary, so that it links once.

#[cfg(test)]
mod amend;
mod anything;
#[cfg(test)]
mod blanks;
#[cfg(test)]
mod carry;
#[cfg(test)]
mod check;
#[cfg(test)]
mod compile;
#[cfg(test)]
mod filing;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod long;
#[cfg(test)]
mod merging;
#[cfg(test)]
mod nesting;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod support;
#[cfg(test)]
mod told;
