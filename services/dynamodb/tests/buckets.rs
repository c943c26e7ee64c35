//! Exports to buckets and imports from them.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use common::{World, text};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use haneul_dynamodb::DynamoDb;
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use md5::{Digest, Md5};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(DynamoDb),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let client = cloud.root();
    let made = client
        .call("s3", "CreateBucket", json!({"Bucket": "lake"}))
        .await;
    made.expect("a bucket");
    World { cloud, client }
}

async fn object(client: &Client, key: &str) -> Vec<u8> {
    let input = json!({"Bucket": "lake", "Key": key});
    let got = client.send("s3", "GetObject", input, None).await;
    got.unwrap_or_else(|error| panic!("{key}: {error}"))
        .body
        .to_vec()
}

async fn put(world: &World, key: &str, body: Vec<u8>) {
    let input = json!({"Bucket": "lake", "Key": key});
    let made = world
        .client
        .send("s3", "PutObject", input, Some(body.into()))
        .await;
    made.expect("an object");
}

async fn recoverable(world: &World) {
    world.table("tab", false).await;
    let input = json!({
        "TableName": "tab",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}
    });
    world.ok("UpdateContinuousBackups", input).await;
    world.seconds(2).await;
}

fn item(n: usize) -> Json {
    json!({
        "k": {"S": format!("k{n:03}")}, "n": {"N": format!("{n}.5")}, "b": {"B": "AAH/"},
        "l": {"L": [{"BOOL": true}, {"NULL": true}]}, "m": {"M": {"s": {"SS": ["a", "b"]}}},
        "ns": {"NS": ["1", "2"]}
    })
}

async fn export(world: &World, more: Json) -> Json {
    let mut input = json!({"TableArn": world.arn("tab"), "S3Bucket": "lake", "S3Prefix": "out"});
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    let answer = world.ok("ExportTableToPointInTime", input).await;
    let started = answer["ExportDescription"].clone();
    assert_eq!(started["ExportStatus"], "IN_PROGRESS");
    // What comes later is not in it.
    world.put("tab", item(900)).await;
    world.seconds(40).await;
    let input = json!({"ExportArn": started["ExportArn"]});
    world.ok("DescribeExport", input).await["ExportDescription"].clone()
}

/// The manifest's summary, and the lines of all files that it leads to.
async fn lines(world: &World, export: &Json) -> (Json, Vec<String>) {
    let client = &world.client;
    let key = text(&export["ExportManifest"]);
    let summary = object(client, &key).await;
    let sum = object(client, &key.replace(".json", ".checksum")).await;
    assert_eq!(
        BASE64_STANDARD.encode(Md5::digest(&summary)).into_bytes(),
        sum
    );
    let summary: Json = serde_json::from_slice(&summary).expect("JSON");
    let files = object(client, &text(&summary["manifestFilesS3Key"])).await;
    let mut all = Vec::new();
    for file in String::from_utf8(files).expect("text").lines() {
        let file: Json = serde_json::from_str(file).expect("JSON");
        let body = object(client, &text(&file["dataFileS3Key"])).await;
        assert_eq!(
            file["md5Checksum"],
            json!(BASE64_STANDARD.encode(Md5::digest(&body)))
        );
        let mut plain = String::new();
        GzDecoder::new(&body[..])
            .read_to_string(&mut plain)
            .expect("zipped text");
        let lines: Vec<String> = plain.lines().map(str::to_owned).collect();
        assert_eq!(file["itemCount"], json!(lines.len()));
        all.extend(lines);
    }
    (summary, all)
}

fn by_key(items: impl IntoIterator<Item = Json>) -> BTreeMap<String, Json> {
    items
        .into_iter()
        .map(|item| (text(&item["k"]["S"]), item))
        .collect()
}

async fn all(world: &World, table: &str) -> BTreeMap<String, Json> {
    let answer = world
        .ok("Scan", json!({"TableName": table, "ConsistentRead": true}))
        .await;
    by_key(answer["Items"].as_array().cloned().unwrap_or_default())
}

