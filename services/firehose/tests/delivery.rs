//! Records reach their bucket: by the clock, as the role, once.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use common::{BUCKET, World, minute, role};
use flate2::read::GzDecoder;
use haneul_pipeline::Settings;
use haneul_testkit::ACCOUNT;
use serde_json::{Value as Json, json};
use std::io::Read;

async fn world() -> World {
    World::with(Settings::default()).await
}

#[tokio::test]
async fn fir_1_records_are_in_the_bucket_after_the_interval() {
    let world = world().await;
    world
        .stream("hose", minute(json!({"Prefix": "logs/"})))
        .await;
    world.put("hose", "one\n").await;
    world.seconds(59).await;
    world.put("hose", "two\n").await;
    assert!(world.objects().await.is_empty());
    let day = world
        .cloud
        .cloud
        .clock
        .now()
        .strftime("%Y/%m/%d")
        .to_string();
    world.seconds(1).await;
    let objects = world.texts().await;
    assert_eq!(objects.len(), 1);
    let (key, body) = &objects[0];
    assert_eq!(body, "one\ntwo\n");
    assert!(key.starts_with(&format!("logs/{day}")), "{key}");
    assert!(key.contains("/hose-1-"), "{key}");
    // Nothing comes twice, and nothing comes of nothing.
    world.seconds(3_600).await;
    assert_eq!(world.texts().await, objects);
    world.put("hose", "three").await;
    world.seconds(60).await;
    assert_eq!(world.objects().await.len(), 2);
}

#[tokio::test]
async fn enough_records_do_not_wait() {
    let world = world().await;
    world
        .stream("hose", minute(json!({"CompressionFormat": "GZIP"})))
        .await;
    let data = BASE64_STANDARD.encode(vec![b'x'; 400_000]);
    let records = vec![json!({"Data": data}); 4];
    let batch = json!({"DeliveryStreamName": "hose", "Records": records});
    let answer = world.ok("PutRecordBatch", batch.clone()).await;
    assert_eq!(answer["FailedPutCount"], 0);
    world.ok("PutRecordBatch", batch).await;
    world.seconds(1).await;
    let objects = world.objects().await;
    assert!(!objects.is_empty());
    let mut length = 0;
    for (key, body) in objects {
        assert!(key.ends_with(".gz"), "{key}");
        let mut plain = Vec::new();
        GzDecoder::new(&body[..]).read_to_end(&mut plain).unwrap();
        length += plain.len();
    }
    assert_eq!(length, 8 * 400_000);
}

#[tokio::test]
async fn a_delivery_that_fails_is_made_later_and_once() {
    let world = world().await;
    world.allow(&["s3:GetObject"]).await;
    world.stream("hose", minute(json!({}))).await;
    world.put("hose", "patient").await;
    world.seconds(600).await;
    assert!(world.objects().await.is_empty());
    world.allow(&["s3:PutObject"]).await;
    world.put("hose", " and late").await;
    world.seconds(600).await;
    let bodies: Vec<String> = world
        .texts()
        .await
        .into_iter()
        .map(|(_, body)| body)
        .collect();
    assert_eq!(bodies.concat().len(), "patient and late".len());
}

#[tokio::test]
async fn s88_a_stream_is_delivered_as_its_source_role() {
    let world = world().await;
    let made = json!({"StreamName": "clicks", "ShardCount": 2});
    world.of("kinesis", "CreateStream", made).await;
    world.seconds(2).await;
    let early = json!({"StreamName": "clicks", "PartitionKey": "k", "Data": "ZWFybHk="});
    world.of("kinesis", "PutRecord", early).await;
    world.seconds(2).await;
    let arn = format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/clicks");
    let input = json!({
        "DeliveryStreamName": "hose",
        "DeliveryStreamType": "KinesisStreamAsSource",
        "KinesisStreamSourceConfiguration": {"KinesisStreamARN": arn, "RoleARN": role()},
        "ExtendedS3DestinationConfiguration": {
            "RoleARN": role(), "BucketARN": BUCKET,
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1}
        }
    });
    world.ok("CreateDeliveryStream", input).await;
    world.seconds(2).await;
    let direct = json!({"DeliveryStreamName": "hose", "Record": {"Data": ""}});
    let refusal = world.refusal("PutRecord", direct).await;
    assert!(refusal.starts_with("InvalidArgumentException"), "{refusal}");
    let mut sent = 0;
    for round in 0..3 {
        for n in 0..20 {
            let data = BASE64_STANDARD.encode("x");
            let key = format!("{round}-{n}");
            let put = json!({"StreamName": "clicks", "PartitionKey": key, "Data": data});
            world.of("kinesis", "PutRecord", put).await;
            sent += 1;
        }
        if round == 1 {
            let count = json!({
                "StreamName": "clicks", "TargetShardCount": 1, "ScalingType": "UNIFORM_SCALING"
            });
            world.of("kinesis", "UpdateShardCount", count).await;
        }
        world.seconds(65).await;
    }
    world.seconds(130).await;
    let length: usize = world
        .objects()
        .await
        .iter()
        .map(|(_, body)| body.len())
        .sum();
    assert_eq!(length, sent);
}

