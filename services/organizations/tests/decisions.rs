//! What policies of the organisation come to in every other service.

mod common;

use common::*;
use serde_json::json;

#[tokio::test]
async fn org_5_7_8_a_denial_binds_everything_below_it_and_nothing_beside_it() {
    let scene = Scene::set().await;
    let prod = scene.unit("Prod", &scene.root).await;
    let hr = scene.unit("HR", &prod).await;
    let dev = scene.unit("Dev", &scene.root).await;
    let (in_hr, in_dev) = (scene.account("hr").await, scene.account("dev").await);
    scene.move_to(&in_hr, &scene.root, &hr).await;
    scene.move_to(&in_dev, &scene.root, &dev).await;
    let hr_admin = scene.user(&in_hr, "admin", Some(ADMIN)).await;
    let dev_admin = scene.user(&in_dev, "admin", Some(ADMIN)).await;
    hr_admin.ok("sqs", "ListQueues", json!({})).await;

    let no_sqs = scene.denial("sqs:*").await;
    scene.attach(&no_sqs, &prod).await;
    hr_admin.capped("sqs", "ListQueues", json!({})).await;
    hr_admin.ok("s3", "ListBuckets", json!({})).await;
    dev_admin.ok("sqs", "ListQueues", json!({})).await;

    // Moved out it is free at once, moved in another is bound at once.
    scene.move_to(&in_hr, &hr, &dev).await;
    hr_admin.ok("sqs", "ListQueues", json!({})).await;
    scene.move_to(&in_dev, &dev, &prod).await;
    dev_admin.capped("sqs", "ListQueues", json!({})).await;
    scene.detach(&no_sqs, &prod).await;
    dev_admin.ok("sqs", "ListQueues", json!({})).await;
}

#[tokio::test]
async fn org_9_11_root_1_root_of_a_member_is_bound_too() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let no_sqs = scene.denial("sqs:CreateQueue").await;
    scene.attach(&no_sqs, &account).await;
    let root = scene.cloud.root_of(&account);
    root.capped("sqs", "CreateQueue", json!({"QueueName": "q"}))
        .await;
    // Everything else is root's, as ever; and what needs no permission stays free.
    root.ok("sqs", "ListQueues", json!({})).await;
    root.ok("iam", "CreateUser", json!({"UserName": "u"})).await;
    let everything = scene.denial("*").await;
    scene.attach(&everything, &account).await;
    root.capped("sqs", "ListQueues", json!({})).await;
    root.ok("sts", "GetCallerIdentity", json!({})).await;
}

#[tokio::test]
async fn org_10_a_policy_of_the_account_is_gone_when_its_root_wants_it_gone() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let dev = scene.user(&account, "dev", Some(ADMIN)).await;
    let denial = json!({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"},
    });
    let inline = json!({
        "UserName": "dev", "PolicyName": "no", "PolicyDocument": denial.to_string(),
    });
    let root = scene.cloud.root_of(&account);
    root.ok("iam", "PutUserPolicy", inline).await;
    let error = dev.no("sqs", "ListQueues", json!({})).await;
    assert!(
        error
            .message
            .ends_with("with an explicit deny in an identity-based policy")
    );
    root.ok("sqs", "ListQueues", json!({})).await;
    let gone = json!({"UserName": "dev", "PolicyName": "no"});
    root.ok("iam", "DeleteUserPolicy", gone).await;
    dev.ok("sqs", "ListQueues", json!({})).await;
    // Nor is root a user that a policy could be attached to.
    let input = json!({"UserName": "root", "PolicyArn": ADMIN});
    assert_eq!(
        root.no("iam", "AttachUserPolicy", input).await.code,
        "NoSuchEntity"
    );
}

#[tokio::test]
async fn org_2_6_the_root_binds_all_members_but_never_the_management_account() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let no_sqs = scene.denial("sqs:*").await;
    scene.attach(&no_sqs, &scene.root).await;
    scene.attach(&no_sqs, &scene.management.account).await;
    scene
        .cloud
        .root_of(&account)
        .capped("sqs", "ListQueues", json!({}))
        .await;
    scene.management.ok("sqs", "ListQueues", json!({})).await;
    let admin = scene
        .user(&scene.management.account, "admin", Some(ADMIN))
        .await;
    admin.ok("sqs", "ListQueues", json!({})).await;
    scene
        .cloud
        .root_of(OTHER)
        .ok("sqs", "ListQueues", json!({}))
        .await;
}

#[tokio::test]
async fn org_7_an_allowance_alone_grants_nothing() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let nobody = scene.user(&account, "nobody", None).await;
    let error = nobody.no("sqs", "ListQueues", json!({})).await;
    let words = "because no identity-based policy allows the sqs:listqueues action";
    assert!(
        error.message.to_ascii_lowercase().ends_with(words),
        "{error}"
    );
}

