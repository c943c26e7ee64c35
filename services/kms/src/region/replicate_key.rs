//! ReplicateKey: the same key, by id and material, in another Region.

use crate::key::{self, Found, KEYS, Key};
use crate::shapes::{ReplicateKeyRequest, ReplicateKeyResponse};
use crate::{errors, policy, tag};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ReplicateKeyRequest) -> Result<ReplicateKeyResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    check_primary(cx, &found)?;
    key::check_enabled(cx, &found)?;
    if found.key.external {
        return Err(AwsError::not_implemented(
            "replicas of KMS keys with imported material",
        ));
    }
    let region = input.replica_region;
    check_region(cx, &region)?;
    let scope = cx.scope_of(&found.account, &region);
    if region == found.region || KEYS.exists(cx.tx, scope, &found.key.id)? {
        return Err(errors::exists(format!(
            "Key {} already exists in Region {region}.",
            found.key.id
        )));
    }
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.clone().unwrap_or_default())?;
    let policy = input.policy;
    let policy = policy.unwrap_or_else(|| policy::unasked(cx.partition(), &found.account));
    let materials = key::materials(cx, &found)?;
    key::put_all(cx, &found, |key| {
        if let Some(multi) = &mut key.multi_region {
            multi.replicas.push(region.clone());
        }
    })?;
    let primary = key::reread(cx, &found.account, &found.key.id)?.unwrap_or(found);
    let replica = Found {
        key: Key {
            created: cx.now(),
            description: input.description.unwrap_or_default(),
            policy: policy.clone(),
            tags,
            ..primary.key.clone()
        },
        account: primary.account.clone(),
        region,
        alias: None,
    };
    let bypass = input.bypass_policy_lockout_safety_check == Some(true);
    policy::check_new(cx, &replica, &policy, bypass)?;
    key::put(cx, &replica, &replica.key)?;
    for material in &materials {
        key::put_material(cx, &replica, material)?;
    }
    Ok(ReplicateKeyResponse {
        replica_key_metadata: Some(key::metadata(cx, &replica)?),
        replica_policy: Some(policy),
        replica_tags: input.tags,
    })
}

pub fn check_primary(cx: &Cx, found: &Found) -> Result<(), AwsError> {
    let multi = found.key.multi_region.as_ref();
    match multi.is_some_and(|multi| multi.primary == found.region) {
        true => Ok(()),
        false => Err(errors::unsupported(format!(
            "{} is not a multi-Region primary key.",
            found.arn(cx)
        ))),
    }
}

/// A Region's name, of the caller's partition.
fn check_region(cx: &Cx, region: &str) -> Result<(), AwsError> {
    let parts: Vec<&str> = region.split('-').collect();
    let shaped = parts.len() >= 3 && parts.iter().all(|part| !part.is_empty());
    let in_china = region.starts_with("cn-");
    match shaped && in_china == (cx.partition() == "aws-cn") {
        true => Ok(()),
        false => Err(errors::invalid(format!("Invalid Region {region}"))),
    }
}
