use crate::cloud::{ROLE, arn, input, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn a_life() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let more = json!({"Description": "from a to b", "Tags": {"x": "y"}});
    let made = world.ok("CreatePipe", input("p", &a, &b, more)).await;
    assert_eq!(made["Arn"], arn("pipes", "pipe/p"));
    assert_eq!(made["CurrentState"], "CREATING");
    assert_eq!(made["DesiredState"], "RUNNING");
    let busy = world.refusal("StopPipe", json!({"Name": "p"})).await;
    assert!(busy.starts_with("ConflictException: "), "{busy}");
    world.seconds(2).await;
    let pipe = world.ok("DescribePipe", json!({"Name": "p"})).await;
    assert_eq!(pipe["CurrentState"], "RUNNING");
    assert_eq!(pipe["Description"], "from a to b");
    assert_eq!(pipe["RoleArn"], ROLE);
    assert_eq!(
        pipe["SourceParameters"],
        json!({"SqsQueueParameters": {"BatchSize": 10}})
    );
    assert_eq!(pipe["TargetParameters"], json!({}));
    assert_eq!(pipe["StateReason"], "USER_INITIATED");
    assert_eq!(pipe["Tags"], json!({"x": "y"}));

    let stopped = world.ok("StopPipe", json!({"Name": "p"})).await;
    assert_eq!(stopped["CurrentState"], "STOPPING");
    world.seconds(2).await;
    assert_eq!(world.state("p").await, "STOPPED");
    world.say("a", "kept").await;
    world.seconds(60).await;
    assert_eq!(world.waiting("a").await, ("1".into(), "0".into()));
    let started = world.ok("StartPipe", json!({"Name": "p"})).await;
    assert_eq!(started["CurrentState"], "STARTING");
    world.seconds(2).await;
    assert_eq!(world.state("p").await, "RUNNING");
    assert_eq!(world.messages("b").await.len(), 1);

    let change = json!({
        "Name": "p", "RoleArn": ROLE, "DesiredState": "STOPPED",
        "TargetParameters": {"InputTemplate": "<$.body>"},
        "SourceParameters": {"SqsQueueParameters": {"BatchSize": 3}}
    });
    let changed = world.ok("UpdatePipe", change).await;
    assert_eq!(changed["CurrentState"], "UPDATING");
    world.seconds(2).await;
    let pipe = world.ok("DescribePipe", json!({"Name": "p"})).await;
    assert_eq!(pipe["CurrentState"], "STOPPED");
    assert_eq!(pipe["Description"], "from a to b");
    assert_eq!(
        pipe["TargetParameters"],
        json!({"InputTemplate": "<$.body>"})
    );
    assert_eq!(
        pipe["SourceParameters"]["SqsQueueParameters"]["BatchSize"],
        3
    );

    let deleted = world.ok("DeletePipe", json!({"Name": "p"})).await;
    assert_eq!(deleted["CurrentState"], "DELETING");
    assert_eq!(deleted["DesiredState"], "DELETED");
    world.seconds(2).await;
    let gone = world.refusal("DescribePipe", json!({"Name": "p"})).await;
    assert_eq!(gone, "NotFoundException: Pipe p does not exist.");
}

