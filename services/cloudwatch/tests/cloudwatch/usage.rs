//! What further services measure of themselves.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_testkit::functions::{self, python};
use haneul_testkit::metrics::measured;
use haneul_testkit::{TestCloud, World, text};
use serde_json::{Value as Json, json};
use std::sync::Arc;

struct Usage {
    world: World,
    _running: functions::Running,
}

async fn usage() -> Usage {
    let (settings, running) = functions::running().await;
    let cloud = TestCloud::with(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_events::Events),
            Arc::new(haneul_firehose::Firehose),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kinesis::Kinesis),
            Arc::new(haneul_lambda::Lambda),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_scheduler::Scheduler),
            Arc::new(haneul_sns::Sns),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
        settings,
    )
    .await;
    let usage = Usage {
        world: World::new(cloud, "cloudwatch"),
        _running: running,
    };
    let trusted =
        ["firehose", "logs", "scheduler"].map(|service| format!("{service}.amazonaws.com"));
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}});
    let made = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust.to_string()});
    usage.of("iam", "CreateRole", made).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "*", "Resource": "*"}});
    let put = json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    usage.of("iam", "PutRolePolicy", put).await;
    usage
}

const ROLE: &str = "arn:aws:iam::111122223333:role/r";

impl Usage {
    async fn of(&self, service: &str, operation: &str, input: Json) -> Json {
        self.world.client.must(service, operation, input).await
    }

    /// The stream `s`, which is ready in two seconds.
    async fn stream(&self, shards: usize) {
        let made = json!({"StreamName": "s", "ShardCount": shards});
        self.of("kinesis", "CreateStream", made).await;
    }

    /// Reads its first shard from the beginning.
    async fn read_shard(&self) {
        let from = json!({
            "StreamName": "s", "ShardId": "shardId-000000000000",
            "ShardIteratorType": "TRIM_HORIZON",
        });
        let iterator = self.of("kinesis", "GetShardIterator", from).await;
        let get = json!({"ShardIterator": iterator["ShardIterator"]});
        self.of("kinesis", "GetRecords", get).await;
    }

