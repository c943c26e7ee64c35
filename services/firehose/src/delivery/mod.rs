//! Delivery: what waits goes to its bucket when there is enough of it or it has waited long enough.
//!
//! An errand of the outbox does it. It first notes what it is about to deliver and under which
//! name, then puts the objects, then removes the records and the note in one transaction. Whoever
//! is interrupted in between puts the same objects under the same names again: each record is in
//! the bucket once.

mod appoint;
mod batch;
mod compress;
mod endpoint;
pub mod expression;
mod partition;
mod pull;
mod put;
pub mod query;
mod report;
pub mod row;
mod split;
mod transform;

pub use appoint::{DELIVER, POST, begin_to_pull, take};
pub use batch::Measured;

use crate::limits::{PATIENCE, PAUSE, SECOND};
use crate::stream::row::{STREAMS, Stream};
use batch::Batch;
use haneul_pipeline::{AwsError, Cloud, Cx, background};
use haneul_runtime::outbox::Outgoing;
use row::{BUFFERS, Cut};
use std::ops::Deref;

/// One delivery stream's errand.
pub struct Errand {
    itself: background::Errand,
    name: String,
    stream: u64,
}

impl Deref for Errand {
    type Target = background::Errand;

    fn deref(&self) -> &background::Errand {
        &self.itself
    }
}

pub fn deliver(
    cloud: Cloud,
    call: Outgoing,
) -> futures_util::future::BoxFuture<'static, Result<(), AwsError>> {
    let text = call.input["name"].as_str().unwrap_or_default().to_owned();
    let errand = Errand {
        name: text,
        stream: call.input["stream"].as_u64().unwrap_or_default(),
        itself: background::Errand::new(cloud, call, ("firehose", DELIVER)),
    };
    Box::pin(async move { errand.run().await })
}

impl Errand {
    async fn run(&self) -> Result<(), AwsError> {
        let Some(stream) = self.read(|cx| self.find(cx))? else {
            return Ok(());
        };
        let mut again = false;
        if stream.source.is_some() {
            match pull::pull(self, &stream).await {
                Ok(more) => again = more,
                Err(error) => tracing::warn!("records of {} wait: {error}", stream.name),
            }
        }
        match self.deliver_all(&stream).await {
            Ok(()) => self.transact(|cx| appoint::done(cx, &stream, again)).await,
            Err(error) => {
                tracing::warn!("{} delivers later: {error}", stream.name);
                self.transact(|cx| failed(cx, &stream)).await
            }
        }
    }

    fn find(&self, cx: &mut Cx) -> Result<Option<Stream>, AwsError> {
        let scope = cx.scope();
        let buffer = BUFFERS.get(cx.tx, scope, &self.stream)?.unwrap_or_default();
        let full = self.call.input["full"] == true;
        if !full && buffer.due != self.call.input["due"].as_i64() {
            return Ok(None);
        }
        let found = STREAMS.get(cx.tx, scope, &self.name)?;
        Ok(found.filter(|stream| stream.id == self.stream && !stream.deleting))
    }

    /// Batch after batch, as many as there were when it began.
    async fn deliver_all(&self, stream: &Stream) -> Result<(), AwsError> {
        loop {
            let Some((cut, batch)) = self.cut(stream).await? else {
                return Ok(());
            };
            match &stream.endpoint {
                Some(endpoint) => endpoint::deliver(self, stream, endpoint, &cut, &batch).await?,
                None => {
                    let processed = transform::process(self, stream, &cut, &batch).await;
                    for object in batch.objects(stream, &cut, processed)? {
                        put::put(self, stream, object).await?;
                    }
                }
            }
            self.transact(|cx| forget(cx, stream, &cut)).await?;
            if !batch.more {
                return Ok(());
            }
        }
    }

    /// What is next, noted so that it stays the same whatever comes.
    async fn cut(&self, stream: &Stream) -> Result<Option<(Cut, Batch)>, AwsError> {
        self.transact(|cx| {
            let scope = cx.scope();
            let mut buffer = BUFFERS.get(cx.tx, scope, &stream.id)?.unwrap_or_default();
            if let Some(cut) = buffer.cut.clone() {
                let batch = Batch::read(cx, stream, Some(cut.end.get()))?;
                return Ok(Some((cut, batch)));
            }
            let batch = Batch::read(cx, stream, None)?;
            if batch.is_empty() {
                return Ok(None);
            }
            let cut = Cut {
                end: row::Wide::of(batch.end),
                seed: cx.random().u64(),
            };
            buffer.cut = Some(cut.clone());
            BUFFERS.put(cx.tx, scope, &stream.id, &buffer)?;
            Ok(Some((cut, batch)))
        })
        .await
    }
}

/// What was delivered is removed, unless another node has done so.
fn forget(cx: &mut Cx, stream: &Stream, cut: &Cut) -> Result<(), AwsError> {
    let scope = cx.scope();
    let Some(mut buffer) = BUFFERS.get(cx.tx, scope, &stream.id)? else {
        return Ok(());
    };
    if buffer.cut.as_ref() != Some(cut) {
        return Ok(());
    }
    crate::record::buffer::remove(cx, stream.id, cut.end.get())?;
    buffer.cut = None;
    buffer.failing = None;
    buffer.attempts = 0;
    Ok(BUFFERS.put(cx.tx, scope, &stream.id, &buffer)?)
}

/// It is tried again, later each time; after a day what was to be delivered is given up.
fn failed(cx: &mut Cx, stream: &Stream) -> Result<(), AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_microsecond());
    let mut buffer = BUFFERS.get(cx.tx, scope, &stream.id)?.unwrap_or_default();
    let since = *buffer.failing.get_or_insert(now);
    let given_up = buffer.cut.clone().filter(|_| now - since >= PATIENCE);
    BUFFERS.put(cx.tx, scope, &stream.id, &buffer)?;
    if let Some(cut) = given_up {
        tracing::error!(
            "{} could not deliver for a day: records are lost",
            stream.name
        );
        forget(cx, stream, &cut)?;
    }
    let mut pause = (now - since).clamp(SECOND, PAUSE);
    if let Some(endpoint) = &stream.endpoint {
        // The last try is when the time is over, not behind it.
        let left = since + endpoint.retry * SECOND - now;
        if left > 0 {
            pause = pause.min(left);
        }
    }
    appoint::at(cx, stream, now + pause)
}