#[tokio::test]
async fn lists_and_tags() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    for name in ["one", "two", "three"] {
        world.pipe(name, &a, &b, json!({})).await;
    }
    let names = |listed: &Json| -> Vec<String> {
        let pipes = listed["Pipes"].as_array().unwrap().iter();
        pipes
            .map(|p| p["Name"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = world.ok("ListPipes", json!({"Limit": 2})).await;
    assert_eq!(names(&first), ["one", "three"]);
    let next = json!({"Limit": 2, "NextToken": first["NextToken"]});
    let second = world.ok("ListPipes", next).await;
    assert_eq!(names(&second), ["two"]);
    assert_eq!(second["NextToken"], Json::Null);
    let some = world
        .ok("ListPipes", json!({"NamePrefix": "t", "SourcePrefix": a}))
        .await;
    assert_eq!(names(&some), ["three", "two"]);
    let none = world
        .ok("ListPipes", json!({"CurrentState": "STOPPED"}))
        .await;
    assert!(names(&none).is_empty());

    let own = arn("pipes", "pipe/one");
    let tags = json!({"resourceArn": own, "tags": {"a": "1", "b": "2"}});
    world.ok("TagResource", tags).await;
    world
        .ok(
            "UntagResource",
            json!({"resourceArn": own, "tagKeys": ["a"]}),
        )
        .await;
    let tags = world
        .ok("ListTagsForResource", json!({"resourceArn": own}))
        .await;
    assert_eq!(tags["tags"], json!({"b": "2"}));
    let none = json!({"resourceArn": arn("pipes", "pipe/none")});
    let refused = world.refusal("ListTagsForResource", none).await;
    assert_eq!(refused, "NotFoundException: Pipe none does not exist.");
}

fn wrong(name: &str, message: &str) -> String {
    let told = json!({"ValidationErrorFields": [{"Name": name, "Message": message}]});
    format!("ValidationException: {told}")
}

#[tokio::test]
async fn what_is_refused() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let fifo = world.queue("c.fifo").await;
    let stream = world.stream("s").await;
    world.pipe("p", &a, &b, json!({})).await;
    let again = world
        .refusal("CreatePipe", input("p", &a, &b, json!({})))
        .await;
    assert_eq!(again, "ConflictException: Pipe p already exists.");
    let kinesis = |more: Json| {
        let mut said = json!({"StartingPosition": "LATEST"});
        said.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"SourceParameters": {"KinesisStreamParameters": said}})
    };
    let sqs = |size: i64, window: i64| {
        json!({"SourceParameters": {"SqsQueueParameters": {
            "BatchSize": size, "MaximumBatchingWindowInSeconds": window}}})
    };
    let missing = "Missing required parameter.";
    let cases = [
        (
            &stream,
            &b,
            json!({}),
            wrong("SourceParameters.KinesisStreamParameters", missing),
        ),
        (
            &a,
            &stream,
            json!({}),
            wrong("TargetParameters.KinesisStreamParameters", missing),
        ),
        (
            &a,
            &fifo,
            json!({}),
            wrong(
                "TargetParameters.SqsQueueParameters.MessageGroupId",
                missing,
            ),
        ),
        (
            &stream,
            &b,
            kinesis(json!({"BatchSize": 11})),
            wrong(
                "BatchSize",
                "BatchSize must not be more than the target supports: 10.",
            ),
        ),
        (
            &stream,
            &b,
            kinesis(json!({"MaximumRecordAgeInSeconds": 59})),
            wrong(
                "MaximumRecordAgeInSeconds",
                "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)",
            ),
        ),
        (
            &a,
            &b,
            sqs(11, 0),
            wrong(
                "BatchSize",
                "MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is more than 10.",
            ),
        ),
        (
            &fifo,
            &b,
            sqs(10, 1),
            wrong(
                "MaximumBatchingWindowInSeconds",
                "MaximumBatchingWindowInSeconds is not supported for FIFO queues.",
            ),
        ),
    ];
    for (source, target, more, expected) in cases {
        let refused = world
            .refusal("CreatePipe", input("q", source, target, more))
            .await;
        assert_eq!(refused, expected);
    }
    let models = [
        (
            sqs(0, 0),
            "numeric instance is lower than the required minimum (minimum: 1, found: 0)",
        ),
        (
            json!({"DesiredState": "GONE"}),
            "instance value (\"GONE\") not found in enum (possible values: [\"RUNNING\",\"STOPPED\"])",
        ),
    ];
    for (more, expected) in models {
        let refused = world.refusal("CreatePipe", input("q", &a, &b, more)).await;
        assert_eq!(refused, format!("ValidationException: [{expected}]"));
    }
    let pattern = json!({"SourceParameters": {"FilterCriteria": {"Filters": [{"Pattern": "{"}]}}});
    let refused = world
        .refusal("CreatePipe", input("q", &a, &b, pattern))
        .await;
    assert!(
        refused.contains("SourceParameters.FilterCriteria"),
        "{refused}"
    );
}

