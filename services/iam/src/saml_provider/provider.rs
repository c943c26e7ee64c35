//! SAML providers made, shown, changed, taken off.
//!
//! Operations: CreateSAMLProvider, GetSAMLProvider, ListSAMLProviders, UpdateSAMLProvider, DeleteSAMLProvider

use super::metadata;
use super::row::{self, PROVIDERS, PrivateKey, SamlProvider};
use crate::entity::{self, key};
use crate::errors::{already_exists, invalid_input, no_such_entity, quota};
use crate::shapes::*;
use crate::{count, limits, pem, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;
use jiff::{SignedDuration, Timestamp};

/// Metadata that names no end is good for a century.
const CENTURY: SignedDuration = SignedDuration::from_hours(24 * 36_525);

pub fn create_saml_provider(
    cx: &mut Cx,
    input: CreateSAMLProviderRequest,
) -> Result<CreateSAMLProviderResponse, AwsError> {
    let scope = cx.account_scope();
    if PROVIDERS.exists(cx.tx, scope, &key(&input.name))? {
        let name = &input.name;
        return Err(already_exists(format!(
            "SAMLProvider with name {name} already exists."
        )));
    }
    count::add(
        cx,
        "saml-provider",
        "SAMLProvidersPerAccount",
        limits::PROVIDERS_PER_ACCOUNT,
    )?;
    let created = entity::now(cx);
    let mut provider = SamlProvider {
        name: input.name,
        id: ids::unique_id(cx.random(), "ASPA"),
        valid_until: valid_until(&input.saml_metadata_document, created)?,
        metadata: input.saml_metadata_document,
        created,
        tags: tags::first(input.tags, "TagsPerSAMLProvider")?,
        encryption: input.assertion_encryption_mode,
        keys: Vec::new(),
    };
    if let Some(key) = input.add_private_key {
        add_key(cx, &mut provider, key)?;
    }
    check_encryption(&provider)?;
    row::save(cx, &provider)?;
    Ok(CreateSAMLProviderResponse {
        saml_provider_arn: Some(row::arn(cx, &provider)),
        tags: tags::shown(&provider.tags),
    })
}

fn valid_until(document: &str, created: Timestamp) -> Result<Timestamp, AwsError> {
    let read = metadata::read(document);
    let read = read.ok_or_else(|| invalid_input("Could not parse metadata"))?;
    Ok(read
        .valid_until
        .unwrap_or(created.saturating_add(CENTURY).unwrap_or(Timestamp::MAX)))
}

fn add_key(cx: &Cx, provider: &mut SamlProvider, pem: String) -> Result<(), AwsError> {
    if pem::public_of(&pem).is_none() {
        let message = "The private key must be an unencrypted key in PEM format.";
        return Err(invalid_input(message));
    }
    if provider.keys.len() >= limits::KEYS_PER_SAML_PROVIDER {
        let limit = limits::KEYS_PER_SAML_PROVIDER;
        return Err(quota("PrivateKeysPerSAMLProvider", limit));
    }
    provider.keys.push(PrivateKey {
        id: ids::unique_id(cx.random(), "ASPKA"),
        added: entity::now(cx),
        pem,
    });
    Ok(())
}

fn check_encryption(provider: &SamlProvider) -> Result<(), AwsError> {
    match provider.encryption.as_deref() {
        Some("Required") if provider.keys.is_empty() => Err(invalid_input(
            "Assertions can only be required to be encrypted when there is a private key.",
        )),
        _ => Ok(()),
    }
}

pub fn get_saml_provider(
    cx: &mut Cx,
    input: GetSAMLProviderRequest,
) -> Result<GetSAMLProviderResponse, AwsError> {
    let provider = row::find(cx, &input.saml_provider_arn)?;
    let key = |key: PrivateKey| SAMLPrivateKey {
        key_id: Some(key.id),
        timestamp: Some(key.added),
    };
    let keys: Vec<_> = provider.keys.into_iter().map(key).collect();
    Ok(GetSAMLProviderResponse {
        saml_provider_uuid: Some(provider.id),
        saml_metadata_document: Some(provider.metadata),
        create_date: Some(provider.created),
        valid_until: Some(provider.valid_until),
        tags: Some(tags::all(&provider.tags)),
        assertion_encryption_mode: provider.encryption,
        private_key_list: (!keys.is_empty()).then_some(keys),
    })
}

pub fn list_saml_providers(
    cx: &mut Cx,
    _: ListSAMLProvidersRequest,
) -> Result<ListSAMLProvidersResponse, AwsError> {
    let scope = cx.account_scope();
    let rows = PROVIDERS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    let entry = |(_, provider): (String, SamlProvider)| SAMLProviderListEntry {
        arn: Some(row::arn(cx, &provider)),
        valid_until: Some(provider.valid_until),
        create_date: Some(provider.created),
    };
    Ok(ListSAMLProvidersResponse {
        saml_provider_list: Some(rows.into_iter().map(entry).collect()),
    })
}

pub fn update_saml_provider(
    cx: &mut Cx,
    input: UpdateSAMLProviderRequest,
) -> Result<UpdateSAMLProviderResponse, AwsError> {
    let mut provider = row::find(cx, &input.saml_provider_arn)?;
    if let Some(document) = input.saml_metadata_document {
        provider.valid_until = valid_until(&document, provider.created)?;
        provider.metadata = document;
    }
    if let Some(id) = &input.remove_private_key {
        let before = provider.keys.len();
        provider.keys.retain(|key| key.id != *id);
        if provider.keys.len() == before {
            let message = format!("The private key with id {id} cannot be found.");
            return Err(no_such_entity(message));
        }
    }
    if let Some(key) = input.add_private_key {
        add_key(cx, &mut provider, key)?;
    }
    provider.encryption = input.assertion_encryption_mode.or(provider.encryption);
    check_encryption(&provider)?;
    row::save(cx, &provider)?;
    Ok(UpdateSAMLProviderResponse {
        saml_provider_arn: Some(row::arn(cx, &provider)),
    })
}

pub fn delete_saml_provider(
    cx: &mut Cx,
    input: DeleteSAMLProviderRequest,
) -> Result<DeleteSAMLProviderOutput, AwsError> {
    let provider = row::find(cx, &input.saml_provider_arn)?;
    let scope = cx.account_scope();
    PROVIDERS.delete(cx.tx, scope, &key(&provider.name))?;
    count::remove(cx, "saml-provider")?;
    Ok(DeleteSAMLProviderOutput {})
}
