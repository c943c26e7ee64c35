//! DescribeSecret.

use super::show;
use crate::place;
use crate::shapes::{DescribeSecretRequest, DescribeSecretResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeSecretRequest) -> Result<DescribeSecretResponse, AwsError> {
    let found = place::open(cx, &input.secret_id)?;
    show::described(cx, found)
}
