//! Versions of a managed policy; up to five, one of which is in force.
//!
//! Operations: CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, DeletePolicyVersion, SetDefaultPolicyVersion

use super::managed::{self, ShownVersion};
use super::row::{self, Policy, VERSIONS};
use crate::entity::{self, key};
use crate::page::Paging;
use crate::shapes::*;
use crate::{document, errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn create_policy_version(
    cx: &mut Cx,
    input: CreatePolicyVersionRequest,
) -> Result<CreatePolicyVersionResponse, AwsError> {
    let mut policy = managed::find_own(cx, &input.policy_arn)?;
    document::check_managed(&input.policy_document)?;
    if row::versions(cx, &policy)?.len() >= limits::VERSIONS_PER_POLICY {
        return Err(errors::too_many_versions());
    }
    let (number, now) = (policy.last_version + 1, entity::now(cx));
    let is_default = input.set_as_default.unwrap_or(false);
    policy.last_version = number;
    policy.updated = now;
    if is_default {
        policy.default_version = number;
    }
    row::save(cx, &policy)?;
    row::save_version(cx, &policy, number, input.policy_document, now)?;
    Ok(CreatePolicyVersionResponse {
        policy_version: Some(PolicyVersion {
            document: None,
            version_id: Some(managed::version_id(number)),
            is_default_version: Some(is_default),
            create_date: Some(now),
        }),
    })
}

pub fn get_policy_version(
    cx: &mut Cx,
    input: GetPolicyVersionRequest,
) -> Result<GetPolicyVersionResponse, AwsError> {
    let policy = managed::find(cx, &input.policy_arn)?;
    let versions = policy.versions(cx)?;
    let found = versions.iter().find(|v| v.id == input.version_id);
    let version = found.ok_or_else(|| errors::no_version(&input.policy_arn, &input.version_id))?;
    Ok(GetPolicyVersionResponse {
        policy_version: Some(PolicyVersion {
            document: Some(document::shown(&version.document)),
            ..version.listed()
        }),
    })
}

pub fn list_policy_versions(
    cx: &mut Cx,
    input: ListPolicyVersionsRequest,
) -> Result<ListPolicyVersionsResponse, AwsError> {
    let policy = managed::find(cx, &input.policy_arn)?;
    let shape = [input.policy_arn.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let versions = policy.versions(cx)?;
    let page = paging.of(versions.iter().map(|v| (newest_first(v), v.listed())));
    Ok(ListPolicyVersionsResponse {
        versions: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

fn newest_first(version: &ShownVersion) -> String {
    let number = managed::version_number(&version.id).unwrap_or(0);
    format!("{:010}", u32::MAX - number)
}

pub fn delete_policy_version(
    cx: &mut Cx,
    input: DeletePolicyVersionRequest,
) -> Result<DeletePolicyVersionOutput, AwsError> {
    let policy = managed::find_own(cx, &input.policy_arn)?;
    let number = number(cx, &policy, &input.policy_arn, &input.version_id)?;
    if number == policy.default_version {
        return Err(errors::is_default_version());
    }
    let scope = cx.account_scope();
    VERSIONS.delete(cx.tx, scope, &(key(&policy.name), number))?;
    Ok(DeletePolicyVersionOutput {})
}

pub fn set_default_policy_version(
    cx: &mut Cx,
    input: SetDefaultPolicyVersionRequest,
) -> Result<SetDefaultPolicyVersionOutput, AwsError> {
    let mut policy = managed::find_own(cx, &input.policy_arn)?;
    policy.default_version = number(cx, &policy, &input.policy_arn, &input.version_id)?;
    row::save(cx, &policy)?;
    Ok(SetDefaultPolicyVersionOutput {})
}

/// The number of a version that exists.
fn number(cx: &mut Cx, policy: &Policy, arn: &str, id: &str) -> Result<u32, AwsError> {
    if let Some(number) = managed::version_number(id) {
        if row::version(cx, policy, number)?.is_some() {
            return Ok(number);
        }
    }
    Err(errors::no_version(arn, id))
}
