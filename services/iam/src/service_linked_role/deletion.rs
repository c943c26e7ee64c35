//! Service-linked roles go by a task of their own, whose outcome can be asked for.
//!
//! Operations: DeleteServiceLinkedRole, GetServiceLinkedRoleDeletionStatus

use crate::entity::{self, Entity};
use crate::errors::{invalid_input, no_entity, no_such_entity};
use crate::role::row::Role;
use crate::shapes::*;
use crate::usage::{self, Usage};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::timer::Timer;
use haneul_store::{Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// By the task's id.
static TASKS: Table<String, Task> = Table::new("iam_role_deletion");

/// How long the outcome can be asked for.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Task {
    done: Timestamp,
}

impl Stored for Task {
    const VERSION: u32 = 1;
}

/// No service of this cloud holds on to its role, so it is gone at once.
pub fn delete_service_linked_role(
    cx: &mut Cx,
    input: DeleteServiceLinkedRoleRequest,
) -> Result<DeleteServiceLinkedRoleResponse, AwsError> {
    let name = &input.role_name;
    let found = entity::look::<Role>(cx, name)?.filter(Role::is_service_linked);
    let mut role = found.ok_or_else(|| no_entity(Role::KIND, name))?;
    for arn in std::mem::take(&mut role.held.attached) {
        usage::unlink(cx, &arn, Usage::Attached, Role::KIND, &role.name)?;
    }
    entity::remove(cx, &role)?;
    let task = ids::uuid(cx.random());
    let id = format!("task{}{}/{task}", role.path, role.name);
    let scope = cx.account_scope();
    let done = Task {
        done: entity::now(cx),
    };
    TASKS.put(cx.tx, scope, &id, &done)?;
    let end = cx.now() + KEPT;
    cx.timer(end, &task, "iam/forget-deletion", json!({ "task": id }))?;
    Ok(DeleteServiceLinkedRoleResponse {
        deletion_task_id: Some(id),
    })
}

/// The timer's end of it.
pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let task = timer.payload["task"].as_str().unwrap_or_default();
    let scope = cx.account_scope();
    TASKS.delete(cx.tx, scope, &task.to_owned())?;
    Ok(())
}

pub fn get_service_linked_role_deletion_status(
    cx: &mut Cx,
    input: GetServiceLinkedRoleDeletionStatusRequest,
) -> Result<GetServiceLinkedRoleDeletionStatusResponse, AwsError> {
    let id = &input.deletion_task_id;
    if !id.starts_with("task/aws-service-role/") {
        return Err(invalid_input(format!("Invalid deletion task id: {id}")));
    }
    let scope = cx.account_scope();
    match TASKS.exists(cx.tx, scope, id)? {
        true => Ok(GetServiceLinkedRoleDeletionStatusResponse {
            status: Some("SUCCEEDED".to_owned()),
            reason: None,
        }),
        false => Err(no_such_entity(format!(
            "Deletion task {id} cannot be found."
        ))),
    }
}
