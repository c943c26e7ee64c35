//! Backups: a table as it was at one moment, and tables that are made of them.
//!
//! The moment of a backup is the commit of CreateBackup. It puts the backup among the table's
//! `captures`, and every write of an item reads the table's row: so each write that was made before
//! that commit is in the backup, and each one after it first keeps the item as it was, once, beside
//! the backup ([`capture::keep`]). Meanwhile the items are copied in pieces, except those that were
//! kept. Most tables keep no log of their changes, and this needs none.

pub mod arn;
pub mod capture;
pub mod discard;
pub mod pour;
pub mod refusals;
pub mod row;
pub mod saved;
mod show;
pub mod target;

include!(concat!(env!("OUT_DIR"), "/backup.rs"));
