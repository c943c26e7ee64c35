//! GetFederationToken: users who give away a part of their rights.

use haneul_iam::{Directory, Iam};
use haneul_pipeline::AwsError;
use haneul_sqs::Sqs;
use haneul_sts::Sts;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const BOB: &str = "arn:aws:sts::111122223333:federated-user/Bob";

async fn cloud() -> TestCloud {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> =
        vec![Arc::new(Iam), Arc::new(Sts), Arc::new(Sqs)];
    TestCloud::new(services, Arc::new(Directory::default())).await
}

async fn iam(client: &Client, operation: &str, input: Json) -> Json {
    match client.call("iam", operation, input.clone()).await {
        Ok(answer) => answer,
        Err(error) => panic!("{operation} {input}: {error}"),
    }
}

async fn federate(client: &Client, input: Json) -> Result<Json, AwsError> {
    client.call("sts", "GetFederationToken", input).await
}

async fn refused(client: &Client, input: Json) -> (String, String) {
    match federate(client, input.clone()).await {
        Ok(answer) => panic!("{input} answered {answer}"),
        Err(error) => (error.code.to_string(), error.message),
    }
}

fn policy(action: &str, resource: &str) -> String {
    json!({"Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})
    .to_string()
}

/// Ann, who may do what the texts say.
async fn ann(cloud: &TestCloud, texts: &[String]) -> Client {
    let root = cloud.root();
    iam(&root, "CreateUser", json!({"UserName": "Ann"})).await;
    for (at, text) in texts.iter().enumerate() {
        let input =
            json!({"UserName": "Ann", "PolicyName": format!("p{at}"), "PolicyDocument": text});
        iam(&root, "PutUserPolicy", input).await;
    }
    let made = iam(&root, "CreateAccessKey", json!({"UserName": "Ann"})).await;
    cloud.with_key(
        made["AccessKey"]["AccessKeyId"]
            .as_str()
            .unwrap_or_default(),
    )
}

fn session(cloud: &TestCloud, answer: &Json) -> Client {
    let key = answer["Credentials"]["AccessKeyId"].as_str();
    cloud.with_key(key.unwrap_or_default())
}

async fn may(client: &Client, operation: &str) -> bool {
    let input = match operation {
        "CreateQueue" => json!({"QueueName": "jobs"}),
        "SendMessage" => {
            json!({"QueueUrl": "http://localhost:4566/111122223333/jobs", "MessageBody": "x"})
        }
        _ => json!({}),
    };
    match client.call("sqs", operation, input).await {
        Ok(_) => true,
        Err(error) => {
            assert!(error.code.contains("AccessDenied"), "{error}");
            false
        }
    }
}

async fn queue(cloud: &TestCloud, policy: Option<Json>) {
    let mut input = json!({"QueueName": "jobs"});
    if let Some(policy) = policy {
        input["Attributes"] = json!({"Policy": policy.to_string()});
    }
    let made = cloud.root().call("sqs", "CreateQueue", input).await;
    assert!(made.is_ok(), "{made:?}");
}

fn all() -> Vec<String> {
    vec![policy("sts:GetFederationToken", "*"), policy("sqs:*", "*")]
}

#[tokio::test]
async fn rights_are_what_both_the_user_and_the_session_allow() {
    let cloud = cloud().await;
    queue(&cloud, None).await;
    let mine = [
        policy("sts:*", "*"),
        policy("sqs:ListQueues", "*"),
        policy("sqs:SendMessage", "*"),
    ];
    let ann = ann(&cloud, &mine).await;
    let held = policy("sqs:ListQueues", "*");
    let answer = federate(&ann, json!({"Name": "Bob", "Policy": held}))
        .await
        .unwrap();
    assert_eq!(
        answer["FederatedUser"],
        json!({"FederatedUserId": "111122223333:Bob", "Arn": BOB})
    );
    assert!(
        answer["PackedPolicySize"]
            .as_i64()
            .is_some_and(|size| size > 0)
    );
    let bob = session(&cloud, &answer);
    assert!(may(&bob, "ListQueues").await && !may(&bob, "SendMessage").await);
    // The session policy grants nothing that the user lacks.
    let all = policy("sqs:*", "*");
    let answer = federate(&ann, json!({"Name": "Bob", "Policy": all}))
        .await
        .unwrap();
    let wide = session(&cloud, &answer);
    assert!(may(&wide, "SendMessage").await && !may(&wide, "CreateQueue").await);
    let read = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess";
    let answer = federate(&ann, json!({"Name": "Bob", "PolicyArns": [{"arn": read}]}))
        .await
        .unwrap();
    let reader = session(&cloud, &answer);
    assert!(may(&reader, "ListQueues").await && !may(&reader, "SendMessage").await);
    let answer = federate(&ann, json!({"Name": "Bob"})).await.unwrap();
    assert_eq!(answer["PackedPolicySize"], Json::Null);
    assert!(!may(&session(&cloud, &answer), "ListQueues").await);
    // Rights are the user's of the moment, and end with the user's.
    let gone = json!({"UserName": "Ann", "PolicyName": "p1"});
    iam(&cloud.root(), "DeleteUserPolicy", gone).await;
    assert!(!may(&bob, "ListQueues").await && may(&wide, "SendMessage").await);
}

/// Two users may use one name: their rights stay their own.
#[tokio::test]
async fn federated_users_of_one_name_are_not_mixed_up() {
    let cloud = cloud().await;
    let ann = ann(&cloud, &all()).await;
    let text = policy("sqs:*", "*");
    let of_ann = federate(&ann, json!({"Name": "Bob", "Policy": text}))
        .await
        .unwrap();
    let of_ann = session(&cloud, &of_ann);
    let root = cloud.root();
    iam(&root, "CreateUser", json!({"UserName": "Eve"})).await;
    let put = json!({"UserName": "Eve", "PolicyName": "p",
        "PolicyDocument": policy("sts:GetFederationToken", "*")});
    iam(&root, "PutUserPolicy", put).await;
    let made = iam(&root, "CreateAccessKey", json!({"UserName": "Eve"})).await;
    let eve = cloud.with_key(
        made["AccessKey"]["AccessKeyId"]
            .as_str()
            .unwrap_or_default(),
    );
    let of_eve = federate(&eve, json!({"Name": "Bob", "Policy": text}))
        .await
        .unwrap();
    let of_eve = session(&cloud, &of_eve);
    assert!(may(&of_ann, "ListQueues").await && !may(&of_eve, "ListQueues").await);
}

#[tokio::test]
async fn resource_policies_let_federated_users_in() {
    let cloud = cloud().await;
    let names = |arn: &str| {
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": arn},
            "Action": "sqs:SendMessage", "Resource": "*"}]})
    };
    queue(&cloud, Some(names(BOB))).await;
    let ann = ann(&cloud, &[policy("sts:GetFederationToken", "*")]).await;
    let bare = federate(&ann, json!({"Name": "Bob"})).await.unwrap();
    assert!(may(&session(&cloud, &bare), "SendMessage").await);
    let other = federate(&ann, json!({"Name": "Rob"})).await.unwrap();
    assert!(!may(&session(&cloud, &other), "SendMessage").await);
    // Where the user is named, the session still has to allow.
    let text = names(&ann.caller.principal.arn).to_string();
    let input = json!({"QueueUrl": "http://localhost:4566/111122223333/jobs",
        "Attributes": {"Policy": text}});
    cloud
        .root()
        .call("sqs", "SetQueueAttributes", input)
        .await
        .unwrap();
    assert!(!may(&session(&cloud, &bare), "SendMessage").await);
    let held = policy("sqs:SendMessage", "*");
    let answer = federate(&ann, json!({"Name": "Bob", "Policy": held}))
        .await
        .unwrap();
    assert!(may(&session(&cloud, &answer), "SendMessage").await);
}

