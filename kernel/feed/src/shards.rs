//! A stream, of Kinesis or of a table: its shards, and what lies in them.

use crate::page::Page;
use crate::{Ask, table};
use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};
use std::collections::VecDeque;

/// Asked of by its ARN.
pub struct Stream<'a, A> {
    pub arn: &'a str,
    pub asker: &'a A,
}

/// Where reading of a shard goes on.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Behind this record.
    pub number: Option<&'a str>,
    /// Where nothing was read yet: everything there is, or what came at this microsecond or later.
    pub since: Option<i64>,
}

impl<A: Ask> Stream<'_, A> {
    /// Whether it is the stream of a table.
    pub fn is_of_table(&self) -> bool {
        table::is_of_table(self.arn)
    }

    /// The service that it is asked of.
    pub fn service(&self) -> &'static str {
        match self.is_of_table() {
            true => "dynamodbstreams",
            false => "kinesis",
        }
    }

    pub(crate) async fn ask(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.asker.ask(self.service(), operation, input).await
    }

    pub async fn shards(&self) -> Result<Vec<Json>, AwsError> {
        if self.is_of_table() {
            return self.shards_of_table().await;
        }
        let mut shards = Vec::new();
        let mut input = json!({"StreamARN": self.arn});
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

    /// What comes next of a shard.
    pub async fn read(&self, shard: &str, from: Place<'_>, most: i64) -> Result<Page, AwsError> {
        if self.is_of_table() {
            return self.read_of_table(shard, from, most).await;
        }
        let mut input = json!({"StreamARN": self.arn, "ShardId": shard});
        match (from.number, from.since) {
            (Some(number), _) => {
                input["ShardIteratorType"] = json!("AFTER_SEQUENCE_NUMBER");
                input["StartingSequenceNumber"] = json!(number);
            }
            (None, None) => input["ShardIteratorType"] = json!("TRIM_HORIZON"),
            (None, Some(since)) => {
                input["ShardIteratorType"] = json!("AT_TIMESTAMP");
                input["Timestamp"] = json!(since as f64 / 1e6);
            }
        }
        let iterator = self.ask("GetShardIterator", input).await?;
        let input = json!({"ShardIterator": iterator["ShardIterator"], "Limit": most});
        let mut got = self.ask("GetRecords", input).await?;
        Ok(Page {
            over: got["NextShardIterator"].is_null(),
            tip: got["MillisBehindLatest"] == 0,
            records: match got["Records"].take() {
                Json::Array(records) => records.into(),
                _ => VecDeque::new(),
            },
        })
    }
}
