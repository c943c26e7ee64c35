use crate::cloud::{cloud, messages, queue, tick};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn groups_are_made_tagged_listed_and_removed() {
    let cloud = cloud().await;
    let root = cloud.root();
    let own = root
        .call("scheduler", "GetScheduleGroup", json!({"Name": "default"}))
        .await
        .unwrap();
    assert_eq!(own["State"], "ACTIVE");
    let input = json!({"Name": "g", "Tags": [{"Key": "a", "Value": "b"}], "ClientToken": "t"});
    let made = root
        .call("scheduler", "CreateScheduleGroup", input.clone())
        .await
        .unwrap();
    let arn = made["ScheduleGroupArn"].clone();
    assert_eq!(
        arn,
        "arn:aws:scheduler:us-east-1:111122223333:schedule-group/g"
    );
    // With the same token it was done already; with another it is there.
    assert_eq!(
        root.call("scheduler", "CreateScheduleGroup", input)
            .await
            .unwrap(),
        made
    );
    let again = root
        .call("scheduler", "CreateScheduleGroup", json!({"Name": "g"}))
        .await
        .unwrap_err();
    assert_eq!(again.message, "Schedule group g already exists.");
    let other = root.refusal(
        "scheduler",
        "CreateScheduleGroup",
        json!({"Name": "h", "ClientToken": "t"}),
    );
    assert_eq!(other.await, "ConflictException");
    let more = json!({"ResourceArn": arn, "Tags": [{"Key": "c", "Value": "d"}]});
    root.call("scheduler", "TagResource", more).await.unwrap();
    let less = json!({"ResourceArn": arn, "TagKeys": ["a"]});
    root.call("scheduler", "UntagResource", less).await.unwrap();
    let tags = root
        .call(
            "scheduler",
            "ListTagsForResource",
            json!({"ResourceArn": arn}),
        )
        .await;
    assert_eq!(tags.unwrap()["Tags"], json!([{"Key": "c", "Value": "d"}]));
    let listed = root
        .call("scheduler", "ListScheduleGroups", json!({"MaxResults": 1}))
        .await
        .unwrap();
    assert_eq!(listed["ScheduleGroups"][0]["Name"], "default");
    let rest = json!({"NextToken": listed["NextToken"]});
    let rest = root
        .call("scheduler", "ListScheduleGroups", rest)
        .await
        .unwrap();
    assert_eq!(rest["ScheduleGroups"][0]["Name"], "g");
    // Its schedules go with it.
    let arn = queue(&root, "q").await;
    let schedule = tick("s", "rate(1 minute)", &arn, json!({"GroupName": "g"}));
    root.call("scheduler", "CreateSchedule", schedule)
        .await
        .unwrap();
    root.call("scheduler", "DeleteScheduleGroup", json!({"Name": "g"}))
        .await
        .unwrap();
    messages(&root, "q").await;
    cloud.advance(Duration::from_secs(600)).await;
    assert_eq!(messages(&root, "q").await.len(), 0);
    let gone = json!({"Name": "s", "GroupName": "g"});
    assert_eq!(
        root.refusal("scheduler", "GetSchedule", gone).await,
        "ResourceNotFoundException"
    );
    let own = root.refusal(
        "scheduler",
        "DeleteScheduleGroup",
        json!({"Name": "default"}),
    );
    assert_eq!(own.await, "ValidationException");
}
