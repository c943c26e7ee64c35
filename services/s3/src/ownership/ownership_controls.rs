//! Operations: PutBucketOwnershipControls, GetBucketOwnershipControls, DeleteBucketOwnershipControls.

use crate::shapes::{
    DeleteBucketOwnershipControlsOutput, DeleteBucketOwnershipControlsRequest,
    GetBucketOwnershipControlsOutput, GetBucketOwnershipControlsRequest, OwnershipControls,
    OwnershipControlsRule, PutBucketOwnershipControlsOutput, PutBucketOwnershipControlsRequest,
};
use crate::{acl, bucket, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_ownership_controls(
    cx: &mut Cx,
    input: PutBucketOwnershipControlsRequest,
) -> Result<PutBucketOwnershipControlsOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    let mut rules = input.ownership_controls.rules.into_iter();
    let (Some(rule), None) = (rules.next(), rules.next()) else {
        return Err(errors::malformed_xml());
    };
    let others = bucket.acl.as_ref().is_some_and(|acl| {
        let own = acl::Grantee::User(acl::canonical_id(&bucket.owner));
        acl.grants.iter().any(|grant| grant.to != own)
    });
    if rule.object_ownership == bucket::ENFORCED && others {
        return Err(errors::acl_with_ownership());
    }
    bucket.ownership = Some(rule.object_ownership);
    bucket::put(cx, &bucket)?;
    Ok(PutBucketOwnershipControlsOutput::default())
}

pub fn get_bucket_ownership_controls(
    cx: &mut Cx,
    input: GetBucketOwnershipControlsRequest,
) -> Result<GetBucketOwnershipControlsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let object_ownership = bucket.ownership.ok_or_else(|| {
        errors::not_configured(
            "OwnershipControlsNotFoundError",
            "The bucket ownership controls were not found",
            &bucket.name,
        )
    })?;
    Ok(GetBucketOwnershipControlsOutput {
        ownership_controls: Some(OwnershipControls {
            rules: vec![OwnershipControlsRule { object_ownership }],
        }),
    })
}

pub fn delete_bucket_ownership_controls(
    cx: &mut Cx,
    input: DeleteBucketOwnershipControlsRequest,
) -> Result<DeleteBucketOwnershipControlsOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    bucket.ownership = None;
    bucket::put(cx, &bucket)?;
    Ok(DeleteBucketOwnershipControlsOutput::default())
}
