//! Who may do what: policies of queues, permissions, refusals in AWS's words.

mod common;

use common::world;
use haneul_testkit::ACCOUNT;
use serde_json::json;

const OTHER: &str = "444455556666";

#[tokio::test]
async fn another_account_needs_the_queues_policy() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let other = world.cloud.root_of(OTHER);
    let send = queue.with(json!({ "MessageBody": "hello" }));
    assert_eq!(
        other.refusal("sqs", "SendMessage", send.clone()).await,
        "AccessDenied"
    );
    queue
        .ok(
            "AddPermission",
            json!({ "Label": "partner", "AWSAccountIds": [OTHER], "Actions": ["SendMessage", "GetQueueUrl"] }),
        )
        .await;
    other
        .call("sqs", "SendMessage", send.clone())
        .await
        .expect("allowed now");
    let find = json!({ "QueueName": "jobs", "QueueOwnerAWSAccountId": ACCOUNT });
    let found = other
        .call("sqs", "GetQueueUrl", find)
        .await
        .expect("allowed now");
    assert_eq!(found["QueueUrl"], json!(queue.url));
    assert_eq!(
        other
            .refusal("sqs", "ReceiveMessage", queue.with(json!({})))
            .await,
        "AccessDenied"
    );
    assert_eq!(
        other
            .refusal("sqs", "DeleteQueue", queue.with(json!({})))
            .await,
        "AccessDenied"
    );
    let got = queue
        .receive(json!({ "AttributeNames": ["SenderId"] }))
        .await;
    assert_eq!(got[0]["Attributes"]["SenderId"], json!(OTHER));
    queue
        .ok("RemovePermission", json!({ "Label": "partner" }))
        .await;
    assert_eq!(
        other.refusal("sqs", "SendMessage", send).await,
        "AccessDenied"
    );
    assert_eq!(queue.attribute("Policy").await, json!(null));
}

#[tokio::test]
async fn a_missing_queue_of_another_account_is_not_told_from_a_closed_one() {
    let world = world().await;
    let other = world.cloud.root_of(OTHER);
    let url = format!("http://localhost:4566/{ACCOUNT}/none");
    let input = json!({ "QueueUrl": url, "MessageBody": "x" });
    let error = other
        .call("sqs", "SendMessage", input)
        .await
        .expect_err("no such queue");
    assert_eq!(
        error.to_string(),
        "QueueDoesNotExist: The specified queue does not exist or you do not have access to it."
    );
}

#[tokio::test]
async fn a_refusal_names_action_and_queue() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let error = world
        .user(ACCOUNT)
        .call(
            "sqs",
            "SendMessage",
            queue.with(json!({ "MessageBody": "x" })),
        )
        .await
        .expect_err("nobody allowed it");
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("AccessDenied", Some(403))
    );
    assert_eq!(
        error.message,
        format!(
            "User: arn:aws:iam::{ACCOUNT}:user/someone is not authorized to perform: \
             sqs:sendmessage on resource: {} because no identity-based policy allows the \
             sqs:sendmessage action",
            world.arn("jobs")
        )
    );
}

#[tokio::test]
async fn a_policy_of_the_queue_lets_a_user_of_its_own_account_in_and_shuts_root_out() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let statement = |effect: &str, principal: &str| {
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": effect,
                "Principal": { "AWS": principal },
                "Action": "sqs:SendMessage",
                "Resource": world.arn("jobs"),
            }],
        })
        .to_string()
    };
    let user = format!("arn:aws:iam::{ACCOUNT}:user/someone");
    queue.set("Policy", &statement("Allow", &user)).await;
    let send = queue.with(json!({ "MessageBody": "x" }));
    world
        .user(ACCOUNT)
        .call("sqs", "SendMessage", send.clone())
        .await
        .expect("the policy says so");
    queue.set("Policy", &statement("Deny", "*")).await;
    assert_eq!(
        world.client.refusal("sqs", "SendMessage", send).await,
        "AccessDenied"
    );
}

#[tokio::test]
async fn permissions_that_cannot_be() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let add = |label: &str, accounts: &[&str], actions: &[&str]| json!({ "Label": label, "AWSAccountIds": accounts, "Actions": actions });
    queue.ok("AddPermission", add("l", &[OTHER], &["*"])).await;
    let policy = queue.attribute("Policy").await;
    let policy: serde_json::Value = serde_json::from_str(policy.as_str().unwrap()).unwrap();
    assert_eq!(
        policy,
        json!({
            "Version": "2008-10-17",
            "Id": format!("{}/SQSDefaultPolicy", world.arn("jobs")),
            "Statement": [{
                "Sid": "l",
                "Effect": "Allow",
                "Principal": { "AWS": format!("arn:aws:iam::{OTHER}:root") },
                "Action": "SQS:*",
                "Resource": world.arn("jobs"),
            }],
        })
    );
    for (input, expected) in [
        (
            add("l", &[OTHER], &["SendMessage"]),
            "InvalidParameterValue: Value l for parameter Label is invalid. Reason: Already exists.",
        ),
        (
            add("m", &[OTHER], &["CreateQueue"]),
            "InvalidParameterValue: Value SQS:CreateQueue for parameter ActionName is invalid. \
             Reason: Only the queue owner is allowed to invoke this action.",
        ),
        (
            add("m", &[OTHER], &[]),
            "MissingParameter: The request must contain the parameter Actions.",
        ),
        (
            add("m", &["12"], &["SendMessage"]),
            "InvalidParameterValue: Value 12 for parameter PrincipalId is invalid. Reason: Unable \
             to verify.",
        ),
        (
            add("m", &[OTHER], &["*", "*", "*", "*", "*", "*", "*", "*"]),
            "OverLimit: 8 Actions were found, maximum allowed is 7.",
        ),
    ] {
        assert_eq!(queue.refusal("AddPermission", input).await, expected);
    }
    assert_eq!(
        queue
            .refusal("RemovePermission", json!({ "Label": "none" }))
            .await,
        "InvalidParameterValue: Value none for parameter Label is invalid. Reason: can't find \
         label on existing policy."
    );
}

#[tokio::test]
async fn a_batch_asks_for_the_action_of_its_single_call() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let actions = [
        "SendMessage",
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
    ];
    let input = json!({ "Label": "all", "AWSAccountIds": [OTHER], "Actions": actions });
    queue.ok("AddPermission", input).await;
    let other = world.cloud.root_of(OTHER);
    let call = async |operation: &str, entry: serde_json::Value| {
        let input = queue.with(json!({ "Entries": [entry] }));
        let done = other.call("sqs", operation, input).await.expect("allowed");
        assert_eq!(done["Successful"][0]["Id"], json!("a"), "{operation}");
    };
    call("SendMessageBatch", json!({ "Id": "a", "MessageBody": "x" })).await;
    let got = other
        .call("sqs", "ReceiveMessage", queue.with(json!({})))
        .await;
    let handle = got.expect("allowed")["Messages"][0]["ReceiptHandle"].clone();
    let change = json!({ "Id": "a", "ReceiptHandle": handle, "VisibilityTimeout": 5 });
    call("ChangeMessageVisibilityBatch", change).await;
    call(
        "DeleteMessageBatch",
        json!({ "Id": "a", "ReceiptHandle": handle }),
    )
    .await;
}
