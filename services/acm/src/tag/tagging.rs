//! Operations: AddTagsToCertificate, RemoveTagsFromCertificate, ListTagsForCertificate, TagResource, UntagResource, ListTagsForResource.

use super::rules;
use crate::certificate;
use crate::shapes::{
    AddTagsToCertificateOutput, AddTagsToCertificateRequest, ListTagsForCertificateRequest,
    ListTagsForCertificateResponse, ListTagsForResourceRequest, ListTagsForResourceResponse,
    RemoveTagsFromCertificateOutput, RemoveTagsFromCertificateRequest, Tag, TagResourceOutput,
    TagResourceRequest, UntagResourceOutput, UntagResourceRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn add_tags_to_certificate(
    cx: &mut Cx,
    input: AddTagsToCertificateRequest,
) -> Result<AddTagsToCertificateOutput, AwsError> {
    add(cx, &input.certificate_arn, input.tags)?;
    Ok(AddTagsToCertificateOutput::default())
}

pub fn tag_resource(cx: &mut Cx, input: TagResourceRequest) -> Result<TagResourceOutput, AwsError> {
    add(cx, &input.resource_arn, input.tags)?;
    Ok(TagResourceOutput::default())
}

/// A tag goes by its key; where a value is said, too, only if it has that value.
pub fn remove_tags_from_certificate(
    cx: &mut Cx,
    input: RemoveTagsFromCertificateRequest,
) -> Result<RemoveTagsFromCertificateOutput, AwsError> {
    let mut found = certificate::open(cx, &input.certificate_arn)?;
    found.tags.retain(|(key, value)| {
        let meant =
            |tag: &Tag| tag.key == *key && tag.value.as_ref().is_none_or(|said| said == value);
        !input.tags.iter().any(meant)
    });
    certificate::save(cx, &found)?;
    Ok(RemoveTagsFromCertificateOutput::default())
}

pub fn untag_resource(
    cx: &mut Cx,
    input: UntagResourceRequest,
) -> Result<UntagResourceOutput, AwsError> {
    let mut found = certificate::open(cx, &input.resource_arn)?;
    found.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    certificate::save(cx, &found)?;
    Ok(UntagResourceOutput::default())
}

pub fn list_tags_for_certificate(
    cx: &mut Cx,
    input: ListTagsForCertificateRequest,
) -> Result<ListTagsForCertificateResponse, AwsError> {
    let tags = list(cx, &input.certificate_arn)?;
    Ok(ListTagsForCertificateResponse { tags: Some(tags) })
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let tags = list(cx, &input.resource_arn)?;
    Ok(ListTagsForResourceResponse { tags: Some(tags) })
}

fn add(cx: &mut Cx, arn: &str, tags: Vec<Tag>) -> Result<(), AwsError> {
    let mut found = certificate::open(cx, arn)?;
    rules::put(&mut found.tags, tags)?;
    certificate::save(cx, &found)
}

fn list(cx: &mut Cx, arn: &str) -> Result<Vec<Tag>, AwsError> {
    let tags = certificate::open(cx, arn)?.tags.into_iter();
    let tags = tags.map(|(key, value)| Tag {
        key,
        value: Some(value),
    });
    Ok(tags.collect())
}
