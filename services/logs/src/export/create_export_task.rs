//! CreateExportTask: whether the bucket takes objects is tried first.

use crate::errors;
use crate::export::execute::{EXPORT, put_object};
use crate::export::row::{self, TASKS, Task};
use crate::group::row as groups;
use crate::place;
use crate::shapes::{CreateExportTaskRequest, CreateExportTaskResponse};
use crate::work::{appoint, principal};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Caller, Cx, Edge, Invocation, Source, invoke};
use haneul_runtime::ids;
use serde_json::json;

/// Tasks that are remembered.
const KEPT: usize = 1_000;

pub async fn run(
    edge: Edge,
    input: CreateExportTaskRequest,
) -> Result<CreateExportTaskResponse, AwsError> {
    let task = edge.read(|cx| check(cx, &input))?;
    let caller = edge.read(|cx| {
        let source = Source {
            arn: format!("{}:*", place::group_arn(cx, &task.group)),
            account: cx.account().to_owned(),
        };
        Ok(Caller::service(
            cx.partition(),
            &principal(cx.region()),
            source,
        ))
    })?;
    let acl = Invocation {
        caller: caller.clone(),
        account: edge.call.account.clone(),
        region: edge.call.region.clone(),
        service: "s3",
        operation: "GetBucketAcl",
        input: json!({"Bucket": task.bucket}),
        body: None,
        delivers: None,
    };
    let acl = invoke(&edge.cloud, acl).await;
    acl.map_err(|error| failed("GetBucketAcl", &error))?;
    let key = format!("{}/aws-logs-write-test", task.prefix);
    let body = Bytes::from_static(b"Permission Check Successful");
    let place = (edge.call.account.as_str(), edge.call.region.as_str());
    let object = put_object(caller, place, (&task.bucket, &key), body);
    let put = invoke(&edge.cloud, object).await;
    put.map_err(|error| failed("PutObject", &error))?;
    edge.answer(|cx| begin(cx, &task)).await
}

fn failed(operation: &str, error: &AwsError) -> AwsError {
    tracing::info!("{operation} of an export: {error}");
    match &*error.code {
        "NoSuchBucket" => errors::parameter("The given bucket does not exist."),
        _ => errors::parameter(format!(
            "{operation} call on the given bucket failed. Please check if CloudWatch Logs has been \
             granted permission to perform this operation."
        )),
    }
}

fn check(cx: &mut Cx, input: &CreateExportTaskRequest) -> Result<Task, AwsError> {
    if !cx.cloud.has("s3", "PutObject") {
        return Err(AwsError::not_implemented("exports without S3"));
    }
    let group = groups::at(cx, &input.log_group_name)?;
    if group.class != "STANDARD" {
        return Err(errors::operation(
            "Export tasks are only supported for log groups of the STANDARD class.",
        ));
    }
    if input.from >= input.to {
        return Err(errors::parameter(
            "The specified time range is not valid: from must be before to.",
        ));
    }
    if row::all(cx)?.iter().any(Task::is_active) {
        return Err(errors::limit("Resource limit exceeded."));
    }
    let prefix = input.destination_prefix.as_deref();
    let prefix = prefix.filter(|prefix| !prefix.is_empty());
    Ok(Task {
        id: ids::uuid(cx.random()),
        name: input.task_name.clone(),
        group: group.name,
        stream_prefix: input.log_stream_name_prefix.clone(),
        from: input.from,
        to: input.to,
        bucket: input.destination.clone(),
        prefix: prefix
            .unwrap_or("exportedlogs")
            .trim_end_matches('/')
            .to_owned(),
        status: "PENDING".to_owned(),
        message: "Task is pending".to_owned(),
        created: cx.now().as_millisecond(),
        completed: None,
    })
}

fn begin(cx: &mut Cx, task: &Task) -> Result<CreateExportTaskResponse, AwsError> {
    let known = row::all(cx)?;
    if known.iter().any(Task::is_active) {
        return Err(errors::limit("Resource limit exceeded."));
    }
    let scope = cx.scope();
    for old in known.iter().skip(KEPT) {
        TASKS.delete(cx.tx, scope, &old.key())?;
    }
    row::put(cx, task)?;
    let source = format!("{}:*", place::group_arn(cx, &task.group));
    appoint(cx, EXPORT, source, json!({"id": task.id}))?;
    Ok(CreateExportTaskResponse {
        task_id: Some(task.id.clone()),
    })
}
