//! Records of a stream that several producers put into while its shards are split and merged: all of
//! them, and those of a key in their order, parents before children.

use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

const STREAM: &str = "kill-stream";
const MOST_SHARDS: usize = 6;
/// A refusal by rate is over after this.
const PAUSE: Duration = Duration::from_millis(250);

/// One producer, with a key of its own.
pub struct Stream {
    key: &'static str,
    /// The next number; those below have been tried.
    next: u64,
    /// Numbers acknowledged since the last check.
    put: Vec<u64>,
    /// The last record read of each shard; shards in the order they were made.
    read: BTreeMap<String, String>,
    last: Option<u64>,
    total: usize,
}

impl Stream {
    pub fn new(key: &'static str) -> Stream {
        Stream {
            key,
            next: 0,
            put: Vec::new(),
            read: BTreeMap::new(),
            last: None,
            total: 0,
        }
    }

    /// Splits or merges; the stream may be busy with another change.
    fn reshard(&self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let latest = json!({"StreamName": STREAM, "ShardFilter": {"Type": "AT_LATEST"}});
        let answer = acknowledged(client.send(&Call::kinesis("ListShards", &latest))?)?;
        let answer: Json = serde_json::from_slice(&answer.body)?;
        let mut open: Vec<(u128, u128, String)> = Vec::new();
        for shard in answer["Shards"].as_array().into_iter().flatten() {
            let bound = |name: &str| shard["HashKeyRange"][name].as_str().unwrap_or("0").parse();
            let id = shard["ShardId"].as_str().unwrap_or_default().to_owned();
            open.push((bound("StartingHashKey")?, bound("EndingHashKey")?, id));
        }
        open.sort();
        let at = chance.below(open.len());
        let call = if open.len() < MOST_SHARDS {
            let (first, last, id) = &open[at];
            let middle = (first + (last - first) / 2).to_string();
            let input =
                json!({"StreamName": STREAM, "ShardToSplit": id, "NewStartingHashKey": middle});
            Call::kinesis("SplitShard", &input)
        } else {
            let pair = &open[at.min(open.len() - 2)..][..2];
            let (one, other) = (&pair[0].2, &pair[1].2);
            let input = json!({
                "StreamName": STREAM, "ShardToMerge": one, "AdjacentShardToMerge": other
            });
            Call::kinesis("MergeShards", &input)
        };
        let answer = client.send(&call)?;
        match answer.status == 200 || answer.text().contains("ResourceInUseException") {
            true => Ok(()),
            // The other producer was quicker.
            false if answer.text().contains("already been merged or split") => Ok(()),
            false => panic!("under load: {} {}", answer.status, answer.text()),
        }
    }

    fn get(&self, client: &mut Client, shard: &str) -> Outcome<Vec<Json>> {
        let mut from = json!({"StreamName": STREAM, "ShardId": shard});
        match self.read.get(shard) {
            Some(number) => {
                from["ShardIteratorType"] = json!("AFTER_SEQUENCE_NUMBER");
                from["StartingSequenceNumber"] = json!(number);
            }
            None => from["ShardIteratorType"] = json!("TRIM_HORIZON"),
        }
        let mut iterator = client.kinesis("GetShardIterator", from)?["ShardIterator"].clone();
        let mut records = Vec::new();
        while iterator.is_string() {
            let input = json!({"ShardIterator": iterator});
            let answer = client.send(&Call::kinesis("GetRecords", &input))?;
            if answer.text().contains("ProvisionedThroughputExceeded") {
                thread::sleep(PAUSE);
                continue;
            }
            let mut got: Json = serde_json::from_slice(&acknowledged(answer)?.body)?;
            if let Some(more) = got["Records"].as_array_mut() {
                records.append(more);
            }
            if got["MillisBehindLatest"] == 0 {
                break;
            }
            iterator = got["NextShardIterator"].take();
        }
        Ok(records)
    }
}

impl Load for Stream {
    fn name(&self) -> &'static str {
        "records of a stream"
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        let made = json!({"StreamName": STREAM, "ShardCount": 2});
        let answer = client.send(&Call::kinesis("CreateStream", &made))?;
        if !answer.text().contains("ResourceInUse") {
            acknowledged(answer)?;
        }
        let named = json!({"StreamName": STREAM});
        loop {
            let told = client.kinesis("DescribeStreamSummary", named.clone())?;
            if told["StreamDescriptionSummary"]["StreamStatus"] != "CREATING" {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        if chance.one_in(50) {
            return self.reshard(client, chance);
        }
        let number = self.next;
        self.next += 1;
        // Its number, as so many digits that they are base 64; of another length each time.
        let text = format!("{number:0>width$}", width = 20 + chance.below(200) * 4);
        let input = json!({"StreamName": STREAM, "PartitionKey": self.key, "Data": text});
        let answer = client.send(&Call::kinesis("PutRecord", &input))?;
        if answer.text().contains("ProvisionedThroughputExceeded") {
            thread::sleep(PAUSE);
            return Ok(());
        }
        acknowledged(answer)?;
        self.put.push(number);
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        let all = client.kinesis("ListShards", json!({"StreamName": STREAM}))?;
        let mut found = Vec::new();
        for shard in all["Shards"].as_array().into_iter().flatten() {
            let id = shard["ShardId"].as_str().unwrap_or_default();
            let mut numbers = Vec::new();
            for record in self.get(client, id)? {
                let number = record["SequenceNumber"].as_str().unwrap_or_default();
                numbers.push(number.to_owned());
                self.read.insert(id.to_owned(), number.to_owned());
                if record["PartitionKey"] == self.key {
                    let text = record["Data"].as_str().unwrap_or_default();
                    found.push(text.trim_start_matches('0').parse().unwrap_or(0u64));
                }
            }
            if !numbers.is_sorted_by(|a, b| a < b) {
                return Err(format!("sequence numbers of {id} do not rise").into());
            }
        }
        let in_order = found.is_sorted_by(|a, b| a < b);
        if !in_order || found.first().copied() < self.last.filter(|_| !found.is_empty()) {
            return Err(format!("out of order or twice: {found:?}").into());
        }
        if let Some(lost) = self.put.iter().find(|n| found.binary_search(n).is_err()) {
            return Err(format!("acknowledged record {lost} of {} is lost", self.key).into());
        }
        // At most the one that was under way may be there besides.
        if found.len() > self.put.len() + 1 {
            return Err(format!("{} acknowledged, {} there", self.put.len(), found.len()).into());
        }
        self.last = found.last().copied().or(self.last);
        self.total += self.put.len();
        self.put.clear();
        Ok(())
    }

    fn acknowledged(&self) -> usize {
        self.total
    }
}
