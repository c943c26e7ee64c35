//! What events look like, from events.

mod document;
mod shape;

pub use document::{draft_4, open_api, schema_name};
pub use shape::Shape;
