//! Streams of tables, where they are asked in other words than streams of Kinesis.

use crate::Ask;
use crate::page::Page;
use crate::shards::{Place, Stream};
use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};
use std::collections::VecDeque;

pub fn is_of_table(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("dynamodb")
}

impl<A: Ask> Stream<'_, A> {
    pub(crate) async fn shards_of_table(&self) -> Result<Vec<Json>, AwsError> {
        let mut shards = Vec::new();
        let mut input = json!({"StreamArn": self.arn});
        loop {
            let mut page = self.ask("DescribeStream", input.clone()).await?;
            let page = &mut page["StreamDescription"];
            if let Some(listed) = page["Shards"].as_array_mut() {
                shards.append(listed);
            }
            match page["LastEvaluatedShardId"].take() {
                Json::String(last) => input["ExclusiveStartShardId"] = json!(last),
                _ => return Ok(shards),
            }
        }
    }

    pub(crate) async fn read_of_table(
        &self,
        shard: &str,
        from: Place<'_>,
        most: i64,
    ) -> Result<Page, AwsError> {
        let oldest = || json!({"ShardIteratorType": "TRIM_HORIZON"});
        let kind = match (from.number, from.since) {
            (Some(number), _) => {
                json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": number})
            }
            (None, None) => oldest(),
            (None, Some(since)) => {
                json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": since as f64 / 1e6})
            }
        };
        match self.page_of_table(shard, kind, most).await {
            // What the stream keeps no longer is lost.
            Err(error) if error.code == "TrimmedDataAccessException" => {
                self.page_of_table(shard, oldest(), most).await
            }
            page => page,
        }
    }

    async fn page_of_table(
        &self,
        shard: &str,
        mut from: Json,
        most: i64,
    ) -> Result<Page, AwsError> {
        from["StreamArn"] = json!(self.arn);
        from["ShardId"] = json!(shard);
        let iterator = self.ask("GetShardIterator", from).await?["ShardIterator"].take();
        let most = most.min(MOST);
        // Changes of other shards may lie between, and an empty page in front of others.
        let mut next = iterator;
        for _ in 0..EMPTY {
            let input = json!({"ShardIterator": next, "Limit": most});
            let mut got = self.ask("GetRecords", input).await?;
            let records = match got["Records"].take() {
                Json::Array(records) => records.into_iter().map(record).collect(),
                _ => VecDeque::new(),
            };
            next = got["NextShardIterator"].take();
            if !records.is_empty() || next.is_null() {
                return Ok(Page {
                    over: next.is_null(),
                    tip: (records.len() as i64) < most,
                    records,
                });
            }
        }
        Ok(Page {
            over: false,
            tip: true,
            records: VecDeque::new(),
        })
    }
}

/// A call gives no more records than this.
const MOST: i64 = 1_000;

/// Pages without a record that are read at once.
const EMPTY: usize = 2;

/// With what records of Kinesis say themselves, where those do.
fn record(mut record: Json) -> Json {
    record["SequenceNumber"] = record["dynamodb"]["SequenceNumber"].clone();
    record["ApproximateArrivalTimestamp"] =
        record["dynamodb"]["ApproximateCreationDateTime"].clone();
    record
}
