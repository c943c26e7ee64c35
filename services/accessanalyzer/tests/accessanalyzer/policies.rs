//! What is said of policies.

use crate::support::{ask, cloud, policy};
use haneul_testkit::Client;
use serde_json::{Value as Json, json};

async fn findings(root: &Client, kind: &str, text: &str) -> Vec<Json> {
    let input = json!({"policyDocument": text, "policyType": kind});
    let answer = ask(root, "ValidatePolicy", input).await;
    answer["findings"].as_array().expect("findings").clone()
}

/// Statements of an identity policy, and the codes of what is said of them.
const CASES: &[(&str, &str)] = &[
    (
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
        "",
    ),
    (
        r#"{"Effect":"allow","Action":"s3:GetObject","Resource":"*"}"#,
        "INVALID_EFFECT",
    ),
    (
        r#"{"Action":"s3:GetObject","Resource":"*"}"#,
        "MISSING_EFFECT",
    ),
    (r#"{"Effect":"Allow","Resource":"*"}"#, "MISSING_ACTION"),
    (
        r#"{"Effect":"Allow","Action":"s3:GetObject"}"#,
        "MISSING_RESOURCE",
    ),
    (
        r#"{"Effect":"Allow","Action":[],"Resource":[]}"#,
        "EMPTY_ARRAY_ACTION EMPTY_ARRAY_RESOURCE",
    ),
    (
        r#"{"Effect":"Allow","Action":"s3:Fly","Resource":"*"}"#,
        "INVALID_ACTION",
    ),
    (
        r#"{"Effect":"Allow","Action":"fly:*","Resource":"*"}"#,
        "INVALID_SERVICE_IN_ACTION",
    ),
    (
        r#"{"Effect":"Allow","Action":["s3:Get*","s3:GetObject"],"Resource":"*"}"#,
        "REDUNDANT_ACTION",
    ),
    (
        r#"{"Effect":"Allow","Action":7,"Resource":"*"}"#,
        "DATA_TYPE_MISMATCH",
    ),
    (
        r#"{"Effect":"Allow","Action":"s3:*","NotAction":"iam:*","Resource":"*"}"#,
        "UNSUPPORTED_ELEMENT_COMBINATION",
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#,
        "UNSUPPORTED_PRINCIPAL",
    ),
    (
        r#"{"Sid":"a b","Effect":"Allow","Action":"s3:*","Resource":"*","Colour":"red"}"#,
        "INVALID_POLICY_ELEMENT UNSUPPORTED_SID",
    ),
    (
        r#"{"Sid":"","Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
        "EMPTY_SID_VALUE",
    ),
    (
        r#"{"Effect":"Allow","Action":"s3:*","Resource":["bucket","arn:aws:s3","arn:aws:S3:::b","arn:aws:sqs:us-east-1:12:q"]}"#,
        "INVALID_ARN_PREFIX MISSING_ARN_FIELD INVALID_ARN_SERVICE_CASE INVALID_ARN_ACCOUNT",
    ),
    (
        r#"{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam:us-east-1:111122223333:user/a"}"#,
        "ARN_REGION_NOT_ALLOWED",
    ),
    (
        r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}"#,
        "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    ),
    (
        r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#,
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    ),
    (
        r#"{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}"#,
        "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    ),
    (
        r#"{"Effect":"Allow","Action":"iam:PassRole","NotResource":"arn:aws:iam::111122223333:role/a"}"#,
        "PASS_ROLE_WITH_NOT_RESOURCE",
    ),
    (
        r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}"#,
        "",
    ),
    (r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#, ""),
    (
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{}}"#,
        "EMPTY_OBJECT_CONDITION",
    ),
    (
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Equals":{"aws:UserId":"x"}}}"#,
        "INVALID_CONDITION_OPERATOR",
    ),
    (
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:Colour":"x","colour":"x","s3:colour":"x","s3:prefix":"x","aws:ResourceTag":"x","aws:ResourceTag/a":"x","s3:ExistingObjectTag/a":"x"}}}"#,
        "INVALID_GLOBAL_CONDITION_KEY INVALID_CONDITION_KEY_FORMAT INVALID_SERVICE_CONDITION_KEY MISSING_TAG_KEY_IN_CONDITION",
    ),
    (
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"yes"},"IpAddress":{"aws:SourceIp":"1.2.3.4/40"},"NumericLessThan":{"aws:MultiFactorAuthAge":"x"},"DateLessThan":{"aws:CurrentTime":"soon"},"NullIfExists":{"aws:UserId":"true"}}}"#,
        "TYPE_MISMATCH_BOOLEAN TYPE_MISMATCH_IP_RANGE TYPE_MISMATCH_NUMBER TYPE_MISMATCH_DATE NULL_WITH_IF_EXISTS",
    ),
];

