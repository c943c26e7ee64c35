//! Targets: what is called, and as which role.

mod role;
mod row;
mod table;
mod universal;

pub use row::Target;
pub use table::call;
