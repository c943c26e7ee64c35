use crate::cloud::{World, world};
use haneul_testkit::{ACCOUNT, REGION};
use serde_json::{Value as Json, json};

async fn put(world: &World, detail: Json) {
    let entry = json!({
        "Source": "shop", "DetailType": "order placed", "Detail": detail.to_string(),
        "EventBusName": "bus",
    });
    world
        .of("events", "PutEvents", json!({"Entries": [entry]}))
        .await;
    world.seconds(1).await;
}

async fn versions(world: &World) -> usize {
    let input = json!({"RegistryName": "discovered-schemas", "SchemaName": "shop@OrderPlaced"});
    let listed = world
        .root
        .call("schemas", "ListSchemaVersions", input)
        .await;
    listed.map_or(0, |listed| {
        listed["SchemaVersions"].as_array().unwrap().len()
    })
}

/// EVB-1: what is seen on a bus is written down, once for each look.
#[tokio::test]
async fn evb_1_events_of_a_bus_are_discovered() {
    let world = world().await;
    let arn = format!("arn:aws:events:{REGION}:{ACCOUNT}:event-bus/bus");
    let made = json!({"SourceArn": arn});
    assert_eq!(
        world.refusal("CreateDiscoverer", made.clone()).await,
        "BadRequestException"
    );
    world
        .of("events", "CreateEventBus", json!({"Name": "bus"}))
        .await;
    let made = world.ok("CreateDiscoverer", made).await;
    assert_eq!(made["State"], "STARTED");
    assert_eq!(made["DiscovererId"], "events-event-bus-bus");
    world.seconds(1).await;
    put(
        &world,
        json!({"id": 1, "who": {"name": "ann"}, "at": "2026-01-01T00:00:00Z"}),
    )
    .await;
    put(
        &world,
        json!({"id": 2, "who": {"name": "bob"}, "at": "2026-01-02T00:00:00Z"}),
    )
    .await;
    assert_eq!(versions(&world).await, 1);
    put(&world, json!({"id": "x"})).await;
    assert_eq!(versions(&world).await, 2);
    put(
        &world,
        json!({"id": 3, "who": {"name": "cy"}, "at": "2026-01-01T00:00:00Z"}),
    )
    .await;
    assert_eq!(versions(&world).await, 2);
    let first = json!({
        "RegistryName": "discovered-schemas", "SchemaName": "shop@OrderPlaced", "SchemaVersion": "1",
    });
    let shown = world.ok("DescribeSchema", first.clone()).await;
    let content: Json = serde_json::from_str(shown["Content"].as_str().unwrap()).unwrap();
    let schemas = &content["components"]["schemas"];
    assert_eq!(schemas["AWSEvent"]["x-amazon-events-source"], "shop");
    assert_eq!(
        schemas["AWSEvent"]["x-amazon-events-detail-type"],
        "order placed"
    );
    assert_eq!(
        schemas["AWSEvent"]["properties"]["detail"],
        json!({"$ref": "#/components/schemas/OrderPlaced"})
    );
    assert_eq!(
        schemas["OrderPlaced"]["required"],
        json!(["at", "id", "who"])
    );
    assert_eq!(
        schemas["OrderPlaced"]["properties"],
        json!({
            "at": {"type": "string", "format": "date-time"},
            "id": {"type": "number"},
            "who": {"$ref": "#/components/schemas/Who"},
        })
    );
    assert_eq!(
        schemas["Who"]["properties"],
        json!({"name": {"type": "string"}})
    );
    // As a JSON Schema.
    let mut export = first;
    export["Type"] = json!("JSONSchemaDraft4");
    let exported = world.ok("ExportSchema", export).await;
    let content: Json = serde_json::from_str(exported["Content"].as_str().unwrap()).unwrap();
    assert_eq!(
        content["properties"]["detail"],
        json!({"$ref": "#/definitions/OrderPlaced"})
    );
    assert!(content["definitions"]["Who"].is_object(), "{content}");
    // Who is stopped sees nothing.
    let id = json!({"DiscovererId": "events-event-bus-bus"});
    world.ok("StopDiscoverer", id.clone()).await;
    world.seconds(1).await;
    put(&world, json!({"new": true})).await;
    assert_eq!(versions(&world).await, 2);
    world.ok("StartDiscoverer", id.clone()).await;
    world.seconds(1).await;
    put(&world, json!({"new": true})).await;
    assert_eq!(versions(&world).await, 3);
    let rules = json!({"EventBusName": "bus"});
    let listed = world.of("events", "ListRules", rules.clone()).await;
    assert_eq!(listed["Rules"][0]["Name"], "Schemas-events-event-bus-bus");
    world.ok("DeleteDiscoverer", id.clone()).await;
    world.seconds(1).await;
    let listed = world.of("events", "ListRules", rules).await;
    assert_eq!(listed["Rules"], json!([]));
    assert_eq!(
        world.refusal("DescribeDiscoverer", id).await,
        "NotFoundException"
    );
    assert_eq!(versions(&world).await, 3);
}

/// EVB-1: what events that somebody shows have in common.
#[tokio::test]
async fn evb_1_a_schema_is_inferred_from_samples() {
    let world = world().await;
    let one = "{\"Source\":\"a\",\"Detail\":\"{ }\",\"Resources\":[\"r\"],\"n\":1}";
    let other = "{\"Source\":\"a\",\"Detail\":\"{ }\",\"Resources\":[]}";
    let infer = async |kind: &str| {
        let input = json!({"Events": [one, other], "Type": kind});
        let found = world.ok("GetDiscoveredSchema", input).await;
        serde_json::from_str::<Json>(found["Content"].as_str().unwrap()).unwrap()
    };
    let found = infer("OpenApi3").await;
    let event = &found["components"]["schemas"]["Event"];
    assert_eq!(found["openapi"], "3.0.0");
    assert_eq!(event["required"], json!(["Detail", "Resources", "Source"]));
    assert_eq!(event["properties"]["n"], json!({"type": "number"}));
    let found = infer("JSONSchemaDraft4").await;
    assert_eq!(found["$schema"], "http://json-schema.org/draft-04/schema#");
    assert_eq!(found["properties"]["Source"], json!({"type": "string"}));
    let input = json!({"Events": ["no JSON"], "Type": "OpenApi3"});
    assert_eq!(
        world.refusal("GetDiscoveredSchema", input).await,
        "BadRequestException"
    );
}
