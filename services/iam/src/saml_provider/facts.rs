//! What STS asks of a provider before it believes in what one signed.

use super::metadata;
use super::row::PROVIDERS;
use crate::arn::{self, Parts};
use crate::entity::key;
use haneul_pipeline::{AwsError, SamlProviderFacts};
use haneul_store::{Scope, Tx};

pub fn facts(tx: &mut Tx, arn: &str) -> Result<Option<SamlProviderFacts>, AwsError> {
    let parts = Parts::of(arn).filter(|p| p.service == "iam" && p.kind == "saml-provider");
    let Some(parts) = parts else {
        return Ok(None);
    };
    let scope = Scope::new(parts.partition, parts.account, "");
    let found = PROVIDERS.get(tx, scope, &key(parts.rest))?;
    let own = |name: &str| arn::of(parts.partition, parts.account, "saml-provider", "/", name);
    let Some(provider) = found.filter(|provider| own(&provider.name) == arn) else {
        return Ok(None);
    };
    // Documents that were taken once and would not be today vouch for nobody.
    let Some(read) = metadata::read(&provider.metadata) else {
        return Ok(None);
    };
    Ok(Some(SamlProviderFacts {
        arn: arn.to_owned(),
        name: provider.name,
        entity: read.entity,
        certificates: read.signing,
        valid_until: provider.valid_until,
        needs_encryption: provider.encryption.as_deref() == Some("Required"),
    }))
}
