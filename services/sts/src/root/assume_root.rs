//! AssumeRoot: the management account, or who administers IAM for it, does one task as the root user
//! of a member. Whether the caller's own policies let them was decided before.

use super::task::{Feature, Task};
use crate::session::issue::{self, Grant};
use crate::shapes::{AssumeRootRequest, AssumeRootResponse};
use crate::{errors, limits};
use haneul_pipeline::credentials::Holder;
use haneul_pipeline::{AwsError, Cx};

/// What the organisation trusts, and whom it names administrators of.
const IAM: &str = "iam.amazonaws.com";

pub fn run(cx: &mut Cx, input: AssumeRootRequest) -> Result<AssumeRootResponse, AwsError> {
    let target = target(cx, &input.target_principal)?;
    let arn = input.task_policy_arn.arn.unwrap_or_default();
    let task = Task::of(&arn, cx.partition()).ok_or_else(|| errors::no_root_task(&arn))?;
    if !may(cx, &target, task.feature)? {
        return Err(errors::may_not_assume_root(cx.call, &root_arn(cx, &target)));
    }
    let session = cx.caller().session.as_ref();
    let source_identity = session.and_then(|session| session.source_identity.clone());
    let grant = Grant {
        account: target,
        holder: Holder::Root,
        seconds: input.duration_seconds.unwrap_or(limits::TASK_SECONDS_MAX),
        policies: Some(task.policies()),
        tags: Vec::new(),
        transitive_tags: Vec::new(),
        source_identity: source_identity.clone(),
        mfa_at: None,
        token_length: input.minimum_session_token_size,
    };
    let (credentials, size) = issue::issue(cx, grant)?;
    Ok(AssumeRootResponse {
        credentials: Some(credentials),
        source_identity,
        session_token_utilization: Some(size.percent),
        session_token_size: Some(size.bytes),
    })
}

/// The account that is meant, by its number or the ARN of its root user.
pub fn target(cx: &Cx, principal: &str) -> Result<String, AwsError> {
    let prefix = format!("arn:{}:iam::", cx.partition());
    let by_arn = principal
        .strip_prefix(&prefix)
        .and_then(|rest| rest.strip_suffix(":root"));
    let account = by_arn.unwrap_or(principal);
    match account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()) {
        true => Ok(account.to_owned()),
        false => Err(errors::invalid_target(principal)),
    }
}

pub fn root_arn(cx: &Cx, account: &str) -> String {
    format!("arn:{}:iam::{account}:root", cx.partition())
}

/// Whether the organisation lets the caller's account into the other one. Why not is not told: it
/// would say who is a member of what.
fn may(cx: &mut Cx, target: &str, feature: Feature) -> Result<bool, AwsError> {
    let own = cx.membership(cx.account())?;
    let Some(own) = own.filter(|own| own.administers(IAM) && !own.is_suspended) else {
        return Ok(false);
    };
    let features =
        cx.cloud
            .identity
            .root_features(cx.tx, cx.call.partition.as_str(), &own.organisation)?;
    let enabled = match feature {
        Feature::Credentials => features.credentials,
        Feature::Sessions => features.sessions,
    };
    let theirs = cx.membership(target)?;
    let member = theirs.is_some_and(|theirs| {
        let same = theirs.organisation == own.organisation;
        same && !theirs.is_management && !theirs.is_suspended
    });
    Ok(enabled && own.trusts(IAM) && member)
}
