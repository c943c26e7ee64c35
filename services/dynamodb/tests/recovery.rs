//! Recovery to a point in time.

mod common;

use common::{World, world, world_in};
use haneul_runtime::Random;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

type State = BTreeMap<String, Json>;

fn item(k: &str, n: u64) -> Json {
    json!({"k": {"S": k}, "n": {"N": n.to_string()}})
}

async fn switch(world: &World, on: bool) -> Json {
    let input = json!({
        "TableName": "tab",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": on}
    });
    world.ok("UpdateContinuousBackups", input).await
}

async fn window(world: &World) -> (f64, f64) {
    let answer = world
        .ok("DescribeContinuousBackups", json!({"TableName": "tab"}))
        .await;
    let shown = &answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    let time = |name: &str| shown[name].as_f64().expect("a time");
    (
        time("EarliestRestorableDateTime"),
        time("LatestRestorableDateTime"),
    )
}

fn now(world: &World) -> i64 {
    world.cloud.cloud.clock.now().as_second()
}

/// The clock of a test begins anywhere within a second.
fn second(world: &World) -> i64 {
    now(world) + 1
}

async fn restore(world: &World, name: &str, at: i64) {
    let input = json!({
        "SourceTableName": "tab", "TargetTableName": name, "RestoreDateTime": at
    });
    world.ok("RestoreTableToPointInTime", input).await;
}

async fn change(world: &World, random: &Random, state: &mut State) {
    let k = format!("k{}", random.below(60));
    match random.below(4) {
        0 => {
            let input = json!({"TableName": "tab", "Key": {"k": {"S": k}}});
            world.ok("DeleteItem", input).await;
            state.remove(&k);
        }
        _ => {
            let item = item(&k, random.below(1_000_000));
            world.put("tab", item.clone()).await;
            state.insert(k, item);
        }
    }
}

/// DDB-11: any second of the window.
#[tokio::test]
async fn ddb_11_any_second_is_restored_as_it_was() {
    for seed in 0..4 {
        let world = world().await;
        let random = Random::seeded(seed);
        world.table("tab", false).await;
        let mut state = State::new();
        for _ in 0..50 {
            change(&world, &random, &mut state).await;
        }
        switch(&world, true).await;
        world.seconds(1).await;
        let mut history = Vec::new();
        for _ in 0..120 {
            for _ in 0..random.below(5) {
                change(&world, &random, &mut state).await;
            }
            history.push((second(&world), state.clone()));
            world.seconds(2 + random.below(20)).await;
        }
        world.seconds(300).await;
        for n in 0..4 {
            let (at, was) = &history[random.below(history.len() as u64) as usize];
            let name = format!("again{n}");
            restore(&world, &name, *at).await;
            // Writes go on while it is put together.
            let writes = async {
                for _ in 0..40 {
                    change(&world, &random, &mut state).await;
                }
            };
            tokio::join!(writes, world.seconds(30));
            assert_eq!(&world.all(&name).await, was, "seed {seed}, {at}");
        }
        assert_eq!(world.all("tab").await, state);
    }
}

