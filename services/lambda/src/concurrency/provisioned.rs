//! Operations: PutProvisionedConcurrencyConfig, GetProvisionedConcurrencyConfig, DeleteProvisionedConcurrencyConfig, ListProvisionedConcurrencyConfigs
//!
//! Runs that are kept ready.

use super::ready;
use super::row::{self, PROVISIONED, Provisioned};
use crate::function::row as functions;
use crate::shapes::{
    DeleteProvisionedConcurrencyConfigRequest, GetProvisionedConcurrencyConfigRequest,
    GetProvisionedConcurrencyConfigResponse, ListProvisionedConcurrencyConfigsRequest,
    ListProvisionedConcurrencyConfigsResponse, PutProvisionedConcurrencyConfigRequest,
    PutProvisionedConcurrencyConfigResponse,
};
use crate::{errors, limits, listed, usage};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn put_provisioned_concurrency_config(
    cx: &mut Cx,
    input: PutProvisionedConcurrencyConfigRequest,
) -> Result<PutProvisionedConcurrencyConfigResponse, AwsError> {
    let named = row::target(cx, &input.function_name, &input.qualifier)?;
    let function = functions::open(cx, &named)?;
    let old = row::provisioned(cx, &named)?.map_or(0, |old| old.requested);
    let others = row::sum(cx, &named)? - old;
    let all = others.saturating_add(input.provisioned_concurrent_executions);
    let most = match function.reserved {
        Some(reserved) => reserved,
        None => limits::CONCURRENCY - limits::UNRESERVED - usage::of(cx)?.reserved,
    };
    if all > most {
        let whose = match function.reserved {
            Some(_) => "the function's reserved",
            None => "the account's unreserved",
        };
        return Err(errors::invalid(format!(
            "Requested Provisioned Concurrency should not be greater than {whose} concurrency."
        )));
    }
    let made = Provisioned {
        requested: input.provisioned_concurrent_executions,
        modified: cx.now().as_microsecond(),
    };
    let scope = cx.scope_of(&named.account, cx.region());
    PROVISIONED.put(cx.tx, scope, &row::place(&named), &made)?;
    ready::begin(cx, &named)?;
    let shown = made.listed(cx, &named)?;
    Ok(PutProvisionedConcurrencyConfigResponse {
        requested_provisioned_concurrent_executions: shown
            .requested_provisioned_concurrent_executions,
        available_provisioned_concurrent_executions: shown
            .available_provisioned_concurrent_executions,
        allocated_provisioned_concurrent_executions: shown
            .allocated_provisioned_concurrent_executions,
        status: shown.status,
        status_reason: shown.status_reason,
        last_modified: shown.last_modified,
    })
}

pub fn get_provisioned_concurrency_config(
    cx: &mut Cx,
    input: GetProvisionedConcurrencyConfigRequest,
) -> Result<GetProvisionedConcurrencyConfigResponse, AwsError> {
    let named = row::target(cx, &input.function_name, &input.qualifier)?;
    let Some(found) = row::provisioned(cx, &named)? else {
        return Err(AwsError::new(
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
        )
        .status(404)
        .field("Type", "User".to_owned()));
    };
    let shown = found.listed(cx, &named)?;
    Ok(GetProvisionedConcurrencyConfigResponse {
        requested_provisioned_concurrent_executions: shown
            .requested_provisioned_concurrent_executions,
        available_provisioned_concurrent_executions: shown
            .available_provisioned_concurrent_executions,
        allocated_provisioned_concurrent_executions: shown
            .allocated_provisioned_concurrent_executions,
        status: shown.status,
        status_reason: shown.status_reason,
        last_modified: shown.last_modified,
    })
}

pub fn delete_provisioned_concurrency_config(
    cx: &mut Cx,
    input: DeleteProvisionedConcurrencyConfigRequest,
) -> Result<Reply, AwsError> {
    let named = row::target(cx, &input.function_name, &input.qualifier)?;
    row::forget_one(cx, &named)?;
    Ok(Reply::default())
}

pub fn list_provisioned_concurrency_configs(
    cx: &mut Cx,
    input: ListProvisionedConcurrencyConfigsRequest,
) -> Result<ListProvisionedConcurrencyConfigsResponse, AwsError> {
    let asked = (input.max_items, input.marker.as_deref());
    let (found, next_marker) = listed::by_qualifier(cx, &input.function_name, &PROVISIONED, asked)?;
    let shown = found
        .into_iter()
        .map(|(named, one)| one.listed(cx, &named))
        .collect::<Result<_, AwsError>>()?;
    Ok(ListProvisionedConcurrencyConfigsResponse {
        provisioned_concurrency_configs: Some(shown),
        next_marker,
    })
}
