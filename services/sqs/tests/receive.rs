//! Receiving from standard queues: visibility, waiting, handles.

mod common;

use common::{bodies, text, world};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, timeout};

#[tokio::test]
async fn sqs_2_messages_come_one_to_ten_at_a_time() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    for n in 0..12 {
        queue.send(&n.to_string()).await;
    }
    assert_eq!(queue.receive(json!({})).await.len(), 1);
    assert_eq!(queue.bodies().await.len(), 10);
    assert_eq!(queue.bodies().await.len(), 1);
    for wrong in [0, 11, -1] {
        assert_eq!(
            queue
                .refusal("ReceiveMessage", json!({ "MaxNumberOfMessages": wrong }))
                .await,
            format!(
                "InvalidParameterValue: Value {wrong} for parameter MaxNumberOfMessages is \
                 invalid. Reason: Must be between 1 and 10, if provided."
            )
        );
    }
}

#[tokio::test]
async fn sqs_8_sqs_9_a_received_message_is_hidden_and_comes_back() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    queue.send("one").await;
    let ask = json!({ "AttributeNames": ["All"], "MaxNumberOfMessages": 10 });
    let first = queue.receive(ask.clone()).await.remove(0);
    assert_eq!(first["Attributes"]["ApproximateReceiveCount"], json!("1"));
    assert_eq!(queue.counts().await, (0, 1, 0));
    world.seconds(29).await;
    assert!(queue.receive(ask.clone()).await.is_empty());
    world.seconds(1).await;
    assert_eq!(queue.counts().await, (1, 0, 0));
    let second = queue.receive(ask.clone()).await.remove(0);
    assert_eq!(second["MessageId"], first["MessageId"]);
    assert_ne!(second["ReceiptHandle"], first["ReceiptHandle"]);
    assert_eq!(second["Attributes"]["ApproximateReceiveCount"], json!("2"));
    for name in ["SentTimestamp", "ApproximateFirstReceiveTimestamp"] {
        assert_eq!(second["Attributes"][name], first["Attributes"][name]);
    }
    queue.delete(&first).await;
    assert_eq!(
        queue.counts().await,
        (0, 1, 0),
        "an old handle deletes nothing"
    );
    queue.delete(&second).await;
    queue.delete(&second).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
    world.seconds(60).await;
    assert!(queue.receive(ask).await.is_empty());
}

#[tokio::test]
async fn the_newest_handle_deletes_also_when_the_message_is_visible_again() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    queue.send("one").await;
    let got = queue.one().await;
    world.seconds(31).await;
    queue.delete(&got).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
}

#[tokio::test]
async fn visibility_by_receive_and_by_change() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    queue.send("one").await;
    let got = queue
        .receive(json!({ "VisibilityTimeout": 100 }))
        .await
        .remove(0);
    let handle = text(&got["ReceiptHandle"]);
    let change = |seconds: i64| json!({ "ReceiptHandle": handle, "VisibilityTimeout": seconds });
    world.seconds(99).await;
    assert!(queue.bodies().await.is_empty());
    queue.ok("ChangeMessageVisibility", change(10)).await;
    world.seconds(9).await;
    assert!(queue.bodies().await.is_empty());
    assert_eq!(
        queue
            .refusal("ChangeMessageVisibility", change(43_200))
            .await,
        "InvalidParameterValue: Value 43200 for parameter VisibilityTimeout is invalid. Reason: \
         Total VisibilityTimeout for the message is beyond the limit [43200 seconds]"
    );
    queue
        .ok("ChangeMessageVisibility", change(43_200 - 108))
        .await;
    queue.ok("ChangeMessageVisibility", change(0)).await;
    assert_eq!(queue.counts().await, (1, 0, 0));
    assert_eq!(
        queue.refusal("ChangeMessageVisibility", change(5)).await,
        "MessageNotInflight: The specified message isn't in flight."
    );
    assert_eq!(queue.bodies().await, ["one"]);
    assert_eq!(
        queue.refusal("ChangeMessageVisibility", change(5)).await,
        format!(
            "InvalidParameterValue: Value {handle} for parameter ReceiptHandle is invalid. Reason: \
             Message does not exist or is not available for visibility timeout change."
        )
    );
    for wrong in [-1, 43_201] {
        let expected = format!(
            "InvalidParameterValue: Value {wrong} for parameter VisibilityTimeout is invalid. \
             Reason: Must be between 0 and 43200, if provided."
        );
        assert_eq!(
            queue
                .refusal("ChangeMessageVisibility", change(wrong))
                .await,
            expected
        );
        let receive = json!({ "VisibilityTimeout": wrong });
        assert_eq!(queue.refusal("ReceiveMessage", receive).await, expected);
    }
}

