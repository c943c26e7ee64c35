//! Central access to members' root users: IAM's features of organisations, and STS's AssumeRoot.

mod common;

use common::*;
use haneul_testkit::Client;
use serde_json::{Value as Json, json};

const IAM: &str = "iam.amazonaws.com";

fn task(name: &str) -> Json {
    json!({"arn": format!("arn:aws:iam::aws:policy/root-task/{name}")})
}

fn asked(target: &str, name: &str) -> Json {
    json!({"TargetPrincipal": target, "TaskPolicyArn": task(name)})
}

impl Scene {
    async fn trust(&self) {
        let service = json!({"ServicePrincipal": IAM});
        self.org("EnableAWSServiceAccess", service).await;
    }

    /// With both features on, and an administrator of the management account.
    async fn ready(&self) -> Client {
        self.trust().await;
        for feature in ["RootCredentialsManagement", "RootSessions"] {
            let operation = format!("EnableOrganizations{feature}");
            self.management.ok("iam", &operation, json!({})).await;
        }
        self.user(&self.management.account, "chief", Some(ADMIN))
            .await
    }

    async fn assume(&self, who: &Client, target: &str, name: &str) -> Client {
        let taken = who.ok("sts", "AssumeRoot", asked(target, name)).await;
        let key = text(&taken["Credentials"]["AccessKeyId"]);
        self.cloud.with_key(&key)
    }
}

#[tokio::test]
async fn features_are_switched_by_the_management_account_of_an_organisation_that_trusts_iam() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let member = scene.cloud.root_of(&account);
    let enable = "EnableOrganizationsRootSessions";
    let code = |who: &Client, operation: &'static str| {
        let who = who.clone();
        async move { who.no("iam", operation, json!({})).await.code.to_string() }
    };
    assert_eq!(
        code(&scene.cloud.root_of(OTHER), enable).await,
        "OrganizationNotFoundException"
    );
    let not_trusted = "ServiceAccessNotEnabledException";
    assert_eq!(code(&scene.management, enable).await, not_trusted);
    let nobody = "AccountNotManagementOrDelegatedAdministratorException";
    for operation in [
        enable,
        "ListOrganizationsFeatures",
        "DisableOrganizationsRootSessions",
    ] {
        assert_eq!(code(&member, operation).await, nobody);
    }
    scene.trust().await;
    let iam = |who: &Client, operation: &'static str| {
        let who = who.clone();
        async move { who.ok("iam", operation, json!({})).await }
    };
    let none = iam(&scene.management, "ListOrganizationsFeatures").await;
    assert_eq!(none["EnabledFeatures"], json!([]));
    let one = iam(&scene.management, enable).await;
    assert_eq!(one["EnabledFeatures"], json!(["RootSessions"]));
    assert!(text(&one["OrganizationId"]).starts_with("o-"));
    let both = iam(
        &scene.management,
        "EnableOrganizationsRootCredentialsManagement",
    )
    .await;
    let all = json!(["RootCredentialsManagement", "RootSessions"]);
    assert_eq!(both["EnabledFeatures"], all);
    // Who administers IAM looks and switches off; switching on is the management account's.
    let register = json!({"AccountId": account, "ServicePrincipal": IAM});
    scene.org("RegisterDelegatedAdministrator", register).await;
    let seen = iam(&member, "ListOrganizationsFeatures").await;
    assert_eq!(seen["EnabledFeatures"], all);
    assert_eq!(
        code(&member, enable).await,
        "CallerIsNotManagementAccountException"
    );
    let less = iam(&member, "DisableOrganizationsRootSessions").await;
    assert_eq!(
        less["EnabledFeatures"],
        json!(["RootCredentialsManagement"])
    );
}

