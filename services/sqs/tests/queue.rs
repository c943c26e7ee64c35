//! Queues: names, attributes, life and listing.

mod common;

use common::{text, world};
use haneul_testkit::ACCOUNT;
use serde_json::{Value as Json, json};

#[tokio::test]
async fn a_new_queue_has_aws_defaults() {
    let world = world().await;
    let jobs = world.queue("jobs", json!({})).await;
    assert_eq!(jobs.url, format!("http://localhost:4566/{ACCOUNT}/jobs"));
    let got = jobs
        .ok("GetQueueAttributes", json!({ "AttributeNames": ["All"] }))
        .await;
    let now = world.cloud.cloud.clock.now().as_second().to_string();
    assert_eq!(
        got["Attributes"],
        json!({
            "QueueArn": world.arn("jobs"),
            "ApproximateNumberOfMessages": "0",
            "ApproximateNumberOfMessagesNotVisible": "0",
            "ApproximateNumberOfMessagesDelayed": "0",
            "CreatedTimestamp": now,
            "LastModifiedTimestamp": now,
            "VisibilityTimeout": "30",
            "MaximumMessageSize": "1048576",
            "MessageRetentionPeriod": "345600",
            "DelaySeconds": "0",
            "ReceiveMessageWaitTimeSeconds": "0",
            "SqsManagedSseEnabled": "true",
        })
    );
    let none = jobs.ok("GetQueueAttributes", json!({})).await;
    assert_eq!(none, json!({}));
}

#[tokio::test]
async fn a_fifo_queue_shows_what_only_it_has() {
    let world = world().await;
    let queue = world
        .queue("jobs.fifo", json!({ "FifoQueue": "true" }))
        .await;
    for (name, value) in [
        ("FifoQueue", json!("true")),
        ("ContentBasedDeduplication", json!("false")),
        ("DeduplicationScope", json!("queue")),
        ("FifoThroughputLimit", json!("perQueue")),
    ] {
        assert_eq!(queue.attribute(name).await, value, "{name}");
    }
    let plain = world.queue("jobs", json!({})).await;
    assert_eq!(plain.attribute("FifoQueue").await, Json::Null);
}

#[tokio::test]
async fn names_say_what_a_queue_is() {
    let world = world().await;
    let standard = "InvalidParameterValue: Can only include alphanumeric characters, hyphens, or \
                    underscores. 1 to 80 in length";
    let fifo = "InvalidParameterValue: The name of a FIFO queue can only include alphanumeric \
                characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in \
                length";
    let long = "n".repeat(81);
    for (name, attributes, expected) in [
        ("", json!({}), standard),
        ("a b", json!({}), standard),
        (long.as_str(), json!({}), standard),
        ("jobs.fifo", json!({}), standard),
        ("jobs", json!({ "FifoQueue": "true" }), fifo),
        (".fifo", json!({ "FifoQueue": "true" }), fifo),
        (
            "jobs",
            json!({ "FifoQueue": "false" }),
            "InvalidAttributeName: Unknown Attribute FifoQueue.",
        ),
    ] {
        let input = json!({ "QueueName": name, "Attributes": attributes });
        assert_eq!(
            world.refusal("CreateQueue", input).await,
            expected,
            "{name}"
        );
    }
    assert_eq!(
        world.refusal("CreateQueue", json!({})).await,
        "MissingParameter: The request must contain the parameter QueueName."
    );
    world.queue(&"n".repeat(80), json!({})).await;
}

#[tokio::test]
async fn sqs_7_visibility_bounds_and_those_of_the_others() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    for (name, lowest, highest) in [
        ("VisibilityTimeout", 0, 43_200),
        ("DelaySeconds", 0, 900),
        ("MaximumMessageSize", 1_024, 1_048_576),
        ("MessageRetentionPeriod", 60, 1_209_600),
        ("ReceiveMessageWaitTimeSeconds", 0, 20),
        ("KmsDataKeyReusePeriodSeconds", 60, 86_400),
    ] {
        for good in [lowest, highest] {
            queue.set(name, &good.to_string()).await;
            assert_eq!(queue.attribute(name).await, json!(good.to_string()));
        }
        for bad in [
            (lowest - 1).to_string(),
            (highest + 1).to_string(),
            "x".into(),
            "".into(),
        ] {
            let input = json!({ "Attributes": { name: bad } });
            assert_eq!(
                queue.refusal("SetQueueAttributes", input).await,
                format!("InvalidAttributeValue: Invalid value for the parameter {name}.")
            );
        }
    }
}