#[tokio::test]
async fn s56_the_window_is_up_to_35_days_and_ends_five_minutes_ago() {
    let world = world().await;
    world.table("tab", false).await;
    let describe = json!({"TableName": "tab"});
    let answer = world.ok("DescribeContinuousBackups", describe).await;
    let shown = &answer["ContinuousBackupsDescription"];
    assert_eq!(shown["ContinuousBackupsStatus"], "ENABLED");
    let off = &shown["PointInTimeRecoveryDescription"];
    assert_eq!(*off, json!({"PointInTimeRecoveryStatus": "DISABLED"}));
    let latest = json!({
        "SourceTableName": "tab", "TargetTableName": "again", "UseLatestRestorableTime": true
    });
    let refusal = world.refusal("RestoreTableToPointInTime", latest).await;
    assert!(
        refusal.starts_with("PointInTimeRecoveryUnavailableException: "),
        "{refusal}"
    );
    switch(&world, true).await;
    let since = now(&world);
    world.seconds(3_600).await;
    let (earliest, last) = window(&world).await;
    assert!((since as f64..=since as f64 + 1.0).contains(&earliest));
    assert_eq!(last as i64, now(&world) - 300);
    for at in [since - 10, now(&world) - 200, now(&world) + 10] {
        let input = json!({
            "SourceTableName": "tab", "TargetTableName": "again", "RestoreDateTime": at
        });
        let refusal = world.refusal("RestoreTableToPointInTime", input).await;
        assert!(
            refusal.starts_with("InvalidRestoreTimeException: "),
            "{at}: {refusal}"
        );
    }
    world.seconds(40 * 86_400).await;
    let (earliest, _) = window(&world).await;
    let ago = now(&world) - earliest as i64;
    assert!((35 * 86_400 - 1..=35 * 86_400).contains(&ago), "{ago}");
    let days = |days: i64| {
        json!({"TableName": "tab", "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days
        }})
    };
    world.ok("UpdateContinuousBackups", days(1)).await;
    let (earliest, _) = window(&world).await;
    let ago = now(&world) - earliest as i64;
    assert!((86_400 - 1..=86_400).contains(&ago), "{ago}");
    for wrong in [0, 36] {
        let refusal = world.refusal("UpdateContinuousBackups", days(wrong)).await;
        assert!(refusal.starts_with("ValidationException: "), "{refusal}");
    }
    let none = json!({
        "SourceTableName": "none", "TargetTableName": "again", "UseLatestRestorableTime": true
    });
    assert_eq!(
        world.refusal("RestoreTableToPointInTime", none).await,
        "TableNotFoundException: Table not found: none"
    );
}

#[tokio::test]
async fn a_restore_goes_on_after_a_crash() {
    let directory = tempfile::tempdir().expect("a directory");
    let (at, was) = {
        let world = world_in(directory.path()).await;
        world.table("tab", false).await;
        switch(&world, true).await;
        world.seconds(1).await;
        let random = Random::seeded(1);
        let mut state = State::new();
        for _ in 0..200 {
            change(&world, &random, &mut state).await;
        }
        let (at, was) = (second(&world), state.clone());
        world.seconds(310).await;
        for _ in 0..500 {
            change(&world, &random, &mut state).await;
        }
        restore(&world, "again", at).await;
        world.cloud.cloud.stop();
        (at, was)
    };
    let world = world_in(directory.path()).await;
    world.seconds(60).await;
    assert_eq!(world.all("again").await, was, "{at}");
}

#[tokio::test]
async fn a_deleted_table_leaves_a_system_backup_for_35_days() {
    let world = world().await;
    world.table("tab", false).await;
    for n in 0..30 {
        world.put("tab", item(&format!("k{n}"), n)).await;
    }
    switch(&world, true).await;
    let was = world.all("tab").await;
    world.ok("DeleteTable", json!({"TableName": "tab"})).await;
    world.seconds(10).await;
    let latest = json!({
        "SourceTableName": "tab", "TargetTableName": "again", "UseLatestRestorableTime": true
    });
    let refusal = world.refusal("RestoreTableToPointInTime", latest).await;
    assert_eq!(refusal, "TableNotFoundException: Table not found: tab");
    let listed = world
        .ok("ListBackups", json!({"BackupType": "SYSTEM"}))
        .await;
    let backup = &listed["BackupSummaries"][0];
    assert_eq!(backup["BackupName"], "tab$DeletedTableBackup");
    assert_eq!(backup["BackupType"], "SYSTEM");
    assert_eq!(backup["BackupStatus"], "AVAILABLE");
    let input = json!({"BackupArn": backup["BackupArn"], "TargetTableName": "tab"});
    world.ok("RestoreTableFromBackup", input).await;
    world.seconds(30).await;
    assert_eq!(world.all("tab").await, was);
    world.seconds(36 * 86_400).await;
    let listed = world
        .ok("ListBackups", json!({"BackupType": "SYSTEM"}))
        .await;
    assert_eq!(listed["BackupSummaries"], json!([]));
    assert_eq!(world.all("tab").await, was);
}
