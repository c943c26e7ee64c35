//! A member as answers show it.

use super::row::{Joined, Member};
use crate::organization::row::Organization;
use crate::{shapes, tree};
use haneul_pipeline::{AwsError, Cx};

pub fn account(
    cx: &mut Cx,
    organization: &Organization,
    member: &Member,
) -> Result<shapes::Account, AwsError> {
    let profile = super::profile::find(cx, &member.account)?;
    let scope = cx.partition_scope();
    let path = tree::path(cx.tx, scope, organization, &member.account)?;
    Ok(shapes::Account {
        id: Some(member.account.clone()),
        arn: Some(organization.account_arn(cx, &member.account)),
        email: Some(profile.email),
        name: Some(profile.name),
        status: Some(status(member).to_owned()),
        state: Some(status(member).to_owned()),
        paths: Some(vec![path]),
        joined_method: Some(joined(member).to_owned()),
        joined_timestamp: Some(member.joined),
    })
}

pub fn status(member: &Member) -> &'static str {
    match (member.is_suspended, member.closing) {
        (true, _) => "SUSPENDED",
        (false, Some(_)) => "PENDING_CLOSURE",
        (false, None) => "ACTIVE",
    }
}

pub fn joined(member: &Member) -> &'static str {
    match member.how {
        Joined::Invited => "INVITED",
        Joined::Created => "CREATED",
    }
}
