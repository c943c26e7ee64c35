//! Operations: GetFunctionEventInvokeConfig, DeleteFunctionEventInvokeConfig, ListFunctionEventInvokeConfigs

use super::row::{self, CONFIGS};
use crate::listed;
use crate::shapes::{
    DeleteFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig,
    GetFunctionEventInvokeConfigRequest, ListFunctionEventInvokeConfigsRequest,
    ListFunctionEventInvokeConfigsResponse,
};
use haneul_pipeline::{AwsError, Cx, Reply};

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
    let asked = (input.max_items, input.marker.as_deref());
    let (found, next_marker) = listed::by_qualifier(cx, &input.function_name, &CONFIGS, asked)?;
    let shown = found
        .into_iter()
        .map(|(named, config)| row::shown(cx, &named, &config));
    Ok(ListFunctionEventInvokeConfigsResponse {
        function_event_invoke_configs: Some(shown.collect()),
        next_marker,
    })
}
