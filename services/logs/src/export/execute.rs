//! Writing the objects of an export task: an errand. Each stream has objects of its own, whose names
//! do not depend on how often the errand was begun: begun anew, it writes the same ones.

use crate::event::id::Place;
use crate::event::lines;
use crate::event::walk::{Walk, Way};
use crate::export::row::{self, Task};
use crate::group::row as groups;
use crate::stream::row::Stream;
use crate::work::Work;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::BoxFuture;
use haneul_pipeline::{AwsError, Caller, Cloud, Cx, Invocation, invoke};
use haneul_runtime::outbox::Outgoing;
use jiff::Timestamp;
use serde_json::json;
use std::io::Write;

pub const EXPORT: &str = "export";

/// Of one object, before it is compressed.
const OBJECT: usize = 16 << 20;

pub fn export(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let work = Work::new(cloud, call, ("logs", EXPORT));
        match execute(&work).await {
            Ok(()) => Ok(()),
            Err(error) => {
                let message = format!("Failed: {error}");
                work.transact(|cx| end(cx, &work, "FAILED", &message)).await
            }
        }
    })
}

async fn execute(work: &Work) -> Result<(), AwsError> {
    let id = work.text("id").to_owned();
    let begun = work.transact(|cx| {
        let Ok(mut task) = row::at(cx, &id) else {
            return Ok(None);
        };
        if !task.is_active() {
            return Ok(None);
        }
        task.status = "RUNNING".to_owned();
        task.message = "Started successfully".to_owned();
        row::put(cx, &task)?;
        Ok(Some(task))
    });
    let Some(task) = begun.await? else {
        return Ok(());
    };
    let prefix = task.stream_prefix.as_deref();
    let streams = work.read(|cx| {
        let group = groups::at(cx, &task.group)?;
        let streams = lines::of(cx, &group, None, prefix)?;
        Ok((group.id, streams))
    });
    let (group, streams) = streams?;
    for stream in &streams {
        if !of_stream(work, &task, group, stream).await? {
            return work
                .transact(|cx| end(cx, work, "CANCELLED", "Cancelled"))
                .await;
        }
    }
    work.transact(|cx| end(cx, work, "COMPLETED", "Completed successfully"))
        .await
}

/// False when the task was cancelled meanwhile.
async fn of_stream(
    work: &Work,
    task: &Task,
    group: u64,
    stream: &Stream,
) -> Result<bool, AwsError> {
    let mut after = None;
    for number in 0.. {
        if work.read(|cx| row::at(cx, &task.id))?.status == "PENDING_CANCEL" {
            return Ok(false);
        }
        let (text, next) = work.read(|cx| read(cx, task, (group, stream.id), after))?;
        if text.is_empty() {
            return Ok(true);
        }
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(&text).map_err(AwsError::internal)?;
        let body = out.finish().map_err(AwsError::internal)?;
        // Names of streams may have slashes in them; folders' names have none.
        let folder = stream.name.replace('/', "-");
        let key = format!("{}/{}/{folder}/{number:06}.gz", task.prefix, task.id);
        let place = (work.call.account.as_str(), work.call.region.as_str());
        let object = put_object(work.caller(), place, (&task.bucket, &key), body.into());
        invoke(&work.cloud, object).await?;
        match next {
            Some(next) => after = Some(next),
            None => return Ok(true),
        }
    }
    Ok(true)
}

/// Lines of one object, and where the next one begins.
fn read(
    cx: &mut Cx,
    task: &Task,
    line: (u64, u64),
    after: Option<Place>,
) -> Result<(Vec<u8>, Option<Place>), AwsError> {
    let group = groups::at(cx, &task.group)?;
    let way = Way {
        from: task
            .from
            .max(group.horizon(cx.now().as_millisecond()))
            .max(0) as u64,
        to: task.to.saturating_add(1).max(0) as u64,
        backward: false,
    };
    let mut walk = Walk::new(cx.tx, cx.scope(), [line], way, (after, None))?;
    let mut text = Vec::new();
    while let Some(met) = walk.next(usize::MAX, &mut |_| true)? {
        let at = Timestamp::from_millisecond(met.at()).unwrap_or_default();
        let at = at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
        text.extend_from_slice(at.as_bytes());
        text.push(b' ');
        text.extend_from_slice(met.message().as_bytes());
        text.push(b'\n');
        if text.len() >= OBJECT {
            return Ok((text, Some(met.place).filter(|_| !walk.is_over())));
        }
    }
    Ok((text, None))
}

fn end(cx: &mut Cx, work: &Work, status: &str, message: &str) -> Result<(), AwsError> {
    let Ok(mut task) = row::at(cx, work.text("id")) else {
        return Ok(());
    };
    task.status = status.to_owned();
    task.message = message.to_owned();
    task.completed = Some(cx.now().as_millisecond());
    row::put(cx, &task)
}

/// The owner of the bucket has the object, whoever wrote it.
pub fn put_object(
    caller: Caller,
    (account, region): (&str, &str),
    (bucket, key): (&str, &str),
    body: Bytes,
) -> Invocation<'static> {
    Invocation {
        caller,
        account: account.to_owned(),
        region: region.to_owned(),
        service: "s3",
        operation: "PutObject",
        input: json!({
            "Bucket": bucket,
            "Key": key,
            "ACL": "bucket-owner-full-control",
        }),
        body: Some(body),
        delivers: None,
    }
}
