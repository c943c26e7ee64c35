//! On-demand backups, and tables restored from them.

mod common;

use common::{World, text, world, world_in};
use haneul_runtime::Random;
use serde_json::{Value as Json, json};

fn item(k: &str, n: i64) -> Json {
    json!({"k": {"S": k}, "n": {"N": n.to_string()}})
}

async fn backup(world: &World, name: &str) -> String {
    let input = json!({"TableName": "tab", "BackupName": name});
    let answer = world.ok("CreateBackup", input).await;
    assert_eq!(answer["BackupDetails"]["BackupStatus"], "CREATING");
    text(&answer["BackupDetails"]["BackupArn"])
}

async fn status(world: &World, arn: &str) -> Json {
    let answer = world.ok("DescribeBackup", json!({"BackupArn": arn})).await;
    answer["BackupDescription"]["BackupDetails"]["BackupStatus"].clone()
}

async fn restore(world: &World, arn: &str, name: &str, more: Json) -> Json {
    let mut input = json!({"BackupArn": arn, "TargetTableName": name});
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    world.ok("RestoreTableFromBackup", input).await["TableDescription"].clone()
}

#[tokio::test]
async fn s56_a_backup_is_the_state_of_its_moment_though_writes_go_on() {
    let world = world().await;
    world.table("tab", false).await;
    for n in 0..500 {
        world.put("tab", item(&format!("k{n:03}"), n)).await;
    }
    let was = world.all("tab").await;
    let arn = backup(&world, "first").await;
    // The copy has not begun: all of these come before it.
    for n in (0..500).step_by(3) {
        world.put("tab", item(&format!("k{n:03}"), -1)).await;
    }
    for n in (0..500).step_by(7) {
        let key = json!({"k": {"S": format!("k{n:03}")}});
        world
            .ok("DeleteItem", json!({"TableName": "tab", "Key": key}))
            .await;
    }
    for n in 0..50 {
        world.put("tab", item(&format!("new{n}"), n)).await;
    }
    let twice = json!({"TableName": "tab", "BackupName": "second"});
    let refusal = world.refusal("CreateBackup", twice).await;
    assert!(refusal.starts_with("BackupInUseException: "), "{refusal}");
    let refusal = world
        .refusal("DeleteTable", json!({"TableName": "tab"}))
        .await;
    assert!(refusal.starts_with("ResourceInUseException: "), "{refusal}");
    assert_eq!(status(&world, &arn).await, "CREATING");
    world.seconds(5).await;
    assert_eq!(status(&world, &arn).await, "AVAILABLE");
    let table = restore(&world, &arn, "again", json!({})).await;
    assert_eq!(table["TableStatus"], "CREATING");
    assert_eq!(table["RestoreSummary"]["RestoreInProgress"], true);
    let refusal = world
        .refusal("DeleteBackup", json!({"BackupArn": arn}))
        .await;
    assert!(refusal.starts_with("BackupInUseException: "), "{refusal}");
    world.seconds(30).await;
    let table = world.describe("again").await;
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table["RestoreSummary"]["RestoreInProgress"], false);
    assert_eq!(table["RestoreSummary"]["SourceBackupArn"], json!(arn));
    assert_eq!(table["ItemCount"], 500);
    assert_eq!(world.all("again").await, was);
}

