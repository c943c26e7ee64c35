//! Records go by way of a function before they are delivered.

mod common;
#[path = "common/posts.rs"]
mod posts;

haneul_testkit::launcher_before_main!();

use base64::prelude::{BASE64_STANDARD, Engine};
use common::{BUCKET, World, minute, role};
use haneul_testkit::ACCOUNT;
use haneul_testkit::functions::{self, python};
use posts::{Say, endpoint};
use serde_json::{Value as Json, json};

/// Numbers are doubled, `drop` is dropped, `bad` fails, and everything is told apart by its length.
const DOUBLE: &str = r#"
import base64
def handler(event, context):
    records = []
    for record in event['records']:
        text = base64.b64decode(record['data']).decode()
        if text == 'crash':
            raise ValueError('no')
        made = {'recordId': record['recordId'], 'result': 'Ok', 'data': record['data']}
        if text == 'drop':
            made = {'recordId': record['recordId'], 'result': 'Dropped'}
        elif text == 'bad':
            made['result'] = 'ProcessingFailed'
        elif text != 'lost':
            made['data'] = base64.b64encode((text * 2 + '\n').encode()).decode()
            made['metadata'] = {'partitionKeys': {'length': str(len(text)), 'region': event['region']}}
        if text != 'lost':
            records.append(made)
    return {'records': records}
"#;

fn by(function: &str, more: &[(&str, &str)]) -> Json {
    let mut parameters = vec![json!({"ParameterName": "LambdaArn", "ParameterValue": function})];
    for (name, value) in more {
        parameters.push(json!({"ParameterName": name, "ParameterValue": value}));
    }
    json!({"Enabled": true, "Processors": [{"Type": "Lambda", "Parameters": parameters}]})
}

async fn world() -> (World, functions::Running, String) {
    let (settings, running) = functions::running().await;
    let world = World::with(settings).await;
    functions::role(&world.client, &["logs:*"]).await;
    let function = python(&world.cloud, &world.client, "double", DOUBLE).await;
    world
        .allow(&["s3:PutObject", "lambda:InvokeFunction"])
        .await;
    (world, running, function)
}

/// The first object whose key begins so.
fn first_under<'o>(objects: &'o [(String, String)], prefix: &str) -> Option<&'o str> {
    let mut found = objects.iter().filter(|(key, _)| key.starts_with(prefix));
    found.next().map(|(_, body)| body.as_str())
}

