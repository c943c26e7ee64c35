//! Keys.

mod aws_managed;
mod cache;
mod find;
mod material;
mod new;
mod remove;
mod row;
mod show;
mod usable;

pub use aws_managed::make_for_service;
pub use cache::secret;
pub use find::{Found, arn, as_given, find, open, open_own, read, reread};
pub use material::{
    MATERIALS, Material, add, all as materials, current, get as material, keep,
    put as put_material, wipe,
};
pub use new::{Wish, material_id};
pub use remove::{DELETE, delete};
pub use row::{Deletion, KEYS, Key, MultiRegion, Rotation, each_related, put, put_all};
pub use show::metadata;
pub use usable::{check_enabled, check_not_deleted, check_usage};

include!(concat!(env!("OUT_DIR"), "/key.rs"));
