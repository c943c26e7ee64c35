//! Many senders and receivers at once.

mod common;

use common::{bodies, text, world};
use futures_util::future::join_all;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Each of many receivers takes and deletes until nothing is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqs_1_sixty_four_receivers_share_a_queue_without_collisions() {
    let world = Arc::new(world().await);
    let url = world.queue("jobs", json!({})).await.url;
    let senders = (0..8).map(|sender| {
        let (world, url) = (world.clone(), url.clone());
        tokio::spawn(async move {
            let queue = common::Queue { world: &world, url };
            for n in 0..40 {
                let entry = |e: usize| json!({ "Id": e.to_string(), "MessageBody": format!("{sender}/{n}/{e}") });
                let entries: Vec<_> = (0..5).map(entry).collect();
                queue.ok("SendMessageBatch", json!({ "Entries": entries })).await;
            }
        })
    });
    let senders = join_all(senders);
    let receivers = join_all((0..64).map(|_| {
        let (world, url) = (world.clone(), url.clone());
        tokio::spawn(async move {
            let queue = common::Queue { world: &world, url };
            let mut done = Vec::new();
            loop {
                let ask = json!({ "MaxNumberOfMessages": 10, "WaitTimeSeconds": 1 });
                let got = queue.receive(ask).await;
                if got.is_empty() {
                    return done;
                }
                let entry = |(n, m): (usize, &serde_json::Value)| json!({ "Id": n.to_string(), "ReceiptHandle": m["ReceiptHandle"] });
                let entries: Vec<_> = got.iter().enumerate().map(entry).collect();
                queue.ok("DeleteMessageBatch", json!({ "Entries": entries })).await;
                done.extend(bodies(&got));
            }
        })
    }));
    let (_, done) = tokio::join!(senders, receivers);
    let mut times: HashMap<String, usize> = HashMap::new();
    for body in done.into_iter().flat_map(|d| d.expect("no receiver fails")) {
        *times.entry(body).or_default() += 1;
    }
    assert_eq!(times.len(), 8 * 40 * 5, "nothing is lost");
    assert!(
        times.values().all(|times| *times == 1),
        "nothing comes twice"
    );
    let stats = world.cloud.cloud.store.stats();
    println!("{stats:?}");
    assert!(stats.conflicts * 10 < stats.commits, "{stats:?}");
}

/// Senders and receivers of a few groups: each group comes in the order its numbers say.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqs_5_groups_keep_their_order_under_contention() {
    let world = Arc::new(world().await);
    let url = world
        .queue("jobs.fifo", json!({ "FifoQueue": "true" }))
        .await
        .url;
    let senders = join_all((0..12).map(|sender| {
        let (world, url) = (world.clone(), url.clone());
        tokio::spawn(async move {
            let queue = common::Queue { world: &world, url };
            for n in 0..25 {
                let group = format!("g{}", n % 3);
                queue.send_to(&group, &format!("{sender}-{n}")).await;
            }
        })
    }));
    let log: Arc<Mutex<HashMap<String, Vec<String>>>> = Arc::default();
    let receivers = join_all((0..16).map(|_| {
        let (world, url, log) = (world.clone(), url.clone(), log.clone());
        tokio::spawn(async move {
            let queue = common::Queue { world: &world, url };
            let ask = json!({
                "MaxNumberOfMessages": 3,
                "WaitTimeSeconds": 1,
                "AttributeNames": ["All"],
            });
            loop {
                let got = queue.receive(ask.clone()).await;
                if got.is_empty() {
                    return;
                }
                // Logged before anything is deleted: until then the groups are locked.
                for message in &got {
                    let told = &message["Attributes"];
                    let mut log = log.lock().unwrap();
                    let numbers = log.entry(text(&told["MessageGroupId"])).or_default();
                    numbers.push(text(&told["SequenceNumber"]));
                }
                for message in &got {
                    queue.delete(message).await;
                }
            }
        })
    }));
    let (_, ended) = tokio::join!(senders, receivers);
    assert!(ended.iter().all(Result::is_ok), "no receiver fails");
    let log = log.lock().unwrap();
    assert_eq!(log.values().map(Vec::len).sum::<usize>(), 12 * 25);
    for (group, numbers) in log.iter() {
        assert!(numbers.is_sorted(), "{group}: {numbers:?}");
    }
    println!("{:?}", world.cloud.cloud.store.stats());
}
