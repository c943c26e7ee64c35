//! Tables: making, changing, listing and deleting them.

mod common;

use common::{text, world};
use serde_json::{Value as Json, json};

/// A table `t` on demand with the partition key `k`, and further members.
fn table(more: Json) -> Json {
    let mut input = json!({
        "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]
    });
    for (name, value) in more.as_object().expect("members") {
        input[name] = value.clone();
    }
    input
}

#[tokio::test]
async fn ddb_2_name_and_key_schema_suffice_and_the_clock_makes_it_active() {
    let world = world().await;
    let made = world.ok("CreateTable", table(json!({}))).await;
    let shown = &made["TableDescription"];
    assert_eq!(shown["TableStatus"], "CREATING");
    assert_eq!(shown["TableArn"], json!(world.arn("tab")));
    assert_eq!(
        shown["BillingModeSummary"]["BillingMode"],
        "PAY_PER_REQUEST"
    );
    let early = json!({"TableName": "tab", "Item": {"k": {"S": "a"}}});
    assert_eq!(
        world.refusal("PutItem", early.clone()).await,
        "ResourceNotFoundException: Requested resource not found"
    );
    assert_eq!(
        world
            .refusal("DeleteTable", json!({"TableName": "tab"}))
            .await,
        "ResourceInUseException: Attempt to change a resource which is still in use: Table is \
         being created: tab"
    );
    world.seconds(2).await;
    assert_eq!(world.describe("tab").await["TableStatus"], "ACTIVE");
    world.ok("PutItem", early).await;
    assert_eq!(
        world.refusal("CreateTable", table(json!({}))).await,
        "ResourceInUseException: Table already exists: tab"
    );
    let gone = world.ok("DeleteTable", json!({"TableName": "tab"})).await;
    assert_eq!(gone["TableDescription"]["TableStatus"], "DELETING");
    world.seconds(2).await;
    assert_eq!(
        world
            .refusal("DescribeTable", json!({"TableName": "tab"}))
            .await,
        "ResourceNotFoundException: Requested resource not found: Table: tab not found"
    );
    world.make(table(json!({}))).await;
    assert_eq!(world.get("tab", json!({"k": {"S": "a"}})).await, Json::Null);
}

