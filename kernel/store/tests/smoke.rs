use haneul_store::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Queue {
    url: String,
    owner: String,
}
impl Stored for Queue {
    const VERSION: u32 = 1;
}

const QUEUES: Table<String, Queue> = Table::new("queues")
    .with_indexes(&[Index::new("owner", |_, q: &Queue| {
        vec![key_bytes(&q.owner)]
    })]);
const SCOPE: Scope<'static> = Scope::new("aws", "000000000000", "us-east-1");

#[tokio::test]
async fn a_table_round_trip() {
    let store = Store::memory();
    let queue = Queue {
        url: "u".into(),
        owner: "me".into(),
    };
    store
        .transact(|tx| QUEUES.put(tx, SCOPE, "a", &queue))
        .await
        .unwrap();
    let found = store
        .read(|tx| QUEUES.by_index(tx, SCOPE, "owner", &key_bytes("me"), 10))
        .unwrap();
    assert_eq!(found, [("a".to_owned(), queue)]);
}
