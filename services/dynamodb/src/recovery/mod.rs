//! Recovery to a point in time: the state of a table at any second of the last days.
//!
//! The state at a moment is the current state with the changes after it undone ([`moment`]): going
//! forward through the log from the moment, the first change of an item tells how the item was. Who
//! has come to the end of the log may take an item that was not changed since as it is, for the same
//! transaction sees both. Writes go on meanwhile and wait for nothing.

pub mod deleted;
pub mod moment;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/recovery.rs"));
