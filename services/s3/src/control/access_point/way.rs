//! A call that names an access point where a bucket's name stands: by its ARN, its alias, or the host.

use super::alias;
use super::row::{self, AccessPoint};
use crate::bucket::PublicAccess;
use crate::control::account_block;
use crate::errors;
use haneul_pipeline::{AwsError, Call, Caller, Cx};
use haneul_policy::PrincipalKind;
use haneul_store::{Scope, Tx};

/// What an access point has to say about the calls that come by it.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    pub arn: String,
    pub account: String,
    pub bucket: String,
    pub bucket_owner: String,
    /// Its own, and those of its account.
    pub blocks: PublicAccess,
    pub by_alias: bool,
    policy: Option<String>,
    policy_is_public: bool,
    from_vpc: bool,
}

impl Way {
    pub fn network(&self) -> &'static str {
        match self.from_vpc {
            true => "VPC",
            false => "Internet",
        }
    }

    /// Of a public policy, other accounts and strangers get nothing while that is restricted.
    pub fn policy_for(&self, caller: &Caller) -> Option<String> {
        let restricted = self.policy_is_public && self.blocks.restrict_buckets;
        let service = matches!(caller.principal.kind, PrincipalKind::Service(_));
        match restricted && !service && caller.account() != self.account {
            true => None,
            false => self.policy.clone(),
        }
    }
}

/// Whether a name in a bucket's place can only be an access point's.
pub fn is_one(call: &Call, name: &str) -> bool {
    name.starts_with("arn:")
        || name.ends_with(alias::SUFFIX)
        || call.request.host.contains(".s3-accesspoint")
}

/// The access point that such a name means.
pub fn open(cx: &mut Cx, name: &str) -> Result<Way, AwsError> {
    if name.starts_with("arn:") {
        return of_arn(cx, name);
    }
    if name.ends_with(alias::SUFFIX) {
        let Some((account, region, own)) = row::of_alias(cx, name)? else {
            return Err(errors::no_such_bucket(name));
        };
        let way = of(cx, &region, &account, &own)?;
        let way = way.ok_or_else(|| errors::no_such_bucket(name))?;
        return Ok(Way {
            by_alias: true,
            ..way
        });
    }
    of_label(cx, name)?.ok_or_else(|| errors::no_such_access_point(name))
}

/// `name-account`, as in a host.
pub fn of_label(cx: &mut Cx, label: &str) -> Result<Option<Way>, AwsError> {
    let Some((name, account)) = label.rsplit_once('-') else {
        return Ok(None);
    };
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let region = cx.region();
    of(cx, region, account, name)
}

fn of_arn(cx: &mut Cx, arn: &str) -> Result<Way, AwsError> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let wrong = || errors::invalid_request("The access point ARN provided is not valid");
    let [_, partition, "s3", region, account, resource] = parts.as_slice() else {
        return Err(wrong());
    };
    let name = resource
        .strip_prefix("accesspoint/")
        .or(resource.strip_prefix("accesspoint:"));
    let name = name
        .filter(|_| *partition == cx.partition())
        .ok_or_else(wrong)?;
    if account.is_empty() {
        return Err(AwsError::not_implemented("S3 multi-Region access points"));
    }
    of(cx, region, account, name)?.ok_or_else(|| errors::no_such_access_point(name))
}

fn of(cx: &mut Cx, region: &str, account: &str, name: &str) -> Result<Option<Way>, AwsError> {
    let partition = cx.partition();
    let scope = Scope::new(partition, account, region);
    let Some(point) = row::find_in(cx.tx, scope, name)? else {
        return Ok(None);
    };
    let AccessPoint {
        bucket,
        bucket_owner,
        blocks: own,
        policy,
        policy_is_public,
        vpc,
        ..
    } = point;
    let all = account_block::of(cx.tx, partition, account)?.unwrap_or_default();
    Ok(Some(Way {
        arn: row::arn(partition, region, account, name),
        account: account.to_owned(),
        bucket,
        bucket_owner,
        blocks: PublicAccess {
            block_acls: own.block_acls || all.block_acls,
            ignore_acls: own.ignore_acls || all.ignore_acls,
            block_policy: own.block_policy || all.block_policy,
            restrict_buckets: own.restrict_buckets || all.restrict_buckets,
        },
        by_alias: false,
        policy,
        policy_is_public,
        from_vpc: vpc.is_some(),
    }))
}

/// What access points are for: objects, and lists of them.
pub fn check(way: &Way, operation: &str) -> Result<(), AwsError> {
    let of_objects = operation.contains("Object") && !operation.contains("Configuration");
    let others = [
        "AbortMultipartUpload",
        "CompleteMultipartUpload",
        "CreateMultipartUpload",
        "GetBucketAcl",
        "GetBucketCors",
        "GetBucketLocation",
        "GetBucketNotificationConfiguration",
        "GetBucketPolicy",
        "HeadBucket",
        "ListMultipartUploads",
        "ListParts",
        "UploadPart",
        "UploadPartCopy",
    ];
    if !of_objects && !others.contains(&operation) {
        return Err(errors::method_not_allowed("PUT", "ACCESSPOINT"));
    }
    // Nobody is in a VPC as yet.
    match way.from_vpc {
        true => Err(errors::access_denied()),
        false => Ok(()),
    }
}

/// The bucket behind an access point, for whoever has no call.
pub fn bucket_of(
    tx: &mut Tx,
    partition: &str,
    region: &str,
    name: &str,
) -> Result<Option<String>, AwsError> {
    let (account, region, name) = match row::named(tx, partition, name)? {
        Some(named) => named,
        None => match name.rsplit_once('-') {
            Some((name, account)) => (account.to_owned(), region.to_owned(), name.to_owned()),
            None => return Ok(None),
        },
    };
    let scope = Scope::new(partition, &account, &region);
    let point = row::find_in(tx, scope, &name)?;
    Ok(point.map(|point| point.bucket))
}
