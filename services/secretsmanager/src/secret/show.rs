//! A secret as answers show it.

use super::row::{Rotation, Secret, Version};
use crate::place::Found;
use crate::shapes::{DescribeSecretResponse, RotationRulesType, SecretListEntry, Tag as ShownTag};
use crate::{replica, value};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub fn tags(secret: &Secret) -> Option<Vec<ShownTag>> {
    let shown = secret.tags.iter().map(|(key, value)| ShownTag {
        key: Some(key.clone()),
        value: Some(value.clone()),
    });
    Some(shown.collect())
}

fn stages(secret: &Secret) -> Option<Vec<(String, Vec<String>)>> {
    let labelled = secret.versions.iter().filter(|v| !v.labels.is_empty());
    let shown: Vec<_> = labelled
        .map(|Version { id, labels, .. }| (id.clone(), value::shown(labels)))
        .collect();
    (!shown.is_empty()).then_some(shown)
}

fn rules(rotation: &Rotation) -> RotationRulesType {
    RotationRulesType {
        automatically_after_days: rotation.days,
        duration: rotation.duration.clone(),
        schedule_expression: rotation.expression.clone(),
    }
}

/// By when, not from when on: the end of the window.
fn next(secret: &Secret) -> Option<Timestamp> {
    let rotation = secret.rotation.as_ref().filter(|r| r.enabled)?;
    rotation.next.map(|(_, closes)| closes)
}

/// Of a secret that has replicas, or is one.
fn primary_region(cx: &Cx, secret: &Secret) -> Option<String> {
    let own = (!secret.replicas.is_empty()).then(|| cx.region().to_owned());
    secret.primary.clone().or(own)
}

pub fn described(cx: &mut Cx, found: Found) -> Result<DescribeSecretResponse, AwsError> {
    let replication_status = replica::shown(cx, &found)?;
    let (arn, secret) = (found.arn(cx), found.secret);
    Ok(DescribeSecretResponse {
        arn: Some(arn),
        rotation_enabled: secret.rotation.as_ref().map(|rotation| rotation.enabled),
        rotation_lambda_arn: secret.rotation.as_ref().map(|r| r.lambda.clone()),
        rotation_rules: secret.rotation.as_ref().map(rules),
        last_rotated_date: secret.rotated,
        last_changed_date: Some(secret.changed),
        last_accessed_date: secret.accessed,
        deleted_date: secret.deletion.as_ref().map(|deletion| deletion.asked),
        next_rotation_date: next(&secret),
        tags: tags(&secret),
        version_ids_to_stages: stages(&secret),
        created_date: Some(secret.created),
        primary_region: primary_region(cx, &secret),
        replication_status,
        description: secret.description,
        kms_key_id: secret.key,
        name: Some(secret.name),
        ..DescribeSecretResponse::default()
    })
}

pub fn listed(cx: &Cx, secret: Secret) -> SecretListEntry {
    let account = cx.account().to_owned();
    let found = Found { account, secret };
    let (arn, secret) = (found.arn(cx), found.secret);
    SecretListEntry {
        arn: Some(arn),
        rotation_enabled: secret.rotation.as_ref().map(|rotation| rotation.enabled),
        rotation_lambda_arn: secret.rotation.as_ref().map(|r| r.lambda.clone()),
        rotation_rules: secret.rotation.as_ref().map(rules),
        last_rotated_date: secret.rotated,
        last_changed_date: Some(secret.changed),
        last_accessed_date: secret.accessed,
        deleted_date: secret.deletion.as_ref().map(|deletion| deletion.asked),
        next_rotation_date: next(&secret),
        tags: tags(&secret),
        secret_versions_to_stages: stages(&secret),
        created_date: Some(secret.created),
        primary_region: primary_region(cx, &secret),
        description: secret.description,
        kms_key_id: secret.key,
        name: Some(secret.name),
        ..SecretListEntry::default()
    }
}