    /// Sum and number of samples of a metric over the last hour and this minute.
    async fn seen(&self, namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> (f64, f64) {
        let seen = measured(&self.world.cloud, 1, namespace, name, dimensions).await;
        (seen.sum, seen.samples)
    }

    async fn sum(&self, namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> f64 {
        self.seen(namespace, name, dimensions).await.0
    }
}

#[tokio::test]
async fn cwt_4_and_lam_3_functions() {
    let usage = usage().await;
    let root = &usage.world.client;
    functions::role(root, &["logs:*"]).await;
    let code = "def handler(event, context):\n    \
                if event.get('bad'):\n        raise ValueError('no')\n    return 'yes'\n";
    python(&usage.world.cloud, root, "f", code).await;
    let invoke = |event: Json, kind: &str| {
        json!({
            "FunctionName": "f", "InvocationType": kind,
            "Payload": BASE64_STANDARD.encode(event.to_string())
        })
    };
    for event in [json!({}), json!({}), json!({"bad": true})] {
        usage
            .of("lambda", "Invoke", invoke(event, "RequestResponse"))
            .await;
    }
    let config = json!({"FunctionName": "f", "MaximumRetryAttempts": 0});
    usage
        .of("lambda", "PutFunctionEventInvokeConfig", config)
        .await;
    usage
        .of("lambda", "Invoke", invoke(json!({"bad": true}), "Event"))
        .await;
    let none = json!({"FunctionName": "f", "ReservedConcurrentExecutions": 0});
    usage.world.seconds(5).await;
    usage.of("lambda", "PutFunctionConcurrency", none).await;
    let throttled = root
        .call("lambda", "Invoke", invoke(json!({}), "RequestResponse"))
        .await;
    assert_eq!(throttled.unwrap_err().code, "TooManyRequestsException");
    usage.world.seconds(120).await;
    let aws = "AWS/Lambda";
    for dimensions in [&[("FunctionName", "f")][..], &[]] {
        assert_eq!(usage.sum(aws, "Invocations", dimensions).await, 4.0);
        assert_eq!(usage.seen(aws, "Errors", dimensions).await, (2.0, 4.0));
        assert_eq!(usage.sum(aws, "Throttles", dimensions).await, 1.0);
        assert_eq!(usage.sum(aws, "AsyncEventsReceived", dimensions).await, 1.0);
        assert_eq!(usage.sum(aws, "AsyncEventsDropped", dimensions).await, 1.0);
        let (took, times) = usage.seen(aws, "Duration", dimensions).await;
        assert!(took > 0.0 && times == 4.0, "{took} {times}");
        let (_, times) = usage.seen(aws, "ConcurrentExecutions", dimensions).await;
        assert_eq!(times, 4.0);
        assert_eq!(usage.seen(aws, "AsyncEventAge", dimensions).await.1, 1.0);
    }
    let resource = [("FunctionName", "f"), ("Resource", "f")];
    assert_eq!(usage.sum(aws, "Invocations", &resource).await, 4.0);
    // Logs that functions write are measured, too.
    let group = [("LogGroupName", "/aws/lambda/f")];
    assert!(usage.sum("AWS/Logs", "IncomingLogEvents", &group).await > 0.0);
    assert!(usage.sum("AWS/Logs", "IncomingBytes", &[]).await > 0.0);
}

#[tokio::test]
async fn cwt_4_streams_and_delivery_streams() {
    let usage = usage().await;
    usage.stream(1).await;
    usage
        .of("s3", "CreateBucket", json!({"Bucket": "lake"}))
        .await;
    let to = json!({
        "RoleARN": ROLE, "BucketARN": "arn:aws:s3:::lake",
        "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1}
    });
    let made = json!({"DeliveryStreamName": "hose", "ExtendedS3DestinationConfiguration": to});
    usage.of("firehose", "CreateDeliveryStream", made).await;
    usage.world.seconds(2).await;
    let data = BASE64_STANDARD.encode("12345");
    let put = json!({"StreamName": "s", "PartitionKey": "k", "Data": data});
    usage.of("kinesis", "PutRecord", put).await;
    let record = json!({"PartitionKey": "k", "Data": data});
    let put = json!({"StreamName": "s", "Records": [record, record]});
    usage.of("kinesis", "PutRecords", put).await;
    usage.read_shard().await;
    let put = json!({"DeliveryStreamName": "hose", "Record": {"Data": data}});
    usage.of("firehose", "PutRecord", put).await;
    let put = json!({"DeliveryStreamName": "hose", "Records": [{"Data": data}, {"Data": data}]});
    usage.of("firehose", "PutRecordBatch", put).await;
    usage.world.seconds(180).await;
    let stream = [("StreamName", "s")];
    for (name, value) in [
        ("IncomingRecords", 3.0),
        // With the partition keys.
        ("IncomingBytes", 18.0),
        ("PutRecord.Success", 1.0),
        ("PutRecords.TotalRecords", 2.0),
        ("PutRecords.SuccessfulRecords", 2.0),
        ("PutRecords.ThrottledRecords", 0.0),
        ("GetRecords.Records", 3.0),
        ("GetRecords.IteratorAgeMilliseconds", 0.0),
        ("WriteProvisionedThroughputExceeded", 0.0),
    ] {
        let (sum, samples) = usage.seen("AWS/Kinesis", name, &stream).await;
        assert!(sum == value && samples > 0.0, "{name} {sum} {samples}");
    }
    let hose = [("DeliveryStreamName", "hose")];
    for (name, value) in [
        ("IncomingRecords", 3.0),
        ("IncomingBytes", 15.0),
        ("PutRecordBatch.Records", 2.0),
        ("DeliveryToS3.Success", 1.0),
        ("DeliveryToS3.Records", 3.0),
        ("DeliveryToS3.Bytes", 15.0),
        ("DeliveryToS3.DataFreshness", 60.0),
    ] {
        let (sum, samples) = usage.seen("AWS/Firehose", name, &hose).await;
        assert!(sum == value && samples > 0.0, "{name} {sum} {samples}");
    }
}

#[tokio::test]
async fn cwt_4_requests_to_buckets() {
    let usage = usage().await;
    usage
        .of("s3", "CreateBucket", json!({"Bucket": "asked"}))
        .await;
    for (id, filter) in [("all", Json::Null), ("logs", json!({"Prefix": "logs/"}))] {
        let mut configuration = json!({"Id": id});
        if !filter.is_null() {
            configuration["Filter"] = filter;
        }
        let put = json!({"Bucket": "asked", "Id": id, "MetricsConfiguration": configuration});
        usage.of("s3", "PutBucketMetricsConfiguration", put).await;
    }
    let root = &usage.world.client;
    for key in ["logs/a", "b"] {
        let put = json!({"Bucket": "asked", "Key": key});
        let sent = root
            .send("s3", "PutObject", put, Some("12345".into()))
            .await;
        sent.unwrap();
    }
    let get = |key: &str| json!({"Bucket": "asked", "Key": key});
    root.send("s3", "GetObject", get("logs/a"), None)
        .await
        .unwrap();
    let missing = root.send("s3", "GetObject", get("logs/none"), None).await;
    assert_eq!(missing.unwrap_err().code, "NoSuchKey");
    usage
        .of("s3", "ListObjectsV2", json!({"Bucket": "asked"}))
        .await;
    usage.world.seconds(120).await;
    for (id, name, value) in [
        ("all", "PutRequests", 2.0),
        ("all", "GetRequests", 2.0),
        ("all", "ListRequests", 1.0),
        ("all", "BytesDownloaded", 5.0),
        ("all", "4xxErrors", 1.0),
        ("logs", "PutRequests", 1.0),
        ("logs", "GetRequests", 2.0),
        ("logs", "ListRequests", 0.0),
        ("logs", "AllRequests", 3.0),
    ] {
        let dimensions = [("BucketName", "asked"), ("FilterId", id)];
        let sum = usage.sum("AWS/S3", name, &dimensions).await;
        assert_eq!(sum, value, "{id} {name}");
    }
}

#[tokio::test]
async fn cwt_4_rules_schedules_and_filters_of_topics() {
    let usage = usage().await;
    for name in ["open", "shut"] {
        usage
            .of("sqs", "CreateQueue", json!({"QueueName": name}))
            .await;
    }
    let arn = |name: &str| format!("arn:aws:sqs:us-east-1:111122223333:{name}");
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}});
    let open = json!({
        "QueueUrl": "http://localhost:4566/111122223333/open",
        "Attributes": {"Policy": policy.to_string()}
    });
    usage.of("sqs", "SetQueueAttributes", open).await;
    let rule = json!({"Name": "r", "EventPattern": json!({"source": ["shop"]}).to_string()});
    usage.of("events", "PutRule", rule).await;
    let targets = json!({"Rule": "r", "Targets": [
        {"Id": "open", "Arn": arn("open")}, {"Id": "shut", "Arn": arn("shut")},
        {"Id": "letter", "Arn": arn("shut"), "DeadLetterConfig": {"Arn": arn("open")}},
    ]});
    usage.of("events", "PutTargets", targets).await;
    let entry = |source: &str| json!({"Source": source, "DetailType": "Order", "Detail": "{}"});
    let put = json!({"Entries": [entry("shop"), entry("other")]});
    usage.of("events", "PutEvents", put).await;
    for (name, to) in [("good", "open"), ("bad", "none")] {
        let schedule = json!({
            "Name": name, "ScheduleExpression": "rate(1 hour)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": arn(to), "RoleArn": ROLE, "RetryPolicy": {"MaximumRetryAttempts": 0}}
        });
        usage.of("scheduler", "CreateSchedule", schedule).await;
    }
    let topic = usage.of("sns", "CreateTopic", json!({"Name": "t"})).await;
    let topic = text(&topic["TopicArn"]);
    for (queue, wanted) in [("open", "a"), ("shut", "b")] {
        let filter = json!({"kind": [wanted]}).to_string();
        let subscribe = json!({
            "TopicArn": topic, "Protocol": "sqs", "Endpoint": arn(queue),
            "Attributes": {"FilterPolicy": filter}
        });
        usage.of("sns", "Subscribe", subscribe).await;
    }
    for kind in ["a", "b", "c"] {
        let kind = json!({"DataType": "String", "StringValue": kind});
        let publish = json!({
            "TopicArn": topic, "Message": "m", "MessageAttributes": {"kind": kind}
        });
        usage.of("sns", "Publish", publish).await;
    }
    usage.world.seconds(180).await;
    let (aws, rule) = ("AWS/Events", [("RuleName", "r")]);
    for (name, value) in [
        ("MatchedEvents", 1.0),
        ("TriggeredRules", 1.0),
        ("Invocations", 3.0),
        ("FailedInvocations", 2.0),
        ("InvocationsSentToDlq", 1.0),
    ] {
        assert_eq!(usage.sum(aws, name, &rule).await, value, "{name}");
        assert_eq!(usage.sum(aws, name, &[]).await, value, "{name}");
    }
    let group = [("ScheduleGroup", "default")];
    let aws = "AWS/Scheduler";
    assert_eq!(usage.sum(aws, "InvocationAttemptCount", &group).await, 2.0);
    assert_eq!(usage.sum(aws, "InvocationDroppedCount", &group).await, 1.0);
    let topic = [("TopicName", "t")];
    let aws = "AWS/SNS";
    let out = "NumberOfNotificationsFilteredOut";
    assert_eq!(usage.sum(aws, out, &topic).await, 4.0);
    // The queue `shut` lets nobody in.
    let failed = "NumberOfNotificationsFailed";
    assert_eq!(usage.sum(aws, failed, &topic).await, 1.0);
}

