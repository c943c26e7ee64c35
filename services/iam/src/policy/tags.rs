//! Tags of a managed policy.
//!
//! Operations: TagPolicy, UntagPolicy, ListPolicyTags

use super::managed::{self, Managed};
use super::row;
use crate::page::Paging;
use crate::shapes::*;
use crate::tags;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_policy(cx: &mut Cx, input: TagPolicyRequest) -> Result<TagPolicyOutput, AwsError> {
    let mut policy = managed::find_own(cx, &input.policy_arn)?;
    tags::put(&mut policy.tags, input.tags, "TagsPerPolicy")?;
    row::save(cx, &policy)?;
    Ok(TagPolicyOutput {})
}

pub fn untag_policy(cx: &mut Cx, input: UntagPolicyRequest) -> Result<UntagPolicyOutput, AwsError> {
    let mut policy = managed::find_own(cx, &input.policy_arn)?;
    tags::take(&mut policy.tags, &input.tag_keys);
    row::save(cx, &policy)?;
    Ok(UntagPolicyOutput {})
}

pub fn list_policy_tags(
    cx: &mut Cx,
    input: ListPolicyTagsRequest,
) -> Result<ListPolicyTagsResponse, AwsError> {
    let own = match managed::find(cx, &input.policy_arn)? {
        Managed::Own(policy) => policy.tags,
        Managed::Aws(_) => Vec::new(),
    };
    let shape = [input.policy_arn.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&own, &paging);
    Ok(ListPolicyTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
