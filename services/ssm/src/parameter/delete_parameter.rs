//! Operations: DeleteParameter, DeleteParameters

use super::row::{self, Parameter};
use crate::shapes::{
    DeleteParameterRequest, DeleteParameterResult, DeleteParametersRequest, DeleteParametersResult,
};
use crate::{errors, events, expiry};
use haneul_pipeline::{AwsError, Cx};

pub fn delete_parameter(
    cx: &mut Cx,
    input: DeleteParameterRequest,
) -> Result<DeleteParameterResult, AwsError> {
    let parameter = row::find_own(cx, &input.name)?.ok_or_else(errors::not_found)?;
    remove(cx, &parameter)?;
    Ok(DeleteParameterResult::default())
}

pub fn delete_parameters(
    cx: &mut Cx,
    input: DeleteParametersRequest,
) -> Result<DeleteParametersResult, AwsError> {
    let (mut deleted, mut invalid) = (Vec::new(), Vec::new());
    for name in input.names {
        match row::find_own(cx, &name)? {
            Some(parameter) => {
                remove(cx, &parameter)?;
                deleted.push(name);
            }
            None => invalid.push(name),
        }
    }
    Ok(DeleteParametersResult {
        deleted_parameters: Some(deleted),
        invalid_parameters: Some(invalid),
    })
}

pub fn remove(cx: &mut Cx, parameter: &Parameter) -> Result<(), AwsError> {
    expiry::unwind(cx, parameter)?;
    row::erase(cx, parameter)?;
    events::changed(cx, parameter, "Delete")
}