#[tokio::test]
async fn attributes_that_a_queue_cannot_have() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let fifo = world
        .queue("jobs.fifo", json!({ "FifoQueue": "true" }))
        .await;
    for (queue, name, value, expected) in [
        (
            &queue,
            "Colour",
            "red",
            "InvalidAttributeName: Unknown Attribute Colour.",
        ),
        (
            &queue,
            "QueueArn",
            "arn",
            "InvalidAttributeName: Unknown Attribute QueueArn.",
        ),
        (
            &queue,
            "ContentBasedDeduplication",
            "true",
            "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication.",
        ),
        (
            &queue,
            "FifoQueue",
            "true",
            "InvalidAttributeName: Unknown Attribute FifoQueue.",
        ),
        (
            &fifo,
            "FifoQueue",
            "false",
            "InvalidAttributeValue: Invalid value for the parameter FifoQueue. Reason: Modifying \
             queue type is not supported.",
        ),
        (
            &fifo,
            "DeduplicationScope",
            "world",
            "InvalidAttributeValue: Invalid value for the parameter DeduplicationScope.",
        ),
        (
            &fifo,
            "FifoThroughputLimit",
            "perMessageGroupId",
            "InvalidAttributeValue: Invalid value for the parameter FifoThroughputLimit. Reason: \
             The perMessageGroupId value is allowed only when the value for DeduplicationScope \
             is messageGroup.",
        ),
        (
            &queue,
            "SqsManagedSseEnabled",
            "perhaps",
            "InvalidAttributeValue: Invalid value for the parameter SqsManagedSseEnabled.",
        ),
        (
            &queue,
            "Policy",
            "{",
            "InvalidAttributeValue: Invalid value for the parameter Policy.",
        ),
    ] {
        let input = json!({ "Attributes": { name: value } });
        assert_eq!(queue.refusal("SetQueueAttributes", input).await, expected);
    }
    assert_eq!(
        queue
            .refusal(
                "GetQueueAttributes",
                json!({ "AttributeNames": ["Colour"] })
            )
            .await,
        "InvalidAttributeName: Unknown Attribute Colour."
    );
    fifo.ok(
        "SetQueueAttributes",
        json!({ "Attributes": {
            "FifoThroughputLimit": "perMessageGroupId",
            "DeduplicationScope": "messageGroup",
        } }),
    )
    .await;
}

#[tokio::test]
async fn creating_it_again_finds_the_queue_unless_something_differs() {
    let world = world().await;
    let first = world
        .queue("jobs", json!({ "VisibilityTimeout": "60" }))
        .await;
    for same in [
        json!({}),
        json!({ "VisibilityTimeout": "60" }),
        json!({ "DelaySeconds": "0" }),
    ] {
        assert_eq!(world.queue("jobs", same).await.url, first.url);
    }
    let other = json!({ "QueueName": "jobs", "Attributes": { "VisibilityTimeout": "61" } });
    assert_eq!(
        world.refusal("CreateQueue", other).await,
        "QueueNameExists: A queue already exists with the same name and a different value for \
         attribute VisibilityTimeout"
    );
}

#[tokio::test]
async fn a_deleted_queue_is_gone_and_its_name_rests_for_a_minute() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    queue.send("one").await;
    queue.ok("DeleteQueue", json!({})).await;
    let gone = "QueueDoesNotExist: The specified queue does not exist.";
    for (operation, input) in [
        ("SendMessage", json!({ "MessageBody": "two" })),
        ("ReceiveMessage", json!({})),
        ("GetQueueAttributes", json!({})),
        ("PurgeQueue", json!({})),
        ("DeleteQueue", json!({})),
    ] {
        assert_eq!(queue.refusal(operation, input).await, gone, "{operation}");
    }
    assert_eq!(
        world
            .refusal("GetQueueUrl", json!({ "QueueName": "jobs" }))
            .await,
        gone
    );
    let again = json!({ "QueueName": "jobs" });
    world.seconds(59).await;
    assert_eq!(
        world.refusal("CreateQueue", again.clone()).await,
        "QueueDeletedRecently: You must wait 60 seconds after deleting a queue before you can \
         create another with the same name."
    );
    world.seconds(1).await;
    world.ok("CreateQueue", again).await;
    assert!(queue.bodies().await.is_empty(), "it is another queue");
}

#[tokio::test]
async fn a_purge_takes_everything_once_a_minute() {
    let world = world().await;
    for (name, attributes) in [
        ("jobs", json!({})),
        ("jobs.fifo", json!({ "FifoQueue": "true" })),
    ] {
        let queue = world.queue(name, attributes).await;
        for n in 0..30 {
            let fifo = name.ends_with("fifo");
            let mut input = json!({ "MessageBody": format!("{n}") });
            if fifo {
                input["MessageGroupId"] = json!(format!("g{}", n % 7));
                input["MessageDeduplicationId"] = json!(format!("{n}"));
            }
            queue.ok("SendMessage", input).await;
        }
        let flying = queue.receive(json!({})).await.remove(0);
        queue.ok("PurgeQueue", json!({})).await;
        assert_eq!(queue.counts().await, (0, 0, 0));
        assert!(queue.bodies().await.is_empty());
        queue.delete(&flying).await;
        assert_eq!(
            queue.refusal("PurgeQueue", json!({})).await,
            format!(
                "PurgeQueueInProgress: Only one PurgeQueue operation on {name} is allowed every \
                 60 seconds."
            )
        );
        world.seconds(60).await;
        queue.ok("PurgeQueue", json!({})).await;
        world.seconds(1).await;
    }
    let rows = leftovers(&world).await;
    assert_eq!(rows, 0, "purged messages are removed in the background");
}

