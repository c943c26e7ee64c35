//! What a provider's tokens are checked by: its clients, and the digests of its certificates.
//!
//! Operations: AddClientIDToOpenIDConnectProvider, RemoveClientIDFromOpenIDConnectProvider, UpdateOpenIDConnectProviderThumbprint

use super::create_open_id_connect_provider::thumbprints;
use super::row;
use crate::errors::quota;
use crate::limits::CLIENTS_PER_PROVIDER;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

/// Adding twice is adding once.
pub fn add_client_id_to_open_id_connect_provider(
    cx: &mut Cx,
    input: AddClientIDToOpenIDConnectProviderRequest,
) -> Result<AddClientIDToOpenIDConnectProviderOutput, AwsError> {
    let mut provider = row::find(cx, &input.open_id_connect_provider_arn)?;
    if !provider.clients.contains(&input.client_id) {
        if provider.clients.len() >= CLIENTS_PER_PROVIDER {
            let name = "ClientIdsPerOpenIdConnectProvider";
            return Err(quota(name, CLIENTS_PER_PROVIDER));
        }
        provider.clients.push(input.client_id);
        row::save(cx, &provider)?;
    }
    Ok(AddClientIDToOpenIDConnectProviderOutput {})
}

pub fn remove_client_id_from_open_id_connect_provider(
    cx: &mut Cx,
    input: RemoveClientIDFromOpenIDConnectProviderRequest,
) -> Result<RemoveClientIDFromOpenIDConnectProviderOutput, AwsError> {
    let mut provider = row::find(cx, &input.open_id_connect_provider_arn)?;
    provider.clients.retain(|client| *client != input.client_id);
    row::save(cx, &provider)?;
    Ok(RemoveClientIDFromOpenIDConnectProviderOutput {})
}

pub fn update_open_id_connect_provider_thumbprint(
    cx: &mut Cx,
    input: UpdateOpenIDConnectProviderThumbprintRequest,
) -> Result<UpdateOpenIDConnectProviderThumbprintOutput, AwsError> {
    let mut provider = row::find(cx, &input.open_id_connect_provider_arn)?;
    provider.thumbprints = thumbprints(input.thumbprint_list)?;
    row::save(cx, &provider)?;
    Ok(UpdateOpenIDConnectProviderThumbprintOutput {})
}
