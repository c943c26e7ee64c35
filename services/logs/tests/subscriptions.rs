//! Subscription filters bring what fits to streams, delivery streams and destinations; metric
//! filters and resource policies.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use common::text;
use flate2::read::GzDecoder;
use haneul_testkit::{ACCOUNT, TestCloud, World};
use serde_json::{Value as Json, json};
use std::io::Read;
use std::sync::Arc;

/// A group, a stream of Kinesis and a role that may put into it.
async fn world(trusted: &str) -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_firehose::Firehose),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kinesis::Kinesis),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let world = World::new(cloud, "logs");
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"
    }});
    let role = json!({"RoleName": "sender", "AssumeRolePolicyDocument": trust.to_string()});
    world.client.must("iam", "CreateRole", role).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["kinesis:PutRecord", "firehose:*", "s3:*"], "Resource": "*"
    }});
    let policy = json!({
        "RoleName": "sender", "PolicyName": "p", "PolicyDocument": policy.to_string()
    });
    world.client.must("iam", "PutRolePolicy", policy).await;
    let stream = json!({"StreamName": "taker", "ShardCount": 1});
    world.client.must("kinesis", "CreateStream", stream).await;
    world.seconds(2).await;
    world
        .ok("CreateLogGroup", json!({"logGroupName": "g"}))
        .await;
    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    world.ok("CreateLogStream", stream).await;
    world
}

fn stream_arn() -> String {
    format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/taker")
}

fn role_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/sender")
}

fn subscription(name: &str, pattern: &str) -> Json {
    json!({
        "logGroupName": "g", "filterName": name, "filterPattern": pattern,
        "destinationArn": stream_arn(), "roleArn": role_arn()
    })
}

async fn put(world: &World, messages: &[&str]) {
    let now = world.cloud.cloud.clock.now().as_millisecond();
    let events: Vec<Json> = messages
        .iter()
        .map(|message| json!({"timestamp": now, "message": message}))
        .collect();
    let input = json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events});
    world.ok("PutLogEvents", input).await;
}

fn open(data: &Json) -> Json {
    let bytes = BASE64_STANDARD.decode(text(data)).unwrap();
    let mut json = String::new();
    GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut json)
        .unwrap();
    serde_json::from_str(&json).unwrap()
}

/// What has come into the stream of Kinesis.
async fn taken(world: &World) -> Vec<Json> {
    let wish = json!({
        "StreamName": "taker", "ShardId": "shardId-000000000000",
        "ShardIteratorType": "TRIM_HORIZON"
    });
    let iterator = world.client.must("kinesis", "GetShardIterator", wish).await;
    let wish = json!({"ShardIterator": iterator["ShardIterator"]});
    let got = world.client.must("kinesis", "GetRecords", wish).await;
    let records = got["Records"].as_array().unwrap();
    records.iter().map(|record| open(&record["Data"])).collect()
}

#[tokio::test]
async fn cwl_1_what_fits_the_pattern_comes_into_the_stream() {
    let world = world("logs.amazonaws.com").await;
    world
        .ok("PutSubscriptionFilter", subscription("errors", "ERROR"))
        .await;
    put(&world, &["ERROR one", "fine", "ERROR two"]).await;
    put(&world, &["fine"]).await;
    world.seconds(1).await;
    let taken = taken(&world).await;
    assert_eq!(taken.len(), 2, "{taken:?}");
    assert_eq!(taken[0]["messageType"], "CONTROL_MESSAGE");
    let data = &taken[1];
    assert_eq!(data["messageType"], "DATA_MESSAGE");
    assert_eq!(data["owner"], ACCOUNT);
    assert_eq!(data["logGroup"], "g");
    assert_eq!(data["logStream"], "s");
    assert_eq!(data["subscriptionFilters"], json!(["errors"]));
    let events = data["logEvents"].as_array().unwrap();
    let messages: Vec<String> = events.iter().map(|e| text(&e["message"])).collect();
    assert_eq!(messages, ["ERROR one", "ERROR two"]);
    // The ids are those that a search gives.
    let found = world
        .ok(
            "FilterLogEvents",
            json!({"logGroupName": "g", "filterPattern": "ERROR"}),
        )
        .await;
    assert_eq!(found["events"][0]["eventId"], events[0]["id"]);
}

