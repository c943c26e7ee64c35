//! DescribeCreateAccountStatus.

use super::creation;
use crate::shapes::{DescribeCreateAccountStatusRequest, DescribeCreateAccountStatusResponse};
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeCreateAccountStatusRequest,
) -> Result<DescribeCreateAccountStatusResponse, AwsError> {
    let organization = access::reading(cx)?;
    let found = creation::find(cx, &organization.id, &input.create_account_request_id)?;
    let creation = found.ok_or_else(errors::no_creation)?;
    Ok(DescribeCreateAccountStatusResponse {
        create_account_status: Some(creation::shown(&creation)),
    })
}
