//! Lifecycle rules on the cloud's clock.

use crate::help::{Bucket, bucket, bytes};
use haneul_testkit::TestCloud;
use serde_json::{Value as Json, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
const LARGE: usize = 128 << 10;

fn configuration(rules: Json) -> Json {
    json!({"LifecycleConfiguration": {"Rules": rules}})
}

fn rule(mut rule: Json) -> Json {
    for (name, value) in [
        ("ID", json!("r")),
        ("Status", json!("Enabled")),
        ("Filter", json!({"Prefix": ""})),
    ] {
        if rule.get(name).is_none() {
            rule[name] = value;
        }
    }
    rule
}

async fn configure(bucket: &Bucket, rules: Vec<Json>) {
    let rules = json!(rules.into_iter().map(rule).collect::<Vec<_>>());
    bucket
        .ok("PutBucketLifecycleConfiguration", configuration(rules))
        .await;
}

async fn versioned() -> (TestCloud, Bucket) {
    let (cloud, bucket) = bucket().await;
    let on = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    bucket.ok("PutBucketVersioning", on).await;
    (cloud, bucket)
}

async fn class(bucket: &Bucket, key: &str) -> String {
    let head = bucket.ok("HeadObject", json!({"Key": key})).await;
    let class = head.get("StorageClass").and_then(Json::as_str);
    class.unwrap_or("STANDARD").to_owned()
}

async fn keys(bucket: &Bucket) -> Vec<String> {
    let list = bucket.ok("ListObjectsV2", json!({})).await;
    let rows = list["Contents"].as_array().cloned().unwrap_or_default();
    let key = |row: &Json| row["Key"].as_str().map(str::to_owned);
    rows.iter().filter_map(key).collect()
}

/// Keys of versions and of markers.
async fn versions(bucket: &Bucket) -> (Vec<String>, Vec<String>) {
    let list = bucket.ok("ListObjectVersions", json!({})).await;
    let of = |name: &str| {
        let rows = list[name].as_array().cloned().unwrap_or_default();
        let key = |row: &Json| row["Key"].as_str().map(str::to_owned);
        rows.iter().filter_map(key).collect()
    };
    (of("Versions"), of("DeleteMarkers"))
}

#[tokio::test]
async fn s3c_1_objects_move_to_colder_classes_in_turn() {
    let (cloud, bucket) = bucket().await;
    let transitions = json!([
        {"Days": 30, "StorageClass": "STANDARD_IA"},
        {"Days": 60, "StorageClass": "GLACIER"},
        {"Days": 90, "StorageClass": "DEEP_ARCHIVE"}]);
    configure(&bucket, vec![json!({"Transitions": transitions})]).await;
    bucket.put("large", bytes(LARGE)).await;
    bucket.put("small", bytes(LARGE - 1)).await;
    for (days, expected) in [
        (29, "STANDARD"),
        (2, "STANDARD_IA"),
        (30, "GLACIER"),
        (30, "DEEP_ARCHIVE"),
    ] {
        cloud.advance(days * DAY).await;
        assert_eq!(class(&bucket, "large").await, expected);
        assert_eq!(class(&bucket, "small").await, "STANDARD");
    }
    // One look after a long time does the same.
    bucket.put("late", bytes(LARGE)).await;
    cloud.advance(1_000 * DAY).await;
    assert_eq!(class(&bucket, "late").await, "DEEP_ARCHIVE");
}

#[tokio::test]
async fn small_objects_move_where_it_is_said_that_they_do() {
    let (cloud, bucket) = bucket().await;
    let cold = json!([{"Days": 1, "StorageClass": "GLACIER"}]);
    let mut input = configuration(json!([rule(json!({"Transitions": cold}))]));
    input["TransitionDefaultMinimumObjectSize"] = json!("varies_by_storage_class");
    let put = bucket.ok("PutBucketLifecycleConfiguration", input).await;
    assert_eq!(
        put["TransitionDefaultMinimumObjectSize"],
        "varies_by_storage_class"
    );
    bucket.put("small", "x").await;
    cloud.advance(3 * DAY).await;
    assert_eq!(class(&bucket, "small").await, "GLACIER");
    let sized = json!({"Filter": {"ObjectSizeGreaterThan": 10},
        "Transitions": [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}]});
    configure(&bucket, vec![sized]).await;
    bucket.put("ten", bytes(10)).await;
    bucket.put("eleven", bytes(11)).await;
    cloud.advance(DAY).await;
    assert_eq!(class(&bucket, "ten").await, "STANDARD");
    assert_eq!(class(&bucket, "eleven").await, "INTELLIGENT_TIERING");
}

