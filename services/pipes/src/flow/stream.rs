//! Out of a stream, of Kinesis or of a table: each shard from where it was left, parents before children. Where reading goes on
//! is written after the target has what was read.

use super::batch::Batch;
use super::dead::{self, Why};
use super::row::{CHECKPOINTS, Checkpoint};
use super::{AsRole, Errand, Seen};
use crate::limits::{PAGE, READS};
use crate::pipe::row::{Batching, Pipe, Position};
use haneul_feed::{Filter, Page, Place};
use haneul_pipeline::AwsError;
use serde_json::Value as Json;
use std::collections::HashSet;

pub struct Stream<'s> {
    pub errand: &'s Errand,
    pub pipe: &'s Pipe,
    pub batching: &'s Batching,
    pub position: &'s Position,
    pub filter: Filter,
    asker: AsRole<'s>,
}

pub async fn drain(
    errand: &Errand,
    pipe: &Pipe,
    batching: &Batching,
    position: &Position,
) -> Result<Seen, AwsError> {
    let stream = Stream {
        errand,
        pipe,
        batching,
        position,
        filter: Filter::of(&pipe.source.filters)?,
        asker: AsRole { errand, pipe },
    };
    let shards = stream.shards().await?;
    let ids: HashSet<&str> = shards
        .iter()
        .filter_map(|s| s["ShardId"].as_str())
        .collect();
    let mut all = Seen::default();
    for shard in shards.iter() {
        let Some(id) = shard["ShardId"].as_str() else {
            continue;
        };
        if !stream.waits_for_parents(shard, &ids)? {
            all.add(stream.shard(id).await?);
        }
    }
    Ok(all)
}

impl Stream<'_> {
    /// As it is asked.
    pub fn source(&self) -> haneul_feed::Stream<'_, AsRole<'_>> {
        haneul_feed::Stream {
            arn: &self.pipe.source.arn,
            asker: &self.asker,
        }
    }

    fn checkpoint(&self, shard: &str) -> Result<Checkpoint, AwsError> {
        self.errand.read(|cx| {
            let key = (self.pipe.id, shard);
            let known = CHECKPOINTS.get(cx.tx, cx.scope(), &key)?;
            Ok(known.unwrap_or_default())
        })
    }

    /// Children come behind their parents.
    fn waits_for_parents(&self, shard: &Json, known: &HashSet<&str>) -> Result<bool, AwsError> {
        for parent in ["ParentShardId", "AdjacentParentShardId"] {
            let Some(parent) = shard[parent].as_str().filter(|id| known.contains(id)) else {
                continue;
            };
            if !self.checkpoint(parent)?.over {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn shard(&self, id: &str) -> Result<Seen, AwsError> {
        let mut all = Seen::default();
        for _ in 0..READS {
            let known = self.checkpoint(id)?;
            let waits = known.retry.as_ref().map(|retry| retry.at);
            let waits = waits.filter(|at| *at > self.errand.now());
            if known.over || waits.is_some() {
                all.wake_at(waits);
                all.some |= waits.is_some();
                all.more = false;
                return Ok(all);
            }
            let page = match self.read(id, &known).await {
                Err(error) if error.code == "ProvisionedThroughputExceededException" => {
                    all.some = true;
                    all.more = false;
                    return Ok(all);
                }
                page => page?,
            };
            let seen = self.page(id, known, page).await?;
            all.add(seen);
            all.more = seen.more;
            if !seen.more {
                break;
            }
        }
        Ok(all)
    }

    /// Batch after batch of what was read, as long as all goes well.
    async fn page(
        &self,
        id: &str,
        mut known: Checkpoint,
        mut page: Page,
    ) -> Result<Seen, AwsError> {
        let mut all = Seen::default();
        loop {
            let batch = Batch::of(&mut page, self.batching.size, known.retry.as_ref());
            let last = batch.last();
            let seen = self.take(id, &known, batch).await?;
            all.add(seen);
            all.more = seen.more;
            known = self.checkpoint(id)?;
            if !seen.more || page.is_empty() || known.retry.is_some() || known.number != last {
                return Ok(all);
            }
        }
    }

    async fn read(&self, id: &str, known: &Checkpoint) -> Result<Page, AwsError> {
        let all = self.position.start == "TRIM_HORIZON";
        let from = Place {
            number: known.number.as_deref(),
            since: (!all).then_some(self.position.since),
        };
        let most = self.batching.size.max(PAGE);
        self.source().read(id, from, most).await
    }

    /// Writes where reading goes on, unless another node was quicker; and what is given up.
    pub async fn save(
        &self,
        id: &str,
        known: &Checkpoint,
        next: &Checkpoint,
        buried: Option<(&[&Json], Why)>,
    ) -> Result<(), AwsError> {
        let save = self.errand.transact(|cx| {
            let (scope, key) = (cx.scope(), (self.pipe.id, id));
            let current = CHECKPOINTS.get(cx.tx, scope, &key)?.unwrap_or_default();
            if current != *known || self.errand.find(cx)?.is_none() {
                return Ok(());
            }
            if let Some((records, why)) = &buried {
                let dead_letter = self.position.dead_letter.as_deref();
                dead::bury(cx, self.pipe, dead_letter, id, records, *why)?;
            }
            Ok(CHECKPOINTS.put(cx.tx, scope, &key, next)?)
        });
        save.await?;
        if next.over {
            self.forget_shards();
        }
        Ok(())
    }
}
