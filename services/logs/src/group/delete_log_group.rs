//! DeleteLogGroup: it is gone at once; what was in it is removed in steps behind it.

use crate::background;
use crate::errors;
use crate::group::row::{self, GLOBAL, GROUPS, PLACES};
use crate::shapes::DeleteLogGroupRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteLogGroupRequest) -> Result<Reply, AwsError> {
    let group = row::at(cx, &input.log_group_name)?;
    if group.protected {
        return Err(errors::protected());
    }
    let scope = cx.scope();
    GROUPS.delete(cx.tx, scope, &group.name)?;
    let place = (cx.partition(), cx.account(), cx.region(), &group.name);
    PLACES.delete(cx.tx, GLOBAL, &place)?;
    background::empty_group(cx, group.id)?;
    Ok(Reply::default())
}
