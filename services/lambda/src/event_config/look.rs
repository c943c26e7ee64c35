//! Operations: GetFunctionEventInvokeConfig, DeleteFunctionEventInvokeConfig, ListFunctionEventInvokeConfigs

use super::row::{self, CONFIGS};
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{
    DeleteFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig,
    GetFunctionEventInvokeConfigRequest, ListFunctionEventInvokeConfigsRequest,
    ListFunctionEventInvokeConfigsResponse,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page, Reply};
use haneul_store::Span;

pub fn get_function_event_invoke_config(
    cx: &mut Cx,
    input: GetFunctionEventInvokeConfigRequest,
) -> Result<FunctionEventInvokeConfig, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    let config = row::open(cx, &named)?;
    Ok(row::shown(cx, &named, &config))
}

pub fn delete_function_event_invoke_config(
    cx: &mut Cx,
    input: DeleteFunctionEventInvokeConfigRequest,
) -> Result<Reply, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    row::open(cx, &named)?;
    row::forget_one(cx, &named)?;
    Ok(Reply::default())
}

pub fn list_function_event_invoke_configs(
    cx: &mut Cx,
    input: ListFunctionEventInvokeConfigsRequest,
) -> Result<ListFunctionEventInvokeConfigsResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    functions::open(cx, &named)?;
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let scope = cx.scope_of(&named.account, cx.region());
    let (found, next_marker) = page.fill(
        |after, limit| {
            let span = Span::prefix(&named.name);
            let span = match after {
                Some(after) => span.after(&(named.name.clone(), after.to_owned())),
                None => span,
            };
            let rows = CONFIGS.scan(cx.tx, scope, span, limit, false)?;
            let named = |((_, name), row): ((String, String), _)| (name.clone(), (name, row));
            Ok(rows.into_iter().map(named).collect())
        },
        |_| true,
    )?;
    let shown = found.into_iter().map(|(qualifier, config)| {
        let named = Named {
            qualifier: Some(qualifier),
            ..named.clone()
        };
        row::shown(cx, &named, &config)
    });
    Ok(ListFunctionEventInvokeConfigsResponse {
        function_event_invoke_configs: Some(shown.collect()),
        next_marker,
    })
}
