use haneul_testkit::{ACCOUNT, Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub const OTHER: &str = "444455556666";
pub const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3_600);

pub async fn cloud() -> TestCloud {
    TestCloud::new(
        vec![
            Arc::new(haneul_accessanalyzer::AccessAnalyzer),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await
}

/// A call of the service that must succeed.
pub async fn ask(client: &Client, operation: &str, input: Json) -> Json {
    of(client, "accessanalyzer", operation, input).await
}

pub async fn of(client: &Client, service: &str, operation: &str, input: Json) -> Json {
    match client.call(service, operation, input).await {
        Ok(answer) => answer,
        Err(error) => panic!("{operation}: {error:?}"),
    }
}

pub async fn analyzer(client: &Client, kind: &str) -> String {
    let input = json!({"analyzerName": "watch", "type": kind});
    let made = ask(client, "CreateAnalyzer", input).await;
    made["arn"].as_str().expect("an ARN").to_owned()
}

pub async fn findings(client: &Client, arn: &str) -> Vec<Json> {
    let found = ask(client, "ListFindings", json!({"analyzerArn": arn})).await;
    found["findings"].as_array().expect("findings").clone()
}

pub fn policy(statements: Json) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// A bucket that anybody may read.
pub async fn public_bucket(client: &Client, name: &str) {
    of(client, "s3", "CreateBucket", json!({"Bucket": name})).await;
    of(
        client,
        "s3",
        "DeletePublicAccessBlock",
        json!({"Bucket": name}),
    )
    .await;
    let text = policy(json!([{
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": format!("arn:aws:s3:::{name}/*"),
    }]));
    let input = json!({"Bucket": name, "Policy": text});
    of(client, "s3", "PutBucketPolicy", input).await;
}

/// A role that the account may take on, with a policy, and a session of it.
pub async fn role(cloud: &TestCloud, name: &str, statements: Json) -> Client {
    let root = cloud.root();
    let trust = policy(json!([{
        "Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole",
    }]));
    let input = json!({"RoleName": name, "AssumeRolePolicyDocument": trust});
    of(&root, "iam", "CreateRole", input).await;
    let input = json!({
        "RoleName": name, "PolicyName": "work", "PolicyDocument": policy(statements),
    });
    of(&root, "iam", "PutRolePolicy", input).await;
    session(cloud, name).await
}

/// Root cannot take on roles, so that a user does.
pub async fn session(cloud: &TestCloud, role: &str) -> Client {
    let root = cloud.root();
    let known = root
        .call("iam", "GetUser", json!({"UserName": "ann"}))
        .await;
    if known.is_err() {
        of(&root, "iam", "CreateUser", json!({"UserName": "ann"})).await;
        let allow = json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]);
        let input = json!({
            "UserName": "ann", "PolicyName": "take", "PolicyDocument": policy(allow),
        });
        of(&root, "iam", "PutUserPolicy", input).await;
    }
    let made = of(&root, "iam", "CreateAccessKey", json!({"UserName": "ann"})).await;
    let key = made["AccessKey"]["AccessKeyId"]
        .as_str()
        .expect("a key")
        .to_owned();
    let input = json!({
        "RoleArn": format!("arn:aws:iam::{ACCOUNT}:role/{role}"), "RoleSessionName": "session",
    });
    let made = of(&cloud.with_key(&key), "sts", "AssumeRole", input).await;
    let gone = json!({"UserName": "ann", "AccessKeyId": key});
    of(&root, "iam", "DeleteAccessKey", gone).await;
    let key = made["Credentials"]["AccessKeyId"].as_str().expect("a key");
    cloud.with_key(key)
}