#[tokio::test]
async fn a_role_that_trusts_the_service_of_the_region_will_do() {
    let world = world("logs.us-east-1.amazonaws.com").await;
    world
        .ok("PutSubscriptionFilter", subscription("all", ""))
        .await;
    put(&world, &["one"]).await;
    world.seconds(1).await;
    let last = taken(&world).await.pop().unwrap();
    assert_eq!(last["logEvents"][0]["message"], "one");
}

#[tokio::test]
async fn nothing_is_lost_while_the_stream_cannot_be_reached() {
    let world = world("logs.amazonaws.com").await;
    world
        .ok("PutSubscriptionFilter", subscription("all", ""))
        .await;
    let gone = json!({"RoleName": "sender", "PolicyName": "p"});
    world.client.must("iam", "DeleteRolePolicy", gone).await;
    for n in 0..5 {
        put(&world, &[&format!("{n}")]).await;
        world.seconds(60).await;
    }
    assert_eq!(taken(&world).await.len(), 1);
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": stream_arn()
    }});
    let policy = json!({
        "RoleName": "sender", "PolicyName": "p", "PolicyDocument": policy.to_string()
    });
    world.client.must("iam", "PutRolePolicy", policy).await;
    world.seconds(3_600).await;
    let taken = taken(&world).await;
    let messages: Vec<String> = taken[1..]
        .iter()
        .map(|data| text(&data["logEvents"][0]["message"]))
        .collect();
    // By stream: in their order.
    assert_eq!(messages, ["0", "1", "2", "3", "4"]);
}

#[tokio::test]
async fn what_cannot_be_reached_is_no_destination() {
    let world = world("ec2.amazonaws.com").await;
    let refusal = world
        .refusal("PutSubscriptionFilter", subscription("x", ""))
        .await;
    assert_eq!(
        refusal,
        "InvalidParameterException: Could not deliver test message to specified Kinesis stream. \
         Check if the given kinesis stream is in ACTIVE state."
    );
    let shown = world
        .ok("DescribeSubscriptionFilters", json!({"logGroupName": "g"}))
        .await;
    assert_eq!(shown["subscriptionFilters"], json!([]));
    let mut without = subscription("x", "");
    without.as_object_mut().unwrap().remove("roleArn");
    assert_eq!(
        world.refusal("PutSubscriptionFilter", without).await,
        "InvalidParameterException: destinationArn for vendor kinesis cannot be used without \
         roleArn"
    );
}

#[tokio::test]
async fn a_group_has_two_subscriptions_at_most() {
    let world = world("logs.amazonaws.com").await;
    for name in ["a", "b"] {
        world
            .ok("PutSubscriptionFilter", subscription(name, ""))
            .await;
    }
    let refusal = world
        .refusal("PutSubscriptionFilter", subscription("c", ""))
        .await;
    assert_eq!(refusal, "LimitExceededException: Resource limit exceeded.");
    world
        .ok("PutSubscriptionFilter", subscription("a", "x"))
        .await;
    let named = json!({"logGroupName": "g", "filterName": "a"});
    world.ok("DeleteSubscriptionFilter", named.clone()).await;
    let refusal = world.refusal("DeleteSubscriptionFilter", named).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    let shown = world
        .ok("DescribeSubscriptionFilters", json!({"logGroupName": "g"}))
        .await;
    assert_eq!(shown["subscriptionFilters"].as_array().unwrap().len(), 1);
    assert_eq!(
        shown["subscriptionFilters"][0]["distribution"],
        "ByLogStream"
    );
}

#[tokio::test]
async fn a_delivery_stream_takes_them_to_a_bucket() {
    let world = world("logs.amazonaws.com").await;
    world
        .client
        .must("s3", "CreateBucket", json!({"Bucket": "lake"}))
        .await;
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": ["logs.amazonaws.com", "firehose.amazonaws.com"]},
        "Action": "sts:AssumeRole"
    }});
    let trust = json!({"RoleName": "sender", "PolicyDocument": trust.to_string()});
    world
        .client
        .must("iam", "UpdateAssumeRolePolicy", trust)
        .await;
    let hose = json!({
        "DeliveryStreamName": "hose",
        "ExtendedS3DestinationConfiguration": {
            "RoleARN": role_arn(), "BucketARN": "arn:aws:s3:::lake",
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1}
        }
    });
    world
        .client
        .must("firehose", "CreateDeliveryStream", hose)
        .await;
    world.seconds(2).await;
    let mut input = subscription("all", "");
    input["destinationArn"] = json!(format!(
        "arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/hose"
    ));
    world.ok("PutSubscriptionFilter", input).await;
    put(&world, &["one"]).await;
    world.seconds(120).await;
    let listed = world
        .client
        .must("s3", "ListObjectsV2", json!({"Bucket": "lake"}))
        .await;
    let wish = json!({"Bucket": "lake", "Key": listed["Contents"][0]["Key"]});
    let got = world
        .client
        .send("s3", "GetObject", wish, None)
        .await
        .unwrap();
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(&got.body[..])
        .read_to_string(&mut text)
        .unwrap();
    assert!(
        text.contains("CONTROL_MESSAGE") && text.contains("\"message\":\"one\""),
        "{text}"
    );
}