#[tokio::test]
async fn a_task_is_done_as_a_members_root_user_and_nothing_else() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let chief = scene.ready().await;
    let own = scene.cloud.root_of(&account);
    let taken = chief
        .ok(
            "sts",
            "AssumeRoot",
            asked(&account, "IAMAuditRootUserCredentials"),
        )
        .await;
    assert!(text(&taken["Credentials"]["AccessKeyId"]).starts_with("ASIA"));
    let auditor = scene
        .cloud
        .with_key(&text(&taken["Credentials"]["AccessKeyId"]));
    let who = auditor.ok("sts", "GetCallerIdentity", json!({})).await;
    assert_eq!(who["Arn"], format!("arn:aws:iam::{account}:root"));
    for operation in [
        "ListAccessKeys",
        "ListMFADevices",
        "ListSigningCertificates",
        "GetAccountSummary",
        "GetUser",
    ] {
        auditor.ok("iam", operation, json!({})).await;
    }
    let missing = auditor.no("iam", "GetLoginProfile", json!({})).await;
    assert_eq!(missing.code, "NoSuchEntity");
    own.ok("iam", "CreateUser", json!({"UserName": "Ann"}))
        .await;
    for (service, operation, input) in [
        ("iam", "ListUsers", json!({})),
        ("iam", "ListAccessKeys", json!({"UserName": "Ann"})),
        (
            "iam",
            "DeleteAccessKey",
            json!({"AccessKeyId": "A".repeat(20)}),
        ),
        ("s3", "ListBuckets", json!({})),
        ("sqs", "CreateQueue", json!({"QueueName": "q"})),
        ("sts", "GetSessionToken", json!({})),
    ] {
        let refused = auditor.no(service, operation, input).await;
        assert!(refused.code.starts_with("AccessDenied"), "{refused}");
    }
    // A key of the root user's is taken away, by the task that is for that.
    let key = own.ok("iam", "CreateAccessKey", json!({})).await;
    let id = json!({"AccessKeyId": key["AccessKey"]["AccessKeyId"]});
    let remover = scene
        .assume(
            &chief,
            &format!("arn:aws:iam::{account}:root"),
            "IAMDeleteRootUserCredentials",
        )
        .await;
    remover.ok("iam", "DeleteAccessKey", id).await;
    // The session ends after a quarter of an hour at the latest.
    let session = auditor.caller.session.as_ref().unwrap();
    let lasts = session.expires.unwrap().as_second() - session.issued.unwrap().as_second();
    assert!((899..=900).contains(&lasts), "{lasts}");
    let long = json!({"TargetPrincipal": account, "DurationSeconds": 901,
        "TaskPolicyArn": task("S3UnlockBucketPolicy")});
    let refused = chief.no("sts", "AssumeRoot", long).await;
    assert_eq!(refused.code, "ValidationError");
}

