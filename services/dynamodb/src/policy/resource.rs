//! Operations: PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy
//!
//! Whom a table lets in.

use crate::errors;
use crate::limits::POLICY_BYTES;
use crate::shapes::{
    DeleteResourcePolicyInput, DeleteResourcePolicyOutput, GetResourcePolicyInput,
    GetResourcePolicyOutput, PutResourcePolicyInput, PutResourcePolicyOutput,
};
use crate::table::row::{self, Found, Policy};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Policy as Parsed, PolicyKind};

pub fn put_resource_policy(
    cx: &mut Cx,
    input: PutResourcePolicyInput,
) -> Result<PutResourcePolicyOutput, AwsError> {
    let found = at(cx, &input.resource_arn)?;
    let known = found.table.policy.as_ref();
    match input.expected_revision_id.as_deref() {
        None => {}
        Some("NO_POLICY") if known.is_none() => {}
        expected => check_revision(&input.resource_arn, known, expected)?,
    }
    let policy = match known {
        Some(known) if known.text == input.policy => known.clone(),
        _ => policy(cx, &input.resource_arn, &input.policy)?,
    };
    let revision = policy.revision.clone();
    let mut table = found.table.as_ref().clone();
    table.policy = Some(policy);
    row::put(cx, &found, &table)?;
    Ok(PutResourcePolicyOutput {
        revision_id: Some(revision),
    })
}

/// A policy with a new revision.
pub fn policy(cx: &Cx, arn: &str, text: &str) -> Result<Policy, AwsError> {
    if text.len() > POLICY_BYTES {
        return Err(errors::validation(format!(
            "Resource-based policy exceeds the maximum size of {POLICY_BYTES} bytes: {arn}"
        )));
    }
    if let Err(error) = Parsed::parse(text, PolicyKind::Resource) {
        return Err(errors::validation(format!(
            "Invalid policy document: {error}"
        )));
    }
    Ok(Policy {
        text: text.to_owned(),
        revision: (cx.random().u64() >> 1).to_string(),
    })
}

pub fn get_resource_policy(
    cx: &mut Cx,
    input: GetResourcePolicyInput,
) -> Result<GetResourcePolicyOutput, AwsError> {
    let found = at(cx, &input.resource_arn)?;
    match &found.table.policy {
        Some(policy) => Ok(GetResourcePolicyOutput {
            policy: Some(policy.text.clone()),
            revision_id: Some(policy.revision.clone()),
        }),
        None => Err(errors::no_policy(&input.resource_arn)),
    }
}

/// Where there is none, there is nothing to do.
pub fn delete_resource_policy(
    cx: &mut Cx,
    input: DeleteResourcePolicyInput,
) -> Result<DeleteResourcePolicyOutput, AwsError> {
    let found = at(cx, &input.resource_arn)?;
    let known = found.table.policy.as_ref();
    if let Some(expected) = input.expected_revision_id.as_deref() {
        check_revision(&input.resource_arn, known, Some(expected))?;
    }
    let Some(known) = known else {
        return Ok(DeleteResourcePolicyOutput::default());
    };
    let revision = known.revision.clone();
    let mut table = found.table.as_ref().clone();
    table.policy = None;
    row::put(cx, &found, &table)?;
    Ok(DeleteResourcePolicyOutput {
        revision_id: Some(revision),
    })
}

fn check_revision(
    arn: &str,
    known: Option<&Policy>,
    expected: Option<&str>,
) -> Result<(), AwsError> {
    match known.map(|known| known.revision.as_str()) == expected {
        true => Ok(()),
        false => Err(errors::no_policy(arn)),
    }
}

fn at(cx: &mut Cx, arn: &str) -> Result<Found, AwsError> {
    match arn.contains("/stream/") {
        true => Err(AwsError::not_implemented("policies of streams")),
        false => row::at_arn(cx, arn),
    }
}
