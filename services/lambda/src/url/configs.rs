//! Operations: CreateFunctionUrlConfig, UpdateFunctionUrlConfig, GetFunctionUrlConfig, DeleteFunctionUrlConfig, ListFunctionUrlConfigs

use super::row::{self, URLS, Url};
use crate::shapes::{
    CreateFunctionUrlConfigRequest, CreateFunctionUrlConfigResponse,
    DeleteFunctionUrlConfigRequest, GetFunctionUrlConfigRequest, GetFunctionUrlConfigResponse,
    ListFunctionUrlConfigsRequest, ListFunctionUrlConfigsResponse, UpdateFunctionUrlConfigRequest,
    UpdateFunctionUrlConfigResponse,
};
use crate::{errors, listed};
use haneul_pipeline::{AwsError, Cx, Reply};

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";

pub fn create_function_url_config(
    cx: &mut Cx,
    input: CreateFunctionUrlConfigRequest,
) -> Result<CreateFunctionUrlConfigResponse, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    if row::find(cx, &named)?.is_some() {
        return Err(errors::conflict(format!(
            "Failed to create function url config for [functionArn = {}]. Error message:  \
             FunctionUrlConfig exists for this Lambda function",
            named.arn(cx)
        )));
    }
    let now = cx.now().as_microsecond();
    let url = Url {
        id: cx.random().text(LETTERS, 32),
        auth: input.auth_type,
        mode: input.invoke_mode.unwrap_or_else(|| "BUFFERED".to_owned()),
        cors: input.cors.map(row::cors).transpose()?,
        created: now,
        modified: now,
    };
    row::save(cx, &named, &url)?;
    let shown = row::shown(cx, &named, url);
    Ok(CreateFunctionUrlConfigResponse {
        function_url: shown.function_url,
        function_arn: shown.function_arn,
        auth_type: shown.auth_type,
        cors: shown.cors,
        creation_time: shown.creation_time,
        invoke_mode: shown.invoke_mode,
    })
}

pub fn update_function_url_config(
    cx: &mut Cx,
    input: UpdateFunctionUrlConfigRequest,
) -> Result<UpdateFunctionUrlConfigResponse, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    let mut url = row::open(cx, &named)?;
    if let Some(auth) = input.auth_type {
        url.auth = auth;
    }
    if let Some(mode) = input.invoke_mode {
        url.mode = mode;
    }
    if let Some(cors) = input.cors {
        url.cors = Some(row::cors(cors)?);
    }
    url.modified = cx.now().as_microsecond();
    row::save(cx, &named, &url)?;
    let shown = row::shown(cx, &named, url);
    Ok(UpdateFunctionUrlConfigResponse {
        function_url: shown.function_url,
        function_arn: shown.function_arn,
        auth_type: shown.auth_type,
        cors: shown.cors,
        creation_time: shown.creation_time,
        last_modified_time: shown.last_modified_time,
        invoke_mode: shown.invoke_mode,
    })
}

pub fn get_function_url_config(
    cx: &mut Cx,
    input: GetFunctionUrlConfigRequest,
) -> Result<GetFunctionUrlConfigResponse, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    let url = row::open(cx, &named)?;
    let shown = row::shown(cx, &named, url);
    Ok(GetFunctionUrlConfigResponse {
        function_url: shown.function_url,
        function_arn: shown.function_arn,
        auth_type: shown.auth_type,
        cors: shown.cors,
        creation_time: shown.creation_time,
        last_modified_time: shown.last_modified_time,
        invoke_mode: shown.invoke_mode,
    })
}

pub fn delete_function_url_config(
    cx: &mut Cx,
    input: DeleteFunctionUrlConfigRequest,
) -> Result<Reply, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    row::open(cx, &named)?;
    row::forget_one(cx, &named)?;
    Ok(Reply::default())
}

pub fn list_function_url_configs(
    cx: &mut Cx,
    input: ListFunctionUrlConfigsRequest,
) -> Result<ListFunctionUrlConfigsResponse, AwsError> {
    let asked = (input.max_items, input.marker.as_deref());
    let (found, next_marker) = listed::by_qualifier(cx, &input.function_name, &URLS, asked)?;
    let shown = found
        .into_iter()
        .map(|(named, url)| row::shown(cx, &named, url));
    Ok(ListFunctionUrlConfigsResponse {
        function_url_configs: Some(shown.collect()),
        next_marker,
    })
}
