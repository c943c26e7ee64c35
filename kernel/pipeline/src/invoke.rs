//! A call from inside: the same path without the socket and the bytes.

use crate::begins::Begins;
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::cx::{Call, Delivery, RequestInfo};
use crate::error::AwsError;
use crate::json;
use crate::reply::{ByteStream, Reply, ReplyBody};
use crate::run;
use crate::upload::Upload;
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use haneul_runtime::ids::RequestId;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

/// Of events that come for hours.
const EVENTS: usize = 256 << 10;

pub struct Invocation<'a> {
    pub caller: Caller,
    pub account: String,
    pub region: String,
    /// Model id and operation.
    pub service: &'a str,
    pub operation: &'a str,
    /// The input by the model's member names; blobs in base64, times in seconds.
    pub input: Json,
    /// The body of a streaming operation.
    pub body: Option<Bytes>,
    /// Where in the outbox the call comes from.
    pub delivers: Option<Delivery>,
}

#[derive(Debug)]
pub struct Invoked {
    pub output: Json,
    pub body: Bytes,
    pub status: Option<u16>,
    pub headers: Vec<(&'static str, String)>,
    pub request_id: RequestId,
}

pub async fn invoke(cloud: &Cloud, invocation: Invocation<'_>) -> Result<Invoked, AwsError> {
    invoke_as_sent(cloud, invocation, from_inside()).await
}

/// The same of an operation that answers with events without an end: they come to the asker as they
/// would to a client. Whoever drops them hears no more.
pub async fn listen(cloud: &Cloud, invocation: Invocation<'_>) -> Result<ByteStream, AwsError> {
    let (_, reply) = execute(cloud, invocation, from_inside()).await?;
    match reply.body {
        Some(ReplyBody::Events(stream)) => Ok(stream),
        _ => Err(AwsError::internal("the operation answers with no events")),
    }
}

fn from_inside() -> RequestInfo {
    RequestInfo {
        base_url: "http://localhost:4566".to_owned(),
        host: "localhost".to_owned(),
        names_region: true,
        ..RequestInfo::default()
    }
}

/// The same for a call that somebody else sent: with the address it came from, and the like.
pub async fn invoke_as_sent(
    cloud: &Cloud,
    invocation: Invocation<'_>,
    request: RequestInfo,
) -> Result<Invoked, AwsError> {
    let (request_id, reply) = execute(cloud, invocation, request).await?;
    let body = match reply.body {
        None => Bytes::new(),
        Some(ReplyBody::Full(bytes)) => bytes,
        Some(ReplyBody::Stream { stream, .. }) => {
            let pieces: Vec<Bytes> = stream.try_collect().await.map_err(AwsError::internal)?;
            pieces.concat().into()
        }
        Some(ReplyBody::Events(stream)) => beginning(stream).await?,
    };
    Ok(Invoked {
        output: json::write(&reply.value),
        body,
        status: reply.status,
        headers: reply.headers,
        request_id,
    })
}

async fn execute(
    cloud: &Cloud,
    invocation: Invocation<'_>,
    request: RequestInfo,
) -> Result<(RequestId, Reply), AwsError> {
    let model = haneul_model::model(invocation.service)
        .ok_or_else(|| AwsError::internal(format_args!("no service {}", invocation.service)))?;
    let operation = model.operation(invocation.operation).ok_or_else(|| {
        AwsError::new(
            "InvalidAction",
            format!("{} has no operation {}", model.id, invocation.operation),
        )
    })?;
    cloud.refresh(Duration::ZERO).await?;
    let now = cloud.clock.now();
    let call = Call {
        id: RequestId::new(&cloud.random, now),
        partition: invocation.caller.partition.clone(),
        caller: Arc::new(invocation.caller),
        account: invocation.account,
        region: invocation.region,
        service: model.id,
        operation: operation.name,
        request,
        now,
        delivers: invocation.delivers,
    };
    let (request_id, witness) = (call.id, call.request.witness.clone());
    let input = match operation.input {
        Some(shape) => json::read(model, shape, &invocation.input)
            .map_err(|what| AwsError::new("SerializationException", what))?,
        None => haneul_model::Value::Struct(Vec::new()),
    };
    let body = invocation.body.map(Upload::of);
    let outcome = run::execute(cloud, call, Begins::Fresh, model, operation, input, body).await;
    witness.tell_inside(cloud, request_id, outcome.as_ref());
    Ok((request_id, outcome?))
}

/// Who asks like this does not wait for events without an end: what came first is all there is of them.
async fn beginning(mut stream: ByteStream) -> Result<Bytes, AwsError> {
    let mut read = BytesMut::new();
    while read.len() < EVENTS {
        match stream.try_next().await.map_err(AwsError::internal)? {
            Some(piece) => read.extend_from_slice(&piece),
            None => break,
        }
    }
    Ok(read.freeze())
}
