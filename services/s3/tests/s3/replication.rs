//! Replication, with IAM and STS beside S3: copies are made as the role that was passed.

use crate::help::{Bucket, bytes};
use haneul_iam::{Directory, Iam};
use haneul_s3::S3;
use haneul_sqs::Sqs;
use haneul_sts::Sts;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const OTHERS: &str = "444455556666";
pub const ROLE: &str = "arn:aws:iam::111122223333:role/copier";
pub const MINUTE: Duration = Duration::from_secs(60);

async fn cloud() -> TestCloud {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> =
        vec![Arc::new(S3), Arc::new(Iam), Arc::new(Sts), Arc::new(Sqs)];
    TestCloud::new(services, Arc::new(Directory::default())).await
}

pub async fn versioned(client: &Client, name: &str, region: &str) -> Bucket {
    let client = client.in_region(region);
    let bucket = Bucket {
        client,
        name: name.to_owned(),
    };
    let place = match region {
        "us-east-1" => json!({}),
        other => json!({"CreateBucketConfiguration": {"LocationConstraint": other}}),
    };
    bucket.ok("CreateBucket", place).await;
    let on = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    bucket.ok("PutBucketVersioning", on).await;
    bucket
}

pub fn document(statements: Json) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// The role of AWS's own guide.
pub async fn role(client: &Client, service: &str, writes: &[&str]) {
    let trust = document(json!([{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": service}}]));
    let made = json!({"RoleName": "copier", "AssumeRolePolicyDocument": trust});
    client.call("iam", "CreateRole", made).await.unwrap();
    let policy = document(json!([
        {"Effect": "Allow", "Resource": "arn:aws:s3:::from",
            "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"]},
        {"Effect": "Allow", "Resource": "arn:aws:s3:::from/*",
            "Action": ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]},
        {"Effect": "Allow", "Resource": "arn:aws:s3:::goal/*", "Action": writes}]));
    let input = json!({"RoleName": "copier", "PolicyName": "copy", "PolicyDocument": policy});
    client.call("iam", "PutRolePolicy", input).await.unwrap();
}

pub const WRITES: [&str; 3] = [
    "s3:ReplicateObject",
    "s3:ReplicateDelete",
    "s3:ReplicateTags",
];

pub fn rule(mut rule: Json) -> Json {
    for (name, value) in [
        ("ID", json!("r")),
        ("Status", json!("Enabled")),
        ("Priority", json!(1)),
        ("Filter", json!({"Prefix": ""})),
        ("DeleteMarkerReplication", json!({"Status": "Enabled"})),
        ("Destination", json!({"Bucket": "arn:aws:s3:::goal"})),
    ] {
        if rule.get(name).is_none() {
            rule[name] = value;
        }
    }
    rule
}

pub fn rules(rules: Json) -> Json {
    json!({"ReplicationConfiguration": {"Role": ROLE, "Rules": rules}})
}

/// Two buckets in two Regions, and the rule between them.
async fn pair() -> (TestCloud, Bucket, Bucket) {
    let cloud = cloud().await;
    let root = cloud.root();
    let from = versioned(&root, "from", "us-east-1").await;
    let to = versioned(&root, "goal", "ap-northeast-2").await;
    role(&root, "s3.amazonaws.com", &WRITES).await;
    from.put("before", "it began").await;
    from.ok("PutBucketReplication", rules(json!([rule(json!({}))])))
        .await;
    (cloud, from, to)
}

pub async fn status(bucket: &Bucket, key: &str) -> Json {
    let head = bucket.ok("HeadObject", json!({"Key": key})).await;
    head.get("ReplicationStatus").cloned().unwrap_or_default()
}

#[tokio::test]
async fn what_is_new_is_copied_to_another_region() {
    let (cloud, from, to) = pair().await;
    let body = bytes(200_000);
    let said = json!({"Key": "a/k", "ContentType": "text/plain", "Metadata": {"m": "1"}, "Tagging": "t=1"});
    let put = from.put_as(said, body.clone()).await;
    from.put("empty", "").await;
    from.put("small", "small").await;
    assert_eq!(status(&from, "a/k").await, "PENDING");
    cloud.advance(MINUTE).await;
    for key in ["a/k", "empty", "small"] {
        assert_eq!(status(&from, key).await, "COMPLETED", "{key}");
        assert_eq!(status(&to, key).await, "REPLICA", "{key}");
    }
    assert_eq!(to.get("a/k").await, body);
    assert_eq!(to.get("small").await, "small");
    let (here, there) = (
        from.ok("HeadObject", json!({"Key": "a/k"})).await,
        to.ok("HeadObject", json!({"Key": "a/k"})).await,
    );
    for member in [
        "VersionId",
        "ETag",
        "LastModified",
        "ContentType",
        "Metadata",
        "TagCount",
    ] {
        assert_eq!(here[member], there[member], "{member}");
    }
    assert_eq!(there["VersionId"], put["VersionId"]);
    // What was there before is not copied.
    assert_eq!(status(&from, "before").await, Json::Null);
    assert_eq!(
        to.code("HeadObject", json!({"Key": "before"})).await,
        "NoSuchKey"
    );
    // The original's bytes are its own.
    let gone = json!({"Key": "a/k", "VersionId": put["VersionId"]});
    from.ok("DeleteObject", gone).await;
    cloud.advance(MINUTE).await;
    assert_eq!(to.get("a/k").await, body);
}

#[tokio::test]
async fn parts_are_copied_as_parts() {
    let (cloud, from, to) = pair().await;
    let begun = from
        .ok(
            "CreateMultipartUpload",
            json!({"Key": "k", "ChecksumAlgorithm": "SHA256"}),
        )
        .await;
    let id = begun["UploadId"].clone();
    let mut parts = Vec::new();
    for (number, size) in [(1, 5 << 20), (2, 100)] {
        let part = json!({"Key": "k", "UploadId": id, "PartNumber": number, "ChecksumAlgorithm": "SHA256"});
        let put = from
            .send("UploadPart", part, bytes(size))
            .await
            .unwrap()
            .output;
        parts.push(json!({"PartNumber": number, "ETag": put["ETag"], "ChecksumSHA256": put["ChecksumSHA256"]}));
    }
    let end = json!({"Key": "k", "UploadId": id, "MultipartUpload": {"Parts": parts}});
    from.ok("CompleteMultipartUpload", end).await;
    cloud.advance(MINUTE).await;
    let asked =
        json!({"Key": "k", "ObjectAttributes": ["ETag", "Checksum", "ObjectParts", "ObjectSize"]});
    let here = from.ok("GetObjectAttributes", asked.clone()).await;
    assert_eq!(here, to.ok("GetObjectAttributes", asked).await);
    assert_eq!(here["ObjectParts"]["TotalPartsCount"], 2);
    let second = to.get_as(json!({"Key": "k", "PartNumber": 2})).await;
    assert_eq!(second.body, bytes(100));
}

#[tokio::test]
async fn markers_and_tags_follow_and_deleted_versions_do_not() {
    let (cloud, from, to) = pair().await;
    let first = from.put("k", "1").await["VersionId"].clone();
    from.put("k", "2").await;
    let tag = json!({"Key": "k", "Tagging": {"TagSet": [{"Key": "t", "Value": "v"}]}});
    from.ok("PutObjectTagging", tag).await;
    cloud.advance(MINUTE).await;
    let tags = to.ok("GetObjectTagging", json!({"Key": "k"})).await;
    assert_eq!(tags["TagSet"], json!([{"Key": "t", "Value": "v"}]));
    from.ok("DeleteObject", json!({"Key": "k", "VersionId": first}))
        .await;
    let marker = from.ok("DeleteObject", json!({"Key": "k"})).await;
    cloud.advance(MINUTE).await;
    assert_eq!(to.code("GetObject", json!({"Key": "k"})).await, "NoSuchKey");
    let list = to.ok("ListObjectVersions", json!({})).await;
    assert_eq!(list["DeleteMarkers"][0]["VersionId"], marker["VersionId"]);
    assert_eq!(list["Versions"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn replicas_go_no_further() {
    let (cloud, from, to) = pair().await;
    let third = versioned(&cloud.root(), "third", "us-east-1").await;
    let on = rule(json!({"Destination": {"Bucket": "arn:aws:s3:::third"}}));
    to.ok("PutBucketReplication", rules(json!([on]))).await;
    from.put("k", "x").await;
    cloud.advance(10 * MINUTE).await;
    assert_eq!(status(&to, "k").await, "REPLICA");
    assert_eq!(
        third.code("HeadObject", json!({"Key": "k"})).await,
        "NoSuchKey"
    );
}

#[tokio::test]
async fn filters_priorities_and_classes() {
    let (cloud, from, to) = pair().await;
    let ia = rule(
        json!({"ID": "ia", "Priority": 2, "Filter": {"Prefix": "logs/"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::goal", "StorageClass": "STANDARD_IA"}}),
    );
    let tagged = rule(json!({"ID": "tagged", "Priority": 1,
        "Filter": {"And": {"Prefix": "", "Tags": [{"Key": "copy", "Value": "yes"}]}},
        "DeleteMarkerReplication": {"Status": "Disabled"}}));
    from.ok("PutBucketReplication", rules(json!([ia, tagged])))
        .await;
    let yes = |key: &str| json!({"Key": key, "Tagging": "copy=yes"});
    from.put_as(yes("logs/both"), "x").await;
    from.put_as(yes("tagged"), "x").await;
    from.put("neither", "x").await;
    cloud.advance(MINUTE).await;
    let head = to.ok("HeadObject", json!({"Key": "logs/both"})).await;
    assert_eq!(head["StorageClass"], "STANDARD_IA");
    let head = to.ok("HeadObject", json!({"Key": "tagged"})).await;
    assert_eq!(head.get("StorageClass"), None);
    assert_eq!(
        to.code("HeadObject", json!({"Key": "neither"})).await,
        "NoSuchKey"
    );
    from.ok("DeleteObject", json!({"Key": "tagged"})).await;
    cloud.advance(MINUTE).await;
    to.get("tagged").await;
}

#[tokio::test]
async fn without_the_roles_permissions_it_fails_and_says_so() {
    for (service, writes) in [
        ("s3.amazonaws.com", &WRITES[1..]),
        // A role that trusts somebody else.
        ("ec2.amazonaws.com", &WRITES[..]),
    ] {
        let cloud = cloud().await;
        let root = cloud.root();
        let from = versioned(&root, "from", "us-east-1").await;
        let to = versioned(&root, "goal", "us-east-1").await;
        role(&root, service, writes).await;
        from.ok("PutBucketReplication", rules(json!([rule(json!({}))])))
            .await;
        from.put("k", "x").await;
        cloud.advance(MINUTE).await;
        assert_eq!(status(&from, "k").await, "PENDING");
        cloud.advance(60 * MINUTE).await;
        assert_eq!(status(&from, "k").await, "FAILED");
        assert_eq!(
            to.code("HeadObject", json!({"Key": "k"})).await,
            "NoSuchKey"
        );
    }
}

/// A queue that S3 may send to, and that is told when a copy fails.
async fn told(root: &Client, from: &Bucket) -> String {
    let arn = "arn:aws:sqs:us-east-1:111122223333:failed";
    let policy = document(
        json!([{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": arn}]),
    );
    let queue = json!({"QueueName": "failed", "Attributes": {"Policy": policy}});
    let made = root.must("sqs", "CreateQueue", queue).await;
    let told = json!({"NotificationConfiguration": {"QueueConfigurations": [{
        "Id": "watch", "QueueArn": arn, "Events": ["s3:Replication:*"]}]}});
    from.ok("PutBucketNotificationConfiguration", told).await;
    made["QueueUrl"].as_str().unwrap().to_owned()
}

/// The records in a queue, but for the test that S3 sends first.
async fn records(root: &Client, queue: &str) -> Vec<Json> {
    let input = json!({"QueueUrl": queue, "MaxNumberOfMessages": 10});
    let got = root.must("sqs", "ReceiveMessage", input).await;
    let bodies = got["Messages"].as_array().into_iter().flatten();
    let bodies = bodies.map(|message| message["Body"].as_str().unwrap());
    let read = bodies.map(|body| serde_json::from_str::<Json>(body).unwrap());
    read.filter_map(|body| Some(body["Records"].as_array()?[0].clone()))
        .collect()
}

#[tokio::test]
async fn who_wants_to_know_is_told_of_failures() {
    let cloud = cloud().await;
    let root = cloud.root();
    let from = versioned(&root, "from", "us-east-1").await;
    versioned(&root, "goal", "us-east-1").await;
    role(&root, "s3.amazonaws.com", &WRITES[1..]).await;
    let queue = told(&root, &from).await;
    // Without metrics nobody is.
    from.ok("PutBucketReplication", rules(json!([rule(json!({}))])))
        .await;
    from.put("quiet", "x").await;
    cloud.advance(60 * MINUTE).await;
    assert_eq!(status(&from, "quiet").await, "FAILED");
    assert_eq!(records(&root, &queue).await.len(), 0);
    let measured = json!({"Bucket": "arn:aws:s3:::goal", "Metrics": {"Status": "Enabled"}});
    let measured = rule(json!({"ID": "measured", "Destination": measured}));
    from.ok("PutBucketReplication", rules(json!([measured])))
        .await;
    let put = from.put("k", "x").await;
    cloud.advance(60 * MINUTE).await;
    let got = records(&root, &queue).await;
    assert_eq!(got.len(), 1, "{got:?}");
    assert_eq!(
        got[0]["eventName"],
        "Replication:OperationFailedReplication"
    );
    assert_eq!(got[0]["eventVersion"], "2.2");
    assert_eq!(got[0]["s3"]["configurationId"], "watch");
    assert_eq!(got[0]["s3"]["object"]["key"], "k");
    assert_eq!(got[0]["s3"]["object"]["versionId"], put["VersionId"]);
    let mut data = got[0]["replicationEventData"].clone();
    assert!(data["requestTime"].take().is_string());
    let expected = json!({"replicationRuleId": "measured", "destinationBucket": "arn:aws:s3:::goal",
        "s3Operation": "OBJECT_PUT", "requestTime": null,
        "failureReason": "DstPutObjectNotPermitted"});
    assert_eq!(data, expected);
    // Nobody may act as the role any more.
    let gone = json!({"RoleName": "copier", "PolicyName": "copy"});
    root.must("iam", "DeleteRolePolicy", gone).await;
    root.must("iam", "DeleteRole", json!({"RoleName": "copier"}))
        .await;
    from.put("l", "x").await;
    cloud.advance(60 * MINUTE).await;
    let got = records(&root, &queue).await;
    let reasons: Vec<&Json> = got
        .iter()
        .map(|record| &record["replicationEventData"]["failureReason"])
        .collect();
    assert!(
        reasons.contains(&&json!("AssumeRoleNotPermitted")),
        "{got:?}"
    );
}

#[tokio::test]
async fn another_account_lets_it_in_by_its_buckets_policy() {
    let cloud = cloud().await;
    let root = cloud.root();
    let from = versioned(&root, "from", "us-east-1").await;
    let to = versioned(&cloud.root_of(OTHERS), "goal", "eu-west-1").await;
    role(&root, "s3.amazonaws.com", &WRITES).await;
    from.ok("PutBucketReplication", rules(json!([rule(json!({}))])))
        .await;
    from.put("k", "first").await;
    cloud.advance(60 * MINUTE).await;
    assert_eq!(status(&from, "k").await, "FAILED");
    let policy = document(json!([{"Effect": "Allow", "Principal": {"AWS": ROLE},
        "Action": WRITES, "Resource": "arn:aws:s3:::goal/*"}]));
    to.ok("PutBucketPolicy", json!({"Policy": policy})).await;
    from.put("k", "second").await;
    cloud.advance(MINUTE).await;
    assert_eq!(status(&from, "k").await, "COMPLETED");
    assert_eq!(to.get("k").await, "second");
}

#[tokio::test]
async fn older_versions_that_arrive_late_are_older_there_too() {
    let (cloud, from, to) = pair().await;
    // Without the role's policy, the first copy waits.
    let root = cloud.root();
    let named = json!({"RoleName": "copier", "PolicyName": "copy"});
    let policy = root
        .call("iam", "GetRolePolicy", named.clone())
        .await
        .unwrap();
    root.call("iam", "DeleteRolePolicy", named.clone())
        .await
        .unwrap();
    from.put("k", "old").await;
    cloud.advance(5 * MINUTE).await;
    from.put("k", "new").await;
    let mut again = named;
    again["PolicyDocument"] = json!(percent(&policy["PolicyDocument"]));
    root.call("iam", "PutRolePolicy", again).await.unwrap();
    cloud.advance(MINUTE).await;
    assert_eq!(to.get("k").await, "new");
    cloud.advance(30 * MINUTE).await;
    assert_eq!(to.get("k").await, "new");
    let list = to.ok("ListObjectVersions", json!({})).await;
    assert_eq!(list["Versions"].as_array().map(Vec::len), Some(2));
    assert_eq!(list["Versions"][0]["IsLatest"], true);
    let mine = from.ok("ListObjectVersions", json!({"Prefix": "k"})).await;
    for at in [0, 1] {
        assert_eq!(
            list["Versions"][at]["VersionId"],
            mine["Versions"][at]["VersionId"]
        );
    }
}

/// IAM gives documents percent-encoded.
fn percent(document: &Json) -> String {
    let text = document.as_str().unwrap_or_default();
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

#[tokio::test]
async fn the_role_must_be_the_callers_to_pass() {
    let (cloud, from, _) = pair().await;
    let root = cloud.root();
    let user = json!({"UserName": "eve"});
    root.call("iam", "CreateUser", user.clone()).await.unwrap();
    let allowed = document(json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]));
    let put =
        |document: &str| json!({"UserName": "eve", "PolicyName": "p", "PolicyDocument": document});
    root.call("iam", "PutUserPolicy", put(&allowed))
        .await
        .unwrap();
    let key = root.call("iam", "CreateAccessKey", user).await.unwrap();
    let eve = cloud.with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap());
    let eve = from.by(eve);
    let wanted = rules(json!([rule(json!({}))]));
    let error = eve.err("PutBucketReplication", wanted.clone()).await;
    assert_eq!(error.code, "AccessDenied");
    assert!(error.message.contains("iam:PassRole"), "{}", error.message);
    let both = document(
        json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": ROLE}]),
    );
    root.call("iam", "PutUserPolicy", put(&both)).await.unwrap();
    eve.ok("PutBucketReplication", wanted).await;
}

#[tokio::test]
async fn configurations() {
    let (_cloud, from, to) = pair().await;
    let wanted = rules(json!([rule(json!({
        "SourceSelectionCriteria": {"ReplicaModifications": {"Status": "Disabled"}},
        "Destination": {"Bucket": "arn:aws:s3:::goal", "Account": "111122223333",
            "AccessControlTranslation": {"Owner": "Destination"}, "StorageClass": "GLACIER_IR",
            "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
            "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}}}}))]));
    from.ok("PutBucketReplication", wanted.clone()).await;
    assert_eq!(from.ok("GetBucketReplication", json!({})).await, wanted);
    let old = rules(json!([{"ID": "v1", "Prefix": "p", "Status": "Enabled",
        "Destination": {"Bucket": "arn:aws:s3:::goal"}}]));
    from.ok("PutBucketReplication", old.clone()).await;
    assert_eq!(from.ok("GetBucketReplication", json!({})).await, old);
    let suspend = json!({"VersioningConfiguration": {"Status": "Suspended"}});
    assert_eq!(
        from.code("PutBucketVersioning", suspend.clone()).await,
        "InvalidBucketState"
    );
    to.ok("PutBucketVersioning", suspend.clone()).await;
    let error = from
        .err("PutBucketReplication", rules(json!([rule(json!({}))])))
        .await;
    assert_eq!(
        error.message,
        "Destination bucket must have versioning enabled."
    );
    let none = rule(json!({"Destination": {"Bucket": "arn:aws:s3:::nowhere"}}));
    let error = from.err("PutBucketReplication", rules(json!([none]))).await;
    assert_eq!(error.message, "Destination bucket must exist.");
    from.ok("DeleteBucketReplication", json!({})).await;
    let code = from.code("GetBucketReplication", json!({})).await;
    assert_eq!(code, "ReplicationConfigurationNotFoundError");
    from.ok("PutBucketVersioning", suspend).await;
    let error = from
        .err("PutBucketReplication", rules(json!([rule(json!({}))])))
        .await;
    assert!(
        error.message.starts_with("Versioning must be 'Enabled'"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn rules_that_are_refused() {
    let (_cloud, from, _) = pair().await;
    let tag = json!({"Tag": {"Key": "k", "Value": "v"}});
    for (wrong, code) in [
        (json!({"Priority": null}), "InvalidRequest"),
        (json!({"DeleteMarkerReplication": null}), "InvalidRequest"),
        (json!({"Filter": tag}), "InvalidRequest"),
        (json!({"Prefix": "p"}), "MalformedXML"),
        (
            json!({"Destination": {"Bucket": "arn:aws:s3:::from"}}),
            "InvalidRequest",
        ),
        (json!({"Destination": {"Bucket": "to"}}), "InvalidArgument"),
        (
            json!({"Destination": {"Bucket": "arn:aws:s3:::goal", "Account": OTHERS}}),
            "InvalidRequest",
        ),
        (
            json!({"Destination": {"Bucket": "arn:aws:s3:::goal", "StorageClass": "OUTPOSTS"}}),
            "InvalidStorageClass",
        ),
        (
            json!({"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}}),
            "InvalidRequest",
        ),
        (
            json!({"Destination": {"Bucket": "arn:aws:s3:::goal",
                "EncryptionConfiguration": {"ReplicaKmsKeyID": "k"}}}),
            "InvalidRequest",
        ),
        (
            json!({"ExistingObjectReplication": {"Status": "Enabled"}}),
            "NotImplemented",
        ),
    ] {
        let input = rules(json!([rule(wrong.clone())]));
        assert_eq!(
            from.code("PutBucketReplication", input).await,
            code,
            "{wrong}"
        );
    }
    let mut roleless = rules(json!([rule(json!({}))]));
    roleless["ReplicationConfiguration"]["Role"] = json!("copier");
    let code = from.code("PutBucketReplication", roleless).await;
    assert_eq!(code, "InvalidArgument");
    let twice = rules(json!([rule(json!({})), rule(json!({"ID": "other"}))]));
    assert_eq!(
        from.code("PutBucketReplication", twice).await,
        "InvalidRequest"
    );
}
