//! Moving the messages of a dead-letter queue back to where they came from, or to another queue.
//!
//! A task is a row; a timer moves a piece of the messages in each transaction, so that a crash in
//! between neither loses nor repeats any.

mod handle;
mod row;
mod work;

pub use handle::source_of;
pub use row::{forget, goals};
pub use work::{MOVE, work};

include!(concat!(env!("OUT_DIR"), "/move_task.rs"));