#[tokio::test]
async fn credentials_end_with_time_and_with_the_user() {
    let cloud = cloud().await;
    let ann = ann(&cloud, &all()).await;
    let held = policy("sqs:*", "*");
    let input = json!({"Name": "Bob", "Policy": held});
    let answer = federate(&ann, input.clone()).await.unwrap();
    let expires = answer["Credentials"]["Expiration"]
        .as_f64()
        .unwrap_or_default();
    let now = cloud.cloud.clock.now().as_second() as f64;
    assert_eq!(expires - now, 43_200.0);
    let bob = session(&cloud, &answer);
    assert!(may(&bob, "ListQueues").await);
    let root = cloud.root();
    for policy in ["p0", "p1"] {
        let input = json!({"UserName": "Ann", "PolicyName": policy});
        iam(&root, "DeleteUserPolicy", input).await;
    }
    let key = json!({"UserName": "Ann", "AccessKeyId": ann.caller.access_key});
    iam(&root, "DeleteAccessKey", key).await;
    iam(&root, "DeleteUser", json!({"UserName": "Ann"})).await;
    let error = bob.call("sqs", "ListQueues", json!({})).await.unwrap_err();
    assert_eq!(error.code, "UnrecognizedClientException");
    // A root user is given an hour at most, and allows everything that the session allows.
    let answer = federate(&root, input).await.unwrap();
    let expires = answer["Credentials"]["Expiration"]
        .as_f64()
        .unwrap_or_default();
    assert_eq!(expires - now, 3_600.0);
    assert!(may(&session(&cloud, &answer), "ListQueues").await);
    cloud.advance(Duration::from_secs(3_600 + 86_400)).await;
    let key = answer["Credentials"]["AccessKeyId"]
        .as_str()
        .unwrap_or_default();
    let left = cloud
        .cloud
        .store
        .read(|tx| Ok::<_, AwsError>(haneul_pipeline::credentials::find(tx, key)?));
    assert_eq!(left, Ok(None));
}