/// The documents below the error prefix.
fn failed(objects: &[(String, String)]) -> Vec<Json> {
    let of = objects
        .iter()
        .filter(|(key, _)| key.contains("processing-failed/"));
    let lines = of.flat_map(|(_, body)| body.lines());
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn lam_3_and_fir_1_a_function_changes_records_on_their_way() {
    let (world, _running, function) = world().await;
    let hose = minute(json!({
        "Prefix": "made/", "ErrorOutputPrefix": "failed/",
        "ProcessingConfiguration": by(&function, &[]),
        "S3BackupMode": "Enabled",
        "S3BackupConfiguration": {"RoleARN": role(), "BucketARN": BUCKET, "Prefix": "raw/"}
    }));
    world.stream("hose", hose).await;
    let shown = json!({"DeliveryStreamName": "hose"});
    let shown = world.ok("DescribeDeliveryStream", shown).await;
    let shown = &shown["DeliveryStreamDescription"]["Destinations"][0]["ExtendedS3DestinationDescription"]
        ["ProcessingConfiguration"];
    assert_eq!(shown["Processors"][0]["Type"], "Lambda");
    for data in ["1", "drop", "bad", "22"] {
        world.put("hose", data).await;
    }
    world.seconds(60).await;
    let objects = world.texts().await;
    let under = |prefix: &str| first_under(&objects, prefix);
    assert_eq!(under("made/"), Some("11\n2222\n"));
    // The backup has them as they came.
    assert_eq!(under("raw/"), Some("1dropbad22"));
    let failed = failed(&objects);
    assert_eq!(failed.len(), 1, "{objects:?}");
    assert_eq!(failed[0]["errorCode"], "Lambda.ProcessingFailedStatus");
    assert_eq!(failed[0]["attemptsMade"], 1);
    assert_eq!(failed[0]["lambdaArn"], json!(function));
    assert_eq!(failed[0]["rawData"], json!(BASE64_STANDARD.encode("bad")));
    assert!(failed[0]["arrivalTimestamp"].is_i64() && failed[0]["attemptEndingTimestamp"].is_i64());
}

#[tokio::test]
async fn lam_3_and_fir_1_what_a_function_fails_at_lies_below_the_error_prefix() {
    let (world, _running, function) = world().await;
    let hose = minute(json!({
        "ErrorOutputPrefix": "failed/",
        "ProcessingConfiguration": by(&function, &[("NumberOfRetries", "1")])
    }));
    world.stream("hose", hose).await;
    let cases = [
        ("crash", "Lambda.FunctionError", 2),
        ("lost", "Lambda.MissingRecordId", 1),
    ];
    for (data, code, attempts) in cases {
        world.put("hose", data).await;
        world.put("hose", "beside").await;
        world.seconds(60).await;
        let failed = failed(&world.texts().await);
        let of_it: Vec<_> = failed
            .iter()
            .filter(|one| one["errorCode"] == code)
            .collect();
        // All records of the call.
        assert_eq!(of_it.len(), 2, "{failed:?}");
        assert_eq!(of_it[0]["attemptsMade"], attempts);
    }
    // A role that may not call it.
    world.allow(&["s3:PutObject"]).await;
    world.put("hose", "3").await;
    world.seconds(60).await;
    let failed = failed(&world.texts().await);
    let denied = failed
        .iter()
        .filter(|one| one["errorCode"] == "Lambda.InvokeAccessDenied");
    assert_eq!(denied.count(), 1);
}

#[tokio::test]
async fn lam_3_and_fir_1_a_function_tells_records_apart() {
    let (world, _running, function) = world().await;
    let destination = |prefix: &str, processing: Json| {
        json!({
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 64},
            "Prefix": prefix, "ErrorOutputPrefix": "bad/",
            "DynamicPartitioningConfiguration": {"Enabled": true},
            "ProcessingConfiguration": processing
        })
    };
    let prefix = "by/!{partitionKeyFromLambda:region}/!{partitionKeyFromLambda:length}/";
    world
        .stream("hose", destination(prefix, by(&function, &[])))
        .await;
    for data in ["1", "22", "3", "bad"] {
        world.put("hose", data).await;
    }
    world.seconds(60).await;
    let objects = world.texts().await;
    let under = |prefix: &str| first_under(&objects, prefix);
    assert_eq!(under("by/us-east-1/1/"), Some("11\n33\n"));
    assert_eq!(under("by/us-east-1/2/"), Some("2222\n"));
    assert_eq!(failed(&objects).len(), 1);
    // A key that the function does not say.
    let prefix = "by/!{partitionKeyFromLambda:color}/";
    world
        .stream("other", destination(prefix, by(&function, &[])))
        .await;
    world.put("other", "4").await;
    world.seconds(60).await;
    let failed = failed(&world.texts().await);
    let unsaid = |one: &&Json| one["errorCode"] == "DynamicPartitioning.MetadataExtractionFailed";
    assert_eq!(failed.iter().filter(unsaid).count(), 1);
}

#[tokio::test]
async fn parameters_of_functions() {
    let (world, _running, function) = world().await;
    let cases = [
        json!({"Enabled": true, "Processors": [{"Type": "Lambda"}]}),
        by("arn:aws:sqs:us-east-1:111122223333:q", &[]),
        by(&function, &[("BufferSizeInMBs", "4")]),
        by(&function, &[("NumberOfRetries", "many")]),
        by(&function, &[("BufferIntervalInSeconds", "901")]),
    ];
    for processing in cases {
        let mut input = minute(json!({"ProcessingConfiguration": processing}));
        input["RoleARN"] = json!(role());
        input["BucketARN"] = json!(BUCKET);
        let input = json!({
            "DeliveryStreamName": "hose", "ExtendedS3DestinationConfiguration": input
        });
        let refusal = world.refusal("CreateDeliveryStream", input).await;
        assert!(refusal.starts_with("InvalidArgumentException"), "{refusal}");
    }
}

