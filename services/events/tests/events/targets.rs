use crate::cloud::{cloud, put, queue, rule, rule_arn, target};
use serde_json::{Value as Json, json};
use std::time::Duration;

#[tokio::test]
async fn targets_are_told_what_they_ask_for() {
    let cloud = cloud().await;
    let root = cloud.root();
    rule(&root, "r", json!({"source": ["shop"]})).await;
    let mut queues = Vec::new();
    for (number, input) in [
        json!({"Input": "{\"always\": 1}"}),
        json!({"InputPath": "$.detail.a[1]"}),
        json!({"InputTransformer": {
            "InputPathsMap": {"n": "$.detail.n", "who": "$.detail.who"},
            "InputTemplate": "{\"n\": <n>, \"text\": \"for <who> by <aws.events.rule-name>\", \"rule\": <aws.events.rule-arn>}",
        }}),
    ]
    .into_iter()
    .enumerate()
    {
        let queue = queue(&root, &format!("q{number}")).await;
        let mut one = json!({"Id": number.to_string(), "Arn": queue.arn});
        one.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
        target(&root, "r", one.clone()).await;
        queues.push(queue);
        let listed = root.call("events", "ListTargetsByRule", json!({"Rule": "r"})).await.unwrap();
        assert_eq!(listed["Targets"][number], one);
    }
    put(
        &root,
        "shop",
        json!({"n": {"x": 1}, "who": "a \"b\"", "a": [1, {"y": 2}]}),
    )
    .await;
    cloud.advance(Duration::ZERO).await;
    assert_eq!(queues[0].bodies().await, [json!({"always": 1})]);
    assert_eq!(queues[1].bodies().await, [json!({"y": 2})]);
    assert_eq!(
        queues[2].bodies().await,
        [json!({"n": {"x": 1}, "text": "for a \"b\" by r", "rule": rule_arn("r")})]
    );
}

#[tokio::test]
async fn queues_in_order_ask_for_a_group() {
    let cloud = cloud().await;
    let root = cloud.root();
    let fifo = queue(&root, "q.fifo").await;
    rule(&root, "r", json!({"source": ["shop"]})).await;
    let without = json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": fifo.arn}]});
    let error = root
        .call("events", "PutTargets", without)
        .await
        .unwrap_err();
    assert_eq!(
        error.message,
        "Parameter(s) SqsParameters must be specified for target: 1."
    );
    let with = json!({"Id": "1", "Arn": fifo.arn, "SqsParameters": {"MessageGroupId": "g"}});
    target(&root, "r", with).await;
    put(&root, "shop", json!({"n": 1})).await;
    cloud.advance(Duration::ZERO).await;
    let got = fifo.messages().await;
    assert_eq!(got[0]["Attributes"]["MessageGroupId"], "g");
}

#[tokio::test]
async fn targets_that_are_none() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = queue(&root, "q").await;
    rule(&root, "r", json!({"source": ["shop"]})).await;
    let refused = async |target: Json| {
        let input = json!({"Rule": "r", "Targets": [target]});
        root.refusal("events", "PutTargets", input).await
    };
    let arn = |rest: &str| json!({"Id": "1", "Arn": format!("arn:aws:{rest}")});
    for rest in [
        "lambda:us-east-1:111122223333:function:f",
        "states:us-east-1:111122223333:stateMachine:s",
        "sns:us-east-1:111122223333:t",
        "logs:us-east-1:111122223333:log-group:l",
        "events:us-east-1:111122223333:partner/a/b",
    ] {
        assert_eq!(refused(arn(rest)).await, "NotImplemented", "{rest}");
    }
    let of = |more: Json| {
        let mut target = json!({"Id": "1", "Arn": queue.arn});
        target
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target
    };
    let transformer = |paths: Json, template: &str| {
        of(json!({"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}))
    };
    for wrong in [
        json!({"Id": "1", "Arn": "nonsense"}),
        of(json!({"Input": "{}", "InputPath": "$.detail"})),
        of(json!({"Input": "{"})),
        of(json!({"InputPath": "detail"})),
        of(json!({"SqsParameters": {"MessageGroupId": "g"}})),
        of(json!({"DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:111122223333:q.fifo"}})),
        of(json!({"RetryPolicy": {"MaximumRetryAttempts": 186}})),
        transformer(json!({"awsX": "$.x"}), "\"<awsX>\""),
        transformer(json!({"x": "x"}), "\"<x>\""),
        transformer(json!({"x": "$.x"}), "\"<y>\""),
    ] {
        assert_eq!(
            refused(wrong.clone()).await,
            "ValidationException",
            "{wrong}"
        );
    }
    let ecs = of(json!({"EcsParameters": {"TaskDefinitionArn": "arn:aws:ecs:x"}}));
    assert_eq!(refused(ecs).await, "NotImplemented");
}

/// A role that the target is reached as must be one that may be passed, and that trusts EventBridge.
#[tokio::test]
async fn a_role_is_passed_and_acted_as() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = crate::cloud::shut_queue(&root, "q").await;
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}});
    let role = json!({"RoleName": "teller", "AssumeRolePolicyDocument": trust.to_string()});
    let role = root.call("iam", "CreateRole", role).await.unwrap()["Role"]["Arn"].clone();
    rule(&root, "r", json!({"source": ["shop"]})).await;
    // A user who may do everything here but pass roles.
    root.call("iam", "CreateUser", json!({"UserName": "u"}))
        .await
        .unwrap();
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "events:*", "Resource": "*"}});
    let policy = json!({"UserName": "u", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    root.call("iam", "PutUserPolicy", policy).await.unwrap();
    let key = root
        .call("iam", "CreateAccessKey", json!({"UserName": "u"}))
        .await
        .unwrap();
    let user = cloud.with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap());
    let input = json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": queue.arn, "RoleArn": role}]});
    let error = user
        .call("events", "PutTargets", input.clone())
        .await
        .unwrap_err();
    assert!(error.message.contains("iam:PassRole"), "{}", error.message);
    root.call("events", "PutTargets", input).await.unwrap();
    put(&root, "shop", json!({"n": 1})).await;
    cloud.advance(Duration::ZERO).await;
    assert_eq!(queue.messages().await.len(), 0);
    let allow = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}});
    let allow =
        json!({"RoleName": "teller", "PolicyName": "p", "PolicyDocument": allow.to_string()});
    root.call("iam", "PutRolePolicy", allow).await.unwrap();
    put(&root, "shop", json!({"n": 2})).await;
    cloud.advance(Duration::ZERO).await;
    assert_eq!(queue.messages().await.len(), 1);
}

/// A role of another account cannot be passed, however much it trusts EventBridge.
#[tokio::test]
async fn a_role_of_another_account_is_not_passed() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = crate::cloud::shut_queue(&root, "q").await;
    rule(&root, "r", json!({"source": ["shop"]})).await;
    let role = "arn:aws:iam::444455556666:role/teller";
    let input = json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": queue.arn, "RoleArn": role}]});
    let error = root.call("events", "PutTargets", input).await.unwrap_err();
    assert_eq!(error.code, "AccessDeniedException");
    assert_eq!(error.message, "Cross-account pass role is not allowed.");
}
