//! Making, changing and deleting mappings.

use super::{SHOW, arn};
use crate::cloud::{World, merged, running, world};
use serde_json::{Value as Json, json};

/// A function that reads what it likes, and is not run.
async fn idle() -> World {
    let world = world().await;
    world.python("f", SHOW, json!({})).await;
    world
}

#[tokio::test]
async fn a_mapping_of_a_queue_comes_and_goes() {
    let world = idle().await;
    let queue = world.queue("q", json!({})).await;
    let input = json!({"FunctionName": "f", "EventSourceArn": queue, "Tags": {"a": "b"}});
    let made = world.ok("CreateEventSourceMapping", input.clone()).await;
    let uuid = made["UUID"].as_str().unwrap().to_owned();
    let mapping = arn("lambda", &format!("event-source-mapping:{uuid}"));
    let expected = json!({
        "UUID": uuid, "BatchSize": 10, "MaximumBatchingWindowInSeconds": 0,
        "EventSourceArn": queue, "FunctionArn": crate::cloud::arn("function:f"),
        "State": "Creating", "StateTransitionReason": "USER_INITIATED",
        "FunctionResponseTypes": [], "EventSourceMappingArn": mapping,
        "LastModified": made["LastModified"],
    });
    assert_eq!(made, expected);
    let (code, message) = world.no("CreateEventSourceMapping", input).await;
    assert_eq!(code, "ResourceConflictException");
    assert_eq!(
        message,
        format!(
            "An event source mapping with SQS arn (\" {queue} \") and function (\" f \") already \
             exists. Please update or delete the existing mapping with UUID {uuid}"
        )
    );
    let it = json!({"UUID": uuid});
    for (operation, what) in [
        ("UpdateEventSourceMapping", "update"),
        ("DeleteEventSourceMapping", "delete"),
    ] {
        let refused = world.no(operation, it.clone()).await;
        let message = format!("Cannot {what} the event source mapping because it is in use.");
        assert_eq!(refused, ("ResourceInUseException".to_owned(), message));
    }
    world.seconds(1).await;
    assert_eq!(world.mapping(&uuid).await["State"], "Enabled");
    let tags = world.ok("ListTags", json!({"Resource": mapping})).await;
    assert_eq!(tags["Tags"], json!({"a": "b"}));
    let more = json!({"Resource": mapping, "Tags": {"c": "d"}});
    world.ok("TagResource", more).await;
    let fewer = json!({"Resource": mapping, "TagKeys": ["a"]});
    world.ok("UntagResource", fewer).await;
    let tags = world.ok("ListTags", json!({"Resource": mapping})).await;
    assert_eq!(tags["Tags"], json!({"c": "d"}));
    let change = json!({
        "UUID": uuid, "Enabled": false, "BatchSize": 100, "MaximumBatchingWindowInSeconds": 5,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 2},
        "FilterCriteria": {"Filters": [{"Pattern": "{\"body\": {\"n\": [1]}}"}]},
    });
    let changed = world.ok("UpdateEventSourceMapping", change.clone()).await;
    assert_eq!(changed["State"], "Disabling");
    for name in [
        "BatchSize",
        "MaximumBatchingWindowInSeconds",
        "FunctionResponseTypes",
        "ScalingConfig",
        "FilterCriteria",
    ] {
        assert_eq!(changed[name], change[name]);
    }
    world.seconds(1).await;
    assert_eq!(world.mapping(&uuid).await["State"], "Disabled");
    let none = json!({"UUID": uuid, "FilterCriteria": {}, "ScalingConfig": {}, "Enabled": true});
    let changed = world.ok("UpdateEventSourceMapping", none).await;
    assert_eq!(changed["State"], "Enabling");
    assert_eq!(
        (&changed["FilterCriteria"], &changed["ScalingConfig"]),
        (&Json::Null, &Json::Null)
    );
    world.seconds(1).await;
    let gone = world.ok("DeleteEventSourceMapping", it.clone()).await;
    assert_eq!(gone["State"], "Deleting");
    world.seconds(1).await;
    let refused = world.no("GetEventSourceMapping", it).await;
    let message = "The resource you requested does not exist.".to_owned();
    assert_eq!(refused, ("ResourceNotFoundException".to_owned(), message));
    // And may come again.
    world.map("f", &queue, json!({})).await;
}

