//! Aliases.

use crate::cloud::{arn, package, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn an_alias_leads_to_a_version_or_two() {
    let world = world().await;
    world.function("f", json!({"Publish": true})).await;
    let code = json!({"FunctionName": "f", "ZipFile": package("a.py", "two"), "Publish": true});
    world.ok("UpdateFunctionCode", code).await;
    let live = json!({"FunctionName": "f", "Name": "live", "FunctionVersion": "1"});
    let made = world.ok("CreateAlias", live.clone()).await;
    assert_eq!(made["AliasArn"], arn("function:f:live"));
    assert_eq!(
        world.no("CreateAlias", live).await.0,
        "ResourceConflictException"
    );
    let gone = json!({"FunctionName": "f", "Name": "x", "FunctionVersion": "9"});
    let (code, message) = world.no("CreateAlias", gone).await;
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(
        message,
        format!("Function not found: {}", arn("function:f:9"))
    );
    let shared = json!({
        "FunctionName": "f", "Name": "live", "Description": "both",
        "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.25}}
    });
    let changed = world.ok("UpdateAlias", shared).await;
    assert_eq!(
        changed["RoutingConfig"]["AdditionalVersionWeights"],
        json!({"2": 0.25})
    );
    assert_ne!(changed["RevisionId"], made["RevisionId"]);
    let stale = json!({"FunctionName": "f", "Name": "live", "RevisionId": made["RevisionId"]});
    assert_eq!(
        world.no("UpdateAlias", stale).await.0,
        "PreconditionFailedException"
    );
    let twice = json!({
        "FunctionName": "f", "Name": "live",
        "RoutingConfig": {"AdditionalVersionWeights": {"1": 0.5}}
    });
    let (_, message) = world.no("UpdateAlias", twice).await;
    assert!(
        message.contains("already included in routing configuration"),
        "{message}"
    );
    let got = world
        .ok(
            "GetFunctionConfiguration",
            json!({"FunctionName": "f:live"}),
        )
        .await;
    assert_eq!(
        (&got["Version"], &got["FunctionArn"]),
        (&json!("1"), &json!(arn("function:f:live")))
    );
    let of = json!({"FunctionName": "f", "FunctionVersion": "2"});
    let listed = world.ok("ListAliases", of).await;
    assert_eq!(listed["Aliases"][0]["Name"], "live");
    let delete = json!({"FunctionName": "f", "Qualifier": "2"});
    let (code, _) = world.no("DeleteFunction", delete).await;
    assert_eq!(code, "ResourceConflictException");
    world
        .ok("DeleteAlias", json!({"FunctionName": "f", "Name": "live"}))
        .await;
    let (code, message) = world
        .no("GetAlias", json!({"FunctionName": "f", "Name": "live"}))
        .await;
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(
        message,
        format!("Cannot find alias arn: {}", arn("function:f:live"))
    );
    assert_eq!(
        world.ok("ListAliases", json!({"FunctionName": "f"})).await["Aliases"],
        json!([])
    );
    assert_ne!(made["RevisionId"], Json::Null);
}
