use crate::cloud::{cloud, messages, queue, tick};
use serde_json::{Value as Json, json};
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

/// A large group is listed in pages and goes in pieces, and meanwhile nothing comes into it.
#[tokio::test]
async fn a_large_group() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = queue(&root, "q").await;
    let name = json!({"Name": "large"});
    root.must("scheduler", "CreateScheduleGroup", name.clone())
        .await;
    let more = || json!({"GroupName": "large"});
    for n in 0..450 {
        let input = tick(&format!("s{n:03}"), "rate(1 day)", &queue, more());
        root.must("scheduler", "CreateSchedule", input).await;
    }
    let (mut names, mut token) = (Vec::new(), Json::Null);
    loop {
        let input = json!({"GroupName": "large", "NamePrefix": "s", "NextToken": token});
        let got = root.must("scheduler", "ListSchedules", input).await;
        let listed = got["Schedules"].as_array().unwrap();
        assert!(listed.len() <= 100);
        names.extend(listed.iter().map(|one| one["Name"].clone()));
        token = got["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(names.len(), 450);
    assert!(names.is_sorted_by_key(|name| name.as_str()));

    root.must("scheduler", "DeleteScheduleGroup", name.clone())
        .await;
    let shown = root
        .must("scheduler", "GetScheduleGroup", name.clone())
        .await;
    assert_eq!(shown["State"], "DELETING");
    let late = tick("late", "rate(1 day)", &queue, more());
    for (operation, input) in [
        ("CreateSchedule", late),
        ("DeleteScheduleGroup", name.clone()),
    ] {
        let refused = root.call("scheduler", operation, input).await.unwrap_err();
        assert_eq!(refused.code, "ConflictException");
        assert_eq!(refused.message, "Schedule group large is being deleted.");
    }
    cloud.advance(Duration::ZERO).await;
    let code = root
        .refusal("scheduler", "GetScheduleGroup", name.clone())
        .await;
    assert_eq!(code, "ResourceNotFoundException");
    root.must("scheduler", "CreateScheduleGroup", name).await;
    let left = root.must("scheduler", "ListSchedules", more()).await;
    assert_eq!(left["Schedules"], json!([]));
}
