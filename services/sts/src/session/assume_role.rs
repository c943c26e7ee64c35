//! AssumeRole: a role's rights for a while. Whether the role trusts the caller was decided before.

use super::issue::{self, Grant};
use super::tags::{self, SessionTags};
use super::{packed, policies};
use crate::shapes::{AssumeRoleRequest, AssumeRoleResponse, AssumedRoleUser};
use crate::{errors, limits};
use haneul_pipeline::credentials::Holder;
use haneul_pipeline::{AwsError, Cx, RoleFacts};

pub fn run(cx: &mut Cx, input: AssumeRoleRequest) -> Result<AssumeRoleResponse, AwsError> {
    refuse_what_is_not_built(&input)?;
    let found = cx.cloud.identity.role(cx.tx, &input.role_arn)?;
    let role = found.ok_or_else(|| errors::may_not_assume(cx.call, &input.role_arn))?;
    let account = account_of(&role.arn).to_owned();
    let seconds = seconds(cx, &role, input.duration_seconds)?;
    let source_identity = source_identity(cx, input.source_identity)?;
    let arns = input.policy_arns.unwrap_or_default();
    let arns = arns.into_iter().filter_map(|policy| policy.arn).collect();
    let given = policies::given(cx, &account, input.policy, arns)?;
    let SessionTags { tags, transitive } = tags::of(
        cx.caller(),
        input.tags.unwrap_or_default(),
        input.transitive_tag_keys.unwrap_or_default(),
    )?;
    let packed = packed::size(given.texts(), &tags)?;
    let name = &input.role_session_name;
    let partition = cx.partition();
    let arn = format!(
        "arn:{partition}:sts::{account}:assumed-role/{}/{name}",
        role.name
    );
    let id = format!("{}:{name}", role.id);
    let grant = Grant {
        account,
        holder: Holder::AssumedRole {
            arn: arn.clone(),
            role_arn: role.arn,
            id: id.clone(),
        },
        seconds,
        policies: given.into_session(),
        tags,
        transitive_tags: transitive,
        source_identity: source_identity.clone(),
        token_length: input.minimum_session_token_size,
    };
    let (credentials, size) = issue::issue(cx, grant)?;
    Ok(AssumeRoleResponse {
        credentials: Some(credentials),
        assumed_role_user: Some(AssumedRoleUser {
            assumed_role_id: Some(id),
            arn: Some(arn),
        }),
        packed_policy_size: packed,
        source_identity,
        session_token_utilization: Some(size.percent),
        session_token_size: Some(size.bytes),
    })
}

fn refuse_what_is_not_built(input: &AssumeRoleRequest) -> Result<(), AwsError> {
    if input.serial_number.is_some() || input.token_code.is_some() {
        return Err(AwsError::not_implemented(
            "sts:AssumeRole with a second factor",
        ));
    }
    if input.provided_contexts.is_some() {
        return Err(AwsError::not_implemented(
            "sts:AssumeRole with ProvidedContexts",
        ));
    }
    Ok(())
}

pub fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

fn seconds(cx: &Cx, role: &RoleFacts, asked: Option<i64>) -> Result<i64, AwsError> {
    let seconds = asked.unwrap_or(limits::ROLE_SECONDS_DEFAULT);
    if cx.caller().session.is_some() && seconds > limits::CHAINED_SECONDS_MAX {
        return Err(errors::longer_than_chain());
    }
    if seconds > role.max_session_seconds {
        return Err(errors::longer_than_role());
    }
    Ok(seconds)
}

/// Once set, it stays through every role of a chain.
fn source_identity(cx: &Cx, asked: Option<String>) -> Result<Option<String>, AwsError> {
    let session = cx.caller().session.as_ref();
    let own = session.and_then(|session| session.source_identity.clone());
    match (own, asked) {
        (Some(own), Some(asked)) if own != asked => Err(errors::other_source_identity()),
        (own, asked) => Ok(own.or(asked)),
    }
}