#[tokio::test]
async fn cwt_4_single_shards_that_are_watched() {
    let usage = usage().await;
    usage.stream(2).await;
    usage.world.seconds(2).await;
    let metrics = ["IncomingBytes", "IncomingRecords", "OutgoingRecords"];
    let watch = json!({"StreamName": "s", "ShardLevelMetrics": metrics});
    usage.of("kinesis", "EnableEnhancedMonitoring", watch).await;
    usage.world.seconds(2).await;
    let data = BASE64_STANDARD.encode("12345");
    let record = |hash: &str| json!({"PartitionKey": "k", "Data": data, "ExplicitHashKey": hash});
    let last = u128::MAX.to_string();
    let put = json!({"StreamName": "s", "Records": [record("0"), record("1"), record(&last)]});
    usage.of("kinesis", "PutRecords", put).await;
    usage.read_shard().await;
    usage.world.seconds(120).await;
    for (shard, name, sum) in [
        ("shardId-000000000000", "IncomingRecords", 2.0),
        ("shardId-000000000001", "IncomingRecords", 1.0),
        ("shardId-000000000000", "IncomingBytes", 12.0),
        ("shardId-000000000000", "OutgoingRecords", 2.0),
    ] {
        let of = [("StreamName", "s"), ("ShardId", shard)];
        assert_eq!(usage.sum("AWS/Kinesis", name, &of).await, sum, "{name}");
    }
    // Nobody asked for these.
    for name in ["OutgoingBytes", "IteratorAgeMilliseconds"] {
        let of = [("StreamName", "s"), ("ShardId", "shardId-000000000000")];
        assert_eq!(usage.seen("AWS/Kinesis", name, &of).await.1, 0.0, "{name}");
    }
}

