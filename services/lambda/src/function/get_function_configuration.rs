//! GetFunctionConfiguration.

use super::{row, show};
use crate::names::Named;
use crate::shapes::{FunctionConfiguration, GetFunctionConfigurationRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetFunctionConfigurationRequest,
) -> Result<FunctionConfiguration, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    let found = row::version(cx, &named)?;
    Ok(show::found(cx, &found))
}
