//! Writing, reading and deleting.

use crate::cloud::{get, names, put, world};
use serde_json::json;

#[tokio::test]
async fn ssp_1_a_value_comes_back_with_its_versions() {
    let world = world().await;
    let made = put(&world, "/app/url", "one").await;
    assert_eq!(made, json!({"Version": 1, "Tier": "Standard"}));
    assert_eq!(put(&world, "/app/url", "two").await["Version"], json!(2));
    let now = get(&world, "/app/url").await;
    assert_eq!(now["Value"], json!("two"));
    assert_eq!(now["Type"], json!("String"));
    assert_eq!(now["DataType"], json!("text"));
    assert_eq!(
        now["ARN"],
        json!("arn:aws:ssm:us-east-1:111122223333:parameter/app/url")
    );
    let first = get(&world, "/app/url:1").await;
    assert_eq!(
        (&first["Value"], &first["Selector"]),
        (&json!("one"), &json!(":1"))
    );
    assert_eq!(
        get(&world, now["ARN"].as_str().expect("an ARN")).await["Value"],
        json!("two")
    );
    let list = json!({"Name": "list", "Value": "a,b", "Type": "StringList"});
    world.ok("PutParameter", list).await;
    assert_eq!(get(&world, "list").await["Value"], json!("a,b"));
    let arn = "arn:aws:ssm:us-east-1:111122223333:parameter/list";
    assert_eq!(get(&world, arn).await["Value"], json!("a,b"));
    let missing = world
        .refusal("GetParameter", json!({"Name": "/app/url:3"}))
        .await;
    assert!(
        missing.starts_with("ParameterVersionNotFound: Systems Manager could not find version 3")
    );
    let missing = world.refusal("GetParameter", json!({"Name": "none"})).await;
    assert_eq!(missing, "ParameterNotFound: ");
    let several = json!({"Names": ["list", "none", "/app/url:1"]});
    let several = world.ok("GetParameters", several).await;
    assert_eq!(names(&several["Parameters"]), "list /app/url");
    assert_eq!(several["InvalidParameters"], json!(["none"]));
}

#[tokio::test]
async fn what_is_not_good_is_refused() {
    let world = world().await;
    let input = |name: &str, value: &str| json!({"Name": name, "Value": value, "Type": "String"});
    world.ok("PutParameter", input("one", "a")).await;
    let refusals = [
        (
            input("one", "a"),
            "ParameterAlreadyExists: The parameter already exists.",
        ),
        (
            input("two", ""),
            "ValidationException: 1 validation error detected: Value ''",
        ),
        (
            input("a/b", "x"),
            "ValidationException: Parameter name must be a fully qualified name.",
        ),
        (
            input("/aws/x", "x"),
            "AccessDeniedException: No access to reserved parameter name",
        ),
        (
            input("ssm-x", "x"),
            "ValidationException: Parameter name: can't be prefixed with \"ssm\"",
        ),
        (
            input(&"/a".repeat(16), "x"),
            "HierarchyLevelLimitExceededException",
        ),
        (
            input("two", &"x".repeat(4_097)),
            "ValidationException: Standard tier parameters support",
        ),
        (
            json!({"Name": "two", "Value": "x"}),
            "ValidationException: A parameter type is required",
        ),
        (
            json!({"Name": "one", "Value": "x", "Type": "SecureString", "Overwrite": true}),
            "HierarchyTypeMismatchException",
        ),
        (
            json!({"Name": "two", "Value": "x", "Type": "String", "AllowedPattern": "^\\d+$"}),
            "ParameterPatternMismatchException",
        ),
        (
            json!({"Name": "two", "Value": "x", "Type": "String", "AllowedPattern": "("}),
            "InvalidAllowedPatternException",
        ),
        (
            json!({"Name": "two", "Value": "x", "Type": "String", "DataType": "aws:ec2:image"}),
            "ValidationException",
        ),
        (
            json!({"Name": "two", "Value": "x", "Type": "String", "KeyId": "alias/x"}),
            "ValidationException: KeyId is only supported",
        ),
        (
            json!({"Name": "one", "Value": "x", "Type": "String", "Overwrite": true,
                   "Tags": [{"Key": "a", "Value": "b"}]}),
            "ValidationException: Invalid request: tags and overwrite",
        ),
    ];
    for (input, begins) in refusals {
        let refused = world.refusal("PutParameter", input.clone()).await;
        assert!(refused.starts_with(begins), "{input}: {refused}");
    }
    let image = json!({
        "Name": "image", "Value": "ami-0123456789abcdef0", "Type": "String",
        "DataType": "aws:ec2:image",
    });
    world.ok("PutParameter", image).await;
}

#[tokio::test]
async fn tiers_go_one_way() {
    let world = world().await;
    let input = |tier: &str, length: usize| json!({"Name": "one", "Value": "x".repeat(length), "Type": "String", "Tier": tier, "Overwrite": true});
    let made = world
        .ok("PutParameter", input("Intelligent-Tiering", 10))
        .await;
    assert_eq!(made["Tier"], json!("Standard"));
    let made = world
        .ok("PutParameter", input("Intelligent-Tiering", 5_000))
        .await;
    assert_eq!(made["Tier"], json!("Advanced"));
    let refused = world.refusal("PutParameter", input("Standard", 10)).await;
    assert!(
        refused.contains("You can't downgrade a parameter"),
        "{refused}"
    );
    let refused = world
        .refusal("PutParameter", input("Advanced", 8_193))
        .await;
    assert!(
        refused.contains("maximum parameter value of 8192"),
        "{refused}"
    );
    let id = "/ssm/parameter-store/default-parameter-tier";
    let shown = world
        .ok("GetServiceSetting", json!({"SettingId": id}))
        .await;
    assert_eq!(shown["ServiceSetting"]["SettingValue"], json!("Standard"));
    assert_eq!(shown["ServiceSetting"]["Status"], json!("Default"));
    let change = json!({"SettingId": id, "SettingValue": "Advanced"});
    world.ok("UpdateServiceSetting", change).await;
    let made = json!({"Name": "two", "Value": "x", "Type": "String"});
    assert_eq!(
        world.ok("PutParameter", made).await["Tier"],
        json!("Advanced")
    );
    world
        .ok("ResetServiceSetting", json!({"SettingId": id}))
        .await;
    let other = json!({"SettingId": "/ssm/other"});
    assert!(
        world
            .refusal("GetServiceSetting", other)
            .await
            .starts_with("NotImplemented")
    );
    let other = json!({"SettingId": "other"});
    assert!(
        world
            .refusal("GetServiceSetting", other)
            .await
            .starts_with("ServiceSettingNotFound")
    );
}