#[tokio::test]
async fn iaa_1_what_is_said_of_identity_policies() {
    let cloud = cloud().await;
    let root = cloud.root();
    for (statement, expected) in CASES {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
        let found = findings(&root, "IDENTITY_POLICY", &text).await;
        let codes: Vec<_> = found
            .iter()
            .filter_map(|f| f["issueCode"].as_str())
            .collect();
        assert_eq!(codes.join(" "), *expected, "{statement}");
    }
    for (text, expected) in [
        ("{", "JSON_SYNTAX_ERROR"),
        ("[]", "DATA_TYPE_MISMATCH"),
        (r#"{"Version":"2012-10-17"}"#, "MISSING_STATEMENT"),
        (r#"{"Statement":[]}"#, "MISSING_VERSION"),
        (
            r#"{"Version":"2020-01-01","Statement":[]}"#,
            "INVALID_VERSION",
        ),
    ] {
        let found = findings(&root, "IDENTITY_POLICY", text).await;
        assert_eq!(found[0]["issueCode"], expected, "{text}");
    }
}

/// The example of AWS's own command line.
#[tokio::test]
async fn findings_say_where() {
    let text = r#"{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "",
            "Effect": "Allow",
            "Principal": {
                "Federated": "cognito-identity.amazonaws.com"
            },
            "Action": [
                "sts:AssumeRole",
                "sts:TagSession"
            ]
        }
    ]
}"#;
    let cloud = cloud().await;
    let root = cloud.root();
    let found = findings(&root, "RESOURCE_POLICY", text).await;
    assert_eq!(found.len(), 2, "{found:?}");
    let link = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-empty-sid-value";
    assert_eq!(
        found[0],
        json!({
            "findingDetails": "Add a value to the empty string in the Sid element.",
            "findingType": "SUGGESTION", "issueCode": "EMPTY_SID_VALUE", "learnMoreLink": link,
            "locations": [{
                "path": [{"value": "Statement"}, {"index": 0}, {"value": "Sid"}],
                "span": {"start": {"line": 5, "column": 19, "offset": 79}, "end": {"line": 5, "column": 21, "offset": 81}},
            }],
        })
    );
    assert_eq!(found[1]["issueCode"], "MISMATCHED_ACTION_FOR_PRINCIPAL");
    let places = found[1]["locations"].as_array().unwrap();
    assert_eq!(
        places[0]["path"],
        json!([{"value": "Statement"}, {"index": 0}, {"value": "Action"}, {"index": 0}])
    );
    assert_eq!(
        places[1]["path"],
        json!([{"value": "Statement"}, {"index": 0}, {"value": "Principal"}, {"value": "Federated"}])
    );
    assert_eq!(
        places[1]["span"]["start"],
        json!({"line": 8, "column": 29, "offset": 170})
    );
    let not = policy(json!([{"Effect": "Allow", "NotPrincipal": {"AWS": "*"}, "Action": "sqs:*"}]));
    let found = findings(&root, "RESOURCE_POLICY", &not).await;
    assert_eq!(found[0]["findingType"], "SECURITY_WARNING");
    assert_eq!(found[0]["issueCode"], "ALLOW_WITH_NOT_PRINCIPAL");
}

#[tokio::test]
async fn what_a_policy_must_not_grant() {
    let cloud = cloud().await;
    let root = cloud.root();
    for (principal, expected) in [
        (json!("*"), "FAIL"),
        (json!({"AWS": "111122223333"}), "PASS"),
    ] {
        let text = policy(
            json!([{"Sid": "a", "Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}]),
        );
        let input = json!({"policyDocument": text, "resourceType": "AWS::S3::Bucket"});
        let answer = ask(&root, "CheckNoPublicAccess", input).await;
        assert_eq!(answer["result"], expected);
        assert_eq!(
            answer["reasons"][0]["statementId"] == "a",
            expected == "FAIL"
        );
    }
    let text = policy(json!([
        {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"},
        {"Effect": "Deny", "Action": "s3:GetObjectAcl", "Resource": "*"},
    ]));
    for (access, expected) in [
        (json!({"actions": ["s3:DeleteBucket"]}), "PASS"),
        (json!({"actions": ["s3:getobject"]}), "FAIL"),
        (json!({"actions": ["s3:GetObjectAcl"]}), "PASS"),
        (json!({"actions": ["s3:*"]}), "FAIL"),
        (json!({"resources": ["arn:aws:s3:::c/*"]}), "PASS"),
        (
            json!({"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::b/x"]}),
            "FAIL",
        ),
    ] {
        let input =
            json!({"policyDocument": text, "policyType": "IDENTITY_POLICY", "access": [access]});
        let answer = ask(&root, "CheckAccessNotGranted", input).await;
        assert_eq!(answer["result"], expected, "{access}");
    }
    let input = json!({"policyDocument": "{}", "policyType": "IDENTITY_POLICY", "access": [{"actions": ["s3:*"]}]});
    let code = root
        .refusal("accessanalyzer", "CheckAccessNotGranted", input)
        .await;
    assert_eq!(code, "InvalidParameterException");
}

#[tokio::test]
async fn long_lists_end_and_longer_documents_are_refused() {
    let cloud = cloud().await;
    let root = cloud.root();
    let actions = vec!["s3:GetObject"; 1_800];
    let text = policy(json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]));
    let found = findings(&root, "IDENTITY_POLICY", &text).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["issueCode"], "REDUNDANT_ACTION");
    let places = found[0]["locations"].as_array().map(Vec::len);
    assert_eq!(places, Some(1_799));
    let resources: Vec<String> = (0..1_000).map(|n| format!("arn:aws:s3:::{n}")).collect();
    let actions: Vec<String> = (0..1_000).map(|n| format!("s3:a{n}")).collect();
    let wide = policy(json!([{"Effect": "Allow", "Action": actions, "Resource": resources}]));
    let input = json!({
        "existingPolicyDocument": wide, "newPolicyDocument": wide, "policyType": "IDENTITY_POLICY",
    });
    let answer = ask(&root, "CheckNoNewAccess", input).await;
    assert_eq!(answer["result"], "PASS");
    let long = " ".repeat(40_000);
    let input = json!({"policyDocument": long, "policyType": "IDENTITY_POLICY"});
    let code = root
        .refusal("accessanalyzer", "ValidatePolicy", input)
        .await;
    assert_eq!(code, "ValidationException");
}
