//! Short words for tests that talk to one service more than to others.

use crate::{Client, TestCloud};
use haneul_pipeline::{AwsError, Caller};
use haneul_policy::{Principal, PrincipalKind};
use serde_json::Value as Json;
use std::time::Duration;

/// A cloud, the root user of its usual account, and the service that is talked to.
pub struct World {
    pub cloud: TestCloud,
    pub client: Client,
    service: &'static str,
}

impl World {
    pub fn new(cloud: TestCloud, service: &'static str) -> World {
        World {
            client: cloud.root(),
            cloud,
            service,
        }
    }

    pub async fn call(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.client.call(self.service, operation, input).await
    }

    /// A call that must succeed.
    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        self.client.must(self.service, operation, input).await
    }

    /// `Code: message` of a call that must be refused.
    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        match self.call(operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error.to_string(),
        }
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    /// A user of an account whom no policy allows anything.
    pub fn user(&self, account: &str) -> Client {
        let mut caller = Caller::root("aws", account, "AKIAUSER");
        caller.principal = Principal {
            arn: format!("arn:aws:iam::{account}:user/someone"),
            account: account.to_owned(),
            kind: PrincipalKind::User,
            user_id: "AIDASOMEONE".to_owned(),
        };
        self.cloud.as_caller(caller)
    }
}

/// What must be a text.
pub fn text(value: &Json) -> String {
    value.as_str().expect("a text").to_owned()
}
