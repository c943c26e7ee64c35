//! Records out of a stream that is the source: asked of it as anybody asks, as the source's role.
//! What was pulled and where pulling goes on are written in one transaction.

use super::Errand;
use super::batch::account_of;
use super::row::{CHECKPOINTS, Checkpoint};
use crate::measure;
use crate::record::buffer::{self, Origin};
use crate::stream::row::{Source, Stream};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::background::act_for;
use haneul_pipeline::{AwsError, Caller, Invocation, invoke};
use serde_json::{Value as Json, json};
use std::collections::HashSet;

/// Reads of one shard in one errand.
const READS: usize = 4;

struct Pull<'p> {
    errand: &'p Errand,
    stream: &'p Stream,
    source: &'p Source,
    caller: Caller,
}

/// Whether there is more than could be taken at once.
pub async fn pull(errand: &Errand, stream: &Stream) -> Result<bool, AwsError> {
    let Some(source) = &stream.source else {
        return Ok(false);
    };
    let pull = Pull {
        caller: act_for(&errand.cloud, &errand.call, &source.role).await?,
        errand,
        stream,
        source,
    };
    let shards = pull.shards().await?;
    let ids: HashSet<&str> = shards
        .iter()
        .filter_map(|s| s["ShardId"].as_str())
        .collect();
    let mut more = false;
    for shard in &shards {
        let Some(id) = shard["ShardId"].as_str() else {
            continue;
        };
        if pull.waits_for_parents(shard, &ids)? {
            more = true;
            continue;
        }
        more |= pull.shard(id).await?;
    }
    Ok(more)
}

impl Pull<'_> {
    async fn ask(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        let invocation = Invocation {
            caller: self.caller.clone(),
            account: account_of(&self.source.role, &self.errand.call),
            region: self.errand.call.region.clone(),
            service: "kinesis",
            operation,
            input,
            body: None,
            delivers: None,
        };
        Ok(invoke(&self.errand.cloud, invocation).await?.output)
    }

    async fn shards(&self) -> Result<Vec<Json>, AwsError> {
        let mut shards = Vec::new();
        let mut input = json!({"StreamARN": self.source.arn});
        loop {
            let mut page = self.ask("ListShards", input).await?;
            if let Some(listed) = page["Shards"].as_array_mut() {
                shards.append(listed);
            }
            match page["NextToken"].take() {
                Json::String(next) => input = json!({"NextToken": next}),
                _ => return Ok(shards),
            }
        }
    }

    fn checkpoint(&self, shard: &str) -> Result<Checkpoint, AwsError> {
        self.errand.read(|cx| {
            let key = (self.stream.id, shard);
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

    async fn shard(&self, id: &str) -> Result<bool, AwsError> {
        for _ in 0..READS {
            let known = self.checkpoint(id)?;
            if known.over {
                return Ok(false);
            }
            let got = match self.read(id, &known).await {
                Err(error) if error.code == "ProvisionedThroughputExceededException" => {
                    return Ok(true);
                }
                got => got?,
            };
            self.take(id, &known, &got).await?;
            if got["MillisBehindLatest"] == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn read(&self, id: &str, known: &Checkpoint) -> Result<Json, AwsError> {
        let mut from = json!({"StreamARN": self.source.arn, "ShardId": id});
        match &known.number {
            Some(number) => {
                from["ShardIteratorType"] = json!("AFTER_SEQUENCE_NUMBER");
                from["StartingSequenceNumber"] = json!(number);
            }
            None => {
                from["ShardIteratorType"] = json!("AT_TIMESTAMP");
                from["Timestamp"] = json!(self.source.since as f64 / 1e6);
            }
        }
        let iterator = self.ask("GetShardIterator", from).await?;
        let input = json!({"ShardIterator": iterator["ShardIterator"]});
        self.ask("GetRecords", input).await
    }

    async fn take(&self, id: &str, known: &Checkpoint, got: &Json) -> Result<(), AwsError> {
        let records = got["Records"].as_array().map_or(&[][..], Vec::as_slice);
        let last = records.last().and_then(|r| r["SequenceNumber"].as_str());
        let next = Checkpoint {
            number: last.map(str::to_owned).or(known.number.clone()),
            over: got["NextShardIterator"].is_null(),
        };
        if last.is_none() && !next.over {
            return Ok(());
        }
        let data: Vec<_> = records
            .iter()
            .map(|record| (data(record), origin(id, record)))
            .collect();
        let taken = self.errand.transact(|cx| {
            let (scope, key) = (cx.scope(), (self.stream.id, id));
            let current = CHECKPOINTS.get(cx.tx, scope, &key)?.unwrap_or_default();
            if current.number != known.number {
                // Another node was quicker.
                return Ok(());
            }
            if !data.is_empty() {
                let at = cx.now().as_microsecond();
                buffer::add_from(cx, self.stream.id, at, &data)?;
                let bytes = data.iter().map(|(data, _)| data.len()).sum();
                measure::pulled(cx, self.stream, data.len(), bytes);
            }
            Ok(CHECKPOINTS.put(cx.tx, scope, &key, &next)?)
        });
        taken.await
    }
}

fn origin(shard: &str, record: &Json) -> Origin {
    let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let seconds = record["ApproximateArrivalTimestamp"].as_f64();
    Origin {
        shard: shard.to_owned(),
        number: text("SequenceNumber"),
        key: text("PartitionKey"),
        at: (seconds.unwrap_or_default() * 1e3).round() as i64,
    }
}

fn data(record: &Json) -> Bytes {
    let text = record["Data"].as_str().unwrap_or_default();
    BASE64_STANDARD.decode(text).unwrap_or_default().into()
}
