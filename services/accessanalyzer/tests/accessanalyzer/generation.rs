//! Policies made of what was done.

use crate::support::{DAY, ask, cloud, of, role};
use bytes::Bytes;
use haneul_testkit::{ACCOUNT, Client};
use serde_json::{Value as Json, json};

async fn generated(root: &Client, input: Json, placeholders: bool) -> Json {
    let started = ask(root, "StartPolicyGeneration", input).await;
    let ask_for = json!({"jobId": started["jobId"], "includeResourcePlaceholders": placeholders});
    ask(root, "GetGeneratedPolicy", ask_for).await
}

fn document(answer: &Json) -> Json {
    let policies = &answer["generatedPolicyResult"]["generatedPolicies"];
    serde_json::from_str(policies[0]["policy"].as_str().expect("a policy")).expect("JSON")
}

#[tokio::test]
async fn iam_3_a_generated_policy_has_only_what_was_used() {
    let cloud = cloud().await;
    let root = cloud.root();
    of(&root, "s3", "CreateBucket", json!({"Bucket": "photos"})).await;
    let object = json!({"Bucket": "photos", "Key": "a.jpg"});
    let body = Some(Bytes::from_static(b"x"));
    root.send("s3", "PutObject", object.clone(), body)
        .await
        .expect("an object");
    let wide = json!([{"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"}]);
    let worker = role(&cloud, "worker", wide).await;
    of(&worker, "s3", "GetObject", object).await;
    // What is refused is not what somebody needs.
    worker.refusal("sqs", "ListQueues", json!({})).await;
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/worker");
    let input = json!({"policyGenerationDetails": {"principalArn": arn}});
    let answer = generated(&root, input.clone(), false).await;
    assert_eq!(answer["jobDetails"]["status"], "SUCCEEDED");
    let statement = &document(&answer)["Statement"];
    assert_eq!(statement.as_array().unwrap().len(), 1);
    assert_eq!(statement[0]["Action"], json!(["s3:GetObject"]));
    assert_eq!(statement[0]["Resource"], json!(["*"]));
    let answer = generated(&root, input, true).await;
    let resource = &document(&answer)["Statement"][0]["Resource"];
    assert_eq!(
        *resource,
        json!(["arn:aws:s3:::${BucketName}/${ObjectName}"])
    );

    let listed = ask(&root, "ListPolicyGenerations", json!({"principalArn": arn})).await;
    assert_eq!(listed["policyGenerations"].as_array().unwrap().len(), 2);
    let cancel = json!({"jobId": answer["jobDetails"]["jobId"]});
    let code = root
        .refusal("accessanalyzer", "CancelPolicyGeneration", cancel)
        .await;
    assert_eq!(code, "ValidationException");
}

#[tokio::test]
async fn iam_3_only_the_time_that_is_asked_for_counts() {
    let cloud = cloud().await;
    let root = cloud.root();
    let wide = json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]);
    let worker = role(&cloud, "worker", wide).await;
    of(&worker, "sqs", "ListQueues", json!({})).await;
    cloud.advance(2 * DAY).await;
    let now = cloud.cloud.clock.now().as_second();
    let details = |from: i64, to: i64| {
        json!({
            "policyGenerationDetails": {"principalArn": format!("arn:aws:iam::{ACCOUNT}:role/worker")},
            "cloudTrailDetails": {
                "accessRole": format!("arn:aws:iam::{ACCOUNT}:role/worker"),
                "startTime": from, "endTime": to,
                "trails": [{"cloudTrailArn": format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/all"), "allRegions": true}],
            },
        })
    };
    let day = 24 * 3_600;
    let answer = generated(&root, details(now - day, now), false).await;
    let result = &answer["generatedPolicyResult"];
    assert_eq!(result["generatedPolicies"], json!([]));
    let trails = &result["properties"]["cloudTrailProperties"]["trailProperties"];
    assert_eq!(trails[0]["allRegions"], true);
    let answer = generated(&root, details(now - 3 * day, now), false).await;
    assert_eq!(
        document(&answer)["Statement"][0]["Action"],
        json!(["sqs:ListQueues"])
    );
    for (from, to) in [(now, now - day), (now - 100 * day, now)] {
        let input = details(from, to);
        let code = root
            .refusal("accessanalyzer", "StartPolicyGeneration", input)
            .await;
        assert_eq!(code, "ValidationException");
    }
    let nobody = json!({"policyGenerationDetails": {"principalArn": format!("arn:aws:iam::{ACCOUNT}:role/none")}});
    let code = root
        .refusal("accessanalyzer", "StartPolicyGeneration", nobody)
        .await;
    assert_eq!(code, "ValidationException");
}
