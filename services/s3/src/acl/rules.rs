//! Which lists may be set: those that leave everything with the owner.

use super::identity::canonical_id;
use crate::bucket::Bucket;
use crate::errors;
use crate::object::settings;
use crate::shapes::{AccessControlPolicy, Grant};
use haneul_pipeline::AwsError;

pub struct Wanted {
    pub canned: Option<String>,
    pub grants: bool,
    pub list: Option<AccessControlPolicy>,
}

pub fn check(bucket: &Bucket, wanted: &Wanted) -> Result<(), AwsError> {
    let ways = [
        wanted.canned.is_some(),
        wanted.grants,
        wanted.list.is_some(),
    ];
    match ways.iter().filter(|way| **way).count() {
        0 => return Err(errors::missing_acl()),
        1 => {}
        _ => {
            return Err(errors::invalid_request(
                "Specifying both Canned ACLs and Header Grants is not allowed",
            ));
        }
    }
    let others = match &wanted.list {
        Some(list) => !is_owners_own(bucket, list),
        None => wanted.grants,
    };
    settings::check_acl(wanted.canned.as_deref(), others, bucket)
}

/// Full control for the owner and nothing for anybody else.
fn is_owners_own(bucket: &Bucket, list: &AccessControlPolicy) -> bool {
    let id = canonical_id(&bucket.owner);
    let is_own = |grant: &Grant| {
        let grantee = grant.grantee.as_ref();
        grant.permission.as_deref() == Some("FULL_CONTROL")
            && grantee.is_some_and(|g| g.id.as_deref() == Some(id.as_str()))
    };
    let grants = list.grants.as_deref().unwrap_or_default();
    let owner = list.owner.as_ref().and_then(|owner| owner.id.as_deref());
    !grants.is_empty() && grants.iter().all(is_own) && owner.is_none_or(|owner| owner == id)
}
