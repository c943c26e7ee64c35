//! CreateGroup: an empty group.

use super::row::{self, Group};
use crate::entity::{self, Held};
use crate::shapes::{CreateGroupRequest, CreateGroupResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(cx: &mut Cx, input: CreateGroupRequest) -> Result<CreateGroupResponse, AwsError> {
    entity::make_room::<Group>(cx, &input.group_name)?;
    let group = Group {
        name: input.group_name,
        path: input.path.unwrap_or_else(|| "/".to_owned()),
        id: ids::unique_id(cx.random(), "AGPA"),
        created: entity::now(cx),
        held: Held::default(),
    };
    entity::save(cx, &group)?;
    Ok(CreateGroupResponse {
        group: Some(row::shown(cx, &group)),
    })
}
