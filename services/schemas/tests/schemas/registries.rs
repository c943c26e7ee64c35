use crate::cloud::{open_api, world};
use haneul_testkit::{ACCOUNT, REGION};
use serde_json::{Value as Json, json};

/// EVB-1: other content is another version.
#[tokio::test]
async fn evb_1_a_schema_has_versions() {
    let world = world().await;
    let made = world
        .ok(
            "CreateRegistry",
            json!({"RegistryName": "mine", "Description": "d"}),
        )
        .await;
    assert_eq!(
        made["RegistryArn"],
        format!("arn:aws:schemas:{REGION}:{ACCOUNT}:registry/mine")
    );
    let first = world.schema("shop@Order", &open_api("one")).await;
    assert_eq!(first["SchemaVersion"], "1");
    let named = json!({"RegistryName": "mine", "SchemaName": "shop@Order"});
    let with = |more: Json| {
        let mut input = named.clone();
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    for (content, version) in [(open_api("one"), "1"), (open_api("two"), "2")] {
        let updated = world
            .ok("UpdateSchema", with(json!({"Content": content})))
            .await;
        assert_eq!(updated["SchemaVersion"], version);
    }
    let shown = world.ok("DescribeSchema", named.clone()).await;
    assert_eq!(
        (&shown["SchemaVersion"], &shown["Content"]),
        (&json!("2"), &json!(open_api("two")))
    );
    let shown = world
        .ok("DescribeSchema", with(json!({"SchemaVersion": "1"})))
        .await;
    assert_eq!(shown["Content"], open_api("one"));
    let page = world
        .ok("ListSchemaVersions", with(json!({"Limit": 1})))
        .await;
    assert_eq!(page["SchemaVersions"][0]["SchemaVersion"], "2");
    let next = world
        .ok(
            "ListSchemaVersions",
            with(json!({"NextToken": page["NextToken"]})),
        )
        .await;
    assert_eq!(next["SchemaVersions"][0]["SchemaVersion"], "1");
    let listed = world
        .ok("ListSchemas", json!({"RegistryName": "mine"}))
        .await;
    assert_eq!(listed["Schemas"][0]["VersionCount"], 2);
    world
        .ok("DeleteSchemaVersion", with(json!({"SchemaVersion": "2"})))
        .await;
    let shown = world.ok("DescribeSchema", named.clone()).await;
    assert_eq!(shown["SchemaVersion"], "1");
    // What is deleted does not come back under its number.
    let updated = world
        .ok("UpdateSchema", with(json!({"Content": open_api("three")})))
        .await;
    assert_eq!(updated["SchemaVersion"], "3");
    let exported = world
        .refusal("ExportSchema", with(json!({"Type": "JSONSchemaDraft4"})))
        .await;
    assert_eq!(exported, "ForbiddenException");
    assert_eq!(
        world
            .refusal("DeleteRegistry", json!({"RegistryName": "mine"}))
            .await,
        "BadRequestException"
    );
    world.ok("DeleteSchema", named.clone()).await;
    assert_eq!(
        world.refusal("DescribeSchema", named).await,
        "NotFoundException"
    );
    world
        .ok("DeleteRegistry", json!({"RegistryName": "mine"}))
        .await;
    assert_eq!(
        world
            .refusal("DescribeRegistry", json!({"RegistryName": "mine"}))
            .await,
        "NotFoundException"
    );
}

#[tokio::test]
async fn what_is_no_schema_is_refused() {
    let world = world().await;
    world
        .ok("CreateRegistry", json!({"RegistryName": "mine"}))
        .await;
    for (kind, content) in [
        ("OpenApi3", "no JSON".to_owned()),
        ("OpenApi3", "{\"openapi\": \"2.0\"}".to_owned()),
        (
            "OpenApi3",
            "{\"openapi\": \"3.0.1\", \"info\": {}}".to_owned(),
        ),
        ("JSONSchemaDraft4", open_api("x")),
    ] {
        let input = json!({
            "RegistryName": "mine", "SchemaName": "s", "Type": kind, "Content": content,
        });
        assert_eq!(
            world.refusal("CreateSchema", input).await,
            "BadRequestException",
            "{content}"
        );
    }
    for name in ["aws.events", "discovered-schemas", "a b", ""] {
        let refused = world
            .refusal("CreateRegistry", json!({"RegistryName": name}))
            .await;
        assert_eq!(refused, "BadRequestException", "{name}");
    }
    let again = world
        .refusal("CreateRegistry", json!({"RegistryName": "mine"}))
        .await;
    assert_eq!(again, "ConflictException");
    let theirs = world
        .refusal("ListRegistries", json!({"Scope": "AWS"}))
        .await;
    assert_eq!(theirs, "NotImplemented");
    let code = json!({"RegistryName": "mine", "SchemaName": "s", "Language": "Java8"});
    let error = world
        .root
        .call("schemas", "PutCodeBinding", code)
        .await
        .unwrap_err();
    assert_eq!(error.code, "NotImplemented");
}

/// EVB-1: by words, in names and contents.
#[tokio::test]
async fn evb_1_schemas_are_found_by_words() {
    let world = world().await;
    world
        .ok("CreateRegistry", json!({"RegistryName": "mine"}))
        .await;
    world.schema("shop@Order", &open_api("blue thing")).await;
    world.schema("shop@Return", &open_api("red thing")).await;
    let search = async |words: &str| {
        let input = json!({"RegistryName": "mine", "Keywords": words});
        let found = world.ok("SearchSchemas", input).await;
        let found = found["Schemas"].as_array().unwrap().iter();
        let names = found.map(|schema| schema["SchemaName"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(search("thing").await, "shop@Order shop@Return");
    assert_eq!(search("order BLUE").await, "shop@Order");
    assert_eq!(search("order red").await, "");
}

/// A policy of a registry has a say in its own account, too.
#[tokio::test]
async fn registries_have_policies() {
    let world = world().await;
    world
        .ok("CreateRegistry", json!({"RegistryName": "mine"}))
        .await;
    world.schema("s", &open_api("x")).await;
    let named = json!({"RegistryName": "mine"});
    assert_eq!(
        world.refusal("GetResourcePolicy", named.clone()).await,
        "NotFoundException"
    );
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "schemas:DescribeSchema", "Resource": "*",
    }});
    let put = json!({"RegistryName": "mine", "Policy": policy.to_string()});
    let put = world.ok("PutResourcePolicy", put).await;
    let shown = json!({"RegistryName": "mine", "SchemaName": "s"});
    assert_eq!(
        world.refusal("DescribeSchema", shown.clone()).await,
        "AccessDeniedException"
    );
    let got = world.ok("GetResourcePolicy", named.clone()).await;
    assert_eq!(got, put);
    let stale =
        json!({"RegistryName": "mine", "Policy": policy.to_string(), "RevisionId": "other"});
    assert_eq!(
        world.refusal("PutResourcePolicy", stale).await,
        "PreconditionFailedException"
    );
    world.ok("DeleteResourcePolicy", named).await;
    world.ok("DescribeSchema", shown).await;
}

#[tokio::test]
async fn tags() {
    let world = world().await;
    let input = json!({"RegistryName": "mine", "Tags": {"a": "1"}});
    let made = world.ok("CreateRegistry", input).await;
    let schema = world.schema("s", &open_api("x")).await;
    for arn in [&made["RegistryArn"], &schema["SchemaArn"]] {
        let input = json!({"ResourceArn": arn, "Tags": {"b": "2"}});
        world.ok("TagResource", input).await;
        world
            .ok(
                "UntagResource",
                json!({"ResourceArn": arn, "TagKeys": ["a"]}),
            )
            .await;
        let listed = world
            .ok("ListTagsForResource", json!({"ResourceArn": arn}))
            .await;
        assert_eq!(listed["Tags"], json!({"b": "2"}));
    }
    let gone = json!({"ResourceArn": format!("arn:aws:schemas:{REGION}:{ACCOUNT}:schema/mine/no")});
    assert_eq!(
        world.refusal("ListTagsForResource", gone).await,
        "NotFoundException"
    );
}
