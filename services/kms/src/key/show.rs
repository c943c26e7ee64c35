//! A key as DescribeKey shows it.

use super::{Found, current};
use crate::crypto::Usage;
use crate::shapes::{KeyMetadata, MultiRegionConfiguration, MultiRegionKey};
use haneul_pipeline::{AwsError, Cx};

pub fn metadata(cx: &mut Cx, found: &Found) -> Result<KeyMetadata, AwsError> {
    let (key, arn) = (&found.key, found.arn(cx));
    let (spec, usage) = (key.spec()?, key.usage()?);
    let algorithms = |of: Usage| {
        let names = spec.algorithms(usage).iter();
        (usage == of).then(|| names.map(|name| (*name).to_owned()).collect())
    };
    let deletion = key.deletion.as_ref();
    let material = match key.external {
        true => current(cx, found)?.filter(|material| !material.wrapped.is_empty()),
        false => None,
    };
    let model = material.as_ref().map(|material| match material.expires {
        Some(_) => "KEY_MATERIAL_EXPIRES",
        None => "KEY_MATERIAL_DOES_NOT_EXPIRE",
    });
    let shown = key
        .material
        .as_ref()
        .filter(|_| spec == crate::crypto::Spec::Symmetric);
    Ok(KeyMetadata {
        aws_account_id: Some(found.account.clone()),
        key_id: Some(key.id.clone()),
        arn: Some(arn),
        creation_date: Some(key.created),
        enabled: Some(key.is_usable()),
        description: Some(key.description.clone()),
        key_usage: Some(key.usage.clone()),
        key_state: Some(key.state(&found.region).to_owned()),
        deletion_date: deletion.and_then(|deletion| deletion.at),
        pending_deletion_window_in_days: deletion
            .filter(|deletion| deletion.at.is_none())
            .map(|deletion| deletion.days),
        valid_to: material.and_then(|material| material.expires),
        expiration_model: model.map(str::to_owned),
        origin: Some(if key.external { "EXTERNAL" } else { "AWS_KMS" }.to_owned()),
        key_manager: Some(
            if key.service.is_some() {
                "AWS"
            } else {
                "CUSTOMER"
            }
            .to_owned(),
        ),
        customer_master_key_spec: Some(key.spec.clone()),
        key_spec: Some(key.spec.clone()),
        encryption_algorithms: algorithms(Usage::Encrypt),
        signing_algorithms: algorithms(Usage::Sign),
        mac_algorithms: algorithms(Usage::Mac),
        key_agreement_algorithms: algorithms(Usage::Agree),
        multi_region: Some(key.multi_region.is_some()),
        multi_region_configuration: configuration(cx, found),
        current_key_material_id: shown.filter(|_| !key.awaits_import).cloned(),
        ..KeyMetadata::default()
    })
}

fn configuration(cx: &Cx, found: &Found) -> Option<MultiRegionConfiguration> {
    let multi = found.key.multi_region.as_ref()?;
    let shown = |region: &String| MultiRegionKey {
        arn: Some(super::arn(cx, &found.account, region, &found.key.id)),
        region: Some(region.clone()),
    };
    let kind = match found.key.is_replica_in(&found.region) {
        true => "REPLICA",
        false => "PRIMARY",
    };
    Some(MultiRegionConfiguration {
        multi_region_key_type: Some(kind.to_owned()),
        primary_key: Some(shown(&multi.primary)),
        replica_keys: Some(multi.replicas.iter().map(shown).collect()),
    })
}
