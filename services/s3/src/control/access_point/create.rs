//! CreateAccessPoint and DeleteAccessPoint.

use super::row::{self, AccessPoint};
use super::{alias, nothing};
use crate::bucket::{self, Bucket, PublicAccess};
use crate::control::shapes::{
    CreateAccessPointRequest, CreateAccessPointResult, DeleteAccessPointRequest,
    PublicAccessBlockConfiguration,
};
use crate::control::tags;
use crate::errors;
use haneul_pipeline::{AwsError, Cx, Reply};

/// In one Region.
const MOST: usize = 10_000;

pub fn create(
    cx: &mut Cx,
    input: CreateAccessPointRequest,
) -> Result<CreateAccessPointResult, AwsError> {
    if input.scope.is_some() {
        return Err(AwsError::not_implemented("S3 directory buckets"));
    }
    if !alias::is_valid(&input.name) {
        return Err(errors::invalid_request(
            "The specified access point name is not valid",
        ));
    }
    let bucket = target(cx, &input.bucket, input.bucket_account_id.as_deref())?;
    let arn = row::arn(cx.partition(), cx.region(), cx.account(), &input.name);
    let scope = cx.scope();
    if row::find_in(cx.tx, scope, &input.name)?.is_some() {
        return Err(AwsError::new(
            "AccessPointAlreadyOwnedByYou",
            "Your previous request to create the named accesspoint succeeded and you already own it.",
        )
        .status(409));
    }
    if row::count(cx)? >= MOST {
        return Err(AwsError::new(
            "TooManyAccessPoints",
            "You have attempted to create more access points than allowed for an account. For more information, see AWS service quotas in the AWS General Reference.",
        )
        .status(400));
    }
    let point = AccessPoint {
        alias: alias::new(cx.random(), &input.name),
        name: input.name,
        bucket: bucket.name,
        bucket_owner: bucket.owner,
        vpc: input.vpc_configuration.map(|vpc| vpc.vpc_id),
        blocks: blocks(input.public_access_block_configuration),
        created: crate::seconds(cx.now()),
        policy: None,
        policy_is_public: false,
        tags: tags::read(input.tags.unwrap_or_default())?,
    };
    row::insert(cx, &point)?;
    Ok(CreateAccessPointResult {
        access_point_arn: Some(arn),
        alias: Some(point.alias),
    })
}

/// The bucket must be where the access point is to be, and whose it is said to be.
fn target(cx: &mut Cx, name: &str, owner: Option<&str>) -> Result<Bucket, AwsError> {
    let bucket = bucket::find(cx, name)?.ok_or_else(|| errors::no_such_bucket(name))?;
    if bucket.owner != owner.unwrap_or(cx.account()) {
        return Err(errors::access_denied());
    }
    match bucket.region == cx.region() {
        true => Ok(bucket),
        false => Err(errors::no_such_bucket(name)),
    }
}

/// Without a word about it, everything public is blocked.
fn blocks(said: Option<PublicAccessBlockConfiguration>) -> PublicAccess {
    let said = said.unwrap_or(PublicAccessBlockConfiguration {
        block_public_acls: Some(true),
        ignore_public_acls: Some(true),
        block_public_policy: Some(true),
        restrict_public_buckets: Some(true),
    });
    PublicAccess {
        block_acls: said.block_public_acls == Some(true),
        ignore_acls: said.ignore_public_acls == Some(true),
        block_policy: said.block_public_policy == Some(true),
        restrict_buckets: said.restrict_public_buckets == Some(true),
    }
}

pub fn delete(cx: &mut Cx, input: DeleteAccessPointRequest) -> Result<Reply, AwsError> {
    let point = row::existing(cx, &input.name)?;
    row::remove(cx, &point)?;
    Ok(nothing().status(204))
}
