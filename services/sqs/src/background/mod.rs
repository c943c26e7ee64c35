//! What happens to messages that nobody asks for.

mod empty;
mod expire;
mod gauge;

pub use empty::{EMPTY, empty, set};
pub use expire::expire;
pub use gauge::gauge;

include!(concat!(env!("OUT_DIR"), "/background.rs"));
