//! From what a client says to rules, with AWS's objections.

use super::row::{Destination, Rule, Rules};
use crate::bucket::{self, Bucket};
use crate::errors::{self, invalid_argument, invalid_request, malformed_xml};
use crate::filter::{Filter, read_filter};
use crate::formats;
use crate::shapes::{Destination as SaidDestination, ReplicationConfiguration, ReplicationRule};
use crate::storage_class;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::Random;
use std::collections::HashSet;

const RULES: usize = 1_000;
const ID_LENGTH: usize = 255;
const MINUTES: i64 = 15;
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub fn rules(
    cx: &mut Cx,
    source: &Bucket,
    said: ReplicationConfiguration,
) -> Result<Rules, AwsError> {
    if said.rules.is_empty() || said.rules.len() > RULES {
        return Err(malformed_xml());
    }
    if !is_role(&said.role) {
        return Err(invalid_argument("Invalid Role ARN", "Role", &said.role));
    }
    let mut rules = Vec::new();
    for said in said.rules {
        let rule = rule(cx.random(), said)?;
        check_destination(cx, source, &rule.destination)?;
        rules.push(rule);
    }
    check_together(&rules)?;
    Ok(Rules {
        role: said.role,
        rules,
    })
}

/// Whether a text is a role's ARN.
pub fn is_role(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, "iam", "", account, resource] => {
            let digits = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
            let named = resource
                .strip_prefix("role/")
                .is_some_and(|name| !name.is_empty());
            !partition.is_empty() && digits && named
        }
        _ => false,
    }
}

fn rule(random: &Random, said: ReplicationRule) -> Result<Rule, AwsError> {
    let id = match said.id.filter(|id| !id.is_empty()) {
        Some(id) => id,
        None => random.text(LETTERS, 48),
    };
    if id.len() > ID_LENGTH {
        return Err(invalid_argument(
            "Rule Id should not exceed allowed limit of 255",
            "ID",
            &id,
        ));
    }
    let old = said.filter.is_none();
    let filter = match (said.prefix, said.filter) {
        (Some(_), Some(_)) => return Err(malformed_xml()),
        (prefix, None) => Filter {
            prefix,
            ..Filter::default()
        },
        (None, Some(filter)) => read_filter!(filter)?,
    };
    let is = |status: &str| status == "Enabled";
    let markers = said.delete_marker_replication.and_then(|said| said.status);
    let markers = markers.as_deref().map(is);
    check_version(old, said.priority, markers, &filter)?;
    let criteria = said.source_selection_criteria.unwrap_or_default();
    let kms = criteria.sse_kms_encrypted_objects;
    let kms = kms.map(|said| is(&said.status));
    let replica_changes = criteria.replica_modifications;
    let replica_changes = replica_changes.map(|said| is(&said.status));
    let existing = said
        .existing_object_replication
        .map(|said| is(&said.status));
    if existing == Some(true) {
        return Err(AwsError::not_implemented(
            "S3 replication of existing objects",
        ));
    }
    let timed = said.destination.replication_time.as_ref();
    if timed.is_some_and(|timed| timed.time.minutes != Some(MINUTES)) {
        return Err(invalid_argument(
            "Replication time must be 15 minutes",
            "Minutes",
            "",
        ));
    }
    let timed = timed.map(|timed| is(&timed.status));
    let metrics = said
        .destination
        .metrics
        .as_ref()
        .map(|said| is(&said.status));
    if timed == Some(true) && metrics != Some(true) {
        return Err(invalid_request(
            "Metrics must be enabled when Replication Time Control is enabled.",
        ));
    }
    let destination = destination(said.destination)?;
    check_key(kms, &destination)?;
    Ok(Rule {
        id,
        enabled: is(&said.status),
        priority: said.priority,
        filter,
        old,
        markers,
        destination,
        timed,
        metrics,
        refuses_replica_changes: replica_changes == Some(false),
        takes_replica_changes: replica_changes == Some(true),
        refuses_kms: kms == Some(false),
        takes_kms: kms == Some(true),
        refuses_existing: existing.is_some(),
    })
}