#[tokio::test]
async fn records_are_told_apart_by_what_is_in_them() {
    let world = world().await;
    let destination = json!({
        "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 64},
        "Prefix": "by/!{partitionKeyFromQuery:user}/!{timestamp:yyyy}/",
        "ErrorOutputPrefix": "bad/!{firehose:error-output-type}/",
        "FileExtension": ".json",
        "CustomTimeZone": "Asia/Tokyo",
        "DynamicPartitioningConfiguration": {"Enabled": true},
        "ProcessingConfiguration": {"Enabled": true, "Processors": [
            {"Type": "RecordDeAggregation", "Parameters": [
                {"ParameterName": "SubRecordType", "ParameterValue": "JSON"}
            ]},
            {"Type": "MetadataExtraction", "Parameters": [
                {"ParameterName": "MetadataExtractionQuery", "ParameterValue": "{user:.user}"},
                {"ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6"}
            ]},
            {"Type": "AppendDelimiterToRecord"}
        ]},
        "S3BackupMode": "Enabled",
        "S3BackupConfiguration": {"RoleARN": role(), "BucketARN": BUCKET, "Prefix": "raw/"}
    });
    world.stream("hose", destination).await;
    world
        .put("hose", r#"{"user":"ann","n":1}{"user":"bob","n":2}"#)
        .await;
    world.put("hose", r#"{"user":"ann","n":3}"#).await;
    world.put("hose", r#"{"n":4}"#).await;
    world.seconds(60).await;
    let objects = world.texts().await;
    let under = |prefix: &str| {
        let found = objects.iter().filter(|(key, _)| key.starts_with(prefix));
        found
            .map(|(_, body)| body.as_str())
            .collect::<Vec<_>>()
            .concat()
    };
    assert_eq!(
        under("by/ann/"),
        "{\"user\":\"ann\",\"n\":1}\n{\"user\":\"ann\",\"n\":3}\n"
    );
    assert_eq!(under("by/bob/"), "{\"user\":\"bob\",\"n\":2}\n");
    let bad: Json = serde_json::from_str(&under("bad/processing-failed/")).unwrap();
    assert_eq!(
        bad["errorCode"],
        "DynamicPartitioning.MetadataExtractionFailed"
    );
    assert_eq!(bad["rawData"], json!(BASE64_STANDARD.encode(r#"{"n":4}"#)));
    assert!(under("raw/").contains(r#""n":2}{"user":"ann","n":3}{"n":4}"#));
    assert!(objects.iter().any(|(key, _)| key.ends_with(".json")));
}

/// A partition that makes no key of S3 keeps none of the others waiting.
#[tokio::test]
async fn partitions_without_a_key() {
    let world = world().await;
    let destination = json!({
        "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 64},
        "Prefix": "by/!{partitionKeyFromQuery:user}/",
        "ErrorOutputPrefix": "bad/!{firehose:error-output-type}/",
        "DynamicPartitioningConfiguration": {"Enabled": true},
        "ProcessingConfiguration": {"Enabled": true, "Processors": [
            {"Type": "MetadataExtraction", "Parameters": [
                {"ParameterName": "MetadataExtractionQuery", "ParameterValue": "{user:.user}"},
                {"ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6"}
            ]}
        ]}
    });
    world.stream("hose", destination).await;
    let long = json!({"user": "u".repeat(2_000)}).to_string();
    world.put("hose", &long).await;
    world.put("hose", r#"{"user":"ann"}"#).await;
    world.seconds(60).await;
    let objects = world.texts().await;
    let under = |prefix: &str| {
        let mut found = objects.iter().filter(|(key, _)| key.starts_with(prefix));
        found.next().map(|(_, body)| body.clone())
    };
    assert_eq!(under("by/ann/").as_deref(), Some(r#"{"user":"ann"}"#));
    let bad: Json = serde_json::from_str(&under("bad/processing-failed/").unwrap()).unwrap();
    assert_eq!(bad["rawData"], json!(BASE64_STANDARD.encode(long)));
}

#[tokio::test]
async fn what_is_not_honoured_is_refused_by_name() {
    let world = world().await;
    let create = |member: &str, value: Json| {
        let mut input = json!({"DeliveryStreamName": "hose"});
        input[member] = value;
        input
    };
    let endpoint = json!({
        "EndpointConfiguration": {"Url": "https://example.com"},
        "SecretsManagerConfiguration": {"Enabled": true, "SecretARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:s"},
        "S3Configuration": {"RoleARN": role(), "BucketARN": BUCKET}
    });
    let input = create("HttpEndpointDestinationConfiguration", endpoint);
    assert_eq!(
        world.refusal("CreateDeliveryStream", input).await,
        "NotImplemented: Haneul does not implement access keys of HTTP endpoints in Secrets Manager yet."
    );
    let extended = |more: Json| {
        let mut destination = more;
        destination["RoleARN"] = json!(role());
        destination["BucketARN"] = json!(BUCKET);
        create("ExtendedS3DestinationConfiguration", destination)
    };
    let other = json!({"ProcessingConfiguration": {
        "Enabled": true, "Processors": [{"Type": "CloudWatchLogProcessing"}]
    }});
    let refusal = world.refusal("CreateDeliveryStream", extended(other)).await;
    assert!(
        refusal.contains("processors of type CloudWatchLogProcessing"),
        "{refusal}"
    );
    let parquet = json!({"DataFormatConversionConfiguration": {"Enabled": true}});
    let refusal = world
        .refusal("CreateDeliveryStream", extended(parquet))
        .await;
    assert!(refusal.contains("Parquet"), "{refusal}");
    for prefix in [
        "!{timestamp:yyyy}/",
        "!{firehose:error-output-type}",
        "!{nothing}",
    ] {
        let refusal = world
            .refusal("CreateDeliveryStream", extended(json!({"Prefix": prefix})))
            .await;
        assert!(refusal.starts_with("InvalidArgumentException"), "{refusal}");
    }
}

#[tokio::test]
async fn a_stream_is_changed_listed_tagged_and_deleted() {
    let world = world().await;
    world.stream("a", minute(json!({}))).await;
    world.stream("b", minute(json!({}))).await;
    let page = world.ok("ListDeliveryStreams", json!({"Limit": 1})).await;
    assert_eq!(
        page,
        json!({"DeliveryStreamNames": ["a"], "HasMoreDeliveryStreams": true})
    );
    let update = |version: &str| {
        json!({
            "DeliveryStreamName": "a",
            "CurrentDeliveryStreamVersionId": version,
            "DestinationId": "destinationId-000000000001",
            "ExtendedS3DestinationUpdate": {"Prefix": "new/"}
        })
    };
    world.ok("UpdateDestination", update("1")).await;
    let refusal = world.refusal("UpdateDestination", update("1")).await;
    assert!(
        refusal.starts_with("ConcurrentModificationException"),
        "{refusal}"
    );
    let key = json!({"KeyType": "AWS_OWNED_CMK"});
    let input = json!({
        "DeliveryStreamName": "a", "DeliveryStreamEncryptionConfigurationInput": key
    });
    world.ok("StartDeliveryStreamEncryption", input).await;
    let named = json!({"DeliveryStreamName": "a"});
    let shown = world.ok("DescribeDeliveryStream", named.clone()).await;
    let shown = &shown["DeliveryStreamDescription"];
    assert_eq!(shown["VersionId"], "2");
    assert_eq!(
        shown["DeliveryStreamEncryptionConfiguration"]["Status"],
        "ENABLED"
    );
    let destination = &shown["Destinations"][0]["ExtendedS3DestinationDescription"];
    assert_eq!(destination["Prefix"], "new/");
    assert_eq!(destination["BufferingHints"]["IntervalInSeconds"], 60);
    let tags = json!({"DeliveryStreamName": "a", "Tags": [{"Key": "k", "Value": "v"}]});
    world.ok("TagDeliveryStream", tags).await;
    let listed = world.ok("ListTagsForDeliveryStream", named.clone()).await;
    assert_eq!(listed["Tags"], json!([{"Key": "k", "Value": "v"}]));
    world.put("a", "lost").await;
    world.ok("DeleteDeliveryStream", named.clone()).await;
    world.seconds(2).await;
    let refusal = world.refusal("DescribeDeliveryStream", named).await;
    assert_eq!(
        refusal,
        "ResourceNotFoundException: Firehose a under account 111122223333 not found."
    );
    world.seconds(600).await;
    assert!(world.objects().await.is_empty());
}

#[tokio::test]
async fn something_random_in_a_prefix_is_another_for_each_object_and_stays_through_tries() {
    let world = world().await;
    let hose = minute(json!({
        "Prefix": "!{firehose:random-string}/!{firehose:random-string}/!{timestamp:yyyy}/",
        "ErrorOutputPrefix": "bad/!{firehose:random-string}/!{firehose:error-output-type}/",
    }));
    world.stream("hose", hose).await;
    world.allow(&["s3:GetObject"]).await;
    world.put("hose", "one").await;
    world.seconds(60).await;
    world.allow(&["s3:PutObject"]).await;
    world.seconds(600).await;
    world.put("hose", "two").await;
    world.seconds(60).await;
    let objects = world.texts().await;
    assert_eq!(objects.len(), 2, "{objects:?}");
    let mut seen = std::collections::HashSet::new();
    for (key, _) in &objects {
        for part in key.split('/').take(2) {
            assert!(
                part.len() == 11 && part.bytes().all(|b| b.is_ascii_alphanumeric()),
                "{key}"
            );
            assert!(seen.insert(part), "{key}");
        }
    }
}