#[tokio::test]
async fn federated_credentials_open_neither_iam_nor_sts() {
    let cloud = cloud().await;
    let mine = [policy("sts:*", "*"), policy("iam:*", "*")];
    let ann = ann(&cloud, &mine).await;
    let held = policy("*", "*");
    let answer = federate(&ann, json!({"Name": "Bob", "Policy": held}))
        .await
        .unwrap();
    let bob = session(&cloud, &answer);
    let error = bob.call("iam", "ListUsers", json!({})).await.unwrap_err();
    assert_eq!(error.code, "InvalidClientTokenId");
    let role = json!({"RoleArn": "arn:aws:iam::111122223333:role/any", "RoleSessionName": "any"});
    for (operation, input) in [
        ("GetSessionToken", json!({})),
        ("GetFederationToken", json!({"Name": "Rob"})),
        ("AssumeRole", role),
    ] {
        let error = bob.call("sts", operation, input).await.unwrap_err();
        let said = format!("Cannot call {operation} with session credentials");
        assert_eq!((&*error.code, error.message), ("AccessDenied", said));
    }
    let who = bob
        .call("sts", "GetCallerIdentity", json!({}))
        .await
        .unwrap();
    assert_eq!(
        who,
        json!({"UserId": "111122223333:Bob", "Account": "111122223333", "Arn": BOB})
    );
    // Sessions federate nobody.
    let token = ann.call("sts", "GetSessionToken", json!({})).await.unwrap();
    let (code, message) = refused(&session(&cloud, &token), json!({"Name": "Bob"})).await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        (
            "AccessDenied",
            "Cannot call GetFederationToken with session credentials"
        )
    );
}

#[tokio::test]
async fn tags_ask_for_a_right_and_are_the_sessions() {
    let cloud = cloud().await;
    let only = "arn:aws:sts::111122223333:federated-user/B*";
    let ann = ann(
        &cloud,
        &[policy("sts:GetFederationToken", only), policy("sqs:*", "*")],
    )
    .await;
    let (code, message) = refused(&ann, json!({"Name": "Eve"})).await;
    assert_eq!(code, "AccessDenied");
    assert!(
        message.contains(
            "sts:GetFederationToken on resource: arn:aws:sts::111122223333:federated-user/Eve"
        ),
        "{message}"
    );
    let held = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "sqs:ListQueues", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}}]});
    let tagged = json!({"Name": "Bob", "Policy": held.to_string(),
        "Tags": [{"Key": "team", "Value": "red"}]});
    let (_, message) = refused(&ann, tagged.clone()).await;
    assert!(message.contains("sts:TagSession"), "{message}");
    let put = json!({"UserName": "Ann", "PolicyName": "tag",
        "PolicyDocument": policy("sts:TagSession", "*")});
    iam(&cloud.root(), "PutUserPolicy", put).await;
    let answer = federate(&ann, tagged).await.unwrap();
    assert!(may(&session(&cloud, &answer), "ListQueues").await);
    let bare = json!({"Name": "Bob", "Policy": held.to_string()});
    let answer = federate(&ann, bare).await.unwrap();
    assert!(!may(&session(&cloud, &answer), "ListQueues").await);
    for (member, value) in [("Name", json!("B")), ("DurationSeconds", json!(129_601))] {
        let mut input = json!({"Name": "Bob"});
        input[member] = value;
        assert_eq!(refused(&ann, input).await.0, "ValidationError");
    }
}
