//! What there is beside a function's configuration.

use crate::cloud::{arn, running, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn lam_8_at_least_a_hundred_runs_stay_unreserved() {
    let world = world().await;
    world.function("f", json!({})).await;
    let put = |n: i64| json!({"FunctionName": "f", "ReservedConcurrentExecutions": n});
    let (code, message) = world.no("PutFunctionConcurrency", put(901)).await;
    assert_eq!(code, "InvalidParameterValueException");
    assert!(
        message.contains("below its minimum value of [100]"),
        "{message}"
    );
    world.ok("PutFunctionConcurrency", put(900)).await;
    let settings = world.ok("GetAccountSettings", json!({})).await;
    assert_eq!(settings["AccountLimit"]["ConcurrentExecutions"], 1000);
    assert_eq!(
        settings["AccountLimit"]["UnreservedConcurrentExecutions"],
        100
    );
    world.ok("PutFunctionConcurrency", put(5)).await;
    let got = world.ok("GetFunction", json!({"FunctionName": "f"})).await;
    assert_eq!(got["Concurrency"]["ReservedConcurrentExecutions"], 5);
    world
        .ok("DeleteFunctionConcurrency", json!({"FunctionName": "f"}))
        .await;
    let got = world
        .ok("GetFunctionConcurrency", json!({"FunctionName": "f"}))
        .await;
    assert_eq!(got, json!({}));
}

#[tokio::test]
async fn provisioned_concurrency_is_of_versions_and_aliases() {
    let world = running().await;
    world.function("f", json!({"Publish": true})).await;
    let put = |qualifier: &str, n: i64| {
        json!({
            "FunctionName": "f", "Qualifier": qualifier, "ProvisionedConcurrentExecutions": n
        })
    };
    let (code, _) = world
        .no("PutProvisionedConcurrencyConfig", put("$LATEST", 1))
        .await;
    assert_eq!(code, "InvalidParameterValueException");
    let made = world
        .ok("PutProvisionedConcurrencyConfig", put("1", 2))
        .await;
    assert_eq!(made["Status"], "IN_PROGRESS");
    world.seconds(1).await;
    let of = json!({"FunctionName": "f", "Qualifier": "1"});
    let got = world
        .ok("GetProvisionedConcurrencyConfig", of.clone())
        .await;
    assert_eq!(
        (
            &got["Status"],
            &got["AllocatedProvisionedConcurrentExecutions"]
        ),
        (&json!("READY"), &json!(2))
    );
    let reserved = json!({"FunctionName": "f", "ReservedConcurrentExecutions": 1});
    assert_eq!(
        world.no("PutFunctionConcurrency", reserved).await.0,
        "InvalidParameterValueException"
    );
    let listed = world
        .ok(
            "ListProvisionedConcurrencyConfigs",
            json!({"FunctionName": "f"}),
        )
        .await;
    assert_eq!(
        listed["ProvisionedConcurrencyConfigs"][0]["FunctionArn"],
        arn("function:f:1")
    );
    world
        .ok("DeleteProvisionedConcurrencyConfig", of.clone())
        .await;
    let (code, _) = world.no("GetProvisionedConcurrencyConfig", of).await;
    assert_eq!(code, "ProvisionedConcurrencyConfigNotFoundException");
}

#[tokio::test]
async fn asynchronous_calls_are_configured_by_qualifier() {
    let world = world().await;
    world.function("f", json!({"Publish": true})).await;
    let queue = "arn:aws:sqs:us-east-1:111122223333:q";
    let put = json!({
        "FunctionName": "f", "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Destination": queue}}
    });
    let made = world.ok("PutFunctionEventInvokeConfig", put).await;
    assert_eq!(made["FunctionArn"], arn("function:f:$LATEST"));
    let update = json!({"FunctionName": "f", "MaximumEventAgeInSeconds": 60});
    let changed = world.ok("UpdateFunctionEventInvokeConfig", update).await;
    assert_eq!(changed["MaximumRetryAttempts"], 0);
    assert_eq!(
        changed["DestinationConfig"]["OnFailure"]["Destination"],
        queue
    );
    let itself = json!({
        "FunctionName": "f",
        "DestinationConfig": {"OnFailure": {"Destination": arn("function:f")}}
    });
    let (code, _) = world.no("PutFunctionEventInvokeConfig", itself).await;
    assert_eq!(code, "InvalidParameterValueException");
    let listed = world
        .ok(
            "ListFunctionEventInvokeConfigs",
            json!({"FunctionName": "f"}),
        )
        .await;
    assert_eq!(
        listed["FunctionEventInvokeConfigs"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    world
        .ok(
            "DeleteFunctionEventInvokeConfig",
            json!({"FunctionName": "f"}),
        )
        .await;
    let (code, _) = world
        .no("GetFunctionEventInvokeConfig", json!({"FunctionName": "f"}))
        .await;
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_url_belongs_to_a_function_or_an_alias() {
    let world = world().await;
    world.function("f", json!({"Publish": true})).await;
    let made = json!({"FunctionName": "f", "AuthType": "NONE", "Cors": {"AllowOrigins": ["*"]}});
    let made = world.ok("CreateFunctionUrlConfig", made).await;
    let url = made["FunctionUrl"].as_str().unwrap();
    assert!(url.contains(".lambda-url.us-east-1."), "{url}");
    let again = json!({"FunctionName": "f", "AuthType": "NONE"});
    assert_eq!(
        world.no("CreateFunctionUrlConfig", again).await.0,
        "ResourceConflictException"
    );
    let version = json!({"FunctionName": "f", "Qualifier": "1", "AuthType": "NONE"});
    assert_eq!(
        world.no("CreateFunctionUrlConfig", version).await.0,
        "InvalidParameterValueException"
    );
    let update = json!({"FunctionName": "f", "InvokeMode": "RESPONSE_STREAM"});
    let changed = world.ok("UpdateFunctionUrlConfig", update).await;
    assert_eq!(
        (&changed["InvokeMode"], &changed["FunctionUrl"]),
        (&json!("RESPONSE_STREAM"), &made["FunctionUrl"])
    );
    let listed = world
        .ok("ListFunctionUrlConfigs", json!({"FunctionName": "f"}))
        .await;
    assert_eq!(
        listed["FunctionUrlConfigs"][0]["FunctionUrl"],
        made["FunctionUrl"]
    );
    world
        .ok("DeleteFunctionUrlConfig", json!({"FunctionName": "f"}))
        .await;
    let (code, _) = world
        .no("GetFunctionUrlConfig", json!({"FunctionName": "f"}))
        .await;
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn unsigned_code_is_refused_where_signatures_are_enforced() {
    let world = world().await;
    let publisher = "arn:aws:signer:us-east-1:111122223333:/signing-profiles/p/abc";
    let config = json!({
        "AllowedPublishers": {"SigningProfileVersionArns": [publisher]},
        "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Enforce"}
    });
    let made = world.ok("CreateCodeSigningConfig", config).await;
    let config = made["CodeSigningConfig"]["CodeSigningConfigArn"].clone();
    world.function("f", json!({})).await;
    let put = json!({"FunctionName": "f", "CodeSigningConfigArn": config});
    world.ok("PutFunctionCodeSigningConfig", put).await;
    let code = json!({"FunctionName": "f", "ZipFile": crate::cloud::package("a", "b")});
    let (refused, _) = world.no("UpdateFunctionCode", code.clone()).await;
    assert_eq!(refused, "CodeVerificationFailedException");
    let of = json!({"CodeSigningConfigArn": config});
    let listed = world
        .ok("ListFunctionsByCodeSigningConfig", of.clone())
        .await;
    assert_eq!(listed["FunctionArns"], json!([arn("function:f")]));
    assert_eq!(
        world.no("DeleteCodeSigningConfig", of.clone()).await.0,
        "ResourceConflictException"
    );
    world
        .ok(
            "DeleteFunctionCodeSigningConfig",
            json!({"FunctionName": "f"}),
        )
        .await;
    world.ok("UpdateFunctionCode", code).await;
    world.ok("DeleteCodeSigningConfig", of.clone()).await;
    assert_eq!(
        world.no("GetCodeSigningConfig", of).await.0,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn tags_recursion_and_runtimes() {
    let world = world().await;
    world.function("f", json!({"Tags": {"a": "1"}})).await;
    let of = json!({"Resource": arn("function:f")});
    let tag = json!({"Resource": arn("function:f"), "Tags": {"b": "2"}});
    world.ok("TagResource", tag).await;
    let untag = json!({"Resource": arn("function:f"), "TagKeys": ["a"]});
    world.ok("UntagResource", untag).await;
    assert_eq!(world.ok("ListTags", of).await["Tags"], json!({"b": "2"}));
    let recursion = json!({"FunctionName": "f", "RecursiveLoop": "Allow"});
    world.ok("PutFunctionRecursionConfig", recursion).await;
    let got = world
        .ok("GetFunctionRecursionConfig", json!({"FunctionName": "f"}))
        .await;
    assert_eq!(got["RecursiveLoop"], "Allow");
    let manual = json!({"FunctionName": "f", "UpdateRuntimeOn": "Manual"});
    assert_eq!(
        world.no("PutRuntimeManagementConfig", manual).await.0,
        "InvalidParameterValueException"
    );
    let update = json!({"FunctionName": "f", "UpdateRuntimeOn": "FunctionUpdate"});
    world.ok("PutRuntimeManagementConfig", update).await;
    let got = world
        .ok("GetRuntimeManagementConfig", json!({"FunctionName": "f"}))
        .await;
    assert_eq!(got["UpdateRuntimeOn"], "FunctionUpdate");
    assert_eq!(got["RuntimeVersionArn"], Json::Null);
}
