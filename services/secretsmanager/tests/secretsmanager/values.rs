//! Versions and their labels.

use crate::cloud::{days, made, stages, token, value, world};
use haneul_testkit::text;
use serde_json::json;

#[tokio::test]
async fn labels_move_with_new_versions() {
    let world = world().await;
    made(&world, "one", "a").await;
    let put = |number: u32, value: &str, stages: Option<&str>| {
        let mut input = json!({
            "SecretId": "one", "SecretString": value, "ClientRequestToken": token(number),
        });
        if let Some(stage) = stages {
            input["VersionStages"] = json!([stage]);
        }
        input
    };
    let second = world.ok("PutSecretValue", put(2, "b", None)).await;
    assert_eq!(second["VersionStages"], json!(["AWSCURRENT"]));
    assert_eq!(
        stages(&world, "one").await,
        json!({token(1): ["AWSPREVIOUS"], token(2): ["AWSCURRENT"]})
    );
    world.ok("PutSecretValue", put(3, "c", Some("mine"))).await;
    assert_eq!(value(&world, "one").await, "b");
    let of = |id: Option<u32>, stage: Option<&str>| json!({"SecretId": "one", "VersionId": id.map(token), "VersionStage": stage});
    let third = world.ok("GetSecretValue", of(None, Some("mine"))).await;
    assert_eq!(third["SecretString"], json!("c"));
    let first = world.ok("GetSecretValue", of(Some(1), None)).await;
    assert_eq!(first["SecretString"], json!("a"));
    assert_eq!(
        world
            .refusal("GetSecretValue", of(Some(1), Some("mine")))
            .await,
        "InvalidRequestException: You provided a VersionStage that is not associated to the \
         provided VersionId."
    );
    let missing = world.refusal("GetSecretValue", of(Some(9), None)).await;
    assert!(
        missing.ends_with(&format!("for VersionId: {}", token(9))),
        "{missing}"
    );
    // The same once more, and the same token for something else.
    world.ok("PutSecretValue", put(3, "c", None)).await;
    assert_eq!(value(&world, "one").await, "b");
    let used = world.refusal("PutSecretValue", put(3, "d", None)).await;
    assert!(used.starts_with("ResourceExistsException"), "{used}");
    let update = json!({"SecretId": "one", "SecretString": "e", "ClientRequestToken": token(5), "Description": "five"});
    world.ok("UpdateSecret", update).await;
    assert_eq!(value(&world, "one").await, "e");
    let listed = world
        .ok("ListSecretVersionIds", json!({"SecretId": "one"}))
        .await;
    assert_eq!(listed["Versions"].as_array().map(Vec::len), Some(3));
    let all = json!({"SecretId": "one", "IncludeDeprecated": true});
    let listed = world.ok("ListSecretVersionIds", all).await;
    assert_eq!(listed["Versions"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_label_is_moved_by_whoever_knows_where_it_is() {
    let world = world().await;
    made(&world, "one", "a").await;
    for number in [2, 3] {
        let put =
            json!({"SecretId": "one", "SecretString": "b", "ClientRequestToken": token(number)});
        world.ok("PutSecretValue", put).await;
    }
    let stage = |label: &str, from: Option<u32>, to: Option<u32>| {
        json!({
            "SecretId": "one", "VersionStage": label,
            "RemoveFromVersionId": from.map(token), "MoveToVersionId": to.map(token),
        })
    };
    let refused = world
        .refusal(
            "UpdateSecretVersionStage",
            stage("AWSCURRENT", None, Some(1)),
        )
        .await;
    assert_eq!(
        refused,
        format!(
            "InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging \
             label AWSCURRENT is currently attached to version {}, so you must explicitly reference \
             that version in RemoveFromVersionId.",
            token(3)
        )
    );
    let refused = world
        .refusal(
            "UpdateSecretVersionStage",
            stage("AWSCURRENT", Some(3), None),
        )
        .await;
    assert!(
        refused.contains("You can only move staging label AWSCURRENT"),
        "{refused}"
    );
    world
        .ok(
            "UpdateSecretVersionStage",
            stage("AWSCURRENT", Some(3), Some(1)),
        )
        .await;
    assert_eq!(
        stages(&world, "one").await,
        json!({token(1): ["AWSCURRENT"], token(3): ["AWSPREVIOUS"]})
    );
    world
        .ok("UpdateSecretVersionStage", stage("mine", None, Some(2)))
        .await;
    world
        .ok("UpdateSecretVersionStage", stage("mine", Some(2), None))
        .await;
    let gone = world
        .refusal("UpdateSecretVersionStage", stage("mine", Some(2), None))
        .await;
    assert!(gone.contains("does not have the staging label"), "{gone}");
}

#[tokio::test]
async fn it_is_known_on_which_day_a_secret_was_read() {
    let world = world().await;
    made(&world, "one", "a").await;
    let accessed = async || {
        let shown = world.ok("DescribeSecret", json!({"SecretId": "one"})).await;
        shown["LastAccessedDate"].as_f64()
    };
    assert_eq!(accessed().await, None);
    value(&world, "one").await;
    let first = accessed().await.expect("a day");
    assert_eq!(first % 86_400.0, 0.0);
    days(&world, 2).await;
    value(&world, "one").await;
    assert_eq!(accessed().await, Some(first + 2.0 * 86_400.0));
}

#[tokio::test]
async fn many_at_once_each_by_itself() {
    let world = world().await;
    made(&world, "one", "a").await;
    made(&world, "two", "b").await;
    let ids = json!({"SecretIdList": ["one", "two", "three"]});
    let got = world.ok("BatchGetSecretValue", ids).await;
    assert_eq!(got["SecretValues"].as_array().map(Vec::len), Some(2));
    assert_eq!(got["Errors"][0]["SecretId"], json!("three"));
    assert_eq!(
        got["Errors"][0]["ErrorCode"],
        json!("ResourceNotFoundException")
    );
    let filters = json!({"Filters": [{"Key": "name", "Values": ["t"]}]});
    let got = world.ok("BatchGetSecretValue", filters).await;
    assert_eq!(got["SecretValues"][0]["SecretString"], json!("b"));
    let both = json!({"SecretIdList": ["one"], "Filters": []});
    assert!(
        world
            .refusal("BatchGetSecretValue", both)
            .await
            .contains("but not both")
    );
}

#[tokio::test]
async fn old_versions_make_room() {
    let world = world().await;
    made(&world, "one", "a").await;
    let put = |number: u32| json!({"SecretId": "one", "SecretString": "b", "ClientRequestToken": token(number)});
    for number in 2..=100 {
        world.ok("PutSecretValue", put(number)).await;
    }
    let full = world.refusal("PutSecretValue", put(101)).await;
    assert!(full.starts_with("LimitExceededException"), "{full}");
    days(&world, 1).await;
    world.ok("PutSecretValue", put(101)).await;
    let first = json!({"SecretId": "one", "VersionId": token(1)});
    assert!(
        world
            .refusal("GetSecretValue", first)
            .await
            .starts_with("ResourceNotFound")
    );
}

#[tokio::test]
async fn bytes_come_back_as_bytes() {
    let world = world().await;
    let input = json!({"Name": "one", "SecretBinary": "AAEC/w==", "ClientRequestToken": token(1)});
    world.ok("CreateSecret", input).await;
    let got = world.ok("GetSecretValue", json!({"SecretId": "one"})).await;
    assert_eq!(got["SecretBinary"], json!("AAEC/w=="));
    assert!(got["SecretString"].is_null());
    let long = json!({"SecretId": "one", "SecretString": "x".repeat(65_536), "ClientRequestToken": token(2)});
    world.ok("PutSecretValue", long).await;
    let wide = json!({"SecretId": "one", "SecretString": "é".repeat(40_000), "ClientRequestToken": token(3)});
    let refused = world.refusal("PutSecretValue", wide).await;
    assert!(refused.contains("65536"), "{refused}");
}

#[tokio::test]
async fn passwords_have_what_is_asked_for() {
    let world = world().await;
    let password = async |input: serde_json::Value| {
        text(&world.ok("GetRandomPassword", input).await["RandomPassword"])
    };
    let usual = password(json!({})).await;
    assert_eq!(usual.len(), 32);
    for kind in [
        char::is_lowercase as fn(char) -> bool,
        char::is_uppercase,
        |c| c.is_ascii_digit(),
        |c| c.is_ascii_punctuation(),
    ] {
        assert!(usual.chars().any(kind), "{usual}");
    }
    let digits = json!({
        "PasswordLength": 100, "ExcludeLowercase": true, "ExcludeUppercase": true,
        "ExcludePunctuation": true, "ExcludeCharacters": "01234567", "IncludeSpace": true,
    });
    let digits = password(digits).await;
    assert!(digits.chars().all(|c| "89 ".contains(c)), "{digits}");
    let short = world
        .refusal("GetRandomPassword", json!({"PasswordLength": 3}))
        .await;
    assert!(short.ends_with("Password length 3 is too short based on the required types."));
    let free = json!({"PasswordLength": 3, "RequireEachIncludedType": false});
    assert_eq!(password(free).await.len(), 3);
    let none = json!({
        "ExcludeLowercase": true, "ExcludeUppercase": true, "ExcludePunctuation": true,
        "ExcludeNumbers": true,
    });
    assert!(
        world
            .refusal("GetRandomPassword", none)
            .await
            .starts_with("InvalidParameter")
    );
}
