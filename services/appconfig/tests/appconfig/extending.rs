use crate::cloud::{Shop, messages, refusal, role, shop, world};
use crate::function;
use haneul_testkit::{World, text};
use serde_json::{Value as Json, json};

async fn extension(world: &World, name: &str, actions: Json, more: Json) -> String {
    let mut input = json!({"Name": name, "Actions": actions});
    crate::cloud::merge(&mut input, &more);
    text(&world.ok("CreateExtension", input).await["Id"])
}

async fn associate(world: &World, extension: &str, resource: &str, parameters: Json) -> String {
    let input = json!({
        "ExtensionIdentifier": extension, "ResourceIdentifier": resource, "Parameters": parameters,
    });
    text(&world.ok("CreateExtensionAssociation", input).await["Id"])
}

fn application(shop: &Shop) -> String {
    format!(
        "arn:aws:appconfig:us-east-1:111122223333:application/{}",
        shop.application
    )
}

async fn queue(world: &World, name: &str, policy: bool) -> String {
    let arn = format!("arn:aws:sqs:us-east-1:111122223333:{name}");
    let allow = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": ["appconfig.amazonaws.com", "events.amazonaws.com"]},
        "Action": "sqs:SendMessage", "Resource": arn}});
    let mut input = json!({"QueueName": name});
    if policy {
        input["Attributes"] = json!({"Policy": allow.to_string()});
    }
    world.client.must("sqs", "CreateQueue", input).await;
    arn
}

#[tokio::test]
async fn queues_topics_and_buses_are_told() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let plain = queue(&world, "plain", true).await;
    let closed = queue(&world, "closed", false).await;
    let heard = queue(&world, "heard", true).await;
    let sender = role(&world, "sender", json!("sqs:SendMessage")).await;
    let rule = json!({"Name": "r", "EventPattern": "{\"source\": [\"aws.appconfig\"], \"detail-type\": [\"On Deployment Complete\"]}"});
    world.client.must("events", "PutRule", rule).await;
    let target = json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": heard}]});
    world.client.must("events", "PutTargets", target).await;
    let bus = "arn:aws:events:us-east-1:111122223333:event-bus/default";
    let action = |uri: &str, role: Option<&str>| match role {
        Some(role) => json!([{"Name": "tell", "Uri": uri, "RoleArn": role}]),
        None => json!([{"Name": "tell", "Uri": uri}]),
    };
    let parameters = json!({"Parameters": {"who": {"Required": true}, "why": {"Dynamic": true}}});
    let first = json!({"ON_DEPLOYMENT_START": action(&plain, None), "ON_DEPLOYMENT_STEP": action(&closed, Some(&sender))});
    let first = extension(&world, "first", first, parameters).await;
    let second = json!({"ON_DEPLOYMENT_COMPLETE": action(bus, None), "ON_DEPLOYMENT_BAKING": action(&closed, None)});
    let second = extension(&world, "second", second, json!({})).await;
    associate(&world, &first, &application(&shop), json!({"who": "me"})).await;
    associate(&world, "second", &application(&shop), json!({})).await;
    let version = shop.put(&world, "1").await;
    let mut input = shop.deployment("AppConfig.AllAtOnce", &version.to_string());
    input["DynamicExtensionParameters"] = json!({"first#why": "because", "second#why": "no"});
    let started = world.ok("StartDeployment", input).await;
    assert_eq!(started["AppliedExtensions"].as_array().unwrap().len(), 2);
    world.seconds(601).await;
    let told = messages(&world, "plain").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["Type"], "OnDeploymentStart");
    assert_eq!(
        told[0]["Parameters"],
        json!({"who": "me", "why": "because"})
    );
    assert_eq!(told[0]["DeploymentNumber"], 1);
    // As the role; as AppConfig the queue does not let it in, which the log says.
    assert_eq!(messages(&world, "closed").await.len(), 1);
    let shown = shop.shown(&world, 1).await;
    let baking = &shown["EventLog"][1]["ActionInvocations"][0];
    assert_eq!(
        baking["ExtensionIdentifier"].as_str(),
        Some(second.as_str())
    );
    assert!(
        baking["ErrorCode"]
            .as_str()
            .unwrap()
            .contains("AccessDenied"),
        "{baking}"
    );
    let step = &shown["EventLog"][2]["ActionInvocations"][0];
    assert_eq!(
        (&step["ErrorCode"], step["RoleArn"].as_str()),
        (&Json::Null, Some(sender.as_str()))
    );
    world.seconds(2).await;
    let heard = messages(&world, "heard").await;
    assert_eq!(heard[0]["detail-type"], "On Deployment Complete");
    assert_eq!(heard[0]["detail"]["Type"], "OnDeploymentComplete");
}

