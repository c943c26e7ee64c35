//! Requests that somebody else than the bucket's owner pays for.

use crate::bucket::{self, Bucket};
use crate::errors;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Call, Cx, Handler, Registered, Reply};
use std::sync::Arc;

/// Who asks for something in such a bucket must say that they pay. Strangers cannot.
pub fn check(call: &Call, bucket: &Bucket, input: &Value) -> Result<(), AwsError> {
    let own = call.caller.account() == bucket.owner;
    match bucket.requester_pays && !own && !says(input) {
        true => Err(errors::access_denied()),
        false => Ok(()),
    }
}

fn says(input: &Value) -> bool {
    input.str("RequestPayer") == Some("requester")
}

/// Has operations tell those who paid that they did.
pub fn with_charge(operation: Registered) -> Registered {
    let handler = match operation.handler {
        Handler::State(run) => Handler::State(Arc::new(move |cx, input| {
            let paid = is_paid(cx, &input)?;
            let reply = run(cx, input)?;
            Ok(told(reply, paid))
        })),
        Handler::Edge(run) => Handler::Edge(Arc::new(move |edge, input| {
            let run = run.clone();
            Box::pin(async move {
                let paid = edge.read(|cx| is_paid(cx, &input))?;
                let reply = run(edge, input).await?;
                Ok(told(reply, paid))
            })
        })),
    };
    Registered {
        handler,
        ..operation
    }
}

fn is_paid(cx: &mut Cx, input: &Value) -> Result<bool, AwsError> {
    if !says(input) {
        return Ok(false);
    }
    let Some(name) = input.str("Bucket") else {
        return Ok(false);
    };
    let bucket = bucket::existing(cx, name).ok();
    Ok(bucket.is_some_and(|bucket| bucket.requester_pays && bucket.owner != cx.account()))
}

fn told(reply: Reply, paid: bool) -> Reply {
    match paid {
        true => reply.header("x-amz-request-charged", "requester"),
        false => reply,
    }
}
