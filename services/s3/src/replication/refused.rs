//! What was tried often enough has failed, and says so.

use super::row::{self, Rule};

use super::copy::finish;
use super::status::State;
use crate::bucket;
use crate::notification::{self, Event};
use crate::object::{self, Lookup, Object, copy_source};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub fn refused(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let input = &timer.payload["input"];
    let (Some(source), Some(to)) = (input["CopySource"].as_str(), input["Bucket"].as_str()) else {
        return Ok(());
    };
    let source = copy_source::parse(source)?;
    let Some(from) = bucket::find(cx, &source.bucket)? else {
        return Ok(());
    };
    let version = source.version.as_deref();
    let Lookup::Object(mut original) = object::find(cx, &from, &source.key, version)? else {
        return Ok(());
    };
    let rules = row::of(cx, &from)?;
    let rule = rules.as_ref().and_then(|rules| {
        let mut chosen = rules.for_object(&source.key, &original).into_iter();
        chosen.find(|rule| rule.destination.bucket_name() == to)
    });
    if let Some(rule) = rule.filter(|rule| rule.metrics == Some(true)) {
        let data = data(rule, &original, &timer.payload);
        let event = Event {
            more: Some(("replicationEventData", data)),
            ..Event::of(EVENT, &from, &source.key, &original)
        };
        notification::tell(cx, &from, &event)?;
    }
    if let Some(to) = bucket::find(cx, to)? {
        return finish(cx, &source, &original, &to, State::Failed);
    }
    let replication = Arc::make_mut(&mut original).replication.as_mut();
    match replication.is_some_and(|replication| replication.set(to, State::Failed)) {
        true => object::amend(cx, &from, &source.key, &original),
        false => Ok(()),
    }
}

const EVENT: &str = "s3:Replication:OperationFailedReplication";

fn data(rule: &Rule, original: &Object, told: &Json) -> Json {
    let mut data = json!({
        "replicationRuleId": rule.id,
        "destinationBucket": rule.destination.bucket,
        "s3Operation": "OBJECT_PUT",
        "requestTime": notification::time(original.modified),
    });
    if let Some(reason) = reason(told) {
        data["failureReason"] = json!(reason);
    }
    data
}

/// By what the refusal names, in AWS's words.
const REASONS: &[(&str, &str)] = &[
    ("sts:AssumeRole", "AssumeRoleNotPermitted"),
    ("s3:ReplicateObject", "DstPutObjectNotPermitted"),
    ("s3:ReplicateTags", "DstPutTaggingNotPermitted"),
    (
        "s3:ObjectOwnerOverrideToBucketOwner",
        "DstPutAclNotPermitted",
    ),
    ("s3:GetObjectVersionTagging", "SrcGetTaggingNotPermitted"),
    ("s3:GetObjectVersionAcl", "SrcGetAclNotPermitted"),
    (
        "s3:GetObjectVersionForReplication",
        "SrcGetObjectNotPermitted",
    ),
    ("must have versioning enabled", "DstBucketUnversioned"),
];

fn reason(told: &Json) -> Option<&'static str> {
    if told["errorCode"] == "NoSuchBucket" {
        return Some("DstBucketNotFound");
    }
    let message = told["errorMessage"].as_str()?;
    let known = REASONS.iter().find(|(said, _)| message.contains(said));
    known.map(|(_, reason)| *reason)
}
