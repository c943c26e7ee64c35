//! Refusals by name, validation, and the record of each call.

use crate::probe::{cloud, notes};
use haneul_pipeline::Caller;
use haneul_policy::{Principal, PrincipalKind};
use serde_json::json;

fn user() -> Caller {
    let mut caller = Caller::root("aws", haneul_testkit::ACCOUNT, "AKIATESTUSER");
    caller.principal = Principal {
        arn: format!("arn:aws:iam::{}:user/luna", haneul_testkit::ACCOUNT),
        account: haneul_testkit::ACCOUNT.to_owned(),
        kind: PrincipalKind::User,
        user_id: "AIDALUNA".to_owned(),
    };
    caller
}

#[tokio::test]
async fn an_operation_without_an_implementation_is_refused_by_name() {
    let cloud = cloud().await;
    let refused = cloud
        .root()
        .call("sqs", "GetQueueUrl", json!({ "QueueName": "q" }))
        .await;
    let error = refused.unwrap_err();
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("NotImplemented", Some(501))
    );
    assert!(
        error.message.contains("SQS:GetQueueUrl"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_missing_member_is_refused_before_anything_runs() {
    let cloud = cloud().await;
    let error = cloud
        .root()
        .call("sqs", "CreateQueue", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.code, "ValidationException");
    assert!(notes(&cloud).is_empty());
}

#[tokio::test]
async fn a_caller_without_permission_is_refused_and_the_record_says_why() {
    let cloud = cloud().await;
    let luna = cloud.as_caller(user());
    let refused = luna
        .call("sqs", "CreateQueue", json!({ "QueueName": "q" }))
        .await;
    let error = refused.unwrap_err();
    assert_eq!(
        error.message,
        "User: arn:aws:iam::111122223333:user/luna is not authorized to perform: sqs:CreateQueue \
         on resource: arn:aws:sqs:us-east-1:111122223333:q because no identity-based policy \
         allows the sqs:CreateQueue action"
    );
    let record = cloud
        .cloud
        .calls
        .recent(&cloud.cloud.store, 1)
        .unwrap()
        .remove(0);
    assert!(!record.verdict.allowed);
    assert_eq!(record.verdict.checks[0].action, "sqs:CreateQueue");
    assert!(notes(&cloud).is_empty());
}

#[tokio::test]
async fn records_of_changes_and_of_reads_are_found_by_id() {
    let cloud = cloud().await;
    let root = cloud.root();
    let change = root
        .send("sqs", "CreateQueue", json!({ "QueueName": "q" }), None)
        .await
        .unwrap();
    let edge = root
        .send("sqs", "PurgeQueue", json!({ "QueueUrl": "q" }), None)
        .await
        .unwrap();
    let read = root
        .send("sqs", "ListQueues", json!({}), None)
        .await
        .unwrap();
    for flushed in [false, true] {
        if flushed {
            haneul_pipeline::background::flush(&cloud.cloud).await;
        }
        for (call, operation) in [
            (&change, "CreateQueue"),
            (&edge, "PurgeQueue"),
            (&read, "ListQueues"),
        ] {
            for id in [call.request_id.to_string(), call.request_id.s3()] {
                let found = cloud.cloud.calls.find(&cloud.cloud.store, &id).unwrap();
                assert_eq!(
                    found.unwrap().operation,
                    operation,
                    "{id} flushed: {flushed}"
                );
            }
        }
    }
    let all = cloud.cloud.calls.recent(&cloud.cloud.store, 10).unwrap();
    assert_eq!(all.len(), 3);
}
