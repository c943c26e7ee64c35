//! Rows that are kept parsed.

use crate::probe::cloud;
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, RequestInfo};
use haneul_runtime::ids::RequestId;
use haneul_store::{Scope, Stored, Table, Tx};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

static ROWS: Table<String, Row> = Table::new("known_rows");
const HERE: Scope<'static> = Scope::new("aws", "", "");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    value: u32,
}

impl Stored for Row {
    const VERSION: u32 = 1;
}

fn call(cloud: &Cloud) -> Call {
    let now = cloud.clock.now();
    Call {
        id: RequestId::new(&cloud.random, now),
        caller: Arc::new(Caller::root("aws", haneul_testkit::ACCOUNT, "")),
        partition: "aws".to_owned(),
        account: haneul_testkit::ACCOUNT.to_owned(),
        region: "us-east-1".to_owned(),
        service: "sqs",
        operation: "Known",
        request: RequestInfo::default(),
        now,
        delivers: None,
    }
}

async fn put(cloud: &Cloud, value: u32) {
    let put = |tx: &mut Tx| ROWS.put(tx, HERE, "a", &Row { value });
    cloud.store.transact(put).await.unwrap();
}

fn known(cloud: &Cloud, tx: &mut Tx) -> Option<u32> {
    let call = call(cloud);
    let row = Cx::new(tx, &call, cloud).known(&ROWS, HERE, "a");
    row.unwrap().map(|row| row.value)
}

fn now(cloud: &Cloud) -> Option<u32> {
    let read = |tx: &mut Tx| Ok::<_, AwsError>(known(cloud, tx));
    cloud.store.read(read).unwrap()
}

#[tokio::test]
async fn a_transaction_sees_the_row_of_its_own_time() {
    let cloud = cloud().await;
    let cloud = &cloud.cloud;
    let mut before_all = cloud.store.begin().unwrap();
    put(cloud, 1).await;
    let mut between = cloud.store.begin().unwrap();
    assert_eq!(known(cloud, &mut between), Some(1));
    put(cloud, 2).await;
    assert_eq!(now(cloud), Some(2), "and it is kept");
    assert_eq!(known(cloud, &mut between), Some(1));
    assert_eq!(known(cloud, &mut before_all), None);
    assert_eq!(now(cloud), Some(2));
}

#[tokio::test]
async fn a_transaction_sees_what_it_has_written_itself() {
    let cloud = cloud().await;
    let cloud = &cloud.cloud;
    put(cloud, 1).await;
    assert_eq!(now(cloud), Some(1));
    let mut tx = cloud.store.begin().unwrap();
    ROWS.put(&mut tx, HERE, "a", &Row { value: 5 }).unwrap();
    assert_eq!(known(cloud, &mut tx), Some(5));
    assert_eq!(now(cloud), Some(1));
}

#[tokio::test]
async fn a_change_that_counted_on_a_kept_row_conflicts() {
    let cloud = cloud().await;
    let cloud = &cloud.cloud;
    put(cloud, 1).await;
    assert_eq!(now(cloud), Some(1));
    let mut tx = cloud.store.begin().unwrap();
    assert_eq!(known(cloud, &mut tx), Some(1));
    let other = Row { value: 9 };
    ROWS.put(&mut tx, HERE, "b", &other).unwrap();
    put(cloud, 2).await;
    assert!(cloud.store.commit(tx).await.is_err());
}
