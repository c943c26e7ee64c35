//! The simulators decide as the path does.

mod common;

use common::*;
use haneul_testkit::Client;
use serde_json::{Value as Json, json};

const ANN: &str = "arn:aws:iam::111122223333:user/Ann";

async fn custom(root: &Client, input: Json) -> Json {
    root.ok("SimulateCustomPolicy", input).await["EvaluationResults"].clone()
}

fn decisions(results: &Json) -> Vec<String> {
    texts(results, "EvalDecision")
}

#[tokio::test]
async fn policies_of_the_request() {
    let cloud = cloud().await;
    let root = cloud.root();
    let document = "{\"Version\": \"2012-10-17\", \"Statement\": [\n\
        {\"Effect\": \"Allow\", \"Action\": \"s3:Get*\", \"Resource\": \"arn:aws:s3:::a/*\"},\n\
        {\"Effect\": \"Deny\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::a/secret\"}]}";
    let input = json!({
        "PolicyInputList": [document],
        "ActionNames": ["s3:GetObject", "s3:PutObject"],
        "ResourceArns": ["arn:aws:s3:::a/open", "arn:aws:s3:::a/secret"],
    });
    let results = custom(&root, input).await;
    // One result for each action: the worst of what came of its resources.
    assert_eq!(decisions(&results), ["explicitDeny", "implicitDeny"]);
    let template = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
    assert_eq!(results[0]["EvalResourceName"], json!(template));
    let specific = &results[0]["ResourceSpecificResults"];
    assert_eq!(
        texts(specific, "EvalResourceDecision"),
        ["allowed", "explicitDeny"]
    );
    let names = ["arn:aws:s3:::a/open", "arn:aws:s3:::a/secret"];
    assert_eq!(texts(specific, "EvalResourceName"), names);
    let matched = &specific[0]["MatchedStatements"][0];
    assert_eq!(matched["SourcePolicyId"], json!("PolicyInputList.1"));
    assert_eq!(matched["StartPosition"], json!({"Line": 2, "Column": 1}));
    assert_eq!(matched["EndPosition"], json!({"Line": 2, "Column": 72}));
    assert_eq!(
        results[0]["MatchedStatements"],
        specific[1]["MatchedStatements"]
    );
    assert_eq!(
        results[0]["MatchedStatements"][0]["StartPosition"]["Line"],
        json!(3)
    );
    assert_eq!(results[1]["MatchedStatements"], json!([]));
}

#[tokio::test]
async fn context_is_asked_for_and_taken() {
    let cloud = cloud().await;
    let root = cloud.root();
    let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:${aws:username}-*",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"},
                      "NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}}})
    .to_string();
    let queue = "arn:aws:sqs:us-east-1:111122223333:Ann-1";
    let input = |context: Json| {
        json!({"PolicyInputList": [document], "ActionNames": ["sqs:SendMessage"],
            "ResourceArns": [queue], "ContextEntries": context})
    };
    let results = custom(&root, input(json!([]))).await;
    assert_eq!(decisions(&results), ["implicitDeny"]);
    let missing = json!([
        "aws:MultiFactorAuthPresent",
        "aws:MultiFactorAuthAge",
        "aws:username"
    ]);
    assert_eq!(results[0]["MissingContextValues"], missing);
    let entry = |name: &str, value: &str, kind: &str| json!({"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": kind});
    let context = json!([
        entry("aws:multifactorauthpresent", "true", "boolean"),
        entry("aws:MultiFactorAuthAge", "10", "numeric"),
        entry("aws:username", "Ann", "string"),
    ]);
    let results = custom(&root, input(context)).await;
    assert_eq!(decisions(&results), ["allowed"]);
    assert_eq!(results[0]["MissingContextValues"], json!([]));
    let wrong = json!([entry("aws:MultiFactorAuthAge", "ten", "numeric")]);
    assert_eq!(
        root.no("SimulateCustomPolicy", input(wrong)).await.code,
        "InvalidInput"
    );
    let keys = json!({"PolicyInputList": [document]});
    let keys = root.ok("GetContextKeysForCustomPolicy", keys).await;
    assert_eq!(keys["ContextKeyNames"], missing);
}

