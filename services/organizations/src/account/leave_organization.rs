//! LeaveOrganization: a member goes by itself.

use super::{leaving, row};
use crate::nothing::Nothing;
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, _: Nothing) -> Result<Nothing, AwsError> {
    let organization = access::belonging(cx)?;
    let account = cx.account().to_owned();
    let member = row::member(cx, &organization, &account)?;
    leaving::leave(cx, &organization, member.ok_or_else(errors::no_account)?)?;
    Ok(Nothing)
}
