//! Batch operations: jobs on the objects of a manifest, on the cloud's clock.

use crate::help::{Bucket, make};
use flate2::Compression;
use flate2::write::GzEncoder;
use haneul_iam::{Directory, Iam};
use haneul_pipeline::{AwsError, Settings};
use haneul_s3::{S3, S3Control};
use haneul_sts::Sts;
use haneul_testkit::functions::{self, python};
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use serde_json::{Value as Json, json};
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(5);
const ROLE: &str = "arn:aws:iam::111122223333:role/batch";

async fn cloud() -> (TestCloud, Bucket) {
    cloud_with(Settings::default()).await
}

async fn cloud_with(settings: Settings) -> (TestCloud, Bucket) {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![
        Arc::new(S3),
        Arc::new(S3Control),
        Arc::new(Iam),
        Arc::new(Sts),
        Arc::new(haneul_lambda::Lambda),
    ];
    let cloud = TestCloud::with(services, Arc::new(Directory::default()), settings).await;
    let root = cloud.root();
    let bucket = make(&root, "first").await;
    let trust = document(json!({"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "batchoperations.s3.amazonaws.com"}}));
    let made = json!({"RoleName": "batch", "AssumeRolePolicyDocument": trust});
    root.call("iam", "CreateRole", made).await.unwrap();
    may(&root, "s3:*").await;
    (cloud, bucket)
}

fn document(statement: Json) -> String {
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

/// What the role may do.
async fn may(root: &Client, action: &str) {
    let policy = document(json!({"Effect": "Allow", "Action": action, "Resource": "*"}));
    let input = json!({"RoleName": "batch", "PolicyName": "p", "PolicyDocument": policy});
    root.call("iam", "PutRolePolicy", input).await.unwrap();
}

async fn control(bucket: &Bucket, operation: &str, mut input: Json) -> Result<Json, AwsError> {
    input["AccountId"] = json!(ACCOUNT);
    bucket.client.call("s3control", operation, input).await
}

async fn ok(bucket: &Bucket, operation: &str, input: Json) -> Json {
    let outcome = control(bucket, operation, input).await;
    outcome.unwrap_or_else(|error| panic!("{operation}: {error}"))
}

/// A job over a list, that reports into `report/`.
async fn asked(bucket: &Bucket, operation: Json, list: &str, fields: Json) -> Json {
    let put = bucket.put("list.csv", list.to_owned()).await;
    json!({
        "Operation": operation,
        "Report": {"Enabled": true, "Bucket": "arn:aws:s3:::first", "Prefix": "report",
            "Format": "Report_CSV_20180820", "ReportScope": "AllTasks"},
        "ClientRequestToken": list.len().to_string() + &operation.to_string().chars()
            .filter(char::is_ascii_alphanumeric).take(40).collect::<String>(),
        "Manifest": {
            "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": fields},
            "Location": {"ObjectArn": "arn:aws:s3:::first/list.csv", "ETag": put["ETag"]}},
        "Priority": 10,
        "RoleArn": ROLE,
    })
}

fn plain() -> Json {
    json!(["Bucket", "Key"])
}

fn tagging() -> Json {
    json!({"S3PutObjectTagging": {"TagSet": [{"Key": "t", "Value": "1"}]}})
}

async fn create(bucket: &Bucket, input: Json) -> String {
    let made = ok(bucket, "CreateJob", input).await;
    made["JobId"].as_str().unwrap().to_owned()
}

async fn job(bucket: &Bucket, id: &str) -> Json {
    ok(bucket, "DescribeJob", json!({"JobId": id})).await["Job"].clone()
}

fn counts(job: &Json) -> (u64, u64, u64) {
    let of = |name: &str| job["ProgressSummary"][name].as_u64().unwrap();
    (
        of("TotalNumberOfTasks"),
        of("NumberOfTasksSucceeded"),
        of("NumberOfTasksFailed"),
    )
}

/// Runs a job over a list of these objects to its end.
async fn done(
    cloud: &TestCloud,
    bucket: &Bucket,
    operation: Json,
    list: &str,
    fields: Json,
) -> Json {
    let input = asked(bucket, operation, list, fields).await;
    let id = create(bucket, input).await;
    cloud.advance(SOON).await;
    let job = job(bucket, &id).await;
    assert_eq!(job["Status"], "Complete", "{job}");
    job
}

async fn report(bucket: &Bucket, id: &str) -> Vec<(String, String)> {
    let key = format!("report/job-{id}/manifest.json");
    let manifest: Json = serde_json::from_slice(&bucket.get(&key).await).unwrap();
    assert_eq!(manifest["Format"], "Report_CSV_20180820");
    let mut lists = Vec::new();
    for result in manifest["Results"].as_array().unwrap() {
        let text = bucket.get(result["Key"].as_str().unwrap()).await;
        let text = String::from_utf8(text.to_vec()).unwrap();
        lists.push((
            result["TaskExecutionStatus"].as_str().unwrap().to_owned(),
            text,
        ));
    }
    lists
}

/// A megabyte without an object in it is not the end of a list.
#[tokio::test]
async fn empty_lines() {
    let (cloud, bucket) = cloud().await;
    for key in ["a", "b"] {
        bucket.put(key, "x").await;
    }
    let empty = "\n".repeat(2_200_000);
    let list = format!("first,a\n{empty}first,b\n{empty}");
    let job = done(&cloud, &bucket, tagging(), &list, plain()).await;
    assert_eq!(counts(&job), (2, 2, 0));
}

#[tokio::test]
async fn a_job_does_one_thing_to_every_object_of_a_list() {
    let (cloud, bucket) = cloud().await;
    for key in ["a", "b c"] {
        bucket.put(key, "x").await;
    }
    let list = "first,a\nfirst,b%20c\n\nfirst,missing\n";
    let mut input = asked(&bucket, tagging(), list, plain()).await;
    input["ConfirmationRequired"] = json!(true);
    input["Description"] = json!("tags for all");
    input["Tags"] = json!([{"Key": "who", "Value": "me"}]);
    let id = create(&bucket, input.clone()).await;
    assert_eq!(create(&bucket, input).await, id, "asked again");
    assert_eq!(job(&bucket, &id).await["Status"], "New");
    cloud.advance(SOON).await;
    let waits = job(&bucket, &id).await;
    assert_eq!(waits["Status"], "Suspended");
    assert_eq!(waits["SuspendedCause"], "AwaitingConfirmation");
    assert_eq!(counts(&waits), (3, 0, 0));
    cloud.advance(SOON).await;
    assert_eq!(job(&bucket, &id).await["Status"], "Suspended");
    let priority = json!({"JobId": id, "Priority": 42});
    assert_eq!(
        ok(&bucket, "UpdateJobPriority", priority).await["Priority"],
        42
    );
    let ready = json!({"JobId": id, "RequestedJobStatus": "Ready"});
    assert_eq!(
        ok(&bucket, "UpdateJobStatus", ready.clone()).await["Status"],
        "Ready"
    );
    cloud.advance(SOON).await;
    let over = job(&bucket, &id).await;
    assert_eq!(
        (over["Status"].as_str(), counts(&over)),
        (Some("Complete"), (3, 2, 1))
    );
    assert_eq!(over["Priority"], 42);
    assert_eq!(over["Operation"], tagging());
    for key in ["a", "b c"] {
        let tags = bucket.ok("GetObjectTagging", json!({"Key": key})).await;
        assert_eq!(tags["TagSet"], json!([{"Key": "t", "Value": "1"}]));
    }
    let lists = report(&bucket, &id).await;
    assert_eq!(lists[0].0, "succeeded");
    assert_eq!(
        lists[0].1,
        "first,a,,succeeded,200,,Successful\nfirst,b%20c,,succeeded,200,,Successful\n"
    );
    assert_eq!(lists[1].0, "failed");
    assert!(
        lists[1]
            .1
            .starts_with("first,missing,,failed,404,NoSuchKey,"),
        "{}",
        lists[1].1
    );
    let error = control(&bucket, "UpdateJobStatus", ready)
        .await
        .unwrap_err();
    assert_eq!(error.code, "JobStatusException");
    let tags = ok(&bucket, "GetJobTagging", json!({"JobId": id})).await;
    assert_eq!(tags["Tags"], json!([{"Key": "who", "Value": "me"}]));
    ok(&bucket, "DeleteJobTagging", json!({"JobId": id})).await;
    let tags = ok(&bucket, "GetJobTagging", json!({"JobId": id})).await;
    assert_eq!(tags["Tags"], json!([]));
    let jobs = ok(&bucket, "ListJobs", json!({"JobStatuses": ["Complete"]})).await;
    assert_eq!(jobs["Jobs"][0]["JobId"], id);
    assert_eq!(jobs["Jobs"][0]["Operation"], "S3PutObjectTagging");
    let none = ok(&bucket, "ListJobs", json!({"JobStatuses": ["Active"]})).await;
    assert_eq!(none["Jobs"], json!([]));
    // After three months it is forgotten.
    cloud.advance(Duration::from_secs(91 * 86_400)).await;
    let error = control(&bucket, "DescribeJob", json!({"JobId": id}))
        .await
        .unwrap_err();
    assert_eq!(error.code, "NoSuchJob");
}

#[tokio::test]
async fn every_operation() {
    let (cloud, bucket) = cloud().await;
    let root = cloud.root();
    let kept = Bucket {
        client: root.clone(),
        name: "kept".to_owned(),
    };
    kept.ok("CreateBucket", json!({"ObjectLockEnabledForBucket": true}))
        .await;
    let version = kept.put("k", "x").await["VersionId"].clone();
    let list = format!("kept,k,{}\n", version.as_str().unwrap());
    let fields = json!(["Bucket", "Key", "VersionId"]);
    let of = |operation: Json| done(&cloud, &bucket, operation, &list, fields.clone());
    let job = of(json!({"S3PutObjectLegalHold": {"LegalHold": {"Status": "ON"}}})).await;
    assert_eq!(counts(&job), (1, 1, 0));
    let hold = kept.ok("GetObjectLegalHold", json!({"Key": "k"})).await;
    assert_eq!(hold["LegalHold"]["Status"], "ON");
    let until = (cloud.cloud.clock.now().as_second() + 86_400) as f64;
    of(json!({"S3PutObjectRetention": {"Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": until}}})).await;
    let retention = kept.ok("GetObjectRetention", json!({"Key": "k"})).await;
    assert_eq!(retention["Retention"]["Mode"], "GOVERNANCE");
    // Tags, and none.
    of(tagging()).await;
    of(json!({"S3DeleteObjectTagging": {}})).await;
    let tags = kept.ok("GetObjectTagging", json!({"Key": "k"})).await;
    assert_eq!(tags["TagSet"], json!([]));
    // Copies, with new metadata.
    of(json!({"S3PutObjectCopy": {"TargetResource": "arn:aws:s3:::first", "TargetKeyPrefix": "in/",
        "StorageClass": "GLACIER", "NewObjectMetadata": {"ContentType": "a/b", "UserMetadata": {"m": "1"}},
        "NewObjectTagging": [{"Key": "n", "Value": "a b"}]}})).await;
    let head = bucket.ok("HeadObject", json!({"Key": "in/k"})).await;
    assert_eq!(
        (&head["ContentType"], &head["Metadata"]),
        (&json!("a/b"), &json!({"m": "1"}))
    );
    assert_eq!(head["StorageClass"], "GLACIER");
    let tags = bucket.ok("GetObjectTagging", json!({"Key": "in/k"})).await;
    assert_eq!(tags["TagSet"][0]["Value"], "a b");
    // Out of the archive again.
    let restore =
        json!({"S3InitiateRestoreObject": {"ExpirationInDays": 1, "GlacierJobTier": "BULK"}});
    done(&cloud, &bucket, restore, "first,in/k", plain()).await;
    let head = bucket.ok("HeadObject", json!({"Key": "in/k"})).await;
    assert_eq!(head["Restore"], "ongoing-request=\"true\"");
    // Lists, where they count.
    let owned = json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}});
    bucket.ok("PutBucketOwnershipControls", owned).await;
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    bucket.put("open", "x").await;
    let acl = json!({"S3PutObjectAcl": {"AccessControlPolicy": {"CannedAccessControlList": "public-read"}}});
    done(&cloud, &bucket, acl, "first,open", plain()).await;
    assert_eq!(bucket.by(cloud.anonymous()).get("open").await, "x");
}

