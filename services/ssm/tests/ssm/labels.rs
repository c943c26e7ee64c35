//! Versions, their labels, and how many there may be.

use crate::cloud::{get, put, world};
use serde_json::json;

#[tokio::test]
async fn a_label_is_at_one_version() {
    let world = world().await;
    for value in ["a", "b", "c"] {
        put(&world, "one", value).await;
    }
    let label = |version: Option<i64>, labels: &[&str]| json!({"Name": "one", "ParameterVersion": version, "Labels": labels});
    let put_one = world
        .ok(
            "LabelParameterVersion",
            label(Some(1), &["prod", "1st", "aws-x"]),
        )
        .await;
    assert_eq!(put_one["InvalidLabels"], json!(["1st", "aws-x"]));
    assert_eq!(get(&world, "one:prod").await["Value"], json!("a"));
    world
        .ok("LabelParameterVersion", label(None, &["prod"]))
        .await;
    let now = get(&world, "one:prod").await;
    assert_eq!(
        (&now["Value"], &now["Selector"]),
        (&json!("c"), &json!(":prod"))
    );
    let missing = world
        .refusal("GetParameter", json!({"Name": "one:other"}))
        .await;
    assert!(
        missing.contains("could not find label other for parameter one"),
        "{missing}"
    );
    let many: Vec<String> = (0..10).map(|n| format!("l{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let full = world
        .refusal("LabelParameterVersion", label(Some(3), &many))
        .await;
    assert!(
        full.starts_with("ParameterVersionLabelLimitExceeded"),
        "{full}"
    );
    let taken = json!({"Name": "one", "ParameterVersion": 3, "Labels": ["prod", "none"]});
    let taken = world.ok("UnlabelParameterVersion", taken).await;
    assert_eq!(taken["RemovedLabels"], json!(["prod"]));
    assert_eq!(taken["InvalidLabels"], json!(["none"]));
    let wrong = world
        .refusal("LabelParameterVersion", label(Some(9), &["x"]))
        .await;
    assert!(wrong.starts_with("ParameterVersionNotFound"), "{wrong}");
}

#[tokio::test]
async fn a_hundred_versions_are_kept() {
    let world = world().await;
    for number in 1..=101 {
        put(&world, "one", &number.to_string()).await;
    }
    assert!(
        world
            .refusal("GetParameter", json!({"Name": "one:1"}))
            .await
            .starts_with("ParameterVersion")
    );
    let label = json!({"Name": "one", "ParameterVersion": 2, "Labels": ["kept"]});
    world.ok("LabelParameterVersion", label).await;
    let more = json!({"Name": "one", "Value": "x", "Overwrite": true});
    let full = world.refusal("PutParameter", more).await;
    assert!(
        full.starts_with("ParameterMaxVersionLimitExceeded"),
        "{full}"
    );
    let mut token = serde_json::Value::Null;
    let mut seen = Vec::new();
    loop {
        let page = json!({"Name": "one", "MaxResults": 30, "NextToken": token});
        let page = world.ok("GetParameterHistory", page).await;
        let versions = page["Parameters"].as_array().expect("versions").clone();
        seen.extend(versions.iter().filter_map(|one| one["Version"].as_i64()));
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(seen, (2..=101).collect::<Vec<_>>());
}