#[tokio::test]
async fn what_no_table_can_be_is_refused_in_aws_words() {
    let world = world().await;
    let cases = [
        (
            json!({"AttributeDefinitions": []}),
            "One or more parameter values were invalid: Some index key attributes are not defined \
             in AttributeDefinitions. Keys: [k], AttributeDefinitions: []",
        ),
        (
            json!({"BillingMode": "PROVISIONED"}),
            "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits \
             must both be specified when BillingMode is PROVISIONED",
        ),
        (
            json!({"KeySchema": [{"AttributeName": "k", "KeyType": "RANGE"}]}),
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        (
            json!({"AttributeDefinitions": [
                {"AttributeName": "k", "AttributeType": "S"},
                {"AttributeName": "x", "AttributeType": "S"}
            ]}),
            "One or more parameter values were invalid: Number of attributes in KeySchema does not \
             exactly match number of attributes defined in AttributeDefinitions",
        ),
        (
            json!({"LocalSecondaryIndexes": [{
                "IndexName": "loc", "Projection": {"ProjectionType": "ALL"},
                "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}]
            }]}),
            "One or more parameter values were invalid: Table KeySchema does not have a range key, \
             which is required when specifying a LocalSecondaryIndex",
        ),
        (
            json!({"TableName": "no"}),
            "TableName must be at least 3 characters long and at most 255 characters long",
        ),
    ];
    for (more, words) in cases {
        let refusal = world.refusal("CreateTable", table(more)).await;
        assert_eq!(refusal, format!("ValidationException: {words}"));
    }
}

#[tokio::test]
async fn tables_are_listed_in_pages() {
    let world = world().await;
    for name in ["aaa", "bbb", "ccc"] {
        world.table(name, false).await;
    }
    let page = world.ok("ListTables", json!({"Limit": 2})).await;
    assert_eq!(page["TableNames"], json!(["aaa", "bbb"]));
    assert_eq!(page["LastEvaluatedTableName"], "bbb");
    let rest = json!({"ExclusiveStartTableName": "bbb"});
    assert_eq!(
        world.ok("ListTables", rest).await,
        json!({"TableNames": ["ccc"]})
    );
}

#[tokio::test]
async fn ddb_3_capacity_changes_while_items_are_written() {
    let world = world().await;
    let units =
        |reads: u32, writes: u32| json!({"ReadCapacityUnits": reads, "WriteCapacityUnits": writes});
    let input = table(json!({
        "BillingMode": "PROVISIONED", "ProvisionedThroughput": units(5, 5)
    }));
    world.make(input).await;
    let same = json!({"TableName": "tab", "ProvisionedThroughput": units(5, 5)});
    let refusal = world.refusal("UpdateTable", same).await;
    assert!(refusal.contains("will not change"), "{refusal}");
    let more = json!({"TableName": "tab", "ProvisionedThroughput": units(9, 9)});
    world.ok("UpdateTable", more.clone()).await;
    assert_eq!(world.describe("tab").await["TableStatus"], "UPDATING");
    assert_eq!(
        world.refusal("UpdateTable", more).await,
        "ResourceInUseException: Attempt to change a resource which is still in use: Table is \
         being updated: tab"
    );
    world.put("tab", json!({"k": {"S": "a"}})).await;
    for left in (4..=8).rev() {
        world.seconds(2).await;
        let less = json!({"TableName": "tab", "ProvisionedThroughput": units(left, 9)});
        match world.call("UpdateTable", less).await {
            Ok(_) => assert!(left > 4),
            Err(error) => assert_eq!((left, &*error.code), (4, "LimitExceededException")),
        }
    }
    let shown = world.describe("tab").await;
    assert_eq!(shown["ProvisionedThroughput"]["NumberOfDecreasesToday"], 4);
    world.seconds(2).await;
    let demand = json!({"TableName": "tab", "BillingMode": "PAY_PER_REQUEST"});
    world.ok("UpdateTable", demand).await;
    world.put("tab", json!({"k": {"S": "b"}})).await;
    world.seconds(2).await;
    let shown = world.describe("tab").await;
    assert_eq!(
        shown["BillingModeSummary"]["BillingMode"],
        "PAY_PER_REQUEST"
    );
    assert_eq!(shown["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
}

#[tokio::test]
async fn a_protected_table_stays() {
    let world = world().await;
    world
        .make(table(json!({"DeletionProtectionEnabled": true})))
        .await;
    assert_eq!(
        world
            .refusal("DeleteTable", json!({"TableName": "tab"}))
            .await,
        "ValidationException: Resource cannot be deleted as it is currently protected against \
         deletion. Disable deletion protection first."
    );
    let off = json!({"TableName": "tab", "DeletionProtectionEnabled": false});
    world.ok("UpdateTable", off).await;
    world.ok("DeleteTable", json!({"TableName": "tab"})).await;
}

#[tokio::test]
async fn tags_are_kept_by_arn() {
    let world = world().await;
    world
        .make(table(json!({"Tags": [{"Key": "a", "Value": "1"}]})))
        .await;
    let arn = world.arn("tab");
    let more = json!({"ResourceArn": arn, "Tags": [{"Key": "b", "Value": "2"}]});
    world.ok("TagResource", more).await;
    world
        .ok(
            "UntagResource",
            json!({"ResourceArn": arn, "TagKeys": ["a"]}),
        )
        .await;
    let listed = world
        .ok("ListTagsOfResource", json!({"ResourceArn": arn}))
        .await;
    assert_eq!(listed["Tags"], json!([{"Key": "b", "Value": "2"}]));
    let other = json!({"ResourceArn": world.arn("other")});
    assert_eq!(
        world.refusal("ListTagsOfResource", other).await,
        format!(
            "ResourceNotFoundException: Requested resource not found: ResourcArn: {} not found",
            world.arn("other")
        )
    );
}

#[tokio::test]
async fn a_policy_lets_another_account_in() {
    let world = world().await;
    world.make(table(json!({}))).await;
    let arn = world.arn("tab");
    world.put("tab", json!({"k": {"S": "a"}})).await;
    let other = world.user("444455556666");
    let get = json!({"TableName": arn, "Key": {"k": {"S": "a"}}});
    let refused = other.call("dynamodb", "GetItem", get.clone()).await;
    assert_eq!(refused.unwrap_err().code, "AccessDeniedException");
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::444455556666:user/someone"},
            "Action": "dynamodb:GetItem",
            "Resource": arn,
            "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a"]}}
        }
    });
    let put = json!({"ResourceArn": arn, "Policy": policy.to_string()});
    let revision = text(&world.ok("PutResourcePolicy", put).await["RevisionId"]);
    // The user's own account has no say here: nobody allows it there.
    let refused = other.call("dynamodb", "GetItem", get).await;
    assert_eq!(refused.unwrap_err().code, "AccessDeniedException");
    let shown = world
        .ok("GetResourcePolicy", json!({"ResourceArn": arn}))
        .await;
    assert_eq!(shown["RevisionId"], json!(revision));
    let stale = json!({"ResourceArn": arn, "ExpectedRevisionId": "1"});
    let refusal = world.refusal("DeleteResourcePolicy", stale).await;
    assert!(refusal.starts_with("PolicyNotFoundException"), "{refusal}");
    world
        .ok("DeleteResourcePolicy", json!({"ResourceArn": arn}))
        .await;
    let refusal = world
        .refusal("GetResourcePolicy", json!({"ResourceArn": arn}))
        .await;
    assert!(refusal.starts_with("PolicyNotFoundException"), "{refusal}");
}

#[tokio::test]
async fn ddb_8_nothing_about_servers_can_be_asked() {
    let world = world().await;
    world.make(table(json!({}))).await;
    let shown = world.describe("tab").await.to_string();
    for word in ["Instance", "Engine", "Os", "Host"] {
        assert!(!shown.contains(word), "{shown}");
    }
}

#[tokio::test]
async fn items_are_counted_every_six_hours() {
    let world = world().await;
    world.make(table(json!({}))).await;
    world
        .put("tab", json!({"k": {"S": "a"}, "v": {"S": "12345"}}))
        .await;
    assert_eq!(world.describe("tab").await["ItemCount"], 0);
    world.seconds(6 * 3_600).await;
    let shown = world.describe("tab").await;
    assert_eq!(
        (&shown["ItemCount"], &shown["TableSizeBytes"]),
        (&json!(1), &json!(8))
    );
}