#[tokio::test]
async fn existing_objects_are_replicated() {
    let (cloud, bucket) = cloud().await;
    let root = cloud.root();
    let on = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    let goal = make(&root, "goal").await;
    for one in [&bucket, &goal] {
        one.ok("PutBucketVersioning", on.clone()).await;
    }
    bucket.put("old/k", "it was there before").await;
    bucket.put("no", "and no rule is for it").await;
    let trust = document(json!({"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": ["s3.amazonaws.com"]}}));
    let made = json!({"RoleName": "copier", "AssumeRolePolicyDocument": trust});
    root.call("iam", "CreateRole", made).await.unwrap();
    let all = document(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}));
    let input = json!({"RoleName": "copier", "PolicyName": "p", "PolicyDocument": all});
    root.call("iam", "PutRolePolicy", input).await.unwrap();
    let rules = json!({"ReplicationConfiguration": {"Role": "arn:aws:iam::111122223333:role/copier",
        "Rules": [{"ID": "r", "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": "old/"},
            "DeleteMarkerReplication": {"Status": "Disabled"},
            "Destination": {"Bucket": "arn:aws:s3:::goal"}}]}});
    bucket.ok("PutBucketReplication", rules).await;
    let operation = json!({"S3ReplicateObject": {}});
    let list = "first,old/k\nfirst,no\n";
    let job = done(&cloud, &bucket, operation.clone(), list, plain()).await;
    assert_eq!(counts(&job), (2, 1, 1));
    cloud.advance(SOON).await;
    assert_eq!(goal.get("old/k").await, "it was there before");
    let head = bucket.ok("HeadObject", json!({"Key": "old/k"})).await;
    assert_eq!(head["ReplicationStatus"], "COMPLETED");
    may(&root, "s3:Get*").await;
    let job = create(
        &bucket,
        asked(&bucket, operation, "first,old/k\n", plain()).await,
    )
    .await;
    cloud.advance(SOON).await;
    let job = self::job(&bucket, &job).await;
    assert_eq!(job["Status"], "Failed", "nor may it write the report");
    assert_eq!(counts(&job), (1, 0, 1));
}

