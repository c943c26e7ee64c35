//! DescribeKey.

use super::{metadata, open};
use crate::grant;
use crate::shapes::{DescribeKeyRequest, DescribeKeyResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeKeyRequest) -> Result<DescribeKeyResponse, AwsError> {
    grant::check_tokens(cx, input.grant_tokens.as_deref())?;
    let found = match open(cx, &input.key_id) {
        // Who asks for the key that AWS keeps for a service gets it made.
        Err(error) => match super::aws_managed::of_alias(cx, &input.key_id)? {
            Some(found) => found,
            None => return Err(error),
        },
        Ok(found) => found,
    };
    Ok(DescribeKeyResponse {
        key_metadata: Some(metadata(cx, &found)?),
    })
}