#[tokio::test]
async fn a_bucket_whose_policy_locks_everybody_out_is_unlocked() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let chief = scene.ready().await;
    let admin = scene.user(&account, "admin", Some(ADMIN)).await;
    let bucket = json!({"Bucket": "locked"});
    admin.ok("s3", "CreateBucket", bucket.clone()).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny",
        "Principal": "*", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::locked", "arn:aws:s3:::locked/*"]}]});
    let put = json!({"Bucket": "locked", "Policy": policy.to_string()});
    admin.ok("s3", "PutBucketPolicy", put).await;
    admin.no("s3", "DeleteBucketPolicy", bucket.clone()).await;
    let session = scene.assume(&chief, &account, "S3UnlockBucketPolicy").await;
    session.no("s3", "DeleteBucket", bucket.clone()).await;
    session.no("iam", "GetUser", json!({})).await;
    session.ok("s3", "DeleteBucketPolicy", bucket.clone()).await;
    admin.ok("s3", "DeleteBucket", bucket).await;
}

#[tokio::test]
async fn a_queues_task_is_about_the_accounts_own_queues() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let chief = scene.ready().await;
    let admin = scene.user(&account, "admin", Some(ADMIN)).await;
    let queue = json!({"QueueName": "q"});
    let url = admin.ok("sqs", "CreateQueue", queue.clone()).await["QueueUrl"].clone();
    let session = scene.assume(&chief, &account, "SQSUnlockQueuePolicy").await;
    let clear = json!({"QueueUrl": url, "Attributes": {"Policy": ""}});
    session.ok("sqs", "SetQueueAttributes", clear).await;
    let look = json!({"QueueUrl": url, "AttributeNames": ["All"]});
    session.ok("sqs", "GetQueueAttributes", look).await;
    session
        .no("sqs", "DeleteQueue", json!({"QueueUrl": url}))
        .await;
}

/// Every condition of AssumeRoot, one at a time.
#[tokio::test]
async fn who_may_not_is_told_no_more_than_that() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let chief = scene
        .user(&scene.management.account, "chief", Some(ADMIN))
        .await;
    let audit = "IAMAuditRootUserCredentials";
    let refused = |who: &Client, input: Json| {
        let who = who.clone();
        async move {
            let error = who.no("sts", "AssumeRoot", input).await;
            (error.code.to_string(), error.message)
        }
    };
    let denied = |who: &Client, target: &str| {
        let arn = &who.caller.principal.arn;
        let message = format!(
            "User: {arn} is not authorized to perform: sts:AssumeRoot on resource: \
             arn:aws:iam::{target}:root"
        );
        ("AccessDenied".to_owned(), message)
    };
    let this = || asked(&account, audit);
    // Trust, then the feature of the task.
    assert_eq!(refused(&chief, this()).await, denied(&chief, &account));
    scene.trust().await;
    assert_eq!(refused(&chief, this()).await, denied(&chief, &account));
    let sessions = "EnableOrganizationsRootSessions";
    scene.management.ok("iam", sessions, json!({})).await;
    assert_eq!(refused(&chief, this()).await, denied(&chief, &account));
    scene.assume(&chief, &account, "SQSUnlockQueuePolicy").await;
    let credentials = "EnableOrganizationsRootCredentialsManagement";
    scene.management.ok("iam", credentials, json!({})).await;
    scene.assume(&chief, &account, audit).await;
    // The target is a member, and not the management account.
    let management = scene.management.account.clone();
    for target in [OTHER, management.as_str()] {
        let answer = refused(&chief, asked(target, audit)).await;
        assert_eq!(answer, denied(&chief, target));
    }
    for (target, name) in [("x".repeat(12), audit), (account.clone(), "Other")] {
        let (code, _) = refused(&chief, asked(&target, name)).await;
        assert_eq!(code, "ValidationError");
    }
    // The caller is no root user, and has the right.
    let (code, message) = refused(&scene.management, this()).await;
    let words = "AssumeRoot cannot be called with root user credentials.";
    assert_eq!((code.as_str(), message.as_str()), ("AccessDenied", words));
    let clerk = scene.user(&management, "clerk", None).await;
    let (code, message) = refused(&clerk, this()).await;
    assert_eq!(code, "AccessDenied");
    assert!(message.contains("because no identity-based policy"));
    // One that may do one task alone.
    let some = scene.user(&management, "some", None).await;
    let statement = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "sts:AssumeRoot", "Resource": format!("arn:aws:iam::{account}:root"),
        "Condition": {"StringEquals": {"sts:TaskPolicyArn": task(audit)["arn"]}}}]});
    let put = json!({"UserName": "some", "PolicyName": "p",
        "PolicyDocument": statement.to_string()});
    scene.management.ok("iam", "PutUserPolicy", put).await;
    scene.assume(&some, &account, audit).await;
    let other = asked(&account, "S3UnlockBucketPolicy");
    assert_eq!(refused(&some, other).await.0, "AccessDenied");
    // A member cannot, until it administers IAM; not even itself.
    let second = scene.account("second").await;
    let deputy = scene.user(&second, "deputy", Some(ADMIN)).await;
    assert_eq!(refused(&deputy, this()).await, denied(&deputy, &account));
    let register = json!({"AccountId": second, "ServicePrincipal": IAM});
    scene.org("RegisterDelegatedAdministrator", register).await;
    scene.assume(&deputy, &account, audit).await;
}

/// Service control policies cap a member's root user in such sessions, too, and can tell them apart.
#[tokio::test]
async fn service_control_policies_see_assumed_root_users() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let chief = scene.ready().await;
    let statement = json!({"Effect": "Deny", "Action": "iam:*", "Resource": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"},
            "Null": {"aws:AssumedRoot": "true"}}});
    let policy = scene.policy(SCP, "no root", statement).await;
    scene.attach(&policy, &account).await;
    let own = scene.cloud.root_of(&account);
    own.capped("iam", "ListAccessKeys", json!({})).await;
    let session = scene
        .assume(&chief, &account, "IAMAuditRootUserCredentials")
        .await;
    session.ok("iam", "ListAccessKeys", json!({})).await;
    let all = scene.denial("iam:ListAccessKeys").await;
    scene.attach(&all, &account).await;
    session.capped("iam", "ListAccessKeys", json!({})).await;
}
