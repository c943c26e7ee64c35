//! Operations: PutBucketLogging, GetBucketLogging.
//!
//! An empty status turns logging off.

use super::KIND;
use super::target::{KeyFormat, Target};
use crate::acl::{self, Acl, LOGGING};
use crate::bucket::{self, Bucket, configured};
use crate::errors;
use crate::shapes::{
    GetBucketLoggingOutput, GetBucketLoggingRequest, Grant as Said, LoggingEnabled,
    PartitionedPrefix, PutBucketLoggingOutput, PutBucketLoggingRequest, SimplePrefix, TargetGrant,
    TargetObjectKeyFormat,
};
use haneul_pipeline::{AwsError, Caller, Cx, Source};

pub fn put_bucket_logging(
    cx: &mut Cx,
    input: PutBucketLoggingRequest,
) -> Result<PutBucketLoggingOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let Some(said) = input.bucket_logging_status.logging_enabled else {
        configured::delete(cx, &bucket, KIND, configured::ONLY)?;
        return Ok(PutBucketLoggingOutput::default());
    };
    let target = read(cx, &bucket, said)?;
    configured::put(cx, &bucket, KIND, configured::ONLY, &target)?;
    Ok(PutBucketLoggingOutput::default())
}

fn read(cx: &mut Cx, source: &Bucket, said: LoggingEnabled) -> Result<Target, AwsError> {
    let name = said.target_bucket;
    let there = bucket::find(cx, &name)?;
    let there = there.ok_or_else(|| {
        errors::invalid_logging_target("The target bucket for logging does not exist", &name)
    })?;
    check_target(cx, source, &there)?;
    let grants = said.target_grants.unwrap_or_default();
    if !grants.is_empty() && there.acls_off() {
        return Err(errors::acl_not_supported());
    }
    let said_grants: Vec<Said> = grants.into_iter().map(grant).collect();
    Ok(Target {
        bucket: name,
        prefix: said.target_prefix,
        grants: acl::grants(&said_grants)?,
        format: match said.target_object_key_format {
            None => KeyFormat::Unsaid,
            Some(format) => key_format(format)?,
        },
    })
}

fn check_target(cx: &Cx, source: &Bucket, there: &Bucket) -> Result<(), AwsError> {
    if there.owner != source.owner {
        return Err(errors::invalid_logging_target(
            "The owner for the bucket to be logged and the target bucket must be the same.",
            &there.name,
        ));
    }
    if there.region != source.region {
        return Err(errors::cross_location_logging());
    }
    if there.requester_pays {
        return Err(errors::invalid_logging_target(
            "The target bucket for logging must not have Requester Pays enabled.",
            &there.name,
        ));
    }
    if there
        .object_lock
        .is_some_and(|lock| lock.retention.is_some())
    {
        return Err(errors::invalid_logging_target(
            "The target bucket for logging must not have a default retention period.",
            &there.name,
        ));
    }
    match may_deliver(cx, source, there) {
        true => Ok(()),
        false => Err(errors::invalid_logging_target(
            "You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket",
            &there.name,
        )),
    }
}

/// Where lists count, one must let the group of log delivery in, or a policy speak of the service.
/// Whether the policy does let it in shows when logs are delivered.
fn may_deliver(cx: &Cx, source: &Bucket, there: &Bucket) -> bool {
    if there.acls_off() {
        return true;
    }
    let from = Source {
        arn: source.arn(cx.partition()),
        account: source.owner.clone(),
    };
    let service = Caller::service(cx.partition(), LOGGING, from);
    let listed = |action| acl::of_bucket(there, action, &service).is_some();
    let policy = there.policy.as_deref().unwrap_or_default();
    listed("s3:PutObject") && listed("s3:GetBucketAcl") || policy.contains(LOGGING)
}

fn grant(said: TargetGrant) -> Said {
    Said {
        grantee: said.grantee,
        permission: said.permission,
    }
}

fn key_format(said: TargetObjectKeyFormat) -> Result<KeyFormat, AwsError> {
    match (said.simple_prefix, said.partitioned_prefix) {
        (Some(_), None) => Ok(KeyFormat::Simple),
        (None, Some(partitioned)) => match partitioned.partition_date_source.as_deref() {
            Some("EventTime") => Ok(KeyFormat::ByEvent),
            // What is meant where nothing is said.
            None | Some("DeliveryTime") => Ok(KeyFormat::ByDelivery),
            Some(_) => Err(errors::malformed_xml()),
        },
        _ => Err(errors::malformed_xml()),
    }
}

pub fn get_bucket_logging(
    cx: &mut Cx,
    input: GetBucketLoggingRequest,
) -> Result<GetBucketLoggingOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let target: Option<Target> = configured::get(cx, &bucket, KIND, configured::ONLY)?;
    Ok(GetBucketLoggingOutput {
        logging_enabled: target.map(shown),
    })
}

fn shown(target: Target) -> LoggingEnabled {
    let list = Acl {
        grants: target.grants,
    };
    let grants = match list.grants.is_empty() {
        true => Vec::new(),
        false => acl::shown(Some(&list), ""),
    };
    let grant = |said: Said| TargetGrant {
        grantee: said.grantee,
        permission: said.permission,
    };
    let partitioned = |by: &str| TargetObjectKeyFormat {
        simple_prefix: None,
        partitioned_prefix: Some(PartitionedPrefix {
            partition_date_source: Some(by.to_owned()),
        }),
    };
    LoggingEnabled {
        target_bucket: target.bucket,
        target_grants: (!grants.is_empty()).then(|| grants.into_iter().map(grant).collect()),
        target_prefix: target.prefix,
        target_object_key_format: match target.format {
            KeyFormat::Unsaid => None,
            KeyFormat::Simple => Some(TargetObjectKeyFormat {
                simple_prefix: Some(SimplePrefix {}),
                partitioned_prefix: None,
            }),
            KeyFormat::ByEvent => Some(partitioned("EventTime")),
            KeyFormat::ByDelivery => Some(partitioned("DeliveryTime")),
        },
    }
}
