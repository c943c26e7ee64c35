//! DecodeAuthorizationMessage, with a service that seals its refusals.

use haneul_iam::{Directory, Iam};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Registered, Service};
use haneul_sqs::Sqs;
use haneul_sts::Sts;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// SQS, if it spoke as EC2 does.
struct Sealing;

impl Service for Sealing {
    fn model(&self) -> &'static str {
        "sqs"
    }

    fn operations(&self) -> Vec<Registered> {
        Sqs.operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        Sqs.checks(cx, operation, input)
    }

    fn seals_denials(&self) -> bool {
        true
    }
}

async fn cloud() -> TestCloud {
    let services: Vec<Arc<dyn Service>> = vec![Arc::new(Iam), Arc::new(Sts), Arc::new(Sealing)];
    TestCloud::new(services, Arc::new(Directory::default())).await
}

async fn ann(cloud: &TestCloud, statements: Json) -> Client {
    let root = cloud.root();
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    for (operation, input) in [
        ("CreateUser", json!({"UserName": "Ann"})),
        (
            "PutUserPolicy",
            json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": text}),
        ),
    ] {
        root.call("iam", operation, input).await.unwrap();
    }
    let key = root
        .call("iam", "CreateAccessKey", json!({"UserName": "Ann"}))
        .await
        .unwrap();
    cloud.with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap())
}

async fn sealed(client: &Client) -> String {
    let refused = client
        .call("sqs", "CreateQueue", json!({"QueueName": "jobs"}))
        .await;
    let message = refused.unwrap_err().message;
    let (plain, sealed) = message
        .split_once(" Encoded authorization failure message: ")
        .unwrap();
    assert!(
        plain.contains("is not authorized to perform: sqs:CreateQueue on resource: "),
        "{plain}"
    );
    sealed.to_owned()
}

async fn decode(client: &Client, message: &str) -> Result<Json, String> {
    let input = json!({"EncodedMessage": message});
    let answer = client
        .call("sts", "DecodeAuthorizationMessage", input)
        .await;
    let answer = answer.map_err(|error| error.code.to_string())?;
    let text = answer["DecodedMessage"].as_str().unwrap();
    Ok(serde_json::from_str(text).unwrap())
}

#[tokio::test]
async fn a_refusal_tells_more_to_who_may_know() {
    let cloud = cloud().await;
    let statements = json!([{"Sid": "Never", "Effect": "Deny", "Action": "sqs:CreateQueue",
        "Resource": "*"}]);
    let ann = ann(&cloud, statements).await;
    let message = sealed(&ann).await;
    assert!(!message.contains("Never") && !message.contains("ann"));
    let root = cloud.root();
    let told = decode(&root, &message).await.unwrap();
    assert_eq!(told["allowed"], false);
    assert_eq!(told["explicitDeny"], true);
    let statement = json!({"statementId": "Never", "effect": "DENY"});
    assert_eq!(told["matchedStatements"], json!({"items": [statement]}));
    assert_eq!(told["failures"], json!({"items": []}));
    let context = &told["context"];
    let principal = json!({"id": ann.caller.principal.user_id, "name": "Ann",
        "arn": "arn:aws:iam::111122223333:user/Ann"});
    assert_eq!(context["principal"], principal);
    assert_eq!(context["action"], "sqs:CreateQueue");
    assert_eq!(
        context["resource"],
        "arn:aws:sqs:us-east-1:111122223333:jobs"
    );
    let region =
        json!({"key": "aws:requestedregion", "values": {"items": [{"value": "us-east-1"}]}});
    let conditions = context["conditions"]["items"].as_array().unwrap();
    assert!(conditions.contains(&region), "{conditions:?}");
    assert_eq!(decode(&ann, &message).await, Err("AccessDenied".to_owned()));
}

#[tokio::test]
async fn only_messages_of_ones_own_account_are_opened() {
    let cloud = cloud().await;
    let ann = ann(
        &cloud,
        json!([{"Effect": "Allow", "Action": "sqs:SendMessage",
        "Resource": "*"}]),
    )
    .await;
    let message = sealed(&ann).await;
    assert_eq!(
        decode(&cloud.root(), &message).await.unwrap()["explicitDeny"],
        false
    );
    let invalid = || Err("InvalidAuthorizationMessageException".to_owned());
    assert_eq!(
        decode(&cloud.root_of("444455556666"), &message).await,
        invalid()
    );
    let mut changed = message.clone();
    changed.replace_range(30..31, if &message[30..31] == "A" { "B" } else { "A" });
    for wrong in ["x", "", "not base 64", &changed, &message[..20]]
        .into_iter()
        .filter(|w| !w.is_empty())
    {
        assert_eq!(decode(&cloud.root(), wrong).await, invalid(), "{wrong}");
    }
}
