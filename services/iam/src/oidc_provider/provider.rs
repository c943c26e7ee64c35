//! OpenID Connect providers shown and taken off.
//!
//! Operations: GetOpenIDConnectProvider, ListOpenIDConnectProviders, DeleteOpenIDConnectProvider

use super::row::{self, PROVIDERS};
use crate::shapes::*;
use crate::{count, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn get_open_id_connect_provider(
    cx: &mut Cx,
    input: GetOpenIDConnectProviderRequest,
) -> Result<GetOpenIDConnectProviderResponse, AwsError> {
    let provider = row::find(cx, &input.open_id_connect_provider_arn)?;
    Ok(GetOpenIDConnectProviderResponse {
        url: Some(provider.url),
        client_id_list: Some(provider.clients),
        thumbprint_list: Some(provider.thumbprints),
        create_date: Some(provider.created),
        tags: Some(tags::all(&provider.tags)),
    })
}

pub fn list_open_id_connect_providers(
    cx: &mut Cx,
    _: ListOpenIDConnectProvidersRequest,
) -> Result<ListOpenIDConnectProvidersResponse, AwsError> {
    let scope = cx.account_scope();
    let rows = PROVIDERS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    let entry = |(url, _): (String, _)| OpenIDConnectProviderListEntry {
        arn: Some(row::arn(cx, &url)),
    };
    Ok(ListOpenIDConnectProvidersResponse {
        open_id_connect_provider_list: Some(rows.into_iter().map(entry).collect()),
    })
}

/// Deleting what is not there is no error in AWS.
pub fn delete_open_id_connect_provider(
    cx: &mut Cx,
    input: DeleteOpenIDConnectProviderRequest,
) -> Result<DeleteOpenIDConnectProviderOutput, AwsError> {
    if let Some(provider) = row::look(cx, &input.open_id_connect_provider_arn)? {
        let scope = cx.account_scope();
        PROVIDERS.delete(cx.tx, scope, &provider.url)?;
        count::remove(cx, "oidc-provider")?;
    }
    Ok(DeleteOpenIDConnectProviderOutput {})
}
