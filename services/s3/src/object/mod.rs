//! Objects: the bytes under a key, and what is said about them.

pub mod conditions;
pub mod copy_source;
mod lock;
mod look;
pub mod range;
mod row;
pub mod settings;
mod store;
mod version_id;
pub mod versions;
mod view;

pub use lock::Wish as LockWish;
pub(crate) use lock::{
    check_removal, check_retention, hold, hold_name, name as lock_name, parse as parse_lock_mode,
    retention,
};
pub use look::{Found, Look, Selection, existing, look};
pub(crate) use put_object::still_there;
pub use row::{
    Body, Content, Headers, Lock, Marker, NULL, Object, Part, Retention, quoted, shown_version,
};
pub(crate) use settings::settings;
pub use store::{amend, find_in, get, is_empty, parts, pieces, pieces_in, put, put_replica, scan};
pub(crate) use version_id::order as version_order;
pub use versions::{Lookup, find};
pub(crate) use view::show_object;

include!(concat!(env!("OUT_DIR"), "/object.rs"));
