//! DescribeAccount.

use super::{row, shown};
use crate::shapes::{DescribeAccountRequest, DescribeAccountResponse};
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeAccountRequest,
) -> Result<DescribeAccountResponse, AwsError> {
    let organization = access::reading(cx)?;
    let member = row::member(cx, &organization, &input.account_id)?;
    let member = member.ok_or_else(errors::no_account)?;
    Ok(DescribeAccountResponse {
        account: Some(shown::account(cx, &organization, &member)?),
    })
}
