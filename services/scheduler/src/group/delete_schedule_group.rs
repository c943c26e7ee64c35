//! DeleteScheduleGroup: with all of its schedules, which go a piece in each transaction.

use super::row::{self, GOING, GROUPS, Going};
use crate::place::{self, DEFAULT};
use crate::shapes::{DeleteScheduleGroupInput, DeleteScheduleGroupOutput};
use crate::{errors, limits, schedule, token};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde_json::json;

pub const EMPTY: &str = "empty-group";

pub fn run(
    cx: &mut Cx,
    input: DeleteScheduleGroupInput,
) -> Result<DeleteScheduleGroupOutput, AwsError> {
    token::once(cx, input.client_token.as_deref(), &input, |cx| {
        if input.name == DEFAULT {
            return Err(errors::invalid(
                "The default schedule group cannot be deleted.",
            ));
        }
        row::settled(cx, &input.name)?;
        go_on(cx, &input.name)?;
        Ok(String::new())
    })?;
    Ok(DeleteScheduleGroupOutput {})
}

fn go_on(cx: &mut Cx, name: &str) -> Result<(), AwsError> {
    let some = schedule::row::some_of_group(cx, name, limits::REMOVED)?;
    let more = some.len() == limits::REMOVED;
    for schedule in some {
        schedule::remove(cx, schedule)?;
    }
    if more {
        let since = cx.now();
        GOING.put(cx.tx, cx.scope(), name, &Going { since })?;
        let id = place::group_arn(cx, name);
        let payload = json!({"name": name});
        return cx.timer(since, &id, &format!("scheduler/{EMPTY}"), payload);
    }
    GROUPS.delete(cx.tx, cx.scope(), name)?;
    GOING.delete(cx.tx, cx.scope(), name)?;
    Ok(())
}

/// The next piece of a group that had more.
pub fn empty(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let name = timer.payload["name"].as_str().unwrap_or_default();
    match row::is_going(cx, name)? {
        true => go_on(cx, name),
        false => Ok(()),
    }
}
