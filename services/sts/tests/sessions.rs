//! Sessions over IAM's real users and roles, through the one path.

mod common;

use common::*;
use haneul_pipeline::{AwsError, credentials};
use haneul_testkit::TestCloud;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn who_am_i() {
    let (cloud, ann) = ann_and_role().await;
    let answer = sts(&ann, "AssumeRole", assume()).await.unwrap();
    let lister = session(&cloud, &answer);
    let role_id = answer["AssumedRoleUser"]["AssumedRoleId"].clone();
    assert!(
        role_id
            .as_str()
            .is_some_and(|id| id.starts_with("AROA") && id.ends_with(":work"))
    );
    let user_id = json!(ann.caller.principal.user_id);
    let table = [
        (
            cloud.root(),
            "arn:aws:iam::111122223333:root",
            json!("111122223333"),
        ),
        (ann, "arn:aws:iam::111122223333:user/Ann", user_id),
        (
            lister,
            "arn:aws:sts::111122223333:assumed-role/Lister/work",
            role_id,
        ),
    ];
    for (client, arn, id) in table {
        let who = sts(&client, "GetCallerIdentity", json!({})).await.unwrap();
        assert_eq!(
            who,
            json!({"UserId": id, "Account": "111122223333", "Arn": arn})
        );
    }
}

/// Take a role for a while: its rights instead of one's own, until it ends.
#[tokio::test]
async fn s15_iam_10_11_sts_1_a_role_for_a_while() {
    let (cloud, ann) = ann_and_role().await;
    put_user_policy(&cloud, "Ann", policy("Allow", "iam:ListUsers", "*")).await;
    assert!(may(&ann, "ListUsers").await && !may(&ann, "ListGroups").await);
    let input = with(assume(), "DurationSeconds", json!(900));
    let answer = sts(&ann, "AssumeRole", input).await.unwrap();
    let given = &answer["Credentials"];
    assert!(
        given["AccessKeyId"]
            .as_str()
            .is_some_and(|id| id.starts_with("ASIA"))
    );
    assert!(
        given["SecretAccessKey"]
            .as_str()
            .is_some_and(|secret| secret.len() == 40)
    );
    assert!(
        given["SessionToken"]
            .as_str()
            .is_some_and(|token| token.len() > 300)
    );
    let lister = session(&cloud, &answer);
    assert!(may(&lister, "ListGroups").await && !may(&lister, "ListUsers").await);
    let stranger = user(&cloud, "Eve").await;
    let (code, message) = refused(&stranger, "AssumeRole", assume()).await;
    assert_eq!(code, "AccessDenied");
    assert_eq!(
        message,
        format!(
            "User: arn:aws:iam::111122223333:user/Eve is not authorized to perform: \
             sts:AssumeRole on resource: {ROLE}"
        )
    );
    let key = lister.caller.access_key.clone();
    let row = |cloud: &TestCloud| {
        let store = &cloud.cloud.store;
        store
            .read(|tx| Ok::<_, AwsError>(credentials::find(tx, &key)?))
            .unwrap()
    };
    let expires = row(&cloud)
        .and_then(|c| c.session)
        .map(|s| s.expires)
        .unwrap();
    cloud.advance(Duration::from_secs(901)).await;
    assert!(expires <= cloud.cloud.clock.now() && row(&cloud).is_some());
    cloud.advance(Duration::from_secs(86_400)).await;
    assert!(row(&cloud).is_none());
}

#[tokio::test]
async fn a_role_that_is_not_there_is_refused_like_one_that_does_not_trust() {
    let (cloud, _) = ann_and_role().await;
    let eve = user(&cloud, "Eve").await;
    let (code, refusal) = refused(&eve, "AssumeRole", assume()).await;
    let none = "arn:aws:iam::111122223333:role/None";
    let input = with(assume(), "RoleArn", json!(none));
    let (other_code, other) = refused(&eve, "AssumeRole", input).await;
    assert_eq!((code, refusal.replace(ROLE, none)), (other_code, other));
    // The path is part of the name.
    let bare = "arn:aws:iam::111122223333:role/Lister";
    let input = with(assume(), "RoleArn", json!(bare));
    assert_eq!(refused(&eve, "AssumeRole", input).await.0, "AccessDenied");
}

