//! Operations: PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy
//!
//! Whom a stream or a consumer lets in.

use crate::address::{Address, ConsumerAddress};
use crate::consumer::row as consumers;
use crate::errors;
use crate::limits::POLICY_BYTES;
use crate::shapes::{
    DeleteResourcePolicyInput, GetResourcePolicyInput, GetResourcePolicyOutput,
    PutResourcePolicyInput,
};
use crate::stream::row;
use haneul_pipeline::{AwsError, Cx, Reply};
use haneul_policy::{Policy, PolicyKind};

pub fn put_resource_policy(cx: &mut Cx, input: PutResourcePolicyInput) -> Result<Reply, AwsError> {
    if input.policy.len() > POLICY_BYTES {
        return Err(errors::argument("The policy exceeds the limit of 20 KB."));
    }
    if let Err(error) = Policy::parse(&input.policy, PolicyKind::Resource) {
        return Err(errors::argument(format!("Policy is not valid: {error}")));
    }
    set(cx, &input.resource_arn, Some(input.policy))
}

pub fn delete_resource_policy(
    cx: &mut Cx,
    input: DeleteResourcePolicyInput,
) -> Result<Reply, AwsError> {
    if policy(cx, &input.resource_arn)?.is_none() {
        return Err(errors::no_policy(&input.resource_arn));
    }
    set(cx, &input.resource_arn, None)
}

/// AWS shows a policy without statements where there is none.
pub fn get_resource_policy(
    cx: &mut Cx,
    input: GetResourcePolicyInput,
) -> Result<GetResourcePolicyOutput, AwsError> {
    let policy = policy(cx, &input.resource_arn)?;
    Ok(GetResourcePolicyOutput {
        policy: Some(policy.unwrap_or_else(|| "{}".to_owned())),
    })
}

fn policy(cx: &mut Cx, arn: &str) -> Result<Option<String>, AwsError> {
    if ConsumerAddress::of_arn(cx, arn).is_some() {
        return Ok(consumers::at_arn(cx, arn)?.1.policy);
    }
    let address = Address::of_arn(cx, arn)?;
    Ok(row::at_address(cx, &address)?.stream.policy.clone())
}

fn set(cx: &mut Cx, arn: &str, policy: Option<String>) -> Result<Reply, AwsError> {
    if ConsumerAddress::of_arn(cx, arn).is_some() {
        let (found, mut consumer) = consumers::at_arn(cx, arn)?;
        consumer.policy = policy;
        consumers::put(cx, &found, &consumer)?;
        return Ok(Reply::default());
    }
    let found = row::at_address(cx, &Address::of_arn(cx, arn)?)?;
    let mut stream = found.stream.clone();
    stream.policy = policy;
    row::put(cx, &found, &stream)?;
    Ok(Reply::default())
}