#[tokio::test]
async fn s13_pol_2_what_a_user_may_do_is_simulated_as_it_is_decided() {
    let cloud = cloud().await;
    let root = cloud.root();
    let ann = user(&cloud, "Ann").await;
    let put = |name: &str, document: String| json!({"UserName": "Ann", "PolicyName": name, "PolicyDocument": document});
    root.ok("PutUserPolicy", put("allow", policy("Allow", "iam:*", "*")))
        .await;
    root.ok(
        "PutUserPolicy",
        put("deny", policy("Deny", "iam:List*", "*")),
    )
    .await;
    let boundary = root
        .policy_named("Bound", policy("Allow", "iam:Get*", "*"))
        .await;
    let bound = json!({"UserName": "Ann", "PermissionsBoundary": boundary});
    root.ok("PutUserPermissionsBoundary", bound).await;
    let actions = [
        "iam:GetUser",
        "iam:ListUsers",
        "iam:CreateUser",
        "s3:GetObject",
    ];
    let input = json!({"PolicySourceArn": ANN, "ActionNames": actions});
    let results = root.ok("SimulatePrincipalPolicy", input).await["EvaluationResults"].clone();
    let wanted = ["allowed", "explicitDeny", "implicitDeny", "implicitDeny"];
    assert_eq!(decisions(&results), wanted);
    let bounded = |place: usize| {
        results[place]["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"].clone()
    };
    assert_eq!((bounded(0), bounded(2)), (json!(true), json!(false)));
    let matched = &results[1]["MatchedStatements"][0];
    assert_eq!(matched["SourcePolicyId"], json!("user_Ann_deny"));
    assert_eq!(matched["SourcePolicyType"], json!("user"));
    // The path says the same.
    ann.ok("GetUser", json!({})).await;
    assert_eq!(ann.no("ListUsers", json!({})).await.code, "AccessDenied");
    assert_eq!(
        ann.no("CreateUser", json!({"UserName": "x"})).await.code,
        "AccessDenied"
    );
    let wider = json!({"PolicySourceArn": ANN, "ActionNames": ["iam:CreateUser"],
        "PermissionsBoundaryPolicyInputList": [policy("Allow", "*", "*")]});
    let results = root.ok("SimulatePrincipalPolicy", wider).await["EvaluationResults"].clone();
    assert_eq!(decisions(&results), ["allowed"]);
    let more = json!({"PolicySourceArn": ANN, "ActionNames": ["iam:GetRole"],
        "PolicyInputList": [policy("Deny", "iam:GetRole", "*")]});
    let results = root.ok("SimulatePrincipalPolicy", more).await["EvaluationResults"].clone();
    assert_eq!(decisions(&results), ["explicitDeny"]);
    let nobody =
        json!({"PolicySourceArn": "arn:aws:iam::111122223333:user/No", "ActionNames": ["s3:X"]});
    assert_eq!(
        root.no("SimulatePrincipalPolicy", nobody).await.code,
        "NoSuchEntity"
    );
}

#[tokio::test]
async fn resources_have_policies_of_their_own() {
    let cloud = cloud().await;
    let root = cloud.root();
    let bucket = |principal: &str| {
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
            "Principal": {"AWS": principal}, "Resource": "arn:aws:s3:::a/*"}})
        .to_string()
    };
    let input = |owner: &str, own: &str, resource_policy: String| {
        json!({"PolicyInputList": [policy("Allow", own, "*")], "ActionNames": ["s3:GetObject"],
            "ResourceArns": ["arn:aws:s3:::a/x"], "ResourcePolicy": resource_policy,
            "CallerArn": ANN, "ResourceOwner": format!("arn:aws:iam::{owner}:root")})
    };
    let (here, there) = ("111122223333", "444455556666");
    let table = [
        (here, "sqs:*", bucket(ANN), "allowed"),
        (
            here,
            "sqs:*",
            bucket("arn:aws:iam::111122223333:user/Ben"),
            "implicitDeny",
        ),
        (there, "sqs:*", bucket(ANN), "implicitDeny"),
        (there, "s3:*", bucket(ANN), "allowed"),
        (
            there,
            "s3:*",
            bucket("arn:aws:iam::111122223333:user/Ben"),
            "implicitDeny",
        ),
    ];
    for (owner, own, resource_policy, wanted) in table {
        let results = custom(&root, input(owner, own, resource_policy)).await;
        assert_eq!(decisions(&results), [wanted], "{owner} {own}");
    }
}