#[tokio::test]
async fn objects_expire_at_the_midnight_after_their_days() {
    let (cloud, bucket) = bucket().await;
    let tagged = json!({"And": {"Prefix": "logs/", "Tags": [{"Key": "keep", "Value": "no"}]}});
    let rule = json!({"ID": "end of logs", "Filter": tagged, "Expiration": {"Days": 3}});
    configure(&bucket, vec![rule]).await;
    let put = |key: &str| json!({"Key": key, "Tagging": "keep=no"});
    let said = bucket.put_as(put("logs/a"), bytes(50_000)).await;
    bucket.put("logs/untagged", "x").await;
    bucket.put_as(put("other"), "x").await;
    let now = cloud.cloud.clock.now().as_second();
    let end = (now.div_euclid(86_400) + 4) * 86_400;
    let date = jiff::Timestamp::from_second(end).unwrap();
    let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT");
    let header = format!("expiry-date=\"{date}\", rule-id=\"end%20of%20logs\"");
    assert_eq!(said["Expiration"], header.as_str());
    let head = bucket.ok("HeadObject", json!({"Key": "logs/a"})).await;
    assert_eq!(head["Expiration"], header.as_str());
    let got = bucket.get_as(json!({"Key": "logs/a"})).await.output;
    assert_eq!(got["Expiration"], header.as_str());
    let copy = json!({"Key": "logs/copy", "CopySource": "first/logs/a"});
    let copied = bucket.ok("CopyObject", copy).await;
    assert_eq!(copied["Expiration"], header.as_str());
    let begin = json!({"Key": "logs/parts", "Tagging": "keep=no"});
    let id = bucket.ok("CreateMultipartUpload", begin).await["UploadId"].clone();
    let part = json!({"Key": "logs/parts", "UploadId": id, "PartNumber": 1});
    let part = bucket.send("UploadPart", part, "x").await.unwrap().output;
    let parts = json!({"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]});
    let whole = json!({"Key": "logs/parts", "UploadId": id, "MultipartUpload": parts});
    let done = bucket.ok("CompleteMultipartUpload", whole).await;
    assert_eq!(done["Expiration"], header.as_str());
    let plain = bucket.ok("HeadObject", json!({"Key": "other"})).await;
    assert_eq!(plain.get("Expiration"), None);
    let left = u64::try_from(end - now).unwrap();
    cloud.advance(Duration::from_secs(left - 2)).await;
    assert_eq!(keys(&bucket).await.len(), 5);
    // The look comes within the hour.
    cloud.advance(Duration::from_secs(3_602)).await;
    assert_eq!(keys(&bucket).await, ["logs/untagged", "other"]);
    assert_eq!(bucket.blobs().await, 0);
}

#[tokio::test]
async fn more_objects_than_one_look_holds_all_expire() {
    let (cloud, bucket) = bucket().await;
    configure(&bucket, vec![json!({"Expiration": {"Days": 1}})]).await;
    for number in 0..520 {
        bucket.put(&format!("{number:04}"), "x").await;
    }
    cloud.advance(3 * DAY).await;
    assert!(keys(&bucket).await.is_empty());
}

#[tokio::test]
async fn a_disabled_or_deleted_rule_does_nothing() {
    let (cloud, bucket) = bucket().await;
    let off = json!({"Status": "Disabled", "Expiration": {"Days": 1}});
    configure(&bucket, vec![off]).await;
    bucket.put("k", "x").await;
    cloud.advance(10 * DAY).await;
    configure(&bucket, vec![json!({"Expiration": {"Days": 1}})]).await;
    bucket.ok("DeleteBucketLifecycle", json!({})).await;
    cloud.advance(10 * DAY).await;
    assert_eq!(keys(&bucket).await, ["k"]);
    let code = bucket
        .code("GetBucketLifecycleConfiguration", json!({}))
        .await;
    assert_eq!(code, "NoSuchLifecycleConfiguration");
    // A bucket of the same name has no rules of its predecessor.
    configure(&bucket, vec![json!({"Expiration": {"Days": 1}})]).await;
    bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    bucket.ok("DeleteBucket", json!({})).await;
    let again = crate::help::make(&bucket.client, "first").await;
    again.put("k", "x").await;
    cloud.advance(10 * DAY).await;
    assert_eq!(keys(&again).await, ["k"]);
}

#[tokio::test]
async fn versions_expire_one_after_the_other() {
    let (cloud, bucket) = versioned().await;
    let rules = json!({"Expiration": {"Days": 10},
        "NoncurrentVersionTransitions": [{"NoncurrentDays": 5, "StorageClass": "GLACIER"}],
        "NoncurrentVersionExpiration": {"NoncurrentDays": 20}});
    configure(&bucket, vec![rules]).await;
    bucket.put("k", bytes(LARGE)).await;
    let of = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    cloud.advance(12 * DAY).await;
    assert_eq!(versions(&bucket).await, (of(&["k"]), of(&["k"])));
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "k"})).await,
        "NoSuchKey"
    );
    cloud.advance(7 * DAY).await;
    let list = bucket.ok("ListObjectVersions", json!({})).await;
    assert_eq!(list["Versions"][0]["StorageClass"], "GLACIER");
    // The version goes, and then the marker that hides nothing any more.
    cloud.advance(30 * DAY).await;
    assert_eq!(versions(&bucket).await, (of(&[]), of(&[])));
    // All of it in one look.
    bucket.put("k", "x").await;
    cloud.advance(365 * DAY).await;
    assert_eq!(versions(&bucket).await, (of(&[]), of(&[])));
}

