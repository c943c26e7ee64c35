//! A role's session, however its holder was let in.

use super::issue::{self, Grant, Size};
use super::tags::SessionTags;
use super::{packed, policies};
use crate::shapes::{AssumedRoleUser, Credentials, PolicyDescriptorType};
use crate::{checks, errors};
use haneul_pipeline::credentials::Holder;
use haneul_pipeline::{AwsError, Cx, RoleFacts};

/// What is asked for.
pub struct Wanted {
    pub role: RoleFacts,
    pub name: String,
    pub seconds: i64,
    pub policy: Option<String>,
    pub policy_arns: Option<Vec<PolicyDescriptorType>>,
    pub tags: SessionTags,
    pub source_identity: Option<String>,
    /// A token at least this long.
    pub token_length: Option<i64>,
}

pub struct Made {
    pub credentials: Credentials,
    pub user: AssumedRoleUser,
    pub packed: Option<i64>,
    pub size: Size,
}

pub fn make(cx: &mut Cx, wanted: Wanted) -> Result<Made, AwsError> {
    let Wanted { role, name, .. } = wanted;
    if wanted.seconds > role.max_session_seconds {
        return Err(errors::longer_than_role());
    }
    let account = checks::account_of(&role.arn).to_owned();
    let arns = wanted.policy_arns.unwrap_or_default();
    let arns = arns.into_iter().filter_map(|policy| policy.arn).collect();
    let given = policies::given(cx, &account, wanted.policy, arns)?;
    let SessionTags { tags, transitive } = wanted.tags;
    let packed = packed::size(given.texts(), &tags)?;
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
        seconds: wanted.seconds,
        policies: given.into_session(),
        tags,
        transitive_tags: transitive,
        source_identity: wanted.source_identity,
        // The role's session does not tell: only the call that makes it does.
        mfa_at: None,
        token_length: wanted.token_length,
    };
    let (credentials, size) = issue::issue(cx, grant)?;
    Ok(Made {
        credentials,
        user: AssumedRoleUser {
            assumed_role_id: Some(id),
            arn: Some(arn),
        },
        packed,
        size,
    })
}
