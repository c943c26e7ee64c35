//! DeleteOrganization: when the management account is alone in it, with all that hangs on it.

use super::row;
use crate::account::row as accounts;
use crate::nothing::Nothing;
use crate::{access, account, errors, handshake, policy, unit};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, _: Nothing) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    if accounts::all(cx, &organization.id)?.len() > 1 {
        return Err(errors::not_empty());
    }
    // An account that is being opened will be a member.
    let creations = account::creation::all(cx, &organization.id)?;
    if creations
        .iter()
        .any(|creation| creation.completed.is_none())
    {
        return Err(errors::not_empty());
    }
    policy::attachment::clear(cx, &organization.id)?;
    policy::row::clear(cx, &organization.id)?;
    unit::row::clear(cx, &organization.id)?;
    account::creation::clear(cx, &organization.id)?;
    handshake::row::clear(cx, &organization.id)?;
    accounts::remove(cx, &organization.management)?;
    row::remove(cx, &organization.id)?;
    Ok(Nothing)
}
