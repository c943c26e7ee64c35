//! Invoke.

use super::{job, queue};
use crate::function::row as functions;
use crate::names::Named;
use crate::run::{self, Job};
use crate::shapes::{InvocationRequest, InvocationResponse};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Edge, Reply};

pub async fn run(edge: Edge, mut input: InvocationRequest) -> Result<Reply, AwsError> {
    if input.durable_execution_name.is_some() {
        return Err(AwsError::not_implemented("durable executions"));
    }
    if input.tenant_id.is_some() {
        return Err(AwsError::not_implemented("tenants of functions (TenantId)"));
    }
    match input.invocation_type.as_deref() {
        Some("DryRun") => dry(&edge, &input),
        Some("Event") => {
            let payload = job::payload(input.payload.take(), job::ASYNCHRONOUS)?;
            let named = (input.function_name.as_str(), input.qualifier.as_deref());
            queue::put(&edge, named, &payload, job::context(input.client_context)).await?;
            Ok(status(202))
        }
        _ => wait(edge, input).await,
    }
}

fn status(status: i64) -> Reply {
    Reply::new(InvocationResponse {
        status_code: Some(status),
        ..InvocationResponse::default()
    })
}

fn dry(edge: &Edge, input: &InvocationRequest) -> Result<Reply, AwsError> {
    edge.read(|cx| {
        let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
        functions::version(cx, &named).map(|_| ())
    })?;
    Ok(status(204))
}

async fn wait(edge: Edge, mut input: InvocationRequest) -> Result<Reply, AwsError> {
    let payload = job::payload(input.payload.take(), job::SYNCHRONOUS)?;
    let (target, permit) = job::begin(&edge, &input.function_name, input.qualifier.as_deref())?;
    let number = target.version.shown_number();
    let job = Job {
        target,
        id: edge.call.id.to_string(),
        payload,
        client_context: job::context(input.client_context),
        trace: job::trace(&edge),
        pieces: None,
        permit,
    };
    let ended = run::run(&edge.cloud, job).await?;
    let wants_log = input.log_type.as_deref() == Some("Tail");
    Ok(Reply::new(InvocationResponse {
        status_code: Some(200),
        function_error: ended.error.map(|_| "Unhandled".to_owned()),
        log_result: wants_log.then(|| BASE64_STANDARD.encode(&ended.tail)),
        payload: Some(ended.payload),
        executed_version: Some(number),
        ..InvocationResponse::default()
    }))
}
