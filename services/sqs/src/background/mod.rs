//! What happens to messages that nobody asks for.

mod empty;
mod expire;

pub use empty::{EMPTY, empty, set};
pub use expire::expire;

include!(concat!(env!("OUT_DIR"), "/background.rs"));
