//! GetAccessKeyInfo: the account a key belongs to, whatever became of the key.

use crate::errors;
use crate::shapes::{GetAccessKeyInfoRequest, GetAccessKeyInfoResponse};
use haneul_pipeline::{AwsError, Cx, credentials};

pub fn run(
    cx: &mut Cx,
    input: GetAccessKeyInfoRequest,
) -> Result<GetAccessKeyInfoResponse, AwsError> {
    let found = credentials::find(cx.tx, &input.access_key_id)?;
    let credential = found.ok_or_else(errors::unknown_access_key)?;
    Ok(GetAccessKeyInfoResponse {
        account: Some(credential.account),
    })
}
