//! Operations: PutProvisionedConcurrencyConfig, GetProvisionedConcurrencyConfig, DeleteProvisionedConcurrencyConfig, ListProvisionedConcurrencyConfigs
//!
//! Runs that are kept ready.

use super::row::{self, PROVISIONED, Provisioned};
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{
    DeleteProvisionedConcurrencyConfigRequest, GetProvisionedConcurrencyConfigRequest,
    GetProvisionedConcurrencyConfigResponse, ListProvisionedConcurrencyConfigsRequest,
    ListProvisionedConcurrencyConfigsResponse, PutProvisionedConcurrencyConfigRequest,
    PutProvisionedConcurrencyConfigResponse,
};
use crate::{errors, limits, usage};
use haneul_pipeline::{AwsError, Cx, Page, Reply};
use haneul_store::Span;

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
    let shown = made.listed(cx, None);
    Ok(PutProvisionedConcurrencyConfigResponse {
        requested_provisioned_concurrent_executions: shown
            .requested_provisioned_concurrent_executions,
        available_provisioned_concurrent_executions: shown
            .available_provisioned_concurrent_executions,
        allocated_provisioned_concurrent_executions: shown
            .allocated_provisioned_concurrent_executions,
        status: shown.status,
        status_reason: None,
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
    let shown = found.listed(cx, None);
    Ok(GetProvisionedConcurrencyConfigResponse {
        requested_provisioned_concurrent_executions: shown
            .requested_provisioned_concurrent_executions,
        available_provisioned_concurrent_executions: shown
            .available_provisioned_concurrent_executions,
        allocated_provisioned_concurrent_executions: shown
            .allocated_provisioned_concurrent_executions,
        status: shown.status,
        status_reason: None,
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
            let rows = PROVISIONED.scan(cx.tx, scope, span, limit, false)?;
            let named = |((_, qualifier), row): ((String, String), _)| {
                (qualifier.clone(), (qualifier, row))
            };
            Ok(rows.into_iter().map(named).collect())
        },
        |_| true,
    )?;
    let shown = found.into_iter().map(|(qualifier, one)| {
        let named = Named {
            qualifier: Some(qualifier),
            ..named.clone()
        };
        one.listed(cx, Some(named.arn(cx)))
    });
    Ok(ListProvisionedConcurrencyConfigsResponse {
        provisioned_concurrency_configs: Some(shown.collect()),
        next_marker,
    })
}
