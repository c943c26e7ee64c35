//! What sessions carry, how long they last, and whose they are.

mod common;

use common::*;
use serde_json::json;

#[tokio::test]
async fn tags_of_a_session_decide_and_pass_on() {
    let cloud = cloud().await;
    let root = cloud.root();
    let ann = user(&cloud, "Ann").await;
    role(
        &cloud,
        trust(
            json!({"AWS": "arn:aws:iam::111122223333:user/Ann"}),
            json!({}),
        ),
    )
    .await;
    let tag = json!({"RoleName": "Lister", "Tags": [{"Key": "team", "Value": "red"}]});
    iam(&root, "TagRole", tag).await;
    let text = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}},
        {"Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}},
        {"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]});
    let put = json!({"RoleName": "Lister", "PolicyName": "q", "PolicyDocument": text.to_string()});
    iam(&root, "PutRolePolicy", put).await;
    let plain = session(&cloud, &sts(&ann, "AssumeRole", assume()).await.unwrap());
    assert!(may(&plain, "ListRoles").await && !may(&plain, "ListUsers").await);
    let tags = json!([{"Key": "team", "Value": "blue"}, {"Key": "own", "Value": "x"}]);
    let input = with(assume(), "Tags", tags);
    let input = with(input, "TransitiveTagKeys", json!(["team"]));
    let input = with(input, "SourceIdentity", json!("ann"));
    let answer = sts(&ann, "AssumeRole", input).await.unwrap();
    assert_eq!(answer["SourceIdentity"], "ann");
    let blue = session(&cloud, &answer);
    assert!(may(&blue, "ListUsers").await && !may(&blue, "ListRoles").await);
    // The next role in the chain gets the transitive tag and the source identity.
    let next = "arn:aws:iam::111122223333:role/Next";
    let first = json!({"AWS": ROLE});
    let create = |text: String| json!({"RoleName": "Next", "AssumeRolePolicyDocument": text});
    iam(&root, "CreateRole", create(trust(first.clone(), json!({})))).await;
    let chain = with(assume(), "RoleArn", json!(next));
    let answer = sts(&blue, "AssumeRole", chain.clone()).await.unwrap();
    let passed = session(&cloud, &answer).caller.session.clone().unwrap();
    assert_eq!(passed.tags, [("team".to_owned(), "blue".to_owned())]);
    assert_eq!(passed.source_identity.as_deref(), Some("ann"));
    let other = json!([{"Key": "team", "Value": "green"}]);
    let (code, _) = refused(&blue, "AssumeRole", with(chain.clone(), "Tags", other)).await;
    assert_eq!(code, "InvalidParameterValue");
    let (code, _) = refused(
        &blue,
        "AssumeRole",
        with(chain.clone(), "SourceIdentity", json!("eve")),
    )
    .await;
    assert_eq!(code, "AccessDenied");
    // A role that does not let sessions be tagged cannot be taken on with tags.
    let text = trust(first, json!({})).replace("\"sts:TagSession\",", "");
    let update = json!({"RoleName": "Next", "PolicyDocument": text});
    iam(&root, "UpdateAssumeRolePolicy", update).await;
    let (code, message) = refused(&blue, "AssumeRole", chain.clone()).await;
    assert!(
        code == "AccessDenied" && message.contains("sts:TagSession"),
        "{message}"
    );
    assert!(sts(&plain, "AssumeRole", chain).await.is_ok());
}

#[tokio::test]
async fn session_tokens_open_everything_but_iam_and_sts() {
    let (cloud, ann) = ann_and_role().await;
    put_user_policy(&cloud, "Ann", policy("Allow", "*", "*")).await;
    let answer = sts(&ann, "GetSessionToken", json!({})).await.unwrap();
    let token = session(&cloud, &answer);
    let error = token.call("iam", "ListUsers", json!({})).await.unwrap_err();
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("InvalidClientTokenId", Some(403))
    );
    let who = sts(&token, "GetCallerIdentity", json!({})).await.unwrap();
    assert_eq!(who["Arn"], "arn:aws:iam::111122223333:user/Ann");
    assert!(sts(&token, "AssumeRole", assume()).await.is_ok());
    for operation in ["GetSessionToken", "GetAccessKeyInfo"] {
        let input = json!({"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"});
        let input = if operation == "GetSessionToken" {
            json!({})
        } else {
            input
        };
        let (code, message) = refused(&token, operation, input).await;
        assert_eq!(code, "AccessDenied");
        assert_eq!(
            message,
            format!("Cannot call {operation} with session credentials")
        );
    }
    let lister = session(&cloud, &sts(&ann, "AssumeRole", assume()).await.unwrap());
    let (code, message) = refused(&lister, "GetSessionToken", json!({})).await;
    assert_eq!(code, "AccessDenied");
    assert_eq!(
        message,
        "Cannot call GetSessionToken with session credentials"
    );
}