#[tokio::test]
async fn an_instance_needs_all_its_parts() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = |kind: &str| format!("arn:aws:ec2:us-east-1:111122223333:{kind}/x");
    let input = |parts: &[&str], allowed: &str| {
        let arns: Vec<String> = parts.iter().map(|kind| arn(kind)).collect();
        json!({"PolicyInputList": [policy("Allow", "ec2:RunInstances", allowed)],
            "ActionNames": ["ec2:RunInstances"], "ResourceArns": arns,
            "ResourceHandlingOption": "EC2-VPC-InstanceStore"})
    };
    let whole = ["instance", "image", "security-group", "network-interface"];
    let error = root
        .no("SimulateCustomPolicy", input(&whole[..3], "*"))
        .await;
    assert_eq!(error.code, "InvalidInput");
    let results = custom(&root, input(&whole, "*")).await;
    assert_eq!(decisions(&results), ["allowed"]);
    assert_eq!(
        results[0]["ResourceSpecificResults"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    let results = custom(&root, input(&whole, "arn:aws:ec2:*:*:i*/*")).await;
    assert_eq!(decisions(&results), ["implicitDeny"]);
}

#[tokio::test]
async fn what_cannot_be_simulated() {
    let cloud = cloud().await;
    let root = cloud.root();
    let right =
        || json!({"PolicyInputList": [policy("Allow", "*", "*")], "ActionNames": ["s3:GetObject"]});
    let with = |name: &str, value: Json| {
        let mut input = right();
        input[name] = value;
        input
    };
    for wrong in [
        with("PolicyInputList", json!(["nonsense"])),
        with("ActionNames", json!(["GetObject"])),
        with("ActionNames", json!(["s3:*"])),
        with("ResourcePolicy", json!(policy("Allow", "*", "*"))),
        with(
            "CallerArn",
            json!("arn:aws:sts::111122223333:assumed-role/x/y"),
        ),
        with("ResourceHandlingOption", json!("EC2-Classic-EBS")),
        with("ResourceHandlingOption", json!("EC2-Nothing")),
    ] {
        let error = root.no("SimulateCustomPolicy", wrong.clone()).await;
        assert_eq!(
            (&*error.code, error.status),
            ("InvalidInput", Some(400)),
            "{wrong}"
        );
    }
    let levels = |document: String| {
        with(
            "OrderedOrganizationPolicyInputList",
            json!([{"ServiceControlPolicyInputList": [document]}]),
        )
    };
    let results = custom(&root, levels(policy("Allow", "sqs:*", "*"))).await;
    assert_eq!(decisions(&results), ["implicitDeny"]);
    let detail = &results[0]["OrganizationsDecisionDetail"]["AllowedByOrganizations"];
    assert_eq!(*detail, json!(false));
    let results = custom(&root, levels(policy("Allow", "s3:*", "*"))).await;
    assert_eq!(decisions(&results), ["allowed"]);
}

#[tokio::test]
async fn policies_can_be_left_out() {
    let cloud = cloud().await;
    let root = cloud.root();
    user(&cloud, "Ann").await;
    let own = root
        .policy_named("Own", policy("Deny", "iam:Get*", "*"))
        .await;
    let bound = root
        .policy_named("Bound", policy("Allow", "iam:Get*", "*"))
        .await;
    root.all(&[
        (
            "AttachUserPolicy",
            json!({"UserName": "Ann", "PolicyArn": own}),
        ),
        (
            "AttachUserPolicy",
            json!({"UserName": "Ann", "PolicyArn": ADMIN}),
        ),
        (
            "PutUserPolicy",
            json!({"UserName": "Ann", "PolicyName": "mine",
            "PolicyDocument": policy("Deny", "iam:List*", "*")}),
        ),
        (
            "PutUserPermissionsBoundary",
            json!({"UserName": "Ann", "PermissionsBoundary": bound}),
        ),
    ])
    .await;
    let decided = async |excluded: Json| {
        let input = json!({"PolicySourceArn": ANN, "PolicyExclusionList": excluded,
            "ActionNames": ["iam:GetUser", "iam:ListUsers", "iam:CreateUser"]});
        let answer = root.ok("SimulatePrincipalPolicy", input).await;
        decisions(&answer["EvaluationResults"]).join(" ")
    };
    assert_eq!(
        decided(json!([])).await,
        "explicitDeny explicitDeny implicitDeny"
    );
    let mine = json!({"InlinePolicyIdentifier": {"PolicyName": "mine", "AttachmentType": "user",
        "AttachmentName": "Ann"}});
    let own = json!({"PolicyArn": "arn:aws:iam::111122223333:policy/O?n"});
    let boundary = json!({"PolicyType": "permission-boundary"});
    assert_eq!(
        decided(json!([mine])).await,
        "explicitDeny implicitDeny implicitDeny"
    );
    assert_eq!(
        decided(json!([own])).await,
        "allowed explicitDeny implicitDeny"
    );
    assert_eq!(
        decided(json!([boundary])).await,
        "explicitDeny explicitDeny allowed"
    );
    assert_eq!(
        decided(json!([mine, own, boundary])).await,
        "allowed allowed allowed"
    );
    let kinds = ["aws-managed", "user-managed", "inline"];
    let all: Vec<Json> = kinds
        .iter()
        .map(|kind| json!({"PolicyType": kind}))
        .collect();
    assert_eq!(
        decided(json!(all)).await,
        "implicitDeny implicitDeny implicitDeny"
    );
    for wrong in [
        json!({}),
        json!({"PolicyArn": "arn:aws:iam::*:policy/x"}),
        json!({"PolicyArn": "arn:aws:iam::111122223333:role/x"}),
    ] {
        let input = json!({"PolicySourceArn": ANN, "ActionNames": ["iam:GetUser"],
            "PolicyExclusionList": [wrong]});
        assert_eq!(
            root.no("SimulatePrincipalPolicy", input).await.code,
            "InvalidInput"
        );
    }
}

/// What the request says of a tag counts, not what is stored.
#[tokio::test]
async fn stored_tags_do_not_override_given_ones() {
    let cloud = cloud().await;
    let root = cloud.root();
    user(&cloud, "Ann").await;
    let tag = json!({"UserName": "Ann", "Tags": [{"Key": "Team", "Value": "red"}]});
    root.ok("TagUser", tag).await;
    let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "sqs:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/Team": "blue"}}}})
    .to_string();
    let put = json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": document});
    root.ok("PutUserPolicy", put).await;
    let entry = json!({"ContextKeyName": "aws:principaltag/team", "ContextKeyValues": ["blue"],
        "ContextKeyType": "string"});
    for (context, decision) in [(json!([]), "implicitDeny"), (json!([entry]), "allowed")] {
        let input = json!({"PolicySourceArn": ANN, "ActionNames": ["sqs:SendMessage"],
            "ContextEntries": context});
        let results = root.ok("SimulatePrincipalPolicy", input).await["EvaluationResults"].clone();
        assert_eq!(decisions(&results), [decision]);
    }
}

