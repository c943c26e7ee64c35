//! Access control lists, of buckets and of objects, and who owns what.

mod exposed;
mod identity;
mod list;
mod ownership;
mod rules;
mod wish;

pub use exposed::policy as exposed_policy;
pub use identity::{canonical_id, grant_to_owner, initiator, owner, shown_initiator};
pub use list::{Acl, Grant, Grantee, LOGGING, Permission, of_bucket, of_object};
pub use ownership::{Belonging, belonging};
pub use rules::{grants, shown};
pub use wish::Wish;
pub(crate) use wish::wish;

include!(concat!(env!("OUT_DIR"), "/acl.rs"));
