//! Configurations of Storage Lens, which are kept.

use crate::help::cloud;
use haneul_testkit::{ACCOUNT, Client};
use serde_json::{Value as Json, json};

async fn call(client: &Client, operation: &str, mut input: Json) -> Result<Json, String> {
    input["AccountId"] = json!(ACCOUNT);
    let outcome = client.call("s3control", operation, input).await;
    outcome.map_err(|error| error.code.into_owned())
}

fn lens(id: &str) -> Json {
    json!({"ConfigId": id, "StorageLensConfiguration": {"Id": id, "IsEnabled": true,
        "AccountLevel": {"BucketLevel": {"ActivityMetrics": {"IsEnabled": true}}},
        "Exclude": {"Buckets": ["arn:aws:s3:::first"]}},
        "Tags": [{"Key": "who", "Value": "me"}]})
}

#[tokio::test]
async fn configurations_are_kept() {
    let cloud = cloud().await;
    let root = cloud.root();
    let named = json!({"ConfigId": "one"});
    let none = call(&root, "GetStorageLensConfiguration", named.clone()).await;
    assert_eq!(none, Err("NoSuchConfiguration".to_owned()));
    for id in ["two", "one"] {
        call(&root, "PutStorageLensConfiguration", lens(id))
            .await
            .unwrap();
    }
    let got = call(&root, "GetStorageLensConfiguration", named.clone())
        .await
        .unwrap();
    let mut wanted = lens("one")["StorageLensConfiguration"].clone();
    let arn = format!("arn:aws:s3:us-east-1:{ACCOUNT}:storage-lens/one");
    wanted["StorageLensArn"] = json!(arn);
    assert_eq!(got["StorageLensConfiguration"], wanted);
    let list = call(&root, "ListStorageLensConfigurations", json!({}))
        .await
        .unwrap();
    let list = list["StorageLensConfigurationList"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(
        list[0],
        json!({"Id": "one", "StorageLensArn": arn, "HomeRegion": "us-east-1", "IsEnabled": true})
    );
    assert_eq!(list.len(), 2);
    let elsewhere = call(
        &root.in_region("eu-west-1"),
        "ListStorageLensConfigurations",
        json!({}),
    )
    .await;
    assert_eq!(
        elsewhere.unwrap()["StorageLensConfigurationList"],
        json!([])
    );
    let tags = call(&root, "GetStorageLensConfigurationTagging", named.clone())
        .await
        .unwrap();
    assert_eq!(tags["Tags"], json!([{"Key": "who", "Value": "me"}]));
    let new = json!({"ConfigId": "one", "Tags": [{"Key": "a", "Value": "b"}]});
    call(&root, "PutStorageLensConfigurationTagging", new)
        .await
        .unwrap();
    let tags = call(&root, "ListTagsForResource", json!({"ResourceArn": arn}))
        .await
        .unwrap();
    assert_eq!(tags["Tags"], json!([{"Key": "a", "Value": "b"}]));
    call(
        &root,
        "DeleteStorageLensConfigurationTagging",
        named.clone(),
    )
    .await
    .unwrap();
    let tags = call(&root, "GetStorageLensConfigurationTagging", named.clone())
        .await
        .unwrap();
    assert_eq!(tags["Tags"], json!([]));
    call(&root, "DeleteStorageLensConfiguration", named.clone())
        .await
        .unwrap();
    let gone = call(&root, "DeleteStorageLensConfiguration", named).await;
    assert_eq!(gone, Err("NoSuchConfiguration".to_owned()));
}

#[tokio::test]
async fn what_would_be_seen_elsewhere_is_refused() {
    let cloud = cloud().await;
    let root = cloud.root();
    for (member, value) in [
        (
            "DataExport",
            json!({"CloudWatchMetrics": {"IsEnabled": true}}),
        ),
        (
            "AwsOrg",
            json!({"Arn": "arn:aws:organizations::111122223333:organization/o-abcdefghij"}),
        ),
    ] {
        let mut input = lens("one");
        input["StorageLensConfiguration"][member] = value;
        let refused = call(&root, "PutStorageLensConfiguration", input).await;
        assert_eq!(refused, Err("NotImplemented".to_owned()), "{member}");
    }
    let mut other = lens("one");
    other["ConfigId"] = json!("other");
    let refused = call(&root, "PutStorageLensConfiguration", other).await;
    assert_eq!(refused, Err("InvalidRequest".to_owned()));
}
