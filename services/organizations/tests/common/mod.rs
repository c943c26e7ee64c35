//! An organisation, and the few sentences that all tests here begin with.
#![allow(dead_code)]

use haneul_iam::{Directory, Iam};
use haneul_organizations::Organizations;
use haneul_pipeline::AwsError;
use haneul_s3::S3;
use haneul_sqs::Sqs;
use haneul_sts::Sts;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub const SCP: &str = "SERVICE_CONTROL_POLICY";
pub const RCP: &str = "RESOURCE_CONTROL_POLICY";
pub const ADMIN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
/// An account that stands alone, for invitations.
pub const OTHER: &str = "444455556666";

pub async fn cloud() -> TestCloud {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![
        Arc::new(Iam),
        Arc::new(Organizations),
        Arc::new(S3),
        Arc::new(Sqs),
        Arc::new(Sts),
    ];
    TestCloud::new(services, Arc::new(Directory::default())).await
}

/// A cloud with an organisation, whose management account is the test account.
pub struct Scene {
    pub cloud: TestCloud,
    pub management: Client,
    pub root: String,
}

impl Scene {
    /// With service and resource control policies switched on.
    pub async fn set() -> Scene {
        let cloud = cloud().await;
        let management = cloud.root();
        management.org("CreateOrganization", json!({})).await;
        let roots = management.org("ListRoots", json!({})).await;
        let root = text(&roots["Roots"][0]["Id"]);
        for kind in [SCP, RCP] {
            let input = json!({"RootId": root, "PolicyType": kind});
            management.org("EnablePolicyType", input).await;
        }
        Scene {
            cloud,
            management,
            root,
        }
    }

    pub async fn org(&self, operation: &str, input: Json) -> Json {
        self.management.org(operation, input).await
    }

    pub async fn unit(&self, name: &str, parent: &str) -> String {
        let input = json!({"Name": name, "ParentId": parent});
        let made = self.org("CreateOrganizationalUnit", input).await;
        text(&made["OrganizationalUnit"]["Id"])
    }

    /// A new member; its number.
    pub async fn account(&self, name: &str) -> String {
        let input = json!({"AccountName": name, "Email": format!("{name}@example.com")});
        let asked = self.org("CreateAccount", input).await;
        self.cloud.advance(Duration::from_secs(10)).await;
        let id = json!({"CreateAccountRequestId": asked["CreateAccountStatus"]["Id"]});
        let status = self.org("DescribeCreateAccountStatus", id).await;
        assert_eq!(
            status["CreateAccountStatus"]["State"], "SUCCEEDED",
            "{status}"
        );
        text(&status["CreateAccountStatus"]["AccountId"])
    }

    pub async fn policy(&self, kind: &str, name: &str, statement: Json) -> String {
        let document = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        let input = json!({
            "Name": name, "Description": "", "Type": kind, "Content": document,
        });
        let made = self.org("CreatePolicy", input).await;
        text(&made["Policy"]["PolicySummary"]["Id"])
    }

    /// A service control policy that denies an action.
    pub async fn denial(&self, action: &str) -> String {
        let name = format!("no {action}");
        let statement = json!({"Effect": "Deny", "Action": action, "Resource": "*"});
        self.policy(SCP, &name, statement).await
    }

    pub async fn attach(&self, policy: &str, target: &str) {
        let input = json!({"PolicyId": policy, "TargetId": target});
        self.org("AttachPolicy", input).await;
    }

    pub async fn detach(&self, policy: &str, target: &str) {
        let input = json!({"PolicyId": policy, "TargetId": target});
        self.org("DetachPolicy", input).await;
    }

    pub async fn move_to(&self, account: &str, from: &str, to: &str) {
        let input = json!({
            "AccountId": account, "SourceParentId": from, "DestinationParentId": to,
        });
        self.org("MoveAccount", input).await;
    }

    /// A user of an account, with what a policy of AWS's allows.
    pub async fn user(&self, account: &str, name: &str, policy: Option<&str>) -> Client {
        let root = self.cloud.root_of(account);
        root.ok("iam", "CreateUser", json!({"UserName": name}))
            .await;
        if let Some(policy) = policy {
            let input = json!({"UserName": name, "PolicyArn": policy});
            root.ok("iam", "AttachUserPolicy", input).await;
        }
        let key = root
            .ok("iam", "CreateAccessKey", json!({"UserName": name}))
            .await;
        self.cloud.with_key(&text(&key["AccessKey"]["AccessKeyId"]))
    }

    /// Somebody of the management account's, acting as a member's administrator.
    pub async fn reach(&self, account: &str, role: &str) -> Client {
        let input = json!({
            "RoleArn": format!("arn:aws:iam::{account}:role/{role}"), "RoleSessionName": "session",
        });
        let name = format!("to-{account}");
        let admin = self
            .user(&self.management.account, &name, Some(ADMIN))
            .await;
        let taken = admin.ok("sts", "AssumeRole", input).await;
        self.cloud
            .with_key(&text(&taken["Credentials"]["AccessKeyId"]))
    }
}

#[allow(async_fn_in_trait)]
pub trait Calling {
    async fn ok(&self, service: &str, operation: &str, input: Json) -> Json;
    async fn no(&self, service: &str, operation: &str, input: Json) -> AwsError;
    async fn org(&self, operation: &str, input: Json) -> Json;
    /// Refused by this service with this code; the message.
    async fn org_no(&self, operation: &str, input: Json) -> AwsError;
    /// Denied by a service control policy.
    async fn capped(&self, service: &str, operation: &str, input: Json);
}

impl Calling for Client {
    async fn ok(&self, service: &str, operation: &str, input: Json) -> Json {
        match self.call(service, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{service}:{operation} {input}: {error}"),
        }
    }

    async fn no(&self, service: &str, operation: &str, input: Json) -> AwsError {
        match self.call(service, operation, input.clone()).await {
            Ok(answer) => panic!("{service}:{operation} {input} answered {answer}"),
            Err(error) => error,
        }
    }

    async fn org(&self, operation: &str, input: Json) -> Json {
        self.ok("organizations", operation, input).await
    }

    async fn org_no(&self, operation: &str, input: Json) -> AwsError {
        self.no("organizations", operation, input).await
    }

    async fn capped(&self, service: &str, operation: &str, input: Json) {
        let error = self.no(service, operation, input).await;
        let words = "with an explicit deny in a service control policy";
        assert!(error.message.contains(words), "{error}");
        assert!(error.code.starts_with("AccessDenied"), "{error}");
    }
}

pub fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The `Reason` beside an error.
pub fn reason(error: &AwsError) -> String {
    let field = error.fields.iter().find(|(name, _)| *name == "Reason");
    let value = field.and_then(|(_, value)| value.as_str());
    value.unwrap_or_default().to_owned()
}
