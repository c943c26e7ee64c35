//! Whom policies and lists of buckets may let in, for whoever watches over access. Lists of single
//! objects are not looked at, as by Access Analyzer.

use crate::acl::{canonical_id, exposed_policy};
use crate::bucket;
use haneul_pipeline::{AwsError, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Tx};

pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let buckets = bucket::all_of_owner(tx, scope.partition, scope.account)?;
    let here = buckets.into_iter().filter(|b| b.region == scope.region);
    let shown = here.map(|bucket| Exposed {
        arn: bucket.arn(scope.partition),
        kind: "AWS::S3::Bucket",
        canonical_owner: Some(canonical_id(&bucket.owner)),
        shut_if_public: bucket.blocks().restrict_buckets,
        policy: exposed_policy(&bucket, &bucket.arn(scope.partition)),
        owner: bucket.owner,
        policy_kind: PolicyKind::Resource,
    });
    Ok(shown.collect())
}