#[tokio::test]
async fn every_level_must_allow() {
    let scene = Scene::set().await;
    let unit = scene.unit("Narrow", &scene.root).await;
    let account = scene.account("dev").await;
    scene.move_to(&account, &scene.root, &unit).await;
    let admin = scene.user(&account, "admin", Some(ADMIN)).await;
    let allow = json!({"Effect": "Allow", "Action": ["sqs:*"], "Resource": "*"});
    let only_sqs = scene.policy(SCP, "only sqs", allow).await;
    scene.attach(&only_sqs, &unit).await;
    scene.detach("p-FullAWSAccess", &unit).await;
    admin.ok("sqs", "ListQueues", json!({})).await;
    let error = admin.no("s3", "ListBuckets", json!({})).await;
    let words = "because no service control policy allows the s3:ListAllMyBuckets action";
    assert!(error.message.ends_with(words), "{error}");
    // Root is no exception to that either.
    let error = scene
        .cloud
        .root_of(&account)
        .no("s3", "ListBuckets", json!({}))
        .await;
    assert!(error.message.ends_with(words), "{error}");
    // Switched off, the policies bind nobody.
    let off = json!({"RootId": scene.root, "PolicyType": SCP});
    scene.org("DisablePolicyType", off.clone()).await;
    admin.ok("s3", "ListBuckets", json!({})).await;
    scene.org("EnablePolicyType", off).await;
    admin.ok("s3", "ListBuckets", json!({})).await;
}

#[tokio::test]
async fn service_linked_roles_are_not_bound() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let principal = |path: &str| haneul_policy::Principal {
        arn: format!("arn:aws:sts::{account}:assumed-role/r/s"),
        account: account.clone(),
        kind: haneul_policy::PrincipalKind::AssumedRole {
            role_arn: format!("arn:aws:iam::{account}:role/{path}r"),
        },
        user_id: "AROA:s".to_owned(),
    };
    let (linked, own) = (
        principal("aws-service-role/x.amazonaws.com/"),
        principal(""),
    );
    let cap = haneul_policy::Policy::parse(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#,
        haneul_policy::PolicyKind::ServiceControl,
    );
    let all = haneul_policy::Policy::parse(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#,
        haneul_policy::PolicyKind::Identity,
    );
    let source = |policy| haneul_policy::Source {
        policy,
        id: "p".to_owned(),
    };
    let (caps, all) = (vec![vec![source(cap.unwrap())]], [source(all.unwrap())]);
    for (principal, allowed) in [(linked, true), (own, false)] {
        let context = haneul_policy::Context::default();
        let question = haneul_policy::Question {
            principal: &principal,
            action: "sqs:ListQueues",
            resource: "*",
            resource_account: &account,
            context: &context,
        };
        let policies = haneul_policy::Policies {
            identity: &all,
            service_control: &caps,
            ..haneul_policy::Policies::default()
        };
        assert_eq!(haneul_policy::decide(&question, &policies).allowed, allowed);
    }
}

