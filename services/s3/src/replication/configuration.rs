//! Operations: PutBucketReplication, GetBucketReplication, DeleteBucketReplication.

use super::read;
use super::row::{self, KIND, Rule};
use crate::bucket::{self, configured};
use crate::errors;
use crate::filter::show_filter;
use crate::shapes::{
    AccessControlTranslation, DeleteBucketReplicationOutput, DeleteBucketReplicationRequest,
    DeleteMarkerReplication, Destination, EncryptionConfiguration, ExistingObjectReplication,
    GetBucketReplicationOutput, GetBucketReplicationRequest, Metrics, PutBucketReplicationOutput,
    PutBucketReplicationRequest, ReplicaModifications, ReplicationConfiguration, ReplicationRule,
    ReplicationRuleAndOperator, ReplicationRuleFilter, ReplicationTime, ReplicationTimeValue,
    SourceSelectionCriteria, SseKmsEncryptedObjects,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_replication(
    cx: &mut Cx,
    input: PutBucketReplicationRequest,
) -> Result<PutBucketReplicationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    if input.token.is_some() {
        return Err(AwsError::not_implemented("tokens for S3 Object Lock"));
    }
    if !bucket.keeps_versions() {
        return Err(errors::invalid_request(
            "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
        ));
    }
    let rules = read::rules(cx, &bucket, input.replication_configuration)?;
    configured::put(cx, &bucket, KIND, "", &rules)?;
    Ok(PutBucketReplicationOutput::default())
}

pub fn get_bucket_replication(
    cx: &mut Cx,
    input: GetBucketReplicationRequest,
) -> Result<GetBucketReplicationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let Some(rules) = row::of(cx, &bucket)? else {
        return Err(errors::not_configured(
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
            &bucket.name,
        ));
    };
    Ok(GetBucketReplicationOutput {
        replication_configuration: Some(ReplicationConfiguration {
            role: rules.role,
            rules: rules.rules.iter().map(shown).collect(),
        }),
    })
}

pub fn delete_bucket_replication(
    cx: &mut Cx,
    input: DeleteBucketReplicationRequest,
) -> Result<DeleteBucketReplicationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    configured::delete(cx, &bucket, KIND, "")?;
    Ok(DeleteBucketReplicationOutput::default())
}

fn status(on: bool) -> String {
    if on { "Enabled" } else { "Disabled" }.to_owned()
}

fn shown(rule: &Rule) -> ReplicationRule {
    let filter = show_filter!(
        rule.filter,
        ReplicationRuleFilter,
        ReplicationRuleAndOperator
    );
    let said = |yes: bool, no: bool| (yes || no).then(|| status(yes));
    let kms = said(rule.takes_kms, rule.refuses_kms);
    let replicas = said(rule.takes_replica_changes, rule.refuses_replica_changes);
    let says = kms.is_some() || replicas.is_some();
    let criteria = SourceSelectionCriteria {
        sse_kms_encrypted_objects: kms.map(|status| SseKmsEncryptedObjects { status }),
        replica_modifications: replicas.map(|status| ReplicaModifications { status }),
    };
    ReplicationRule {
        id: Some(rule.id.clone()),
        priority: rule.priority,
        prefix: rule.filter.prefix.clone().filter(|_| rule.old),
        filter: (!rule.old).then_some(filter),
        status: status(rule.enabled),
        source_selection_criteria: says.then_some(criteria),
        existing_object_replication: rule.refuses_existing.then(|| ExistingObjectReplication {
            status: status(false),
        }),
        destination: destination(rule),
        delete_marker_replication: rule.markers.map(|on| DeleteMarkerReplication {
            status: Some(status(on)),
        }),
    }
}

fn destination(rule: &Rule) -> Destination {
    let quarter = || ReplicationTimeValue { minutes: Some(15) };
    Destination {
        bucket: rule.destination.bucket.clone(),
        account: rule.destination.account.clone(),
        storage_class: rule.destination.class.clone(),
        access_control_translation: rule.destination.takes_ownership.then(|| {
            AccessControlTranslation {
                owner: "Destination".to_owned(),
            }
        }),
        replication_time: rule.timed.map(|on| ReplicationTime {
            status: status(on),
            time: quarter(),
        }),
        metrics: rule.metrics.map(|on| Metrics {
            status: status(on),
            event_threshold: on.then(quarter),
        }),
        encryption_configuration: rule
            .destination
            .key
            .clone()
            .map(|key| EncryptionConfiguration {
                replica_kms_key_id: Some(key),
            }),
    }
}