/// FIR-1: what a function makes of records is what an endpoint is told; what it fails at lies in the
/// bucket, and so does, as it was made, what the endpoint does not take.
#[tokio::test]
async fn lam_3_and_fir_1_a_function_stands_before_an_endpoint() {
    let (world, _running, function) = world().await;
    let (url, posts) = endpoint(vec![Say::Status(503), Say::Taken, Say::Status(413)]).await;
    let bucket = json!({
        "RoleARN": role(), "BucketARN": BUCKET, "Prefix": "all/",
        "ErrorOutputPrefix": "bad/!{firehose:error-output-type}/",
    });
    let destination = |processing: Json| {
        json!({"DeliveryStreamName": "hose", "HttpEndpointDestinationConfiguration": {
            "EndpointConfiguration": {"Url": url}, "RetryOptions": {"DurationInSeconds": 60},
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1},
            "ProcessingConfiguration": processing, "S3Configuration": bucket,
        }})
    };
    let more = json!({"Enabled": true, "Processors": [{"Type": "AppendDelimiterToRecord"}]});
    let refused = world
        .refusal("CreateDeliveryStream", destination(more))
        .await;
    assert!(refused.contains("AppendDelimiterToRecord"), "{refused}");
    let given = by(&function, &[]);
    world
        .ok("CreateDeliveryStream", destination(given.clone()))
        .await;
    world.seconds(2).await;
    let shown = json!({"DeliveryStreamName": "hose"});
    let shown = world.ok("DescribeDeliveryStream", shown).await;
    let shown = &shown["DeliveryStreamDescription"]["Destinations"][0];
    let shown = &shown["HttpEndpointDestinationDescription"];
    assert_eq!(shown["ProcessingConfiguration"], given);
    let told = || {
        let posts = std::mem::take(&mut *posts.lock().unwrap());
        let read = |body: &[u8]| serde_json::from_slice::<Json>(body).unwrap()["records"].clone();
        posts
            .iter()
            .map(|post| read(&post.body))
            .collect::<Vec<Json>>()
    };
    let made = |data: &str| json!([{"data": BASE64_STANDARD.encode(data)}]);
    for data in ["1", "drop", "bad"] {
        world.put("hose", data).await;
    }
    world.seconds(90).await;
    assert_eq!(told(), [made("11\n"), made("11\n")]);
    let objects = world.texts().await;
    assert_eq!(objects.len(), 1, "{objects:?}");
    assert!(
        objects[0].0.starts_with("bad/processing-failed/"),
        "{objects:?}"
    );
    let why = failed(&objects);
    assert_eq!(why.len(), 1);
    assert_eq!(why[0]["rawData"], json!(BASE64_STANDARD.encode("bad")));
    // Nobody is told of nothing.
    world.put("hose", "drop").await;
    world.seconds(60).await;
    assert!(told().is_empty());
    world.put("hose", "2").await;
    world.seconds(60).await;
    assert_eq!(told(), [made("22\n")]);
    let objects = world.texts().await;
    let left = first_under(&objects, "bad/http-endpoint-failed/").unwrap();
    let left: Json = serde_json::from_str(left).unwrap();
    assert_eq!(left["rawData"], json!(BASE64_STANDARD.encode("22\n")));
}

/// Says where a record lay.
const ORIGIN: &str = r#"
import base64, json
def handler(event, context):
    def made(record):
        said = json.dumps([event['sourceKinesisStreamArn'], record['approximateArrivalTimestamp'],
                           record['kinesisRecordMetadata']]) + '\n'
        return {'recordId': record['recordId'], 'result': 'Ok',
                'data': base64.b64encode(said.encode()).decode()}
    return {'records': [made(record) for record in event['records']]}
"#;

#[tokio::test]
async fn lam_3_and_fir_1_a_function_is_told_where_records_of_a_stream_lay() {
    let (world, _running, _) = world().await;
    world
        .allow(&["s3:PutObject", "lambda:InvokeFunction", "kinesis:*"])
        .await;
    let function = python(&world.cloud, &world.client, "origin", ORIGIN).await;
    let made = json!({"StreamName": "clicks", "ShardCount": 1});
    world.of("kinesis", "CreateStream", made).await;
    world.seconds(1).await;
    let arn = format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/clicks");
    let mut hose = minute(json!({"ProcessingConfiguration": by(&function, &[])}));
    hose["RoleARN"] = json!(role());
    hose["BucketARN"] = json!(BUCKET);
    let input = json!({
        "DeliveryStreamName": "hose", "DeliveryStreamType": "KinesisStreamAsSource",
        "KinesisStreamSourceConfiguration": {"KinesisStreamARN": arn, "RoleARN": role()},
        "ExtendedS3DestinationConfiguration": hose,
    });
    world.ok("CreateDeliveryStream", input).await;
    world.seconds(2).await;
    let put = json!({"StreamName": "clicks", "Data": "eA==", "PartitionKey": "mine"});
    let put = world.of("kinesis", "PutRecord", put).await;
    let came = world.cloud.cloud.clock.now().as_millisecond();
    world.seconds(120).await;
    let objects = world.texts().await;
    assert_eq!(objects.len(), 1, "{objects:?}");
    let said: Json = serde_json::from_str(&objects[0].1).unwrap();
    assert_eq!(said[0], json!(arn));
    let at = said[1].as_i64().unwrap();
    assert!((came - 1_000..=came).contains(&at), "{said}");
    let lay = json!({
        "shardId": put["ShardId"], "sequenceNumber": put["SequenceNumber"],
        "partitionKey": "mine", "approximateArrivalTimestamp": at, "subsequenceNumber": "",
    });
    assert_eq!(said[2], lay);
}