#[tokio::test]
async fn a_destination_lets_in_whom_its_policy_names() {
    let world = world("logs.amazonaws.com").await;
    let made = json!({
        "destinationName": "d", "targetArn": stream_arn(), "roleArn": role_arn()
    });
    let made = world.ok("PutDestination", made).await;
    let arn = made["destination"]["arn"].clone();
    assert_eq!(
        arn,
        json!(format!("arn:aws:logs:us-east-1:{ACCOUNT}:destination:d"))
    );
    let other = world.cloud.root_of("444455556666");
    other
        .must("logs", "CreateLogGroup", json!({"logGroupName": "theirs"}))
        .await;
    let stream = json!({"logGroupName": "theirs", "logStreamName": "s"});
    other.must("logs", "CreateLogStream", stream).await;
    let input = json!({
        "logGroupName": "theirs", "filterName": "f", "filterPattern": "", "destinationArn": arn
    });
    let refused = other
        .call("logs", "PutSubscriptionFilter", input.clone())
        .await;
    assert!(refused.unwrap_err().to_string().starts_with("AccessDenied"));
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": "444455556666"},
        "Action": "logs:PutSubscriptionFilter", "Resource": arn
    }});
    let policy = json!({"destinationName": "d", "accessPolicy": policy.to_string()});
    world.ok("PutDestinationPolicy", policy).await;
    other.must("logs", "PutSubscriptionFilter", input).await;
    let now = world.cloud.cloud.clock.now().as_millisecond();
    let event = json!([{"timestamp": now, "message": "from afar"}]);
    let events = json!({"logGroupName": "theirs", "logStreamName": "s", "logEvents": event});
    other.must("logs", "PutLogEvents", events).await;
    world.seconds(1).await;
    let last = taken(&world).await.pop().unwrap();
    assert_eq!(last["owner"], "444455556666");
    assert_eq!(last["logEvents"][0]["message"], "from afar");
    let shown = world
        .ok(
            "DescribeDestinations",
            json!({"DestinationNamePrefix": "d"}),
        )
        .await;
    assert!(shown["destinations"][0]["accessPolicy"].is_string());
    world
        .ok("DeleteDestination", json!({"destinationName": "d"}))
        .await;
}

#[tokio::test]
async fn metric_filters_are_kept_shown_and_tried() {
    let world = world("logs.amazonaws.com").await;
    let filter = |name: &str, metric: &str| {
        json!({
            "logGroupName": "g", "filterName": name, "filterPattern": "ERROR",
            "metricTransformations": [{
                "metricName": metric, "metricNamespace": "App", "metricValue": "1",
                "defaultValue": 0.0
            }]
        })
    };
    for (name, metric) in [("a", "errors"), ("b", "errors"), ("c", "other")] {
        world.ok("PutMetricFilter", filter(name, metric)).await;
    }
    let shown = world
        .ok("DescribeMetricFilters", json!({"logGroupName": "g"}))
        .await;
    assert_eq!(shown["metricFilters"].as_array().unwrap().len(), 3);
    assert_eq!(
        shown["metricFilters"][0]["metricTransformations"][0]["defaultValue"],
        0.0
    );
    let by_metric = json!({"metricName": "errors", "metricNamespace": "App", "limit": 1});
    let first = world.ok("DescribeMetricFilters", by_metric.clone()).await;
    let mut next = by_metric;
    next["nextToken"] = first["nextToken"].clone();
    let second = world.ok("DescribeMetricFilters", next).await;
    assert_eq!(first["metricFilters"][0]["filterName"], "a");
    assert_eq!(second["metricFilters"][0]["filterName"], "b");
    assert!(second["nextToken"].is_null());
    let groups = world.ok("DescribeLogGroups", json!({})).await;
    assert_eq!(groups["logGroups"][0]["metricFilterCount"], 3);
    let named = json!({"logGroupName": "g", "filterName": "a"});
    world.ok("DeleteMetricFilter", named.clone()).await;
    let refusal = world.refusal("DeleteMetricFilter", named).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    let tried = json!({
        "filterPattern": "[ip, ..., status=4*, bytes]",
        "logEventMessages": ["1.2.3.4 x y 404 12", "1.2.3.4 200 7"]
    });
    let tried = world.ok("TestMetricFilter", tried).await;
    assert_eq!(
        tried["matches"],
        json!([{
            "eventNumber": 1, "eventMessage": "1.2.3.4 x y 404 12",
            "extractedValues": {
                "$ip": "1.2.3.4", "$2": "x", "$3": "y", "$status": "404", "$bytes": "12"
            }
        }])
    );
}