#[tokio::test]
async fn how_long_session_tokens_last() {
    let (cloud, ann) = ann_and_role().await;
    let now = cloud.cloud.clock.now().as_second();
    let root = cloud.root();
    let table = [
        (&ann, None, 43_200),
        (&ann, Some(900), 900),
        (&ann, Some(129_600), 129_600),
        (&root, None, 3_600),
        (&root, Some(7_200), 3_600),
        (&root, Some(1_000), 1_000),
    ];
    for (client, asked, expected) in table {
        let input = asked.map_or(json!({}), |s| json!({"DurationSeconds": s}));
        let answer = sts(client, "GetSessionToken", input).await.unwrap();
        let seconds = session(&cloud, &answer)
            .caller
            .session
            .as_ref()
            .and_then(|s| s.expires);
        assert_eq!(
            seconds.map(|at| at.as_second() - now),
            Some(expected),
            "{asked:?}"
        );
    }
    let error = refused(&ann, "GetSessionToken", json!({"DurationSeconds": 129_601})).await;
    assert_eq!(error.0, "ValidationError");
    let input = json!({"MinimumSessionTokenSize": 2_001});
    let answer = sts(&ann, "GetSessionToken", input).await.unwrap();
    let token = answer["Credentials"]["SessionToken"]
        .as_str()
        .unwrap_or_default();
    assert_eq!(
        (token.len(), &answer["SessionTokenSize"]),
        (2_004, &json!(2_004))
    );
}

/// Sessions of a role that is gone are nobody's, also when a new role has its name.
#[tokio::test]
async fn a_deleted_roles_sessions_end() {
    let (cloud, ann) = ann_and_role().await;
    let root = cloud.root();
    let lister = session(&cloud, &sts(&ann, "AssumeRole", assume()).await.unwrap());
    assert!(may(&lister, "ListGroups").await);
    iam(
        &root,
        "DeleteRolePolicy",
        json!({"RoleName": "Lister", "PolicyName": "p"}),
    )
    .await;
    assert!(!may(&lister, "ListGroups").await);
    iam(&root, "DeleteRole", json!({"RoleName": "Lister"})).await;
    assert!(!may(&lister, "ListGroups").await);
    role(
        &cloud,
        trust(
            json!({"AWS": "arn:aws:iam::111122223333:user/Ann"}),
            json!({}),
        ),
    )
    .await;
    let again = session(&cloud, &sts(&ann, "AssumeRole", assume()).await.unwrap());
    assert!(may(&again, "ListGroups").await);
    assert!(!may(&lister, "ListGroups").await);
    assert_eq!(again.caller.principal.arn, lister.caller.principal.arn);
}

#[tokio::test]
async fn whose_key_it_is() {
    let (cloud, ann) = ann_and_role().await;
    let root = cloud.root();
    let ask = json!({"AccessKeyId": ann.caller.access_key});
    let answer = sts(&root, "GetAccessKeyInfo", ask.clone()).await.unwrap();
    assert_eq!(answer, json!({"Account": "111122223333"}));
    assert_eq!(
        refused(&ann, "GetAccessKeyInfo", ask).await.0,
        "AccessDenied"
    );
    let unknown = json!({"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"});
    assert_eq!(
        refused(&root, "GetAccessKeyInfo", unknown).await.0,
        "ValidationError"
    );
}
