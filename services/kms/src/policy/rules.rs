//! What a key's policy may be.

use crate::key::Found;
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Check, Cx};
use haneul_policy::{Policy, PolicyKind};

/// The policy of a key that was given none: the account decides by IAM's policies.
pub fn unasked(partition: &str, account: &str) -> String {
    format!(
        r#"{{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {{
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:{partition}:iam::{account}:root"
    }},
    "Action" : "kms:*",
    "Resource" : "*"
  }} ]
}}"#
    )
}

/// A policy that is to be a key's. Unless they say that they know, callers may not lock themselves
/// out.
pub fn check_new(cx: &mut Cx, found: &Found, policy: &str, bypass: bool) -> Result<(), AwsError> {
    if policy.len() > limits::POLICY_BYTES {
        return Err(errors::limit("The key policy exceeds the limit of 32 KB."));
    }
    Policy::parse(policy, PolicyKind::Resource).map_err(|why| errors::policy(why.to_string()))?;
    if bypass {
        return Ok(());
    }
    let again = Check::new(found.arn(cx))
        .action("kms:PutKeyPolicy")
        .owner(found.account.clone())
        .deciding(policy.to_owned())
        .key("kms:CallerAccount", cx.caller().account());
    match cx.ask(again)? {
        None => Ok(()),
        Some(_) => Err(errors::locked_out()),
    }
}
