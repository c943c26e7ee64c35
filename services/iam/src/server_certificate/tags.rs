//! Tags of a server certificate.
//!
//! Operations: TagServerCertificate, UntagServerCertificate, ListServerCertificateTags

use super::row;
use crate::page::Paging;
use crate::shapes::*;
use crate::tags;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_server_certificate(
    cx: &mut Cx,
    input: TagServerCertificateRequest,
) -> Result<TagServerCertificateOutput, AwsError> {
    let mut found = row::find(cx, &input.server_certificate_name)?;
    tags::put(&mut found.tags, input.tags, "TagsPerServerCertificate")?;
    row::save(cx, &found)?;
    Ok(TagServerCertificateOutput {})
}

pub fn untag_server_certificate(
    cx: &mut Cx,
    input: UntagServerCertificateRequest,
) -> Result<UntagServerCertificateOutput, AwsError> {
    let mut found = row::find(cx, &input.server_certificate_name)?;
    tags::take(&mut found.tags, &input.tag_keys);
    row::save(cx, &found)?;
    Ok(UntagServerCertificateOutput {})
}

pub fn list_server_certificate_tags(
    cx: &mut Cx,
    input: ListServerCertificateTagsRequest,
) -> Result<ListServerCertificateTagsResponse, AwsError> {
    let found = row::find(cx, &input.server_certificate_name)?;
    let shape = [input.server_certificate_name.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&found.tags, &paging);
    Ok(ListServerCertificateTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
