//! Code signing configurations, as they are kept and shown.

use crate::errors;
use crate::function::show::time;
use crate::shapes::{AllowedPublishers, CodeSigningConfig, CodeSigningPolicies};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

pub static CONFIGS: Table<String, Config> = Table::new("lambda_signing");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// `csc-` and 17 letters and digits.
    pub id: String,
    pub description: String,
    pub publishers: Vec<String>,
    /// Warn, or Enforce.
    pub policy: String,
    pub tags: Vec<(String, String)>,
    pub modified: i64,
}

impl Stored for Config {
    const VERSION: u32 = 1;
}

pub fn is_arn(arn: &str) -> bool {
    arn.contains(":code-signing-config:")
}

pub fn arn(cx: &Cx, id: &str) -> String {
    cx.arn("lambda", &format!("code-signing-config:{id}"))
}

pub fn open(cx: &mut Cx, said: &str) -> Result<Config, AwsError> {
    let id = said.rsplit(':').next().unwrap_or_default();
    let found = match arn(cx, id) == said {
        true => CONFIGS.get(cx.tx, cx.scope(), id)?,
        false => None,
    };
    found.ok_or_else(|| {
        let message = format!("The Lambda code signing configuration {said} cannot be found.");
        AwsError::new("CodeSigningConfigNotFoundException", message)
            .status(404)
            .field("Type", "User".to_owned())
    })
}

/// The same for calls that are about the configuration alone.
pub fn found(cx: &mut Cx, said: &str) -> Result<Config, AwsError> {
    open(cx, said).map_err(|error| match error.status {
        Some(404) => errors::not_found(error.message),
        _ => error,
    })
}

pub fn save(cx: &mut Cx, config: &Config) -> Result<(), AwsError> {
    Ok(CONFIGS.put(cx.tx, cx.scope(), &config.id, config)?)
}

/// No package here is signed: there is no signer.
pub fn refuse_unsigned(cx: &mut Cx, said: &str) -> Result<(), AwsError> {
    match open(cx, said)?.policy.as_str() {
        "Enforce" => Err(AwsError::new(
            "CodeVerificationFailedException",
            "Lambda cannot deploy the function. The function or layer might be signed using a \
             signature that the client is not configured to accept. Check the provided signature \
             for unsigned.",
        )
        .status(400)
        .field("Type", "User".to_owned())),
        _ => Ok(()),
    }
}

pub fn shown(cx: &Cx, config: Config) -> CodeSigningConfig {
    CodeSigningConfig {
        code_signing_config_arn: Some(arn(cx, &config.id)),
        code_signing_config_id: Some(config.id),
        description: Some(config.description),
        allowed_publishers: Some(AllowedPublishers {
            signing_profile_version_arns: config.publishers,
        }),
        code_signing_policies: Some(CodeSigningPolicies {
            untrusted_artifact_on_deployment: Some(config.policy),
        }),
        last_modified: Some(time(config.modified)),
    }
}
