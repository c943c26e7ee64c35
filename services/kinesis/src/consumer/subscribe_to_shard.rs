//! SubscribeToShard: records of a shard as they come, for five minutes of the cloud's clock.

use crate::consumer::row as consumers;
use crate::consumer::subscription;
use crate::errors;
use crate::limits::{SECOND, SUBSCRIPTION_SECONDS};
use crate::measure;
use crate::record::get_shard_iterator::{self, Wish};
use crate::record::{kms, read, show};
use crate::shapes::SubscribeToShardInput;
use crate::stream::row as streams;
use bytes::Bytes;
use futures_util::stream;
use haneul_model::{Model, Protocol, Shape, ToValue, Value};
use haneul_pipeline::{AwsError, Call, Cx, Edge, Reply};
use haneul_wire::eventstream::{encode_event, encode_exception, encode_initial_response};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::select;

/// Records of one event.
const RECORDS: usize = 10_000;
const BYTES: usize = 1 << 20;
/// Where nothing comes, an event without records says so.
const QUIET: Duration = Duration::from_secs(5);

struct Subscription {
    /// As which events are written.
    protocol: Protocol,
    edge: Edge,
    consumer_arn: String,
    consumer: String,
    shard: u32,
    token: u64,
    place: u128,
    not_before: i64,
    until: Timestamp,
    /// Frames that are still to be sent.
    ready: VecDeque<Bytes>,
    /// Nothing was looked for yet: the first event comes at once, and says so where there is nothing.
    new: bool,
    /// The last frame is among them.
    over: bool,
}

pub async fn run(edge: Edge, input: SubscribeToShardInput) -> Result<Reply, AwsError> {
    let dry_run = input.dry_run.unwrap_or_default();
    let begun = edge.transact(|cx| begin(cx, &input, dry_run)).await?;
    let until = edge.call.now.as_microsecond() + SUBSCRIPTION_SECONDS * SECOND;
    let protocol = edge.call.request.protocol.unwrap_or(Protocol::Json11);
    let subscription = Subscription {
        protocol,
        until: Timestamp::from_microsecond(until).unwrap_or(Timestamp::MAX),
        edge,
        consumer_arn: input.consumer_arn,
        consumer: begun.consumer,
        shard: begun.shard,
        token: begun.token,
        place: begun.place,
        not_before: begun.not_before,
        ready: VecDeque::from([initial(protocol)?]),
        new: true,
        over: false,
    };
    let frames = stream::unfold(subscription, |mut subscription| async move {
        let frame = subscription.next().await?;
        Some((Ok(frame), subscription))
    });
    Ok(Reply::default().events(Box::pin(frames)))
}

struct Begun {
    consumer: String,
    shard: u32,
    token: u64,
    place: u128,
    not_before: i64,
}

fn begin(cx: &mut Cx, input: &SubscribeToShardInput, dry_run: bool) -> Result<Begun, AwsError> {
    let (found, consumer) = consumers::at_arn(cx, &input.consumer_arn)?;
    let found = streams::usable(cx, &found.address)?;
    let status = consumer.status(cx.now().as_microsecond());
    if status != "ACTIVE" {
        return Err(errors::in_use(format!(
            "Consumer {} not ACTIVE, instead in state {status}",
            input.consumer_arn
        )));
    }
    let id = &input.shard_id;
    let shard = found
        .shard(id)
        .ok_or_else(|| errors::no_shard_here(&found.address, id))?;
    let from = &input.starting_position;
    let wish = Wish {
        kind: &from.r#type,
        number: from.sequence_number.as_deref(),
        time: from.timestamp,
        by: "SubscribeToShard",
    };
    let (place, not_before) = get_shard_iterator::begin(cx, &found, shard, &wish)?;
    if dry_run {
        return Err(errors::dry_run());
    }
    let token = subscription::begin(cx, &found, &consumer.name, shard.number)?;
    measure::subscribed(cx, &found, &consumer.name);
    Ok(Begun {
        token,
        consumer: consumer.name,
        shard: shard.number,
        place,
        not_before,
    })
}