#[tokio::test]
async fn cwt_4_tries_of_schedules_and_their_letters() {
    let usage = usage().await;
    usage
        .of("sqs", "CreateQueue", json!({"QueueName": "letters"}))
        .await;
    let arn = |name: &str| format!("arn:aws:sqs:us-east-1:111122223333:{name}");
    for (name, letters) in [("heard", "letters"), ("unheard", "none")] {
        let schedule = json!({
            "Name": name, "ScheduleExpression": "rate(1 hour)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {
                "Arn": arn("gone"), "RoleArn": ROLE,
                "RetryPolicy": {"MaximumRetryAttempts": 0},
                "DeadLetterConfig": {"Arn": arn(letters)},
            }
        });
        usage.of("scheduler", "CreateSchedule", schedule).await;
    }
    usage.world.seconds(600).await;
    let group = [("ScheduleGroup", "default")];
    for (name, sum) in [
        ("InvocationAttemptCount", 2.0),
        ("TargetErrorCount", 2.0),
        ("TargetErrorThrottledCount", 0.0),
        ("InvocationDroppedCount", 2.0),
        ("InvocationsSentToDeadLetterCount", 1.0),
        ("InvocationsFailedToBeSentToDeadLetterCount", 1.0),
    ] {
        for of in [&group[..], &[]] {
            assert_eq!(usage.sum("AWS/Scheduler", name, of).await, sum, "{name}");
        }
    }
}

#[tokio::test]
async fn cwt_4_events_that_a_subscription_does_not_bring() {
    let usage = usage().await;
    usage.stream(1).await;
    let group = json!({"logGroupName": "g"});
    usage.of("logs", "CreateLogGroup", group).await;
    let stream = json!({"logGroupName": "g", "logStreamName": "x"});
    usage.of("logs", "CreateLogStream", stream).await;
    usage.world.seconds(2).await;
    let subscribe = json!({
        "logGroupName": "g", "filterName": "all", "filterPattern": "", "roleArn": ROLE,
        "destinationArn": "arn:aws:kinesis:us-east-1:111122223333:stream/s",
    });
    usage.of("logs", "PutSubscriptionFilter", subscribe).await;
    let put = async |text: &str| {
        let at = usage.world.cloud.cloud.clock.now().as_millisecond();
        let event = json!({"timestamp": at, "message": text});
        let put = json!({"logGroupName": "g", "logStreamName": "x", "logEvents": [event, event]});
        usage.of("logs", "PutLogEvents", put).await;
    };
    put("heard").await;
    usage.world.seconds(60).await;
    let of = [
        ("LogGroupName", "g"),
        ("DestinationType", "Kinesis Stream"),
        ("FilterName", "all"),
    ];
    let aws = "AWS/Logs";
    assert_eq!(usage.sum(aws, "ForwardedLogEvents", &of).await, 2.0);
    let gone = json!({"StreamName": "s", "EnforceConsumerDeletion": true});
    usage.of("kinesis", "DeleteStream", gone).await;
    usage.world.seconds(5).await;
    put("unheard").await;
    // It is tried for a day.
    usage.world.seconds(23 * 3_600).await;
    assert_eq!(usage.seen(aws, "DeliveryErrors", &of).await.1, 0.0);
    usage.world.seconds(3_600).await;
    assert_eq!(usage.sum(aws, "DeliveryErrors", &of).await, 2.0);
}
