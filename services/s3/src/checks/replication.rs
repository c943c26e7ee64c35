//! What a role needs to make replicas.

use super::context::{ask, with_existing_tags, with_object_tags};
use super::of::{object_arn, stored};
use crate::bucket::{self, Bucket};
use crate::object::copy_source;
use crate::replication::is_role;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn of_copy(cx: &mut Cx, to: &Bucket, input: &Value) -> Result<Vec<Check>, AwsError> {
    let key = input.str("Key").unwrap_or_default();
    let source = copy_source::parse(input.str("CopySource").unwrap_or_default())?;
    let arn = object_arn(cx, to, key);
    let there = |action| ask(cx, to, arn.clone(), action);
    let mut checks = vec![there("s3:ReplicateObject")];
    if input.get("ExpectedBucketOwner").is_some() {
        checks.push(there("s3:ObjectOwnerOverrideToBucketOwner"));
    }
    let Some(from) = bucket::find(cx, &source.bucket)? else {
        return Ok(checks);
    };
    let object = stored(cx, &from, &source.key, source.version.as_deref())?;
    let tags = object.map(|object| object.tags.clone()).unwrap_or_default();
    if !tags.is_empty() {
        let check = ask(cx, to, arn, "s3:ReplicateTags");
        checks.push(with_object_tags(check, &tags));
    }
    let bucket_arn = from.arn(cx.partition());
    checks.push(ask(cx, &from, bucket_arn, "s3:GetReplicationConfiguration"));
    let arn = object_arn(cx, &from, &source.key);
    let mut reads = vec![
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
    ];
    if !tags.is_empty() {
        reads.push("s3:GetObjectVersionTagging");
    }
    for action in reads {
        let check = ask(cx, &from, arn.clone(), action);
        checks.push(with_existing_tags(check, &tags));
    }
    Ok(checks)
}

pub fn of_marker(cx: &Cx, to: &Bucket, input: &Value) -> Vec<Check> {
    let arn = object_arn(cx, to, input.str("Key").unwrap_or_default());
    vec![ask(cx, to, arn, "s3:ReplicateDelete")]
}

/// A role is S3's to take only if it is the caller's to give. What is no role is refused later.
pub fn pass_role(input: &Value) -> Option<Check> {
    let role = input.get("ReplicationConfiguration")?.str("Role")?;
    let role = Some(role).filter(|role| is_role(role))?;
    Some(Check::pass_role(role, "s3.amazonaws.com"))
}
