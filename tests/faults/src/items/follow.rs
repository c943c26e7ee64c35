//! A reader of the table's stream, who makes the table again of its records. Each record's old image
//! is what the records before it made.

use super::table::{self, Items};
use crate::Outcome;
use crate::client::Client;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub struct Follower {
    stream: Json,
    /// The last record read of each shard.
    read: BTreeMap<String, String>,
    pub items: Items,
    pub count: usize,
}

impl Follower {
    pub fn new(client: &mut Client) -> Outcome<Follower> {
        Ok(Follower {
            stream: table::describe(client)?["LatestStreamArn"].take(),
            read: BTreeMap::new(),
            items: Items::new(),
            count: 0,
        })
    }

    /// Everything that is there, parents before children.
    pub fn read(&mut self, client: &mut Client) -> Outcome<()> {
        let mut input = json!({"StreamArn": self.stream});
        loop {
            let told = client.dynamodb_streams("DescribeStream", &input)?;
            let told = &told["StreamDescription"];
            for shard in told["Shards"].as_array().into_iter().flatten() {
                self.read_shard(client, shard["ShardId"].as_str().unwrap_or_default())?;
            }
            match &told["LastEvaluatedShardId"] {
                Json::Null => return Ok(()),
                last => input["ExclusiveStartShardId"] = last.clone(),
            }
        }
    }

    fn read_shard(&mut self, client: &mut Client, shard: &str) -> Outcome<()> {
        let mut from = json!({"StreamArn": self.stream, "ShardId": shard});
        match self.read.get(shard) {
            Some(number) => {
                from["ShardIteratorType"] = json!("AFTER_SEQUENCE_NUMBER");
                from["SequenceNumber"] = json!(number);
            }
            None => from["ShardIteratorType"] = json!("TRIM_HORIZON"),
        }
        let mut iterator =
            client.dynamodb_streams("GetShardIterator", &from)?["ShardIterator"].take();
        while iterator.is_string() {
            let input = json!({"ShardIterator": iterator});
            let mut page = client.dynamodb_streams("GetRecords", &input)?;
            let records = page["Records"].as_array().cloned().unwrap_or_default();
            if records.is_empty() {
                break;
            }
            for record in &records {
                self.apply(shard, &record["dynamodb"])?;
            }
            iterator = page["NextShardIterator"].take();
        }
        Ok(())
    }

    fn apply(&mut self, shard: &str, record: &Json) -> Outcome<()> {
        let name = table::name(&record["Keys"]);
        let number = record["SequenceNumber"].as_str().unwrap_or_default();
        let before = self.read.insert(shard.to_owned(), number.to_owned());
        // As numbers: they have no zeros in front.
        let rises = |before: &String| (before.len(), before.as_str()) < (number.len(), number);
        if !before.as_ref().is_none_or(rises) {
            return Err(format!("{number} of {shard} comes after {before:?}").into());
        }
        let old = record.get("OldImage");
        if self.items.get(&name) != old {
            let known = self.items.get(&name);
            return Err(format!("{number}: {name} was {known:?}, says {old:?}").into());
        }
        match record.get("NewImage") {
            Some(new) => self.items.insert(name, new.clone()),
            None => self.items.remove(&name),
        };
        self.count += 1;
        Ok(())
    }
}
