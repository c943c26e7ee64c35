//! Operations: RevokeGrant, RetireGrant.

use super::row::{self, Grant};
use super::token;
use crate::key::{self, Found};
use crate::shapes::{RetireGrantRequest, RevokeGrantRequest};
use crate::{data, errors};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn revoke_grant(cx: &mut Cx, input: RevokeGrantRequest) -> Result<Reply, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    row::open(cx, &found, &input.grant_id)?;
    data::unless_dry(input.dry_run)?;
    row::remove(cx, &found, &input.grant_id)?;
    Ok(Reply::default())
}

pub fn retire_grant(cx: &mut Cx, input: RetireGrantRequest) -> Result<Reply, AwsError> {
    let (key, id) = (input.key_id.as_deref(), input.grant_id.as_deref());
    let (found, grant) = named(cx, input.grant_token.as_deref(), key, id)?;
    data::unless_dry(input.dry_run)?;
    row::remove(cx, &found, &grant.id)?;
    Ok(Reply::default())
}

/// The grant of a RetireGrant's input.
pub fn of_input(cx: &mut Cx, input: &Value) -> Result<(Found, Grant), AwsError> {
    named(
        cx,
        input.str("GrantToken"),
        input.str("KeyId"),
        input.str("GrantId"),
    )
}

fn named(
    cx: &mut Cx,
    token: Option<&str>,
    key_id: Option<&str>,
    grant: Option<&str>,
) -> Result<(Found, Grant), AwsError> {
    let (found, id) = match (token, key_id, grant) {
        (Some(token), None, None) => {
            let named = token::read(cx, token)?;
            if named.region != cx.region() {
                return Err(errors::grant_token());
            }
            let found = key::reread(cx, &named.account, &named.key)?;
            (found.ok_or_else(errors::grant_token)?, named.grant)
        }
        (None, Some(key_id), Some(grant)) => (key::open_own(cx, key_id)?, grant.to_owned()),
        _ => {
            return Err(errors::invalid(
                "Specify either a grant token, or a key ID and a grant ID.",
            ));
        }
    };
    let grant = row::open(cx, &found, &id)?;
    Ok((found, grant))
}