#[tokio::test]
async fn an_inventory_is_a_manifest() {
    let (cloud, bucket) = cloud().await;
    for key in ["a", "b"] {
        bucket.put(key, "x").await;
    }
    let mut files = Vec::new();
    for (name, rows) in [
        ("1", "\"first\",\"a\"\n"),
        ("2", ""),
        ("3", "\"first\",\"b\"\n"),
    ] {
        let mut zipped = GzEncoder::new(Vec::new(), Compression::default());
        zipped.write_all(rows.as_bytes()).unwrap();
        let key = format!("data/{name}.csv.gz");
        bucket.put(&key, zipped.finish().unwrap()).await;
        files.push(json!({"key": key}));
    }
    let manifest = json!({"fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": files});
    let put = bucket.put("manifest.json", manifest.to_string()).await;
    let mut input = asked(&bucket, tagging(), "", plain()).await;
    input["Manifest"] = json!({"Spec": {"Format": "S3InventoryReport_CSV_20161130"},
        "Location": {"ObjectArn": "arn:aws:s3:::first/manifest.json", "ETag": put["ETag"]}});
    let id = create(&bucket, input).await;
    cloud.advance(SOON).await;
    let job = job(&bucket, &id).await;
    assert_eq!(
        (job["Status"].as_str(), counts(&job)),
        (Some("Complete"), (2, 2, 0))
    );
    let tags = bucket.ok("GetObjectTagging", json!({"Key": "b"})).await;
    assert_eq!(tags["TagSet"][0]["Key"], "t");
}

