//! Storage Lens: configurations of what AWS shows of an account's storage. They are kept; there is
//! nothing here to show it on.

mod configuration;
mod row;
mod tags;

pub use configuration::{delete, list, put, show};
pub use row::{Lens, existing, put as put_row};
pub use tags::{delete_tags, put_tags, show_tags};
