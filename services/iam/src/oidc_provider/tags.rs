//! Tags of an OpenID Connect provider.
//!
//! Operations: TagOpenIDConnectProvider, UntagOpenIDConnectProvider, ListOpenIDConnectProviderTags

use super::row;
use crate::page::Paging;
use crate::shapes::*;
use crate::tags;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_open_id_connect_provider(
    cx: &mut Cx,
    input: TagOpenIDConnectProviderRequest,
) -> Result<TagOpenIDConnectProviderOutput, AwsError> {
    let mut found = row::find(cx, &input.open_id_connect_provider_arn)?;
    tags::put(&mut found.tags, input.tags, "TagsPerOpenIdConnectProvider")?;
    row::save(cx, &found)?;
    Ok(TagOpenIDConnectProviderOutput {})
}

pub fn untag_open_id_connect_provider(
    cx: &mut Cx,
    input: UntagOpenIDConnectProviderRequest,
) -> Result<UntagOpenIDConnectProviderOutput, AwsError> {
    let mut found = row::find(cx, &input.open_id_connect_provider_arn)?;
    tags::take(&mut found.tags, &input.tag_keys);
    row::save(cx, &found)?;
    Ok(UntagOpenIDConnectProviderOutput {})
}

pub fn list_open_id_connect_provider_tags(
    cx: &mut Cx,
    input: ListOpenIDConnectProviderTagsRequest,
) -> Result<ListOpenIDConnectProviderTagsResponse, AwsError> {
    let found = row::find(cx, &input.open_id_connect_provider_arn)?;
    let shape = [input.open_id_connect_provider_arn.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&found.tags, &paging);
    Ok(ListOpenIDConnectProviderTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
