//! Tags of a SAML provider.
//!
//! Operations: TagSAMLProvider, UntagSAMLProvider, ListSAMLProviderTags

use super::row;
use crate::page::Paging;
use crate::shapes::*;
use crate::tags;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_saml_provider(
    cx: &mut Cx,
    input: TagSAMLProviderRequest,
) -> Result<TagSAMLProviderOutput, AwsError> {
    let mut found = row::find(cx, &input.saml_provider_arn)?;
    tags::put(&mut found.tags, input.tags, "TagsPerSAMLProvider")?;
    row::save(cx, &found)?;
    Ok(TagSAMLProviderOutput {})
}

pub fn untag_saml_provider(
    cx: &mut Cx,
    input: UntagSAMLProviderRequest,
) -> Result<UntagSAMLProviderOutput, AwsError> {
    let mut found = row::find(cx, &input.saml_provider_arn)?;
    tags::take(&mut found.tags, &input.tag_keys);
    row::save(cx, &found)?;
    Ok(UntagSAMLProviderOutput {})
}

pub fn list_saml_provider_tags(
    cx: &mut Cx,
    input: ListSAMLProviderTagsRequest,
) -> Result<ListSAMLProviderTagsResponse, AwsError> {
    let found = row::find(cx, &input.saml_provider_arn)?;
    let shape = [input.saml_provider_arn.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&found.tags, &paging);
    Ok(ListSAMLProviderTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
