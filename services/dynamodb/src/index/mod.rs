//! Indexes of tables: what of an item is in which, and how a new one is filled.

pub mod entries;
pub mod row;
