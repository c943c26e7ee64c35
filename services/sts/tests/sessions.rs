//! Sessions over IAM's real users and roles, through the one path.

use haneul_iam::{Directory, Iam};
use haneul_pipeline::AwsError;
use haneul_pipeline::credentials;
use haneul_sts::Sts;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const ROLE: &str = "arn:aws:iam::111122223333:role/svc/Lister";
const READ_ONLY: &str = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

async fn cloud() -> TestCloud {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![Arc::new(Iam), Arc::new(Sts)];
    TestCloud::new(services, Arc::new(Directory::default())).await
}

async fn iam(client: &Client, operation: &str, input: Json) -> Json {
    match client.call("iam", operation, input.clone()).await {
        Ok(answer) => answer,
        Err(error) => panic!("{operation} {input}: {error}"),
    }
}

async fn sts(client: &Client, operation: &str, input: Json) -> Result<Json, AwsError> {
    client.call("sts", operation, input).await
}

async fn refused(client: &Client, operation: &str, input: Json) -> (String, String) {
    match sts(client, operation, input.clone()).await {
        Ok(answer) => panic!("{operation} {input} answered {answer}"),
        Err(error) => (error.code.to_string(), error.message),
    }
}

fn policy(effect: &str, action: &str, resource: &str) -> String {
    json!({"Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]})
    .to_string()
}

/// Trust in `principal` for all that assuming a role can ask for.
fn trust(principal: Json, condition: Json) -> String {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal,
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        "Condition": condition}]})
    .to_string()
}

async fn user(cloud: &TestCloud, name: &str) -> Client {
    let root = cloud.root();
    iam(&root, "CreateUser", json!({"UserName": name})).await;
    let made = iam(&root, "CreateAccessKey", json!({"UserName": name})).await;
    cloud.with_key(
        made["AccessKey"]["AccessKeyId"]
            .as_str()
            .unwrap_or_default(),
    )
}

async fn put_user_policy(cloud: &TestCloud, name: &str, text: String) {
    let input = json!({"UserName": name, "PolicyName": "p", "PolicyDocument": text});
    iam(&cloud.root(), "PutUserPolicy", input).await;
}

/// The role `Lister`, which may list groups, trusting as the text says.
async fn role(cloud: &TestCloud, trust: String) {
    let root = cloud.root();
    let create = json!({"RoleName": "Lister", "Path": "/svc/", "AssumeRolePolicyDocument": trust});
    iam(&root, "CreateRole", create).await;
    let text = policy("Allow", "iam:ListGroups", "*");
    let put = json!({"RoleName": "Lister", "PolicyName": "p", "PolicyDocument": text});
    iam(&root, "PutRolePolicy", put).await;
}

/// A user Ann and a role that names her.
async fn ann_and_role() -> (TestCloud, Client) {
    let cloud = cloud().await;
    let ann = user(&cloud, "Ann").await;
    let arn = ann.caller.principal.arn.clone();
    role(&cloud, trust(json!({"AWS": arn}), json!({}))).await;
    (cloud, ann)
}

fn assume() -> Json {
    json!({"RoleArn": ROLE, "RoleSessionName": "work"})
}

fn with(mut input: Json, member: &str, value: Json) -> Json {
    input[member] = value;
    input
}

fn session(cloud: &TestCloud, answer: &Json) -> Client {
    let key = answer["Credentials"]["AccessKeyId"]
        .as_str()
        .unwrap_or_default();
    cloud.with_key(key)
}

async fn may(client: &Client, operation: &str) -> bool {
    client.call("iam", operation, json!({})).await.is_ok()
}

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
            "NotImplemented",
        ),
        ("TokenCode", json!("123456"), "NotImplemented"),
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
    assert_eq!(code, "NotImplemented");
    for operation in [
        "AssumeRoleWithSAML",
        "DecodeAuthorizationMessage",
        "GetFederationToken",
    ] {
        assert_eq!(
            refused(&ann, operation, json!({})).await.0,
            "NotImplemented"
        );
    }
}

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
