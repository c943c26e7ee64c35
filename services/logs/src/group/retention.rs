//! Operations: PutRetentionPolicy, DeleteRetentionPolicy
//!
//! How long events are kept.

use crate::errors;
use crate::group::row;
use crate::limits::RETENTION_DAYS;
use crate::shapes::{DeleteRetentionPolicyRequest, PutRetentionPolicyRequest};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn put_retention_policy(
    cx: &mut Cx,
    input: PutRetentionPolicyRequest,
) -> Result<Reply, AwsError> {
    let days = input.retention_in_days;
    if !RETENTION_DAYS.contains(&days) {
        let known = listed(&RETENTION_DAYS);
        return Err(errors::parameter(format!(
            "1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy \
             constraint: Member must satisfy enum value set: [{known}]"
        )));
    }
    row::change(cx, &input.log_group_name, |group| {
        group.retention_days = Some(days);
    })
}

/// Apart from its caller: where the optimiser sees all the numbers, it writes each by itself, and
/// thinks for a quarter of an hour about what they have to do with each other.
#[inline(never)]
fn listed(days: &[i64]) -> String {
    let texts: Vec<String> = days.iter().map(i64::to_string).collect();
    texts.join(", ")
}

pub fn delete_retention_policy(
    cx: &mut Cx,
    input: DeleteRetentionPolicyRequest,
) -> Result<Reply, AwsError> {
    row::change(cx, &input.log_group_name, |group| {
        group.retention_days = None;
    })
}
