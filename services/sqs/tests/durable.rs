//! Queues on a disk: what was acknowledged is there after a restart, and sends go about as fast
//! as the store commits.

mod common;

use common::{Queue, World, bodies, text, world_in};
use futures_util::future::join_all;
use haneul_store::{Scope, Stored, Table};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Instant;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_keeps_messages_handles_groups_and_deduplication() {
    let directory = tempfile::tempdir().unwrap();
    let (url, fifo_url, handle, first);
    {
        let world = world_in(directory.path()).await;
        let queue = world.queue("jobs", json!({})).await;
        queue.send("in flight").await;
        handle = queue.one().await;
        queue.send("waiting").await;
        let fifo = world
            .queue("jobs.fifo", json!({ "FifoQueue": "true" }))
            .await;
        first = fifo.send_to("g", "one").await;
        let one = fifo.one().await;
        fifo.delete(&one).await;
        (url, fifo_url) = (queue.url.clone(), fifo.url.clone());
    }
    let world = world_in(directory.path()).await;
    let queue = Queue { world: &world, url };
    assert_eq!(queue.counts().await, (1, 1, 0));
    assert_eq!(queue.bodies().await, ["waiting"]);
    queue.delete(&handle).await;
    assert_eq!(queue.counts().await, (0, 1, 0));
    let fifo = Queue {
        world: &world,
        url: fifo_url,
    };
    let again = fifo.send_to("g", "one").await;
    assert_eq!(again["SequenceNumber"], first["SequenceNumber"]);
    assert!(
        fifo.bodies().await.is_empty(),
        "it was sent before the restart"
    );
    let second = fifo.send_to("g", "two").await;
    assert!(text(&second["SequenceNumber"]) > text(&first["SequenceNumber"]));
}

static ROWS: Table<(u64, u64), Row> = Table::new("test_row");

#[derive(Serialize, Deserialize)]
struct Row {
    body: String,
}

impl Stored for Row {
    const VERSION: u32 = 1;
}

const TASKS: u64 = 64;
const EACH: u64 = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_share_the_stores_flushes() {
    let directory = tempfile::tempdir().unwrap();
    let world = world_in(directory.path()).await;
    let url = world.queue("jobs", json!({})).await.url;
    let bare = timed(&world, &url, async |queue, task, n| {
        let scope = Scope::new("aws", "111122223333", "us-east-1");
        let row = Row {
            body: "x".repeat(100),
        };
        let store = &queue.world.cloud.cloud.store;
        let done = store.transact(|tx| ROWS.insert(tx, scope, &(task, n), &row));
        done.await.expect("a row is written");
    })
    .await;
    let sends = timed(&world, &url, async |queue, task, n| {
        queue.send(&format!("{task}/{n}/{}", "x".repeat(90))).await;
    })
    .await;
    let receives = timed(&world, &url, async |queue, _, _| {
        let got = queue.receive(json!({})).await;
        assert_eq!(bodies(&got).len(), 1);
        queue.delete(&got[0]).await;
    })
    .await;
    println!(
        "a second: {bare:.0} bare rows, {sends:.0} sends, {receives:.0} receives with deletes"
    );
    let stats = world.cloud.cloud.store.stats();
    println!("{stats:?}");
    let sent = TASKS * EACH;
    // How many share one depends on how fast the disk is beside the processors.
    assert!(stats.groups < stats.commits / 10 * 9, "{stats:?}");
    assert!(stats.conflicts < sent / 5, "{stats:?}");
    let queue = Queue { world: &world, url };
    assert_eq!(queue.counts().await, (0, 0, 0));
}

/// How often a second all tasks together get it done.
async fn timed(world: &World, url: &str, act: impl AsyncFn(&Queue<'_>, u64, u64)) -> f64 {
    let begun = Instant::now();
    let queue = Queue {
        world,
        url: url.to_owned(),
    };
    let tasks = (0..TASKS).map(async |task| {
        for n in 0..EACH {
            act(&queue, task, n).await;
        }
    });
    join_all(tasks).await;
    (TASKS * EACH) as f64 / begun.elapsed().as_secs_f64()
}
