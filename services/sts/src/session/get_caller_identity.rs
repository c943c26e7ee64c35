//! GetCallerIdentity: who calls. It needs no permission.

use crate::shapes::{GetCallerIdentityRequest, GetCallerIdentityResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    _: GetCallerIdentityRequest,
) -> Result<GetCallerIdentityResponse, AwsError> {
    let principal = &cx.caller().principal;
    Ok(GetCallerIdentityResponse {
        user_id: Some(principal.user_id.clone()),
        account: Some(principal.account.clone()),
        arn: Some(principal.arn.clone()),
    })
}
