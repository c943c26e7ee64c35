//! Sandboxes that are made before anybody calls.

use crate::cloud::{World, running};
use haneul_store::{Scope, StoreError, Stored, Table};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

const CODE: &str = "
import os, time
print('made', flush=True)
def handler(e, c):
    if e == 'exit':
        os._exit(1)
    if e == 'slow':
        time.sleep(1)
    return os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']
";

async fn made(world: &World) -> usize {
    let log = world.log("f").await;
    log.iter().filter(|line| *line == "made\n").count()
}

async fn put(world: &World, qualifier: &str, number: i64) -> Json {
    let input = json!({"FunctionName": "f", "Qualifier": qualifier,
        "ProvisionedConcurrentExecutions": number});
    world.ok("PutProvisionedConcurrencyConfig", input).await
}

async fn shown(world: &World, qualifier: &str) -> Json {
    let of = json!({"FunctionName": "f", "Qualifier": qualifier});
    world.ok("GetProvisionedConcurrencyConfig", of).await
}

async fn kind(world: &World, event: &str) -> Json {
    let answer = world
        .invoke("f", &json!(event), json!({"Qualifier": "1"}))
        .await;
    answer.payload
}

#[tokio::test]
async fn sandboxes_are_there_before_the_first_call() {
    let world = running().await;
    world.python("f", CODE, json!({"Publish": true})).await;
    assert_eq!(put(&world, "1", 2).await["Status"], "IN_PROGRESS");
    assert_eq!(made(&world).await, 0);
    world.seconds(2).await;
    let got = shown(&world, "1").await;
    assert_eq!(
        (
            &got["Status"],
            &got["AllocatedProvisionedConcurrentExecutions"]
        ),
        (&json!("READY"), &json!(2))
    );
    assert_eq!(made(&world).await, 2);
    let log = world.log("f").await;
    assert!(!log.iter().any(|line| line.starts_with("START")), "{log:?}");
    // Nobody waits ten minutes for them, either.
    world.seconds(20 * 60).await;
    assert_eq!(kind(&world, "").await, "provisioned-concurrency");
    assert_eq!(made(&world).await, 2);
    // One that is lost is made again.
    kind(&world, "exit").await;
    world.seconds(60).await;
    assert_eq!(made(&world).await, 3);
    // Who finds none of them has one of his own.
    put(&world, "1", 1).await;
    world.seconds(2).await;
    let (one, other) = tokio::join!(kind(&world, "slow"), kind(&world, "slow"));
    let mut kinds = [one.as_str().unwrap(), other.as_str().unwrap()];
    kinds.sort_unstable();
    assert_eq!(kinds, ["on-demand", "provisioned-concurrency"]);
    let of = json!({"FunctionName": "f", "Qualifier": "1"});
    world.ok("DeleteProvisionedConcurrencyConfig", of).await;
    world.seconds(2).await;
    assert_eq!(kind(&world, "").await, "on-demand");
    let invocations = world
        .counted("ProvisionedConcurrencyInvocations", "f")
        .await;
    assert_eq!(invocations, 3.0);
    let spilled = "ProvisionedConcurrencySpilloverInvocations";
    assert_eq!(world.counted(spilled, "f").await, 1.0);
}

/// What came of configurations.
static MADE: Table<(String, String, String), Row> = Table::new("lambda_provisioned_made");

#[derive(Serialize, Deserialize)]
struct Row {}

impl Stored for Row {
    const VERSION: u32 = 1;
}

#[tokio::test]
async fn configurations_of_before_are_made_real() {
    let world = running().await;
    world.python("f", CODE, json!({"Publish": true})).await;
    put(&world, "1", 1).await;
    world.seconds(2).await;
    // As they were when nothing was made of them.
    let place = "aws/111122223333/us-east-1".to_owned();
    let place = (place, "f".to_owned(), "1".to_owned());
    let forget = world.cloud.cloud.store.transact(|tx| {
        assert!(MADE.delete(tx, Scope::new("", "", ""), &place)?);
        Ok::<_, StoreError>(())
    });
    forget.await.unwrap();
    assert_eq!(shown(&world, "1").await["Status"], "IN_PROGRESS");
    world.seconds(60).await;
    assert_eq!(shown(&world, "1").await["Status"], "READY");
}

#[tokio::test]
async fn an_alias_takes_them_along_and_what_cannot_begin_has_failed() {
    let world = running().await;
    world.python("f", CODE, json!({"Publish": true})).await;
    let alias = json!({"FunctionName": "f", "Name": "live", "FunctionVersion": "1"});
    world.ok("CreateAlias", alias).await;
    put(&world, "live", 1).await;
    world.seconds(2).await;
    assert_eq!(shown(&world, "live").await["Status"], "READY");
    let package = crate::cloud::package("a.py", "raise Exception('no')\n");
    let update = json!({"FunctionName": "f", "ZipFile": package, "Publish": true});
    world.ok("UpdateFunctionCode", update).await;
    world.seconds(2).await;
    let moved = json!({"FunctionName": "f", "Name": "live", "FunctionVersion": "2"});
    world.ok("UpdateAlias", moved).await;
    assert_eq!(shown(&world, "live").await["Status"], "IN_PROGRESS");
    world.seconds(2).await;
    let got = shown(&world, "live").await;
    assert_eq!(
        (&got["Status"], &got["StatusReason"]),
        (&json!("FAILED"), &json!("FUNCTION_ERROR_INIT_FAILURE"))
    );
}
