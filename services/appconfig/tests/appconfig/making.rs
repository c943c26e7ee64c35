use crate::cloud::{decoded, refusal, shop, world};
use haneul_testkit::text;
use serde_json::json;

#[tokio::test]
async fn applications_environments_and_profiles() {
    let world = world().await;
    let shop = shop(&world, json!({"Description": "d", "Tags": {"a": "1"}})).await;
    let shown = world
        .ok("GetConfigurationProfile", shop.of_profile(json!({})))
        .await;
    assert_eq!(
        (&shown["Type"], &shown["LocationUri"]),
        (&json!("AWS.Freeform"), &json!("hosted"))
    );
    let shown = world
        .ok("GetEnvironment", shop.of_environment(json!({})))
        .await;
    assert_eq!(shown["State"], "READY_FOR_DEPLOYMENT");
    // By their names, too.
    let named = json!({"ApplicationId": "shop", "EnvironmentId": "prod"});
    assert_eq!(world.ok("GetEnvironment", named).await["Id"], shown["Id"]);
    let input = shop.of_environment(json!({"Name": "live", "Description": "x"}));
    let updated = world.ok("UpdateEnvironment", input).await;
    assert_eq!(
        (&updated["Name"], &updated["Description"]),
        (&json!("live"), &json!("x"))
    );
    let arn = format!(
        "arn:aws:appconfig:us-east-1:111122223333:application/{}/configurationprofile/{}",
        shop.application, shop.profile
    );
    let tags = world
        .ok("ListTagsForResource", json!({"ResourceArn": arn}))
        .await;
    assert_eq!(tags["Tags"], json!({"a": "1"}));
    // From the inside out.
    let app = json!({"ApplicationId": shop.application});
    assert_eq!(
        refusal(&world, "DeleteApplication", app.clone()).await,
        "BadRequestException"
    );
    world
        .ok("DeleteEnvironment", shop.of_environment(json!({})))
        .await;
    world
        .ok("DeleteConfigurationProfile", shop.of_profile(json!({})))
        .await;
    world.ok("DeleteApplication", app.clone()).await;
    assert_eq!(
        refusal(&world, "GetApplication", app).await,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn what_is_no_profile() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let schema = |content: &str| json!({"Type": "JSON_SCHEMA", "Content": content});
    for (more, code) in [
        (json!({"LocationUri": "somewhere"}), "BadRequestException"),
        (json!({"LocationUri": "ssm-document://d"}), "NotImplemented"),
        (json!({"LocationUri": "s3://b/k"}), "BadRequestException"),
        (json!({"Type": "AWS.Wonder"}), "BadRequestException"),
        (json!({"Validators": [schema("[")]}), "BadRequestException"),
        (
            json!({"Validators": [schema("{}"), schema("{}")]}),
            "BadRequestException",
        ),
        (
            json!({"Validators": [{"Type": "LAMBDA", "Content": "f"}]}),
            "BadRequestException",
        ),
        (
            json!({"KmsKeyIdentifier": "alias/none"}),
            "BadRequestException",
        ),
        (json!({"Tags": {"aws:a": "1"}}), "BadRequestException"),
    ] {
        let mut input = json!({
            "ApplicationId": shop.application, "Name": "x", "LocationUri": "hosted",
        });
        crate::cloud::merge(&mut input, &more);
        assert_eq!(
            refusal(&world, "CreateConfigurationProfile", input).await,
            code,
            "{more}"
        );
    }
}

#[tokio::test]
async fn hosted_versions_have_numbers_and_labels() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    assert_eq!(shop.put(&world, "{\"most\": 1}").await, 1);
    let mut second = shop.version("{\"most\": 2}");
    second["VersionLabel"] = json!("v-two");
    second["LatestVersionNumber"] = json!(1);
    let create = "CreateHostedConfigurationVersion";
    assert_eq!(world.ok(create, second.clone()).await["VersionNumber"], 2);
    // The last version is another, and the label is taken.
    assert_eq!(
        refusal(&world, create, second.clone()).await,
        "ConflictException"
    );
    second["LatestVersionNumber"] = json!(2);
    assert_eq!(refusal(&world, create, second).await, "ConflictException");
    let numbered = shop.of_profile(json!({"VersionNumber": 1}));
    let got = world
        .ok("GetHostedConfigurationVersion", numbered.clone())
        .await;
    assert_eq!(decoded(&got["Content"]), "{\"most\": 1}");
    assert_eq!(got["ContentType"], "application/json");
    let list = "ListHostedConfigurationVersions";
    let all = world.ok(list, shop.of_profile(json!({}))).await;
    let numbers: Vec<_> = all["Items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| &v["VersionNumber"])
        .collect();
    assert_eq!(numbers, [2, 1]);
    let some = world
        .ok(list, shop.of_profile(json!({"VersionLabel": "v-*"})))
        .await;
    assert_eq!(some["Items"].as_array().unwrap().len(), 1);
    // One by one.
    let first = world
        .ok(list, shop.of_profile(json!({"MaxResults": 1})))
        .await;
    let rest = shop.of_profile(json!({"NextToken": text(&first["NextToken"])}));
    assert_eq!(world.ok(list, rest).await["Items"][0]["VersionNumber"], 1);
    let large = shop.version(&"x".repeat((2 << 20) + 1));
    assert_eq!(
        refusal(&world, create, large).await,
        "PayloadTooLargeException"
    );
    assert_eq!(
        refusal(
            &world,
            "DeleteConfigurationProfile",
            shop.of_profile(json!({}))
        )
        .await,
        "ConflictException"
    );
    world
        .ok("DeleteHostedConfigurationVersion", numbered.clone())
        .await;
    assert_eq!(
        refusal(&world, "GetHostedConfigurationVersion", numbered).await,
        "ResourceNotFoundException"
    );
    // Numbers are not given again.
    assert_eq!(shop.put(&world, "{}").await, 3);
}

#[tokio::test]
async fn strategies_of_aws_and_of_ones_own() {
    let world = world().await;
    let all = world.ok("ListDeploymentStrategies", json!({})).await;
    let names: Vec<_> = all["Items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["Id"])
        .collect();
    assert_eq!(
        names,
        [
            "AppConfig.AllAtOnce",
            "AppConfig.Canary10Percent20Minutes",
            "AppConfig.Linear20PercentEvery6Minutes",
            "AppConfig.Linear50PercentEvery30Seconds",
        ]
    );
    let canary = json!({"DeploymentStrategyId": "AppConfig.Canary10Percent20Minutes"});
    let shown = world.ok("GetDeploymentStrategy", canary.clone()).await;
    assert_eq!(
        (&shown["GrowthType"], &shown["GrowthFactor"]),
        (&json!("EXPONENTIAL"), &json!(10.0))
    );
    assert_eq!(
        refusal(&world, "DeleteDeploymentStrategy", canary).await,
        "BadRequestException"
    );
    let input = json!({
        "Name": "mine", "DeploymentDurationInMinutes": 10, "GrowthFactor": 25.0,
        "FinalBakeTimeInMinutes": 5, "ReplicateTo": "NONE",
    });
    let own = world.ok("CreateDeploymentStrategy", input).await;
    let id = json!({"DeploymentStrategyId": own["Id"], "GrowthFactor": 50.0});
    let updated = world.ok("UpdateDeploymentStrategy", id.clone()).await;
    assert_eq!(
        (&updated["GrowthFactor"], &updated["GrowthType"]),
        (&json!(50.0), &json!("LINEAR"))
    );
    let id = json!({"DeploymentStrategyId": own["Id"]});
    world.ok("DeleteDeploymentStrategy", id.clone()).await;
    assert_eq!(
        refusal(&world, "GetDeploymentStrategy", id).await,
        "ResourceNotFoundException"
    );
}
