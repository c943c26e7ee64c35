//! An OpenID Connect provider as it is stored.

use crate::arn::{self, Parts};
use crate::errors::{invalid_arn, no_such_entity};
use crate::tags::Tags;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the URL without its scheme.
pub static PROVIDERS: Table<String, OidcProvider> = Table::new("iam_oidc_provider");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OidcProvider {
    /// Without `https://`.
    pub url: String,
    pub clients: Vec<String>,
    pub thumbprints: Vec<String>,
    pub created: Timestamp,
    pub tags: Tags,
}

impl Stored for OidcProvider {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, url: &str) -> String {
    arn::of(cx.partition(), cx.account(), "oidc-provider", "/", url)
}

pub fn look(cx: &mut Cx, arn: &str) -> Result<Option<OidcProvider>, AwsError> {
    let parts = Parts::of(arn).filter(|p| p.service == "iam" && p.kind == "oidc-provider");
    let parts = parts.ok_or_else(|| invalid_arn(arn))?;
    if (parts.partition, parts.account) != (cx.partition(), cx.account()) {
        return Ok(None);
    }
    let scope = cx.account_scope();
    Ok(PROVIDERS.get(cx.tx, scope, &parts.rest.to_owned())?)
}

pub fn find(cx: &mut Cx, arn: &str) -> Result<OidcProvider, AwsError> {
    look(cx, arn)?
        .ok_or_else(|| no_such_entity(format!("OpenIDConnect Provider not found for arn {arn}")))
}

pub fn save(cx: &mut Cx, provider: &OidcProvider) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(PROVIDERS.put(cx.tx, scope, &provider.url, provider)?)
}
