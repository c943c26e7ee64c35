//! Operations: TagLogGroup, UntagLogGroup, ListTagsLogGroup
//!
//! Tags of a group by its name: the older way.

use crate::group::row;
use crate::shapes::{
    ListTagsLogGroupRequest, ListTagsLogGroupResponse, TagLogGroupRequest, UntagLogGroupRequest,
};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn tag_log_group(cx: &mut Cx, input: TagLogGroupRequest) -> Result<Reply, AwsError> {
    let mut group = row::at(cx, &input.log_group_name)?;
    rules::add(&mut group.tags, input.tags)?;
    row::put(cx, &group)?;
    Ok(Reply::default())
}

pub fn untag_log_group(cx: &mut Cx, input: UntagLogGroupRequest) -> Result<Reply, AwsError> {
    row::change(cx, &input.log_group_name, |group| {
        group.tags.retain(|(key, _)| !input.tags.contains(key));
    })
}

pub fn list_tags_log_group(
    cx: &mut Cx,
    input: ListTagsLogGroupRequest,
) -> Result<ListTagsLogGroupResponse, AwsError> {
    let group = row::at(cx, &input.log_group_name)?;
    Ok(ListTagsLogGroupResponse {
        tags: Some(group.tags),
    })
}
