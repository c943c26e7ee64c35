//! Work that nobody waits for: what was deleted or is over goes, and what is there is counted.

mod empty;
mod expire;
mod sizes;

pub use empty::{EMPTY, empty, empty_group, empty_stream};
pub use expire::expire;
pub use sizes::{SIZES, size};