#[tokio::test]
async fn a_resource_policy_lets_a_service_write() {
    let world = world("logs.amazonaws.com").await;
    let caller = haneul_pipeline::Caller::service(
        "aws",
        "events.amazonaws.com",
        haneul_pipeline::Source {
            arn: format!("arn:aws:events:us-east-1:{ACCOUNT}:rule/r"),
            account: ACCOUNT.to_owned(),
        },
    );
    let service = world.cloud.as_caller(caller);
    let stream = json!({"logGroupName": "g", "logStreamName": "theirs"});
    assert!(
        service
            .call("logs", "CreateLogStream", stream.clone())
            .await
            .is_err()
    );
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:g:*")
    }});
    for name in ["one", "two"] {
        let policy = json!({"policyName": name, "policyDocument": policy.to_string()});
        world.ok("PutResourcePolicy", policy).await;
    }
    let shown = world
        .ok("DescribeResourcePolicies", json!({"limit": 1}))
        .await;
    assert_eq!(shown["resourcePolicies"][0]["policyName"], "one");
    assert!(shown["nextToken"].is_string());
    world
        .ok("DeleteResourcePolicy", json!({"policyName": "one"}))
        .await;
    service
        .must("logs", "CreateLogStream", stream.clone())
        .await;
    world
        .ok("DeleteResourcePolicy", json!({"policyName": "two"}))
        .await;
    let again = json!({"logGroupName": "g", "logStreamName": "again"});
    assert!(
        service
            .call("logs", "CreateLogStream", again)
            .await
            .is_err()
    );
}

/// The record's group is what is asked of the policies.
#[tokio::test]
async fn a_record_is_read_by_whom_its_group_is_allowed() {
    let world = world("logs.amazonaws.com").await;
    put(&world, &["one"]).await;
    let now = world.cloud.cloud.clock.now().as_second();
    let query = json!({
        "logGroupName": "g", "startTime": now - 60, "endTime": now + 60,
        "queryString": "fields @message"
    });
    let query = world.ok("StartQuery", query).await;
    world.seconds(1).await;
    let answer = world
        .ok("GetQueryResults", json!({"queryId": query["queryId"]}))
        .await;
    let fields = answer["results"][0].as_array().unwrap();
    let pointer = fields.iter().find(|field| field["field"] == "@ptr");
    let wish = json!({"logRecordPointer": pointer.unwrap()["value"]});
    let iam = async |operation: &str, input: Json| world.client.must("iam", operation, input).await;
    iam("CreateUser", json!({"UserName": "ann"})).await;
    let key = iam("CreateAccessKey", json!({"UserName": "ann"})).await;
    let ann = world
        .cloud
        .with_key(&text(&key["AccessKey"]["AccessKeyId"]));
    for (group, may) in [("other", false), ("g", true)] {
        let arn = format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{group}:*");
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "logs:GetLogRecord", "Resource": arn
        }});
        let policy = json!({
            "UserName": "ann", "PolicyName": "p", "PolicyDocument": policy.to_string()
        });
        iam("PutUserPolicy", policy).await;
        let read = ann.call("logs", "GetLogRecord", wish.clone()).await;
        match may {
            true => assert_eq!(read.unwrap()["logRecord"]["@message"], "one"),
            false => assert_eq!(read.unwrap_err().code, "AccessDeniedException"),
        }
    }
}
