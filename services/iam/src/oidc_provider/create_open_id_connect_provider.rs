//! CreateOpenIDConnectProvider: who issues tokens, for which clients.

use super::row::{self, OidcProvider, PROVIDERS};
use crate::errors::{already_exists, invalid_input, quota};
use crate::shapes::{CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse};
use crate::{count, entity, limits, tags};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CreateOpenIDConnectProviderRequest,
) -> Result<CreateOpenIDConnectProviderResponse, AwsError> {
    let url =
        address(&input.url).ok_or_else(|| invalid_input("Invalid Open ID Connect Provider URL"))?;
    let scope = cx.account_scope();
    if PROVIDERS.exists(cx.tx, scope, &url)? {
        let message = format!("Provider with url https://{url} already exists.");
        return Err(already_exists(message));
    }
    let mut clients = input.client_id_list.unwrap_or_default();
    dedup(&mut clients);
    if clients.len() > limits::CLIENTS_PER_PROVIDER {
        let limit = limits::CLIENTS_PER_PROVIDER;
        return Err(quota("ClientIdsPerOpenIdConnectProvider", limit));
    }
    let limit = limits::PROVIDERS_PER_ACCOUNT;
    count::add(
        cx,
        "oidc-provider",
        "OpenIdConnectProvidersPerAccount",
        limit,
    )?;
    let provider = OidcProvider {
        url,
        clients,
        thumbprints: thumbprints(input.thumbprint_list.unwrap_or_default())?,
        created: entity::now(cx),
        tags: tags::first(input.tags, "TagsPerOpenIdConnectProvider")?,
    };
    row::save(cx, &provider)?;
    Ok(CreateOpenIDConnectProviderResponse {
        open_id_connect_provider_arn: Some(row::arn(cx, &provider.url)),
        tags: tags::shown(&provider.tags),
    })
}

/// Host and path of an `https` URL without a port, a query or a fragment.
fn address(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let label = |label: &str| {
        let letters = label
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || c == b'-');
        letters && !label.is_empty()
    };
    let plain = |c: char| c.is_ascii_graphic() && !"?#*\"<>".contains(c);
    let right = host.split('.').all(label) && path.chars().all(plain);
    right.then(|| rest.trim_end_matches('/').to_owned())
}

fn dedup(list: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    list.retain(|item| seen.insert(item.clone()));
}

/// SHA-1 digests in hexadecimal digits.
pub fn thumbprints(list: Vec<String>) -> Result<Vec<String>, AwsError> {
    if list.len() > limits::THUMBPRINTS_PER_PROVIDER {
        let message = "Thumbprint list must contain fewer than 5 entries.";
        return Err(invalid_input(message));
    }
    if !list
        .iter()
        .all(|print| print.bytes().all(|c| c.is_ascii_hexdigit()))
    {
        return Err(invalid_input("Thumbprints must be in hexadecimal digits."));
    }
    let mut list: Vec<_> = list
        .into_iter()
        .map(|print| print.to_ascii_lowercase())
        .collect();
    dedup(&mut list);
    Ok(list)
}
