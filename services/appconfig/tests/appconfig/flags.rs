use crate::cloud::{refusal, shop, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn feature_flags_are_judged_when_they_are_made_and_seen_by_their_values() {
    let world = world().await;
    let shop = shop(&world, json!({"Type": "AWS.AppConfig.FeatureFlags"})).await;
    let set = json!({
        "version": "1",
        "flags": {"dark": {"name": "Dark", "attributes": {"share": {"constraints": {"type": "number", "maximum": 100}}}}},
        "values": {"dark": {"enabled": true, "share": 30}},
    });
    let mut wrong = set.clone();
    wrong["values"]["dark"]["share"] = json!(101);
    let create = "CreateHostedConfigurationVersion";
    for content in [wrong.to_string(), "{}".to_owned(), "no".to_owned()] {
        assert_eq!(
            refusal(&world, create, shop.version(&content)).await,
            "BadRequestException"
        );
    }
    let mut text = shop.version(&set.to_string());
    text["ContentType"] = json!("text/plain");
    assert_eq!(refusal(&world, create, text).await, "BadRequestException");
    shop.publish(&world, &set.to_string()).await;
    let seen: Json = serde_json::from_str(&shop.seen(&world, "c").await).unwrap();
    assert_eq!(seen, json!({"dark": {"enabled": true, "share": 30}}));
}
