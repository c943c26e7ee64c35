//! The questions of each operation.

use super::actions::{Needs, needs, reads_object};
use super::context::{self, ask, pairs, with_input, with_object, with_object_tags};
use super::{integrity, lock, replication};
use crate::bucket::{self, Bucket, location};
use crate::control::access_point;
use crate::object::{Lookup, Object, copy_source};
use crate::replication::is_replica;
use crate::{acceleration, acl, errors, logging, metrics, object, payment, tagging};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};
use std::sync::Arc;

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    integrity::check(cx.call)?;
    let Some(name) = input.str("Bucket") else {
        let everything = format!("arn:{}:s3:::*", cx.partition());
        return Ok(vec![Check::new(everything).action("s3:ListAllMyBuckets")]);
    };
    if operation == "CreateBucket" {
        return create_bucket(cx, name, input);
    }
    let bucket = bucket::existing(cx, name)?;
    logging::watch(cx.call, &bucket, operation, input);
    metrics::watch(cx, &bucket, operation, input)?;
    if operation != "GetBucketLocation" {
        location::check(cx.call, &bucket)?;
    }
    check_owner(&bucket, input.str("ExpectedBucketOwner"))?;
    if let Some(way) = &bucket.way {
        access_point::check(way, operation)?;
    }
    if is_replica(cx.call) && operation == "CopyObject" {
        return replication::of_copy(cx, &bucket, input);
    }
    if is_replica(cx.call) && operation == "DeleteObject" {
        return Ok(replication::of_marker(cx, &bucket, input));
    }
    acceleration::check(cx, &bucket)?;
    if asks_of_objects(operation) {
        payment::check(cx.call, &bucket, input)?;
    }
    match needs(operation) {
        Some(Needs::Bucket(action)) if operation == "PutBucketReplication" => {
            let own = of_bucket(cx, &bucket, operation, action, input);
            Ok([Some(own), replication::pass_role(input)]
                .into_iter()
                .flatten()
                .collect())
        }
        Some(Needs::Bucket(action)) => Ok(vec![of_bucket(cx, &bucket, operation, action, input)]),
        Some(Needs::Object(action, versioned)) => {
            let action = match input.get("VersionId") {
                Some(_) => versioned,
                None => action,
            };
            of_object(cx, &bucket, operation, action, input)
        }
        // Each key is asked for by itself.
        None if operation == "DeleteObjects" => Ok(Vec::new()),
        None => Err(AwsError::internal(format_args!(
            "no permission is known for {operation}"
        ))),
    }
}

/// What whoever asks may have to pay for: everything about objects.
fn asks_of_objects(operation: &str) -> bool {
    matches!(needs(operation), Some(Needs::Object(..)))
        || matches!(
            operation,
            "DeleteObjects"
                | "ListObjects"
                | "ListObjectsV2"
                | "ListObjectVersions"
                | "ListMultipartUploads"
                | "HeadBucket"
        )
}

fn check_owner(bucket: &Bucket, expected: Option<&str>) -> Result<(), AwsError> {
    match expected {
        Some(owner) if owner != bucket.owner => Err(errors::access_denied()),
        _ => Ok(()),
    }
}

fn create_bucket(cx: &Cx, name: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    if cx.caller().is_anonymous() {
        return Err(errors::access_denied());
    }
    let arn = format!("arn:{}:s3:::{name}", cx.partition());
    let configuration = input.get("CreateBucketConfiguration");
    let location = configuration.and_then(|c| c.str("LocationConstraint"));
    let tags = configuration.and_then(|c| c.get("Tags"));
    let tags = tags.map(tag_pairs).unwrap_or_default();
    let about = |action: &'static str| {
        let mut check = with_input(Check::new(arn.clone()).action(action), input);
        if let Some(location) = location {
            check = check.key("s3:LocationConstraint", location);
        }
        check.request_tags(pairs(&tags))
    };
    let mut checks = vec![about("s3:CreateBucket")];
    if input.get("ACL").is_some() {
        checks.push(about("s3:PutBucketAcl"));
    }
    if input
        .get("ObjectLockEnabledForBucket")
        .and_then(Value::as_bool)
        == Some(true)
    {
        checks.push(about("s3:PutBucketVersioning"));
        checks.push(about("s3:PutBucketObjectLockConfiguration"));
    }
    if input.get("ObjectOwnership").is_some() {
        checks.push(about("s3:PutBucketOwnershipControls"));
    }
    if !tags.is_empty() {
        checks.push(about("s3:TagResource"));
    }
    Ok(checks)
}

