//! What configurations have in common.

mod several;

pub use several::{check_id, no_such, page};