/// What only rules of the second version have, they must have.
fn check_version(
    old: bool,
    priority: Option<i64>,
    markers: Option<bool>,
    filter: &Filter,
) -> Result<(), AwsError> {
    if old {
        return match priority {
            None => Ok(()),
            Some(_) => Err(invalid_request(
                "Priority cannot be used for this version of Replication configuration schema. Please refer to S3 Developer Guide for more information.",
            )),
        };
    }
    if priority.is_none() {
        return Err(invalid_request(
            "Priority must be specified for this version of Replication configuration schema. Please refer to S3 Developer Guide for more information.",
        ));
    }
    match markers {
        None => Err(invalid_request(
            "DeleteMarkerReplication must be specified for this version of Replication configuration schema. Please refer to S3 Developer Guide for more information.",
        )),
        Some(true) if !filter.tags.is_empty() => Err(invalid_request(
            "Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.",
        )),
        Some(_) => Ok(()),
    }
}

fn destination(said: SaidDestination) -> Result<Destination, AwsError> {
    storage_class::parse(said.storage_class.as_deref())?;
    let takes_ownership = said.access_control_translation.is_some();
    if takes_ownership && said.account.is_none() {
        return Err(invalid_request(
            "Account must be specified when AccessControlTranslation is specified.",
        ));
    }
    Ok(Destination {
        bucket: said.bucket,
        account: said.account,
        class: said.storage_class,
        takes_ownership,
        key: said
            .encryption_configuration
            .and_then(|said| said.replica_kms_key_id),
    })
}

/// What lies under a key of KMS goes only where replicas have one, and only it needs one.
fn check_key(kms: Option<bool>, destination: &Destination) -> Result<(), AwsError> {
    match (kms, &destination.key) {
        (Some(true), None) => Err(invalid_request(
            "ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.",
        )),
        (None, Some(_)) => Err(invalid_request(
            "SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.",
        )),
        _ => Ok(()),
    }
}

fn check_destination(cx: &mut Cx, source: &Bucket, said: &Destination) -> Result<(), AwsError> {
    let prefix = format!("arn:{}:s3:::", cx.partition());
    let Some(name) = said.bucket.strip_prefix(&prefix) else {
        return Err(invalid_argument(
            "Invalid bucket ARN.",
            "Bucket",
            &said.bucket,
        ));
    };
    if name == source.name {
        return Err(invalid_request(
            "Destination bucket cannot be the same as the source bucket.",
        ));
    }
    let Some(bucket) = bucket::find(cx, name)? else {
        return Err(invalid_request("Destination bucket must exist."));
    };
    if said.key.is_some() && cx.cloud.store.level() < formats::KEYS_IN_RULES {
        return Err(errors::not_upgraded());
    }
    if !bucket.keeps_versions() {
        return Err(invalid_request(
            "Destination bucket must have versioning enabled.",
        ));
    }
    match said.account.as_ref() {
        Some(account) if *account != bucket.owner => Err(invalid_request(
            "Account does not match the owner of the destination bucket.",
        )),
        _ => Ok(()),
    }
}

fn check_together(rules: &[Rule]) -> Result<(), AwsError> {
    if rules.iter().any(|rule| rule.old != rules[0].old) {
        return Err(invalid_request(
            "Rules of both versions of the Replication configuration schema cannot be mixed.",
        ));
    }
    let mut ids = HashSet::new();
    let mut priorities = HashSet::new();
    for rule in rules {
        if !ids.insert(&rule.id) {
            return Err(invalid_argument(
                "Rule Id must be unique. Found same Id for more than one rule",
                "ID",
                &rule.id,
            ));
        }
        if rule
            .priority
            .is_some_and(|priority| !priorities.insert(priority))
        {
            return Err(invalid_request(format!(
                "Found duplicate priority {}. Priorities must be unique.",
                rule.priority.unwrap_or_default()
            )));
        }
    }
    for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.old) {
        let within = |other: &&Rule| other.filter.prefix().starts_with(rule.filter.prefix());
        let mut others = rules.iter().enumerate().filter(|(other, _)| *other != at);
        if let Some((_, other)) = others.find(|(_, other)| within(other)) {
            return Err(invalid_request(format!(
                "Found overlapping prefixes '{}' and '{}'",
                rule.filter.prefix(),
                other.filter.prefix()
            )));
        }
    }
    Ok(())
}
