//! InvokeWithResponseStream: the answer as it comes, in events.

use super::job;
use crate::run::{self, Ended, Job, Piece};
use crate::shapes::InvokeWithResponseStreamRequest;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use futures_util::stream;
use haneul_model::{Protocol, ToValue, Value};
use haneul_pipeline::{AwsError, Edge, Reply};
use haneul_wire::eventstream::encode_event;
use tokio::sync::{mpsc, oneshot};

/// Pieces that wait for a slow reader; then the function waits.
const WAITING: usize = 4;

pub async fn run(
    edge: Edge,
    mut input: InvokeWithResponseStreamRequest,
) -> Result<Reply, AwsError> {
    if input.tenant_id.is_some() {
        return Err(AwsError::not_implemented("tenants of functions (TenantId)"));
    }
    let payload = job::payload(input.payload.take(), job::SYNCHRONOUS)?;
    let (target, permit) = job::begin(&edge, &input.function_name, input.qualifier.as_deref())?;
    let number = target.version.shown_number();
    let dry = input.invocation_type.as_deref() == Some("DryRun");
    if dry {
        return Ok(head(204, number, None));
    }
    let (pieces, coming) = mpsc::channel(WAITING);
    let job = Job {
        target,
        id: edge.call.id.to_string(),
        payload,
        client_context: job::context(input.client_context),
        trace: job::trace(&edge),
        pieces: Some(pieces),
        permit,
    };
    let (tell, told) = oneshot::channel();
    let cloud = edge.cloud.clone();
    tokio::spawn(async move {
        // Whoever asked may have gone.
        _ = tell.send(run::run(&cloud, job).await);
    });
    let mut answer = Answer {
        coming,
        told: Some(told),
        log: input.log_type.as_deref() == Some("Tail"),
        kind: None,
        first: None,
    };
    answer.first = answer.frame().await?;
    let kind = answer.kind.take();
    let frames = stream::unfold(answer, |mut answer| async move {
        let frame = match answer.first.take() {
            Some(frame) => Ok(Some(frame)),
            None => answer.frame().await,
        };
        let frame = frame
            .map_err(|error| std::io::Error::other(error.message))
            .transpose()?;
        Some((frame, answer))
    });
    Ok(head(200, number, kind).events(Box::pin(frames)))
}

fn head(status: i64, number: String, kind: Option<String>) -> Reply {
    let reply = Reply {
        value: Value::Struct(vec![
            ("StatusCode", status.to_value()),
            ("ExecutedVersion", number.to_value()),
        ]),
        ..Reply::default()
    };
    let kind = kind.unwrap_or_else(|| "application/octet-stream".to_owned());
    let reply = reply.header("x-amzn-response-stream-content-type", kind);
    reply.header("content-type", "application/vnd.amazon.eventstream")
}

struct Answer {
    coming: mpsc::Receiver<Piece>,
    told: Option<oneshot::Receiver<Result<Ended, AwsError>>>,
    log: bool,
    kind: Option<String>,
    first: Option<Bytes>,
}

impl Answer {
    async fn frame(&mut self) -> Result<Option<Bytes>, AwsError> {
        loop {
            match self.coming.recv().await {
                Some(Piece::Begin(kind)) => self.kind = kind,
                Some(Piece::Bytes(bytes)) => return Ok(Some(chunk(bytes)?)),
                None => break,
            }
        }
        let Some(told) = self.told.take() else {
            return Ok(None);
        };
        let ended = told.await.map_err(AwsError::internal)??;
        // An answer that came whole is a piece of its own.
        let whole = !ended.has_begun && !ended.payload.is_empty() && ended.error.is_none();
        let mut frame = match whole {
            true => chunk(ended.payload.clone())?.to_vec(),
            false => Vec::new(),
        };
        frame.extend_from_slice(&complete(&ended, self.log)?);
        Ok(Some(frame.into()))
    }
}

fn chunk(bytes: Bytes) -> Result<Bytes, AwsError> {
    let piece = Value::Struct(vec![("Payload", bytes.to_value())]);
    frame("PayloadChunk", piece)
}

fn complete(ended: &Ended, log: bool) -> Result<Bytes, AwsError> {
    let mut fields = Vec::new();
    if let Some(kind) = &ended.error {
        fields.push(("ErrorCode", kind.clone().to_value()));
        let details = String::from_utf8_lossy(&ended.payload).into_owned();
        fields.push(("ErrorDetails", details.to_value()));
    }
    if log {
        fields.push(("LogResult", BASE64_STANDARD.encode(&ended.tail).to_value()));
    }
    frame("InvokeComplete", Value::Struct(fields))
}

fn frame(name: &'static str, event: Value) -> Result<Bytes, AwsError> {
    let model = haneul_model::model("lambda");
    let model = model.ok_or_else(|| AwsError::internal("the model of Lambda is not there"))?;
    let events = model
        .shapes
        .iter()
        .find(|shape| shape.name == "InvokeWithResponseStreamResponseEvent");
    let events = events.ok_or_else(|| AwsError::internal("a shape that is not there"))?;
    let event = Value::Struct(vec![(name, event)]);
    Ok(encode_event(model, Protocol::RestJson, events, &event).encode())
}
