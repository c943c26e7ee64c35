//! Pieces of a value that every protocol reads and writes: numbers, times, names, text.

pub(crate) mod member;
pub(crate) mod number;
pub(crate) mod percent;
pub(crate) mod scalar;
pub mod time;

/// Nesting beyond this is refused; the deepest documents of AWS's services stay well below.
pub(crate) const MAX_DEPTH: usize = 128;
