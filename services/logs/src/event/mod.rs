//! Log events: how they are kept, put and read.

pub mod add;
pub mod chunk;
pub mod discover;
pub mod ends;
pub mod id;
pub mod lines;
pub mod pointer;
pub mod walk;

include!(concat!(env!("OUT_DIR"), "/event.rs"));

/// AWS gives out such tokens still, and looks at none.
pub fn sequence_token(stream: u64) -> String {
    format!("49{stream:020}{stream:020}00000000000000")
}
