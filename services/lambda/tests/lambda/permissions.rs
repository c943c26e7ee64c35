//! Policies of functions.

use crate::cloud::{arn, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn a_policy_lets_others_in() {
    let world = world().await;
    world.function("f", json!({"Publish": true})).await;
    let far = arn("function:f");
    let other = world.cloud.root_of("444455556666");
    let get = json!({"FunctionName": far});
    assert_eq!(
        other.refusal("lambda", "GetFunction", get.clone()).await,
        "AccessDeniedException"
    );
    let add = json!({
        "FunctionName": "f", "StatementId": "s", "Action": "lambda:GetFunction",
        "Principal": "444455556666"
    });
    let added = world.ok("AddPermission", add.clone()).await;
    let statement: Json = serde_json::from_str(added["Statement"].as_str().unwrap()).unwrap();
    assert_eq!(
        statement["Principal"],
        json!({"AWS": "arn:aws:iam::444455556666:root"})
    );
    assert_eq!(statement["Resource"], json!(far));
    other.must("lambda", "GetFunction", get.clone()).await;
    let (code, message) = world.no("AddPermission", add).await;
    assert_eq!(code, "ResourceConflictException");
    assert!(message.starts_with("The statement id (s) provided already exists."));
    let policy = world.ok("GetPolicy", json!({"FunctionName": "f"})).await;
    let text: Json = serde_json::from_str(policy["Policy"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&text["Id"], &text["Statement"][0]["Sid"]),
        (&json!("default"), &json!("s"))
    );
    // The policy of the function is not that of its version.
    let one = json!({"FunctionName": far, "Qualifier": "1"});
    assert_eq!(
        other.refusal("lambda", "GetFunction", one).await,
        "AccessDeniedException"
    );
    let remove = json!({"FunctionName": "f", "StatementId": "s", "RevisionId": "x"});
    assert_eq!(
        world.no("RemovePermission", remove).await.0,
        "PreconditionFailedException"
    );
    world
        .ok(
            "RemovePermission",
            json!({"FunctionName": "f", "StatementId": "s"}),
        )
        .await;
    assert_eq!(
        other.refusal("lambda", "GetFunction", get).await,
        "AccessDeniedException"
    );
    let (code, message) = world.no("GetPolicy", json!({"FunctionName": "f"})).await;
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(message, "The resource you requested does not exist.");
}

#[tokio::test]
async fn conditions_and_principals() {
    let world = world().await;
    world.function("f", json!({})).await;
    let add = |id: &str, principal: &str, more: Json| {
        let input = json!({
            "FunctionName": "f", "StatementId": id, "Action": "lambda:InvokeFunction",
            "Principal": principal
        });
        crate::cloud::merged(input, more)
    };
    let from = json!({"SourceArn": "arn:aws:s3:::b", "SourceAccount": "111122223333"});
    let added = world
        .ok("AddPermission", add("s3", "s3.amazonaws.com", from))
        .await;
    let statement: Json = serde_json::from_str(added["Statement"].as_str().unwrap()).unwrap();
    assert_eq!(
        statement["Condition"],
        json!({
            "StringEquals": {"AWS:SourceAccount": "111122223333"},
            "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"}
        })
    );
    assert_eq!(
        statement["Principal"],
        json!({"Service": "s3.amazonaws.com"})
    );
    let (code, message) = world
        .no("AddPermission", add("x", "nobody", json!({})))
        .await;
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.starts_with("The provided principal was invalid."));
    let latest = add("x", "*", json!({"Qualifier": "$LATEST"}));
    let (_, message) = world.no("AddPermission", latest).await;
    assert_eq!(
        message,
        "We currently do not support adding policies for $LATEST."
    );
}
