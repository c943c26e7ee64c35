//! Messages of standard queues.
//!
//! A sent message is one row in [`READY`], by the time it may be received. The first receive
//! moves it to [`FLIGHT`], where it stays until it is deleted; [`RETURN`] says when it is visible
//! again. So the head of both orders is all that a receive looks at, and nothing has to happen
//! when a delay or a visibility timeout ends.

mod change;
mod count;
mod dead;
mod disorder;
mod fair;
mod lift;
mod look;
mod put;
mod ready;
mod rows;
mod sweep;
mod take;

pub use change::{Change, change, remove};
pub use count::{count, in_flight};
pub use dead::{grave, is_dead};
pub use lift::lift;
pub use look::{Candidate, look, next_due};
pub use put::put;
pub use sweep::{empty, sweep};
pub use take::{Visibility, take};

include!(concat!(env!("OUT_DIR"), "/standard.rs"));
