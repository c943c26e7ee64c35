//! Streams: a table's changes of the last day, by shards.

pub mod row;