#[tokio::test]
async fn what_is_deleted_is_gone_with_its_versions() {
    let world = world().await;
    for value in ["a", "b"] {
        put(&world, "one", value).await;
    }
    put(&world, "two", "c").await;
    world.ok("DeleteParameter", json!({"Name": "one"})).await;
    assert_eq!(
        world
            .refusal("DeleteParameter", json!({"Name": "one"}))
            .await,
        "ParameterNotFound: "
    );
    let many = world
        .ok("DeleteParameters", json!({"Names": ["one", "two"]}))
        .await;
    assert_eq!(many["DeletedParameters"], json!(["two"]));
    assert_eq!(many["InvalidParameters"], json!(["one"]));
    assert_eq!(put(&world, "one", "z").await["Version"], json!(1));
    assert!(
        world
            .refusal("GetParameter", json!({"Name": "one:2"}))
            .await
            .starts_with("ParameterVersion")
    );
}

#[tokio::test]
async fn tags_come_and_go() {
    let world = world().await;
    let input = json!({
        "Name": "one", "Value": "a", "Type": "String", "Tags": [{"Key": "a", "Value": "1"}],
    });
    world.ok("PutParameter", input).await;
    let of = |more: serde_json::Value| {
        let mut input = json!({"ResourceType": "Parameter", "ResourceId": "one"});
        for (key, value) in more.as_object().expect("members") {
            input[key] = value.clone();
        }
        input
    };
    let more = of(json!({"Tags": [{"Key": "b", "Value": "2"}]}));
    world.ok("AddTagsToResource", more).await;
    world
        .ok("RemoveTagsFromResource", of(json!({"TagKeys": ["a"]})))
        .await;
    let shown = world.ok("ListTagsForResource", of(json!({}))).await;
    assert_eq!(shown["TagList"], json!([{"Key": "b", "Value": "2"}]));
    let none = json!({"ResourceType": "Parameter", "ResourceId": "none"});
    assert!(
        world
            .refusal("ListTagsForResource", none)
            .await
            .starts_with("InvalidResourceId")
    );
    let other = json!({"ResourceType": "Document", "ResourceId": "none"});
    assert!(
        world
            .refusal("ListTagsForResource", other)
            .await
            .starts_with("NotImplemented")
    );
}

#[tokio::test]
async fn who_may_read_is_for_policies_to_say() {
    let world = world().await;
    put(&world, "one", "a").await;
    let mine = world.user("111122223333");
    let refused = mine
        .call("ssm", "GetParameter", json!({"Name": "one"}))
        .await;
    let refused = refused.expect_err("nothing lets them in");
    assert_eq!(refused.code, "AccessDeniedException");
    assert!(
        refused.message.contains(
            "is not authorized to perform: ssm:GetParameter on resource: \
             arn:aws:ssm:us-east-1:111122223333:parameter/one"
        ),
        "{}",
        refused.message
    );
    // One of the advanced tier may be shared.
    let arn = "arn:aws:ssm:us-east-1:111122223333:parameter/one";
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "444455556666"},
        "Action": ["ssm:GetParameter", "ssm:GetParameters"], "Resource": arn,
    }]});
    let share = json!({"ResourceArn": arn, "Policy": policy.to_string()});
    let refused = world.refusal("PutResourcePolicy", share.clone()).await;
    assert!(
        refused.starts_with("ResourcePolicyInvalidParameterException"),
        "{refused}"
    );
    let advanced = json!({"Name": "one", "Value": "b", "Type": "String", "Tier": "Advanced", "Overwrite": true});
    world.ok("PutParameter", advanced).await;
    let made = world.ok("PutResourcePolicy", share.clone()).await;
    let there = world
        .cloud
        .as_caller(haneul_pipeline::Caller::root("aws", "444455556666", ""));
    let got = there
        .must("ssm", "GetParameter", json!({"Name": arn}))
        .await;
    assert_eq!(got["Parameter"]["Value"], json!("b"));
    let again = world.refusal("PutResourcePolicy", share).await;
    assert!(
        again.starts_with("ResourcePolicyLimitExceededException"),
        "{again}"
    );
    let shown = world
        .ok("GetResourcePolicies", json!({"ResourceArn": arn}))
        .await;
    assert_eq!(shown["Policies"][0]["PolicyId"], made["PolicyId"]);
    let mut remove = json!({"ResourceArn": arn, "PolicyId": made["PolicyId"], "PolicyHash": "x"});
    let refused = world.refusal("DeleteResourcePolicy", remove.clone()).await;
    assert!(
        refused.starts_with("ResourcePolicyConflictException"),
        "{refused}"
    );
    remove["PolicyHash"] = made["PolicyHash"].clone();
    world.ok("DeleteResourcePolicy", remove).await;
    assert!(
        there
            .call("ssm", "GetParameter", json!({"Name": arn}))
            .await
            .is_err()
    );
}
