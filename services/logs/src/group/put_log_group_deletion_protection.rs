//! PutLogGroupDeletionProtection: whether the group can be deleted.

use crate::group::row;
use crate::place;
use crate::shapes::PutLogGroupDeletionProtectionRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: PutLogGroupDeletionProtectionRequest) -> Result<Reply, AwsError> {
    let name = place::group_name(cx, &input.log_group_identifier)?;
    row::change(cx, name, |group| {
        group.protected = input.deletion_protection_enabled;
    })
}
