//! DescribeOrganizationalUnit.

use super::row;
use crate::shapes::{DescribeOrganizationalUnitRequest, DescribeOrganizationalUnitResponse};
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeOrganizationalUnitRequest,
) -> Result<DescribeOrganizationalUnitResponse, AwsError> {
    let organization = access::reading(cx)?;
    let scope = cx.partition_scope();
    let found = row::find(
        cx.tx,
        scope,
        &organization.id,
        &input.organizational_unit_id,
    )?;
    let unit = found.ok_or_else(errors::no_unit)?;
    Ok(DescribeOrganizationalUnitResponse {
        organizational_unit: Some(row::shown(cx, &organization, &unit)?),
    })
}