/// Writes that run beside the copy, at random.
#[tokio::test]
async fn writes_beside_the_copy_do_not_get_into_it() {
    for seed in 0..6 {
        let world = world().await;
        world.table("tab", false).await;
        let random = Random::seeded(seed);
        for n in 0..300 {
            world.put("tab", item(&format!("k{n:03}"), n)).await;
        }
        let was = world.all("tab").await;
        let arn = backup(&world, "raced").await;
        let writes = async {
            for n in 0..200 {
                let k = format!("k{:03}", random.u64() % 400);
                match random.u64() % 3 {
                    0 => {
                        let key = json!({"k": {"S": k}});
                        world
                            .ok("DeleteItem", json!({"TableName": "tab", "Key": key}))
                            .await;
                    }
                    _ => world.put("tab", item(&k, 1_000 + n)).await,
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(writes, world.seconds(5));
        assert_eq!(status(&world, &arn).await, "AVAILABLE");
        restore(&world, &arn, "again", json!({})).await;
        world.seconds(30).await;
        assert_eq!(world.all("again").await, was, "seed {seed}");
    }
}

#[tokio::test]
async fn a_backup_outlives_its_table_and_a_crash_while_it_is_taken() {
    let directory = tempfile::tempdir().expect("a directory");
    let arn = {
        let world = world_in(directory.path()).await;
        world.table("tab", false).await;
        for n in 0..450 {
            world.put("tab", item(&format!("k{n:03}"), n)).await;
        }
        let arn = backup(&world, "kept").await;
        world.put("tab", item("k001", -5)).await;
        world.cloud.cloud.stop();
        arn
    };
    let world = world_in(directory.path()).await;
    world.put("tab", item("k002", -5)).await;
    assert_eq!(status(&world, &arn).await, "CREATING");
    world.seconds(5).await;
    assert_eq!(status(&world, &arn).await, "AVAILABLE");
    world.ok("DeleteTable", json!({"TableName": "tab"})).await;
    world.seconds(10).await;
    restore(&world, &arn, "tab", json!({})).await;
    world.seconds(30).await;
    let items = world.all("tab").await;
    assert_eq!(items.len(), 450);
    assert_eq!(items["k001"], item("k001", 1));
    assert_eq!(items["k002"], item("k002", 2));
}

#[tokio::test]
async fn backups_are_listed_described_and_deleted() {
    let world = world().await;
    world.table("tab", false).await;
    world.put("tab", item("a", 1)).await;
    let mut arns = Vec::new();
    for n in 0..3 {
        arns.push(backup(&world, &format!("number{n}")).await);
        world.seconds(60).await;
    }
    let start = format!("{}/backup/", world.arn("tab"));
    assert!(arns.iter().all(|arn| arn.starts_with(&start)), "{arns:?}");
    let answer = world
        .ok("ListBackups", json!({"TableName": "tab", "Limit": 2}))
        .await;
    let listed = answer["BackupSummaries"].as_array().expect("summaries");
    assert_eq!(listed.len(), 2);
    assert_eq!(answer["LastEvaluatedBackupArn"], json!(arns[1]));
    let next = json!({"ExclusiveStartBackupArn": arns[1]});
    let answer = world.ok("ListBackups", next).await;
    let listed = answer["BackupSummaries"].as_array().expect("summaries");
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["BackupName"], "number2");
    let since = listed[0]["BackupCreationDateTime"].clone();
    let later = json!({"TimeRangeLowerBound": since});
    let answer = world.ok("ListBackups", later).await;
    assert_eq!(answer["BackupSummaries"].as_array().map(Vec::len), Some(1));
    let system = world
        .ok("ListBackups", json!({"BackupType": "SYSTEM"}))
        .await;
    assert_eq!(system["BackupSummaries"], json!([]));
    let answer = world
        .ok("DescribeBackup", json!({"BackupArn": arns[0]}))
        .await;
    let source = &answer["BackupDescription"]["SourceTableDetails"];
    assert_eq!(source["TableName"], "tab");
    assert_eq!(source["BillingMode"], "PAY_PER_REQUEST");
    let answer = world
        .ok("DeleteBackup", json!({"BackupArn": arns[0]}))
        .await;
    assert_eq!(
        answer["BackupDescription"]["BackupDetails"]["BackupStatus"],
        "DELETED"
    );
    assert_eq!(
        world
            .refusal("DescribeBackup", json!({"BackupArn": arns[0]}))
            .await,
        format!("BackupNotFoundException: Backup not found: {}", arns[0])
    );
    let none = json!({"TableName": "none", "BackupName": "any"});
    assert_eq!(
        world.refusal("CreateBackup", none).await,
        "TableNotFoundException: Table not found: none"
    );
}

#[tokio::test]
async fn a_restored_table_may_have_fewer_indexes_and_other_capacity() {
    let world = world().await;
    let index = |name: &str| {
        json!({
            "IndexName": name, "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"}]
        })
    };
    let table = json!({
        "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": true, "Tags": [{"Key": "a", "Value": "b"}],
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [
            {"AttributeName": "k", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"}
        ],
        "GlobalSecondaryIndexes": [index("one"), index("two")]
    });
    world.make(table).await;
    for n in 0..20 {
        world.put("tab", item(&format!("k{n}"), n % 4)).await;
    }
    let arn = backup(&world, "first").await;
    world.seconds(5).await;
    restore(&world, &arn, "same", json!({})).await;
    restore(
        &world,
        &arn,
        "less",
        json!({"GlobalSecondaryIndexOverride": [index("two")]}),
    )
    .await;
    let none = json!({
        "GlobalSecondaryIndexOverride": [], "BillingModeOverride": "PROVISIONED",
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8}
    });
    restore(&world, &arn, "bare", none).await;
    world.seconds(30).await;
    let same = world.describe("same").await;
    assert_eq!(
        same["GlobalSecondaryIndexes"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(same["DeletionProtectionEnabled"], false);
    let tags = json!({"ResourceArn": world.arn("same")});
    assert_eq!(
        world.ok("ListTagsOfResource", tags).await["Tags"],
        json!([])
    );
    let query = json!({
        "TableName": "less", "IndexName": "two", "KeyConditionExpression": "n = :n",
        "ExpressionAttributeValues": {":n": {"N": "3"}}
    });
    assert_eq!(world.ok("Query", query).await["Count"], 5);
    let bare = world.describe("bare").await;
    assert_eq!(
        bare["AttributeDefinitions"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(bare["ProvisionedThroughput"]["ReadCapacityUnits"], 7);
    let unknown = json!({
        "BackupArn": arn, "TargetTableName": "more",
        "GlobalSecondaryIndexOverride": [index("three")]
    });
    let refusal = world.refusal("RestoreTableFromBackup", unknown).await;
    assert!(refusal.starts_with("ValidationException: "), "{refusal}");
    let there = json!({"BackupArn": arn, "TargetTableName": "same"});
    assert_eq!(
        world.refusal("RestoreTableFromBackup", there).await,
        "TableAlreadyExistsException: Table already exists: same"
    );
}