#[tokio::test]
async fn visibility_changes_in_a_batch() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    queue.send("one").await;
    queue.send("two").await;
    let got = queue.receive(json!({ "MaxNumberOfMessages": 10 })).await;
    let entries = json!([
        { "Id": "a", "ReceiptHandle": got[0]["ReceiptHandle"], "VisibilityTimeout": 0 },
        { "Id": "b", "ReceiptHandle": got[1]["ReceiptHandle"], "VisibilityTimeout": 43_201 },
        { "Id": "c", "ReceiptHandle": "x", "VisibilityTimeout": 1 },
        { "Id": "d", "ReceiptHandle": got[1]["ReceiptHandle"] },
    ]);
    let changed = queue
        .ok(
            "ChangeMessageVisibilityBatch",
            json!({ "Entries": entries }),
        )
        .await;
    assert_eq!(changed["Successful"], json!([{ "Id": "a" }]));
    let failed = changed["Failed"].as_array().unwrap();
    let codes: Vec<_> = failed.iter().map(|f| text(&f["Code"])).collect();
    assert_eq!(
        codes,
        [
            "InvalidParameterValue",
            "ReceiptHandleIsInvalid",
            "MissingParameter"
        ]
    );
    assert_eq!(queue.counts().await, (1, 1, 0));
}

#[tokio::test]
async fn handles_that_are_none_of_this_queue() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let other = world.queue("other", json!({})).await;
    other.send("one").await;
    let foreign = text(&other.one().await["ReceiptHandle"]);
    for handle in ["garbage", &foreign] {
        let expected = format!(
            "ReceiptHandleIsInvalid: The input receipt handle \"{handle}\" is not a valid receipt \
             handle."
        );
        let mut input = json!({ "ReceiptHandle": handle });
        assert_eq!(
            queue.refusal("DeleteMessage", input.clone()).await,
            expected
        );
        input["VisibilityTimeout"] = json!(1);
        assert_eq!(
            queue.refusal("ChangeMessageVisibility", input).await,
            expected
        );
    }
    assert_eq!(other.counts().await, (0, 1, 0));
}

#[tokio::test]
async fn delays_of_queues_and_messages() {
    let world = world().await;
    let queue = world.queue("jobs", json!({ "DelaySeconds": "10" })).await;
    queue.send("late").await;
    queue
        .ok(
            "SendMessage",
            json!({ "MessageBody": "now", "DelaySeconds": 0 }),
        )
        .await;
    assert_eq!(queue.counts().await, (1, 0, 1));
    assert_eq!(queue.bodies().await, ["now"]);
    world.seconds(9).await;
    assert!(queue.bodies().await.is_empty());
    world.seconds(1).await;
    assert_eq!(queue.bodies().await, ["late"]);
}

#[tokio::test]
async fn expired_messages_are_never_delivered() {
    let world = world().await;
    let queue = world
        .queue("jobs", json!({ "MessageRetentionPeriod": "60" }))
        .await;
    queue.send("first").await;
    let seen = queue.one().await;
    queue.send("second").await;
    world.seconds(59).await;
    assert_eq!(queue.counts().await, (2, 0, 0));
    world.seconds(1).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
    assert!(queue.bodies().await.is_empty());
    queue.delete(&seen).await;
    queue.set("MessageRetentionPeriod", "120").await;
    queue.send("third").await;
    world.seconds(119).await;
    assert_eq!(queue.bodies().await, ["third"]);
    world.seconds(3_600).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn sqs_10_short_polling_returns_at_once() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let before = Instant::now();
    assert!(queue.bodies().await.is_empty());
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn sqs_11_long_polling_waits_its_time_and_no_longer() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    for seconds in [1, 20] {
        let before = Instant::now();
        let got = queue.receive(json!({ "WaitTimeSeconds": seconds })).await;
        assert!(got.is_empty());
        assert_eq!(before.elapsed().as_secs(), seconds);
    }
    for wrong in [-1, 21] {
        assert_eq!(
            queue
                .refusal("ReceiveMessage", json!({ "WaitTimeSeconds": wrong }))
                .await,
            format!(
                "InvalidParameterValue: Value {wrong} for parameter WaitTimeSeconds is invalid. \
                 Reason: Must be >= 0 and <= 20, if provided."
            )
        );
    }
    queue.set("ReceiveMessageWaitTimeSeconds", "3").await;
    let before = Instant::now();
    assert!(queue.bodies().await.is_empty());
    assert_eq!(before.elapsed().as_secs(), 3, "the queue's own wait");
}

