use crate::cloud::{refusal, shop, world};
use serde_json::json;

#[tokio::test]
async fn what_clients_read_lately_is_not_deleted_by_mistake() {
    let world = world().await;
    let settings = world.ok("GetAccountSettings", json!({})).await;
    let expected = json!({"Enabled": false, "ProtectionPeriodInMinutes": 60});
    assert_eq!(settings["DeletionProtection"], expected);
    let metrics = json!({"VendedMetrics": {"Enabled": true}});
    assert_eq!(
        refusal(&world, "UpdateAccountSettings", metrics).await,
        "NotImplemented"
    );
    let on = json!({"DeletionProtection": {"Enabled": true, "ProtectionPeriodInMinutes": 90}});
    world.ok("UpdateAccountSettings", on).await;
    let shop = shop(&world, json!({})).await;
    shop.publish(&world, "1").await;
    shop.seen(&world, "c").await;
    // Young things are not protected, unless it is asked for.
    let apply = shop.of_environment(json!({"DeletionProtectionCheck": "APPLY"}));
    assert_eq!(
        refusal(&world, "DeleteEnvironment", apply).await,
        "BadRequestException"
    );
    world.seconds(3_600).await;
    shop.seen(&world, "c").await;
    world.seconds(89 * 60).await;
    let plain = shop.of_environment(json!({}));
    assert_eq!(
        refusal(&world, "DeleteEnvironment", plain.clone()).await,
        "BadRequestException"
    );
    world.seconds(60).await;
    world.ok("DeleteEnvironment", plain).await;
    let version = shop.of_profile(json!({"VersionNumber": 1}));
    world.ok("DeleteHostedConfigurationVersion", version).await;
    let bypass = shop.of_profile(json!({"DeletionProtectionCheck": "BYPASS"}));
    world.ok("DeleteConfigurationProfile", bypass).await;
}

/// With more deployments than go in one step.
#[tokio::test]
async fn an_environment_goes_with_its_deployments() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.put(&world, "1").await;
    let quick = json!({"Name": "q", "DeploymentDurationInMinutes": 0, "GrowthFactor": 100.0});
    let quick = world.ok("CreateDeploymentStrategy", quick).await;
    let quick = quick["Id"].as_str().unwrap();
    for number in 1..=205 {
        assert_eq!(shop.deploy(&world, quick, 1).await, number);
        world.seconds(1).await;
    }
    let busy = shop.deploy(&world, "AppConfig.AllAtOnce", 1).await;
    assert_eq!(
        refusal(&world, "DeleteEnvironment", shop.of_environment(json!({}))).await,
        "ConflictException"
    );
    let profile = shop.of_profile(json!({}));
    assert_eq!(
        refusal(&world, "DeleteConfigurationProfile", profile).await,
        "ConflictException"
    );
    let stop = shop.of_environment(json!({"DeploymentNumber": busy}));
    world.ok("StopDeployment", stop).await;
    world.seconds(1).await;
    world
        .ok("DeleteEnvironment", shop.of_environment(json!({})))
        .await;
    world.seconds(1).await;
    let table: haneul_store::Table<(String, String, i64), Anything> =
        haneul_store::Table::new("appconfig_deployment");
    let scope = haneul_store::Scope::new("aws", "111122223333", "us-east-1");
    let store = &world.cloud.cloud.store;
    let left = store.read(|tx| table.count(tx, scope, haneul_store::Span::all()));
    assert_eq!(left.unwrap(), 0);
}

/// Only counted.
#[derive(serde::Serialize, serde::Deserialize)]
struct Anything;

impl haneul_store::Stored for Anything {
    const VERSION: u32 = 1;
}