#[tokio::test]
async fn what_is_not_there_is_refused_by_name() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let stream = world.stream("s").await;
    let steps = arn("states", "stateMachine:s");
    let far = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let kafka = arn("kafka", "cluster/c/1-2");
    let many = json!({"SourceParameters": {"KinesisStreamParameters": {
        "StartingPosition": "LATEST", "ParallelizationFactor": 2}}});
    let logs = json!({"LogConfiguration": {"Level": "INFO", "S3LogDestination": {
        "BucketName": "logs", "BucketOwner": "111122223333"}}});
    let cases = [
        (&kafka, &b, json!({}), "pipes' sources of kafka"),
        (&a, &steps, json!({}), "pipes' targets of states"),
        (
            &a,
            &b,
            json!({"Enrichment": steps}),
            "pipes' enrichments of states",
        ),
        (
            &a,
            &b,
            json!({"Enrichment": far}),
            "pipes' enrichments of other accounts and Regions",
        ),
        (&a, &b, logs, "pipes with a LogConfiguration"),
        (
            &a,
            &b,
            json!({"KmsKeyIdentifier": "k"}),
            "pipes with a key of KMS",
        ),
        (
            &stream,
            &b,
            many,
            "pipes' sources with a ParallelizationFactor of more than 1",
        ),
    ];
    for (source, target, more, what) in cases {
        let refused = world
            .refusal("CreatePipe", input("q", source, target, more))
            .await;
        assert_eq!(
            refused,
            format!("NotImplemented: Haneul does not implement {what} yet.")
        );
    }
}

/// The role is looked at while the pipe is made.
#[tokio::test]
async fn roles_that_do_not_do() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    world.role("other", "lambda.amazonaws.com", "*").await;
    world
        .role("little", "pipes.amazonaws.com", "sqs:SendMessage")
        .await;
    let cases = [
        (
            "other",
            "The provided customer role cannot be assumed by principal 'pipes.amazonaws.com'",
        ),
        (
            "little",
            "The provided customer role does not have permissions to call GetQueueAttributes on SQS",
        ),
    ];
    for (role, reason) in cases {
        let own = json!({"RoleArn": format!("arn:aws:iam::111122223333:role/{role}")});
        world.ok("CreatePipe", input(role, &a, &b, own)).await;
        world.seconds(2).await;
        let pipe = world.ok("DescribePipe", json!({"Name": role})).await;
        assert_eq!(pipe["CurrentState"], "CREATE_FAILED");
        let reason = format!("Input parameter is invalid from the request due to : {reason}");
        assert_eq!(pipe["StateReason"], reason);
    }
    world.allow("little", &["sqs:*"]).await;
    world.ok("StartPipe", json!({"Name": "little"})).await;
    world.seconds(2).await;
    assert_eq!(world.state("little").await, "RUNNING");
}

/// Whoever makes a pipe must be allowed to pass its role.
#[tokio::test]
async fn roles_are_passed() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    world
        .of("iam", "CreateUser", json!({"UserName": "ann"}))
        .await;
    let key = world
        .of("iam", "CreateAccessKey", json!({"UserName": "ann"}))
        .await;
    let key = key["AccessKey"]["AccessKeyId"].as_str().unwrap().to_owned();
    let ann = world.cloud.with_key(&key);
    let allow = |actions: Json| {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": actions, "Resource": "*"}});
        json!({"UserName": "ann", "PolicyName": "p", "PolicyDocument": policy.to_string()})
    };
    world
        .of("iam", "PutUserPolicy", allow(json!("pipes:*")))
        .await;
    let refused = ann
        .call("pipes", "CreatePipe", input("p", &a, &b, json!({})))
        .await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
    assert!(refused.message.contains("iam:PassRole"), "{refused}");
    world
        .of(
            "iam",
            "PutUserPolicy",
            allow(json!(["pipes:*", "iam:PassRole"])),
        )
        .await;
    ann.call("pipes", "CreatePipe", input("p", &a, &b, json!({})))
        .await
        .unwrap();
}

/// A role of another account cannot be passed, however much it trusts Pipes.
#[tokio::test]
async fn roles_of_other_accounts_are_not_passed() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let mut said = input("p", &a, &b, json!({}));
    said["RoleArn"] = json!("arn:aws:iam::444455556666:role/pipe");
    assert_eq!(
        world.refusal("CreatePipe", said).await,
        "AccessDeniedException: Cross-account pass role is not allowed."
    );
}
