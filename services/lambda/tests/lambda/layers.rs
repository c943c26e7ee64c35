//! Layers.

use crate::cloud::{arn, function, merged, package, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn a_layer_has_versions_that_functions_use() {
    let world = world().await;
    let publish = |text: &str, runtime: &str| {
        json!({
            "LayerName": "l", "Content": {"ZipFile": package("python/m.py", text)},
            "CompatibleRuntimes": [runtime]
        })
    };
    let first = world
        .ok("PublishLayerVersion", publish("one", "python3.12"))
        .await;
    assert_eq!(first["LayerVersionArn"], arn("layer:l:1"));
    let second = world
        .ok("PublishLayerVersion", publish("two", "nodejs22.x"))
        .await;
    assert_eq!(second["Version"], 2);
    let of = json!({"LayerName": "l", "CompatibleRuntime": "python3.12"});
    let listed = world.ok("ListLayerVersions", of).await;
    assert_eq!(listed["LayerVersions"].as_array().unwrap().len(), 1);
    let all = world
        .ok(
            "ListLayerVersions",
            json!({"LayerName": "l", "MaxItems": 1}),
        )
        .await;
    assert_eq!(all["LayerVersions"][0]["Version"], 2);
    let next = json!({"LayerName": "l", "MaxItems": 1, "Marker": all["NextMarker"]});
    let rest = world.ok("ListLayerVersions", next).await;
    assert_eq!(rest["LayerVersions"][0]["Version"], 1);
    let layers = world.ok("ListLayers", json!({})).await;
    assert_eq!(layers["Layers"][0]["LatestMatchingVersion"]["Version"], 2);
    let by_arn = world
        .ok("GetLayerVersionByArn", json!({"Arn": arn("layer:l:1")}))
        .await;
    assert_eq!(
        by_arn["Content"]["CodeSha256"],
        first["Content"]["CodeSha256"]
    );
    let uses = merged(function("f"), json!({"Layers": [arn("layer:l:1")]}));
    let made = world.ok("CreateFunction", uses).await;
    assert_eq!(made["Layers"][0]["Arn"], arn("layer:l:1"));
    let both = json!({"Layers": [arn("layer:l:1"), arn("layer:l:2")]});
    let (_, message) = world
        .no("CreateFunction", merged(function("g"), both))
        .await;
    assert!(
        message.contains("Two different versions of the same layer"),
        "{message}"
    );
    world
        .ok(
            "DeleteLayerVersion",
            json!({"LayerName": "l", "VersionNumber": 1}),
        )
        .await;
    let gone = json!({"LayerName": "l", "VersionNumber": 1});
    assert_eq!(
        world.no("GetLayerVersion", gone).await.0,
        "ResourceNotFoundException"
    );
    let got = world.ok("GetFunction", json!({"FunctionName": "f"})).await;
    assert_eq!(got["Configuration"]["Layers"][0]["Arn"], arn("layer:l:1"));
}

#[tokio::test]
async fn a_layer_lets_other_accounts_in() {
    let world = world().await;
    let content = json!({"LayerName": "l", "Content": {"ZipFile": package("a", "x")}});
    world.ok("PublishLayerVersion", content).await;
    let other = world.cloud.root_of("444455556666");
    let by_arn = json!({"Arn": arn("layer:l:1")});
    let refused = other
        .refusal("lambda", "GetLayerVersionByArn", by_arn.clone())
        .await;
    assert_eq!(refused, "AccessDeniedException");
    let add = json!({
        "LayerName": "l", "VersionNumber": 1, "StatementId": "s",
        "Action": "lambda:GetLayerVersion", "Principal": "444455556666"
    });
    let added = world.ok("AddLayerVersionPermission", add).await;
    other
        .must("lambda", "GetLayerVersionByArn", by_arn.clone())
        .await;
    let of = json!({"LayerName": "l", "VersionNumber": 1});
    let policy = world.ok("GetLayerVersionPolicy", of.clone()).await;
    assert_eq!(policy["RevisionId"], added["RevisionId"]);
    let text: Json = serde_json::from_str(policy["Policy"].as_str().unwrap()).unwrap();
    assert_eq!(text["Statement"][0]["Resource"], arn("layer:l:1"));
    let remove = merged(of, json!({"StatementId": "s"}));
    world.ok("RemoveLayerVersionPermission", remove).await;
    let refused = other
        .refusal("lambda", "GetLayerVersionByArn", by_arn)
        .await;
    assert_eq!(refused, "AccessDeniedException");
}
