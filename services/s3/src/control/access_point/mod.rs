//! Access points: names of a bucket's, each with a policy and a block of its own. Whoever comes by
//! one needs to be let in by it and by the bucket.

mod alias;
mod create;
mod policy;
mod row;
mod show;
mod way;

pub use create::{create, delete};
pub use policy::{delete_policy, put_policy, show_policy, show_status};
pub use row::{AccessPoint, existing, has_any, put};
pub use show::{list, show};
pub use way::{Way, bucket_of, check, is_one, of_label, open};

use haneul_model::Value;
use haneul_pipeline::Reply;

/// An answer without a body.
pub(super) fn nothing() -> Reply {
    Reply::new(Value::Struct(Vec::new()))
}
