//! Whose a new object is.

use super::{Acl, Wish};
use crate::bucket::Bucket;
use haneul_pipeline::{AwsError, Caller};
use haneul_policy::PrincipalKind;

/// Whose an object is, and to whom it is open.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    /// The account, where it is not the bucket's.
    pub owner: Option<String>,
    pub acl: Option<Acl>,
}

/// An object belongs to its writer, unless the bucket's ownership controls say otherwise.
pub fn belonging(bucket: &Bucket, caller: &Caller, wish: &Wish) -> Result<Belonging, AwsError> {
    let writer = caller.account();
    let service = matches!(caller.principal.kind, PrincipalKind::Service(_));
    let hands_over = wish.canned.as_deref() == Some("bucket-owner-full-control");
    let theirs = match bucket.ownership.as_deref() {
        Some("BucketOwnerEnforced") => false,
        Some("BucketOwnerPreferred") => !hands_over,
        _ => true,
    };
    let foreign = theirs && !service && writer != bucket.owner;
    let owner = match foreign {
        true => writer,
        false => &bucket.owner,
    };
    Ok(Belonging {
        acl: wish.read(bucket, owner)?,
        owner: foreign.then(|| writer.to_owned()),
    })
}
