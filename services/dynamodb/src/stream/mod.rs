//! Streams: a table's changes of the last day, by shards. They are a model of their own, and look at
//! the rows of tables, so they live here.

pub mod access;
mod describe_stream;
mod get_records;
mod get_shard_iterator;
mod iterator;
mod list_streams;
mod read;
pub mod row;
pub mod show;
pub mod switch;
pub mod turn;

/// Shapes of the operations here.
#[allow(clippy::all, dead_code)]
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/dynamodbstreams.rs"));
}

use haneul_model::Value;
use haneul_pipeline::{AwsError, Call, Check, Cx, Registered, Service, state};

/// Amazon DynamoDB Streams.
pub struct DynamoDbStreams;

impl Service for DynamoDbStreams {
    fn model(&self) -> &'static str {
        "dynamodbstreams"
    }

    fn operations(&self) -> Vec<Registered> {
        let all = [
            ("DescribeStream", state(describe_stream::run)),
            ("GetRecords", state(get_records::run)),
            ("GetShardIterator", state(get_shard_iterator::run)),
            ("ListStreams", state(list_streams::run)),
        ];
        let all = all
            .into_iter()
            .map(|(name, handler)| Registered { name, handler });
        all.collect()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        matches!(operation, "GetRecords" | "GetShardIterator").then_some("AWS::DynamoDB::Stream")
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }
}
