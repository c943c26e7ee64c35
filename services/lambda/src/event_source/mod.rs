//! Event source mappings: queues and streams that Lambda reads for functions.
//!
//! A mapping is a row with settings; beside it lies how its reading goes (`Flow`), and for streams how
//! far each shard was read (`Progress`). Who reads it is the matter of `poll`.

mod poll;
mod reach;
mod row;
mod said;
mod show;

pub use poll::{POLL, delivered, poll};
pub use row::{is_arn, of_arn, save};

include!(concat!(env!("OUT_DIR"), "/event_source.rs"));
