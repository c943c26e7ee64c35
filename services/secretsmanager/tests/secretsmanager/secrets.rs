//! Making, finding, listing, deleting and restoring secrets; tags and policies.

use crate::cloud::{days, made, token, value, world};
use haneul_testkit::text;
use serde_json::json;

#[tokio::test]
async fn sec_1_a_secret_is_kept_and_found_by_name_arn_and_the_beginning_of_its_arn() {
    let world = world().await;
    let arn = made(&world, "prod/db", "{\"password\":\"hunter2\"}").await;
    let suffix = arn.rsplit_once('-').expect("a suffix").1;
    assert_eq!(suffix.len(), 6);
    let partial = arn
        .strip_suffix(&format!("-{suffix}"))
        .expect("a partial ARN");
    for id in ["prod/db", &arn, partial] {
        assert_eq!(
            value(&world, id).await,
            "{\"password\":\"hunter2\"}",
            "{id}"
        );
    }
    let elsewhere = arn.replace("us-east-1", "us-west-2");
    for id in [elsewhere.as_str(), "prod", &format!("{partial}-aaaaaa")] {
        assert_eq!(
            world
                .refusal("GetSecretValue", json!({"SecretId": id}))
                .await,
            "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
            "{id}"
        );
    }
}

#[tokio::test]
async fn names_and_tokens_are_looked_at() {
    let world = world().await;
    made(&world, "one", "a").await;
    let create = |name: &str, value: &str, number: u32| json!({"Name": name, "SecretString": value, "ClientRequestToken": token(number)});
    assert_eq!(
        world.refusal("CreateSecret", create("one", "a", 2)).await,
        "ResourceExistsException: The operation failed because the secret one already exists."
    );
    // The same call once more.
    let again = world.ok("CreateSecret", create("one", "a", 1)).await;
    assert_eq!(again["VersionId"], json!(token(1)));
    let other = world.refusal("CreateSecret", create("one", "b", 1)).await;
    assert!(
        other.starts_with("ResourceExistsException: You can't use ClientRequestToken"),
        "{other}"
    );
    let bad = world.refusal("CreateSecret", create("a b", "a", 1)).await;
    assert!(
        bad.starts_with("InvalidParameterException: Invalid name."),
        "{bad}"
    );
    let input = json!({"Name": "two", "SecretString": "a"});
    assert_eq!(
        world.refusal("CreateSecret", input).await,
        "InvalidRequestException: You must provide a ClientRequestToken value. We recommend a \
         UUID-type value."
    );
    let input = json!({"Name": "two", "SecretString": "a", "ClientRequestToken": "short"});
    assert_eq!(
        world.refusal("CreateSecret", input).await,
        "InvalidParameterException: ClientRequestToken must be 32-64 characters long."
    );
    let input = json!({
        "Name": "two", "SecretString": "a", "SecretBinary": "YQ==", "ClientRequestToken": token(1),
    });
    let both = world.refusal("CreateSecret", input).await;
    assert!(
        both.contains("You can't specify both a binary secret value and a string"),
        "{both}"
    );
    let mut input = create("two", "a", 1);
    input["Type"] = json!("SomebodysCredential");
    assert!(
        world
            .refusal("CreateSecret", input)
            .await
            .starts_with("NotImplemented")
    );
    // Without a value there is nothing to read.
    world.ok("CreateSecret", json!({"Name": "empty"})).await;
    assert_eq!(
        world
            .refusal("GetSecretValue", json!({"SecretId": "empty"}))
            .await,
        "ResourceNotFoundException: Secrets Manager can't find the specified secret value for \
         staging label: AWSCURRENT"
    );
}

#[tokio::test]
async fn a_secret_goes_when_its_window_is_over_unless_it_is_restored() {
    let world = world().await;
    made(&world, "one", "a").await;
    let one = json!({"SecretId": "one"});
    let short = json!({"SecretId": "one", "RecoveryWindowInDays": 6});
    assert_eq!(
        world.refusal("DeleteSecret", short).await,
        "InvalidParameterException: The RecoveryWindowInDays value must be between 7 and 30 days \
         (inclusive)."
    );
    let week = json!({"SecretId": "one", "RecoveryWindowInDays": 7});
    world.ok("DeleteSecret", week.clone()).await;
    assert_eq!(
        world.refusal("GetSecretValue", one.clone()).await,
        "InvalidRequestException: You can't perform this operation on the secret because it was \
         marked for deletion."
    );
    assert!(world.ok("DescribeSecret", one.clone()).await["DeletedDate"].is_number());
    assert_eq!(
        world.ok("ListSecrets", json!({})).await["SecretList"],
        json!([])
    );
    let all = world
        .ok("ListSecrets", json!({"IncludePlannedDeletion": true}))
        .await;
    assert_eq!(all["SecretList"].as_array().map(Vec::len), Some(1));
    let again = json!({"Name": "one", "SecretString": "a", "ClientRequestToken": token(1)});
    let refused = world.refusal("CreateSecret", again.clone()).await;
    assert!(
        refused.ends_with("is already scheduled for deletion."),
        "{refused}"
    );
    days(&world, 6).await;
    world.ok("RestoreSecret", one.clone()).await;
    days(&world, 2).await;
    assert_eq!(value(&world, "one").await, "a");
    world.ok("DeleteSecret", week).await;
    days(&world, 7).await;
    assert!(
        world
            .refusal("DescribeSecret", one.clone())
            .await
            .starts_with("ResourceNotFound")
    );
    world.ok("CreateSecret", again).await;
    let force = json!({"SecretId": "one", "ForceDeleteWithoutRecovery": true});
    world.ok("DeleteSecret", force.clone()).await;
    assert!(
        world
            .refusal("DescribeSecret", one)
            .await
            .starts_with("ResourceNotFound")
    );
    // Whoever wants it gone is content.
    world.ok("DeleteSecret", force).await;
}

