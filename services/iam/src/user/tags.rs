//! Tags of a user.
//!
//! Operations: TagUser, UntagUser, ListUserTags

use super::row::User;
use crate::page::Paging;
use crate::shapes::*;
use crate::{entity, tags};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_user(cx: &mut Cx, input: TagUserRequest) -> Result<TagUserOutput, AwsError> {
    let mut user = entity::find::<User>(cx, &input.user_name)?;
    tags::put(&mut user.tags, input.tags, "TagsPerUser")?;
    entity::save(cx, &user)?;
    Ok(TagUserOutput {})
}

pub fn untag_user(cx: &mut Cx, input: UntagUserRequest) -> Result<UntagUserOutput, AwsError> {
    let mut user = entity::find::<User>(cx, &input.user_name)?;
    tags::take(&mut user.tags, &input.tag_keys);
    entity::save(cx, &user)?;
    Ok(UntagUserOutput {})
}

pub fn list_user_tags(
    cx: &mut Cx,
    input: ListUserTagsRequest,
) -> Result<ListUserTagsResponse, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    let shape = [user.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&user.tags, &paging);
    Ok(ListUserTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
