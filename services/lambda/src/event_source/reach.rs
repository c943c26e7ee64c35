//! Whether a mapping can do its work: the function's role may read the source, and there is time enough.

use super::row::Mapping;
use crate::function::row as functions;
use crate::{PRINCIPAL, errors};
use haneul_feed::{Ask, Place, Stream};
use haneul_pipeline::background::{Acting, act_as};
use haneul_pipeline::{Arn, AwsError, Caller, Edge, Invocation, Source, invoke};
use serde_json::{Value as Json, json};

/// The function's role, as it will read.
struct AsRole<'a> {
    edge: &'a Edge,
    caller: Caller,
}

impl Ask for AsRole<'_> {
    async fn ask(&self, service: &str, operation: &str, input: Json) -> Result<Json, AwsError> {
        let call = &self.edge.call;
        let invocation = Invocation {
            caller: self.caller.clone(),
            account: call.account.clone(),
            region: call.region.clone(),
            service,
            operation,
            input,
            body: None,
            delivers: None,
        };
        Ok(invoke(&self.edge.cloud, invocation).await?.output)
    }
}

pub async fn check(edge: &Edge, mapping: &Mapping) -> Result<(), AwsError> {
    let (config, arn) = edge.read(|cx| {
        let named = mapping.named(cx.account());
        let found = functions::version(cx, &named)?;
        Ok((found.version.config, named.bare(cx)))
    })?;
    let acting = Acting {
        principal: PRINCIPAL,
        source: Source {
            arn,
            account: edge.call.account.clone(),
        },
        partition: &edge.call.partition,
        region: &edge.call.region,
    };
    let caller = match act_as(&edge.cloud, &acting, &config.role).await {
        Ok(caller) => caller,
        Err(error) if is_denied(&error) => return Err(errors::role()),
        Err(error) => return Err(error),
    };
    let role = AsRole { edge, caller };
    let Some(parts) = Arn::read(&mapping.source) else {
        return Err(errors::invalid("Unrecognized event source."));
    };
    match &mapping.stream {
        None => queue(&role, &parts, config.timeout).await,
        Some(_) if mapping.is_of_consumer() => consumer(&role, mapping).await,
        Some(_) => stream(&role, &mapping.source).await,
    }
}

fn is_denied(error: &AwsError) -> bool {
    error.code.contains("AccessDenied")
}

/// Calls that come to nothing say whether they would have been let in.
async fn queue(role: &AsRole<'_>, arn: &Arn<'_>, timeout: i64) -> Result<(), AwsError> {
    let url = arn.queue_url();
    let nothing = [
        (
            "ReceiveMessage",
            json!({"QueueUrl": url, "MaxNumberOfMessages": 0}),
        ),
        (
            "DeleteMessage",
            json!({"QueueUrl": url, "ReceiptHandle": "none"}),
        ),
    ];
    for (operation, input) in nothing {
        if let Err(error) = role.ask("sqs", operation, input).await {
            judge(operation, &error)?;
        }
    }
    let operation = "GetQueueAttributes";
    let input = json!({"QueueUrl": url, "AttributeNames": ["VisibilityTimeout"]});
    let got = match role.ask("sqs", operation, input).await {
        Ok(got) => got,
        Err(error) => {
            judge(operation, &error)?;
            return Err(error);
        }
    };
    let hidden = got["Attributes"]["VisibilityTimeout"].as_str();
    let hidden: i64 = hidden
        .and_then(|text| text.parse().ok())
        .unwrap_or_default();
    match hidden < timeout {
        true => Err(errors::invalid(format!(
            "Queue visibility timeout: {hidden} seconds is less than Function timeout: {timeout} \
             seconds"
        ))),
        false => Ok(()),
    }
}

fn judge(operation: &str, error: &AwsError) -> Result<(), AwsError> {
    if is_denied(error) {
        return Err(errors::invalid(format!(
            "The provided execution role does not have permissions to call {operation} on SQS"
        )));
    }
    let is_gone =
        error.code.contains("NonExistentQueue") || error.code.contains("QueueDoesNotExist");
    match is_gone {
        true => Err(errors::invalid(format!(
            "Error occurred while {operation}. SQS Error Code: \
             AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: {}",
            error.message
        ))),
        false => Ok(()),
    }
}

fn unreadable(arn: &str, actions: &str, error: AwsError) -> AwsError {
    match error.code.as_ref() {
        "ResourceNotFoundException" => errors::invalid(format!("Stream not found: {arn}")),
        _ if is_denied(&error) => errors::invalid(format!(
            "Cannot access stream {arn}. Please ensure the role can perform the {actions} on your \
             stream in IAM."
        )),
        _ => error,
    }
}

/// Its shards are the stream's, its records come to whoever may subscribe.
async fn consumer(role: &AsRole<'_>, mapping: &Mapping) -> Result<(), AwsError> {
    let (arn, stream) = (&mapping.source, mapping.stream_arn());
    let actions = "DescribeStreamSummary, ListShards, and SubscribeToShard Actions";
    let said = |error: AwsError| unreadable(arn, actions, error);
    let described = json!({"StreamARN": stream});
    let described = role.ask("kinesis", "DescribeStreamSummary", described);
    described.await.map_err(said)?;
    let shards = Stream {
        arn: stream,
        asker: role,
    };
    let shards = shards.shards().await.map_err(said)?;
    let Some(shard) = shards.first().and_then(|shard| shard["ShardId"].as_str()) else {
        return Ok(());
    };
    let dry = json!({
        "ConsumerARN": arn, "ShardId": shard, "DryRun": true,
        "StartingPosition": {"Type": "TRIM_HORIZON"},
    });
    match role.ask("kinesis", "SubscribeToShard", dry).await {
        // It may, or will when the consumer is made.
        Err(error) if error.code.contains("DryRun") => Ok(()),
        Err(error) if error.code == "ResourceInUseException" => Ok(()),
        asked => asked.map(drop).map_err(said),
    }
}

async fn stream(role: &AsRole<'_>, arn: &str) -> Result<(), AwsError> {
    let actions =
        "GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions";
    let said = |error: AwsError| unreadable(arn, actions, error);
    let stream = Stream { arn, asker: role };
    let described = match stream.is_of_table() {
        true => json!({"StreamArn": arn, "Limit": 1}),
        false => json!({"StreamARN": arn, "Limit": 1}),
    };
    let described = role
        .ask(stream.service(), "DescribeStream", described)
        .await;
    described.map_err(said)?;
    let shards = stream.shards().await.map_err(said)?;
    let Some(shard) = shards.first().and_then(|shard| shard["ShardId"].as_str()) else {
        return Ok(());
    };
    let oldest = Place {
        number: None,
        since: None,
    };
    match stream.read(shard, oldest, 1).await {
        Err(error) if error.code == "ProvisionedThroughputExceededException" => Ok(()),
        read => read.map(drop).map_err(said),
    }
}
