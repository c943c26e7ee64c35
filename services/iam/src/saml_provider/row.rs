//! A SAML provider as it is stored.

use crate::arn::{self, Parts};
use crate::entity::key;
use crate::errors::{invalid_arn, no_such_entity};
use crate::tags::Tags;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name in lower case.
pub static PROVIDERS: Table<String, SamlProvider> = Table::new("iam_saml_provider").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SamlProvider {
    pub name: String,
    pub id: String,
    pub metadata: String,
    pub created: Timestamp,
    pub valid_until: Timestamp,
    pub tags: Tags,
    /// `Required` or `Allowed`.
    pub encryption: Option<String>,
    pub keys: Vec<PrivateKey>,
}

/// For assertions that come encrypted; never shown again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrivateKey {
    pub id: String,
    pub added: Timestamp,
    pub pem: String,
}

impl Stored for SamlProvider {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, provider: &SamlProvider) -> String {
    let (partition, account) = (cx.partition(), cx.account());
    arn::of(partition, account, "saml-provider", "/", &provider.name)
}

pub fn look(cx: &mut Cx, arn: &str) -> Result<Option<SamlProvider>, AwsError> {
    let parts = Parts::of(arn).filter(|p| p.service == "iam" && p.kind == "saml-provider");
    let parts = parts.ok_or_else(|| invalid_arn(arn))?;
    if (parts.partition, parts.account) != (cx.partition(), cx.account()) {
        return Ok(None);
    }
    let scope = cx.account_scope();
    Ok(PROVIDERS.get(cx.tx, scope, &key(parts.rest))?)
}

pub fn find(cx: &mut Cx, arn: &str) -> Result<SamlProvider, AwsError> {
    look(cx, arn)?.ok_or_else(|| no_such_entity(format!("Manifest not found for arn {arn}")))
}

pub fn save(cx: &mut Cx, provider: &SamlProvider) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(PROVIDERS.put(cx.tx, scope, &key(&provider.name), provider)?)
}
