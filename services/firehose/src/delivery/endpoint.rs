//! Posting a batch to a URL, as Firehose's HTTP endpoints have it.
//!
//! The copy for the bucket is put first: a batch that is tried again is put under the same name. Then
//! come the functions, whose failures lie in the bucket, too. An
//! endpoint is tried until the time for it is over; then the records go below the error prefix.

use super::batch::{Batch, Undelivered, undelivered};
use super::report::{self, Report};
use super::row::{BUFFERS, Cut};
use super::{Errand, compress, put, transform};
use crate::limits::{ANSWER, ENDPOINT_SECONDS, SECOND};
use crate::record::buffer::Record;
use crate::stream::endpoint::access_key;
use crate::stream::row::{Endpoint, Stream};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_outbound::{Answer, Failure, Outbound, Post};
use haneul_pipeline::{AwsError, Cx};
use serde_json::{Value as Json, json};
use std::time::Duration;

const FAILED: &str = "http-endpoint-failed";

/// Why an endpoint did not take a batch.
struct Refusal {
    code: &'static str,
    message: String,
    /// Trying again would not help.
    is_final: bool,
}

pub async fn deliver(
    errand: &Errand,
    stream: &Stream,
    endpoint: &Endpoint,
    cut: &Cut,
    batch: &Batch,
) -> Result<(), AwsError> {
    if endpoint.backup_all {
        put::put(errand, stream, batch.copy(stream, cut)?).await?;
    }
    let processed = transform::process(errand, stream, cut, batch).await;
    if let Some(object) = processed.failed(stream, cut)? {
        put::put(errand, stream, object).await?;
    }
    let records = processed.good;
    if records.is_empty() {
        return Ok(());
    }
    let Err(refusal) = post(errand, stream, endpoint, cut, &records).await? else {
        return Ok(());
    };
    let said = Report {
        logging: endpoint.logging.as_ref(),
        role: endpoint.role.as_deref().unwrap_or(&stream.destination.role),
        destination: &endpoint.url,
        code: refusal.code,
        message: &refusal.message,
        processor: None,
    };
    report::report(errand, stream, &said).await;
    let now = errand.cloud.clock.now().as_microsecond();
    let (since, attempts) = errand.transact(|cx| count(cx, stream, now)).await?;
    if !refusal.is_final && now - since < endpoint.retry * SECOND {
        return Err(AwsError::new(refusal.code, refusal.message).status(503));
    }
    // All of it is in the bucket already.
    if endpoint.backup_all {
        return Ok(());
    }
    let failed = Undelivered {
        kind: FAILED,
        code: refusal.code,
        message: &refusal.message,
        attempts,
        at: now,
    };
    put::put(errand, stream, undelivered(stream, cut, &records, &failed)?).await
}

/// Since when the endpoint fails, and how often it did.
fn count(cx: &mut Cx, stream: &Stream, now: i64) -> Result<(i64, u32), AwsError> {
    let scope = cx.scope();
    let mut buffer = BUFFERS.get(cx.tx, scope, &stream.id)?.unwrap_or_default();
    let since = *buffer.failing.get_or_insert(now);
    buffer.attempts = buffer.attempts.saturating_add(1);
    BUFFERS.put(cx.tx, scope, &stream.id, &buffer)?;
    Ok((since, buffer.attempts))
}

async fn post(
    errand: &Errand,
    stream: &Stream,
    endpoint: &Endpoint,
    cut: &Cut,
    records: &[Record],
) -> Result<Result<(), Refusal>, AwsError> {
    let cloud = &errand.cloud;
    // The same in every try.
    let id = uuid(cut.seed);
    let records: Vec<Json> = records
        .iter()
        .map(|record| json!({"data": BASE64_STANDARD.encode(&record.data)}))
        .collect();
    let now = cloud.clock.now().as_millisecond();
    let body = json!({"requestId": id, "timestamp": now, "records": records});
    let mut body = Bytes::from(body.to_string());
    let mut headers = headers(errand, endpoint, &id)?;
    if endpoint.gzip {
        body = compress::compress("GZIP", body)?;
        headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
    }
    let post = Post {
        url: &endpoint.url,
        headers: &headers,
        body,
        hosts: &cloud.settings.hosts,
        most: ANSWER,
        within: Duration::from_secs(ENDPOINT_SECONDS),
    };
    let answer = cloud.locals.get::<Outbound>().post(post).await;
    let judged = judge(answer, &id);
    if let Err(refusal) = &judged {
        tracing::warn!("{} cannot post: {}", stream.name, refusal.message);
    }
    Ok(judged)
}

fn headers(
    errand: &Errand,
    endpoint: &Endpoint,
    id: &str,
) -> Result<Vec<(String, String)>, AwsError> {
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        (
            "user-agent",
            "Amazon Kinesis Data Firehose Agent/1.0".to_owned(),
        ),
        ("x-amz-firehose-protocol-version", "1.0".to_owned()),
        ("x-amz-firehose-request-id", id.to_owned()),
        ("x-amz-firehose-source-arn", errand.call.source_arn.clone()),
    ];
    if let Some(key) = access_key(&errand.cloud, endpoint)? {
        headers.push(("x-amz-firehose-access-key", key));
    }
    if !endpoint.attributes.is_empty() {
        let each = endpoint.attributes.iter();
        let each: serde_json::Map<String, Json> = each
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        let common = json!({"commonAttributes": each}).to_string();
        headers.push(("x-amz-firehose-common-attributes", common));
    }
    let owned = headers.into_iter();
    Ok(owned
        .map(|(name, value)| (name.to_owned(), value))
        .collect())
}

/// An endpoint says `200`, and which request it took.
fn judge(answer: Result<Answer, Failure>, id: &str) -> Result<(), Refusal> {
    let refusal = |code, message: String| Refusal {
        code,
        message,
        is_final: false,
    };
    let answer = answer.map_err(|failure| match failure {
        Failure::Slow(_) => refusal(
            "HttpEndpoint.RequestTimeout",
            "The HTTP endpoint did not answer in time.".to_owned(),
        ),
        other => refusal("HttpEndpoint.ConnectionFailed", other.to_string()),
    })?;
    let text = String::from_utf8_lossy(&answer.body);
    if answer.status != 200 {
        return Err(Refusal {
            code: "HttpEndpoint.DestinationException",
            message: format!(
                "The following response was received from the endpoint destination. {}: {text}",
                answer.status
            ),
            is_final: answer.status == 413,
        });
    }
    let said = serde_json::from_slice::<Json>(&answer.body).ok();
    let named = said.as_ref().and_then(|said| said["requestId"].as_str());
    let timed = said.as_ref().is_some_and(|said| said["timestamp"].is_i64());
    match named {
        Some(named) if named == id && timed => Ok(()),
        _ => Err(refusal(
            "HttpEndpoint.ResponseFromDestinationIsInvalid",
            format!(
                "The response received from the specified endpoint destination is invalid. \
                 Expected requestId {id} and a timestamp: {text}"
            ),
        )),
    }
}

/// The same of the same seed each time.
pub fn uuid(seed: u64) -> String {
    let high = super::batch::mix(seed);
    let low = super::batch::mix(high);
    let hex = format!("{high:016x}{low:016x}");
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
