//! Operations: PutRuntimeManagementConfig, GetRuntimeManagementConfig

use super::row::{self, RUNTIMES, RuntimeUpdates};
use crate::errors;
use crate::function::{row as functions, show};
use crate::names::Named;
use crate::shapes::{
    GetRuntimeManagementConfigRequest, GetRuntimeManagementConfigResponse,
    PutRuntimeManagementConfigRequest, PutRuntimeManagementConfigResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_runtime_management_config(
    cx: &mut Cx,
    input: PutRuntimeManagementConfigRequest,
) -> Result<PutRuntimeManagementConfigResponse, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    let found = functions::version(cx, &named)?;
    let manual = input.update_runtime_on == "Manual";
    let own = show::runtime_version(cx, &found.version.config.runtime);
    match &input.runtime_version_arn {
        None if manual => {
            return Err(errors::invalid(
                "RuntimeVersionArn is required when UpdateRuntimeOn is Manual.",
            ));
        }
        Some(_) if !manual => {
            return Err(errors::invalid(
                "RuntimeVersionArn is only supported when UpdateRuntimeOn is Manual.",
            ));
        }
        // There is one version of each runtime.
        Some(said) if *said != own => {
            return Err(errors::invalid(format!(
                "RuntimeVersionArn {said} is not valid."
            )));
        }
        _ => {}
    }
    let updates = RuntimeUpdates {
        on: input.update_runtime_on,
        version: input.runtime_version_arn,
    };
    let scope = cx.scope_of(&named.account, cx.region());
    RUNTIMES.put(cx.tx, scope, &row::place(&named), &updates)?;
    Ok(PutRuntimeManagementConfigResponse {
        update_runtime_on: Some(updates.on),
        function_arn: Some(named.arn(cx)),
        runtime_version_arn: updates.version,
    })
}

pub fn get_runtime_management_config(
    cx: &mut Cx,
    input: GetRuntimeManagementConfigRequest,
) -> Result<GetRuntimeManagementConfigResponse, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    functions::version(cx, &named)?;
    let scope = cx.scope_of(&named.account, cx.region());
    let updates = RUNTIMES.get(cx.tx, scope, &row::place(&named))?;
    let updates = updates.unwrap_or(RuntimeUpdates {
        on: "Auto".to_owned(),
        version: None,
    });
    Ok(GetRuntimeManagementConfigResponse {
        update_runtime_on: Some(updates.on),
        function_arn: Some(named.arn(cx)),
        runtime_version_arn: updates.version,
    })
}
