//! UpdateOrganizationalUnit: another name.

use super::row;
use crate::shapes::{UpdateOrganizationalUnitRequest, UpdateOrganizationalUnitResponse};
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateOrganizationalUnitRequest,
) -> Result<UpdateOrganizationalUnitResponse, AwsError> {
    let organization = access::managing(cx)?;
    let scope = cx.partition_scope();
    let found = row::find(
        cx.tx,
        scope,
        &organization.id,
        &input.organizational_unit_id,
    )?;
    let mut unit = found.ok_or_else(errors::no_unit)?;
    if let Some(name) = input.name {
        let siblings = row::under(cx, &organization.id, &unit.parent)?;
        let taken = |other: &row::Unit| other.name == name && other.id != unit.id;
        if siblings.iter().any(taken) {
            return Err(errors::unit_exists());
        }
        unit.name = name;
        row::save(cx, &organization.id, &unit)?;
    }
    Ok(UpdateOrganizationalUnitResponse {
        organizational_unit: Some(row::shown(cx, &organization, &unit)?),
    })
}
