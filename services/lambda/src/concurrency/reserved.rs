//! Operations: PutFunctionConcurrency, GetFunctionConcurrency, DeleteFunctionConcurrency
//!
//! Runs that are a function's own, and no more than those.

use super::row;
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{
    Concurrency, DeleteFunctionConcurrencyRequest, GetFunctionConcurrencyRequest,
    GetFunctionConcurrencyResponse, PutFunctionConcurrencyRequest,
};
use crate::{errors, limits, usage};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn put_function_concurrency(
    cx: &mut Cx,
    input: PutFunctionConcurrencyRequest,
) -> Result<Concurrency, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let reserved = input.reserved_concurrent_executions;
    let old = functions::open(cx, &named)?.reserved.unwrap_or_default();
    let left = limits::CONCURRENCY - (usage::of(cx)?.reserved - old) - reserved;
    if left < limits::UNRESERVED {
        return Err(errors::invalid(format!(
            "Specified ReservedConcurrentExecutions for function decreases account's \
             UnreservedConcurrentExecution below its minimum value of [{}].",
            limits::UNRESERVED
        )));
    }
    if reserved < row::sum(cx, &named)? {
        return Err(errors::invalid(
            "ReservedConcurrentExecutions must not be lower than the sum of Provisioned \
             Concurrency configured.",
        ));
    }
    set(cx, &named, Some(reserved))?;
    Ok(Concurrency {
        reserved_concurrent_executions: Some(reserved),
    })
}

pub fn get_function_concurrency(
    cx: &mut Cx,
    input: GetFunctionConcurrencyRequest,
) -> Result<GetFunctionConcurrencyResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    Ok(GetFunctionConcurrencyResponse {
        reserved_concurrent_executions: functions::open(cx, &named)?.reserved,
    })
}

pub fn delete_function_concurrency(
    cx: &mut Cx,
    input: DeleteFunctionConcurrencyRequest,
) -> Result<Reply, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    set(cx, &named, None)?;
    Ok(Reply::default())
}

fn set(cx: &mut Cx, named: &Named, reserved: Option<i64>) -> Result<(), AwsError> {
    let mut function = functions::open(cx, named)?;
    let more = reserved.unwrap_or_default() - function.reserved.unwrap_or_default();
    function.reserved = reserved;
    usage::add(cx, |usage| usage.reserved += more)?;
    functions::save(cx, named, &function)
}
