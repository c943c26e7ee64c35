//! Global tables: replicas of a table in other Regions, which are tables of their own with the same
//! items.
//!
//! Who writes an item of such a table stamps it and sends it to the other replicas; the later stamp
//! wins everywhere. All Regions lie in one store: what replicas have in common changes in one
//! transaction, so that they never differ in it.

pub mod fill;
pub mod forget;
pub mod group;
pub mod refusals;
pub mod region;
pub mod row;
pub mod send;
pub mod show;
pub mod stamp;
pub mod take;
pub mod update;

include!(concat!(env!("OUT_DIR"), "/replica.rs"));
