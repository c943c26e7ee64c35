//! Operations: PutFunctionRecursionConfig, GetFunctionRecursionConfig

use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{
    GetFunctionRecursionConfigRequest, GetFunctionRecursionConfigResponse,
    PutFunctionRecursionConfigRequest, PutFunctionRecursionConfigResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_function_recursion_config(
    cx: &mut Cx,
    input: PutFunctionRecursionConfigRequest,
) -> Result<PutFunctionRecursionConfigResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let mut function = functions::open(cx, &named)?;
    function.recursion = input.recursive_loop;
    functions::save(cx, &named, &function)?;
    Ok(PutFunctionRecursionConfigResponse {
        recursive_loop: Some(function.recursion),
    })
}

pub fn get_function_recursion_config(
    cx: &mut Cx,
    input: GetFunctionRecursionConfigRequest,
) -> Result<GetFunctionRecursionConfigResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    Ok(GetFunctionRecursionConfigResponse {
        recursive_loop: Some(functions::open(cx, &named)?.recursion),
    })
}
