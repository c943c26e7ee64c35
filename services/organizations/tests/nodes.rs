//! Two nodes over one database: what one attaches binds the next call through the other.

mod common;

use bytes::Bytes;
use common::*;
use haneul_blob::Blobs;
use haneul_iam::{Directory, Iam};
use haneul_organizations::Organizations;
use haneul_pipeline::{Cloud, Door, RawBody, ReplyBody, Request, Service, handle};
use haneul_runtime::host;
use haneul_signature::{PayloadHash, Signer};
use haneul_sqs::Sqs;
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use serde_json::{Value as Json, json};
use std::sync::Arc;

async fn node(url: &str, blobs: &Blobs, number: u64) -> Cloud {
    let services: Vec<Arc<dyn Service>> =
        vec![Arc::new(Iam), Arc::new(Organizations), Arc::new(Sqs)];
    let identity = Arc::new(Directory::default());
    let node = haneul_testkit::node(url, blobs, number, services, identity);
    node.await.cloud
}

/// Through the front door, as root of an account.
async fn call(cloud: &Cloud, account: &str, target: &str, input: Json) -> (u16, Json) {
    let service = if target.starts_with("AmazonSQS") {
        "sqs"
    } else {
        "organizations"
    };
    let body = input.to_string();
    let mut headers = HeaderMap::new();
    headers.insert("host", "localhost:4566".parse().unwrap());
    headers.insert("x-amz-target", target.parse().unwrap());
    headers.insert(
        "content-type",
        "application/x-amz-json-1.1".parse().unwrap(),
    );
    if service == "sqs" {
        headers.insert(
            "content-type",
            "application/x-amz-json-1.0".parse().unwrap(),
        );
    }
    let signer = Signer::new(account, "any", "us-east-1", service, host::now());
    let payload = PayloadHash::Sha256(haneul_signature::sha256_hex(body.as_bytes()));
    haneul_signature::sign_headers(&signer, &Method::POST, "/", "", &mut headers, &payload)
        .unwrap();
    let answer = handle(
        cloud,
        Request {
            method: Method::POST,
            path: "/".to_owned(),
            query: String::new(),
            headers,
            authority: None,
            body: RawBody::new(http_body_util::Full::new(Bytes::from(body)).map_err(Into::into)),
            peer: None,
            door: Door {
                loopback: true,
                secure: false,
            },
        },
    )
    .await;
    let ReplyBody::Full(bytes) = answer.body else {
        panic!("a stream");
    };
    (
        answer.status,
        serde_json::from_slice(&bytes).unwrap_or_default(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_attaches_binds_the_next_call_through_the_other() {
    let url = haneul_testkit_postgres::fresh_schema();
    let blobs = Blobs::memory();
    let (one, two) = (node(&url, &blobs, 1).await, node(&url, &blobs, 2).await);
    let management = "111122223333";
    let ask = async |operation: &str, input: Json| {
        let target = format!("AWSOrganizationsV20161128.{operation}");
        let (status, answer) = call(&one, management, &target, input).await;
        assert_eq!(status, 200, "{operation}: {answer}");
        answer
    };
    ask("CreateOrganization", json!({})).await;
    let root = ask("ListRoots", json!({})).await["Roots"][0]["Id"].clone();
    ask(
        "EnablePolicyType",
        json!({"RootId": root, "PolicyType": SCP}),
    )
    .await;
    let target = json!({"Target": {"Type": "ACCOUNT", "Id": OTHER}});
    let invited = ask("InviteAccountToOrganization", target).await;
    let id = json!({"HandshakeId": invited["Handshake"]["Id"]});
    let (status, _) = call(&two, OTHER, "AWSOrganizationsV20161128.AcceptHandshake", id).await;
    assert_eq!(status, 200);
    let content = json!({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"},
    });
    let policy = json!({
        "Name": "no", "Description": "", "Type": SCP, "Content": content.to_string(),
    });
    let policy = ask("CreatePolicy", policy).await["Policy"]["PolicySummary"]["Id"].clone();
    let tie = json!({"PolicyId": policy, "TargetId": OTHER});
    for round in 0..20 {
        // A change that the node begins without asking, and a look.
        let make = json!({"QueueName": format!("queue-{round}")});
        let (status, answer) = call(&two, OTHER, "AmazonSQS.CreateQueue", make.clone()).await;
        assert_eq!(status, 200, "round {round}: {answer}");
        ask("AttachPolicy", tie.clone()).await;
        let url = json!({"QueueUrl": answer["QueueUrl"], "Tags": {"a": "b"}});
        let (status, answer) = call(&two, OTHER, "AmazonSQS.TagQueue", url).await;
        assert_eq!(status, 403, "round {round}: {answer}");
        let (status, _) = call(&two, OTHER, "AmazonSQS.ListQueues", json!({})).await;
        assert_eq!(status, 403, "round {round}");
        ask("DetachPolicy", tie.clone()).await;
    }
}
