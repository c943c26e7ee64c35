//! CreateKey.

use super::{Wish, metadata};
use crate::crypto::{self, Spec, Usage};
use crate::shapes::{CreateKeyRequest, CreateKeyResponse};
use crate::{errors, policy, tag};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(edge: Edge, input: CreateKeyRequest) -> Result<CreateKeyResponse, AwsError> {
    let wish = read(&edge, &input)?;
    let bypass = input.bypass_policy_lockout_safety_check == Some(true);
    let material = match wish.external {
        true => None,
        false => Some(make(&edge, wish.spec).await?),
    };
    edge.answer(|cx| {
        let found = wish.make(cx, material.as_ref().map(|material| material.as_slice()))?;
        policy::check_new(cx, &found, &wish.policy, bypass)?;
        Ok(CreateKeyResponse {
            key_metadata: Some(metadata(cx, &found)?),
        })
    })
    .await
}

/// Material of kinds that take long is made beside the loop that others wait for.
async fn make(edge: &Edge, spec: Spec) -> Result<zeroize::Zeroizing<Vec<u8>>, AwsError> {
    let random = edge.cloud.random.clone();
    let made = match spec.is_slow() {
        false => crypto::make(&random, spec),
        true => tokio::task::spawn_blocking(move || crypto::make(&random, spec))
            .await
            .map_err(AwsError::internal)?,
    };
    made.ok_or_else(|| AwsError::internal("no key material was made"))
}

fn read(edge: &Edge, input: &CreateKeyRequest) -> Result<Wish, AwsError> {
    let older = input.customer_master_key_spec.as_deref();
    let name = match (input.key_spec.as_deref(), older) {
        (Some(_), Some(_)) => {
            return Err(errors::invalid(
                "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.",
            ));
        }
        (Some(name), None) | (None, Some(name)) => name,
        (None, None) => Spec::Symmetric.name(),
    };
    let spec = Spec::read(name)
        .ok_or_else(|| AwsError::not_implemented(format_args!("KMS keys of kind {name}")))?;
    let usage = usage(spec, input.key_usage.as_deref())?;
    let external = match input.origin.as_deref() {
        None | Some("AWS_KMS") => false,
        Some("EXTERNAL") if spec.is_asymmetric() => {
            return Err(AwsError::not_implemented(
                "imported material of asymmetric KMS keys",
            ));
        }
        Some("EXTERNAL") => true,
        Some(_) => return Err(AwsError::not_implemented("KMS custom key stores")),
    };
    if input.custom_key_store_id.is_some() || input.xks_key_id.is_some() {
        return Err(AwsError::not_implemented("KMS custom key stores"));
    }
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.clone().unwrap_or_default())?;
    let call = &edge.call;
    let policy = input.policy.clone();
    Ok(Wish {
        spec,
        usage,
        external,
        multi_region: input.multi_region == Some(true),
        description: input.description.clone().unwrap_or_default(),
        policy: policy.unwrap_or_else(|| policy::unasked(&call.partition, &call.account)),
        tags,
        service: None,
    })
}

fn usage(spec: Spec, asked: Option<&str>) -> Result<Usage, AwsError> {
    let usage = match asked {
        Some(name) => Usage::read(name)
            .ok_or_else(|| AwsError::not_implemented(format_args!("KMS keys for {name}")))?,
        None if spec == Spec::Symmetric => Usage::Encrypt,
        None => {
            return Err(errors::invalid(
                "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
            ));
        }
    };
    match spec.usages().contains(&usage) {
        true => Ok(usage),
        false => Err(errors::invalid(format!(
            "KeyUsage {} is not compatible with KeySpec {}",
            usage.name(),
            spec.name()
        ))),
    }
}
