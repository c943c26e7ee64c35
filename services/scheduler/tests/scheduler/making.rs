use crate::cloud::{ROLE, cloud, queue, role, tick};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_schedule_is_made_shown_changed_and_removed() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    let more =
        json!({"Description": "d", "ScheduleExpressionTimezone": "Asia/Seoul", "ClientToken": "t"});
    let input = tick("s", "cron(0 9 * * ? *)", &arn, more);
    let made = root
        .call("scheduler", "CreateSchedule", input.clone())
        .await
        .unwrap();
    assert_eq!(
        made["ScheduleArn"],
        "arn:aws:scheduler:us-east-1:111122223333:schedule/default/s"
    );
    assert_eq!(
        root.call("scheduler", "CreateSchedule", input.clone())
            .await
            .unwrap(),
        made
    );
    // After eight hours nobody remembers the token.
    cloud.advance(Duration::from_secs(8 * 3_600)).await;
    assert_eq!(
        root.refusal("scheduler", "CreateSchedule", input).await,
        "ConflictException"
    );
    let shown = root
        .call("scheduler", "GetSchedule", json!({"Name": "s"}))
        .await
        .unwrap();
    assert_eq!(shown["GroupName"], "default");
    assert_eq!(shown["State"], "ENABLED");
    assert_eq!(shown["ScheduleExpressionTimezone"], "Asia/Seoul");
    assert_eq!(shown["ActionAfterCompletion"], "NONE");
    assert_eq!(
        shown["Target"],
        json!({
            "Arn": arn, "RoleArn": ROLE, "Input": "{\"tick\": 1}",
            "RetryPolicy": {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185},
        })
    );
    // What is not said again is as if it had never been said.
    let changed = tick("s", "rate(1 hour)", &arn, json!({"State": "DISABLED"}));
    root.call("scheduler", "UpdateSchedule", changed)
        .await
        .unwrap();
    let shown = root
        .call("scheduler", "GetSchedule", json!({"Name": "s"}))
        .await
        .unwrap();
    assert_eq!(shown["Description"], json!(null));
    assert_eq!(shown["ScheduleExpressionTimezone"], "UTC");
    let listed = root
        .call("scheduler", "ListSchedules", json!({"State": "DISABLED"}))
        .await
        .unwrap();
    assert_eq!(listed["Schedules"][0]["Target"], json!({"Arn": arn}));
    let none = root
        .call("scheduler", "ListSchedules", json!({"State": "ENABLED"}))
        .await
        .unwrap();
    assert_eq!(none["Schedules"], json!([]));
    let gone = json!({"Name": "s", "ClientToken": "gone"});
    for _ in 0..2 {
        root.call("scheduler", "DeleteSchedule", gone.clone())
            .await
            .unwrap();
    }
    let missing = root
        .call("scheduler", "DeleteSchedule", json!({"Name": "s"}))
        .await
        .unwrap_err();
    assert_eq!(
        (missing.code.as_ref(), missing.status),
        ("ResourceNotFoundException", Some(404))
    );
    assert_eq!(missing.message, "Schedule s does not exist.");
}

