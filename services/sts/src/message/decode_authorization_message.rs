//! DecodeAuthorizationMessage: why a call was refused, where the refusal told it sealed.

use crate::errors;
use crate::shapes::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse};
use haneul_pipeline::{AwsError, Cx, sealed};

pub fn run(
    cx: &mut Cx,
    input: DecodeAuthorizationMessageRequest,
) -> Result<DecodeAuthorizationMessageResponse, AwsError> {
    let opened = sealed::open(cx.cloud, cx.account(), &input.encoded_message);
    let decoded = opened.ok_or_else(errors::no_authorization_message)?;
    Ok(DecodeAuthorizationMessageResponse {
        decoded_message: Some(decoded),
    })
}