#[tokio::test]
async fn listings_are_filtered_sorted_and_paged() {
    let world = world().await;
    for (name, text) in [
        ("prod/a", "For the web"),
        ("prod/b", "for reports"),
        ("test/c", "x"),
    ] {
        let input = json!({
            "Name": name, "Description": text, "Tags": [{"Key": "stage", "Value": name}],
        });
        world.ok("CreateSecret", input).await;
        world.seconds(1).await;
    }
    let names = async |input: serde_json::Value| {
        let listed = world.ok("ListSecrets", input).await;
        let list = listed["SecretList"].as_array().expect("a list").clone();
        let names: Vec<String> = list.iter().map(|one| text(&one["Name"])).collect();
        names.join(" ")
    };
    let filter = |key: &str, value: &str| json!({"Filters": [{"Key": key, "Values": [value]}]});
    assert_eq!(names(json!({})).await, "test/c prod/b prod/a");
    let up = json!({"SortBy": "name", "SortOrder": "asc"});
    assert_eq!(names(up).await, "prod/a prod/b test/c");
    assert_eq!(names(filter("name", "prod/")).await, "prod/b prod/a");
    assert_eq!(names(filter("name", "!prod/")).await, "test/c");
    assert_eq!(names(filter("description", "FOR")).await, "prod/b prod/a");
    assert_eq!(names(filter("tag-value", "test")).await, "test/c");
    assert_eq!(names(filter("tag-key", "nothing")).await, "");
    assert_eq!(names(filter("all", "web reports")).await, "prod/b prod/a");
    let first = world.ok("ListSecrets", json!({"MaxResults": 2})).await;
    let rest = json!({"MaxResults": 2, "NextToken": first["NextToken"]});
    assert_eq!(names(rest).await, "prod/a");
    let bad = world
        .refusal("ListSecrets", json!({"NextToken": "?"}))
        .await;
    assert!(bad.starts_with("InvalidNextTokenException"), "{bad}");
}

#[tokio::test]
async fn sec_3_policies_decide_who_reads() {
    let world = world().await;
    let arn = made(&world, "one", "a").await;
    let stranger = world.user("444455556666");
    let read = json!({"SecretId": arn});
    let refused = stranger
        .call("secretsmanager", "GetSecretValue", read.clone())
        .await;
    let refused = refused.expect_err("nothing lets them in");
    assert_eq!(refused.code, "AccessDeniedException");
    let mine = world.user("111122223333");
    let refused = mine
        .call("secretsmanager", "GetSecretValue", read.clone())
        .await;
    let refused = refused.expect_err("nothing lets them in").message;
    assert!(
        refused.contains("is not authorized to perform: secretsmanager:GetSecretValue"),
        "{refused}"
    );
    let policy = |whom: serde_json::Value| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": whom, "Action": "secretsmanager:GetSecretValue",
            "Resource": "*",
        }]})
        .to_string()
    };
    let everyone = policy(json!("*"));
    let put = json!({"SecretId": "one", "ResourcePolicy": everyone, "BlockPublicPolicy": true});
    let public = world.refusal("PutResourcePolicy", put).await;
    assert!(public.starts_with("PublicPolicyException"), "{public}");
    let looked = json!({"ResourcePolicy": everyone});
    let looked = world.ok("ValidateResourcePolicy", looked).await;
    assert_eq!(looked["PolicyValidationPassed"], json!(false));
    let put = json!({"SecretId": "one", "ResourcePolicy": "{"});
    let bad = world.refusal("PutResourcePolicy", put).await;
    assert!(bad.starts_with("MalformedPolicyDocumentException"), "{bad}");
    let named = policy(json!({"AWS": "arn:aws:iam::111122223333:user/someone"}));
    let put = json!({"SecretId": "one", "ResourcePolicy": named});
    world.ok("PutResourcePolicy", put).await;
    mine.must("secretsmanager", "GetSecretValue", read.clone())
        .await;
    let shown = world
        .ok("GetResourcePolicy", json!({"SecretId": "one"}))
        .await;
    assert_eq!(shown["ResourcePolicy"], json!(named));
    world
        .ok("DeleteResourcePolicy", json!({"SecretId": "one"}))
        .await;
    assert!(
        mine.call("secretsmanager", "GetSecretValue", read)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn tags_come_and_go() {
    let world = world().await;
    made(&world, "one", "a").await;
    let tags = json!([{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]);
    world
        .ok("TagResource", json!({"SecretId": "one", "Tags": tags}))
        .await;
    world
        .ok(
            "UntagResource",
            json!({"SecretId": "one", "TagKeys": ["a"]}),
        )
        .await;
    let shown = world.ok("DescribeSecret", json!({"SecretId": "one"})).await;
    assert_eq!(shown["Tags"], json!([{"Key": "b", "Value": "2"}]));
    let reserved = json!({"SecretId": "one", "Tags": [{"Key": "aws:x", "Value": "1"}]});
    assert!(
        world
            .refusal("TagResource", reserved)
            .await
            .starts_with("InvalidParameter")
    );
    let many: Vec<_> = (0..50)
        .map(|n| json!({"Key": n.to_string(), "Value": ""}))
        .collect();
    let many = json!({"SecretId": "one", "Tags": many});
    assert!(
        world
            .refusal("TagResource", many)
            .await
            .contains("more than 50 tags")
    );
}
