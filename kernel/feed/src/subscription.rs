//! A shard as a consumer with a throughput of its own gets it: records come, and are not asked for.

use crate::{Listen, Place};
use bytes::BytesMut;
use futures_util::StreamExt;
use haneul_pipeline::{AwsError, ByteStream};
use haneul_wire::eventstream::Frame;
use serde_json::{Value as Json, json};

const BETWEEN: &str = "/consumer/";

/// Whether it is the ARN of a stream's consumer.
pub fn is_of_consumer(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("kinesis") && arn.contains(BETWEEN)
}

/// The stream of a consumer; or the stream that this is.
pub fn stream_of(arn: &str) -> &str {
    match is_of_consumer(arn) {
        true => arn.split(BETWEEN).next().unwrap_or(arn),
        false => arn,
    }
}

/// What came at once.
#[derive(Debug, PartialEq)]
pub struct Pushed {
    pub records: Vec<Json>,
    /// The shard ends behind it.
    pub over: bool,
    /// Nothing is behind it now.
    pub tip: bool,
}

pub struct Subscription {
    events: ByteStream,
    read: BytesMut,
}

impl Subscription {
    /// To a shard, from a place on.
    pub async fn begin(
        asker: &impl Listen,
        consumer: &str,
        shard: &str,
        from: Place<'_>,
    ) -> Result<Subscription, AwsError> {
        let from = match (from.number, from.since) {
            (Some(number), _) => {
                json!({"Type": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": number})
            }
            (None, None) => json!({"Type": "TRIM_HORIZON"}),
            (None, Some(since)) => {
                json!({"Type": "AT_TIMESTAMP", "Timestamp": since as f64 / 1e6})
            }
        };
        let input = json!({"ConsumerARN": consumer, "ShardId": shard, "StartingPosition": from});
        let events = asker.listen("kinesis", "SubscribeToShard", input).await?;
        Ok(Subscription::of(events))
    }

    fn of(events: ByteStream) -> Subscription {
        Subscription {
            events,
            read: BytesMut::new(),
        }
    }

    /// What comes next; nothing, when the subscription is over. Nothing is lost by not waiting for it.
    pub async fn next(&mut self) -> Option<Result<Pushed, AwsError>> {
        loop {
            match Frame::decode(&self.read) {
                Err(_) => return Some(Err(AwsError::internal("no frame of events"))),
                Ok(Some((frame, length))) => {
                    _ = self.read.split_to(length);
                    match read(&frame) {
                        Ok(None) => {}
                        Ok(Some(pushed)) => return Some(Ok(pushed)),
                        Err(error) => return Some(Err(error)),
                    }
                }
                Ok(None) => match self.events.next().await? {
                    Ok(piece) => self.read.extend_from_slice(&piece),
                    Err(error) => return Some(Err(AwsError::internal(error))),
                },
            }
        }
    }
}

/// What a frame says; nothing, if it only begins the stream.
fn read(frame: &Frame) -> Result<Option<Pushed>, AwsError> {
    let document = || -> Result<Json, AwsError> {
        serde_json::from_slice(&frame.payload).map_err(AwsError::internal)
    };
    if let Some(code) = frame.text(":exception-type") {
        let message = document()?["message"].as_str().map(str::to_owned);
        return Err(AwsError::new(code.to_owned(), message.unwrap_or_default()));
    }
    if let Some(code) = frame.text(":error-code") {
        let message = frame.text(":error-message").unwrap_or_default();
        return Err(AwsError::new(code.to_owned(), message));
    }
    if frame.text(":event-type") != Some("SubscribeToShardEvent") {
        return Ok(None);
    }
    let mut event = document()?;
    Ok(Some(Pushed {
        over: event["ChildShards"].is_array(),
        tip: event["MillisBehindLatest"] == 0,
        records: match event["Records"].take() {
            Json::Array(records) => records,
            _ => Vec::new(),
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use futures_util::stream;
    use haneul_wire::eventstream::{HeaderValue, encode_exception};

    fn frame(kind: &str, document: &Json) -> Bytes {
        let header = (":event-type".to_owned(), HeaderValue::Text(kind.to_owned()));
        let frame = Frame {
            headers: vec![header],
            payload: document.to_string().into(),
        };
        frame.encode()
    }

    #[test]
    fn arns_say_whose_they_are() {
        let stream = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
        let consumer = format!("{stream}/consumer/c:1540591608");
        assert!(is_of_consumer(&consumer) && !is_of_consumer(stream));
        assert_eq!(stream_of(&consumer), stream);
        assert_eq!(stream_of(stream), stream);
        assert!(!is_of_consumer(
            "arn:aws:sqs:us-east-1:111122223333:/consumer/"
        ));
    }

    #[tokio::test]
    async fn events_are_read_however_they_are_cut() {
        let whole = [
            frame("initial-response", &json!({})),
            frame(
                "SubscribeToShardEvent",
                &json!({"Records": [{"SequenceNumber": "1"}], "MillisBehindLatest": 7}),
            ),
            frame(
                "SubscribeToShardEvent",
                &json!({"Records": [], "MillisBehindLatest": 0, "ChildShards": []}),
            ),
            encode_exception("ResourceInUseException", "taken").encode(),
        ]
        .concat();
        for size in [1, 7, 64, whole.len()] {
            let pieces = whole.chunks(size).map(Bytes::copy_from_slice).map(Ok);
            let pieces: Vec<std::io::Result<Bytes>> = pieces.collect();
            let mut subscription = Subscription::of(Box::pin(stream::iter(pieces)));
            let first = subscription.next().await.unwrap().unwrap();
            assert_eq!(first.records, [json!({"SequenceNumber": "1"})]);
            assert!(!first.tip && !first.over);
            let second = subscription.next().await.unwrap().unwrap();
            assert!(second.records.is_empty() && second.tip && second.over);
            let error = subscription.next().await.unwrap().unwrap_err();
            assert_eq!(error.code, "ResourceInUseException");
            assert!(subscription.next().await.is_none());
        }
    }
}
