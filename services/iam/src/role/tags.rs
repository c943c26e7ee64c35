//! Tags of a role.
//!
//! Operations: TagRole, UntagRole, ListRoleTags

use super::row::Role;
use crate::page::Paging;
use crate::shapes::*;
use crate::{entity, tags};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_role(cx: &mut Cx, input: TagRoleRequest) -> Result<TagRoleOutput, AwsError> {
    let mut role = entity::find::<Role>(cx, &input.role_name)?;
    tags::put(&mut role.tags, input.tags, "TagsPerRole")?;
    entity::save(cx, &role)?;
    Ok(TagRoleOutput {})
}

pub fn untag_role(cx: &mut Cx, input: UntagRoleRequest) -> Result<UntagRoleOutput, AwsError> {
    let mut role = entity::find::<Role>(cx, &input.role_name)?;
    tags::take(&mut role.tags, &input.tag_keys);
    entity::save(cx, &role)?;
    Ok(UntagRoleOutput {})
}

pub fn list_role_tags(
    cx: &mut Cx,
    input: ListRoleTagsRequest,
) -> Result<ListRoleTagsResponse, AwsError> {
    let role = entity::find::<Role>(cx, &input.role_name)?;
    let shape = [role.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&role.tags, &paging);
    Ok(ListRoleTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
