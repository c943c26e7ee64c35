//! Availability Zones, as far as data is concerned: which have failed, and whose copies are gone.
//!
//! What is kept in blobs says in its ids where its copies lie. What is kept in rows says it in a
//! [`Placed`] beside them; a row is stored once, and its copies in zones are what is written here.
//! The same goes for blobs where zones share their bytes: a copy is there unless a row says that
//! it is destroyed. So losing copies and zones is the same with one disk as with three.

mod act;
mod losses;
mod rows;

pub(crate) use act::tend;
pub use act::{Stored, destroy, destroy_all, fail, restore, stored};
pub(crate) use losses::Watch;
pub use rows::{Placed, RegionZones, State, are_whole, forget, place, regions, state};