fn of_bucket(
    cx: &Cx,
    bucket: &Bucket,
    operation: &str,
    action: &'static str,
    input: &Value,
) -> Check {
    let mut check = with_input(ask(cx, bucket, bucket.arn(cx.partition()), action), input);
    // An owner's root user can always mend the policy.
    let mends = matches!(
        operation,
        "PutBucketPolicy" | "GetBucketPolicy" | "DeleteBucketPolicy"
    );
    if mends && cx.caller().is_root() && cx.caller().account() == bucket.owner {
        check = check.policy(None);
    }
    if operation == "PutBucketTagging" {
        let tags = input.get("Tagging").and_then(|t| t.get("TagSet"));
        let tags = tags.map(tag_pairs).unwrap_or_default();
        check = check.request_tags(pairs(&tags));
    }
    check
}

fn of_object(
    cx: &mut Cx,
    bucket: &Bucket,
    operation: &str,
    action: &'static str,
    input: &Value,
) -> Result<Vec<Check>, AwsError> {
    let key = input.str("Key").unwrap_or_default();
    let arn = object_arn(cx, bucket, key);
    let about = |cx: &Cx, action| with_input(ask(cx, bucket, arn.clone(), action), input);
    let mut check = about(cx, action);
    if writes(operation) {
        return writing(cx, bucket, &arn, operation, check, input);
    }
    let old = stored(cx, bucket, key, input.str("VersionId"))?;
    if let Some(old) = &old {
        check = with_object(cx, bucket, check, old);
    }
    check = lock::with_lock(cx, check, operation, input);
    if operation == "PutObjectTagging" {
        let tags = input.get("Tagging").and_then(|t| t.get("TagSet"));
        check = with_object_tags(check, &tags.map(tag_pairs).unwrap_or_default());
    }
    let mut checks = vec![check];
    if operation == "GetObjectAttributes" {
        let read = match input.get("VersionId") {
            Some(_) => "s3:GetObjectVersion",
            None => "s3:GetObject",
        };
        checks.insert(0, about(cx, read));
    }
    let compared = input.str("IfMatch").is_some_and(|tag| tag.trim() != "*");
    if operation == "DeleteObject" && compared {
        checks.push(about(cx, "s3:GetObject"));
    }
    if old.is_none() && reads_object(operation) {
        checks.push(may_list(cx, bucket, key));
    }
    Ok(checks)
}

/// Operations that make an object or a part of one.
fn writes(operation: &str) -> bool {
    matches!(
        operation,
        "PutObject"
            | "CopyObject"
            | "CreateMultipartUpload"
            | "UploadPart"
            | "UploadPartCopy"
            | "CompleteMultipartUpload"
    )
}

fn writing(
    cx: &mut Cx,
    bucket: &Bucket,
    arn: &str,
    operation: &str,
    check: Check,
    input: &Value,
) -> Result<Vec<Check>, AwsError> {
    let creates = matches!(
        operation,
        "PutObject" | "CopyObject" | "CompleteMultipartUpload"
    );
    let check = check.key("s3:ObjectCreationOperation", creates.to_string());
    let mut tags = match input.str("Tagging") {
        Some(header) => tagging::from_header(header)?,
        None => Vec::new(),
    };
    let mut checks = Vec::new();
    if let Some(header) = input.str("CopySource") {
        let copied = copying(cx, header, input, &mut checks)?;
        if operation == "CopyObject" && input.str("TaggingDirective") != Some("REPLACE") {
            tags = copied;
        }
    }
    let about = |action| with_input(ask(cx, bucket, arn.to_owned(), action), input);
    let check = lock::with_lock(cx, check, operation, input);
    checks.push(with_object_tags(check, &tags));
    if input.get("ObjectLockMode").is_some() {
        checks.push(lock::with_lock(
            cx,
            about("s3:PutObjectRetention"),
            operation,
            input,
        ));
    }
    if input.get("ObjectLockLegalHoldStatus").is_some() {
        checks.push(lock::with_lock(
            cx,
            about("s3:PutObjectLegalHold"),
            operation,
            input,
        ));
    }
    if !tags.is_empty() {
        checks.push(with_object_tags(about("s3:PutObjectTagging"), &tags));
    }
    // Policies that let others write have always asked for this one beside s3:PutObject alone.
    let canned = input.str("ACL");
    let lists = [
        "GrantFullControl",
        "GrantRead",
        "GrantReadACP",
        "GrantWriteACP",
    ];
    if canned.is_some_and(|acl| acl != "bucket-owner-full-control")
        || lists.iter().any(|member| input.get(member).is_some())
    {
        // Who may write by a list says with it to whom the object is open.
        let listed = acl::of_bucket(bucket, "s3:PutObject", cx.caller());
        checks.push(about("s3:PutObjectAcl").granted(listed));
    }
    Ok(checks)
}