/// However much is asked for at once, a page decides no more than it shows, and shows a bounded part.
#[tokio::test]
async fn large_simulations_come_in_pages() {
    let cloud = cloud().await;
    let root = cloud.root();
    let actions: Vec<String> = (0..25).map(|n| format!("sqs:Action{n}")).collect();
    let queue = |n: usize| format!("arn:aws:sqs:us-east-1:111122223333:q{n}");
    let queues: Vec<String> = (0..1_000).map(queue).collect();
    let input = json!({"PolicyInputList": [policy("Allow", "sqs:Action?", "*")],
        "ActionNames": actions, "ResourceArns": queues});
    let mut seen = Vec::new();
    let mut asked = input.clone();
    for page in 0..3 {
        let answer = root.ok("SimulateCustomPolicy", asked.clone()).await;
        let names = texts(&answer["EvaluationResults"], "EvalActionName");
        // Ten thousand decisions at most.
        assert_eq!(names.len(), if page < 2 { 10 } else { 5 });
        seen.extend(names);
        assert_eq!(answer["IsTruncated"], json!(page < 2));
        asked["Marker"] = answer["Marker"].clone();
    }
    assert_eq!(seen, actions);
    let mut more = input.clone();
    more["ResourceArns"] = json!((0..1_001).map(queue).collect::<Vec<_>>());
    assert_eq!(
        root.no("SimulateCustomPolicy", more).await.code,
        "InvalidInput"
    );
    let mut odd = input;
    odd["ResourceArns"] = json!(["*", "q1"]);
    let error = root.no("SimulateCustomPolicy", odd).await;
    let message = "ResourceNames are not in a valid ARN format: q1.";
    assert_eq!((&*error.code, &*error.message), ("InvalidInput", message));
}
