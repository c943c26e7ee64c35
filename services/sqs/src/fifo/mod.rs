//! Messages of FIFO queues.
//!
//! Each group has its messages in [`LINE`], by their sequence numbers. A group that has any is in
//! [`GROUP`], which is all a send looks at besides; [`TURN`] has it by the time it can next be
//! received from: while one of its messages is in flight, that is when the last of them returns.
//! Whoever takes, deletes or changes messages of a group writes its row in [`CLOCK`], so that only
//! one does at a time.

mod change;
mod count;
mod lift;
mod look;
mod post;
mod replay;
mod rows;
mod settle;
mod sweep;
mod take;

pub use change::{Removed, change, remove};
pub use count::{count, in_flight};
pub use lift::lift;
pub use look::{look, next_due};
pub use post::{append, post};
pub use replay::{remember, replay};
pub use sweep::{empty, sweep, sweep_deduplication};
pub use take::take;

include!(concat!(env!("OUT_DIR"), "/fifo.rs"));
