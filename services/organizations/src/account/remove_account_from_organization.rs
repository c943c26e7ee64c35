//! RemoveAccountFromOrganization: the account stands alone from here on.

use super::{leaving, row};
use crate::nothing::Nothing;
use crate::shapes::RemoveAccountFromOrganizationRequest;
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: RemoveAccountFromOrganizationRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let member = row::member(cx, &organization, &input.account_id)?;
    leaving::leave(cx, &organization, member.ok_or_else(errors::no_account)?)?;
    Ok(Nothing)
}
