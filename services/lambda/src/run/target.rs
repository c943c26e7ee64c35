//! What a call runs: one version of one function, and whose it is.

use crate::function::row::{Function, Version};
use haneul_pipeline::{AwsError, Caller, Cloud, Invocation, Source, credentials, invoke};
use serde_json::json;

#[derive(Clone, Debug)]
pub struct Target {
    pub partition: String,
    pub account: String,
    pub region: String,
    pub function: Function,
    pub version: Version,
    /// As it was called.
    pub arn: String,
}

/// Which sandboxes can do it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub function: u64,
    pub number: u64,
    pub revision: String,
}

/// What programs act as their role with.
pub struct Pass {
    pub key: String,
    pub secret: String,
    pub token: String,
    pub caller: Caller,
}

impl Target {
    pub fn key(&self) -> Key {
        Key {
            function: self.function.id,
            number: self.version.number,
            revision: self.version.revision.clone(),
        }
    }

    /// The function itself, for policies that name it.
    pub fn bare_arn(&self) -> String {
        let (partition, region, account) = (&self.partition, &self.region, &self.account);
        format!(
            "arn:{partition}:lambda:{region}:{account}:function:{}",
            self.function.name
        )
    }

    pub fn log_group(&self) -> String {
        let said = self.version.config.logging.group.clone();
        said.unwrap_or_else(|| format!("/aws/lambda/{}", self.function.name))
    }

    /// Lambda itself, for this function.
    pub fn service(&self) -> Caller {
        let source = Source {
            arn: self.bare_arn(),
            account: self.account.clone(),
        };
        Caller::service(&self.partition, crate::PRINCIPAL, source)
    }

    /// A session of the function's role, named as the function.
    pub async fn pass(&self, cloud: &Cloud) -> Result<Pass, AwsError> {
        let name: String = self.function.name.chars().take(64).collect();
        let name = format!("{name:_<2}");
        let invocation = Invocation {
            caller: self.service(),
            account: self.account.clone(),
            region: self.region.clone(),
            service: "sts",
            operation: "AssumeRole",
            input: json!({"RoleArn": self.version.config.role, "RoleSessionName": name}),
            body: None,
            delivers: None,
        };
        let answer =
            invoke(cloud, invocation)
                .await
                .map_err(|error| match error.code.as_ref() {
                    "AccessDenied" => crate::errors::denied(
                        "The role defined for the function cannot be assumed by Lambda.",
                    ),
                    _ => error,
                })?;
        let said = &answer.output["Credentials"];
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        let key = text("AccessKeyId");
        let look = |tx: &mut haneul_store::Tx| Ok::<_, AwsError>(credentials::find(tx, &key)?);
        let holder = cloud.store.read(look)?;
        let holder = holder.ok_or_else(|| AwsError::internal("a session that is not there"))?;
        Ok(Pass {
            secret: text("SecretAccessKey"),
            token: text("SessionToken"),
            caller: holder.caller(),
            key,
        })
    }
}