#[tokio::test]
async fn the_newest_noncurrent_versions_are_kept() {
    let (cloud, bucket) = versioned().await;
    let keep =
        json!({"NoncurrentVersionExpiration": {"NoncurrentDays": 1, "NewerNoncurrentVersions": 2}});
    configure(&bucket, vec![keep]).await;
    let mut ids = Vec::new();
    for number in 0..6 {
        let put = bucket.put("k", format!("{number}")).await;
        ids.push(put["VersionId"].clone());
    }
    cloud.advance(5 * DAY).await;
    let list = bucket.ok("ListObjectVersions", json!({})).await;
    let left: Vec<_> = list["Versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["VersionId"].clone())
        .collect();
    assert_eq!(left, [ids[5].clone(), ids[4].clone(), ids[3].clone()]);
}

#[tokio::test]
async fn markers_that_hide_nothing_go() {
    let (cloud, bucket) = versioned().await;
    let markers = json!({"Expiration": {"ExpiredObjectDeleteMarker": true}});
    configure(&bucket, vec![markers]).await;
    let put = bucket.put("hidden", "x").await;
    bucket.ok("DeleteObject", json!({"Key": "hidden"})).await;
    bucket
        .ok("DeleteObject", json!({"Key": "never there"}))
        .await;
    cloud.advance(2 * DAY).await;
    let (_, left) = versions(&bucket).await;
    assert_eq!(left, ["hidden"]);
    let gone = json!({"Key": "hidden", "VersionId": put["VersionId"]});
    bucket.ok("DeleteObject", gone).await;
    cloud.advance(2 * DAY).await;
    assert!(versions(&bucket).await.1.is_empty());
}

#[tokio::test]
async fn locked_versions_stay_until_their_lock_ends() {
    let cloud = crate::help::cloud().await;
    let client = cloud.root();
    let input = json!({"Bucket": "locked", "ObjectLockEnabledForBucket": true});
    client.call("s3", "CreateBucket", input).await.unwrap();
    let bucket = Bucket {
        client,
        name: "locked".to_owned(),
    };
    let default = json!({"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}});
    bucket.ok("PutObjectLockConfiguration", default).await;
    let rules =
        json!({"Expiration": {"Days": 1}, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}});
    configure(&bucket, vec![rules]).await;
    let put = json!({"Key": "k", "ContentMD5": "XUFAKrxLKna5cZ2REBfFkg=="});
    bucket.put_as(put, "hello").await;
    cloud.advance(20 * DAY).await;
    assert_eq!(versions(&bucket).await.0, ["k"]);
    cloud.advance(20 * DAY).await;
    assert!(versions(&bucket).await.0.is_empty());
}

#[tokio::test]
async fn uploads_that_nobody_completes_end() {
    let (cloud, bucket) = bucket().await;
    let abort = json!({"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}});
    configure(&bucket, vec![abort]).await;
    let begun = bucket
        .ok("CreateMultipartUpload", json!({"Key": "k"}))
        .await;
    assert_eq!(begun["AbortRuleId"], "r");
    let id = begun["UploadId"].clone();
    let part = json!({"Key": "k", "UploadId": id, "PartNumber": 1});
    bucket
        .send("UploadPart", part, bytes(100_000))
        .await
        .unwrap();
    let parts = bucket
        .ok("ListParts", json!({"Key": "k", "UploadId": id}))
        .await;
    assert_eq!(parts["AbortDate"], begun["AbortDate"]);
    cloud.advance(7 * DAY).await;
    assert_eq!(
        bucket.ok("ListMultipartUploads", json!({})).await["Uploads"][0]["Key"],
        "k"
    );
    cloud.advance(DAY).await;
    let gone = bucket
        .code("ListParts", json!({"Key": "k", "UploadId": id}))
        .await;
    assert_eq!(gone, "NoSuchUpload");
    assert_eq!(bucket.blobs().await, 0);
}

#[tokio::test]
async fn dates_apply_from_their_midnight_on() {
    let (cloud, bucket) = bucket().await;
    let now = cloud.cloud.clock.now().as_second();
    let date = (now.div_euclid(86_400) + 5) * 86_400;
    configure(&bucket, vec![json!({"Expiration": {"Date": date}})]).await;
    bucket.put("k", "x").await;
    cloud.advance(4 * DAY).await;
    assert_eq!(keys(&bucket).await, ["k"]);
    cloud.advance(2 * DAY).await;
    assert!(keys(&bucket).await.is_empty());
}

#[tokio::test]
async fn rules_are_shown_as_they_were_put() {
    let (_cloud, bucket) = bucket().await;
    let rules = json!([
        {"ID": "all", "Status": "Enabled", "Filter": {"Prefix": "p"},
            "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
            "Expiration": {"Days": 365},
            "NoncurrentVersionTransitions": [
                {"NoncurrentDays": 30, "StorageClass": "ONEZONE_IA", "NewerNoncurrentVersions": 3}],
            "NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 5},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
        {"ID": "old", "Status": "Disabled", "Prefix": "", "Expiration": {"ExpiredObjectDeleteMarker": true}},
        {"ID": "and", "Status": "Enabled", "Filter": {"And": {"Prefix": "p",
            "Tags": [{"Key": "k", "Value": "v"}], "ObjectSizeGreaterThan": 1, "ObjectSizeLessThan": 9}},
            "Expiration": {"Days": 1}},
        {"ID": "tag", "Status": "Enabled", "Filter": {"Tag": {"Key": "k", "Value": "v"}}, "Expiration": {"Days": 1}},
    ]);
    bucket
        .ok(
            "PutBucketLifecycleConfiguration",
            configuration(rules.clone()),
        )
        .await;
    let got = bucket
        .ok("GetBucketLifecycleConfiguration", json!({}))
        .await;
    assert_eq!(got["Rules"], rules);
    assert_eq!(
        got["TransitionDefaultMinimumObjectSize"],
        "all_storage_classes_128K"
    );
    let nameless = json!([{"Status": "Enabled", "Filter": {}, "Expiration": {"Days": 1}}]);
    bucket
        .ok("PutBucketLifecycleConfiguration", configuration(nameless))
        .await;
    let got = bucket
        .ok("GetBucketLifecycleConfiguration", json!({}))
        .await;
    assert_eq!(got["Rules"][0]["ID"].as_str().map(str::len), Some(48));
}

#[tokio::test]
async fn rules_that_are_refused() {
    let (_cloud, bucket) = bucket().await;
    let move_to = |days: i64, class: &str| json!({"Days": days, "StorageClass": class});
    let many: Vec<Json> = vec![
        json!({}),
        json!({"Expiration": {"Days": 0}}),
        json!({"Expiration": {}}),
        json!({"Expiration": {"Days": 1, "ExpiredObjectDeleteMarker": true}}),
        json!({"Expiration": {"Date": 86_401}}),
        json!({"Prefix": "both", "Expiration": {"Days": 1}}),
        json!({"ID": "x".repeat(256), "Expiration": {"Days": 1}}),
        json!({"Transitions": [move_to(29, "STANDARD_IA")]}),
        json!({"Transitions": [move_to(-1, "GLACIER")]}),
        json!({"Transitions": [move_to(30, "STANDARD")]}),
        json!({"Transitions": [move_to(30, "STANDARD_IA"), move_to(59, "GLACIER")]}),
        json!({"Transitions": [move_to(30, "GLACIER"), move_to(60, "GLACIER")]}),
        json!({"Transitions": [move_to(60, "STANDARD_IA"), move_to(30, "GLACIER")]}),
        json!({"Transitions": [move_to(30, "STANDARD_IA")], "Expiration": {"Days": 30}}),
        json!({"Transitions": [move_to(30, "STANDARD_IA")], "Expiration": {"Date": 86_400}}),
        json!({"NoncurrentVersionExpiration": {"NoncurrentDays": 0}}),
        json!({"NoncurrentVersionExpiration": {"NewerNoncurrentVersions": 1}}),
        json!({"NoncurrentVersionExpiration": {"NoncurrentDays": 1, "NewerNoncurrentVersions": 101}}),
        json!({"NoncurrentVersionTransitions": [{"NoncurrentDays": 1, "StorageClass": "STANDARD_IA"}]}),
        json!({"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 0}}),
        json!({"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}, "Filter": {"Tag": {"Key": "k", "Value": "v"}}}),
        json!({"Expiration": {"ExpiredObjectDeleteMarker": true}, "Filter": {"Tag": {"Key": "k", "Value": "v"}}}),
        json!({"Filter": {"And": {"Prefix": "alone"}}, "Expiration": {"Days": 1}}),
        json!({"Filter": {"ObjectSizeGreaterThan": -1}, "Expiration": {"Days": 1}}),
    ];
    for wrong in many {
        let input = configuration(json!([rule(wrong.clone())]));
        let error = bucket.err("PutBucketLifecycleConfiguration", input).await;
        assert_eq!(error.status, Some(400), "{wrong}");
        let known = ["InvalidArgument", "InvalidRequest", "MalformedXML"];
        assert!(
            known.contains(&error.code.as_ref()),
            "{wrong}: {}",
            error.code
        );
    }
    let one = rule(json!({"Expiration": {"Days": 1}}));
    let input = configuration(json!([one, one]));
    let error = bucket.err("PutBucketLifecycleConfiguration", input).await;
    assert_eq!(
        error.message,
        "Rule ID must be unique. Found same ID for more than one rule"
    );
    let input = configuration(json!([rule(
        json!({"Transitions": [move_to(29, "STANDARD_IA")]})
    )]));
    let error = bucket.err("PutBucketLifecycleConfiguration", input).await;
    assert_eq!(
        error.message,
        "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'"
    );
    let none = configuration(json!([]));
    assert_eq!(
        bucket.code("PutBucketLifecycleConfiguration", none).await,
        "MalformedXML"
    );
}
