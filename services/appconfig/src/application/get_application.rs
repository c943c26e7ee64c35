//! GetApplication.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetApplicationRequest,
) -> Result<shapes::Application, AwsError> {
    Ok(row::open(cx, &input.application_id)?.shown())
}