#[tokio::test]
async fn many_objects_and_a_change_of_mind() {
    let (cloud, bucket) = cloud().await;
    bucket.put("k", "x").await;
    let list = "first,k\n".repeat(250);
    let job = done(&cloud, &bucket, tagging(), &list, plain()).await;
    assert_eq!(counts(&job), (250, 250, 0));
    let mut input = asked(&bucket, tagging(), "first,k\n", plain()).await;
    input["ConfirmationRequired"] = json!(true);
    let id = create(&bucket, input).await;
    cloud.advance(SOON).await;
    let cancel =
        json!({"JobId": id, "RequestedJobStatus": "Cancelled", "StatusUpdateReason": "no"});
    let said = ok(&bucket, "UpdateJobStatus", cancel).await;
    assert_eq!(
        (&said["Status"], &said["StatusUpdateReason"]),
        (&json!("Cancelled"), &json!("no"))
    );
    cloud.advance(SOON).await;
    assert_eq!(self::job(&bucket, &id).await["Status"], "Cancelled");
    // More failures than not end a job early.
    let list = "first,none\n".repeat(1_500);
    let id = create(&bucket, asked(&bucket, tagging(), &list, plain()).await).await;
    cloud.advance(SOON).await;
    let job = self::job(&bucket, &id).await;
    assert_eq!(
        (job["Status"].as_str(), counts(&job)),
        (Some("Failed"), (1_500, 0, 1_000))
    );
    assert_eq!(report(&bucket, &id).await[0].1.lines().count(), 1_000);
}