#[tokio::test(start_paused = true)]
async fn sqs_11_a_waiting_receiver_wakes_when_a_message_is_there() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let wait = json!({ "WaitTimeSeconds": 20 });
    let before = Instant::now();

    let (got, _) = tokio::join!(queue.receive(wait.clone()), async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        queue.send("sent").await
    });
    assert_eq!(bodies(&got), ["sent"]);
    assert_eq!(before.elapsed().as_secs(), 5, "by a send");

    let (again, _) = tokio::join!(queue.receive(wait.clone()), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        world.seconds(30).await;
    });
    assert_eq!(
        bodies(&again),
        ["sent"],
        "by the end of the visibility timeout"
    );
    assert_eq!(before.elapsed().as_secs(), 6);

    let (changed, _) = tokio::join!(queue.receive(wait.clone()), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let handle = &again[0]["ReceiptHandle"];
        let input = json!({ "ReceiptHandle": handle, "VisibilityTimeout": 0 });
        queue.ok("ChangeMessageVisibility", input).await
    });
    assert_eq!(bodies(&changed), ["sent"], "by a change of the visibility");
    queue.delete(&changed[0]).await;

    queue
        .ok(
            "SendMessage",
            json!({ "MessageBody": "late", "DelaySeconds": 100 }),
        )
        .await;
    let (late, _) = tokio::join!(queue.receive(wait), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        world.seconds(100).await;
    });
    assert_eq!(bodies(&late), ["late"], "by the end of a delay");
    assert_eq!(before.elapsed().as_secs(), 8);
}

#[tokio::test(start_paused = true)]
async fn each_message_wakes_one_of_those_who_wait() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let wait = json!({ "WaitTimeSeconds": 20, "MaxNumberOfMessages": 10 });
    let receivers = futures_util::future::join_all((0..30).map(|_| queue.receive(wait.clone())));
    let sends = async {
        for n in 0..20 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            queue.send(&n.to_string()).await;
        }
    };
    let (got, ()) = tokio::join!(receivers, sends);
    let mut all: Vec<u32> = got
        .iter()
        .flat_map(|g| bodies(g))
        .map(|b| b.parse().unwrap())
        .collect();
    all.sort_unstable();
    assert_eq!(all, (0..20).collect::<Vec<_>>());
    assert_eq!(got.iter().filter(|g| g.is_empty()).count(), 10);
}

#[tokio::test(start_paused = true)]
async fn each_waits_its_own_time_whoever_else_waits() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let before = Instant::now();
    let waits = (1..=20u64).rev().map(async |seconds| {
        let got = queue.receive(json!({ "WaitTimeSeconds": seconds })).await;
        assert!(got.is_empty());
        assert_eq!(before.elapsed().as_secs(), seconds);
    });
    futures_util::future::join_all(waits).await;
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_goes_away_leaves_nothing_held() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let wait = json!({ "WaitTimeSeconds": 20 });
    let left = timeout(Duration::from_secs(1), queue.receive(wait)).await;
    assert!(left.is_err(), "it was still waiting");
    queue.send("one").await;
    assert_eq!(queue.bodies().await, ["one"]);
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_deleted_ends_the_wait() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let (refused, _) = tokio::join!(
        queue.refusal("ReceiveMessage", json!({ "WaitTimeSeconds": 20 })),
        async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            queue.ok("DeleteQueue", json!({})).await
        }
    );
    assert_eq!(
        refused,
        "QueueDoesNotExist: The specified queue does not exist."
    );
}

#[tokio::test]
async fn sqs_13_the_paid_queue_is_emptied_first() {
    let world = world().await;
    let paid = world.queue("paid", json!({})).await;
    let free = world.queue("free", json!({})).await;
    for n in 0..50 {
        free.send(&format!("free {n}")).await;
    }
    for n in 0..20 {
        paid.send(&format!("paid {n}")).await;
    }
    let mut done = Vec::new();
    loop {
        let mut got = paid.receive(json!({})).await;
        let queue = if got.is_empty() {
            got = free.receive(json!({})).await;
            &free
        } else {
            &paid
        };
        let Some(job) = got.pop() else { break };
        queue.delete(&job).await;
        done.push(text(&job["Body"]));
    }
    assert_eq!(done.len(), 70);
    assert!(done[..20].iter().all(|body| body.starts_with("paid")));
}
