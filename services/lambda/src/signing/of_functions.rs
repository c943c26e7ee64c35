//! Operations: PutFunctionCodeSigningConfig, GetFunctionCodeSigningConfig, DeleteFunctionCodeSigningConfig, ListFunctionsByCodeSigningConfig
//!
//! Which functions a configuration is for.

use super::row;
use crate::function::row::{self as functions, FUNCTIONS};
use crate::names::Named;
use crate::shapes::{
    DeleteFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigRequest,
    GetFunctionCodeSigningConfigResponse, ListFunctionsByCodeSigningConfigRequest,
    ListFunctionsByCodeSigningConfigResponse, PutFunctionCodeSigningConfigRequest,
    PutFunctionCodeSigningConfigResponse,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page, Reply};
use haneul_store::Span;

pub fn put_function_code_signing_config(
    cx: &mut Cx,
    input: PutFunctionCodeSigningConfigRequest,
) -> Result<PutFunctionCodeSigningConfigResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let mut function = functions::open(cx, &named)?;
    row::open(cx, &input.code_signing_config_arn)?;
    function.signing = Some(input.code_signing_config_arn.clone());
    functions::save(cx, &named, &function)?;
    Ok(PutFunctionCodeSigningConfigResponse {
        code_signing_config_arn: Some(input.code_signing_config_arn),
        function_name: Some(named.name),
    })
}

pub fn get_function_code_signing_config(
    cx: &mut Cx,
    input: GetFunctionCodeSigningConfigRequest,
) -> Result<GetFunctionCodeSigningConfigResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let function = functions::open(cx, &named)?;
    Ok(GetFunctionCodeSigningConfigResponse {
        code_signing_config_arn: function.signing,
        function_name: Some(named.name),
    })
}

pub fn delete_function_code_signing_config(
    cx: &mut Cx,
    input: DeleteFunctionCodeSigningConfigRequest,
) -> Result<Reply, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let mut function = functions::open(cx, &named)?;
    function.signing = None;
    functions::save(cx, &named, &function)?;
    Ok(Reply::default())
}

pub fn list_functions_by_code_signing_config(
    cx: &mut Cx,
    input: ListFunctionsByCodeSigningConfigRequest,
) -> Result<ListFunctionsByCodeSigningConfigResponse, AwsError> {
    row::found(cx, &input.code_signing_config_arn)?;
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let scope = cx.scope();
    let wanted = Some(input.code_signing_config_arn);
    let (found, next_marker) = page.fill(
        |after, limit| {
            let span = after.map_or_else(Span::all, |after| Span::all().after(after));
            Ok(FUNCTIONS.scan(cx.tx, scope, span, limit, false)?)
        },
        |function| function.signing == wanted,
    )?;
    let arn = |name: String| cx.arn("lambda", &format!("function:{name}"));
    Ok(ListFunctionsByCodeSigningConfigResponse {
        function_arns: Some(
            found
                .into_iter()
                .map(|function| arn(function.name))
                .collect(),
        ),
        next_marker,
    })
}
