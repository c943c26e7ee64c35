//! Operations: ScheduleKeyDeletion, CancelKeyDeletion.

use super::{Deletion, check_not_deleted, open_own, put, remove};
use crate::shapes::{
    CancelKeyDeletionRequest, CancelKeyDeletionResponse, ScheduleKeyDeletionRequest,
    ScheduleKeyDeletionResponse,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn schedule_key_deletion(
    cx: &mut Cx,
    input: ScheduleKeyDeletionRequest,
) -> Result<ScheduleKeyDeletionResponse, AwsError> {
    let days = input.pending_window_in_days;
    let days = days.unwrap_or(limits::PENDING_DAYS_UNASKED);
    if !limits::PENDING_DAYS.contains(&days) {
        return Err(errors::invalid(format!(
            "PendingWindowInDays must be between {} and {} inclusive. The value {days} is invalid.",
            limits::PENDING_DAYS.start(),
            limits::PENDING_DAYS.end()
        )));
    }
    let mut found = open_own(cx, &input.key_id)?;
    check_not_deleted(cx, &found)?;
    let multi = found.key.multi_region.as_ref();
    let waits = multi.is_some_and(|m| m.primary == found.region && !m.replicas.is_empty());
    let at = (!waits).then(|| remove::after(cx.now(), days));
    found.key.deletion = Some(Deletion { at, days });
    found.key.enabled = false;
    put(cx, &found, &found.key)?;
    if let Some(at) = at {
        remove::set(cx, &found, at)?;
    }
    Ok(ScheduleKeyDeletionResponse {
        key_id: Some(found.arn(cx)),
        deletion_date: at,
        key_state: Some(found.key.state(&found.region).to_owned()),
        pending_window_in_days: Some(days),
    })
}

/// The key comes back disabled.
pub fn cancel_key_deletion(
    cx: &mut Cx,
    input: CancelKeyDeletionRequest,
) -> Result<CancelKeyDeletionResponse, AwsError> {
    let mut found = open_own(cx, &input.key_id)?;
    let arn = found.arn(cx);
    if found.key.deletion.take().is_none() {
        return Err(errors::state(&arn, "is not pending deletion."));
    }
    found.key.enabled = false;
    put(cx, &found, &found.key)?;
    Ok(CancelKeyDeletionResponse { key_id: Some(arn) })
}
