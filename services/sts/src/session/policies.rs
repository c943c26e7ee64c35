//! Session policies: what a session is held to beside its role's own rights.

use crate::checks::account_of;
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Policy, PolicyKind};

/// Policies that came with a request.
#[derive(Default)]
pub struct Given {
    inline: Option<String>,
    /// ARN and text.
    managed: Vec<(String, String)>,
}

impl Given {
    /// What takes room: the inline policy's text and the ARNs of managed ones.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let arns = self.managed.iter().map(|(arn, _)| arn.as_str());
        self.inline.as_deref().into_iter().chain(arns)
    }

    /// `None` where nothing restricts the session.
    pub fn into_session(self) -> Option<Vec<(String, String)>> {
        let inline = self.inline.map(|text| ("session policy".to_owned(), text));
        let all: Vec<_> = inline.into_iter().chain(self.managed).collect();
        (!all.is_empty()).then_some(all)
    }
}

/// Checks what came; managed policies are those of the role's account, or AWS's, as they are now.
pub fn given(
    cx: &mut Cx,
    account: &str,
    inline: Option<String>,
    arns: Vec<String>,
) -> Result<Given, AwsError> {
    if arns.len() > limits::SESSION_POLICY_ARNS {
        return Err(errors::too_many_policy_arns(limits::SESSION_POLICY_ARNS));
    }
    if let Some(text) = &inline {
        Policy::parse(text, PolicyKind::Session)
            .map_err(|e| errors::malformed_policy(e.message))?;
    }
    let mut managed = Vec::new();
    for arn in arns {
        let own = [account, "aws"].contains(&account_of(&arn));
        let text = match own {
            true => cx.cloud.identity.managed_policy(cx.tx, &arn)?,
            false => None,
        };
        let text = text.ok_or_else(|| errors::no_session_policy(&arn))?;
        managed.push((arn, text));
    }
    Ok(Given { inline, managed })
}