#[tokio::test]
async fn a_mapping_of_a_stream_shows_what_aws_takes_for_granted() {
    let world = idle().await;
    let stream = world.stream("s", 1).await;
    let input = json!({
        "FunctionName": "f", "EventSourceArn": stream, "StartingPosition": "TRIM_HORIZON"
    });
    let made = world.ok("CreateEventSourceMapping", input.clone()).await;
    let expected = json!({
        "UUID": made["UUID"], "BatchSize": 100, "MaximumBatchingWindowInSeconds": 0,
        "EventSourceArn": stream, "FunctionArn": crate::cloud::arn("function:f"),
        "State": "Creating", "StateTransitionReason": "User action",
        "FunctionResponseTypes": [], "EventSourceMappingArn": made["EventSourceMappingArn"],
        "LastModified": made["LastModified"], "StartingPosition": "TRIM_HORIZON",
        "MaximumRecordAgeInSeconds": -1, "MaximumRetryAttempts": -1,
        "BisectBatchOnFunctionError": false, "ParallelizationFactor": 1,
        "TumblingWindowInSeconds": 0, "DestinationConfig": {"OnFailure": {}},
        "LastProcessingResult": "No records processed",
    });
    assert_eq!(made, expected);
    let (code, message) = world.no("CreateEventSourceMapping", input).await;
    assert_eq!(code, "ResourceConflictException");
    assert!(
        message.starts_with(&format!(
            "The event source arn (\" {stream} \") and function (\" f \") provided mapping already \
             exists."
        )),
        "{message}"
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_the_words_of_aws() {
    let world = idle().await;
    let queue = world.queue("q", json!({})).await;
    let fifo = world.queue("q.fifo", json!({})).await;
    let brief = world
        .queue("brief", json!({"VisibilityTimeout": "5"}))
        .await;
    let stream = world.stream("s", 1).await;
    let no = async |source: &str, more: Json| {
        let input = json!({"FunctionName": "f", "EventSourceArn": source});
        let (code, message) = world
            .no("CreateEventSourceMapping", merged(input, more))
            .await;
        format!("{code}: {message}")
    };
    let is = |said: String, message: &str| {
        assert_eq!(said, format!("InvalidParameterValueException: {message}"));
    };
    is(
        no(&queue, json!({"BatchSize": 11})).await,
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater \
         than 10",
    );
    is(
        no(&queue, json!({"StartingPosition": "LATEST"})).await,
        "StartingPosition is not valid for SQS event sources.",
    );
    is(
        no(&queue, json!({"DestinationConfig": {}})).await,
        "Unsupported DestinationConfig parameter for given event source mapping type.",
    );
    is(
        no(&brief, json!({})).await,
        "Queue visibility timeout: 5 seconds is less than Function timeout: 20 seconds",
    );
    is(
        no(
            &queue,
            json!({"FilterCriteria": {"Filters": [{"Pattern": "{"}]}}),
        )
        .await,
        "Invalid filter pattern definition.",
    );
    let said = no(&fifo, json!({"MaximumBatchingWindowInSeconds": 1})).await;
    assert!(said.contains("FIFO"), "{said}");
    is(
        no(&stream, json!({})).await,
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy \
         constraint: Member must not be null.",
    );
    is(
        no(&stream, json!({"StartingPosition": "AT_TIMESTAMP"})).await,
        "Need to specify a timestamp",
    );
    let data = json!({"StartingPosition": "LATEST",
        "FilterCriteria": {"Filters": [{"Pattern": "{\"data\": [\"text\"]}"}]}});
    is(
        no(&stream, data).await,
        "Invalid filter pattern definition.",
    );
    let latest = json!({"StartingPosition": "LATEST"});
    let none = arn("kinesis", "stream/none");
    is(
        no(&none, latest.clone()).await,
        &format!("Stream not found: {none}"),
    );
    let said = no(&arn("sqs", "none"), json!({})).await;
    assert!(
        said.contains(
            "Error occurred while ReceiveMessage. SQS Error Code: \
             AWS.SimpleQueueService.NonExistentQueue."
        ),
        "{said}"
    );
    is(
        no(&arn("s3", "bucket"), json!({})).await,
        "Unrecognized event source.",
    );
    is(
        no(
            &queue,
            json!({"MetricsConfig": {"Metrics": ["KafkaMetrics"]}}),
        )
        .await,
        "Unsupported MetricsConfig parameter for given event source mapping type.",
    );
    let there_is_none = json!({"FunctionName": "none", "EventSourceArn": queue});
    let (code, _) = world.no("CreateEventSourceMapping", there_is_none).await;
    assert_eq!(code, "ResourceNotFoundException");
    // What there is on AWS, and not here.
    for (source, what) in [
        (arn("kafka", "cluster/c/1"), "Amazon MSK"),
        (arn("mq", "broker:b:1"), "Amazon MQ"),
        (arn("rds", "cluster:c"), "Amazon DocumentDB"),
    ] {
        let said = no(&source, latest.clone()).await;
        assert!(
            said.starts_with("NotImplemented") && said.contains(what),
            "{said}"
        );
    }
    for (more, what) in [
        (json!({"KMSKeyArn": arn("kms", "key/k")}), "KMSKeyArn"),
        (
            json!({"ProvisionedPollerConfig": {"MinimumPollers": 2}}),
            "ProvisionedPollerConfig",
        ),
        (json!({"Topics": ["topic"]}), "Topics"),
    ] {
        let said = no(&queue, more).await;
        assert!(
            said.starts_with("NotImplemented") && said.contains(what),
            "{said}"
        );
    }
}

#[tokio::test]
async fn the_functions_role_must_be_able_to_read() {
    let world = idle().await;
    let queue = world.queue("q", json!({})).await;
    let stream = world.stream("s", 1).await;
    let allow = async |actions: Json| {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": actions, "Resource": "*"}});
        let put = json!({
            "RoleName": "function", "PolicyName": "p", "PolicyDocument": policy.to_string()
        });
        world.of("iam", "PutRolePolicy", put).await;
    };
    let input = json!({"FunctionName": "f", "EventSourceArn": queue});
    for (actions, missing) in [
        (json!(["logs:*"]), "ReceiveMessage"),
        (json!(["sqs:ReceiveMessage"]), "DeleteMessage"),
        (
            json!(["sqs:ReceiveMessage", "sqs:DeleteMessage"]),
            "GetQueueAttributes",
        ),
    ] {
        allow(actions).await;
        let refused = world.no("CreateEventSourceMapping", input.clone()).await;
        let message = format!(
            "The provided execution role does not have permissions to call {missing} on SQS"
        );
        assert_eq!(
            refused,
            ("InvalidParameterValueException".to_owned(), message)
        );
    }
    let input = json!({
        "FunctionName": "f", "EventSourceArn": stream, "StartingPosition": "LATEST"
    });
    for actions in [
        json!(["logs:*"]),
        json!(["kinesis:DescribeStream", "kinesis:ListShards"]),
    ] {
        allow(actions).await;
        let (_, message) = world.no("CreateEventSourceMapping", input.clone()).await;
        assert_eq!(
            message,
            format!(
                "Cannot access stream {stream}. Please ensure the role can perform the GetRecords, \
                 GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your \
                 stream in IAM."
            )
        );
    }
    allow(json!(["kinesis:*"])).await;
    world.ok("CreateEventSourceMapping", input).await;
}

#[tokio::test]
async fn lists_are_of_a_function_or_of_a_source() {
    let world = running().await;
    for name in ["f", "g"] {
        world.python(name, SHOW, json!({})).await;
    }
    let (a, b) = (
        world.queue("a", json!({})).await,
        world.queue("b", json!({})).await,
    );
    for (function, queue) in [("f", &a), ("f", &b), ("g", &a)] {
        world.map(function, queue, json!({"Enabled": false})).await;
    }
    let count = async |input: Json| {
        let listed = world.ok("ListEventSourceMappings", input).await;
        listed["EventSourceMappings"].as_array().unwrap().len()
    };
    assert_eq!(count(json!({})).await, 3);
    assert_eq!(count(json!({"FunctionName": "f"})).await, 2);
    assert_eq!(count(json!({"EventSourceArn": a})).await, 2);
    let both = json!({"FunctionName": crate::cloud::arn("function:g"), "EventSourceArn": a});
    assert_eq!(count(both).await, 1);
    assert_eq!(
        count(json!({"FunctionName": "g", "EventSourceArn": b})).await,
        0
    );
    let first = json!({"MaxItems": 2});
    let first = world.ok("ListEventSourceMappings", first).await;
    let rest = json!({"Marker": first["NextMarker"]});
    assert_eq!(count(rest).await, 1);
}