#[tokio::test]
async fn who_is_trusted() {
    let cloud = cloud().await;
    let ann = user(&cloud, "Ann").await;
    role(
        &cloud,
        trust(json!({"Service": "ec2.amazonaws.com"}), json!({})),
    )
    .await;
    let allowing = policy("Allow", "sts:AssumeRole", ROLE);
    let account = json!({"AWS": "111122223333"});
    let named = json!({"AWS": "arn:aws:iam::111122223333:user/Ann"});
    let service = json!({"Service": "ec2.amazonaws.com"});
    // The account's trust needs the user's own policy beside; a user's name needs nothing.
    let table = [
        (&service, None, false),
        (&service, Some(&allowing), false),
        (&account, None, false),
        (&account, Some(&allowing), true),
        (&named, None, true),
    ];
    for (principal, own, expected) in table {
        let text = trust(principal.clone(), json!({}));
        let input = json!({"RoleName": "Lister", "PolicyDocument": text});
        iam(&cloud.root(), "UpdateAssumeRolePolicy", input).await;
        let deny = policy("Allow", "s3:GetObject", "*");
        put_user_policy(&cloud, "Ann", own.unwrap_or(&deny).clone()).await;
        let answer = sts(&ann, "AssumeRole", assume()).await;
        assert_eq!(answer.is_ok(), expected, "{principal} {own:?}");
    }
    put_user_policy(&cloud, "Ann", policy("Deny", "sts:*", "*")).await;
    assert!(sts(&ann, "AssumeRole", assume()).await.is_err());
    let (code, message) = refused(&cloud.root(), "AssumeRole", assume()).await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("AccessDenied", "Roles may not be assumed by root accounts.")
    );
}

#[tokio::test]
async fn across_accounts_both_sides_must_agree() {
    let (cloud, _) = ann_and_role().await;
    let far_root = cloud.root_of("444455556666");
    iam(&far_root, "CreateUser", json!({"UserName": "far"})).await;
    let made = iam(&far_root, "CreateAccessKey", json!({"UserName": "far"})).await;
    let far = cloud.with_key(
        made["AccessKey"]["AccessKeyId"]
            .as_str()
            .unwrap_or_default(),
    );
    let far_arn = "arn:aws:iam::444455556666:user/far";
    let text = trust(
        json!({"AWS": far_arn}),
        json!({"StringEquals": {"sts:ExternalId": "sesame"}}),
    );
    let input = json!({"RoleName": "Lister", "PolicyDocument": text});
    iam(&cloud.root(), "UpdateAssumeRolePolicy", input).await;
    let open = with(assume(), "ExternalId", json!("sesame"));
    assert!(sts(&far, "AssumeRole", open.clone()).await.is_err());
    let text = policy("Allow", "sts:AssumeRole", ROLE);
    let own = json!({"UserName": "far", "PolicyName": "p", "PolicyDocument": text});
    iam(&far_root, "PutUserPolicy", own).await;
    let answer = sts(&far, "AssumeRole", open).await.unwrap();
    let lister = session(&cloud, &answer);
    assert_eq!(lister.account, "111122223333");
    assert!(may(&lister, "ListGroups").await);
    for wrong in [assume(), with(assume(), "ExternalId", json!("other"))] {
        assert_eq!(refused(&far, "AssumeRole", wrong).await.0, "AccessDenied");
    }
}

#[tokio::test]
async fn durations_have_bounds() {
    let (cloud, ann) = ann_and_role().await;
    put_user_policy(&cloud, "Ann", policy("Allow", "*", "*")).await;
    let last = |seconds: i64| with(assume(), "DurationSeconds", json!(seconds));
    let role_limit =
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    let (code, message) = refused(&ann, "AssumeRole", last(3_601)).await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("ValidationError", role_limit)
    );
    let longer = json!({"RoleName": "Lister", "MaxSessionDuration": 43_200});
    iam(&cloud.root(), "UpdateRole", longer).await;
    for (seconds, ok) in [(899, false), (900, true), (43_200, true), (43_201, false)] {
        assert_eq!(
            sts(&ann, "AssumeRole", last(seconds)).await.is_ok(),
            ok,
            "{seconds}"
        );
    }
    // From a session, whatever the role allows.
    let token = sts(&ann, "GetSessionToken", json!({})).await.unwrap();
    let chained = session(&cloud, &token);
    let (code, message) = refused(&chained, "AssumeRole", last(3_601)).await;
    assert_eq!(code, "ValidationError");
    assert!(message.starts_with("The requested DurationSeconds exceeds the 1 hour session limit"));
    assert!(sts(&chained, "AssumeRole", last(3_600)).await.is_ok());
}