#[tokio::test]
async fn schedules_that_are_none() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    let fifo = queue(&root, "q.fifo").await;
    role(&root, "other", "lambda.amazonaws.com", json!("*")).await;
    let now = cloud.cloud.clock.now().as_second();
    let target = |arn: &str, more: serde_json::Value| {
        let mut target = json!({"Arn": arn, "RoleArn": ROLE});
        target
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"Target": target})
    };
    for (expression, more, code, message) in [
        (
            "rate(5)",
            json!({}),
            "ValidationException",
            "Invalid Schedule Expression rate(5).",
        ),
        (
            "cron(* * * * * *)",
            json!({}),
            "ValidationException",
            "Invalid Schedule Expression",
        ),
        (
            "at(2030-01-01)",
            json!({}),
            "ValidationException",
            "Invalid Schedule Expression",
        ),
        (
            "rate(1 day)",
            json!({"ScheduleExpressionTimezone": "Mars/North"}),
            "ValidationException",
            "Timezone",
        ),
        (
            "rate(1 day)",
            json!({"GroupName": "none"}),
            "ResourceNotFoundException",
            "Schedule group none does not exist.",
        ),
        (
            "rate(1 day)",
            json!({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}),
            "ValidationException",
            "MaximumWindowInMinutes must be",
        ),
        (
            "rate(1 day)",
            json!({"StartDate": now + 9, "EndDate": now + 9}),
            "ValidationException",
            "StartDate",
        ),
        (
            "rate(1 day)",
            json!({"EndDate": now - 9}),
            "ValidationException",
            "EndDate",
        ),
        (
            "rate(1 day)",
            target(
                &arn,
                json!({"RoleArn": "arn:aws:iam::111122223333:role/none"}),
            ),
            "ValidationException",
            "execution role",
        ),
        (
            "rate(1 day)",
            target(
                &arn,
                json!({"RoleArn": "arn:aws:iam::111122223333:role/other"}),
            ),
            "ValidationException",
            "execution role",
        ),
        (
            "rate(1 day)",
            target(&fifo, json!({})),
            "ValidationException",
            "SqsParameters must be",
        ),
        (
            "rate(1 day)",
            target(
                "arn:aws:lambda:us-east-1:111122223333:function:f",
                json!({}),
            ),
            "NotImplemented",
            "lambda",
        ),
        (
            "rate(1 day)",
            target(
                "arn:aws:events:us-east-1:111122223333:event-bus/default",
                json!({}),
            ),
            "ValidationException",
            "EventBridgeParameters",
        ),
        (
            "rate(1 day)",
            target("arn:aws:scheduler:::aws-sdk:sqs:receiveMessage", json!({})),
            "ValidationException",
            "not a supported api",
        ),
        (
            "rate(1 day)",
            target("arn:aws:scheduler:::aws-sdk:sqs:fly", json!({})),
            "ValidationException",
            "is not an api for service sqs",
        ),
        (
            "rate(1 day)",
            target(
                "arn:aws:scheduler:::aws-sdk:sqs:createQueue",
                json!({"Input": "{\"Nome\": 1}"}),
            ),
            "ValidationException",
            "Nome is not a known field",
        ),
        (
            "rate(1 day)",
            target("arn:aws:scheduler:::aws-sdk:ec2:runInstances", json!({})),
            "NotImplemented",
            "ec2",
        ),
        (
            "rate(1 day)",
            json!({"KmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/k"}),
            "NotImplemented",
            "KMS",
        ),
    ] {
        let error = root
            .call(
                "scheduler",
                "CreateSchedule",
                tick("s", expression, &arn, more.clone()),
            )
            .await;
        let error = error.expect_err(&format!("{expression} {more}"));
        assert_eq!(error.code, code, "{more} {}", error.message);
        assert!(error.message.contains(message), "{more} {}", error.message);
    }
}

#[tokio::test]
async fn who_makes_a_schedule_passes_a_role() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    root.call("iam", "CreateUser", json!({"UserName": "u"}))
        .await
        .unwrap();
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "scheduler:*", "Resource": "*"}});
    let policy = json!({"UserName": "u", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    root.call("iam", "PutUserPolicy", policy).await.unwrap();
    let key = root
        .call("iam", "CreateAccessKey", json!({"UserName": "u"}))
        .await
        .unwrap();
    let user = cloud.with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap());
    let error = user
        .call(
            "scheduler",
            "CreateSchedule",
            tick("s", "rate(1 day)", &arn, json!({})),
        )
        .await
        .unwrap_err();
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("AccessDeniedException", Some(403))
    );
    assert!(error.message.contains("iam:PassRole"), "{}", error.message);
}

/// A delivery stream is named by its name, which would be that of one of the schedule's own account.
#[tokio::test]
async fn delivery_streams_of_other_accounts_are_refused() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = "arn:aws:firehose:us-east-1:444455556666:deliverystream/hose";
    let input = tick("s", "rate(1 day)", arn, json!({}));
    let refused = root.call("scheduler", "CreateSchedule", input).await;
    assert_eq!(
        refused.unwrap_err().message,
        "Haneul does not implement schedules' delivery streams of other accounts yet."
    );
}
