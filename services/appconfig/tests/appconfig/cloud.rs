//! A cloud with AppConfig and all that configurations may lie in.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_testkit::{TestCloud, World, text};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(crate::function::Lambda),
            Arc::new(haneul_appconfig::AppConfig),
            Arc::new(haneul_appconfig::AppConfigData),
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kms::Kms),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_secretsmanager::SecretsManager),
            Arc::new(haneul_sns::Sns),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_ssm::Ssm),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    World::new(cloud, "appconfig")
}

/// The code alone of the error that a call is refused with.
pub async fn refusal(world: &World, operation: &str, input: Json) -> String {
    let refused = world.refusal(operation, input).await;
    refused.split(':').next().unwrap_or_default().to_owned()
}

/// An application with an environment and a profile in the hosted store.
pub struct Shop {
    pub application: String,
    pub environment: String,
    pub profile: String,
}

pub async fn shop(world: &World, more: Json) -> Shop {
    let made = world.ok("CreateApplication", json!({"Name": "shop"})).await;
    let application = text(&made["Id"]);
    let input = json!({"ApplicationId": application, "Name": "prod"});
    let environment = text(&world.ok("CreateEnvironment", input).await["Id"]);
    let mut input =
        json!({"ApplicationId": application, "Name": "limits", "LocationUri": "hosted"});
    merge(&mut input, &more);
    let profile = text(&world.ok("CreateConfigurationProfile", input).await["Id"]);
    Shop {
        application,
        environment,
        profile,
    }
}

pub fn merge(input: &mut Json, more: &Json) {
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
}

impl Shop {
    pub fn of_profile(&self, more: Json) -> Json {
        let mut input = json!({
            "ApplicationId": self.application, "ConfigurationProfileId": self.profile,
        });
        merge(&mut input, &more);
        input
    }

    pub fn of_environment(&self, more: Json) -> Json {
        let mut input =
            json!({"ApplicationId": self.application, "EnvironmentId": self.environment});
        merge(&mut input, &more);
        input
    }

    pub fn version(&self, content: &str) -> Json {
        self.of_profile(json!({
            "Content": BASE64_STANDARD.encode(content), "ContentType": "application/json",
        }))
    }

    /// Makes another hosted version: its number.
    pub async fn put(&self, world: &World, content: &str) -> i64 {
        let made = world
            .ok("CreateHostedConfigurationVersion", self.version(content))
            .await;
        made["VersionNumber"].as_i64().unwrap()
    }

    pub fn deployment(&self, strategy: &str, version: &str) -> Json {
        self.of_environment(json!({
            "ConfigurationProfileId": self.profile, "DeploymentStrategyId": strategy,
            "ConfigurationVersion": version,
        }))
    }

    pub async fn deploy(&self, world: &World, strategy: &str, version: i64) -> i64 {
        let input = self.deployment(strategy, &version.to_string());
        let started = world.ok("StartDeployment", input).await;
        started["DeploymentNumber"].as_i64().unwrap()
    }

    /// Makes a version everybody's.
    pub async fn publish(&self, world: &World, content: &str) -> i64 {
        let version = self.put(world, content).await;
        let number = self.deploy(world, "AppConfig.AllAtOnce", version).await;
        world.seconds(601).await;
        assert_eq!(self.state(world, number).await, "COMPLETE");
        number
    }

    pub async fn shown(&self, world: &World, number: i64) -> Json {
        let input = self.of_environment(json!({"DeploymentNumber": number}));
        world.ok("GetDeployment", input).await
    }

    pub async fn state(&self, world: &World, number: i64) -> String {
        text(&self.shown(world, number).await["State"])
    }

    /// What a client of the old way sees.
    pub async fn seen(&self, world: &World, client: &str) -> String {
        let input = json!({
            "Application": "shop", "Environment": "prod", "Configuration": self.profile,
            "ClientId": client,
        });
        decoded(&world.ok("GetConfiguration", input).await["Content"])
    }
}

pub fn decoded(content: &Json) -> String {
    let bytes = BASE64_STANDARD.decode(content.as_str().unwrap_or_default());
    String::from_utf8(bytes.unwrap()).unwrap()
}

/// A role that AppConfig may be given, with leave to do these.
pub async fn role(world: &World, name: &str, actions: Json) -> String {
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "appconfig.amazonaws.com"},
        "Action": "sts:AssumeRole"}});
    let input = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
    let made = world.client.must("iam", "CreateRole", input).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": actions, "Resource": "*"}});
    let input = json!({"RoleName": name, "PolicyName": "p", "PolicyDocument": policy.to_string()});
    world.client.must("iam", "PutRolePolicy", input).await;
    text(&made["Role"]["Arn"])
}

pub async fn messages(world: &World, queue: &str) -> Vec<Json> {
    let url = format!("http://localhost:4566/111122223333/{queue}");
    let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
    let got = world.client.must("sqs", "ReceiveMessage", input).await;
    let got = got["Messages"].as_array().cloned().unwrap_or_default();
    got.iter()
        .map(|message| serde_json::from_str(message["Body"].as_str().unwrap()).unwrap())
        .collect()
}
