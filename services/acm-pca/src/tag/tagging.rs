//! Operations: TagCertificateAuthority, UntagCertificateAuthority, ListTags.

use super::rules;
use crate::shapes::{
    ListTagsRequest, ListTagsResponse, Tag, TagCertificateAuthorityOutput,
    TagCertificateAuthorityRequest, UntagCertificateAuthorityOutput,
    UntagCertificateAuthorityRequest,
};
use crate::{authority, errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn tag_certificate_authority(
    cx: &mut Cx,
    input: TagCertificateAuthorityRequest,
) -> Result<TagCertificateAuthorityOutput, AwsError> {
    let (place, mut found) = authority::open(cx, &input.certificate_authority_arn)?;
    rules::put(&mut found.tags, input.tags)?;
    authority::save(cx, &place, &found)?;
    Ok(TagCertificateAuthorityOutput::default())
}

/// A tag goes by its key; where a value is said, too, only if it has that value.
pub fn untag_certificate_authority(
    cx: &mut Cx,
    input: UntagCertificateAuthorityRequest,
) -> Result<UntagCertificateAuthorityOutput, AwsError> {
    let (place, mut found) = authority::open(cx, &input.certificate_authority_arn)?;
    found.tags.retain(|(key, value)| {
        let meant =
            |tag: &Tag| tag.key == *key && tag.value.as_ref().is_none_or(|said| said == value);
        !input.tags.iter().any(meant)
    });
    authority::save(cx, &place, &found)?;
    Ok(UntagCertificateAuthorityOutput::default())
}

pub fn list_tags(cx: &mut Cx, input: ListTagsRequest) -> Result<ListTagsResponse, AwsError> {
    let (_, mut found) = authority::open(cx, &input.certificate_authority_arn)?;
    let page = Page::of(input.max_results, input.next_token.as_deref(), limits::PAGE);
    let page = page.ok_or_else(errors::page)?;
    found.tags.sort();
    found.tags.retain(|(key, _)| page.has(key));
    let next_token = page.close(&mut found.tags, |(key, _)| key);
    let tags = found.tags.into_iter().map(|(key, value)| Tag {
        key,
        value: Some(value),
    });
    Ok(ListTagsResponse {
        tags: Some(tags.collect()),
        next_token,
    })
}