#[tokio::test]
async fn functions_are_asked_before() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let action = |name: &str| json!([{"Name": name, "Uri": function::arn(name)}]);
    let changes = json!({"PRE_START_DEPLOYMENT": action("changes")});
    let parameters = json!({"Parameters": {"how": {"Required": true}}});
    let changes = extension(&world, "changes", changes, parameters).await;
    let id = associate(
        &world,
        &changes,
        &application(&shop),
        json!({"how": "well"}),
    )
    .await;
    shop.publish(&world, "1").await;
    assert_eq!(shop.seen(&world, "c").await, "{\"changed\": \"well\"}");
    let update = json!({"ExtensionAssociationId": id, "Parameters": {"how": "badly"}});
    world.ok("UpdateExtensionAssociation", update).await;
    shop.publish(&world, "2").await;
    assert_eq!(shop.seen(&world, "c").await, "{\"changed\": \"badly\"}");
    for (name, told) in [
        ("refuses", "not today"),
        ("dislikes", "I do not like it"),
        ("shut", "not authorized"),
    ] {
        let point = json!({"PRE_CREATE_HOSTED_CONFIGURATION_VERSION": action(name)});
        let asks = extension(&world, name, point, json!({})).await;
        let id = associate(&world, &asks, &application(&shop), json!({})).await;
        let made = world
            .call("CreateHostedConfigurationVersion", shop.version("3"))
            .await;
        let error = made.unwrap_err();
        assert!(error.message.contains(told), "{name}: {}", error.message);
        let gone = json!({"ExtensionAssociationId": id});
        world.ok("DeleteExtensionAssociation", gone).await;
    }
    assert_eq!(shop.put(&world, "3").await, 3);
}

#[tokio::test]
async fn extensions_have_versions() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let actions = json!({"ON_DEPLOYMENT_START": [{"Name": "a", "Uri": "arn:aws:sqs:us-east-1:111122223333:q"}]});
    let id = extension(&world, "e", actions.clone(), json!({"Tags": {"a": "1"}})).await;
    let again = json!({"Name": "e", "Actions": actions});
    assert_eq!(
        refusal(&world, "CreateExtension", again.clone()).await,
        "ConflictException"
    );
    let mut next = again;
    next["LatestVersionNumber"] = json!(1);
    let second = world.ok("CreateExtension", next).await;
    assert_eq!(
        (second["Id"].as_str(), &second["VersionNumber"]),
        (Some(id.as_str()), &json!(2))
    );
    let first = json!({"ExtensionIdentifier": "e", "VersionNumber": 1});
    let shown = world.ok("GetExtension", first.clone()).await;
    let tags = json!({"ResourceArn": shown["Arn"]});
    assert_eq!(
        world.ok("ListTagsForResource", tags).await["Tags"],
        json!({"a": "1"})
    );
    let listed = world.ok("ListExtensions", json!({})).await;
    assert_eq!(listed["Items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["Items"][0]["VersionNumber"], 2);
    let input =
        json!({"ExtensionIdentifier": shown["Arn"], "ResourceIdentifier": application(&shop)});
    let made = world.ok("CreateExtensionAssociation", input).await;
    assert_eq!(made["ExtensionVersionNumber"], 1);
    assert_eq!(
        refusal(&world, "DeleteExtension", first.clone()).await,
        "BadRequestException"
    );
    let listed = json!({"ResourceIdentifier": application(&shop)});
    let listed = world.ok("ListExtensionAssociations", listed).await;
    assert_eq!(listed["Items"][0]["Id"], made["Id"]);
    world
        .ok(
            "DeleteExtensionAssociation",
            json!({"ExtensionAssociationId": made["Id"]}),
        )
        .await;
    world.ok("DeleteExtension", first).await;
    for (point, uri, code) in [
        (
            "AT_DEPLOYMENT_TICK",
            "arn:aws:lambda:us-east-1:111122223333:function:f",
            "NotImplemented",
        ),
        (
            "PRE_START_DEPLOYMENT",
            "arn:aws:sqs:us-east-1:111122223333:q",
            "BadRequestException",
        ),
        (
            "ON_DEPLOYMENT_START",
            "arn:aws:events:us-east-1:111122223333:event-bus/own",
            "BadRequestException",
        ),
        (
            "ON_DEPLOYMENT_START",
            "https://example.com",
            "BadRequestException",
        ),
    ] {
        let input = json!({"Name": "x", "Actions": {point: [{"Name": "a", "Uri": uri}]}});
        assert_eq!(
            refusal(&world, "CreateExtension", input).await,
            code,
            "{point} {uri}"
        );
    }
}