#[tokio::test]
async fn condition_keys_tell_the_organisation() {
    let scene = Scene::set().await;
    let unit = scene.unit("Prod", &scene.root).await;
    let (inside, owner) = (scene.account("inside").await, scene.account("owner").await);
    scene.move_to(&inside, &scene.root, &unit).await;
    let told = scene.org("DescribeOrganization", json!({})).await;
    let organization = text(&told["Organization"]["Id"]);
    let owns = scene.cloud.root_of(&owner);
    owns.ok("s3", "CreateBucket", json!({"Bucket": "shared-by-owner"}))
        .await;
    let admin = scene.user(&inside, "admin", Some(ADMIN)).await;
    let stranger = scene.user(OTHER, "admin", Some(ADMIN)).await;
    let path = format!("{organization}/{}/{unit}/*", scene.root);
    for condition in [
        json!({"StringEquals": {"aws:PrincipalOrgID": organization}}),
        json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": [path]}}),
        json!({"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}),
    ] {
        let statement = json!({
            "Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::shared-by-owner", "Condition": condition,
        });
        let block = json!({
            "Bucket": "shared-by-owner",
            "PublicAccessBlockConfiguration": {"BlockPublicPolicy": false},
        });
        owns.ok("s3", "PutPublicAccessBlock", block).await;
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        let put = json!({"Bucket": "shared-by-owner", "Policy": policy});
        owns.ok("s3", "PutBucketPolicy", put).await;
        let list = json!({"Bucket": "shared-by-owner"});
        admin.ok("s3", "ListObjectsV2", list.clone()).await;
        let error = stranger.no("s3", "ListObjectsV2", list).await;
        assert_eq!(error.code, "AccessDenied", "{condition}");
    }
}

#[tokio::test]
async fn resource_control_policies_keep_strangers_out() {
    let scene = Scene::set().await;
    let account = scene.account("owner").await;
    let told = scene.org("DescribeOrganization", json!({})).await;
    let owner = scene.cloud.root_of(&account);
    let bucket = json!({"Bucket": "open-to-all"});
    owner.ok("s3", "CreateBucket", bucket.clone()).await;
    let stranger = scene.user(OTHER, "admin", Some(ADMIN)).await;
    let statement = json!({
        "Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "s3:ListBucket",
        "Resource": "arn:aws:s3:::open-to-all",
    });
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let put = json!({"Bucket": "open-to-all", "Policy": policy});
    owner.ok("s3", "PutBucketPolicy", put).await;
    stranger.ok("s3", "ListObjectsV2", bucket.clone()).await;

    let perimeter = json!({
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": told["Organization"]["Id"]},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    });
    let perimeter = scene.policy(RCP, "perimeter", perimeter).await;
    scene.attach(&perimeter, &scene.root).await;
    let error = stranger.no("s3", "ListObjectsV2", bucket.clone()).await;
    let words = "with an explicit deny in a resource control policy";
    assert!(error.message.ends_with(words), "{error}");
    owner.ok("s3", "ListObjectsV2", bucket.clone()).await;
    // What the management account owns is not guarded.
    let mine = json!({"Bucket": "of-the-management"});
    scene
        .management
        .ok("s3", "CreateBucket", mine.clone())
        .await;
    let everyone = json!({
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
    });
    let everyone = scene.policy(RCP, "nobody", everyone).await;
    scene.attach(&everyone, &scene.root).await;
    scene.management.ok("s3", "ListObjectsV2", mine).await;
    let error = owner.no("s3", "ListObjectsV2", bucket).await;
    assert!(error.message.ends_with(words), "{error}");
    // Other services are not what it speaks of.
    owner.ok("sqs", "ListQueues", json!({})).await;
}

#[tokio::test]
async fn nobody_acts_in_a_closed_account_or_on_what_it_owns() {
    let scene = Scene::set().await;
    let account = scene.account("gone").await;
    let admin = scene.user(&account, "admin", Some(ADMIN)).await;
    let queue = admin
        .ok("sqs", "CreateQueue", json!({"QueueName": "q"}))
        .await;
    let url = json!({"QueueUrl": queue["QueueUrl"]});
    let statement = json!({
        "Effect": "Allow", "Principal": {"AWS": scene.management.account}, "Action": "sqs:*",
        "Resource": "*",
    });
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let open = json!({"QueueUrl": queue["QueueUrl"], "Attributes": {"Policy": policy}});
    admin.ok("sqs", "SetQueueAttributes", open).await;
    scene
        .management
        .ok("sqs", "ReceiveMessage", url.clone())
        .await;
    scene
        .org("CloseAccount", json!({"AccountId": account}))
        .await;
    let error = admin.no("sqs", "ListQueues", json!({})).await;
    assert_eq!(error.code, "UnrecognizedClientException", "{error}");
    let root = scene.cloud.root_of(&account);
    root.no("sts", "GetCallerIdentity", json!({})).await;
    let error = scene.management.no("sqs", "ReceiveMessage", url).await;
    assert!(
        error
            .message
            .ends_with(&format!("because the account {account} is closed")),
        "{error}"
    );
}

/// IAM's simulator knows what the organisation makes of an account's users.
#[tokio::test]
async fn simulations_of_members_see_service_control_policies() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    scene.user(&account, "Ann", Some(ADMIN)).await;
    let statement = json!({"Effect": "Deny", "Action": "sqs:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}});
    let policy = scene.policy(SCP, "no queues there", statement).await;
    scene.attach(&policy, &account).await;
    let simulate = |who: haneul_testkit::Client, user: String, region: &'static str| async move {
        let input = json!({"PolicySourceArn": user, "ActionNames": ["sqs:CreateQueue"],
            "ContextEntries": [{"ContextKeyName": "aws:RequestedRegion",
                "ContextKeyValues": [region], "ContextKeyType": "string"}]});
        let answer = who.ok("iam", "SimulatePrincipalPolicy", input).await;
        answer["EvaluationResults"][0].clone()
    };
    let root = scene.cloud.root_of(&account);
    let ann = format!("arn:aws:iam::{account}:user/Ann");
    for (region, decision, allowed) in [
        ("us-east-1", "allowed", true),
        ("eu-west-1", "explicitDeny", false),
    ] {
        let result = simulate(root.clone(), ann.clone(), region).await;
        assert_eq!(result["EvalDecision"], decision);
        let detail = &result["OrganizationsDecisionDetail"]["AllowedByOrganizations"];
        assert_eq!(*detail, json!(allowed));
    }
    // Nothing caps the management account.
    let own = scene.management.account.clone();
    scene.user(&own, "Ben", Some(ADMIN)).await;
    let ben = format!("arn:aws:iam::{own}:user/Ben");
    let result = simulate(scene.management.clone(), ben, "eu-west-1").await;
    assert_eq!(result["EvalDecision"], "allowed");
    assert_eq!(result["OrganizationsDecisionDetail"], json!(null));
}
