//! DeleteOrganizationalUnit: one that holds nothing any more.

use super::row;
use crate::account::row as accounts;
use crate::nothing::Nothing;
use crate::policy::attachment;
use crate::shapes::DeleteOrganizationalUnitRequest;
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteOrganizationalUnitRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let id = input.organizational_unit_id;
    let scope = cx.partition_scope();
    if row::find(cx.tx, scope, &organization.id, &id)?.is_none() {
        return Err(errors::no_unit());
    }
    let has_units = !row::under(cx, &organization.id, &id)?.is_empty();
    if has_units || !accounts::under(cx, &organization.id, &id)?.is_empty() {
        return Err(errors::unit_not_empty());
    }
    attachment::drop_target(cx, &organization.id, &id)?;
    row::remove(cx, &organization.id, &id)?;
    Ok(Nothing)
}