#[tokio::test]
async fn session_policies_only_take_away() {
    let (cloud, ann) = ann_and_role().await;
    let root = cloud.root();
    let attach = json!({"RoleName": "Lister", "PolicyArn": READ_ONLY});
    iam(&root, "AttachRolePolicy", attach).await;
    let text = policy("Allow", "iam:ListRoles", "*");
    let made = iam(
        &root,
        "CreatePolicy",
        json!({"PolicyName": "roles", "PolicyDocument": text}),
    )
    .await;
    let own = made["Policy"]["Arn"].clone();
    let only_users = policy("Allow", "iam:ListUsers", "*");
    let table = [
        (json!({}), [true, true, true, false]),
        (json!({"Policy": only_users}), [true, false, false, false]),
        (
            json!({"PolicyArns": [{"arn": own}]}),
            [false, true, false, false],
        ),
        (
            json!({"PolicyArns": [{"arn": READ_ONLY}]}),
            [true, true, true, false],
        ),
        (
            json!({"Policy": only_users, "PolicyArns": [{"arn": own}]}),
            [true, true, false, false],
        ),
        (
            json!({"Policy": policy("Allow", "*", "*")}),
            [true, true, true, false],
        ),
    ];
    for (given, expected) in table {
        let mut input = assume();
        for (member, value) in given.as_object().into_iter().flatten() {
            input[member] = value.clone();
        }
        let answer = sts(&ann, "AssumeRole", input).await.unwrap();
        assert_eq!(answer["PackedPolicySize"].is_i64(), given != json!({}));
        let lister = session(&cloud, &answer);
        let mut found = [false; 4];
        for (place, operation) in ["ListUsers", "ListRoles", "ListGroups", "CreateAccountAlias"]
            .iter()
            .enumerate()
        {
            let input = match place {
                3 => json!({"AccountAlias": "busan"}),
                _ => json!({}),
            };
            found[place] = lister.call("iam", operation, input).await.is_ok();
        }
        assert_eq!(found, expected, "{given}");
    }
}

#[tokio::test]
async fn inputs_that_are_refused() {
    let (cloud, ann) = ann_and_role().await;
    let foreign = "arn:aws:iam::999988887777:policy/x";
    let dup = json!([{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]);
    let long = policy(
        "Allow",
        "s3:*",
        &format!("arn:aws:s3:::{}", "x".repeat(2_048)),
    );
    let table = [
        ("RoleSessionName", json!("a b"), "ValidationError"),
        ("RoleSessionName", json!("x"), "ValidationError"),
        (
            "RoleArn",
            json!("arn:aws:iam::111122223333:user/Ann"),
            "ValidationError",
        ),
        (
            "RoleArn",
            json!("this is not an arn at all"),
            "ValidationError",
        ),
        ("Policy", json!("{"), "MalformedPolicyDocument"),
        ("Policy", json!(long), "PackedPolicyTooLarge"),
        ("PolicyArns", json!([{"arn": foreign}]), "ValidationError"),
        (
            "PolicyArns",
            json!(vec![json!({"arn": READ_ONLY}); 11]),
            "ValidationError",
        ),
        ("Tags", dup, "InvalidParameterValue"),
        (
            "Tags",
            json!([{"Key": "aws:x", "Value": "1"}]),
            "InvalidParameterValue",
        ),
        (
            "TransitiveTagKeys",
            json!(["none"]),
            "InvalidParameterValue",
        ),
        (
            "SerialNumber",
            json!("arn:aws:iam::111122223333:mfa/Ann"),
            "AccessDenied",
        ),
        ("TokenCode", json!("123456"), "AccessDenied"),
        (
            "ProvidedContexts",
            json!([{"ProviderArn": "arn:aws:iam::aws:contextProvider/x"}]),
            "NotImplemented",
        ),
    ];
    for (member, value, code) in table {
        let input = with(assume(), member, value.clone());
        assert_eq!(
            refused(&ann, "AssumeRole", input).await.0,
            code,
            "{member} {value}"
        );
    }
    let (code, _) = refused(
        &cloud.root(),
        "GetSessionToken",
        json!({"TokenCode": "123456"}),
    )
    .await;
    assert_eq!(code, "AccessDenied");
    for operation in ["GetDelegatedAccessToken", "GetWebIdentityToken"] {
        assert_eq!(
            refused(&ann, operation, json!({})).await.0,
            "NotImplemented"
        );
    }
}
