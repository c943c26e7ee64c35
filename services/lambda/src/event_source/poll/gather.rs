//! Making batches of what a queue gives.

use super::Seen;
use super::call;
use super::here::{Here, Turn};
use super::queue::Queue;
use super::source::Source;
use crate::invocation::job::SYNCHRONOUS;
use crate::limits;
use haneul_pipeline::AwsError;
use serde_json::Value as Json;

/// What is there now, where the clock stands.
pub async fn drain(source: &Source) -> Result<Seen, AwsError> {
    let (mapping, queue) = (&source.mapping, Queue::of(source));
    let here = source.work.cloud.locals.get::<Here>();
    let mut all = Seen::default();
    for _ in 0..limits::ROUNDS {
        if !call::has_room(source)? {
            return Ok(all);
        }
        let (mut since, mut batch) = here.gathered(&mapping.uuid);
        if batch.is_empty() {
            since = source.now();
        }
        let got = queue.receive(mapping.size - batch.len() as i64, 0).await?;
        let is_empty = got.is_empty();
        add(&mut batch, got);
        if batch.is_empty() {
            return Ok(all);
        }
        let end = since + mapping.window * limits::SECOND;
        if !is_full(&batch, mapping.size) && source.now() < end {
            here.keep(&mapping.uuid, since, batch);
            if is_empty {
                return Ok(Seen::until(end));
            }
            continue;
        }
        queue.pass(&batch).await?;
        if queue.is_endless(&batch) {
            return Ok(Seen::until(source.now() + limits::SECOND));
        }
        all.some = true;
    }
    all.more = true;
    Ok(all)
}

/// A batch, as long as this process may read; or none, if nothing came for a while.
pub async fn batch(source: &Source, turn: &Turn) -> Result<Vec<Json>, AwsError> {
    let (mapping, queue) = (&source.mapping, Queue::of(source));
    let mut batch = queue.receive(mapping.size, limits::LONG_POLL).await?;
    if batch.is_empty() {
        return Ok(batch);
    }
    let end = source.now() + mapping.window * limits::SECOND;
    loop {
        let left = (end - source.now()) / limits::SECOND;
        let over = left < 0 || mapping.window == 0 || turn.is_over(&source.work.cloud);
        if over || is_full(&batch, mapping.size) {
            return Ok(batch);
        }
        let room = mapping.size - batch.len() as i64;
        let got = queue.receive(room, left.min(limits::LONG_POLL)).await?;
        let is_empty = got.is_empty();
        add(&mut batch, got);
        if is_empty && left == 0 {
            return Ok(batch);
        }
    }
}

fn is_full(batch: &[Json], size: i64) -> bool {
    let bytes = |message: &Json| message["Body"].as_str().map_or(0, str::len);
    batch.len() as i64 >= size || batch.iter().map(bytes).sum::<usize>() >= SYNCHRONOUS
}

/// A message that came again is there once, as it came last.
fn add(batch: &mut Vec<Json>, got: Vec<Json>) {
    if batch.is_empty() {
        *batch = got;
        return;
    }
    batch.retain(|old| !got.iter().any(|new| new["MessageId"] == old["MessageId"]));
    batch.extend(got);
}
