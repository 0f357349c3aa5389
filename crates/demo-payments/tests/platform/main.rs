//! The platform seen from outside: one binary, so that it links once.

#[cfg(test)]
mod paying;