/// Reading the source of a copy; its tags, which a copy takes along.
fn copying(
    cx: &mut Cx,
    header: &str,
    input: &Value,
    checks: &mut Vec<Check>,
) -> Result<Vec<(String, String)>, AwsError> {
    let source = copy_source::parse(header)?;
    let bucket = bucket::existing(cx, &source.bucket)?;
    logging::watch_copy(cx.call, &bucket, &source.key, source.version.as_deref());
    check_owner(&bucket, input.str("ExpectedSourceBucketOwner"))?;
    let arn = object_arn(cx, &bucket, &source.key);
    let object = stored(cx, &bucket, &source.key, source.version.as_deref())?;
    let (read, read_tags) = match source.version {
        Some(_) => ("s3:GetObjectVersion", "s3:GetObjectVersionTagging"),
        None => ("s3:GetObject", "s3:GetObjectTagging"),
    };
    let about = |action| ask(cx, &bucket, arn.clone(), action);
    let Some(object) = object else {
        checks.push(about(read));
        checks.push(may_list(cx, &bucket, &source.key));
        return Ok(Vec::new());
    };
    checks.push(with_object(cx, &bucket, about(read), &object));
    let takes_tags =
        cx.call.operation == "CopyObject" && input.str("TaggingDirective") != Some("REPLACE");
    if takes_tags && !object.tags.is_empty() {
        checks.push(with_object(cx, &bucket, about(read_tags), &object));
    }
    Ok(object.tags.clone())
}

/// One key of a DeleteObjects.
pub fn delete_one(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    etag: Option<&str>,
    versioned: bool,
) -> Result<Vec<Check>, AwsError> {
    let action = match versioned {
        true => "s3:DeleteObjectVersion",
        false => "s3:DeleteObject",
    };
    let arn = object_arn(cx, bucket, key);
    let about = |action| {
        let check = context::ask(cx, bucket, arn.clone(), action);
        match etag {
            Some(etag) => check.key("s3:if-match", etag),
            None => check,
        }
    };
    let mut checks = vec![about(action)];
    if etag.is_some_and(|etag| etag.trim() != "*") {
        checks.push(about("s3:GetObject"));
    }
    Ok(checks)
}

/// A stranger's look at an object by way of a website.
pub fn visit(cx: &Cx, bucket: &Bucket, key: &str, object: Option<&Object>) -> Vec<Check> {
    let check = ask(cx, bucket, object_arn(cx, bucket, key), "s3:GetObject");
    match object {
        Some(object) => vec![with_object(cx, bucket, check, object)],
        None => vec![check, may_list(cx, bucket, key)],
    }
}

/// The version that a call is about, if it is there and not a marker.
pub(super) fn stored(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<Option<Arc<Object>>, AwsError> {
    Ok(match object::find(cx, bucket, key, version)? {
        Lookup::Object(object) => Some(object),
        Lookup::Marker(..) | Lookup::Missing => None,
    })
}

/// Something that is asked of a bucket by another API than its own.
pub fn about_bucket(cx: &Cx, bucket: &Bucket, action: &'static str) -> Check {
    ask(cx, bucket, bucket.arn(cx.partition()), action)
}

/// That an object is sent where its bucket's rules lead, by a job.
pub fn initiate_replication(cx: &Cx, bucket: &Bucket, key: &str) -> Check {
    let arn = object_arn(cx, bucket, key);
    ask(cx, bucket, arn, "s3:InitiateReplication")
}

/// That governance is gone round.
pub fn bypass_governance(cx: &Cx, bucket: &Bucket, key: &str) -> Check {
    let arn = object_arn(cx, bucket, key);
    ask(cx, bucket, arn, "s3:BypassGovernanceRetention")
}

/// That a key is missing is told only to those who may list the bucket.
fn may_list(cx: &Cx, bucket: &Bucket, key: &str) -> Check {
    ask(cx, bucket, bucket.arn(cx.partition()), "s3:ListBucket").key("s3:prefix", key)
}

pub(super) fn object_arn(cx: &Cx, bucket: &Bucket, key: &str) -> String {
    format!("{}/{key}", bucket.arn(cx.partition()))
}

/// Tags of an input that has not been read into its type yet.
fn tag_pairs(list: &Value) -> Vec<(String, String)> {
    let tags = list.as_list().unwrap_or_default().iter();
    let pair = |tag: &Value| Some((tag.str("Key")?.to_owned(), tag.str("Value")?.to_owned()));
    tags.filter_map(pair).collect()
}
