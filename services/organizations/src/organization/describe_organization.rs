//! DescribeOrganization: for every member.

use super::row;
use crate::access;
use crate::nothing::Nothing;
use crate::shapes::DescribeOrganizationResponse;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, _: Nothing) -> Result<DescribeOrganizationResponse, AwsError> {
    let organization = access::belonging(cx)?;
    Ok(DescribeOrganizationResponse {
        organization: Some(row::shown(cx, &organization)?),
    })
}
