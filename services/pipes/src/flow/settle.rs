//! The end of a pipe's way from one state to another.

use super::Errand;
use super::appoint;
use super::row::{self, Flow, GATHERED};
use crate::pipe::Pipe;
use crate::pipe::row::{PIPES, save};
use haneul_pipeline::background::act_for;
use haneul_pipeline::{Arn, AwsError, Cx};
use serde_json::json;

pub async fn settle(errand: &Errand, pipe: &Pipe) -> Result<(), AwsError> {
    let failed = match pipe.state.as_str() {
        "CREATING" | "STARTING" | "UPDATING" => try_it(errand, pipe).await.err(),
        _ => None,
    };
    errand
        .transact(|cx| done(cx, errand, failed.as_deref()))
        .await
}

/// Whether the role can be had and may look at the source; the reason why not.
async fn try_it(errand: &Errand, pipe: &Pipe) -> Result<(), String> {
    let reason = |why: &str| format!("Input parameter is invalid from the request due to : {why}");
    let trusted = act_for(&errand.cloud, &errand.call, &pipe.role).await;
    if let Err(error) = trusted {
        tracing::info!("{} cannot act as {}: {error}", pipe.name, pipe.role);
        return Err(reason(
            "The provided customer role cannot be assumed by principal 'pipes.amazonaws.com'",
        ));
    }
    let arn = &pipe.source.arn;
    let parts = Arn::read(arn).ok_or_else(|| reason("The source is not valid"))?;
    let (shown, operation, input) = match parts.service {
        "sqs" => {
            let url = parts.queue_url();
            let input = json!({"QueueUrl": url, "AttributeNames": ["VisibilityTimeout"]});
            ("SQS", "GetQueueAttributes", input)
        }
        "dynamodb" => ("DynamoDB", "DescribeStream", json!({"StreamArn": arn})),
        _ => ("Kinesis", "DescribeStream", json!({"StreamARN": arn})),
    };
    let service = match parts.service {
        "dynamodb" => "dynamodbstreams",
        service => service,
    };
    let asked = errand.ask(pipe, service, operation, input).await;
    let Err(error) = asked else {
        return Ok(());
    };
    match error.code.contains("AccessDenied") {
        true => Err(reason(&format!(
            "The provided customer role does not have permissions to call {operation} on {shown}"
        ))),
        false => Err(reason(&error.message)),
    }
}

fn done(cx: &mut Cx, errand: &Errand, failed: Option<&str>) -> Result<(), AwsError> {
    let Some(mut pipe) = errand.find(cx)? else {
        return Ok(());
    };
    let scope = cx.scope();
    if pipe.state == "DELETING" {
        PIPES.delete(cx.tx, scope, &pipe.name)?;
        return row::forget(cx, pipe.id);
    }
    // What was gathered comes back of itself.
    GATHERED.delete(cx.tx, scope, &pipe.id)?;
    let failure = match pipe.state.as_str() {
        "CREATING" => "CREATE_FAILED",
        "STARTING" => "START_FAILED",
        _ => "UPDATE_FAILED",
    };
    if let Some(reason) = failed {
        pipe.reason = Some(reason.chars().take(512).collect());
    }
    pipe.state = match failed {
        Some(_) => failure.to_owned(),
        None => pipe.desired.clone(),
    };
    save(cx, &pipe)?;
    match pipe.state.as_str() {
        "RUNNING" => {
            let now = cx.now().as_microsecond();
            appoint::at(cx, &pipe, Flow::default(), now)
        }
        _ => appoint::none(cx, &pipe),
    }
}
