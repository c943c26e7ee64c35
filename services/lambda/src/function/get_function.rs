//! GetFunction: with its tags and its reserved concurrency.

use super::{row, show};
use crate::names::Named;
use crate::shapes::{Concurrency, FunctionCodeLocation, GetFunctionRequest, GetFunctionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetFunctionRequest) -> Result<GetFunctionResponse, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    let found = row::version(cx, &named)?;
    let tags = (!found.function.tags.is_empty()).then(|| found.function.tags.clone());
    Ok(GetFunctionResponse {
        configuration: Some(show::found(cx, &found)),
        code: Some(FunctionCodeLocation {
            repository_type: Some("S3".to_owned()),
            ..FunctionCodeLocation::default()
        }),
        tags,
        concurrency: found.function.reserved.map(|reserved| Concurrency {
            reserved_concurrent_executions: Some(reserved),
        }),
        ..GetFunctionResponse::default()
    })
}
