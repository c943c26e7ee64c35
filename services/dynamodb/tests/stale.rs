//! Reads that may be stale, where disorder is switched on.

mod common;

use common::world;
use haneul_pipeline::disorder::{self, Disorder};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn only_reads_that_are_not_consistent_see_the_past_and_only_for_a_second() {
    let world = world().await;
    world.table("tab", false).await;
    let always = Disorder::new(1.0, 7).expect("a rate");
    disorder::set(&world.cloud.cloud, always)
        .await
        .expect("it can be set");
    let put = |n: u32| json!({"k": {"S": "a"}, "n": {"N": n.to_string()}});
    world.put("tab", put(1)).await;
    let read = |consistent: bool| json!({"TableName": "tab", "Key": {"k": {"S": "a"}}, "ConsistentRead": consistent});
    assert_eq!(world.ok("GetItem", read(false)).await["Item"], Json::Null);
    assert_eq!(world.ok("GetItem", read(true)).await["Item"], put(1));
    world.put("tab", put(2)).await;
    assert_eq!(world.ok("GetItem", read(false)).await["Item"], put(1));
    let scan = world.ok("Scan", json!({"TableName": "tab"})).await;
    assert_eq!(scan["Items"], json!([put(1)]));
    let keys = json!({"RequestItems": {"tab": {"Keys": [{"k": {"S": "a"}}]}}});
    let batch = world.ok("BatchGetItem", keys).await;
    assert_eq!(batch["Responses"]["tab"], json!([put(1)]));
    world.seconds(1).await;
    assert_eq!(world.ok("GetItem", read(false)).await["Item"], put(2));
    let seldom = Disorder::new(0.2, 7).expect("a rate");
    disorder::set(&world.cloud.cloud, seldom)
        .await
        .expect("it can be set");
    world.put("tab", put(3)).await;
    let mut stale = 0;
    for _ in 0..100 {
        stale += usize::from(world.ok("GetItem", read(false)).await["Item"] == put(2));
    }
    assert!((5..40).contains(&stale), "{stale}");
}
