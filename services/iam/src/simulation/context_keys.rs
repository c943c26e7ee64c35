//! The context keys that policies ask about.
//!
//! Operations: GetContextKeysForCustomPolicy, GetContextKeysForPrincipalPolicy

use super::{document, input};
use crate::errors::invalid_input;
use crate::shapes::*;
use crate::whose::{self, Whose};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PolicyKind;

pub fn get_context_keys_for_custom_policy(
    _: &mut Cx,
    input: GetContextKeysForCustomPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse, AwsError> {
    answer(input.policy_input_list)
}

pub fn get_context_keys_for_principal_policy(
    cx: &mut Cx,
    input: GetContextKeysForPrincipalPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse, AwsError> {
    let whose = whose::find(cx, &input.policy_source_arn)?;
    if matches!(whose, Whose::Policy(_)) {
        let message = "PolicySourceArn must be the ARN of a user, a group or a role.";
        return Err(invalid_input(message));
    }
    let own = whose.granted(cx)?.into_iter().map(|granted| granted.text);
    answer(
        own.chain(input.policy_input_list.unwrap_or_default())
            .collect(),
    )
}

fn answer(texts: Vec<String>) -> Result<GetContextKeysForPolicyResponse, AwsError> {
    // Only sound policies are read.
    input::listed(&texts, "PolicyInputList", PolicyKind::Identity)?;
    let statements = texts.iter().flat_map(|text| document::statements(text));
    let keys: Vec<String> = statements
        .flat_map(|json| document::keys_of(&json))
        .collect();
    Ok(GetContextKeysForPolicyResponse {
        context_key_names: Some(document::once(keys)),
    })
}
