//! Objects: the bytes under a key, and what is said about them.

pub mod conditions;
pub mod copy_source;
mod look;
pub mod range;
mod row;
pub mod settings;
mod store;
mod view;

pub use look::{Found, Look, Selection, look};
pub(crate) use put_object::still_there;
pub use row::{Body, Content, Headers, Object, Part, quoted};
pub(crate) use settings::settings;
pub use store::{amend, get, is_empty, parts, pieces, put, remove, scan};
pub(crate) use view::show_object;

include!(concat!(env!("OUT_DIR"), "/object.rs"));