impl Subscription {
    async fn next(&mut self) -> Option<Bytes> {
        let mut quiet = false;
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            if self.over || self.edge.cloud.clock.now() >= self.until {
                return None;
            }
            quiet |= std::mem::take(&mut self.new);
            if let Err(error) = self.look(quiet).await {
                self.fail(&error);
                continue;
            }
            if self.ready.is_empty() {
                quiet = self.wait().await;
                self.over = self.edge.cloud.is_stopping();
            }
        }
    }

    /// Until something may have come, or for a while; whether nothing came for a while.
    async fn wait(&self) -> bool {
        let cloud = &self.edge.cloud;
        let channel = self.edge.read(|cx| {
            let (found, _) = consumers::at_arn(cx, &self.consumer_arn)?;
            Ok(found.stream.channel(self.shard))
        });
        let Ok(channel) = channel else { return false };
        let mut watch = cloud.store.watch(&channel);
        // What came before the watch was there is not missed.
        if self.has_news() {
            return false;
        }
        select! {
            biased;
            () = watch.changed() => false,
            () = cloud.clock.reached(self.until) => false,
            () = cloud.wait(QUIET) => true,
        }
    }

    fn has_news(&self) -> bool {
        let news = self.edge.read(|cx| {
            let (found, _) = consumers::at_arn(cx, &self.consumer_arn)?;
            let (place, not_before) = (self.place, self.not_before);
            let batch = read::batch(cx, &found, self.shard, place, not_before, (1, 1))?;
            let current =
                subscription::is_current(cx, &found, (&self.consumer, self.shard), self.token)?;
            let closed = found
                .stream
                .shard(self.shard)
                .is_none_or(|s| s.closed.is_some());
            Ok(!batch.records.is_empty() || closed || !current)
        });
        news.unwrap_or(true)
    }

    /// Reads what is there; with `quiet`, also if it is nothing.
    async fn look(&mut self, quiet: bool) -> Result<(), AwsError> {
        self.edge.cloud.refresh(Duration::ZERO).await?;
        self.edge.call = Arc::new(Call {
            now: self.edge.cloud.clock.now(),
            ..Call::clone(&self.edge.call)
        });
        let (event, next, over) = self.edge.read(|cx| self.event(cx, quiet))?;
        self.place = next;
        self.over = over;
        if let Some(event) = event {
            self.ready.push_back(frame(self.protocol, event)?);
        }
        Ok(())
    }

    fn event(&self, cx: &mut Cx, quiet: bool) -> Result<(Option<Value>, u128, bool), AwsError> {
        let (found, _) = consumers::at_arn(cx, &self.consumer_arn)?;
        let found = streams::usable(cx, &found.address)?;
        let of = (self.consumer.as_str(), self.shard);
        if !subscription::is_current(cx, &found, of, self.token)? {
            return Err(errors::in_use(format!(
                "Another subscription of consumer {} has taken the place of this one.",
                self.consumer
            )));
        }
        let (place, not_before) = (self.place, self.not_before);
        let bounds = (RECORDS, BYTES);
        let mut batch = read::batch(cx, &found, self.shard, place, not_before, bounds)?;
        kms::open(cx, &mut batch.records)?;
        let stream = &found.stream;
        let closed = stream
            .shard(self.shard)
            .is_none_or(|shard| shard.closed.is_some());
        let ended = closed && !batch.more;
        if batch.records.is_empty() && !ended && !quiet {
            return Ok((None, batch.next, false));
        }
        let continuation = stream.number(self.shard, batch.next.saturating_sub(1));
        let millis_behind = batch.millis_behind(cx.now().as_microsecond());
        let next = batch.next;
        let given = (batch.records.len(), batch.bytes);
        measure::told(cx, &found, of, given, millis_behind);
        let records = batch.records.into_iter();
        let records = records.map(|seen| show::record(stream, self.shard, seen).to_value());
        let mut event = vec![
            ("Records", Value::List(records.collect())),
            ("MillisBehindLatest", Value::Int(millis_behind)),
        ];
        // There is nothing to go on with behind the end of a shard.
        event.push(match ended {
            true => ("ChildShards", show::children(stream, self.shard).to_value()),
            false => (
                "ContinuationSequenceNumber",
                Value::Str(continuation.text()),
            ),
        });
        Ok((Some(Value::Struct(event)), next, ended))
    }

    /// The last frame says why.
    fn fail(&mut self, error: &AwsError) {
        self.over = true;
        let known = match &*error.code {
            "ResourceNotFoundException" => "ResourceNotFoundException",
            "ResourceInUseException" => "ResourceInUseException",
            "KMSAccessDeniedException" => "KMSAccessDeniedException",
            "KMSDisabledException" => "KMSDisabledException",
            "KMSInvalidStateException" => "KMSInvalidStateException",
            "KMSNotFoundException" => "KMSNotFoundException",
            _ => "InternalFailureException",
        };
        let fields = vec![("message", Value::Str(error.message.clone()))];
        let exception = Value::Struct(vec![(known, Value::Struct(fields))]);
        let frame = match shapes() {
            Ok((model, events, _)) => encode_event(model, self.protocol, events, &exception),
            Err(_) => encode_exception(&error.code, &error.message),
        };
        self.ready.push_back(frame.encode());
    }
}

/// The model, its union of events, and the operation's output.
fn shapes() -> Result<(&'static Model, &'static Shape, &'static Shape), AwsError> {
    let shapes = haneul_model::model("kinesis").and_then(|model| {
        let output = model.shape(model.operation("SubscribeToShard")?.output?);
        let events = model.shape(output.member("EventStream")?.shape);
        Some((model, events, output))
    });
    shapes.ok_or_else(|| AwsError::internal("the model has no events"))
}

fn initial(protocol: Protocol) -> Result<Bytes, AwsError> {
    let (model, _, output) = shapes()?;
    let nothing = Value::Struct(Vec::new());
    Ok(encode_initial_response(model, protocol, output, &nothing).encode())
}

fn frame(protocol: Protocol, event: Value) -> Result<Bytes, AwsError> {
    let (model, events, _) = shapes()?;
    let event = Value::Struct(vec![("SubscribeToShardEvent", event)]);
    Ok(encode_event(model, protocol, events, &event).encode())
}