#[tokio::test]
async fn what_cannot_be_a_job() {
    let (cloud, bucket) = cloud().await;
    bucket.put("k", "x").await;
    for (operation, code) in [
        (json!({"LambdaInvoke": {}}), "InvalidRequest"),
        (
            json!({"LambdaInvoke": {"FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:f",
                "UserArguments": {"a": "b"}}}),
            "InvalidRequest",
        ),
        (json!({"S3ComputeObjectChecksum": {}}), "NotImplemented"),
        (json!({}), "InvalidRequest"),
        (
            json!({"S3PutObjectCopy": {"TargetResource": "arn:aws:s3:::first", "SSEAwsKmsKeyId": "k",
                "NewObjectMetadata": {"SSEAlgorithm": "AES256"}}}),
            "InvalidRequest",
        ),
    ] {
        let input = asked(&bucket, operation.clone(), "first,k\n", plain()).await;
        let error = control(&bucket, "CreateJob", input).await.unwrap_err();
        assert_eq!(error.code, code, "{operation}");
    }
    let input = asked(&bucket, tagging(), "first,k\n", json!(["Key"])).await;
    let error = control(&bucket, "CreateJob", input).await.unwrap_err();
    assert_eq!(error.code, "InvalidRequest");
    // A manifest that is another than the one that was meant, or none, fails the job.
    for (list, etag) in [
        ("first,k\n", Some("0123456789abcdef0123456789abcdef")),
        ("first\n", None),
    ] {
        let mut input = asked(&bucket, tagging(), list, plain()).await;
        if let Some(etag) = etag {
            input["Manifest"]["Location"]["ETag"] = json!(etag);
        }
        let id = create(&bucket, input).await;
        cloud.advance(SOON).await;
        let job = job(&bucket, &id).await;
        assert_eq!(job["Status"], "Failed", "{list}");
        assert!(job["FailureReasons"][0]["FailureCode"].is_string());
    }
    // A role that does not trust the service is not taken on.
    let root = cloud.root();
    let trust = document(json!({"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"}}));
    let made = json!({"RoleName": "other", "AssumeRolePolicyDocument": trust});
    root.call("iam", "CreateRole", made).await.unwrap();
    let mut input = asked(&bucket, tagging(), "first,k", plain()).await;
    input["RoleArn"] = json!("arn:aws:iam::111122223333:role/other");
    let id = create(&bucket, input).await;
    cloud.advance(SOON).await;
    let job = job(&bucket, &id).await;
    assert_eq!(job["Status"], "Failed");
    assert_eq!(job["FailureReasons"][0]["FailureCode"], "AccessDenied");
}

/// Says of each object what its name wants; of one that fails for a while, not at the third time.
const JUDGE: &str = r#"
tried = []
def handler(event, context):
    task = event['tasks'][0]
    assert event['job']['userArguments'] == {'mood': 'mild'} and task['s3Bucket'] == 'first'
    key = task['s3Key']
    tried.append(key)
    code = {'bad': 'PermanentFailure', 'late': 'TemporaryFailure'}.get(key, 'Succeeded')
    if tried.count('late') == 3:
        code = 'Succeeded'
    if key == 'silent':
        return {'results': []}
    return {'invocationSchemaVersion': '2.0', 'treatMissingKeysAs': 'PermanentFailure',
        'invocationId': event['invocationId'],
        'results': [{'taskId': task['taskId'], 'resultCode': code, 'resultString': 'seen ' + key}]}
"#;

#[tokio::test]
async fn a_function_is_told_of_each_object() {
    let (settings, _running) = functions::running().await;
    let (cloud, bucket) = cloud_with(settings).await;
    let root = cloud.root();
    functions::role(&root, &["logs:*"]).await;
    let function = python(&cloud, &root, "judge", JUDGE).await;
    may(&root, "*").await;
    let operation = json!({"LambdaInvoke": {"FunctionArn": function,
        "InvocationSchemaVersion": "2.0", "UserArguments": {"mood": "mild"}}});
    let list = "first,good\nfirst,bad\nfirst,late\nfirst,silent\n";
    let id = create(&bucket, asked(&bucket, operation, list, plain()).await).await;
    cloud.advance(SOON).await;
    let job = job(&bucket, &id).await;
    let written = report(&bucket, &id).await;
    let all: String = written.into_iter().map(|(_, text)| text).collect();
    assert_eq!(counts(&job), (4, 2, 2), "{all}");
    for said in [
        "good\",\"\",\"succeeded\",\"200\",\"\",\"seen good",
        "bad\",\"\",\"failed\",\"400\",\"PermanentFailure\",\"seen bad",
        "late\",\"\",\"succeeded\",\"200\",\"\",\"seen late",
        "silent\",\"\",\"failed\",\"400\",\"InvalidResponse\"",
    ] {
        let plain = |text: &str| text.replace('"', "");
        assert!(plain(&all).contains(&plain(said)), "{said} in {all}");
    }
}
