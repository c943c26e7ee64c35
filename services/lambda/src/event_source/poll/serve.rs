//! The task that reads a mapping while the clock runs.

use super::here::Turn;
use super::queue::Queue;
use super::source::Source;
use super::{appoint, call, gather, stream};
use crate::event_source::row;
use crate::limits;
use haneul_pipeline::AwsError;
use haneul_pipeline::background::Errand;
use haneul_runtime::Mode;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

pub async fn serve(work: Arc<Errand>, uuid: String, turn: Turn) {
    let is_stream = match Source::load(&work, &uuid) {
        Ok(Some(source)) => source.mapping.stream.is_some(),
        Ok(None) => return,
        Err(_) => work
            .read(|cx| Ok(row::find(cx, &uuid)?.is_some_and(|m| m.stream.is_some())))
            .unwrap_or_default(),
    };
    let turn = Arc::new(turn);
    match is_stream {
        true => stream::serve(&work, &uuid, &turn).await,
        false => serve_queue(&work, &uuid, &turn).await,
    }
    drop(turn);
    if work.cloud.clock.mode() == Mode::Frozen {
        if let Err(error) = hand_over(&work, &uuid).await {
            tracing::warn!("the mapping {uuid} is looked after later: {error}");
        }
    }
}

/// Where the clock was stopped the errand reads, from now on.
async fn hand_over(work: &Errand, uuid: &str) -> Result<(), AwsError> {
    let change = work.transact(|cx| {
        let Some(mapping) = row::find(cx, uuid)?.filter(|m| m.state == "Enabled") else {
            return Ok(());
        };
        let mut flow = row::flow(cx, uuid)?;
        flow.runner = None;
        let now = cx.now().as_microsecond();
        appoint::at(cx, &mapping, flow, now)
    });
    change.await
}

/// Waits, unless it is told to end.
pub async fn pause(work: &Errand, turn: &Turn, micros: i64) {
    let wait = Duration::from_micros(u64::try_from(micros).unwrap_or_default());
    tokio::select! {
        () = work.cloud.wait(wait) => {}
        () = turn.stopped() => {}
    }
}

/// How many batches of a queue run at once: few at first, more while there are more, fewer where they
/// fail.
struct Scale {
    now: usize,
    most: usize,
    grown: i64,
}

impl Scale {
    fn new() -> Scale {
        Scale {
            now: limits::BATCHES,
            most: limits::BATCHES,
            grown: 0,
        }
    }

    fn bound(&mut self, said: Option<i64>) {
        let most = said.and_then(|most| usize::try_from(most).ok());
        self.most = most.unwrap_or(limits::MOST_BATCHES);
        self.now = self.now.clamp(1, self.most);
    }

    /// All of them run, and there is another.
    fn grow(&mut self, now: i64) {
        if now - self.grown >= limits::SECOND {
            self.grown = now;
            self.now = (self.now + limits::BATCHES).min(self.most);
        }
    }

    fn learn(&mut self, good: bool) {
        if !good {
            self.now = (self.now / 2).max(1);
        } else if self.now < limits::BATCHES.min(self.most) {
            self.now += 1;
        }
    }
}

async fn serve_queue(work: &Arc<Errand>, uuid: &str, turn: &Arc<Turn>) {
    let mut under_way: JoinSet<bool> = JoinSet::new();
    let mut scale = Scale::new();
    let mut failures = 0;
    while !turn.is_over(&work.cloud) {
        while let Some(ended) = under_way.try_join_next() {
            scale.learn(ended.unwrap_or_default());
        }
        if under_way.len() >= scale.now {
            scale.grow(work.cloud.clock.now().as_microsecond());
        }
        if under_way.len() >= scale.now {
            tokio::select! {
                ended = under_way.join_next() => {
                    scale.learn(ended.is_none_or(Result::unwrap_or_default));
                }
                () = work.cloud.wait(Duration::from_millis(200)) => {}
                () = turn.stopped() => {}
            }
            continue;
        }
        match next(work, uuid, turn, &mut scale, &mut under_way).await {
            Ok(true) => failures = 0,
            Ok(false) => pause(work, turn, limits::SECOND).await,
            Err(error) => {
                failures += 1;
                tracing::warn!("the mapping {uuid} waits: {error}");
                pause(work, turn, limits::pause(failures)).await;
            }
        }
    }
    while under_way.join_next().await.is_some() {}
}

/// Begins the next batch; false where there is no room for one.
async fn next(
    work: &Arc<Errand>,
    uuid: &str,
    turn: &Turn,
    scale: &mut Scale,
    under_way: &mut JoinSet<bool>,
) -> Result<bool, AwsError> {
    let Some(source) = Source::load(work, uuid)? else {
        return Ok(false);
    };
    scale.bound(source.mapping.concurrency);
    if !call::has_room(&source)? {
        return Ok(false);
    }
    let batch = gather::batch(&source, turn).await?;
    if !batch.is_empty() {
        under_way.spawn(async move {
            match Queue::of(&source).pass(&batch).await {
                Ok(good) => good,
                Err(error) => {
                    tracing::warn!("a batch of {} comes again: {error}", source.mapping.source);
                    false
                }
            }
        });
    }
    Ok(true)
}