async fn import(world: &World, name: &str, format: &str, prefix: &str, more: Json) -> Json {
    let mut input = json!({
        "S3BucketSource": {"S3Bucket": "lake", "S3KeyPrefix": prefix}, "InputFormat": format,
        "TableCreationParameters": {
            "TableName": name, "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]
        }
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    let answer = world.ok("ImportTable", input).await;
    let started = &answer["ImportTableDescription"];
    assert_eq!(started["ImportStatus"], "IN_PROGRESS");
    assert_eq!(world.describe(name).await["TableStatus"], "CREATING");
    world.seconds(40).await;
    assert_eq!(world.describe(name).await["TableStatus"], "ACTIVE");
    let input = json!({"ImportArn": started["ImportArn"]});
    world.ok("DescribeImport", input).await["ImportTableDescription"].clone()
}

#[tokio::test]
async fn ddb_6_an_export_is_the_state_of_its_moment_and_comes_back_by_an_import() {
    let world = world().await;
    recoverable(&world).await;
    for n in 0..250 {
        world.put("tab", item(n)).await;
    }
    let was = all(&world, "tab").await;
    for (format, name) in [("DYNAMODB_JSON", "json"), ("ION", "ion")] {
        let done = export(&world, json!({"ExportFormat": format})).await;
        assert_eq!(done["ExportStatus"], "COMPLETED", "{done}");
        assert_eq!(done["ItemCount"], 250);
        let (summary, lines) = lines(&world, &done).await;
        assert_eq!(summary["outputFormat"], format);
        assert_eq!(summary["itemCount"], 250);
        assert_eq!(lines.len(), 250);
        if format == "DYNAMODB_JSON" {
            let items = lines
                .iter()
                .map(|line| serde_json::from_str::<Json>(line).expect("JSON")["Item"].clone());
            assert_eq!(by_key(items), was);
        }
        let id = text(&done["ExportArn"])
            .rsplit('/')
            .next()
            .map(str::to_owned);
        let prefix = format!("out/AWSDynamoDB/{}/data/", id.expect("an id"));
        let zipped = json!({"InputCompressionType": "GZIP"});
        let done = import(&world, name, format, &prefix, zipped).await;
        assert_eq!(done["ImportStatus"], "COMPLETED", "{done}");
        assert_eq!(done["ImportedItemCount"], 250);
        assert_eq!(all(&world, name).await, was);
        world
            .ok(
                "DeleteItem",
                json!({"TableName": "tab", "Key": {"k": {"S": "k900"}}}),
            )
            .await;
    }
    let listed = world
        .ok("ListExports", json!({"TableArn": world.arn("tab")}))
        .await;
    assert_eq!(listed["ExportSummaries"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn an_incremental_export_tells_what_became_of_each_item() {
    let world = world().await;
    recoverable(&world).await;
    world.put("tab", item(1)).await;
    world.put("tab", item(2)).await;
    world.put("tab", item(3)).await;
    world.seconds(2).await;
    let from = world.cloud.cloud.clock.now().as_second();
    world.seconds(2).await;
    let mut other = item(1);
    other["n"] = json!({"N": "7"});
    world.put("tab", item(5)).await;
    world.put("tab", other.clone()).await;
    for k in ["k002", "k005"] {
        world
            .ok(
                "DeleteItem",
                json!({"TableName": "tab", "Key": {"k": {"S": k}}}),
            )
            .await;
    }
    world.put("tab", item(4)).await;
    world.seconds(1_200).await;
    let to = world.cloud.cloud.clock.now().as_second() - 5;
    let asked = json!({
        "ExportType": "INCREMENTAL_EXPORT",
        "IncrementalExportSpecification": {"ExportFromTime": from, "ExportToTime": to}
    });
    let done = export(&world, asked).await;
    assert_eq!(done["ExportStatus"], "COMPLETED", "{done}");
    let (summary, lines) = lines(&world, &done).await;
    assert_eq!(summary["outputView"], "NEW_AND_OLD_IMAGES");
    let changes = lines
        .iter()
        .map(|line| serde_json::from_str::<Json>(line).expect("JSON"));
    let changes: BTreeMap<String, Json> = changes
        .map(|change| (text(&change["Keys"]["k"]["S"]), change))
        .collect();
    assert_eq!(changes.keys().collect::<Vec<_>>(), ["k001", "k002", "k004"]);
    assert_eq!(changes["k001"]["OldImage"], item(1));
    assert_eq!(changes["k001"]["NewImage"], other);
    assert_eq!(changes["k002"]["OldImage"], item(2));
    assert!(changes["k002"]["NewImage"].is_null());
    assert_eq!(changes["k004"]["NewImage"], item(4));
    assert!(changes["k004"]["OldImage"].is_null());
    let short = json!({
        "TableArn": world.arn("tab"), "S3Bucket": "lake", "ExportType": "INCREMENTAL_EXPORT",
        "IncrementalExportSpecification": {"ExportFromTime": from, "ExportToTime": from + 60}
    });
    let refusal = world.refusal("ExportTableToPointInTime", short).await;
    assert!(
        refusal.starts_with("InvalidExportTimeException: "),
        "{refusal}"
    );
}

#[tokio::test]
async fn an_export_into_a_bucket_that_is_not_there_fails() {
    let world = world().await;
    world.table("tab", false).await;
    let asked = json!({"TableArn": world.arn("tab"), "S3Bucket": "nowhere"});
    let refusal = world.refusal("ExportTableToPointInTime", asked).await;
    assert!(
        refusal.starts_with("PointInTimeRecoveryUnavailableException: "),
        "{refusal}"
    );
    world.ok("DeleteTable", json!({"TableName": "tab"})).await;
    world.seconds(5).await;
    recoverable(&world).await;
    let done = export(&world, json!({"S3Bucket": "nowhere-at-all"})).await;
    assert_eq!(done["ExportStatus"], "FAILED");
    assert_eq!(done["FailureCode"], "S3NoSuchBucket");
}

#[tokio::test]
async fn rows_of_text_and_lines_that_are_no_items() {
    let world = world().await;
    put(
        &world,
        "csv/1.csv",
        b"k,name\na,Ann\nb,\"Bo, \"\"B\"\"\"\nc,1,2\n".to_vec(),
    )
    .await;
    let done = import(&world, "rows", "CSV", "csv/", json!({})).await;
    assert_eq!(done["ErrorCount"], 1);
    assert_eq!(done["ProcessedItemCount"], 3);
    assert_eq!(done["ImportedItemCount"], 2);
    assert_eq!(done["FailureCode"], "ItemValidationError");
    let rows = all(&world, "rows").await;
    assert_eq!(
        rows["b"],
        json!({"k": {"S": "b"}, "name": {"S": "Bo, \"B\""}})
    );
    put(&world, "tsv/1", b"a;1\nb;2\n".to_vec()).await;
    let options = json!({"InputFormatOptions": {
        "Csv": {"Delimiter": ";", "HeaderList": ["k", "n"]}
    }});
    let done = import(&world, "listed", "CSV", "tsv/", options).await;
    assert_eq!(done["ImportStatus"], "COMPLETED", "{done}");
    assert_eq!(all(&world, "listed").await.len(), 2);
    let mut zipped = GzEncoder::new(Vec::new(), Compression::default());
    zipped
        .write_all(b"{\"Item\":{\"k\":{\"S\":\"a\"}}}\nnothing\n{\"Item\":{}}\n")
        .expect("bytes");
    put(&world, "bad/1.gz", zipped.finish().expect("bytes")).await;
    let zipped = json!({"InputCompressionType": "GZIP"});
    let done = import(&world, "lines", "DYNAMODB_JSON", "bad/", zipped).await;
    assert_eq!(
        (&done["ErrorCount"], &done["ImportedItemCount"]),
        (&json!(2), &json!(1))
    );
}

/// A frame of Zstandard with the bytes as they are.
fn zstd(plain: &[u8]) -> Vec<u8> {
    let length = u8::try_from(plain.len()).expect("a short text");
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, length];
    let block = u32::from(length) << 3 | 1;
    frame.extend_from_slice(&block.to_le_bytes()[..3]);
    frame.extend_from_slice(plain);
    frame
}

#[tokio::test]
async fn zstandard_is_unpacked_and_later_items_stay() {
    let world = world().await;
    let lines =
        b"{\"Item\":{\"k\":{\"S\":\"a\"}}}\n{\"Item\":{\"k\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}}\n";
    put(&world, "z/1", zstd(lines)).await;
    let packed = json!({"InputCompressionType": "ZSTD", "ClientToken": "once"});
    let done = import(&world, "tab", "DYNAMODB_JSON", "z/", packed).await;
    assert_eq!(done["ImportStatus"], "COMPLETED", "{done}");
    assert_eq!(done["ProcessedSizeBytes"], json!(lines.len()));
    let items = all(&world, "tab").await;
    assert_eq!(items["a"], json!({"k": {"S": "a"}, "n": {"N": "1"}}));
    let other = json!({
        "S3BucketSource": {"S3Bucket": "lake"}, "InputFormat": "ION", "ClientToken": "once",
        "TableCreationParameters": {
            "TableName": "other", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]
        }
    });
    let refusal = world.refusal("ImportTable", other).await;
    assert!(
        refusal.starts_with("ImportConflictException: "),
        "{refusal}"
    );
}

/// The bucket's side decides about whoever asked.
#[tokio::test]
async fn an_import_reads_as_whoever_asked_for_it() {
    let world = world().await;
    put(
        &world,
        "in/1",
        b"{\"Item\":{\"k\":{\"S\":\"a\"}}}\n".to_vec(),
    )
    .await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::lake/*"
    }});
    let shut = json!({"Bucket": "lake", "Policy": policy.to_string()});
    world
        .client
        .call("s3", "PutBucketPolicy", shut)
        .await
        .expect("a policy");
    let done = import(&world, "tab", "DYNAMODB_JSON", "in/", json!({})).await;
    assert_eq!(done["ImportStatus"], "FAILED");
    assert_eq!(done["FailureCode"], "AccessDenied");
    assert!(text(&done["ImportArn"]).contains(ACCOUNT));
}