/// Rows of messages in the whole store.
async fn leftovers(world: &common::World) -> usize {
    let store = &world.cloud.cloud.store;
    let all = haneul_store::KeyRange::all();
    let count = |tx: &mut haneul_store::Tx| {
        let rows = tx.scan(all.clone(), usize::MAX, false)?;
        let names = [
            "sqs_ready",
            "sqs_flight",
            "sqs_return",
            "sqs_content",
            "sqs_fifo_line",
        ];
        let ours = |key: &[u8]| {
            let text = String::from_utf8_lossy(key).into_owned();
            names.iter().any(|name| text.contains(name))
        };
        Ok::<_, haneul_pipeline::AwsError>(rows.iter().filter(|(key, _)| ours(key)).count())
    };
    store.read(count).expect("the store can be read")
}

#[tokio::test]
async fn listing_by_prefix_and_page() {
    let world = world().await;
    for name in ["a1", "a2", "a3", "b1"] {
        world.queue(name, json!({})).await;
    }
    let names = |got: &Json| -> Vec<String> {
        let urls = got["QueueUrls"].as_array().cloned().unwrap_or_default();
        let name = |url: &Json| text(url).rsplit('/').next().unwrap_or_default().to_owned();
        urls.iter().map(name).collect()
    };
    let all = world.ok("ListQueues", json!({})).await;
    assert_eq!(names(&all), ["a1", "a2", "a3", "b1"]);
    assert_eq!(all["NextToken"], Json::Null);
    let some = world
        .ok(
            "ListQueues",
            json!({ "QueueNamePrefix": "a", "MaxResults": 2 }),
        )
        .await;
    assert_eq!(names(&some), ["a1", "a2"]);
    let token = &some["NextToken"];
    let rest = json!({ "QueueNamePrefix": "a", "MaxResults": 2, "NextToken": token });
    let rest = world.ok("ListQueues", rest).await;
    assert_eq!(names(&rest), ["a3"]);
    assert_eq!(rest["NextToken"], Json::Null);
    assert_eq!(
        world
            .ok("ListQueues", json!({ "QueueNamePrefix": "c" }))
            .await,
        json!({})
    );
    let other = json!({ "QueueNamePrefix": "b", "MaxResults": 2, "NextToken": token });
    assert!(
        world
            .refusal("ListQueues", other)
            .await
            .starts_with("InvalidParameterValue")
    );
    let zero = world
        .refusal("ListQueues", json!({ "MaxResults": 0 }))
        .await;
    assert!(zero.starts_with("InvalidParameterValue: Value 0 for parameter MaxResults"));
}

#[tokio::test]
async fn queues_are_apart_by_account_and_region() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    queue.send("mine").await;
    let far = world.client.in_region("eu-west-1");
    let input = json!({ "QueueName": "jobs" });
    assert_eq!(
        far.refusal("sqs", "GetQueueUrl", input.clone()).await,
        "QueueDoesNotExist"
    );
    let other = world.cloud.root_of("444455556666");
    assert_eq!(
        other.refusal("sqs", "GetQueueUrl", input).await,
        "QueueDoesNotExist"
    );
    assert_eq!(
        world
            .refusal(
                "SendMessage",
                json!({ "QueueUrl": "jobs", "MessageBody": "x" })
            )
            .await,
        "InvalidAddress: The address jobs is not valid for this endpoint."
    );
}

#[tokio::test]
async fn tags() {
    let world = world().await;
    let input = json!({ "QueueName": "jobs", "tags": { "team": "red" } });
    let url = world.ok("CreateQueue", input).await["QueueUrl"].clone();
    let queue = common::Queue {
        world: &world,
        url: text(&url),
    };
    queue
        .ok(
            "TagQueue",
            json!({ "Tags": { "team": "blue", "cost": "9" } }),
        )
        .await;
    let tags = queue.ok("ListQueueTags", json!({})).await;
    assert_eq!(tags, json!({ "Tags": { "team": "blue", "cost": "9" } }));
    queue
        .ok("UntagQueue", json!({ "TagKeys": ["team", "none"] }))
        .await;
    assert_eq!(
        queue.ok("ListQueueTags", json!({})).await["Tags"],
        json!({ "cost": "9" })
    );
    queue.ok("UntagQueue", json!({ "TagKeys": ["cost"] })).await;
    assert_eq!(queue.ok("ListQueueTags", json!({})).await, json!({}));
    let many: serde_json::Map<_, _> = (0..51).map(|n| (format!("t{n}"), json!(""))).collect();
    for wrong in [json!({ "aws:x": "1" }), json!({ "": "1" }), json!(many)] {
        let refused = queue.refusal("TagQueue", json!({ "Tags": wrong })).await;
        assert!(refused.starts_with("InvalidParameterValue"), "{refused}");
    }
}
